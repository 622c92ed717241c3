import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { roster } from '../../../collector/assets/roster.ts';
import { runProgram } from '../../../collector/cli/program.ts';
import { stated } from '../../../collector/evaluate/stated.ts';
import { dayIn } from '../../../collector/day.ts';
import { stateDocument } from '../../../collector/store/documents.ts';
import { insertAsset, replaceClaims } from '../../../collector/store/assets.ts';
import { openStore } from '../../../collector/store/open.ts';
import type { AssetRow, Store } from '../../../collector/store/tables.ts';
import { findTown } from '../../../collector/store/towns.ts';
import { realWorld } from '../../../collector/world.ts';
import { temporaryFolder } from '../temporary.ts';
import { smallHome } from './small-home.ts';

let place: ReturnType<typeof temporaryFolder>;
let data: string;
const at = (name: string) => path.join(place.folder, name);
const write = (name: string, text: string) => fs.writeFileSync(at(name), text);

beforeEach(async () => {
  place = temporaryFolder();
  data = at('data');
  write('settings.yaml', '');
  vi.stubEnv('TOWNWATCH_HOME', smallHome(at('home')));
  await run('town', 'add', 'Cedar Falls', '--time-zone', 'America/New_York');
});
afterEach(() => {
  vi.unstubAllEnvs();
  place.remove();
});

/** Runs a command line in this process. */
async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await runProgram([...args, '--data', data, '--config', at('settings.yaml')], { out: (text) => (said.out += `${text}\n`), err: (text) => (said.err += `${text}\n`) });
  return { code, ...said };
}
const apply = (...more: readonly string[]) => run('town', 'apply', at('town.yaml'), '--town', 'Cedar Falls', ...more);
const explain = async (what: string, ...more: readonly string[]) => JSON.parse((await run('config', 'explain', what, '--town', 'Cedar Falls', '--json', ...more)).out) as { value: unknown; layers: Record<string, unknown>[] }[];

async function within<Result>(work: (store: Store, town: string) => Promise<Result>): Promise<Result> {
  const store = await openStore(data, realWorld());
  try {
    return await work(store, (await findTown(store, 'Cedar Falls')).id);
  } finally {
    await store.destroy();
  }
}

