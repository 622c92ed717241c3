import type { CellValue } from 'read-excel-file/node';
import { failure, isFailure, messageOf } from '../failure.ts';
import { checkedArchive } from './archive.ts';
import { listBounds } from './table.ts';
import type { Table } from './table.ts';

const mostCells = 5_000_000;

/**
 * Reads one sheet of an Excel workbook: the named one, or the first. Formulas are not evaluated: what Excel saw last counts.
 * @throws a failure when the workbook is protected, too large, or no workbook
 */
export async function readWorkbook(bytes: Buffer, sheet: string | undefined): Promise<Table> {
  const archive = checkedArchive(bytes, (name, part) => {
    if (name.startsWith('xl/worksheets/')) checkExtent(part.toString('latin1'));
  });
  const { readSheet } = await import('read-excel-file/node');
  try {
    const rows = await readSheet(archive, sheet ?? 1, { parseNumber: (text: string) => text });
    return { rows: rows.map((cells, index) => ({ row: index + 1, cells: cells.map(textOf) })), ragged: true, how: sheet === undefined ? 'Excel workbook, first sheet' : `Excel workbook, sheet "${sheet}"` };
  } catch (error) {
    if (isFailure(error)) throw error;
    throw failure('input-refused', `The workbook cannot be read (${messageOf(error).slice(0, 200)}); save the one sheet as CSV.`, error);
  }
}

/** Refuses cells so far out that the rows between would fill the memory. */
function checkExtent(xml: string): void {
  let cells = 0;
  for (const [, column = '', row = ''] of xml.matchAll(/\br="([A-Z]*)(\d+)"/g)) {
    cells += 1;
    if (Number(row) > listBounds.rows + listBounds.headingWithin) throw failure('input-refused', `The sheet has something in row ${row}; a list has at most ${listBounds.rows.toLocaleString('en-US')} rows. Delete the rows below it, or split it.`);
    if (placeOf(column) > listBounds.columns) throw failure('input-refused', `The sheet has something in column ${column.slice(0, 8)}; a list has at most ${listBounds.columns} columns. Delete the columns beside it.`);
  }
  const tags = xml.match(/<(?:\w+:)?c[\s/>]/g)?.length ?? 0;
  if (Math.max(cells, tags) > mostCells) throw failure('input-refused', `The sheet has more than ${mostCells.toLocaleString('en-US')} cells; split it.`);
}

/** A = 1, AA = 27. */
function placeOf(letters: string): number {
  let place = 0;
  for (const letter of letters.slice(0, 8)) place = place * 26 + letter.charCodeAt(0) - 64;
  return place;
}

function textOf(value: CellValue<string> | null): string {
  const cell: unknown = value;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return typeof cell === 'string' ? cell : '';
}
