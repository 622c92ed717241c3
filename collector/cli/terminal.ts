import { visible } from '../../reports/words.ts';
import type { Exit } from '../failure.ts';

/** Where a command writes: results to `out`, progress and complaints to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** How the program shall end although the command did its work. */
  readonly end: (exit: Exit) => void;
}

/** Prints one value as JSON: what `--json` promises. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(JSON.stringify(value, null, 2));
}

/** Prints rows under headings, columns as wide as their longest cell. */
export function printTable(terminal: Terminal, headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [headings, ...rows.map((row) => row.map((cell) => visible(cell)))];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  for (const row of all) terminal.out(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}
