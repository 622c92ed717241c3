import type { InputDocument } from '../../rules/input.ts';
import type { Finding, Outcome } from '../../rules/outcome.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { inTransaction } from './open.ts';
import type { FindingRow, Store } from './tables.ts';

/** The latest judgement of a town. */
export interface Evaluation {
  readonly revision: number;
  readonly asOf: string;
  /** SHA-256 (hex) of the outcomes as they are stored. */
  readonly digest: string;
  readonly documents: readonly InputDocument[];
  readonly outcomes: readonly Outcome[];
}

/** Which judgement of a town is the latest, and its digest; number 0 before the first. */
export async function evaluationRevision(store: Store, town: string): Promise<{ revision: number; digest: string | null }> {
  const row = await store.selectFrom('evaluation').select(['revision', 'digest']).where('town', '=', town).executeTakeFirst();
  return row ?? { revision: 0, digest: null };
}

/** The latest judgement of a town. */
export async function latestEvaluation(store: Store, town: string): Promise<Evaluation | undefined> {
  const row = await store.selectFrom('evaluation').selectAll().where('town', '=', town).executeTakeFirst();
  if (!row) return undefined;
  const documents: InputDocument[] = JSON.parse(row.documents);
  const outcomes: Outcome[] = JSON.parse(row.outcomes);
  return { revision: row.revision, asOf: row.as_of, digest: row.digest, documents, outcomes };
}

/** All findings of a town, by id. */
export async function findingsOf(store: Store, town: string): Promise<Finding[]> {
  const rows = await store.selectFrom('finding').selectAll().where('town', '=', town).orderBy('id').execute();
  return rows.map(fromRow);
}

/**
 * Stores a judgement and its findings, unless another one came between: then nothing is stored.
 * @returns whether it was stored
 */
export function storeEvaluation(store: Store, town: string, { outcomes, ...evaluation }: Omit<Evaluation, 'digest'>, findings: readonly Finding[]): Promise<Stored> {
  const text = JSON.stringify(outcomes);
  const row = { revision: evaluation.revision, as_of: evaluation.asOf, digest: sha256(text), documents: JSON.stringify(evaluation.documents), outcomes: text };
  return inTransaction(store, async (within) => {
    const before = await evaluationRevision(within, town);
    if (before.revision !== evaluation.revision - 1) return { stored: false };
    await within.insertInto('evaluation').values({ town, ...row }).onConflict((it) => it.column('town').doUpdateSet(row)).execute();
    await storeFindings(within, findings.map((finding) => toRow(town, finding)), { town, at: evaluation.asOf });
    return { stored: true, digest: row.digest, changed: before.digest !== row.digest };
  });
}

/** Whether a judgement was stored, and whether its outcomes differ from those before. */
export type Stored = { readonly stored: false } | { readonly stored: true; readonly digest: string; readonly changed: boolean };

const rowsAtOnce = 500;

async function storeFindings(store: Store, rows: readonly FindingRow[], { town, at }: { town: string; at: string }): Promise<void> {
  const before = new Map((await findingsOf(store, town)).map((finding) => [finding.id, toRow(town, finding)]));
  // One that waited and is fine again was never opened: nothing is kept of it.
  const kept = new Set(rows.map(({ id }) => id));
  const gone = [...before.values()].filter(({ id, state }) => state === 'unconfirmed' && !kept.has(id)).map(({ id }) => id);
  for (let from = 0; from < gone.length; from += rowsAtOnce) await forget(store, town, gone.slice(from, from + rowsAtOnce));
  const changed = rows.filter((row) => JSON.stringify(before.get(row.id)) !== JSON.stringify(row));
  const notes = changed.filter(({ id, state }) => before.get(id)?.state !== state).map(({ id, state }) => ({ town, finding: id, at, state }));
  for (let from = 0; from < changed.length; from += rowsAtOnce)
    await store
      .insertInto('finding')
      .values(changed.slice(from, from + rowsAtOnce))
      .onConflict((it) =>
        it.columns(['town', 'id']).doUpdateSet((row) => ({
          state: row.ref('excluded.state'),
          first_seen: row.ref('excluded.first_seen'),
          last_confirmed: row.ref('excluded.last_confirmed'),
          resolved_at: row.ref('excluded.resolved_at'),
          reopened: row.ref('excluded.reopened'),
          seen: row.ref('excluded.seen'),
        })),
      )
      .execute();
  for (let from = 0; from < notes.length; from += rowsAtOnce)
    await store.insertInto('finding_history').values(notes.slice(from, from + rowsAtOnce)).onConflict((it) => it.doNothing()).execute();
}

async function forget(store: Store, town: string, findings: readonly string[]): Promise<void> {
  await store.deleteFrom('finding_history').where('town', '=', town).where('finding', 'in', findings).execute();
  await store.deleteFrom('finding').where('town', '=', town).where('id', 'in', findings).execute();
}

/** What became of a finding, oldest first. */
export async function findingHistory(store: Store, town: string, finding: string): Promise<{ at: string; state: string }[]> {
  return store.selectFrom('finding_history').select(['at', 'state']).where('town', '=', town).where('finding', '=', finding).orderBy('at').execute();
}

function fromRow(row: FindingRow): Finding {
  return {
    id: row.id,
    rule: row.rule,
    subject: row.subject,
    state: row.state as Finding['state'],
    firstSeen: row.first_seen,
    lastConfirmed: row.last_confirmed,
    resolvedAt: row.resolved_at,
    reopened: row.reopened,
    ...(row.seen === null ? {} : { seen: row.seen }),
  };
}

function toRow(town: string, finding: Finding): FindingRow {
  return {
    town,
    id: finding.id,
    rule: finding.rule,
    subject: finding.subject,
    state: finding.state,
    first_seen: finding.firstSeen,
    last_confirmed: finding.lastConfirmed,
    resolved_at: finding.resolvedAt,
    reopened: finding.reopened,
    seen: finding.seen ?? null,
  };
}
