import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unnamedAssets } from '../../../collector/assets/expected.ts';
import { roster } from '../../../collector/assets/roster.ts';
import { checkAsOf } from '../../../collector/lists/as-of.ts';
import type { Said } from '../../../collector/lists/columns.ts';
import { foresee, forgetList, keepList } from '../../../collector/lists/keep.ts';
import { readList } from '../../../collector/lists/read.ts';
import { warningsOf } from '../../../collector/lists/told.ts';
import { updateAsset } from '../../../collector/store/assets.ts';
import { documentHistory, newestDocuments, stateDocument } from '../../../collector/store/documents.ts';
import type { ListKind, TownList } from '../../../rules/list.ts';
import { sha256 } from '../../../wire/snapshot.ts';
import { bodyOf, contentBytes, sendBody } from '../fake-agent.ts';
import { fakeTown } from '../fake-town.ts';
import type { FakeTown } from '../fake-town.ts';

let town: FakeTown;
beforeEach(async () => {
  town = await fakeTown();
});
afterEach(() => town.stop());

const asOf = '2026-11-15';
const assets = () => roster(town.store, town.town.id, new Date().toISOString());
const newest = async (kind: ListKind) => (await newestDocuments<TownList>(town.store, town.town.id, 'list')).find(({ id }) => id === kind)?.body;

async function take(kind: ListKind, text: string, { complete = false, dry = false }: { complete?: boolean; dry?: boolean } = {}) {
  const bytes = Buffer.from(text);
  const read = await readList(bytes, { kind, asOf, remembered: {}, chosen: {} });
  const keeping = { store: town.store, folder: town.folder, world: town.world, town: town.town.id };
  const claimed = { kind, asOf, file: `${kind}.csv`, complete, by: 'A. Clerk' };
  return { read, ...(await (dry ? foresee(keeping, read, claimed) : keepList(keeping, { bytes, read, said: { name: 'Name' } satisfies Said }, claimed))) };
}

/** A machine that reports for the first time. */
async function reports(hostname: string, identity: object) {
  const agent = await town.enroll(hostname);
  await sendBody(town.at, agent, bodyOf(agent, { sequence: 1, contents: { identity: contentBytes('identity', { hostname, ...identity }) } }));
}

test('a list is kept with its digest, its day, who brought it, and the bytes of its file', async () => {
  const text = 'Name,Serial,OS\nPC-1,A1000,\n,,\n';
  await take('rmm', `${text}PC-2,A2000,\n`);
  const list = await newest('rmm');
  expect(list).toMatchObject({ kind: 'rmm', asOf, by: 'A. Clerk', file: 'rmm.csv', complete: false, columns: ['name', 'os', 'serial'], digest: sha256(`${text}PC-2,A2000,\n`), refused: [{ row: 3, why: 'the row is empty' }] });
  expect(list?.rows).toEqual([{ row: 2, name: 'PC-1', serial: 'A1000', os: null }, { row: 4, name: 'PC-2', serial: 'A2000', os: null }]);
  const file = path.join(town.folder, 'lists', town.town.id, list?.digest ?? '');
  expect([fs.readFileSync(file, 'utf8'), (fs.statSync(file).mode & 0o777).toString(8)]).toEqual([`${text}PC-2,A2000,\n`, '600']);
  expect((await newestDocuments(town.store, town.town.id, 'list-columns'))[0]).toMatchObject({ id: 'rmm', body: { columns: { name: 'Name' } } });
});

test('machines that nobody knows become assets that never reported; the same list again adds nothing', async () => {
  const list = 'Name,Serial,Type,Department,MAC\nCF-SRV-1.cf.local,A1000,Server,IT,00:1a:2b:00:00:01\nPC-2,A2000,,Clerk,\n,A3000,Laptop,,\n';
  expect((await take('rmm', list)).effects?.added.length).toBe(3);
  expect((await assets()).map(({ label, class: kind, classBasis, state, department }) => [label, kind, classBasis, state, department].join(' ')).sort()).toEqual(['CF-SRV-1 server stated expected IT', 'Computer A3000 laptop stated expected ', 'PC-2 workstation assumed expected Clerk']);
  const again = await take('rmm', list);
  expect([again.repeated, again.effects?.added, again.effects?.match.matched.map(({ by }) => by)]).toEqual([true, [], ['serial', 'serial', 'serial']]);
  expect((await documentHistory(town.store, town.town.id, 'list', 'rmm')).length).toBe(1);
  const audit = await town.store.selectFrom('audit_log').select(['actor', 'action']).where('action', '=', 'assets-listed').execute();
  expect(audit).toEqual([{ actor: 'A. Clerk', action: 'assets-listed' }]);
});

