import { inflateRawSync } from 'node:zlib';
import { failure } from '../failure.ts';

/** Bytes that all parts of a workbook may have together when they are inflated. */
const mostInflated = 256 * 1024 * 1024;
const mostEntries = 2_000;
const wanted = /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/[^/]+\.xml|xl\/_rels\/[^/]+\.rels|xl\/worksheets\/[^/]+\.xml)$/;
const signatures = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } as const;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly inflated: number;
  /** As it stands in the archive. */
  readonly raw: Buffer;
}

/**
 * Opens a workbook (a zip archive) no further than it may go: encrypted, oversized or contradictory archives are refused, and
 * what is handed on holds only the parts that were inflated here and found to be as large as they said.
 * @param look sees each part inflated, one after the other; throws when it is not acceptable
 * @returns a new archive with those parts
 */
export function checkedArchive(bytes: Buffer, look: (name: string, part: Buffer) => void): Buffer {
  const entries = entriesOf(bytes).filter(({ name }) => wanted.test(name));
  const total = entries.reduce((sum, { inflated }) => sum + inflated, 0);
  if (total > mostInflated) throw failure('input-refused', `The workbook would be ${Math.round(total / 1024 / 1024)} MB when unpacked, more than a list can be; save the one sheet as CSV.`);
  for (const entry of entries) look(entry.name, inflate(entry));
  if (!entries.some(({ name }) => name === 'xl/workbook.xml')) throw failure('input-refused', 'The file is an archive, but no Excel workbook; save the list as .xlsx or as CSV.');
  return archiveOf(entries);
}

function entriesOf(bytes: Buffer): Entry[] {
  const end = endOf(bytes);
  const count = end === -1 ? 0 : bytes.readUInt16LE(end + 10);
  let at = end === -1 ? bytes.length : bytes.readUInt32LE(end + 16);
  if (count === 0 || count > mostEntries) throw damaged();
  return Array.from({ length: count }, () => {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== signatures.entry) throw damaged();
    const [flags, method, checksum] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16)];
    const [compressed, inflated] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const place = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + (lengths[0] ?? 0));
    if ((flags & 1) !== 0) throw failure('input-refused', 'The workbook is protected by a password; save it without one.');
    at += 46 + lengths.reduce((sum, length) => sum + length, 0);
    if (place + 30 > bytes.length || bytes.readUInt32LE(place) !== signatures.local) throw damaged();
    const start = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
    if (start + compressed > bytes.length) throw damaged();
    return { name, method, checksum, inflated, raw: bytes.subarray(start, start + compressed) };
  });
}

/** Where the end record stands; a comment of at most 64 KB may follow it. */
function endOf(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at -= 1) if (bytes.readUInt32LE(at) === signatures.end) return at;
  return -1;
}

function inflate({ method, raw, inflated }: Entry): Buffer {
  if (method === 0 && raw.length === inflated) return raw;
  if (method !== 8) throw damaged();
  try {
    const part = inflateRawSync(raw, { maxOutputLength: Math.max(1, inflated) });
    if (part.length === inflated) return part;
  } catch {
    // Larger than it says, or no such data: the archive contradicts itself either way.
  }
  throw damaged();
}

function damaged(): Error {
  return failure('input-refused', 'The workbook is damaged or says something else than it holds; open it in Excel and save it anew, or save it as CSV.');
}

function archiveOf(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, method, checksum, inflated, raw } of entries) {
    const label = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(checksum, 10);
    shared.writeUInt32LE(raw.length, 14);
    shared.writeUInt32LE(inflated, 18);
    shared.writeUInt16LE(label.length, 22);
    parts.push(number(signatures.local), shared, label, raw);
    directory.push(number(signatures.entry), Buffer.from([20, 0]), shared, Buffer.alloc(10), number(at), label);
    at += 30 + label.length + raw.length;
  }
  const listed = Buffer.concat(directory);
  const count = Buffer.alloc(4);
  count.writeUInt16LE(entries.length, 0);
  count.writeUInt16LE(entries.length, 2);
  return Buffer.concat([...parts, listed, number(signatures.end), Buffer.alloc(4), count, number(listed.length), number(at), Buffer.alloc(2)]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
