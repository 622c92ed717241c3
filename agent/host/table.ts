/**
 * What a table says of a word that came from a device; undefined for a word that is not in it. Words that every object of
 * JavaScript knows, such as "constructor", are in no table either.
 */
export function inTable<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
