import { restoredDigest, sourceDigest } from './compare.ts';
import type { Incomparable } from './compare.ts';
import type { Chosen } from './choose.ts';
import type { Called } from './tool.ts';

/** What became of one file, as the protocol has it. */
export interface Judged {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of what came back, hex; null when nothing did. */
  readonly restored: string | null;
  /** SHA-256 of the unchanged source, hex; null when there is none. */
  readonly source: string | null;
  readonly outcome: 'same' | 'different' | 'missing' | Incomparable;
}

/** How a drill ended, and why it did not pass. */
export interface Verdict {
  readonly result: 'passed' | 'failed' | 'inconclusive';
  readonly why: string | null;
}

/** Compares what came back below a folder with what it was made of. */
export function judgedFile(folder: string, { file, source }: Chosen): Judged {
  const [back, own] = [restoredDigest(folder, file), typeof source === 'object' ? sourceDigest(source) : undefined];
  const base = { path: file.path, bytes: back?.bytes ?? 0, restored: back?.digest ?? null, source: own ?? null };
  if (back === undefined) return { ...base, outcome: 'missing' };
  if (own === undefined) return { ...base, outcome: typeof source === 'object' ? 'changed-since' : source };
  return { ...base, outcome: back.digest === own ? 'same' : 'different' };
}

/** What a call that should have brought files back says of the copies. `name` is the program, `isLocked` whether somebody may be writing. */
export function verdictOf(files: readonly Judged[], call: Called, { name, isDone, isLocked }: { readonly name: string; readonly isDone: boolean; readonly isLocked: boolean }): Verdict {
  const count = (outcome: Judged['outcome']) => files.filter((file) => file.outcome === outcome).length;
  const [different, missing, same] = [count('different'), count('missing'), count('same')];
  if (call.ended !== 'exit') return unfinished(call, name);
  if (missing > 0 || !isDone) {
    const torn = `${missing + different} of ${files.length} files did not come back whole`;
    if (/no space left|quota exceeded/i.test(call.said)) return undecided('the disk of the scratch folder is full');
    if (isLocked) return undecided(`${torn} while a lock stands in the repository: a backup runs, or remove the stale lock`);
    return failed(`${name} ended with ${call.code}, and ${torn}`);
  }
  if (different > 0) return failed(`${different} of ${files.length} files came back different from their unchanged source`);
  if (same > 0) return { result: 'passed', why: null };
  if (count('denied') > 0) return undecided('files came back, but their sources may not be read: run as root');
  return undecided('files came back, but every one drawn was changed or removed since the copy was made: nothing proves them');
}

/** A program that did not come to its end has proven nothing. */
export function unfinished({ ended }: Called, name: string): Verdict {
  if (ended === 'timeout') return undecided(`${name} took too long`);
  if (ended === 'too-much') return undecided(`${name} brought back more than its list said`);
  return undecided(ended === 'stopped' ? 'it was interrupted' : `${name} could not be started`);
}

export function failed(why: string): Verdict {
  return { result: 'failed', why };
}

export function undecided(why: string): Verdict {
  return { result: 'inconclusive', why };
}
