import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimsOf, classOf, labelOf } from '../../collector/assets/claims.ts';
import { roster } from '../../collector/assets/roster.ts';
import { updateAgent } from '../../collector/store/agents.ts';
import { updateAsset } from '../../collector/store/assets.ts';
import type { RosterAsset } from '../../rules/input.ts';
import type { Content } from '../../wire/snapshot.ts';
import { bodyOf, contentBytes, sendBody } from './fake-agent.ts';
import type { FakeAgent, Scan } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
beforeAll(async () => {
  town = await fakeTown();
});
afterAll(() => town.stop());

const content = (data: unknown): Content => ({ section: 'x', version: 1, data, missing: [] });
const send = (agent: FakeAgent, scan: Scan) => sendBody(town.at, agent, bodyOf(agent, scan));
const now = () => new Date().toISOString();

async function assetOf(agent: FakeAgent, target = 'local'): Promise<RosterAsset | undefined> {
  const row = await town.store.selectFrom('asset_target').select('asset').where('agent', '=', agent.id).where('target_id', '=', target).executeTakeFirst();
  return (await roster(town.store, town.town.id, now())).find(({ id }) => id === row?.asset);
}

test('each target of an agent is one asset, for good', async () => {
  const agent = await town.enroll();
  await send(agent, { sequence: 1, contents: { identity: contentBytes('identity', { hostname: 'clerk-1', serial: 'S-1' }) } });
  const first = await assetOf(agent);
  expect(first).toMatchObject({ label: 'clerk-1', class: 'workstation', classBasis: 'assumed', state: 'active', possibleDuplicateOf: [] });
  await send(agent, { sequence: 2, contents: { identity: contentBytes('identity', { hostname: 'renamed', serial: 'S-1-new-board' }) } });
  expect(await assetOf(agent)).toMatchObject({ id: first?.id, label: 'renamed' });
  const nas = { target: { kind: 'ssh', id: 'nas' } } as const;
  await send(agent, { sequence: 3, contents: { identity: contentBytes('identity', { hostname: 'nas' }) }, predicate: nas });
  expect((await assetOf(agent, 'nas'))?.id).not.toBe(first?.id);
});

test('a second machine with the same identity is another asset, marked as a possible duplicate, and takes nothing over', async () => {
  const [one, two] = [await town.enroll('a'), await town.enroll('b')];
  const contents = { identity: contentBytes('identity', { hostname: 'till', serial: 'S-77', macs: ['aa:bb:cc:00:11:22'] }) };
  await send(one, { sequence: 1, contents });
  const before = await assetOf(one);
  await send(two, { sequence: 1, contents });
  const after = await assetOf(two);
  expect(after?.id).not.toBe(before?.id);
  expect(after?.possibleDuplicateOf).toEqual([before?.id]);
  expect(await assetOf(one)).toEqual(before);
});

test('what a person states is not changed by what the machine says', async () => {
  const agent = await town.enroll();
  const scan = (sequence: number, hostname: string): Scan => ({ sequence, contents: { identity: contentBytes('identity', { hostname }), hardware: contentBytes('hardware', { chassis: 'laptop', cpu: { stepping: sequence } }) } });
  await send(agent, scan(1, 'before'));
  const asset = await assetOf(agent);
  expect(asset).toMatchObject({ label: 'before', class: 'laptop', classBasis: 'measured' });
  await updateAsset(town.store, town.town.id, asset?.id ?? '', { label: 'Front desk', label_stated: 1, class: 'server', class_basis: 'stated', stated_state: 'spare' });
  await send(agent, scan(2, 'after'));
  expect(await assetOf(agent)).toMatchObject({ label: 'Front desk', class: 'server', classBasis: 'stated', state: 'spare' });
});

test('an asset is silent when it did not report within its days, and not on the roster while its agent waits for approval', async () => {
  const agent = await town.enroll();
  await send(agent, { sequence: 1, contents: { identity: contentBytes('identity', { hostname: 'quiet-1' }) } });
  const at = async (days: number) => (await roster(town.store, town.town.id, new Date(Date.now() + days * 86_400_000).toISOString())).find(({ label }) => label === 'quiet-1');
  expect([(await at(6))?.state, (await at(8))?.state]).toEqual(['active', 'silent']);
  await updateAgent(town.store, town.town.id, agent.id, { state: 'pending' });
  expect(await at(0)).toBeUndefined();
});

describe('what a machine says of itself', () => {
  test('makes claims only where it is a text that tells machines apart', () => {
    expect(claimsOf(content({ serial: ' ABC ', systemUuid: null, hostname: 'localhost', macs: ['AA:BB', 7, 'AA:BB', 'x'.repeat(300)] }))).toEqual([
      { kind: 'serial', value: 'abc' },
      { kind: 'mac', value: 'aa:bb' },
    ]);
    for (const hostile of [null, 7, [], 'x', { macs: {} }, { macs: Array.from({ length: 5_000 }, (_, index) => `m${index}`) }]) expect(claimsOf(content(hostile)).length).toBeLessThanOrEqual(64);
  });

  test.each([
    [{ chassis: 'laptop' }, { product: 'debian' }, 'laptop', 'measured'],
    [{ chassis: 'virtual' }, { product: 'windows-server' }, 'server', 'measured'],
    [{ chassis: 'desktop' }, { edition: 'Server Standard' }, 'server', 'measured'],
    [{ chassis: 'server' }, {}, 'server', 'measured'],
    [{ chassis: 'other', batteries: [{ name: 'BAT0' }] }, {}, 'laptop', 'measured'],
    [{ chassis: 'desktop', batteries: [] }, {}, 'workstation', 'measured'],
    [{ chassis: 'virtual' }, { product: 'debian' }, 'workstation', 'assumed'],
    [{ chassis: { evil: true }, batteries: 'x' }, 7, 'workstation', 'assumed'],
  ])('%j and %j make a %s, %s', (hardware, os, kind, basis) => {
    expect(classOf(content(hardware), content(os))).toEqual({ class: kind, basis });
  });

  test('gives a label, or none', () => {
    expect([labelOf(content({ hostname: ' pc ' })), labelOf(content({ hostname: '' })), labelOf(content(null))]).toEqual(['pc', null, null]);
    expect(classOf(undefined, undefined)).toBeNull();
  });
});
