import { contentOf, parseContent } from '../store/statements.ts';
import type { Store } from '../store/tables.ts';

/** Reads stored contents as JSON, and remembers the ones used last: most of a town is the same night after night. */
export interface ContentReader {
  /** The content with this digest that an agent sent; undefined when it is not stored. */
  readonly read: (town: string, agent: string, digest: string) => Promise<unknown>;
}

/** A reader that keeps at most `mostBytes` of contents, counted as JSON text. */
export function contentReader(store: Store, mostBytes: number): ContentReader {
  const kept = new Map<string, { value: unknown; bytes: number }>();
  let total = 0;
  return {
    read: async (town, agent, digest) => {
      const key = `${town} ${agent} ${digest}`;
      const found = kept.get(key) ?? (await load(store, town, agent, digest));
      if (!found) return undefined;
      if (!kept.delete(key)) total += found.bytes;
      kept.set(key, found);
      for (const [oldest, { bytes }] of kept) {
        if (total <= mostBytes || oldest === key) break;
        kept.delete(oldest);
        total -= bytes;
      }
      return found.value;
    },
  };
}

async function load(store: Store, town: string, agent: string, digest: string): Promise<{ value: unknown; bytes: number } | undefined> {
  const row = await contentOf(store, town, agent, digest);
  if (!row) return undefined;
  return { value: parseContent(row), bytes: row.bytes };
}
