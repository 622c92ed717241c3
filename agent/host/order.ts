import { inOrder } from './reading.ts';

/** Each text once, in the order that facts stand in. */
export function sortedSet(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort(inOrder);
}

/** Items in the order of a key; those with the same key stay as they were. */
export function sortedBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items
    .map((item) => [key(item), item] as const)
    .sort(([a], [b]) => inOrder(a, b))
    .map(([, item]) => item);
}
