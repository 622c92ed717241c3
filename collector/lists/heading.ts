import { failure } from '../failure.ts';
import { clean } from './cells.ts';
import { listBounds } from './table.ts';
import type { Table, TableRow } from './table.ts';

/** A table whose heading was found. */
export interface HeadedTable {
  /** Row of the heading in the file, from 1. */
  readonly heading: number;
  readonly headings: readonly string[];
  /** The rows below it, without empty ones at the end. */
  readonly rows: readonly TableRow[];
}

/**
 * Finds the heading: of the first rows the one with the most known headings, since exports have titles above it.
 * @throws a failure when there is none, no row below it, or too many
 */
export function findHeading({ rows }: Table, rate: (cells: readonly string[]) => number): HeadedTable {
  const first = rows.slice(0, listBounds.headingWithin).filter((row) => !isEmpty(row));
  const rated = first.map((row) => ({ row, known: rate(row.cells.map(clean)) }));
  const best = Math.max(0, ...rated.map(({ known }) => known));
  const found = (best > 0 ? rated.find(({ known }) => known === best)?.row : first.find(({ cells }) => cells.filter((cell) => cell.trim() !== '').length > 1)) ?? first[0];
  if (!found) throw failure('input-refused', 'The file is empty; export the list anew.');
  if (found.cells.length > listBounds.columns) throw failure('input-refused', `The heading has more than ${listBounds.columns} columns; delete those that no one needs.`);
  const last = rows.findLastIndex((row) => !isEmpty(row));
  const below = rows.slice(rows.indexOf(found) + 1, last + 1);
  if (below.length === 0) throw failure('input-refused', `The list has a heading (row ${found.row}) and no rows; export it anew.`);
  if (below.length > listBounds.rows) throw failure('input-refused', `The list has more than ${listBounds.rows.toLocaleString('en-US')} rows; split it.`);
  return { heading: found.row, headings: found.cells.map((cell) => clean(cell).slice(0, 200)), rows: below };
}

/** Whether nothing stands in a row. */
export function isEmpty({ cells }: TableRow): boolean {
  return cells.every((cell) => cell.trim() === '');
}
