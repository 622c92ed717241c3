import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { runProgram } from '../../collector/cli/program.ts';
import type { ToldImport } from '../../collector/lists/told.ts';
import type { RosterAsset } from '../../rules/input.ts';
import { cpuMs } from '../cpu.ts';
import { temporaryFolder } from '../collector/temporary.ts';

const { folder, remove } = temporaryFolder();
const data = path.join(folder, 'data');
const settings = path.join(folder, 'settings.yaml');
const town = ['--town', 'Cedar Falls'];
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const iso = (days: number) => daysAgo(days).toISOString().slice(0, 10);
const us = (days: number) => `${daysAgo(days).getUTCMonth() + 1}/${daysAgo(days).getUTCDate()}/${daysAgo(days).getUTCFullYear()}`;
afterAll(remove);

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await runProgram([...args, '--data', data, '--config', settings], { out: (text) => (said.out += `${text}\n`), err: (text) => (said.err += `${text}\n`) });
  return { code, ...said };
}

async function json<Told>(...args: readonly string[]): Promise<Told> {
  const { out, err } = await run(...args, '--json');
  expect(err).not.toContain('townwatch:');
  return JSON.parse(out) as Told;
}

function written(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
}

const take = (file: string, kind: string, ...more: string[]) => json<ToldImport>('import', 'list', file, ...town, '--kind', kind, '--as-of', iso(2), '--by', 'A. Clerk', ...more);

/** The computers of the town: three servers, 25 desktops, twelve laptops. */
const computers = Array.from({ length: 40 }, (_, index) => {
  const kind = index < 3 ? 'SRV' : index < 28 ? 'PC' : 'LT';
  return { name: `CF-${kind}-${String(index + 1).padStart(2, '0')}`, kind, serial: `5CG${8000 + index}QX`, mac: `00:1A:2B:3C:4D:${index.toString(16).padStart(2, '0').toUpperCase()}`, bought: index % 4 === 0 ? 365 * 7 : 365 * 2 };
});
const classes: Readonly<Record<string, string>> = { SRV: 'WINDOWS_SERVER', PC: 'WINDOWS_WORKSTATION', LT: 'WINDOWS_WORKSTATION' };
const categories: Readonly<Record<string, string>> = { SRV: 'Servers', PC: 'Desktops', LT: 'Laptops' };
const servers = computers.filter(({ kind }) => kind === 'SRV');

const rmm = ['System Name,BIOS Serial Number,MAC Address,Device Type,Manufacturer,Model,OS Name,Last LoggedIn User,Last Contact', ...computers.map(({ name, serial, mac, kind }) => `${name},${serial},${mac},${classes[kind]},HP,"EliteDesk 800 G4, SFF",Windows ${kind === 'SRV' ? 'Server 2019 Standard' : '11 Pro'},CF\\clerk,${us(3)} 3:05:00 AM`)].join('\r\n');

function ledger(): Promise<Buffer> {
  const heading = ['Asset Name', 'Asset Tag', 'Serial', 'Category', 'Manufacturer', 'Model', 'Location', 'Custodian', 'Department', 'Purchased', 'Cost', 'Status'];
  const rows = computers.map(({ name, serial, kind, bought }, index) => [name, `T${1000 + index}`, serial, categories[kind], 'HP', 'EliteDesk 800', 'Town hall', index === 5 ? null : 'M. Jones', 'Clerk', daysAgo(bought), 899, 'Deployed']);
  const others = [
    ['Engine 2', 'T2000', '1FTEW1EP5KKD12345', 'Vehicles', 'Ford', 'F-550', 'Fire station', 'Chief', 'Fire', daysAgo(2000), 480_000, 'Deployed'],
    ['CF-SW-1', 'T2001', 'FOC1234X0AB', 'Switches', 'Cisco', 'C9200', 'Town hall', 'M. Jones', 'Clerk', daysAgo(900), 2400, 'Deployed'],
    ['CF-PC-90', 'T2002', '5CG0090QX', 'Desktops', 'HP', 'EliteDesk 705', 'Basement', 'M. Jones', 'Clerk', daysAgo(3000), 799, 'Retired'],
  ];
  const cells = [['City of Cedar Falls: equipment'], heading, ...rows, ...others].map((row) => row.map((value) => (value instanceof Date ? { value, type: Date, format: 'mm/dd/yyyy' } : value)));
  return writeXlsxFile(cells).toBuffer();
}