describe('town apply', { timeout: 30_000 }, () => {
  test('shows what changes, keeps it with its author, and says what holds', async () => {
    write('town.yaml', 'profile: { state: NY, fiscalYearStart: 1 }\nservices:\n  - { name: Dispatch, rank: 1, needs: [SRV-01] }\n');
    expect(await apply('--dry-run')).toEqual({
      code: 0,
      out: '+ profile: state NY; fiscalYearStart 1\n+ services: 1 entry\nNothing was kept: this was a dry run.\n',
      err: 'Please check: Dispatch needs "SRV-01", and no computer or device has this name or serial number yet.\n',
    });
    expect((await run('town', 'show', '--town', 'Cedar Falls')).out).toContain('Nobody has said anything about "Cedar Falls" yet.');
    expect((await apply('--by', 'Ann Reyes')).out).toContain('Kept as version 1, by Ann Reyes.');
    write('town.yaml', 'profile: { state: NY, fiscalYearStart: 1 }\nservices:\n  - { name: Dispatch, rank: 2 }\n');
    expect((await apply()).out).toBe('~ services "Dispatch" rank: 1 -> 2\n- services "Dispatch" needs: SRV-01\nKept as version 2, by file, unverified.\n');
    expect((await apply()).out).toBe('It changes nothing; version 2 holds.\n');
    const shown = (await run('town', 'show', '--town', 'Cedar Falls')).out;
    expect(shown).toContain('version 2, by file, unverified');
    expect(shown).toMatch(/people +nobody has said/);
    expect(shown).toMatch(/services +Dispatch/);
    expect((await run('town', 'show', '--town', 'Cedar Falls', '--text')).out).toBe(fs.readFileSync(at('town.yaml'), 'utf8'));
    expect((await run('town', 'history', '--town', 'Cedar Falls')).out).toMatch(/Version 1, \S+, by Ann Reyes, from .*town.yaml:\n\+ profile: .*\n\+ services: 1 entry\nVersion 2, /);
    await within(async (store, town) => {
      expect((await stated(store, town)).register).toMatchObject({ by: 'file, unverified', data: { services: [{ name: 'Dispatch', rank: 2 }] } });
      expect((await findTown(store, town)).fiscalYearStartMonth).toBe(1);
    });
  });

  test('nothing of a file with a mistake is kept', async () => {
    write('town.yaml', 'profile: { state: NY }\nservices:\n  - { name: Dispatch, ranks: 1 }\n');
    expect(await apply('--by', 'Ann Reyes')).toEqual({ code: 3, out: '', err: expect.stringMatching(/^\S+town\.yaml:3:\d+ unknown key "ranks"; did you mean "rank"\?\ntownwatch: \S+town\.yaml has a mistake; nothing of it was kept\.\n$/) });
    const told = await apply('--json');
    expect([told.code, JSON.parse(told.out)]).toMatchObject([3, { version: null, problems: [{ line: 3 }] }]);
    expect(await within(async (store, town) => (await stated(store, town)).register)).toBeNull();
  });

  test('an owner may stand in the imported list of staff', async () => {
    write('town.yaml', 'people: []\nservices:\n  - { name: Dispatch, owner: Ann Reyse }\n');
    expect((await apply()).err).toContain('town.yaml:3:23 there is no person "Ann Reyse" under "people"; add it there, or correct the name');
    const list = { kind: 'people', asOf: '2026-11-01', importedAt: '2026-11-02T00:00:00Z', by: 'x', file: 'staff.csv', digest: 'd', complete: true, columns: ['person'], rows: [{ row: 2, person: 'Ann Reyes' }], refused: [] };
    await within((store, town) => stateDocument(store, { town, kind: 'list', id: 'people', at: '2026-11-02T00:00:00Z', actor: 'x', body: list }));
    expect((await apply()).err).toContain('did you mean "Ann Reyes"?');
    write('town.yaml', 'people: []\nservices:\n  - { name: Dispatch, owner: Ann Reyes }\n');
    expect((await apply()).code).toBe(0);
  });

  test('a file that is not there, and a nameless author', async () => {
    expect(await apply()).toMatchObject({ code: 2, err: expect.stringMatching(/cannot be read \(ENOENT\)/) });
    write('town.yaml', '');
    expect(await apply('--by', ' ')).toMatchObject({ code: 2 });
  });
});

describe('town init', { timeout: 30_000 }, () => {
  const init = (...more: readonly string[]) => run('town', 'init', '--town', 'Oak Hill', '--out', at('oak.yaml'), '--no-ask', ...more);

  test('takes answers from flags and from a file, flags over the file, and what it writes holds', async () => {
    write('answers.yaml', 'timeZone: America/Denver\nstate: CO\npolice: true\nservices:\n  - { name: Dispatch, recoveryHours: 4 }\n  - { name: Payroll }\n');
    const begun = await init('--answers', at('answers.yaml'), '--state', 'wy', '--owners', 'dispatch: Ann Reyes, nobody', '--fiscal-year-start', 'October', '--json');
    expect(JSON.parse(begun.out)).toMatchObject({ added: true, town: { name: 'Oak Hill', timeZone: 'America/Denver', fiscalYearStartMonth: 10 }, answers: { state: 'WY', police: true } });
    expect(await run('town', 'apply', at('oak.yaml'), '--town', 'Oak Hill')).toMatchObject({ code: 0, err: '' });
    const { body } = JSON.parse((await run('town', 'show', '--town', 'Oak Hill', '--json')).out) as { body: { register: unknown } };
    expect(body.register).toMatchObject({ profile: { state: 'WY', police: true }, services: [{ name: 'Dispatch', rank: 1, recoveryHours: 4, owner: 'Ann Reyes', backupOwner: null }, { name: 'Payroll', rank: 2 }] });
    fs.rmSync(at('oak.yaml'));
    expect(await init()).toMatchObject({ code: 2, err: expect.stringContaining('town show --text --town "Oak Hill" > town.yaml') });
  });

  test.each<[string[], number, RegExp]>([
    [['--time-zone', 'America/Denver', '--state', 'Colorado'], 2, /--state: Write the two letters/],
    [['--time-zone', 'America/Denver', '--services', 'none'], 2, /--services: Every town has some/],
    [['--time-zone', 'America/Denver', '--services', 'Dispatch 4, dispatch 5'], 2, /"dispatch" is there twice/],
    [['--time-zone', 'America/Denver', '--services', 'Dispatch 4', '--owners', 'Dispach: Ann'], 2, /"Dispach" is none of the services/],
    [['--time-zone', 'Mars/Base'], 2, /There is no time zone "Mars\/Base"/],
    [[], 2, /name its time zone with --time-zone/],
    [['--answers', 'nowhere.yaml'], 2, /nowhere\.yaml cannot be read \(ENOENT\)/],
  ])('%j is refused, and nothing is kept', async (flags, code, message) => {
    expect(await init(...flags)).toMatchObject({ code, err: expect.stringMatching(message) });
    expect([fs.existsSync(at('oak.yaml')), (await run('town', 'list')).out.includes('Oak Hill')]).toEqual([false, false]);
  });
});

