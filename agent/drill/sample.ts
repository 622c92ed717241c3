import { hash } from 'node:crypto';

/** A regular file as the newest copy has it. */
export interface CopiedFile {
  /** Path inside the copy, as the program names it. */
  readonly path: string;
  readonly bytes: number;
  /** Last modification in microseconds since 1970. */
  readonly modifiedUs: number;
}

/** Draws files from a listing of any length. */
export interface Draw {
  readonly offer: (file: CopiedFile) => void;
  /** The files drawn, in the order of the draw. */
  readonly drawn: () => readonly CopiedFile[];
  /** How many files were offered. */
  readonly offered: () => number;
}

/**
 * Draws at most `most` files: those whose SHA-256 over seed and path is smallest, smallest first. Whoever has the seed and
 * the same copy draws the same files, whatever the order of the listing; nobody chooses them who does not choose the seed.
 */
export function newDraw(seed: string, most: number): Draw {
  const kept: { readonly rank: string; readonly file: CopiedFile }[] = [];
  let offered = 0;
  const offer = (file: CopiedFile) => {
    offered += 1;
    const rank = hash('sha256', `${seed}\0${file.path}`);
    if (kept.length === most && rank >= (kept.at(-1)?.rank ?? '')) return;
    let [low, high] = [0, kept.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((kept[middle]?.rank ?? '') < rank) low = middle + 1;
      else high = middle;
    }
    kept.splice(low, 0, { rank, file });
    if (kept.length > most) kept.pop();
  };
  return { offer, drawn: () => kept.map(({ file }) => file), offered: () => offered };
}
