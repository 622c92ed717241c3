import { inTable } from './table.ts';
/**
 * Property lists of macOS, in XML and binary form: what preferences, launchd, `ioreg -a` and `system_profiler -xml` are
 * written in. Sources: the DTD "PropertyList 1.0" of Apple for XML; CFBinaryPList.c of the open CoreFoundation for
 * "bplist00" (a trailer of 32 bytes names an offset table; a marker byte says kind and length of each object).
 */

/** A value of a property list. A date is a Date, data is a Buffer; a whole number beyond 2^53 is not a number but undefined. */
export type Plist = string | number | boolean | Date | Buffer | undefined | readonly Plist[] | PlistDict;

/** A dictionary; it has no prototype, whatever its keys are. */
export interface PlistDict {
  readonly [key: string]: Plist;
}

/** More objects or deeper than any honest list; shared objects of a binary list count each time they are used. */
const mostObjects = 500_000;
const deepest = 128;

/** Seconds between 1970 and 2001, where Apple's dates begin. */
const appleEpoch = 978_307_200;

class Broken extends Error {}

/** Reads a property list, or says undefined when the bytes are none. Never throws, whatever the bytes are. */
export function plistOf(bytes: Buffer): Plist {
  try {
    return bytes.subarray(0, 8).toString('latin1') === 'bplist00' ? binary(bytes) : xml(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof Broken || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The property list that a source answered in base64, as files are read whose form is not known beforehand. */
export function plistFrom64(base64: string): Plist {
  return plistOf(Buffer.from(base64, 'base64'));
}

/** A dictionary, or undefined for anything else. */
export function dictOf(value: Plist): PlistDict | undefined {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) && !Buffer.isBuffer(value) ? (value as PlistDict) : undefined;
}

/** A list, or undefined for anything else. */
export function listOf(value: Plist): readonly Plist[] | undefined {
  return Array.isArray(value) ? (value as readonly Plist[]) : undefined;
}

/** The dictionaries in a list; none for anything else. */
export function dictsOf(value: Plist): PlistDict[] {
  return (listOf(value) ?? []).map(dictOf).filter((item) => item !== undefined);
}

function binary(bytes: Buffer): Plist {
  if (bytes.length < 40) throw new Broken('shorter than its trailer');
  const trailer = bytes.subarray(-32);
  const [offsetSize, refSize] = [trailer[6]!, trailer[7]!];
  const [objects, top, table] = [8, 16, 24].map((at) => Number(trailer.readBigUInt64BE(at))) as [number, number, number];
  if (![1, 2, 3, 4, 8].includes(offsetSize) || ![1, 2, 4, 8].includes(refSize)) throw new Broken('odd sizes');
  if (objects > mostObjects || top >= objects || table + objects * offsetSize > bytes.length - 32) throw new Broken('its table lies outside');
  const body = bytes.subarray(0, table);
  let used = 0;

  const uint = (from: Buffer, at: number, size: number): number => {
    if (at < 0 || at + size > from.length) throw new Broken('a number lies outside');
    return size <= 6 ? from.readUIntBE(at, size) : Number(from.readBigUInt64BE(at));
  };
  const offset = (index: number): number => uint(bytes, table + index * offsetSize, offsetSize);

  const read = (index: number, depth: number): Plist => {
    used += 1;
    if (used > mostObjects || depth > deepest || index >= objects) throw new Broken('too much, or in a circle');
    const at = offset(index);
    const marker = uint(body, at, 1);
    const [kind, low] = [marker >> 4, marker & 15];
    if (kind === 0) return low === 8 ? false : low === 9 ? true : undefined;
    if (kind === 1) return integer(body, at + 1, 2 ** low);
    if (kind === 2) return low === 2 ? body.readFloatBE(at + 1) : body.readDoubleBE(at + 1);
    if (kind === 3) return dateOf(body.readDoubleBE(at + 1));
    if (kind === 8) return uint(body, at + 1, Math.min(low + 1, 8));
    const { length, start } = sized(at, low);
    if (kind === 4) return Buffer.from(slice(body, start, length));
    if (kind === 5) return slice(body, start, length).toString('latin1');
    if (kind === 6) return Buffer.from(slice(body, start, length * 2)).swap16().toString('utf16le');
    const refs = (from: number) => Array.from({ length }, (_, item) => uint(body, from + item * refSize, refSize));
    if (length * refSize > body.length) throw new Broken('longer than the file');
    if (kind === 10 || kind === 12) return refs(start).map((ref) => read(ref, depth + 1));
    if (kind !== 13) throw new Broken('an unknown kind of object');
    const values = refs(start + length * refSize);
    return dict(refs(start).map((ref, item) => [read(ref, depth + 1), read(values[item]!, depth + 1)]));
  };

  /** A length below 15 stands in the marker; a longer one in a number behind it. */
  const sized = (at: number, low: number): { length: number; start: number } => {
    if (low < 15) return { length: low, start: at + 1 };
    const size = 2 ** (uint(body, at + 1, 1) & 15);
    if (size > 8) throw new Broken('a length of more than 64 bits');
    return { length: uint(body, at + 2, size), start: at + 2 + size };
  };
  return read(top, 0);
}

/** Whole numbers up to 32 bits have no sign, those of 64 bits have one, those of 128 bits are beyond us. */
function integer(body: Buffer, at: number, size: number): number | undefined {
  if (size > 16 || at + size > body.length) throw new Broken('a number lies outside');
  if (size < 8) return body.readUIntBE(at, size);
  const value = Number(body.readBigInt64BE(at + size - 8));
  return Number.isSafeInteger(value) ? value : undefined;
}

function slice(body: Buffer, start: number, length: number): Buffer {
  if (length > body.length || start + length > body.length) throw new Broken('text or data lies outside');
  return body.subarray(start, start + length);
}

function dateOf(seconds: number): Date | undefined {
  const date = new Date((seconds + appleEpoch) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function dict(pairs: readonly (readonly [Plist, Plist])[]): PlistDict {
  const made: Record<string, Plist> = Object.create(null) as Record<string, Plist>;
  for (const [key, value] of pairs) if (typeof key === 'string') made[key] = value;
  return made;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface Element {
  readonly name: string;
  readonly items: Plist[];
  text: string;
}

/** Goes from mark to mark with indexOf: a pattern that looks for an end which never comes would look from every beginning anew. */
function xml(text: string): Plist {
  const root: Element = { name: '', items: [], text: '' };
  const open: Element[] = [root];
  let [used, at] = [0, 0];
  const until = (end: string): string => {
    const found = text.indexOf(end, at);
    if (found < 0) throw new Broken(`no ${end}`);
    const part = text.slice(at, found);
    at = found + end.length;
    return part;
  };
  const close = (name: string): void => {
    const [done, above] = [open.pop()!, open.at(-1)];
    if (done.name !== name || above === undefined) throw new Broken('elements are not nested');
    above.items.push(valueOf(done.name, done.items, done.text));
  };
  while (at < text.length) {
    const around = open.at(-1)!;
    const mark = text.indexOf('<', at);
    around.text += unescaped(text.slice(at, mark < 0 ? undefined : mark));
    if (mark < 0) break;
    at = mark;
    if (text.startsWith('<!--', at)) until('-->');
    else if (text.startsWith('<![CDATA[', at)) around.text += until(']]>').slice('<![CDATA['.length);
    else {
      const tag = until('>').slice(1);
      const name = /^\/?([a-z]+)/.exec(tag)?.[1];
      if (/^[?!]/.test(tag)) continue;
      if (name === undefined) throw new Broken('no element');
      if (tag.startsWith('/')) close(name);
      else {
        used += 1;
        if (used > mostObjects || open.length > deepest) throw new Broken('too much or too deep');
        open.push({ name, items: [], text: '' });
        if (tag.endsWith('/')) close(name);
      }
    }
  }
  if (open.length !== 1 || root.items.length !== 1) throw new Broken('not one whole list');
  return root.items[0];
}

function unescaped(text: string): string {
  return text.includes('&') ? text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, decoded) : text;
}

function decoded(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return inTable(entities, name) ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal);
  return code > 0x10_ffff ? '\uFFFD' : String.fromCodePoint(code);
}

function valueOf(name: string, items: Plist[], text: string): Plist {
  switch (name) {
    case 'plist':
      if (items.length !== 1) throw new Broken('not one value');
      return items[0];
    case 'dict':
      return dict(items.flatMap((key, index): [Plist, Plist][] => (index % 2 === 0 ? [[key, items[index + 1]]] : [])));
    case 'array':
      return items;
    case 'key':
    case 'string':
      return text;
    case 'true':
      return true;
    case 'false':
      return false;
    case 'integer':
      return whole(text.trim());
    case 'real':
      return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
    case 'date':
      return Number.isNaN(Date.parse(text.trim())) ? undefined : new Date(text.trim());
    case 'data':
      return Buffer.from(text.replace(/\s+/g, ''), 'base64');
    default:
      throw new Broken('an unknown element');
  }
}

function whole(text: string): number | undefined {
  const value = /^[+-]?(?:\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