test('a dry run says the same and keeps nothing', async () => {
  const { effects } = await take('rmm', 'Name,Serial,OS\nPC-1,A1000,\n', { dry: true });
  expect(effects?.added.length).toBe(1);
  expect([await assets(), await newest('rmm'), fs.existsSync(path.join(town.folder, 'lists'))]).toEqual([[], undefined, false]);
});

test('a second list tells more about a machine that waits, and nothing about one that reports', async () => {
  await reports('pc-9', { serial: 'A9000' });
  await take('rmm', 'Name,OS\nPC-1,\n');
  await take('ledger', 'Name,Serial,Category,Department,Cost\nPC-1,A1000,Laptop,Clerk,\nPC-9,A9000,Server,Police,\n');
  const all = await assets();
  expect(all.find(({ label }) => label === 'PC-1')).toMatchObject({ class: 'laptop', classBasis: 'stated', department: 'Clerk', identity: { serials: ['a1000'], names: ['pc-1'] } });
  expect(all.find(({ label }) => label === 'pc-9')).toMatchObject({ class: 'workstation', classBasis: 'assumed', department: 'Police', departmentBy: 'list' });
  expect(all.length).toBe(2);
});

test('what may be no computer, or one computer twice, becomes no asset, and is shown', async () => {
  const { effects } = await take('ledger', 'Name,Serial,Category,Cost\nPUMP-1,A1000,EQUIP,\nPC-2,,Desktop,\nPC-2,A2000,Desktop,\nPC-3,A3000,Desktop,\n');
  expect(effects?.unclear.map(({ row, why }) => [row.row, why])).toEqual([[2, expect.stringContaining('not known')], [3, expect.stringContaining('one name')], [4, expect.stringContaining('one name')]]);
  expect((await assets()).map(({ label }) => label)).toEqual(['PC-3']);
});

test('a computer that is switched off in the directory becomes no asset, and is shown', async () => {
  const { effects } = await take('directory', 'DNSHostName,Enabled\npc-1.cf.local,True\npc-2.cf.local,False\n');
  expect([effects?.added.length, effects?.unclear.map(({ row, why }) => [row.row, why])]).toEqual([1, [[3, expect.stringContaining('switched off in the directory')]]]);
});

test('a row that fits two assets is ambiguous and makes no third', async () => {
  await reports('till', { serial: 'S1' });
  await reports('till', { serial: 'S2' });
  const { effects } = await take('edr', 'Hostname,Health\ntill,\n');
  expect([effects?.match.ambiguous.length, effects?.added.length, (await assets()).length]).toEqual([1, 0, 2]);
});

test('a machine that is gone becomes a retired asset; one that reports is a contradiction, and is left alone', async () => {
  await reports('pc-1', { serial: 'A1000' });
  await take('rmm', 'Name,Serial,OS\nPC-3,A3000,\nPC-4,A4000,\n');
  await take('directory', 'Name\nPC-4\n');
  const { effects } = await take('ledger', 'Name,Serial,Disposal Date\nPC-1,A1000,1/2/2026\nPC-2,A2000,1/2/2026\nPC-3,A3000,1/2/2026\n');
  expect(effects?.contradictions.map(({ row, label, why }) => [row, label, why])).toEqual([[2, 'pc-1', expect.stringContaining('it reports')], [4, 'PC-3', expect.stringContaining('another list')]]);
  expect((await assets()).map(({ label, state }) => `${label} ${state}`).sort()).toEqual(['PC-2 retired', 'PC-3 expected', 'PC-4 expected', 'pc-1 active']);
});

