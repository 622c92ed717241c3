import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Receipt } from '../../wire/receipt.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { bodyOf, contentBytes, machine, sendBody } from './fake-agent.ts';
import type { FakeAgent, Scan } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
beforeAll(async () => {
  town = await fakeTown();
});
afterAll(() => town.stop());

async function sent(agent: FakeAgent, scan: Scan): Promise<string> {
  const answer = await sendBody(town.at, agent, bodyOf(agent, scan));
  expect(answer.status).toBe(201);
  return (answer.json as Receipt).receipt;
}

const newest = async ({ id }: FakeAgent) => {
  const rows = await town.store.selectFrom('newest').select(['section', 'digest', 'receipt']).where('agent', '=', id).orderBy('section').execute();
  return rows.map(({ section, digest, receipt }) => [section, digest, receipt]);
};

test('the newest of each section is that of the last night that told it: unchanged, changed, not read, new, and late', async () => {
  const agent = await town.enroll('newest');
  const { identity, os } = machine('newest') as { identity: Buffer; os: Buffer };
  const [later, software] = [contentBytes('os', { family: 'linux', version: '13' }), contentBytes('software', { packages: [] })];
  const digest = (bytes: Buffer) => sha256(bytes);
  const first = await sent(agent, { sequence: 1, contents: { identity, os } });
  expect(await newest(agent)).toEqual([['', '', first], ['identity', digest(identity), first], ['os', digest(os), first]]);
  const second = await sent(agent, { sequence: 2, contents: { identity, os }, leaveOut: ['identity', 'os'] });
  expect(await newest(agent)).toEqual([['', '', second], ['identity', digest(identity), second], ['os', digest(os), second]]);
  const third = await sent(agent, { sequence: 3, contents: { os: later, software } });
  expect(await newest(agent)).toEqual([['', '', third], ['identity', digest(identity), second], ['os', digest(later), third], ['software', digest(software), third]]);
  const fifth = await sent(agent, { sequence: 5, contents: { os: later }, leaveOut: ['os'] });
  await sent(agent, { sequence: 4, contents: { identity, os, software } });
  const [, , , ofSoftware] = await newest(agent);
  expect(await newest(agent)).toEqual([['', '', fifth], ['identity', digest(identity), expect.not.stringMatching(second)], ['os', digest(later), fifth], ofSoftware]);
  expect(ofSoftware?.slice(0, 2)).toEqual(['software', digest(software)]);
});
