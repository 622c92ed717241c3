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
    | 'token-created'
    | 'agent-enrolled'
    | 'agent-state-set'
    | 'agent-cloned'
    | 'snapshot-stored'
    | 'snapshot-imported'
    | 'asset-set'
    | 'document-stated'
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
