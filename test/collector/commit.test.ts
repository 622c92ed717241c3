import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeCommitter } from '../../collector/ingest/commit.ts';
import { keyFrom } from '../../collector/ingest/door.ts';
import { openSnapshot } from '../../collector/ingest/open.ts';
import type { OpenedSnapshot } from '../../collector/ingest/open.ts';
import { bodyOf, contentBytes, machine, sendBody } from './fake-agent.ts';
import type { FakeAgent } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
beforeEach(async () => {
  town = await fakeTown();
});
afterEach(() => town.stop());

function opened(agent: FakeAgent, sequence: number): OpenedSnapshot {
  const snapshot = openSnapshot(bodyOf(agent, { sequence, contents: machine(`pc-${sequence}`) }), keyFrom(agent.publicKey));
  if ('refusal' in snapshot) throw new Error(snapshot.detail);
  return snapshot;
}

const arrival = (agent: FakeAgent, sequence: number) => ({ town: town.town.id, agent: agent.id, snapshot: opened(agent, sequence), receivedAt: new Date(), action: 'snapshot-stored' as const });
const stored = async () => (await town.store.selectFrom('statement').select('receipt').execute()).length;

test('all that wait at a time are one transaction', async () => {
  const agent = await town.enroll();
  const { commit, drained } = makeCommitter(town.store, town.world, () => undefined);
  const transactions = vi.spyOn(town.store, 'transaction');
  const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => commit(arrival(agent, index + 1))));
  expect([answers.every(({ kind }) => kind === 'stored'), transactions.mock.calls.length, await stored()]).toEqual([true, 2, 40]);
  await Promise.all([commit(arrival(agent, 41)), drained()]);
  expect(await stored()).toBe(41);
});

test('one that fails takes nobody along', async () => {
  const agent = await town.enroll();
  const { commit } = makeCommitter(town.store, town.world, () => undefined);
  const unknown = { ...arrival(agent, 2), agent: '0'.repeat(32) };
  const answers = await Promise.allSettled([commit(arrival(agent, 1)), commit(unknown), commit(arrival(agent, 3))]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await stored()).toBe(2);
});

describe('a disk that is full', () => {
  test('is answered with busy and Retry-After, keeps what was acknowledged, and is over when there is room again', async () => {
    const agent = await town.enroll();
    const bodies = [1, 2].map((sequence) => bodyOf(agent, { sequence, contents: { software: contentBytes('software', { packages: noise(sequence) }) } }));
    const send = (sequence: number) => sendBody(town.at, agent, bodies[sequence - 1] ?? Buffer.alloc(0));
    expect((await send(1)).status).toBe(201);
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(town.store);
    await sql`${sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 2}`)}`.execute(town.store);
    expect(await send(2)).toMatchObject({ status: 503, headers: { 'retry-after': '30' }, json: { code: 'busy' } });
    expect(await stored()).toBe(1);
    expect((await send(1)).status).toBe(201);
    await sql`pragma max_page_count = 1000000`.execute(town.store);
    expect((await send(2)).status).toBe(201);
    expect(await sql<{ integrity_check: string }>`pragma integrity_check`.execute(town.store)).toMatchObject({ rows: [{ integrity_check: 'ok' }] });
  });
});

test('after an I/O error nothing more is acknowledged, and the server is told to end', async () => {
  const agent = await town.enroll();
  const error = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
  const broken: unknown[] = [];
  const failing = { isTransaction: false, transaction: () => ({ execute: () => Promise.reject(error) }) } as unknown as FakeTown['store'];
  const { commit } = makeCommitter(failing, town.world, (cause) => broken.push(cause));
  expect(await commit(arrival(agent, 1))).toEqual({ kind: 'busy', detail: 'SQLITE_IOERR_FSYNC' });
  expect(await commit(arrival(agent, 2))).toEqual({ kind: 'busy', detail: 'the disk failed' });
  expect(broken).toEqual([error]);
});

/** What does not compress. */
function noise(seed: number): { name: string }[] {
  return Array.from({ length: 2_000 }, (_, index) => ({ name: ((seed * 7_919 + index * 104_729) ** 3 % 9_007_199_254_740_881).toString(36) }));
}
