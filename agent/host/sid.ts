import { itemsOf } from './json.ts';

/** A security identifier in its text form; undefined for another text. */
export function sidText(value: unknown): string | undefined {
  return typeof value === 'string' && /^S-1-\d{1,15}(?:-\d{1,10}){1,15}$/.test(value) ? value : undefined;
}

/** A security identifier from its bytes, see [MS-DTYP] 2.4.2.2: revision, count, authority (48 bit, big endian), then numbers (32 bit, little endian). */
export function sidOfBytes(value: unknown): string | undefined {
  const numbers = itemsOf(value);
  if (!numbers.every((number) => Number.isInteger(number) && Number(number) >= 0 && Number(number) < 256)) return undefined;
  const bytes = Buffer.from(numbers as number[]);
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || count < 1 || count > 15 || bytes.length !== 8 + 4 * count) return undefined;
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', 1, bytes.readUIntBE(2, 6), ...parts].join('-');
}

/** The identifier without its last number: the computer or domain that gave it. */
export function authorityOf(sid: string): string {
  return sid.slice(0, sid.lastIndexOf('-'));
}

/** The last number: which account of the authority it is (RID). */
export function relativeId(sid: string): string {
  return sid.slice(sid.lastIndexOf('-') + 1);
}