describe('msp apply and config explain', { timeout: 30_000 }, () => {
  const shared = [
    'parameters:',
    '  - { rule: HW-001, parameter: maxYears, value: 4, reason: Leases run four years, author: Mia Stone, date: 2026-02-01 }',
    '  - { rule: HW-001, parameter: maxYears, value: 9, tag: kiosk, reason: Kiosks last, author: Mia Stone, date: 2026-10-01 }',
    '  - { rule: HW-001, parameter: strict, value: false, reason: Our promise, author: Mia Stone, date: 2026-02-01 }',
  ].join('\n');
  const own = [
    'departments: [{ name: Police, names: ["PD-*"] }]',
    'parameters:',
    '  - rule: HW-001',
    '    parameter: maxYears',
    '    value: 6',
    '    reason: Council vote 12',
    '    author: Ann Reyes',
    '    date: 2026-01-01',
    '  - { rule: HW-001, parameter: maxYears, value: 3, department: Police, reason: Cars, author: Bob Lindt, date: 2026-03-01 }',
    '  - { rule: HW-001, parameter: maxYears, value: 8, tag: kiosk, reason: Lobby, author: Ann Reyes, date: 2026-03-02 }',
  ].join('\n');

  beforeEach(async () => {
    write('msp.yaml', shared);
    write('town.yaml', own);
    await run('msp', 'apply', at('msp.yaml'), '--by', 'Mia Stone');
    await apply('--by', 'Ann Reyes');
  });

  test('every place that sets a value is shown in order, with author, reason, day, file and line; the last counts', async () => {
    const [years] = await explain('HW-001.maxYears');
    expect(years).toMatchObject({ value: 6, unit: 'years' });
    expect(years?.layers.map(({ level, value, author, file, line }) => [level, value, author, path.basename(String(file)), line])).toEqual([
      ['rule', 5, null, 'HW-001.yaml', 9],
      ['pack baseline', 7, null, 'baseline.yaml', 7],
      ['msp', 4, 'Mia Stone', 'msp.yaml', 2],
      ['town', 6, 'Ann Reyes', 'town.yaml', 5],
    ]);
    expect(years?.layers.at(-1)).toMatchObject({ reason: 'Council vote 12', date: '2026-01-01' });
    const { out } = await run('config', 'explain', 'hw-001.maxYears', '--town', 'Cedar Falls');
    expect(out).toMatch(/^HW-001\.maxYears is 6 years/);
    expect(out).toMatch(/\* +town +6 +Ann Reyes +2026-01-01 +\S+town\.yaml:5 +Council vote 12/);
  });

  test('a department, and a tag over it; where the town sets what all towns share, the town is closer', async () => {
    const row: AssetRow = { town: '', id: 'a1', class: 'workstation', class_basis: 'measured', label: 'PD-7', label_stated: 0, department: null, tags: '[]', stated_state: null, first_seen: '2026-11-01T00:00:00Z', last_seen: null, expected_every_days: null, possible_duplicate_of: '[]' };
    await within(async (store, town) => {
      await insertAsset(store, { ...row, town });
      await insertAsset(store, { ...row, town, id: 'a2', label: 'PD-KIOSK', tags: '["kiosk"]' });
    });
    expect((await explain('HW-001.maxYears', '--asset', 'PD-7'))[0]).toMatchObject({ value: 3, layers: [{ level: 'rule' }, { level: 'pack baseline' }, { level: 'msp' }, { level: 'town' }, { level: 'department Police', line: 9 }] });
    expect((await explain('HW-001.maxYears', '--asset', 'PD-KIOSK'))[0]).toMatchObject({ value: 8, layers: [{ level: 'rule' }, { level: 'pack baseline' }, { level: 'msp' }, { level: 'town' }, { level: 'department Police' }, { level: 'tag kiosk', author: 'Ann Reyes', line: 10 }] });
    expect(await run('config', 'explain', 'HW-001', '--town', 'Cedar Falls', '--asset', 'PD-8')).toMatchObject({ code: 2, err: expect.stringContaining('did you mean "PD-7"?') });
  });

  test('all parameters of a rule, and names that do not exist', async () => {
    expect((await explain('HW-001')).map(({ value }) => value)).toEqual([6, false]);
    expect(await run('config', 'explain', 'HW-02', '--town', 'Cedar Falls')).toMatchObject({ code: 2, err: expect.stringContaining('did you mean "HW-001"?') });
    expect(await run('config', 'explain', 'HW-001.maxYeras', '--town', 'Cedar Falls')).toMatchObject({ code: 2, err: expect.stringContaining('did you mean "maxYears"?') });
    expect((await run('msp', 'show')).out).toMatch(/HW-001\.maxYears +4 +- +Mia Stone/);
    expect((await run('msp', 'show', '--text')).out.trimEnd()).toBe(shared);
  });
});

