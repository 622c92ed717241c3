import { failure } from '../failure.ts';
import { newestDocuments, stateDocument } from '../store/documents.ts';
import type { DocumentKind } from '../store/documents.ts';
import { inTransaction } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import type { World } from '../world.ts';
import type { Wrong } from './cover.ts';

/** What every document of this kind says of itself. */
interface Versioned {
  readonly version: number;
  readonly by: string;
}

/** Which document is changed, by whom. */
export interface Change {
  readonly town: string;
  readonly kind: DocumentKind;
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly by: string;
}

/**
 * Adds a version to a document, made from the one that holds now. Nobody else can come between. What says the same as before
 * is no new version.
 * @throws a failure with the sentence of what is wrong; then nothing is kept
 */
export function change<Body extends Versioned>(store: Store, { town, kind, id, at, by }: Change, make: (now: Body | undefined) => Body | Wrong): Promise<Body> {
  return inTransaction(store, async (within) => {
    const now = (await newestDocuments<Body>(within, town, kind)).find((document) => document.id === id)?.body;
    const next = good(make(now));
    const body: Body = { ...next, by, version: (now?.version ?? 0) + 1 };
    if (now !== undefined && sameText(now, body)) return now;
    await stateDocument(within, { town, kind, id, at, actor: by, body });
    return body;
  });
}

/** What was made, unless it is wrong. @throws a failure */
export function good<Value extends object>(made: Value | Wrong): Value {
  if ('wrong' in made) throw failure('wrong-use', made.wrong.replaceAll(/\s+/g, ' '));
  return made;
}

/** A short id that nobody has yet: `W-3fa2c1`. */
export function shortId(letter: 'W' | 'P' | 'D', world: World): string {
  return `${letter}-${world.random(4).toString('hex')}`;
}

function sameText(now: Versioned, next: Versioned): boolean {
  const plain = ({ version: _version, ...rest }: Versioned) => JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  return plain(now) === plain(next);
}
