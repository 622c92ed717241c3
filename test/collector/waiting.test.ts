import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { roster } from '../../collector/assets/roster.ts';
import { keepList } from '../../collector/lists/keep.ts';
import { readList } from '../../collector/lists/read.ts';
import { updateAgent } from '../../collector/store/agents.ts';
import type { RosterAsset } from '../../rules/input.ts';
import { bodyOf, contentBytes, sendBody } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
beforeEach(async () => {
  town = await fakeTown();
});
afterEach(() => town.stop());

const assets = (): Promise<RosterAsset[]> => roster(town.store, town.town.id, new Date().toISOString());

async function listed(text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const read = await readList(bytes, { kind: 'rmm', asOf: '2026-11-15', remembered: {}, chosen: {} });
  await keepList({ store: town.store, folder: town.folder, world: town.world, town: town.town.id }, { bytes, read, said: {} }, { kind: 'rmm', asOf: '2026-11-15', file: 'rmm.csv', complete: false, by: 'A. Clerk' });
}

async function reports(identity: { hostname: string; serial?: string | null; macs?: string[] }, state: 'active' | 'pending' = 'active', more: Record<string, Buffer> = {}): Promise<void> {
  const agent = await town.enroll(identity.hostname);
  await updateAgent(town.store, town.town.id, agent.id, { state });
  await sendBody(town.at, agent, bodyOf(agent, { sequence: 1, contents: { identity: contentBytes('identity', identity), ...more } }));
}

describe('a machine that a list named is that asset when it first reports', () => {
  test.each([
    ['by its serial number, whatever its name', 'Name,Serial,OS\nOLD-NAME,a1000,\n', { hostname: 'pc-1', serial: 'A1000' }, 'serial'],
    ['by its network address', 'Name,MAC,OS\nOLD-NAME,00-1A-2B-3C-4D-5E,\n', { hostname: 'pc-1', serial: 'A1000', macs: ['00:1a:2b:3c:4d:5e'] }, 'mac'],
    ['by its name, when nothing speaks against it', 'Name,OS\nPC-1,\n', { hostname: 'pc-1', serial: 'A1000' }, 'hostname'],
    ['by its name without the domain', 'Name,OS\nPC-1.cf.local,\n', { hostname: 'pc-1', serial: 'A1000' }, 'hostname'],
    ['by its name with the domain', 'Name,OS\nPC-1,\n', { hostname: 'pc-1.cf.local' }, 'hostname'],
  ])('%s', async (_, list, identity, by) => {
    await listed(list);
    const [before] = await assets();
    await reports(identity);
    expect(await assets()).toEqual([expect.objectContaining({ id: before?.id, label: identity.hostname, state: 'active', possibleDuplicateOf: [] })]);
    const note = await town.store.selectFrom('audit_log').select('detail').where('action', '=', 'asset-reported').executeTakeFirst();
    expect(JSON.parse(note?.detail ?? '{}')).toEqual({ asset: before?.id, by });
  });

  test('with what it measures itself in place of what the list said', async () => {
    await listed('Name,Serial,Type,OS\nPC-1,A1000,Desktop,\nSRV-1,A2000,Server,\n');
    await reports({ hostname: 'pc-1', serial: 'A1000' }, 'active', { hardware: contentBytes('hardware', { chassis: 'laptop' }) });
    await reports({ hostname: 'srv-1', serial: 'A2000' }, 'active', { hardware: contentBytes('hardware', { chassis: 'virtual' }), os: contentBytes('os', { product: 'debian' }) });
    expect((await assets()).map(({ label, class: kind, classBasis }) => `${label} ${kind} ${classBasis}`).sort()).toEqual(['pc-1 laptop measured', 'srv-1 server stated']);
  });
});

describe('in doubt it is an asset of its own, and a possible duplicate', () => {
  test.each([
    ['another serial number under the same name', 'Name,Serial,OS\nPC-1,OLD100,\n', { hostname: 'pc-1', serial: 'A1000' }],
    ['another serial number behind the same network address', 'Name,Serial,MAC,OS\nDOCK,OLD100,001a2b3c4d5e,\n', { hostname: 'pc-1', serial: 'A1000', macs: ['00:1a:2b:3c:4d:5e'] }],
    ['two assets of that network address', 'Name,Serial,MAC,OS\nA,OLD100,001a2b3c4d5e,\nB,OLD200,001a2b3c4d5e,\n', { hostname: 'pc-1', macs: ['00:1a:2b:3c:4d:5e'] }],
    ['a retired one', 'Name,Serial,Retired,OS\nPC-1,A1000,1/2/2026,\n', { hostname: 'pc-1', serial: 'A1000' }],
  ])('%s', async (_, list, identity) => {
    await listed(list);
    const before = await assets();
    await reports(identity);
    const after = await assets();
    expect(after.length).toBe(before.length + 1);
    expect(after.find(({ lastSeen }) => lastSeen !== null)?.possibleDuplicateOf).toEqual(before.map(({ id }) => id).sort());
  });

  test('a name in two domains is two machines', async () => {
    await listed('Name,OS\npc-1.a.local,\npc-1.b.local,\n');
    await reports({ hostname: 'pc-1' });
    expect((await assets()).length).toBe(3);
    await reports({ hostname: 'pc-1.a.local' });
    expect((await assets()).map(({ label, state }) => `${label} ${state}`).sort()).toEqual(['pc-1 active', 'pc-1 expected', 'pc-1.a.local active']);
  });

  test('one that has reported already is nobody else', async () => {
    await listed('Name,Serial,OS\nPC-1,A1000,\n');
    await reports({ hostname: 'pc-1', serial: 'A1000' });
    await reports({ hostname: 'pc-1-clone', serial: 'A1000' });
    expect((await assets()).map(({ label, possibleDuplicateOf }) => `${label} ${possibleDuplicateOf.length}`).sort()).toEqual(['pc-1 0', 'pc-1-clone 1']);
  });

  test('an agent that nobody approved takes the place of none: the machine stays expected', async () => {
    await listed('Name,Serial,OS\nPC-1,A1000,\n');
    await reports({ hostname: 'pc-1', serial: 'A1000' }, 'pending');
    expect((await assets()).map(({ label, state }) => [label, state])).toEqual([['PC-1', 'expected']]);
  });

  test('a name that many machines have tells none', async () => {
    await listed('Name,Serial,OS\nlocalhost,A1000,\n');
    await reports({ hostname: 'localhost', serial: null });
    expect((await assets()).length).toBe(2);
  });
});
