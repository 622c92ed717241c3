import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeJudge } from '../../../collector/evaluate/judge.ts';
import { findingHistory, findingsOf, latestEvaluation } from '../../../collector/store/evaluations.ts';
import { realWorld } from '../../../collector/world.ts';
import type { World } from '../../../collector/world.ts';
import { change } from '../../../collector/waivers/say.ts';
import type { Rulebook } from '../../../rules/engine/rulebook.ts';
import { loadRulebook } from '../../../rules/load/rulebook.ts';
import type { Waiver } from '../../../rules/waiver.ts';
import { root } from '../../house/tree.ts';
import { waiverOf } from '../../rules/judge/stated.ts';
import { bodyOf, contentBytes, machine, sendBody } from '../fake-agent.ts';
import type { FakeAgent } from '../fake-agent.ts';
import { fakeTown } from '../fake-town.ts';
import type { FakeTown } from '../fake-town.ts';

const day = 86_400_000;
const rule = 'EOL-005';
let later = 0;
const world: World = { ...realWorld(), now: () => new Date(Date.now() + later) };
let rulebook: Rulebook;
let fake: FakeTown;
let agent: FakeAgent;

beforeAll(() => {
  const loaded = loadRulebook(path.join(root, 'rules'));
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
  const rules = loaded.rulebook.rules.filter(({ definition }) => definition.id === rule);
  rulebook = { ...loaded.rulebook, rules, packs: [{ id: 'one', version: 1, en: { title: 'One', meaning: 'One rule' }, rules: [{ id: rule, parameters: {} }] }] };
});
beforeEach(async () => {
  later = 0;
  fake = await fakeTown({ world });
  agent = await fake.enroll('old');
});
afterEach(() => fake.stop());

const at = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
const scan = (sequence: number, version: '9' | '13') =>
  sendBody(fake.at, agent, bodyOf(agent, { wallTime: world.now().toISOString(), sequence, contents: { ...machine('old'), os: contentBytes('os', { family: 'linux', product: 'debian', version, name: `Debian ${version}` }) } }));
const judge = (its = rulebook) => makeJudge(fake.store, its, world)(fake.town.id);
const confirming = (): Rulebook => ({ ...rulebook, rules: rulebook.rules.map((one) => ({ ...one, definition: { ...one.definition, confirm: { scans: 2 } } })) });
const findings = async () => (await findingsOf(fake.store, fake.town.id)).map(({ state, seen }) => [state, seen]);

test('a waiver stands on the judged fail until its day, and the finding stays open all the while', async () => {
  await scan(1, '9');
  const first = await judge();
  const subject = first.outcomes[0]!.subject.id;
  const waiver = waiverOf({ rules: [rule], subjects: [subject], from: at(-1), expires: at(5) });
  await change<Waiver>(fake.store, { town: fake.town.id, kind: 'waiver', id: waiver.id, at: first.input.asOf, by: 'Cy Ode' }, () => waiver);
  const { outcomes } = await judge();
  expect(outcomes).toMatchObject([{ outcome: 'fail', dispositions: [{ kind: 'waived', id: 'W-1', until: at(5) }] }]);
  expect(Date.parse(outcomes[0]!.validUntil ?? '')).toBeLessThanOrEqual(Date.parse(at(5)));
  expect((await latestEvaluation(fake.store, fake.town.id))?.outcomes).toMatchObject([{ dispositions: [{ kind: 'waived' }] }]);
  expect(await findings()).toEqual([['open', undefined]]);
  later = 6 * day;
  await scan(2, '9');
  expect((await judge()).outcomes).toMatchObject([{ outcome: 'fail', dispositions: [] }]);
  expect(await findings()).toEqual([['open', undefined]]);
});

test('a rule that wants two scans opens a finding with the second, and keeps nothing of one that was fine before', async () => {
  await scan(1, '9');
  await judge(confirming());
  await judge(confirming());
  expect(await findings()).toEqual([['unconfirmed', 1]]);
  later = day;
  await scan(2, '13');
  await judge(confirming());
  expect(await findings()).toEqual([]);
  for (const [sequence, state] of [[3, 'unconfirmed'], [4, 'open']] as const) {
    later += day;
    await scan(sequence, '9');
    const { findings: [finding] } = await judge(confirming());
    expect(finding?.state).toBe(state);
  }
  const [finding] = await findingsOf(fake.store, fake.town.id);
  expect((await findingHistory(fake.store, fake.town.id, finding!.id)).map(({ state }) => state)).toEqual(['unconfirmed', 'open']);
});

test('the findings of a computer that is retired end as retired', async () => {
  await scan(1, '9');
  const { outcomes } = await judge();
  await fake.store.updateTable('asset').set({ stated_state: 'retired' }).where('id', '=', outcomes[0]!.subject.id).execute();
  await judge();
  expect(await findings()).toEqual([['retired', undefined]]);
});

test('two who change a document at once both have a version, and neither overwrites what it has not seen', async () => {
  const step = (by: string) => change<Waiver>(fake.store, { town: fake.town.id, kind: 'waiver', id: 'W-1', at: world.now().toISOString(), by }, (now) => (now === undefined ? waiverOf({ state: 'proposed' }) : now.state === 'proposed' ? { ...now, state: 'withdrawn' } : { wrong: 'It is withdrawn.' }));
  const ended = await Promise.allSettled(['A', 'B', 'C'].map(step));
  expect(ended.map((one) => (one.status === 'fulfilled' ? `${one.value.version} ${one.value.state} ${one.value.by}` : String(one.reason.message))).sort()).toEqual(['1 proposed A', '2 withdrawn B', 'It is withdrawn.']);
});
