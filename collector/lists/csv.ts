import { parse } from 'csv-parse/sync';
import type { Options } from 'csv-parse/sync';
import { codeOf, failure, messageOf } from '../failure.ts';
import { listBounds } from './table.ts';
import type { Table } from './table.ts';

const separators = [
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
] as const;
type Separator = (typeof separators)[number][0];

/** Characters in which a heading is looked for. */
const sampled = 64 * 1024;
const longestRecord = listBounds.columns * listBounds.cell * 2;

/**
 * Reads text with separators. Which separator it is shows where headings that somebody knows come out; Excel's `sep=` line is obeyed.
 * @param rate how many cells of a row are known headings
 * @throws a failure when a quotation mark never closes or the file has too many rows: then nobody knows where a row ends
 */
export function readCsv(text: string, encoding: string, rate: (cells: readonly string[]) => number): Table {
  const said = /^sep=([,;\t])\r?\n/i.exec(text)?.[1];
  const separator = separators.find(([it]) => it === said)?.[0] ?? guessed(text, rate);
  const rows: { row: number; cells: string[] }[] = [];
  const most = listBounds.rows + listBounds.headingWithin;
  let row = 0;
  attempt(text, separator, {
    on_record: (cells: string[]) => {
      row += 1;
      if (row > most) throw failure('input-refused', `The list has more than ${listBounds.rows.toLocaleString('en-US')} rows; split it.`);
      rows.push({ row, cells: cells.slice(0, listBounds.columns + 1).map(unwrapped) });
      return null;
    },
  });
  return { rows, ragged: false, how: `${encoding}, separated by ${separators.find(([it]) => it === separator)?.[1]}` };
}

function guessed(text: string, rate: (cells: readonly string[]) => number): Separator {
  const end = text.lastIndexOf('\n', sampled);
  const sample = text.length <= sampled || end === -1 ? text.slice(0, sampled) : text.slice(0, end);
  const rated = separators.map(([separator]) => {
    const rows = sampleRows(sample, separator);
    return { separator, known: Math.max(0, ...rows.map(rate)), columns: Math.max(0, ...rows.map((cells) => cells.length)) };
  });
  return rated.sort((a, b) => b.known - a.known || b.columns - a.columns)[0]?.separator ?? ',';
}

function sampleRows(sample: string, separator: Separator): string[][] {
  try {
    return parse(sample, { ...lenient, delimiter: separator, to: listBounds.headingWithin });
  } catch {
    // A wrong separator may leave quotation marks open; then it is not this one, or the file is refused when it is read as a whole.
    return [];
  }
}

const lenient = { bom: false, relax_column_count: true, relax_quotes: true, skip_empty_lines: false, max_record_size: longestRecord } as const satisfies Options;

function attempt(text: string, delimiter: Separator, more: Options): void {
  try {
    parse(text, { ...lenient, delimiter, ...more });
  } catch (error) {
    const line = typeof error === 'object' && error !== null && 'lines' in error ? String(error.lines) : '';
    if (codeOf(error) === 'CSV_QUOTE_NOT_CLOSED') throw failure('input-refused', 'A quotation mark opens and never closes, so the rows after it run into one; mend it or save the list anew.', error);
    if (codeOf(error) === 'CSV_MAX_RECORD_SIZE') throw failure('input-refused', `The row at line ${line} has more than ${longestRecord.toLocaleString('en-US')} characters; look for a quotation mark that does not close.`, error);
    if (codeOf(error).startsWith('CSV_')) throw failure('input-refused', `The list cannot be read at line ${line}: ${messageOf(error)}.`, error);
    throw error;
  }
}

/** Programs write `="00123"` so that Excel keeps the zeros: that is a text. Anything else that begins like a formula stays as it is. */
function unwrapped(cell: string): string {
  return /^="([^"]*)"$/.exec(cell)?.[1] ?? cell;
}
