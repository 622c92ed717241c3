import { failure } from '../failure.ts';
import { readCsv } from './csv.ts';
import { decodeText } from './decode.ts';
import { listBounds } from './table.ts';
import type { Table } from './table.ts';
import { readWorkbook } from './workbook.ts';

const beginnings = { archive: 'PK\u0003\u0004', compound: '\u00d0\u00cf\u0011\u00e0' } as const;

/** How a file is to be read. */
export interface FileOrder {
  /** The sheet of a workbook; absent: the first. */
  readonly sheet?: string | undefined;
  /** How many cells of a row are known headings. */
  readonly rate: (cells: readonly string[]) => number;
}

/** Reads the rows of a file; what it is shows in its bytes, not in its name. @throws a failure that says how to mend it */
export async function readTable(bytes: Buffer, { sheet, rate }: FileOrder): Promise<Table> {
  if (bytes.length > listBounds.bytes) throw failure('input-refused', `The file has ${Math.ceil(bytes.length / 1024 / 1024)} MB; a list has at most ${listBounds.bytes / 1024 / 1024}. Split it.`);
  const beginning = bytes.toString('latin1', 0, 4);
  if (beginning === beginnings.archive) return readWorkbook(bytes, sheet);
  if (beginning === beginnings.compound) throw failure('input-refused', isEncrypted(bytes) ? 'The workbook is protected by a password; save it without one.' : 'The file is an Excel workbook of before 2007 (.xls); save it as .xlsx or as CSV.');
  if (sheet !== undefined) throw failure('wrong-use', `--sheet "${sheet}": the file is no Excel workbook, so it has no sheets.`);
  const { text, encoding } = decodeText(bytes);
  if (text.includes('\0')) throw failure('input-refused', 'The file is neither text with separators (CSV) nor an Excel workbook (.xlsx).');
  return readCsv(text, encoding, rate);
}

function isEncrypted(bytes: Buffer): boolean {
  return bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
}