const edr = ['Endpoint Name;Serial Number;Device Type;OS;Health Status;Last Active', ...computers.slice(0, 39).map(({ name, serial, kind }) => `${name};${serial};${kind === 'SRV' ? 'server' : 'desktop'};Windows;Healthy;${iso(3)}T03:05:00Z`)].join('\n');
const backup = ['VM Name,Job Name,Last Successful Backup,Last Result', ...servers.slice(0, 2).flatMap(({ name }) => [`${name}.cf.local,Nightly,${us(3)} 1:00:00 AM,Success`, `${name}.cf.local,Weekly,${us(9)},Success`])].join('\n');

interface Judged {
  readonly outcomes: readonly { readonly rule: string; readonly subject: { readonly id: string; readonly label: string }; readonly outcome: string; readonly basis: string }[];
}

describe('a town of 40 computers brings four lists before any computer reports', () => {
  const told: Record<string, ToldImport> = {};
  let outcomes: Judged['outcomes'] = [];
  beforeAll(async () => {
    fs.writeFileSync(settings, '');
    await run('town', 'add', 'Cedar Falls');
    told['rmm'] = await take(written('ninja.csv', rmm), 'rmm', '--complete');
    told['ledger'] = await take(written('assets.xlsx', await ledger()), 'ledger', '--complete');
    told['edr'] = await take(written('s1.csv', edr), 'edr', '--complete');
    told['backup'] = await take(written('veeam.csv', backup), 'backup', '--complete');
    outcomes = (await json<Judged>('evaluate', ...town)).outcomes;
  }, 60_000);

  test('every list is read by the columns of its product, and each computer is one asset', async () => {
    expect(told['rmm']).toMatchObject({ rows: 40, refused: [], cells: [], complete: true, machines: { matched: { serial: 0, mac: 0, name: 0 }, ambiguous: [] } });
    expect(told['rmm']?.machines?.added.length).toBe(40);
    expect(told['ledger']).toMatchObject({ heading: 2, rows: 42, refused: [{ row: 43, why: expect.stringContaining('no computer') }], complete: true, machines: { matched: { serial: 40, mac: 0, name: 0 } } });
    expect(told['ledger']?.machines?.added.map(({ name, class: kind, retired }) => [name, kind, retired])).toEqual([['CF-SW-1', 'network-device', false], ['CF-PC-90', 'workstation', true]]);
    expect(told['edr']).toMatchObject({ rows: 39, how: 'UTF-8, separated by semicolons', machines: { matched: { serial: 39 }, added: [], ambiguous: [] } });
    expect(told['backup']).toMatchObject({ rows: 2, complete: true, machines: { matched: { name: 2 }, added: [], ambiguous: [] } });
    const assets = await json<RosterAsset[]>('asset', 'list', ...town);
    expect(assets.length).toBe(42);
    expect(Object.fromEntries(Object.entries(Object.groupBy(assets, ({ state }) => state)).map(([state, all]) => [state, all?.length]))).toEqual({ expected: 41, retired: 1 });
  });

  const of = (rule: string) => outcomes.filter((it) => it.rule === rule);
  const counted = (rule: string) => Object.fromEntries(Object.entries(Object.groupBy(of(rule), ({ outcome }) => outcome)).map(([kind, all]) => [kind, all?.length]));

  test('INV-001: no computer reports yet, and that is a gap', () => {
    expect(of('INV-001').map(({ outcome }) => outcome)).toEqual(['fail']);
  });

  test('INV-004: 40 records of the ledger are complete, one has no custodian', () => {
    expect(counted('INV-004')).toEqual({ pass: 40, fail: 1 });
    expect(of('INV-004').find(({ outcome }) => outcome === 'fail')?.subject.label).toBe('CF-PC-06');
    expect(new Set(of('INV-004').map(({ basis }) => basis))).toEqual(new Set(['list']));
  });

  test('HW-001: the day of purchase decides, from a list', () => {
    const old = computers.filter(({ kind, bought }) => kind !== 'SRV' && bought > 365 * 5).map(({ name }) => name);
    expect(of('HW-001').filter(({ outcome }) => outcome === 'fail').map(({ subject }) => subject.label).sort()).toEqual(old.sort());
    expect(counted('HW-001')).toEqual({ pass: 37 - old.length, fail: old.length });
  });

  test('EDR-003: one laptop of 40 is not in the console', () => {
    expect(of('EDR-003').map(({ outcome, basis }) => [outcome, basis])).toEqual([['fail', 'list']]);
  });

  test('BKP-001: two servers are in the job list; of the third nobody can say until it reports', () => {
    const ofServers = of('BKP-001').filter(({ subject }) => servers.some(({ name }) => name === subject.label));
    expect(ofServers.map(({ subject, outcome }) => `${subject.label} ${outcome}`).sort()).toEqual(['CF-SRV-01 pass', 'CF-SRV-02 pass', 'CF-SRV-03 unknown']);
  });

  test('a person sees what was read, what is remembered, and what to do', async () => {
    const { out } = await run('import', 'list', path.join(folder, 'ninja.csv'), ...town, '--kind', 'rmm', '--as-of', iso(2), '--complete', '--by', 'A. Clerk', '--dry-run');
    expect(out).toMatch(/System Name +name +CF-SRV-01/);
    expect(out).toContain('Known computers and devices found: 40 by serial number, 0 by network address, 0 by name.');
    expect(out).toContain('Nothing was kept: this was a dry run of the rmm list');
    const shown = await run('list', 'show', ...town);
    const rows = await json<{ row: number; name: string; asset: string | null; by: string | null; why: string | null }[]>('list', 'show', 'ledger', ...town);
    expect([rows.length, rows[0], rows.find(({ row }) => row === 43)]).toMatchObject([43, { row: 3, name: 'CF-SRV-01', asset: 'CF-SRV-01', by: 'serial', why: null }, { asset: null, why: expect.stringContaining('refused: it is no computer') }]);
    expect(shown.out).toMatch(/ledger +\S+ +yes +yes +42 +42 +0 +1 +assets\.xlsx +A\. Clerk/);
  });

  test('the same list again changes nothing; a mapping holds for the next time', async () => {
    expect((await take(path.join(folder, 'ninja.csv'), 'rmm', '--complete')).kept).toBe('unchanged');
    const odd = written('odd.csv', 'Box,Number on the back\nCF-PC-04,5CG8003QX\n');
    const refused = await run('import', 'list', odd, ...town, '--kind', 'directory', '--as-of', iso(2));
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('--map name="Column"')]);
    const mapped = await take(odd, 'directory', '--map', 'name=Box', '--map', 'serial=number on the back');
    expect(mapped.machines?.matched).toEqual({ serial: 1, mac: 0, name: 0 });
    expect((await take(odd, 'directory')).kept).toBe('unchanged');
    expect(mapped.warnings).toEqual([expect.stringContaining('Nobody said that the list is complete')]);
    const training = await run('import', 'list', written('training.csv', 'Name,Email,Course,Completed\nAlice,a@cf.gov,Phishing,11/1/2026\n'), ...town, '--kind', 'backup', '--as-of', iso(2), '--complete');
    expect([training.code, training.err]).toEqual([3, expect.stringContaining('It looks like a training list')]);
    const only = await take(written('only.csv', 'Name,OU\nCF-PC-04,x\nCF-KIOSK,x\n,y\n'), 'directory', '--complete', '--map', 'name=Name');
    expect([only.complete, only.warnings]).toEqual([false, [expect.stringContaining('1 refused row'), expect.stringContaining('of the list before is gone')]]);
    expect((await run('list', 'show', ...town)).out).toMatch(/directory +\S+ +yes +stated, but 1 row could not be used +2 /);
    expect((await run('list', 'forget', 'directory', ...town, '--by', 'A. Clerk')).out).toContain('Retired, as they never reported and only this list named them: CF-KIOSK.');
    expect((await json<{ lists: { kind: string }[] }>('list', 'show', ...town)).lists.map(({ kind }) => kind)).toEqual(['backup', 'edr', 'ledger', 'rmm']);
  });
});

