import { contentOf, parseContent } from '../store/statements.ts';
import type { Store, Tables } from '../store/tables.ts';

/** Reads stored contents, and remembers the ones used last: most of a town is the same night after night. */
export interface ContentReader {
  /** The content with this digest that an agent sent, as JSON; undefined when it is not stored. */
  readonly read: (town: string, agent: string, digest: string) => Promise<unknown>;
  /** The same, still compressed: each call of what comes back makes the JSON anew. */
  readonly closed: (town: string, agent: string, digest: string) => Promise<(() => unknown) | undefined>;
}

/** A reader that keeps at most `mostBytes` of contents, compressed, but counted by their size as JSON text. */
export function contentReader(store: Store, mostBytes: number): ContentReader {
  const kept = new Map<string, Tables['content']>();
  let total = 0;
  const closed: ContentReader['closed'] = async (town, agent, digest) => {
    const key = `${town} ${agent} ${digest}`;
    const found = kept.get(key) ?? (await contentOf(store, town, agent, digest));
    if (!found) return undefined;
    if (!kept.delete(key)) total += found.bytes;
    kept.set(key, found);
    for (const [oldest, { bytes }] of kept) {
      if (total <= mostBytes || oldest === key) break;
      kept.delete(oldest);
      total -= bytes;
    }
    return () => parseContent(found);
  };
  return { closed, read: async (town, agent, digest) => (await closed(town, agent, digest))?.() };
}
