import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { drillCommand } from '../../../agent/commands/drill.ts';
import { emptyForm, recordedDrill } from '../../../agent/drill/form.ts';
import { drillsIn } from '../../../agent/facts/drills/results.ts';
import { isFailure } from '../../../agent/failure.ts';
import { drills } from '../../../wire/sections/drills.ts';
import { anyText } from '../facts/any-text.ts';
import { contextIn } from './drill-here.ts';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'townwatch-form-')));
const at = (name: string) => path.join(folder, name);
const form = at('form.yaml');
const now = new Date('2026-11-22T03:00:00Z');
const filled = { product: 'Veeam', person: 'Jo Example', date: '2026-11-20', what: 'The mailbox of the clerk', result: 'passed', evidence: 'screen.png', location: 'rest:https://me:s3cret@nas/b', copyMadeOn: '2026-11-19', minutes: 45, files: 812, bytes: 1_000_000, note: 'Opened by the clerk' };
const yaml = (values: object) => Object.entries(values).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join('');
const recorded = (text: string) => {
  fs.writeFileSync(form, text);
  return recordedDrill(form, now);
};

beforeAll(() => {
  fs.writeFileSync(at('screen.png'), 'picture');
  fs.writeFileSync(at('agent.yaml'), '# nothing\n', { mode: 0o600 });
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('a filled form becomes a drill, with the digest of its evidence and without credentials', async () => {
  const drill = await recorded(yaml(filled));
  expect(drill).toEqual({
    product: 'Veeam', location: 'rest:https://nas/b', kind: 'recorded', at: '2026-11-20', result: 'passed', why: null, copyMadeAt: '2026-11-19', files: 812, compared: null, changedSince: null,
    bytes: 1_000_000, durationSeconds: 2700, seed: null, what: 'The mailbox of the clerk', person: 'Jo Example', evidenceDigest: createHash('sha256').update('picture').digest('hex'), note: 'Opened by the clerk',
  });
  expect(drills.schema.safeParse({ drills: [drill] })).toMatchObject({ success: true, data: { drills: [drill] } });
  expect(await recorded(JSON.stringify(filled))).toEqual(drill);
});

test('what need not be said is null', async () => {
  const { product, person, date, what, result, evidence } = filled;
  expect(await recorded(yaml({ product, person, date, what, result, evidence }))).toMatchObject({ location: null, copyMadeAt: null, files: null, bytes: null, durationSeconds: null, note: null });
  expect(await recorded(yaml({ product, person, date, what, result: 'failed', evidence, why: 'The tape was torn' }))).toMatchObject({ result: 'failed', why: 'The tape was torn' });
});

describe('a form that is not filled in well is refused with file, line and remedy', () => {
  test.each([
    ['no product', { ...filled, product: '' }, `${form}: "product" is not filled in`],
    ['a day that is none', { ...filled, date: '2026-02-30' }, `${form}:3: "date" takes a day that was`],
    ['a day to come', { ...filled, date: '2026-11-24' }, `${form}:3: "date" takes`],
    ['another result', { ...filled, result: 'ok' }, `${form}:5: "result" takes passed or failed, not "ok".`],
    ['evidence that is not there', { ...filled, evidence: 'nowhere.png' }, `${form}:6: "evidence" takes a file that can be read`],
    ['evidence that is a folder', { ...filled, evidence: '.' }, `${form}:6: "evidence" takes`],
    ['a copy after the restore', { ...filled, copyMadeOn: '2026-11-21' }, `${form}:8: "copyMadeOn" is after the restore.`],
    ['minutes in words', { ...filled, minutes: 'long' }, `${form}:9: "minutes" takes a number`],
    ['half a file', { ...filled, files: 1.5 }, `${form}:10: "files" takes a whole number`],
    ['a failure without a word', { ...filled, result: 'failed' }, `${form}: "why" is not filled in`],
    ['a name that is near', { ...filled, persons: 'x' }, `${form}:13: a form has no "persons"; did you mean "person"?`],
    ['a name that is far', { ...filled, zzzzzzzzzzzz: 'x' }, 'there are product, person, date'],
    ['a list for a name', { ...filled, person: ['a', 'b'] }, `${form}:2: "person" takes a name`],
  ])('%s', async (_name, values, sentence) => {
    await expect(recorded(yaml(values))).rejects.toThrow(sentence);
    await expect(recorded(yaml(values))).rejects.toMatchObject({ exit: 'input-refused' });
  });

  test.each([
    ['broken YAML', 'product: "x\n', `${form}:`],
    ['a list', '- product\n', `${form}:1: a form has lines such as`],
    ['nothing', '', `${form}:1: a form has lines such as`],
    ['a name twice', 'product: a\nproduct: b\n', `${form}:`],
  ])('%s', async (_name, text, sentence) => {
    await expect(recorded(text)).rejects.toThrow(sentence);
  });

  test('one that is not there, or too large', async () => {
    await expect(recordedDrill(at('nowhere.yaml'), now)).rejects.toMatchObject({ exit: 'wrong-use', message: expect.stringContaining('cannot be read (ENOENT)') });
    await expect(recorded(' '.repeat(70_000))).rejects.toThrow('is larger than any form');
  });
});

test('the empty form names every field, is refused as it is, and takes all answers', async () => {
  expect(Object.keys(parse(emptyForm()) as object).sort()).toEqual([...Object.keys(filled), 'why'].sort());
  await expect(recorded(emptyForm())).rejects.toThrow('"product" is not filled in');
  const answered = Object.entries(filled).reduce((text, [name, value]) => text.replace(new RegExp(`^${name}: +#.*$`, 'm'), `${name}: ${JSON.stringify(value)}`), emptyForm());
  expect(await recorded(answered)).toMatchObject({ person: 'Jo Example', durationSeconds: 2700 });
});

test('any text is a drill within the schema or a refusal in one line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyText(200), fc.dictionary(fc.constantFrom(...Object.keys(filled), 'other'), fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(filled)))).map(yaml)), async (text) => {
      const [drill, refused] = await recorded(text).then((it) => [it, undefined], (error: unknown) => [undefined, error]);
      const isSound = refused === undefined ? drills.schema.safeParse({ drills: [drill] }).success : isFailure(refused) && !/\n/.test(refused.message);
      expect(isSound).toBe(true);
    }),
    { numRuns: 200 },
  );
});