describe('bad input', () => {
  test.each<[string, string[], number, string]>([
    ['an unknown kind', ['--kind', 'leger', '--as-of', iso(2)], 2, 'did you mean "ledger"?'],
    ['a day to come', ['--kind', 'rmm', '--as-of', iso(-3)], 2, 'day to come'],
    ['a day in another spelling', ['--kind', 'rmm', '--as-of', '11/15/2026'], 2, 'YYYY-MM-DD'],
    ['a day before the list that is there', ['--kind', 'rmm', '--as-of', iso(9)], 3, 'newer than this one'],
    ['a field that does not exist', ['--kind', 'rmm', '--as-of', iso(2), '--map', 'sreial=X'], 2, 'did you mean "serial"?'],
    ['a column that does not exist', ['--kind', 'rmm', '--as-of', iso(2), '--map', 'serial=Serail'], 2, 'there is no column "Serail"'],
    ['complete and partial', ['--kind', 'rmm', '--as-of', iso(2), '--complete', '--partial'], 2, 'not both'],
    ['a sheet of a text file', ['--kind', 'rmm', '--as-of', iso(2), '--sheet', 'One'], 2, 'no Excel workbook'],
  ])('%s is refused in one line', async (_, flags, code, words) => {
    const { code: ended, err, out } = await run('import', 'list', path.join(folder, 'ninja.csv'), ...town, ...flags);
    expect([ended, err, out]).toEqual([code, expect.stringContaining(words), '']);
    expect(err.trim().split('\n').length).toBe(1);
  });

  test('a list in which nothing can be used, and a file that is not there, keep nothing', async () => {
    const before = await json('list', 'show', ...town);
    expect((await run('import', 'list', written('none.csv', 'Name,Serial\n,\n'), ...town, '--kind', 'rmm', '--as-of', iso(1))).code).toBe(3);
    expect((await run('import', 'list', path.join(folder, 'nowhere.csv'), ...town, '--kind', 'rmm', '--as-of', iso(1))).code).toBe(2);
    expect(await json('list', 'show', ...town)).toEqual(before);
  });

  test('snapshots are still taken in without a word between', async () => {
    const { code, err } = await run('import', written('no.snapshot', 'nothing'), ...town);
    expect([code, err]).toEqual([3, expect.stringContaining('refused')]);
  });

  test('100,000 rows are imported in bounded time, formulas and all', async () => {
    const lines = Array.from({ length: 99_999 }, (_, index) => `PC-${index},SN${100_000 + index},${index % 1_000 === 0 ? '=1+1' : 'clerk'}`);
    const file = written('big.csv', `Name,Serial,User\n${lines.join('\n')}\nPC-0,SN100000,again\n`);
    await run('town', 'add', 'Big');
    const start = cpuMs();
    const big = await json<ToldImport>('import', 'list', file, '--town', 'Big', '--kind', 'rmm', '--as-of', iso(2));
    expect([big.rows, big.refused.length, big.machines?.added.length]).toEqual([99_999, 1, 99_999]);
    expect(cpuMs() - start).toBeLessThan(30_000);
  }, 120_000);
});
