import type { Missing } from '../wire/section.ts';
import { sortedJson } from '../wire/snapshot.ts';
import type { Content } from '../wire/snapshot.ts';
import type { SectionBounds } from './facts/bounds.ts';

type Data = Readonly<Record<string, unknown>>;

/** What stands for a byte that was not UTF-8. */
const replaced = '\u{FFFD}';

/** A section's content as the bytes that are hashed and sent, and what is missing in it. */
export interface Written {
  readonly bytes: Buffer;
  readonly missing: readonly Missing[];
}

/**
 * Writes a section's content within its bounds. Lists are cut at their end, in their own order, and named as
 * `too-large` with the true number of items; facts that hold bytes which were not UTF-8 are named as `unreadable`.
 * Undefined when the section is too large even with its lists empty.
 */
export function written(section: Omit<Content, 'missing' | 'data'>, data: Data, missing: readonly Missing[], bounds: SectionBounds): Written | undefined {
  const lists = Object.entries(data).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  let limits = new Map(lists.map(([name, items]) => [name, Math.min(items.length, bounds.maxItems[name] ?? items.length)]));
  for (;;) {
    const cut = { ...data, ...Object.fromEntries(lists.map(([name, items]) => [name, items.slice(0, limits.get(name))])) };
    const gaps = [...missing, ...cuts(lists, limits)];
    const plain = textOf({ ...section, data: cut, missing: sorted(gaps) });
    const { text, content } = plain.text.includes(replaced) ? textOf({ ...section, data: cut, missing: sorted([...gaps, ...damaged(cut)]) }) : plain;
    const bytes = Buffer.from(text);
    if (bytes.length <= bounds.maxBytes) return { bytes, missing: content.missing };
    const largest = heaviest(cut);
    if (largest === undefined) return undefined;
    // A little less than would fit on average; again, if items are of very different size.
    const share = Math.min(0.9, (0.9 * bounds.maxBytes) / bytes.length);
    limits = new Map(limits).set(largest, Math.floor((limits.get(largest) ?? 0) * share));
  }
}

function textOf(content: Content): { readonly text: string; readonly content: Content } {
  return { text: sortedJson(content), content };
}

function cuts(lists: readonly (readonly [string, readonly unknown[]])[], limits: ReadonlyMap<string, number>): Missing[] {
  return lists.flatMap(([path, items]) => {
    const kept = limits.get(path) ?? 0;
    return kept < items.length ? [{ path, reason: 'too-large', detail: `${items.length} items, ${kept} kept` }] : [];
  });
}

function heaviest(data: Data): string | undefined {
  const sizes = Object.entries(data).flatMap(([name, items]) =>
    Array.isArray(items) && items.length > 0 ? [{ name, size: JSON.stringify(items).length }] : [],
  );
  return sizes.sort((a, b) => b.size - a.size)[0]?.name;
}

/** Paths of facts in which a byte that was not UTF-8 was replaced. */
function damaged(data: Data): Missing[] {
  const paths = new Set<string>();
  walk(data, '', paths);
  return [...paths].map((path) => ({ path, reason: 'unreadable', detail: 'holds bytes that are not UTF-8' }));
}

function walk(value: unknown, path: string, found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.includes(replaced)) found.add(path);
  } else if (Array.isArray(value)) {
    for (const item of value) walk(item, typeof item === 'string' ? path : `${path}[]`, found);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) walk(member, path === '' ? name : `${path}.${name}`, found);
  }
}

/** One order for the same set of missing parts, each told once. */
function sorted(missing: readonly Missing[]): Missing[] {
  const byKey = new Map(missing.map((each) => [`${each.path}\0${each.reason}\0${each.detail ?? ''}`, each]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
