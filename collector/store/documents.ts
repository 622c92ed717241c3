import { sha256 } from '../../wire/snapshot.ts';
import { appendAudit } from './audit-log.ts';
import { inTransaction } from './open.ts';
import type { Store } from './tables.ts';

/** What people state about a town. */
export type DocumentKind = 'register' | 'list' | 'list-columns' | 'answer' | 'waiver' | 'plan' | 'dispute' | 'response';

/** What holds for all towns. */
export type SharedKind = 'msp' | 'own-rules';

/** One version of a document. */
export interface TownDocument<Body> {
  readonly id: string;
  /** From 1. */
  readonly version: number;
  /** RFC 3339 UTC. */
  readonly at: string;
  /** A person, or `file, unverified`. */
  readonly actor: string;
  /** SHA-256 (hex) of the body as it is stored. */
  readonly digest: string;
  readonly body: Body;
}

/** What is stated now: the body is checked by whoever states it, and never changed afterwards. */
export interface Statement {
  readonly town: string;
  readonly kind: DocumentKind;
  /** `town` for the register, the kind of a list, the question, the id of a waiver. */
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly body: unknown;
}

/** Adds a version to a document and notes it in the audit log; the same body again changes nothing. @returns the version that now holds */
export function stateDocument(store: Store, { town, kind, id, at, actor, body }: Statement): Promise<{ version: number; digest: string; changed: boolean }> {
  const text = JSON.stringify(body);
  const digest = sha256(text);
  return inTransaction(store, async (within) => {
    const last = await within.selectFrom('town_document').select(['version', 'digest']).where('town', '=', town).where('kind', '=', kind).where('id', '=', id).orderBy('version', 'desc').limit(1).executeTakeFirst();
    if (last?.digest === digest) return { version: last.version, digest, changed: false };
    const version = (last?.version ?? 0) + 1;
    await within.insertInto('town_document').values({ town, kind, id, version, at, actor, digest, body: text }).execute();
    await appendAudit(within, [{ at, town, actor, action: 'document-stated', detail: { kind, id, version, digest } }]);
    return { version, digest, changed: true };
  });
}

/** The newest version of every document of a kind, by id. One whose newest body is null was withdrawn. */
export async function newestDocuments<Body>(store: Store, town: string, kind: DocumentKind): Promise<TownDocument<Body>[]> {
  const rows = await store
    .selectFrom('town_document as document')
    .selectAll('document')
    .where('town', '=', town)
    .where('kind', '=', kind)
    .where('body', '!=', 'null')
    .where((it) => it('version', '=', it.selectFrom('town_document as other').select(({ fn }) => fn.max('other.version').as('newest')).whereRef('other.town', '=', 'document.town').whereRef('other.kind', '=', 'document.kind').whereRef('other.id', '=', 'document.id')))
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, version: row.version, at: row.at, actor: row.actor, digest: row.digest, body: JSON.parse(row.body) as Body }));
}

/** Every version of one document, oldest first. */
export async function documentHistory<Body>(store: Store, town: string, kind: DocumentKind, id: string): Promise<TownDocument<Body>[]> {
  const rows = await store.selectFrom('town_document').selectAll().where('town', '=', town).where('kind', '=', kind).where('id', '=', id).orderBy('version').execute();
  return rows.map((row) => ({ id: row.id, version: row.version, at: row.at, actor: row.actor, digest: row.digest, body: JSON.parse(row.body) as Body }));
}

/** As {@link stateDocument}, for what holds for all towns. */
export function stateShared(store: Store, { kind, at, actor, body }: { kind: SharedKind; at: string; actor: string; body: unknown }): Promise<{ version: number; digest: string; changed: boolean }> {
  const text = JSON.stringify(body);
  const digest = sha256(text);
  return inTransaction(store, async (within) => {
    const last = await within.selectFrom('shared_document').select(['version', 'digest']).where('kind', '=', kind).orderBy('version', 'desc').limit(1).executeTakeFirst();
    if (last?.digest === digest) return { version: last.version, digest, changed: false };
    const version = (last?.version ?? 0) + 1;
    await within.insertInto('shared_document').values({ kind, version, at, actor, digest, body: text }).execute();
    await appendAudit(within, [{ at, town: null, actor, action: 'document-stated', detail: { kind, version, digest } }]);
    return { version, digest, changed: true };
  });
}

/** The newest version of what holds for all towns; undefined when nothing was stated. */
export async function newestShared<Body>(store: Store, kind: SharedKind): Promise<TownDocument<Body> | undefined> {
  const row = await store.selectFrom('shared_document').selectAll().where('kind', '=', kind).orderBy('version', 'desc').limit(1).executeTakeFirst();
  return row && { id: row.kind, version: row.version, at: row.at, actor: row.actor, digest: row.digest, body: JSON.parse(row.body) as Body };
}
