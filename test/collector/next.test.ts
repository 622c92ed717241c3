import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOn } from './command.ts';
import { temporaryFolder } from './temporary.ts';

const { folder, remove } = temporaryFolder();
const data = path.join(folder, 'data');
const settings = path.join(folder, 'settings.yaml');
afterAll(remove);

const run = commandsOn(data, settings);
const ofTown = (...args: readonly string[]) => run(...args, '--town', 'Maple Hollow');

beforeAll(async () => {
  fs.writeFileSync(settings, '');
  const { code, err } = await run('town', 'add', 'Maple Hollow', '--time-zone', 'America/New_York');
  if (code !== 0) throw new Error(err);
});

describe('a town of which nothing is known yet', () => {
  it('is told what to do first, each with its minutes and what to type', async () => {
    const { code, out } = await ofTown('next', '--limit', '3');
    expect(code).toBe(0);
    expect(out).toMatch(/^What to do next for Maple Hollow:\n\n 1\. /);
    expect(out.match(/^ \d\. /gm)).toHaveLength(3);
    expect(out).toMatch(/about \d+ min/);
    expect(out).toMatch(/^And \d+ more acts/m);
    const all = JSON.parse((await ofTown('next', '--limit', '0', '--json')).out) as { acts: { id: string; answers: number; command: string | null }[]; more: number };
    expect(all.more).toBe(0);
    expect(all.acts.find(({ id }) => id === 'list-rmm')?.command).toBe('townwatch import list FILE --town "Maple Hollow" --kind rmm --as-of DATE --complete');
  });

  it('gets a plan that begins with people, in the folder that is named, for its owner alone', async () => {
    const out = path.join(folder, 'plans');
    const { code, out: files } = await ofTown('plan', '--days', '30', '--out', out, '--format', 'html', 'csv');
    expect([code, files.trim().split('\n').map((file) => path.basename(file))]).toEqual([0, ['plan-30-days.html', 'plan-30-days.csv']]);
    expect(fs.readFileSync(path.join(out, 'plan-30-days.html'), 'utf8')).toContain('Rank the public services');
    expect(fs.statSync(path.join(out, 'plan-30-days.html')).mode & 0o777).toBe(0o600);
    const printed = await ofTown('plan', '--hours', '8');
    expect(printed.out).toMatch(/at 8 hours a week:\n\nWeek 1 \(.*\)\n {2}Rank the public services/);
  });

  it('gets a replacement plan that says that it knows of no computer', async () => {
    const { code, out } = await ofTown('replacement', '--years', '3');
    expect([code, out.match(/^Fiscal year \d{4}: nothing$/gm)?.length]).toEqual([0, 3]);
    expect(out).toContain('Of 0 computers: 0 in these years');
    expect((JSON.parse((await ofTown('replacement', '--json')).out) as { plan: { totals: unknown } }).plan.totals).toEqual({ firm: { computers: 0, dollars: 0, unpriced: 0 }, estimate: { computers: 0, dollars: 0, unpriced: 0 }, upgrades: 0 });
  });
});

it.each<[args: string[], says: RegExp]>([
  [['plan', '--days', '45', '--town', 'Maple Hollow'], /Allowed choices are 30, 90/],
  [['plan', '--hours', '0', '--town', 'Maple Hollow'], /It must be a number from 1 to 168/],
  [['plan', '--out', 'x', '--format', 'htm', '--town', 'Maple Hollow'], /There is no format "htm"; did you mean "html"\?/],
  [['replacement', '--inflation', '3x', '--town', 'Maple Hollow'], /It must be a number of percent from 0 to 50/],
  [['next', '--town', 'Maple Hallow'], /There is no town "Maple Hallow"; there is "Maple Hollow"/],
])('%j is wrong use, told in one line', async (args, says) => {
  const { code, out, err } = await run(...args);
  expect([code, out, err.trim().split('\n').length]).toEqual([2, '', 1]);
  expect(err).toMatch(says);
});
