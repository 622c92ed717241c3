import { createHash } from 'node:crypto';
import type { ListKind } from '../../rules/list.ts';
import { failure } from '../failure.ts';
import { clean } from './cells.ts';
import { chooseColumns, knownAmong } from './columns.ts';
import type { Said } from './columns.ts';
import { isRowField } from './fields.ts';
import type { Field } from './fields.ts';
import { readTable } from './file.ts';
import { findHeading } from './heading.ts';
import { checkKind, checkRemembered } from './marks.ts';
import { withoutRepeats } from './repeats.ts';
import { readRows } from './rows.ts';
import type { RefusedCell, RefusedRow, UsedRow } from './rows.ts';

/** How a person wants a file to be read. */
export interface ListOrder {
  readonly kind: ListKind;
  /** YYYY-MM-DD */
  readonly asOf: string;
  readonly sheet?: string | undefined;
  /** What was said of the columns of the list before this one. */
  readonly remembered: Said;
  readonly chosen: Said;
}

/** One column of the file, and what it is read as; null: it is not read. */
export interface ReadColumn {
  readonly column: string;
  readonly field: Field | null;
  /** The first cell that holds something. */
  readonly example: string;
}

/** A list as it was read, before anything is kept. */
export interface ReadList {
  /** SHA-256 (hex) of the file. */
  readonly digest: string;
  readonly how: string;
  readonly heading: number;
  readonly columns: readonly ReadColumn[];
  /** Headings that were remembered and are gone. */
  readonly forgotten: readonly string[];
  readonly rows: readonly UsedRow[];
  readonly refused: readonly RefusedRow[];
  readonly cells: readonly RefusedCell[];
}

/**
 * Reads a list: finds the heading, says which column is what, and takes the rows one by one.
 * @throws a failure when the file cannot be read, is a list of another kind, or no row of it can be used
 */
export async function readList(bytes: Buffer, { kind, asOf, sheet, remembered, chosen }: ListOrder): Promise<ReadList> {
  const said = new Set([...Object.values(remembered), ...Object.values(chosen)].filter((heading) => heading !== null));
  const rate = (cells: readonly string[]) => knownAmong(cells, kind) + cells.filter((cell) => said.has(cell)).length;
  const file = await readTable(bytes, { sheet, rate });
  const table = findHeading(file, rate);
  const { columns, forgotten } = chooseColumns(table.headings, { kind, remembered, chosen });
  checkKind({ headings: table.headings, columns }, { kind, remembered, chosen });
  checkRemembered({ headings: table.headings, columns }, { kind, remembered, chosen }, forgotten);
  const read = readRows(table, { kind, asOf, columns, ragged: file.ragged });
  const { rows, refused: repeated, cells: repeatedCells } = withoutRepeats(read.used, kind);
  const refused = [...read.refused, ...repeated].sort((a, b) => a.row - b.row);
  if (rows.length === 0) throw failure('input-refused', `None of the ${table.rows.length} rows can be used; in row ${refused[0]?.row ?? 0}, ${refused[0]?.why ?? ''}. Nothing was kept.`);
  const unused = new Set(refused.map(({ row }) => row));
  const fields = new Map([...columns].map(([field, place]) => [place, field]));
  const example = (place: number) => clean(table.rows.find(({ cells }) => (cells[place] ?? '').trim() !== '')?.cells[place]?.slice(0, 200) ?? '');
  return {
    digest: createHash('sha256').update(bytes).digest('hex'),
    how: file.how,
    heading: table.heading,
    columns: table.headings.map((column, place) => ({ column, field: fields.get(place) ?? null, example: example(place) })),
    forgotten,
    rows,
    refused,
    cells: [...read.cells, ...repeatedCells].filter(({ row }) => !unused.has(row)).sort((a, b) => a.row - b.row),
  };
}

/** Names of the fields of rows that were found, sorted: one that is made of two columns, or of a status, too. */
export function foundFields({ columns, rows }: Pick<ReadList, 'columns' | 'rows'>): string[] {
  const read = columns.flatMap(({ field }) => (field !== null && isRowField(field) ? [field] : []));
  return [...new Set([...read, ...rows.flatMap(({ row }) => Object.keys(row))])].filter((name) => name !== 'row').sort();
}
