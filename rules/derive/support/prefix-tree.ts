/** Values by the beginnings of texts, so that a text is held against those alone with whose beginning it begins. */
export interface PrefixTree<T> {
  readonly values: T[];
  readonly next: Map<string, PrefixTree<T>>;
}

export function prefixTree<T>(): PrefixTree<T> {
  return { values: [], next: new Map() };
}

/** Adds a value to all texts that begin with one. */
export function grow<T>(tree: PrefixTree<T>, beginning: string, value: T): void {
  let at = tree;
  for (const letter of beginning) {
    let next = at.next.get(letter);
    if (!next) at.next.set(letter, (next = prefixTree()));
    at = next;
  }
  at.values.push(value);
}

/** The values of every beginning of a text, once each; takes as long as the longest of them that fits. */
export function valuesAlong<T>(tree: PrefixTree<T>, text: string): T[] {
  const found = new Set(tree.values);
  let at: PrefixTree<T> | undefined = tree;
  for (const letter of text) {
    at = at.next.get(letter.toLowerCase());
    if (!at) break;
    for (const value of at.values) found.add(value);
  }
  return [...found];
}
