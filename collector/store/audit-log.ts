import { sha256, sortedJson } from '../../wire/snapshot.ts';
import type { Receipt } from '../../wire/receipt.ts';
import { inTransaction } from './open.ts';
import type { Store, Tables } from './tables.ts';

/** One thing that changed, and who changed it. */
export interface AuditEntry {
  readonly at: string;
  readonly town: string | null;
  /** `agent:<id>`, `operator` (a person at the command line) or `collector`. */
  readonly actor: string;
  readonly action:
    | 'town-added'
    | 'town-changed'
    | 'token-created'
    | 'agent-enrolled'
    | 'agent-state-set'
    | 'agent-cloned'
    | 'snapshot-stored'
    | 'snapshot-imported'
    | 'asset-set'
    | 'asset-reported'
    | 'assets-listed'
    | 'assets-unlisted'
    | 'document-stated'
    | 'catalog-updated'
    | 'evaluated'
    | 'report-exported';
  readonly detail: Readonly<Record<string, unknown>>;
}

type Leaf = Tables['audit_log'];
const beginning = '0'.repeat(64);

/** Appends entries to the chain, in the transaction of the change they tell of. @returns the head afterwards */
export function appendAudit(store: Store, entries: readonly AuditEntry[]): Promise<Receipt['auditHead']> {
  return inTransaction(store, async (within) => {
    let { size, hash } = await auditHead(within);
    const leaves = entries.map((entry) => {
      const leaf = { ...entry, detail: sortedJson(entry.detail), size: size + 1, previous: hash };
      ({ size, hash } = { size: leaf.size, hash: hashOf(leaf) });
      return { ...leaf, hash };
    });
    if (leaves.length > 0) await within.insertInto('audit_log').values(leaves).execute();
    return { size, hash };
  });
}

/** What people do at the command line that may change how a town is judged. */
const judgedAnew: readonly AuditEntry['action'][] = ['town-changed', 'snapshot-imported', 'asset-set', 'assets-listed', 'assets-unlisted', 'document-stated', 'catalog-updated'];

/** Towns about which people stated something after the chain had this size; null: something that holds for all towns. */
export async function statedSince(store: Store, size: number): Promise<{ size: number; towns: readonly (string | null)[] }> {
  const rows = await store.selectFrom('audit_log').select(['size', 'town']).where('size', '>', size).where('action', 'in', judgedAnew).orderBy('size').execute();
  const { size: head } = await auditHead(store);
  return { size: Math.max(head, size), towns: [...new Set(rows.map(({ town }) => town))] };
}

/** Newest head of the chain; size 0 before anything happened. */
export async function auditHead(store: Store): Promise<Receipt['auditHead']> {
  const last = await store.selectFrom('audit_log').select(['size', 'hash']).orderBy('size', 'desc').limit(1).executeTakeFirst();
  return last ?? { size: 0, hash: beginning };
}

/** Checks the whole chain. @returns the size up to which it holds, and whether that is all of it */
export async function verifyAudit(store: Store): Promise<{ size: number; whole: boolean }> {
  const leaves = await store.selectFrom('audit_log').selectAll().orderBy('size').execute();
  let previous = beginning;
  for (const [index, leaf] of leaves.entries()) {
    if (leaf.size !== index + 1 || leaf.previous !== previous || leaf.hash !== hashOf(leaf)) return { size: index, whole: false };
    previous = leaf.hash;
  }
  return { size: leaves.length, whole: true };
}

function hashOf({ size, at, town, actor, action, detail, previous }: Omit<Leaf, 'hash'>): string {
  return sha256(sortedJson({ size, at, town, actor, action, detail, previous }));
}
