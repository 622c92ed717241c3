import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSnapshot } from '../../collector/ingest/open.ts';
import { makeCommitter } from '../../collector/ingest/commit.ts';
import { keyFrom } from '../../collector/ingest/door.ts';
import { insertAgent } from '../../collector/store/agents.ts';
import { openStore } from '../../collector/store/open.ts';
import type { AgentRow, Store } from '../../collector/store/tables.ts';
import { addTown } from '../../collector/store/towns.ts';
import { newId, realWorld } from '../../collector/world.ts';
import { bodyOf, contentBytes, newKeys } from './fake-agent.ts';
import { temporaryFolder } from './temporary.ts';

const world = realWorld();
const { folder, remove } = temporaryFolder();
const keys = newKeys();
let store: Store;
let town: string;
beforeAll(async () => {
  store = await openStore(folder, world);
  town = (await addTown(store, { name: 'Order', timeZone: 'UTC', fiscalYearStartMonth: 1 }, world)).id;
});
afterAll(async () => {
  await store.destroy();
  remove();
});

/** One night of a machine: what it is called, which of two systems it runs, and what it cannot read. */
interface Night {
  readonly incarnation: string;
  readonly sequence: number;
  readonly target: 'local' | 'nas';
  readonly name: string;
  readonly version: string;
  readonly reads: { readonly identity: boolean; readonly os: boolean };
  readonly second: number;
}

/** What one agent lives through: nights in order, now and then a new incarnation. */
const history = fc
  .array(
    fc.record({
      anew: fc.nat(5).map((die) => die === 0),
      target: fc.constantFrom('local' as const, 'nas' as const),
      name: fc.constantFrom('a', 'b'),
      version: fc.constantFrom('1', '2', '3'),
      reads: fc.record({ identity: fc.boolean(), os: fc.boolean() }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((nights) => {
    let [life, sequence] = [0, 0];
    return nights.map(({ anew, ...night }, second): Night => {
      [life, sequence] = anew ? [life + 1, 1] : [life, sequence + 1];
      return { ...night, incarnation: `life-${life}`, sequence, second };
    });
  });

/** A history, and the order in which what survives of it arrives: shuffled, some of it twice, some of it never. */
const delivery = history.chain((nights) =>
  fc.record({
    nights: fc.constant(nights),
    arrivals: fc.array(fc.nat(nights.length - 1), { minLength: 1, maxLength: 10 }),
  }),
);

function bodyFor(agent: string, night: Night): Buffer {
  const contents = {
    ...(night.reads.identity ? { identity: contentBytes('identity', { hostname: `${agent}-${night.target}-${night.name}` }) } : {}),
    ...(night.reads.os ? { os: contentBytes('os', { family: 'linux', version: night.version }) } : {}),
  };
  const target = night.target === 'local' ? ({ kind: 'local', id: 'local' } as const) : ({ kind: 'ssh', id: 'nas' } as const);
  const wallTime = new Date(Date.UTC(2026, 10, 21, 2, 0, night.second)).toISOString();
  return bodyOf({ id: agent, town, ...keys }, { sequence: night.sequence, incarnation: night.incarnation, contents, wallTime, predicate: { target } });
}

async function live(nights: readonly Night[]): Promise<unknown> {
  const id = newId(world);
  const never = { incarnation: null, generation: null, sequence: null, last_digest: null, last_received_at: null };
  const agent: AgentRow = { town, id, public_key: keys.publicKey, door_hash: null, state: 'active', one_off: 0, cloned: 0, hostname: 'x', platform: 'linux', version: '0', enrolled_at: '', ...never };
  await insertAgent(store, agent);
  const { commit } = makeCommitter(store, world, () => undefined);
  for (const night of nights) {
    const snapshot = openSnapshot(bodyFor(id, night), keyFrom(keys.publicKey));
    if ('refusal' in snapshot) throw new Error(snapshot.detail);
    await commit({ town, agent: id, snapshot, receivedAt: world.now(), action: 'snapshot-stored' });
  }
  return stateOf(id);
}

/** All that is known of an agent, without what differs by chance: ids, times, and the agent's own id inside texts. */
async function stateOf(id: string): Promise<unknown> {
  const agent = await store.selectFrom('agent').select(['incarnation', 'sequence', 'cloned']).where('id', '=', id).executeTakeFirst();
  const newest = await store
    .selectFrom('newest')
    .innerJoin('statement', 'statement.receipt', 'newest.receipt')
    .select(['newest.target_id', 'newest.section', 'statement.incarnation', 'statement.sequence'])
    .where('newest.agent', '=', id)
    .orderBy('newest.target_id')
    .orderBy('newest.section')
    .execute();
  const statements = await store.selectFrom('statement').select(['incarnation', 'sequence']).where('agent', '=', id).orderBy('incarnation').orderBy('sequence').execute();
  const contents = await store.selectFrom('content').select(['section', 'bytes']).where('agent', '=', id).orderBy('section').orderBy('bytes').execute();
  const assets = await store
    .selectFrom('asset_target')
    .innerJoin('asset', 'asset.id', 'asset_target.asset')
    .select(['asset_target.target_id', 'asset.label', 'asset.class', 'asset.class_basis'])
    .where('agent', '=', id)
    .orderBy('target_id')
    .execute();
  return JSON.parse(JSON.stringify({ agent, newest, statements, contents, assets }).replaceAll(id, 'ID'));
}

test('any order, repetition and loss leads where the survivors lead in order', async () => {
  await fc.assert(
    fc.asyncProperty(delivery, async ({ nights, arrivals }) => {
      const arriving = arrivals.map((index) => nights[index] as Night);
      const lives = arriving.map(({ incarnation }) => incarnation);
      // A new incarnation begins when a collector answered in the one before: the first of each arrive in order.
      fc.pre([...new Set(lives)].every((life, index, all) => index === 0 || life > (all[index - 1] ?? '')));
      const survivors = nights.filter((night) => arriving.includes(night));
      expect(await live(arriving)).toEqual(await live(survivors));
    }),
    { numRuns: 80 },
  );
}, 60_000);
