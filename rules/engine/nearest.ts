/**
 * Edits between two words: insert, delete, replace, swap neighbors (Damerau-Levenshtein, optimal string alignment).
 */
export function distance(a: string, b: string): number {
  let [before, last, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i), [] as number[]];
  for (let i = 1; i <= a.length; i++) {
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swaps ? (before[j - 2] ?? 0) + 1 : Infinity);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** The candidate that is spelled most like the word; undefined when none is near enough to be meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: { name: string; edits: number } | undefined;
  for (const name of candidates) {
    const edits = distance(lower, name.toLowerCase());
    if (edits <= limit && (!best || edits < best.edits || (edits === best.edits && name < best.name))) best = { name, edits };
  }
  return best?.name;
}

/** `; did you mean "x"?` when something is near, else the whole choice when it is short. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const names = [...candidates].sort();
  const near = nearest(word, names);
  if (near !== undefined) return `; did you mean "${near}"?`;
  return names.length > 0 && names.length <= 20 ? `; there is ${names.join(', ')}` : '';
}
