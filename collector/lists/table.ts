/** What a file may hold at most. */
export const listBounds = { bytes: 32 * 1024 * 1024, rows: 100_000, columns: 200, cell: 1_000, headingWithin: 20 } as const;

/** What stands in the place of a letter that could not be read. */
export const unreadableLetter = '\uFFFD';

/** One row as it stands in the file. */
export interface TableRow {
  /** From 1, as a spreadsheet counts. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** The rows of a file, with whatever stands above the heading. */
export interface Table {
  readonly rows: readonly TableRow[];
  /** How it was read, for people: `UTF-8, separated by commas`. */
  readonly how: string;
  /** True when a row has no cells for what is empty at its end. */
  readonly ragged: boolean;
}
