/** The known name that is closest to one that was mistyped, or undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known.map((name) => ({ name, steps: distance(word.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.steps - b.steps);
  const [best] = ranked;
  return best && best.steps <= Math.max(2, Math.floor(word.length / 2)) ? best.name : undefined;
}

/** How many letters must be put in, left out, replaced or swapped with their neighbor. */
function distance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const steps = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same, ...(swapped ? [at(row - 2, column - 2) + 1] : [])];
      rows[row]!.push(Math.min(...steps));
    }
  }
  return at(from.length, to.length);
}
