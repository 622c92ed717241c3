import { zstdDecompressSync } from 'node:zlib';
import { bounds } from '../../wire/snapshot.ts';
import type { AssetTarget } from './assets.ts';
import type { StatementRow, Store, Tables } from './tables.ts';

type Numbered = Pick<StatementRow, 'town' | 'agent' | 'incarnation' | 'sequence'>;

/** All statements with this number: none, one, or more when two machines use one key. */
export function statementsAt(store: Store, { town, agent, incarnation, sequence }: Numbered): Promise<Pick<StatementRow, 'digest' | 'receipt' | 'status'>[]> {
  return store
    .selectFrom('statement')
    .select(['digest', 'receipt', 'status'])
    .where('town', '=', town)
    .where('agent', '=', agent)
    .where('incarnation', '=', incarnation)
    .where('sequence', '=', sequence)
    .execute();
}

/** Rank of an incarnation of an agent; undefined when it never spoke. */
export async function generationOf(store: Store, town: string, agent: string, incarnation: string): Promise<number | undefined> {
  const row = await store
    .selectFrom('statement')
    .select('generation')
    .where('town', '=', town)
    .where('agent', '=', agent)
    .where('incarnation', '=', incarnation)
    .limit(1)
    .executeTakeFirst();
  return row?.generation;
}

/** When the agent, by its own clock, first sealed in an incarnation later than this one. */
export async function firstSealedAfter(store: Store, town: string, agent: string, generation: number): Promise<string | undefined> {
  const row = await store
    .selectFrom('statement')
    .select((it) => it.fn.min('sealed_at').as('at'))
    .where('town', '=', town)
    .where('agent', '=', agent)
    .where('generation', '>', generation)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Stores a statement as it came. */
export async function insertStatement(store: Store, row: StatementRow): Promise<void> {
  await store.insertInto('statement').values(row).execute();
}

/** Of the given digests those whose bytes this very agent sent before. */
export async function heldDigests(store: Store, town: string, agent: string, digests: readonly string[]): Promise<Set<string>> {
  if (digests.length === 0) return new Set();
  const rows = await store
    .selectFrom('content')
    .select('digest')
    .where('town', '=', town)
    .where('agent', '=', agent)
    .where('digest', 'in', digests)
    .execute();
  return new Set(rows.map(({ digest }) => digest));
}

/** Stores contents as they came; what is there already stays. */
export async function insertContents(store: Store, rows: readonly Tables['content'][]): Promise<void> {
  if (rows.length === 0) return;
  await store.insertInto('content').values(rows).onConflict((it) => it.doNothing()).execute();
}

/** For each section of a target (and `''`) the place of its newest statement in the agent's history. */
export function newestOf(store: Store, target: AssetTarget): Promise<{ section: string; digest: string; generation: number; sequence: number; facts: string }[]> {
  return store
    .selectFrom('newest')
    .innerJoin('statement', (join) => join.onRef('statement.town', '=', 'newest.town').onRef('statement.receipt', '=', 'newest.receipt'))
    .select(['newest.section', 'newest.digest', 'statement.generation', 'statement.sequence', 'statement.facts'])
    .where('newest.town', '=', target.town)
    .where('newest.agent', '=', target.agent)
    .where('newest.target_kind', '=', target.target_kind)
    .where('newest.target_id', '=', target.target_id)
    .execute();
}

/** Notes that a statement is the newest of its target for these sections, by name with the digest of their content. */
export async function setNewest(store: Store, target: AssetTarget, sections: ReadonlyMap<string, string>, receipt: string): Promise<void> {
  if (sections.size === 0) return;
  await store
    .insertInto('newest')
    .values([...sections].map(([section, digest]) => ({ ...target, section, digest, receipt })))
    .onConflict((it) =>
      it.columns(['town', 'agent', 'target_kind', 'target_id', 'section']).doUpdateSet((row) => ({ digest: row.ref('excluded.digest'), receipt: row.ref('excluded.receipt') })),
    )
    .execute();
}

/** The statements of a town that count: the newest of each target, and those that still hold the newest content of a section. */
export function countingStatements(store: Store, town: string): Promise<StatementRow[]> {
  return store
    .selectFrom('statement')
    .selectAll()
    .where('town', '=', town)
    .where('receipt', 'in', (it) => it.selectFrom('newest').select('receipt').distinct().where('town', '=', town))
    .orderBy('receipt')
    .execute();
}

/** One content that an agent sent, as it came. */
export function contentOf(store: Store, town: string, agent: string, digest: string): Promise<Tables['content'] | undefined> {
  return store
    .selectFrom('content')
    .selectAll()
    .where('town', '=', town)
    .where('agent', '=', agent)
    .where('digest', '=', digest)
    .executeTakeFirst();
}

/** The JSON of a stored content. It was checked when it came, and its size is known: it is inflated in one piece of that size. */
export function parseContent({ frame, bytes }: Pick<Tables['content'], 'frame' | 'bytes'>): unknown {
  return JSON.parse(zstdDecompressSync(frame, { maxOutputLength: bounds.inflated, chunkSize: Math.max(64, bytes + 1) }).toString('utf8'));
}