test('a machine that a newer list no longer names stays expected, and is shown', async () => {
  await take('rmm', 'Name,Serial,OS\nPC-1,A1000,\nPC-2,A2000,\n');
  await take('rmm', 'Name,Serial,OS\nPC-2,A2000,\n');
  const all = await assets();
  expect(all.map(({ state }) => state)).toEqual(['expected', 'expected']);
  expect(unnamedAssets(all, [(await newest('rmm')) as TownList]).map(({ label }) => label)).toEqual(['PC-1']);
});

test('a list with a row that may hide a machine does not count as complete, whatever is said; what was said is kept', async () => {
  const hiding = await take('edr', 'Hostname,Serial Number,Health\nPC-1,A1000,ok\n,N/A,ok\nPC-3,A3000,ok\n', { complete: true });
  expect([hiding.list, warningsOf(hiding.read, { list: hiding.list, wanted: true })]).toEqual([expect.objectContaining({ complete: false, claimedComplete: true, inDoubt: 1 }), [expect.stringContaining('1 refused row may be about something')]]);
  const unsaid = await take('edr', 'Hostname,Serial Number,Health\nPC-1,A1000,ok\n,N/A,ok\nPC-3,A3000,ok\n');
  expect([unsaid.list.complete, unsaid.list.claimedComplete, unsaid.list.inDoubt]).toEqual([false, undefined, 1]);
  const whole = await take('edr', 'Hostname,Serial Number,Health\nPC-1,A1000,ok\n,,\nPC-3,A3000,ok\n', { complete: true });
  expect([whole.list.complete, 'inDoubt' in whole.list, warningsOf(whole.read, { list: whole.list, wanted: true })]).toEqual([true, false, []]);
});

test('columns that are gone are told in one line', async () => {
  const read = await readList(Buffer.from('Name,Serial,OS\nPC-1,A1000,Windows 11\n'), { kind: 'rmm', asOf, remembered: { name: 'Name', serial: 'Serial', user: 'Who', lastSeen: 'When' }, chosen: {} });
  expect(warningsOf(read, { list: (await take('rmm', 'Name,OS\nPC-1,Windows 11\n', { complete: true })).list, wanted: true })).toEqual(['2 columns of the list before are gone; others were taken, or none: "Who", "When".']);
});

test('two computers with one serial number in a list are two computers, and the list is complete', async () => {
  await reports('pc-1', { serial: 'A1000' });
  await reports('pc-2', { serial: 'A2000' });
  const { list, effects } = await take('rmm', 'Name,Serial,OS\nPC-1,A1000,x\nPC-2,A1000,x\n', { complete: true });
  expect([list.complete, list.refused, effects?.added, effects?.match.matched.map(({ by }) => by)]).toEqual([true, [], [], ['name', 'name']]);
});

test('a list that is forgotten no longer counts; machines that only it named are retired until a list names them again', async () => {
  await reports('pc-9', { serial: 'A9000' });
  await take('rmm', 'Name,Serial,OS\nPC-1,A1000,\nPC-2,A2000,\nPC-9,A9000,\nPC-4,A4000,\n');
  await take('directory', 'Name\nPC-2\n');
  await updateAsset(town.store, town.town.id, (await assets()).find(({ label }) => label === 'PC-4')?.id ?? '', { stated_state: 'spare' });
  const at = new Date().toISOString();
  expect(await forgetList(town.store, town.town.id, { kind: 'rmm', at, actor: 'A. Clerk' })).toEqual({ retired: ['PC-1'] });
  expect(await forgetList(town.store, town.town.id, { kind: 'rmm', at, actor: 'A. Clerk' })).toBeUndefined();
  const states = async () => (await assets()).map(({ label, state }) => `${label} ${state}`).sort();
  expect([await newest('rmm'), await states(), (await documentHistory(town.store, town.town.id, 'list', 'rmm')).length]).toEqual([undefined, ['PC-1 retired', 'PC-2 expected', 'PC-4 spare', 'pc-9 active'], 2]);
  const audit = await town.store.selectFrom('audit_log').select(['actor', 'detail']).where('action', '=', 'assets-unlisted').execute();
  expect(audit.map(({ actor, detail }) => [actor, JSON.parse(detail)])).toEqual([['A. Clerk', { kind: 'rmm', retired: 1 }]]);
  const again = await take('ledger', 'Name,Serial,Cost\nPC-1,A1000,5\n');
  expect([again.effects?.contradictions, await states()]).toEqual([[], ['PC-1 expected', 'PC-2 expected', 'PC-4 spare', 'pc-9 active']]);
});

