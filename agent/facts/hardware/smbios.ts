/** One structure of the SMBIOS table, DSP0134 6.1.2: the formatted area with its header, and the strings behind it. */
export interface Structure {
  readonly type: number;
  readonly handle: number;
  readonly bytes: Uint8Array;
  readonly strings: readonly string[];
}

/** More structures than any machine has; a table that claims more is cut there. */
const mostStructures = 20_000;

/**
 * Takes the table of /sys/firmware/dmi/tables/DMI apart. Reads never leave the table; a structure that is cut off ends it.
 * Undefined when there is no whole structure.
 */
export function structuresOf(table: Uint8Array): Structure[] | undefined {
  const found: Structure[] = [];
  let at = 0;
  while (at + 4 <= table.length && found.length < mostStructures) {
    const [type = 0, length = 0, low = 0, high = 0] = table.subarray(at, at + 4);
    if (length < 4 || at + length > table.length) break;
    const end = endOfStrings(table, at + length);
    if (end === undefined) break;
    found.push({ type, handle: low | (high << 8), bytes: table.subarray(at, at + length), strings: stringsIn(table.subarray(at + length, end)) });
    if (type === 127) break;
    at = end;
  }
  return found.length > 0 ? found : undefined;
}

/** The number at an offset, `size` bytes, least significant first; undefined where an older version of the standard has no such field. */
export function numberAt({ bytes }: Structure, offset: number, size: 1 | 2 | 4): number | undefined {
  if (offset + size > bytes.length) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)[size === 1 ? 'getUint8' : size === 2 ? 'getUint16' : 'getUint32'](offset, true);
}

/** The string that the byte at an offset points to; undefined for none. */
export function stringAt(structure: Structure, offset: number): string | undefined {
  const index = numberAt(structure, offset, 1) ?? 0;
  return index === 0 ? undefined : structure.strings[index - 1];
}

/** Strings end with NUL, their list with another one; a structure without strings ends with two. */
function endOfStrings(table: Uint8Array, from: number): number | undefined {
  for (let at = from; at + 1 < table.length; at += 1) if (table[at] === 0 && table[at + 1] === 0) return at + 2;
  return undefined;
}

function stringsIn(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').replace(/\0{1,2}$/, '');
  return text === '' ? [] : text.split('\0');
}
