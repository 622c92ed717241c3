import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadedRulebook } from '../../collector/evaluate/rulebook.ts';
import { commandsOn } from './command.ts';
import { temporaryFolder } from './temporary.ts';

const { folder, remove } = temporaryFolder();
const data = path.join(folder, 'data');
const settings = path.join(folder, 'settings.yaml');
afterAll(remove);

const run = commandsOn(data, settings);

const { frameworks } = loadedRulebook();

beforeAll(async () => {
  fs.writeFileSync(settings, '');
  const { code, err } = await run('town', 'add', 'Maple Hollow', '--time-zone', 'America/New_York');
  if (code !== 0) throw new Error(err);
});

describe('townwatch framework list', () => {
  it('names every framework, whom it concerns, and how many requirements no rule shows', async () => {
    const { code, out } = await run('framework', 'list', '--json');
    const rows = JSON.parse(out) as { id: string; requirements: number; withoutRule: number; concerned?: boolean }[];
    expect([code, rows.map(({ id, requirements }) => [id, requirements])]).toEqual([0, frameworks.map(({ id, requirements }) => [id, requirements.length])]);
    expect(rows.every(({ withoutRule, requirements, concerned }) => withoutRule < requirements && concerned === undefined)).toBe(true);
    expect((await run('framework', 'list')).out).toMatch(/^cis-controls-8\.1 +\d+ +\d+ +\S+ +every town +/m);
  });

  it('says of a town which of them concern it: those for every town while its profile says nothing', async () => {
    const rows = JSON.parse((await run('framework', 'list', '--town', 'Maple Hollow', '--json')).out) as { id: string; concerned: boolean }[];
    expect(rows.filter(({ concerned }) => concerned).map(({ id }) => id)).toEqual(frameworks.filter(({ when }) => when === undefined).map(({ id }) => id));
  });
});

describe('townwatch framework show', () => {
  it('shows every requirement with its state and its rules', async () => {
    const { code, out } = await run('framework', 'show', 'CISA-CPG-2.0', '--town', 'Maple Hollow');
    const wanted = frameworks.find(({ id }) => id === 'cisa-cpg-2.0')!;
    expect(code).toBe(0);
    for (const { id, label } of wanted.requirements) expect(out).toContain(`\n${id} ${label}  `);
    expect(out).toMatch(new RegExp(`^${wanted.requirements.length} requirements: .*no statement that a requirement is met\\.$`, 'm'));
    expect(out).not.toMatch(/compliant/i);
    expect(out).not.toMatch(/Shown to be fine \d/);
  });

  it('gives the same as data', async () => {
    const { out } = await run('framework', 'show', 'nist-csf-2.0', '--town', 'Maple Hollow', '--json');
    const shown = JSON.parse(out) as { id: string; concerned: boolean; requirements: { id: string; state: string; rules: { rule: string }[] }[] };
    const wanted = frameworks.find(({ id }) => id === 'nist-csf-2.0')!;
    expect([shown.id, shown.concerned]).toEqual(['nist-csf-2.0', true]);
    expect(shown.requirements.map(({ id, rules }) => [id, rules.map(({ rule }) => rule)])).toEqual(wanted.requirements.map(({ id, rules }) => [id, [...new Set(rules)]]));
  });

  it('refuses a name that is none', async () => {
    const { code, err } = await run('framework', 'show', 'nist-csf-3.0', '--town', 'Maple Hollow');
    expect([code, err]).toEqual([2, expect.stringMatching(/^townwatch: There is no framework "nist-csf-3\.0"; did you mean "nist-csf-2\.0"\?$/m)]);
  });
});
