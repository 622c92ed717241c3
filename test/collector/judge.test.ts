import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contentReader } from '../../collector/evaluate/contents.ts';
import { buildInput } from '../../collector/evaluate/input.ts';
import { makeJudge } from '../../collector/evaluate/judge.ts';
import { findingsOf, latestEvaluation } from '../../collector/store/evaluations.ts';
import type { World } from '../../collector/world.ts';
import { realWorld } from '../../collector/world.ts';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { loadRulebook } from '../../rules/load/rulebook.ts';
import { root } from '../house/tree.ts';
import { bodyOf, contentBytes, machine, sendBody } from './fake-agent.ts';
import type { FakeAgent, Scan } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
let rulebook: Rulebook;
let later = 0;
const world: World = { ...realWorld(), now: () => new Date(Date.now() + later) };
const day = 86_400_000;
beforeAll(async () => {
  town = await fakeTown({ world });
  const loaded = loadRulebook(path.join(root, 'rules'));
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
  rulebook = loaded.rulebook;
});
afterAll(() => town.stop());

const send = (agent: FakeAgent, scan: Scan) => sendBody(town.at, agent, bodyOf(agent, { wallTime: world.now().toISOString(), ...scan }));
const input = () => buildInput(town.store, contentReader(town.store, 1e6), { town: town.town, asOf: world.now().toISOString(), engine: 'test', documents: [] });
const oldSystem = (name: string) => ({ ...machine(name), os: contentBytes('os', { family: 'linux', product: 'debian', version: '9', name: 'Debian 9' }) });

describe('what is judged', () => {
  test('is the newest statement of each target, and an older one that still holds the newest content of a section', async () => {
    const agent = await town.enroll();
    const failed = { status: 'failed', reason: 'denied', version: 1, startedAt: world.now().toISOString(), durationMs: 1, sources: [] } as const;
    await send(agent, { sequence: 1, contents: { ...machine('pc'), software: contentBytes('software', { packages: [] }) } });
    await send(agent, { sequence: 2, contents: { ...machine('pc'), software: contentBytes('software', { packages: [{ name: 'x' }] }) } });
    await send(agent, { sequence: 3, contents: {}, predicate: { sections: { os: failed } } });
    const { statements, contents, roster } = await input();
    expect(new Set(statements.map(({ predicate }) => predicate.sequence))).toEqual(new Set([2, 3]));
    expect(roster).toMatchObject([{ label: 'pc', state: 'active' }]);
    const named = statements.flatMap(({ predicate }) => Object.values(predicate.sections).flatMap(({ digest }) => digest ?? []));
    expect(Object.keys(contents).sort()).toEqual([...new Set(named)].sort());
    expect(Object.values(contents)).toContainEqual({ section: 'software', version: 1, data: { packages: [{ name: 'x' }] }, missing: [] });
  });

  test('leaves out agents that wait for approval', async () => {
    const before = (await input()).statements.length;
    const agent = await town.enroll('waiting');
    await town.store.updateTable('agent').set({ state: 'pending' }).where('id', '=', agent.id).execute();
    expect((await send(agent, { sequence: 1, contents: machine('waiting') })).status).toBe(201);
    expect((await input()).statements).toHaveLength(before);
  });
});

test('a finding opens, stays as long as it is not known better, and is resolved by a new scan', async () => {
  const agent = await town.enroll('old');
  const judge = makeJudge(town.store, rulebook, world);
  await send(agent, { sequence: 1, contents: oldSystem('old') });
  const first = await judge(town.town.id);
  const asset = first.input.roster.find(({ label }) => label === 'old')?.id ?? '';
  const finding = async () => (await findingsOf(town.store, town.town.id)).find(({ rule, subject }) => rule === 'EOL-005' && subject === asset);
  expect(await finding()).toMatchObject({ state: 'open', firstSeen: first.input.asOf, reopened: 0 });
  later = 30 * day;
  await judge(town.town.id);
  expect(await finding()).toMatchObject({ state: 'unverifiable', lastConfirmed: first.input.asOf });
  await send(agent, { sequence: 2, contents: { ...machine('old'), os: contentBytes('os', { family: 'linux', product: 'debian', version: '13', name: 'Debian 13' }) } });
  await judge(town.town.id);
  expect(await finding()).toMatchObject({ state: 'resolved' });
  later = 0;
});

test('a judgement is stored with the digests of what took part, and noted once while it does not change', async () => {
  const judge = makeJudge(town.store, rulebook, { ...world, now: () => new Date('2026-11-22T12:00:00Z') });
  const notes = () => town.store.selectFrom('audit_log').select('detail').where('action', '=', 'evaluated').execute();
  const { outcomes } = await judge(town.town.id);
  const noted = (await notes()).length;
  await judge(town.town.id);
  expect((await notes()).length).toBe(noted);
  expect(await latestEvaluation(town.store, town.town.id)).toMatchObject({ outcomes: JSON.parse(JSON.stringify(outcomes)), documents: rulebook.documents });
});

test('two judges at once both finish, one after the other', async () => {
  const before = (await latestEvaluation(town.store, town.town.id))?.revision ?? 0;
  await Promise.all([1, 2, 3].map(() => makeJudge(town.store, rulebook, world)(town.town.id)));
  expect((await latestEvaluation(town.store, town.town.id))?.revision).toBe(before + 3);
});

describe('contents that were read', () => {
  test('are remembered within a bound', async () => {
    const agent = await town.enroll('cache');
    await send(agent, { sequence: 1, contents: machine('cache') });
    const rows = await town.store.selectFrom('content').select(['digest', 'bytes']).where('agent', '=', agent.id).execute();
    const asked = vi.spyOn(town.store, 'selectFrom');
    const read = async (most: number) => {
      asked.mockClear();
      const reader = contentReader(town.store, most);
      for (let round = 0; round < 3; round += 1) for (const { digest } of rows) expect(await reader.read(town.town.id, agent.id, digest)).toMatchObject({ version: 1 });
      return asked.mock.calls.length;
    };
    expect([await read(1e6), await read(Math.max(...rows.map(({ bytes }) => bytes)))]).toEqual([rows.length, rows.length * 3]);
    expect(await contentReader(town.store, 1e6).read(town.town.id, agent.id, '0'.repeat(64))).toBeUndefined();
  });
});
