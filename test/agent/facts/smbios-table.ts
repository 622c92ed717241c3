/** A memory device (type 17) or a portable battery (type 22) as DSP0134 lays them out. */
export type MadeStructure =
  | { readonly type: 17; readonly size: number | 'kib' | 'extended' | 'unknown'; readonly locator: string; readonly bank: string; readonly memoryType: number; readonly manufacturer: string; readonly serial: string; readonly partNumber: string }
  | { readonly type: 22; readonly name: string; readonly date?: string; readonly packed?: number };

/** The bytes of an SMBIOS table with these structures between a BIOS structure and the end marker. */
export function smbiosTable(structures: readonly MadeStructure[]): Buffer {
  const made = structures.map((it, index) => (it.type === 17 ? memory(it, 0x1100 + index) : battery(it, 0x2200 + index)));
  return Buffer.concat([structure(0, 0, Buffer.alloc(20), ['Maker', '1.0']), ...made, structure(127, 0x7f00, Buffer.alloc(0), [])]);
}

/** One structure: header, body, strings, and the NUL that ends them. */
export function structure(type: number, handle: number, body: Buffer, strings: readonly string[]): Buffer {
  const header = Buffer.from([type, body.length + 4, handle & 255, handle >> 8]);
  const texts = strings.length === 0 ? Buffer.alloc(2) : Buffer.from(`${strings.join('\0')}\0\0`, 'latin1');
  return Buffer.concat([header, body, texts]);
}

function memory(it: Extract<MadeStructure, { type: 17 }>, handle: number): Buffer {
  const body = Buffer.alloc(0x28 - 4);
  const at = (offset: number) => offset - 4;
  if (it.size === 'unknown') body.writeUInt16LE(0xffff, at(0x0c));
  else if (it.size === 'kib') body.writeUInt16LE(0x8000 | 2048, at(0x0c));
  else if (it.size === 'extended' || it.size >= 0x7fff) {
    body.writeUInt16LE(0x7fff, at(0x0c));
    body.writeUInt32LE(it.size === 'extended' ? 65_536 : it.size, at(0x1c));
  } else body.writeUInt16LE(it.size, at(0x0c));
  body[at(0x12)] = it.memoryType;
  const strings: string[] = [];
  for (const [offset, text] of [[0x10, it.locator], [0x11, it.bank], [0x17, it.manufacturer], [0x18, it.serial], [0x1a, it.partNumber]] as const)
    if (text !== '') body[at(offset)] = strings.push(text);
  return structure(17, handle, body, strings);
}

function battery({ name, date, packed = 0 }: Extract<MadeStructure, { type: 22 }>, handle: number): Buffer {
  const body = Buffer.alloc(0x1a - 4);
  const strings = [name, ...(date === undefined ? [] : [date])];
  body[0x08 - 4] = 1;
  if (date !== undefined) body[0x06 - 4] = 2;
  body.writeUInt16LE(packed, 0x12 - 4);
  return structure(22, handle, body, strings);
}
