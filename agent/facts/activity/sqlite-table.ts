/** One row of a table, by column: integers that JavaScript holds exactly, texts, else null. */
export type Row = readonly (number | string | null)[];

/** Pages and rows that are looked at before giving up on a file. */
const most = 200_000;

interface Database {
  readonly bytes: Buffer;
  readonly pageSize: number;
  /** Bytes of a page that hold content. */
  readonly usable: number;
}

/**
 * All rows of one table of an SQLite 3 file (https://www.sqlite.org/fileformat2.html), read without its program: enough
 * for the small sign-in records of lastlog2 and wtmpdb. Undefined when it is no such file, when part of it may lie in a
 * write-ahead log beside it, or when there is no such table. Rows that continue on overflow pages are left out.
 */
export function tableRows(bytes: Buffer, table: string): Row[] | undefined {
  const db = databaseOf(bytes);
  if (!db) return undefined;
  const schema = rowsBelow(db, 1);
  const [, , , root] = schema.find(([type, name]) => type === 'table' && typeof name === 'string' && name.toLowerCase() === table.toLowerCase()) ?? [];
  return typeof root === 'number' ? rowsBelow(db, root) : undefined;
}

function databaseOf(bytes: Buffer): Database | undefined {
  if (bytes.length < 512 || bytes.toString('latin1', 0, 16) !== 'SQLite format 3\0') return undefined;
  const said = bytes.readUInt16BE(16);
  const pageSize = said === 1 ? 65_536 : said;
  const [inPlace, utf8] = [bytes[19] === 1, bytes.readUInt32BE(56) <= 1];
  return inPlace && utf8 && pageSize >= 512 ? { bytes, pageSize, usable: pageSize - (bytes[20] ?? 0) } : undefined;
}

/** The rows of a table b-tree, page by page. A page is never entered twice, so that a ring of pages ends. */
function rowsBelow(db: Database, root: number): Row[] {
  const rows: Row[] = [];
  const seen = new Set<number>();
  const open = [root];
  for (let page = open.pop(); page !== undefined && rows.length < most && seen.size < most; page = open.pop()) {
    if (seen.has(page)) continue;
    seen.add(page);
    const start = (page - 1) * db.pageSize;
    if (page < 1 || start + db.pageSize > db.bytes.length) continue;
    const header = page === 1 ? start + 100 : start;
    const kind = db.bytes[header];
    const cells = cellsOf(db, { start, header, pointers: header + (kind === 5 ? 12 : 8) });
    if (kind === 5) open.push(db.bytes.readUInt32BE(header + 8), ...cells.flatMap((at) => (at + 4 <= db.bytes.length ? db.bytes.readUInt32BE(at) : [])));
    if (kind === 13) for (const at of cells) rows.push(...rowAt(db, at));
  }
  return rows;
}

function cellsOf({ bytes, pageSize }: Database, { start, header, pointers }: { start: number; header: number; pointers: number }): number[] {
  const count = Math.min(bytes.readUInt16BE(header + 3), Math.floor((start + pageSize - pointers) / 2));
  return Array.from({ length: count }, (_none, index) => start + bytes.readUInt16BE(pointers + index * 2)).filter((at) => at < start + pageSize);
}

/** A leaf cell: length of the record, row id, record. */
function rowAt({ bytes, usable }: Database, at: number): Row[] {
  const [length, afterLength] = varint(bytes, at);
  const [, start] = varint(bytes, afterLength);
  if (length > usable - 35 || start + length > bytes.length) return [];
  const [headerLength, firstType] = varint(bytes, start);
  const row: (number | string | null)[] = [];
  let [typeAt, valueAt] = [firstType, start + headerLength];
  while (typeAt < start + headerLength && valueAt <= start + length) {
    const [type, nextType] = varint(bytes, typeAt);
    const size = sizeOf(type);
    if (valueAt + size > start + length) return [];
    row.push(valueOf(bytes.subarray(valueAt, valueAt + size), type));
    [typeAt, valueAt] = [nextType, valueAt + size];
  }
  return [row];
}

/** Bytes of a value by its serial type. */
function sizeOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0;
}

function valueOf(bytes: Buffer, type: number): number | string | null {
  if (type === 8 || type === 9) return type - 8;
  if (type >= 13 && type % 2 === 1) return bytes.toString('utf8');
  if (type < 1 || type > 6) return null;
  const value = type === 6 ? Number(bytes.readBigInt64BE()) : bytes.readIntBE(0, bytes.length);
  return Number.isSafeInteger(value) ? value : null;
}

/** A number of up to nine bytes, seven bits each, and where the next one begins. Numbers beyond 2^53 cannot occur in a whole file. */
function varint(bytes: Buffer, at: number): [value: number, next: number] {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + index + 1];
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9];
}