describe('departments of the roster', () => {
  const row = (id: string, label: string, department: string | null = null): Omit<AssetRow, 'town'> => ({ id, class: 'workstation', class_basis: 'measured', label, label_stated: 0, department, tags: '[]', stated_state: null, first_seen: '2026-11-01T00:00:00Z', last_seen: null, expected_every_days: null, possible_duplicate_of: '[]' });

  test('come from names and units of the directory where nobody stated one, and the list says so', async () => {
    write('town.yaml', 'departments:\n  - { name: Clerk, names: ["CLK-*"] }\n  - { name: Police, units: ["*OU=Police*"] }\n');
    await apply();
    const list = { kind: 'directory', asOf: '2026-11-01', importedAt: '2026-11-02T00:00:00Z', by: 'x', file: 'ad.csv', digest: 'd', complete: true, columns: ['name', 'unit'], rows: [{ row: 2, name: 'PC-9', unit: 'CN=PC-9,OU=Police,DC=town' }], refused: [] };
    await within(async (store, town) => {
      for (const asset of [row('a1', 'clk-1'), row('a2', 'CLK-2', 'Finance'), row('a3', 'Desk'), row('a4', 'PC-9'), row('a5', 'PC-10')]) await insertAsset(store, { ...asset, town });
      await replaceClaims(store, town, 'a3', [{ kind: 'hostname', value: 'clk-3' }]);
      await stateDocument(store, { town, kind: 'list', id: 'directory', at: '2026-11-02T00:00:00Z', actor: 'x', body: list });
      const found = await roster(store, town, '2026-11-21T00:00:00Z');
      expect(found.map(({ label, department, departmentBy }) => [label, department, departmentBy])).toEqual([
        ['clk-1', 'Clerk', 'name'],
        ['CLK-2', 'Finance', 'stated'],
        ['Desk', 'Clerk', 'name'],
        ['PC-9', 'Police', 'unit'],
        ['PC-10', null, undefined],
      ]);
    });
    expect((await run('asset', 'list', '--town', 'Cedar Falls')).out).toMatch(/clk-1 .*Clerk \(by name\)/);
  });
});

test('the day where the town is', () => {
  expect([dayIn('America/New_York', new Date('2026-11-21T03:00:00Z')), dayIn('Pacific/Auckland', new Date('2026-11-21T13:00:00Z'))]).toEqual(['2026-11-20', '2026-11-22']);
});