test('a machine that was retired with its list and then reports is that machine, in use', async () => {
  await take('rmm', 'Name,Serial,OS\nPC-1,A1000,\n');
  await forgetList(town.store, town.town.id, { kind: 'rmm', at: new Date().toISOString(), actor: 'A. Clerk' });
  await reports('pc-1', { serial: 'A1000' });
  expect((await assets()).map(({ label, state }) => `${label} ${state}`)).toEqual(['pc-1 active']);
});

test('a department is told by a person, then by the register, then by a ledger, the directory and the other lists, the newest of each', async () => {
  const placed = async () => Object.fromEntries((await assets()).map(({ label, department, departmentBy }) => [label, `${department} ${departmentBy}`]));
  await take('rmm', 'Name,OS,Department\nPC-1,x,Remote\nPC-2,x,Remote\nPC-3,x,Remote\nPC-4,x,Remote\n');
  expect(await placed()).toEqual({ 'PC-1': 'Remote list', 'PC-2': 'Remote list', 'PC-3': 'Remote list', 'PC-4': 'Remote list' });
  await take('ledger', 'Name,Cost,Department\nPC-1,1,Clerk\nPC-2,1,Clerk\nPC-3,1,Clerk\nPC-4,1,\n');
  await stateDocument(town.store, { town: town.town.id, kind: 'register', id: 'town', at: new Date().toISOString(), actor: 'A. Clerk', body: { register: { departments: [{ name: 'Police', names: ['PC-1', 'PC-2'] }] } } });
  await updateAsset(town.store, town.town.id, (await assets()).find(({ label }) => label === 'PC-1')?.id ?? '', { department: 'Fire' });
  expect(await placed()).toEqual({ 'PC-1': 'Fire stated', 'PC-2': 'Police name', 'PC-3': 'Clerk list', 'PC-4': 'Remote list' });
  await take('ledger', 'Name,Cost,Department\nPC-3,1,Parks\n');
  await take('rmm', 'Name,OS,Department\nPC-1,x,Remote\nPC-4,x,\n');
  expect(await placed()).toEqual({ 'PC-1': 'Fire stated', 'PC-2': 'Police name', 'PC-3': 'Parks list', 'PC-4': 'null undefined' });
});

test('lists of people become no assets', async () => {
  const { effects } = await take('people', 'Name,Hire Date\nAlice Clerk,3/1/2020\n');
  expect([effects, await assets(), (await newest('people'))?.rows]).toEqual([null, [], [{ row: 2, person: 'Alice Clerk', started: '2020-03-01' }]]);
});

test('the day of a list is neither to come nor before the list that is there; an old one is warned of', () => {
  const previous = { kind: 'rmm', asOf: '2026-11-01', file: 'a.csv' } as const;
  expect(checkAsOf('2026-11-15', '2026-11-15', previous)).toEqual([]);
  expect(checkAsOf('2026-09-16', '2026-11-15', undefined)).toEqual([]);
  expect(checkAsOf('2026-09-14', '2026-11-15', undefined)).toEqual([expect.stringContaining('older than 60 days')]);
  expect(() => checkAsOf('2026-11-16', '2026-11-15', undefined)).toThrow(/day to come/);
  expect(() => checkAsOf('2026-10-31', '2026-11-15', previous)).toThrow(/newer than this one/);
  for (const none of ['11/15/2026', '2026-02-30', '']) expect(() => checkAsOf(none, '2026-11-15', undefined)).toThrow(/YYYY-MM-DD/);
});
