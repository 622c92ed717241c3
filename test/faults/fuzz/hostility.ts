/** Numbers from 0 to 1. */
export type Random = () => number;

/** What a mutation may do. */
export interface Hostility {
  readonly random: Random;
  /** Texts of all sources, to be put where they do not belong. */
  readonly strangers: readonly string[];
  /** Texts in which this stands are only changed around it, so that it stays where secrets stand. */
  readonly secret?: RegExp;
}

/** What may be done to one text. */
export interface Limited extends Hostility {
  /** Its most bytes. */
  readonly most: number;
}

/** What honest machines rarely say. */
export const odd = ['\0', '\n', '\r\n', '\t', ' ', ':', '=', ',', ';', '#', '/', '\\', '"', "'", '(', ')', '[', ']', '{', '}', '<', '>', '&', '%', '*', '!', '@', '$', '|', '-', '.', '..', '\u{85}', '\u{a0}', '\u{2028}', '\u{202e}', '\u{feff}', '\u{fffd}', '\ud83d', 'é', '\u{1f4a9}', '__proto__', 'constructor', 'NaN', 'null', 'true', '-1', '0', '00', '1e309', '4294967296', '99999999999999999999', '0x7fffffff', '253402300800', '-62135596801', 'ffffffffffffffff', 'ALL', 'include', 'Match', '@include', '%{', '${', '*'.repeat(30), '7'.repeat(400), String.raw`\\?\Volume{}`, 'S-1-5-21', '%SystemRoot%', '</dict>', '<array>', ']]>', '1601-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '2024-02-30', '31.12.2024', 'Nein', 'désactivé'];

/** A whole number from 0 up to, and without, `most`. */
export function below(random: Random, most: number): number {
  return Math.floor(random() * most);
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[below(random, items.length)]!;
}

/** How large something may be blown up: now and then up to the largest that the agent reads, most times some kilobytes. */
export function sizeOf({ random, most }: Pick<Limited, 'random' | 'most'>): number {
  const dice = random();
  return Math.min(most, dice < 0.005 ? most : dice < 0.06 ? 200_000 : 8_000);
}