describe('the command', () => {
  const told = () => ({ out: '', log: [] as string[] });

  test('prints the form, and records one for the next scan', async () => {
    const form1 = told();
    expect(await drillCommand({ form: true }, contextIn(folder, form1))).toBe(0);
    expect(form1.out).toBe(emptyForm());
    fs.writeFileSync(form, yaml({ ...filled, date: '2026-10-01', copyMadeOn: '2026-09-30' }));
    const said = told();
    expect(await drillCommand({ record: form }, contextIn(folder, said))).toBe(0);
    const kept = drillsIn(fs.readFileSync(at('state/drills/results.json'), 'utf8'))!.drills;
    expect(kept).toMatchObject([{ product: 'Veeam', at: '2026-10-01', kind: 'recorded' }]);
    expect(JSON.parse(said.out)).toEqual(kept);
  });

  test.each([
    ['no repository in the settings', {}, 'names no repository; add "repositories:'],
    ['a sample of nothing', { sample: '0' }, '--sample takes a whole number from 1 to 200, not "0".'],
    ['a seed that is none', { seed: 'xyz' }, '--seed takes the seed of an earlier drill'],
  ])('refuses %s', async (_name, options, sentence) => {
    await expect(drillCommand(options, contextIn(folder, told()))).rejects.toThrow(sentence);
  });

  test('refuses a repository that the settings do not name, and names those that are', async () => {
    fs.writeFileSync(at('agent.yaml'), JSON.stringify({ repositories: [{ product: 'restic', location: 'rest:https://u:s3cret@nas/' }] }));
    const wrong = drillCommand({ repository: '/srv/x' }, contextIn(folder, told()));
    await expect(wrong).rejects.toThrow('names no repository /srv/x; there are 1: rest:https://nas/.');
    await expect(drillCommand({}, { ...contextIn(folder, told()), platform: 'win32' })).rejects.toThrow('on Windows record a restore');
  });
});
