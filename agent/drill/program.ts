import type { Named } from '../facts/backups/repository.ts';
import type { CopiedFile } from './sample.ts';

/** The newest copy in a repository. */
export interface Copy {
  readonly id: string;
  /** When it was begun, RFC 3339 UTC. */
  readonly madeAt: string;
  /** Computer it was made of; null when the program does not say. */
  readonly host: string | null;
  /** Folders that were named when it was made. */
  readonly roots: readonly string[];
}

/** How one backup program is asked; it is never told to write into a repository. */
export interface DrillProgram {
  readonly programs: readonly string[];
  /** Variables besides the cleaned environment; `home` is a scratch folder. */
  readonly env: (named: Named, home: string) => Readonly<Record<string, string>>;
  /** Arguments that list the copies, as one JSON text. */
  readonly copies: (named: Named) => readonly string[];
  /** The copies in that text; undefined when it is none. */
  readonly copiesIn: (text: string) => readonly Copy[] | undefined;
  /** Arguments that list the files of a copy, one JSON text to a line. */
  readonly files: (named: Named, copy: Copy) => readonly string[];
  /** The regular file in such a line; undefined for anything else. */
  readonly fileIn: (line: string) => CopiedFile | undefined;
  /** Arguments that bring files back below the folder of the call. */
  readonly restore: (named: Named, copy: Copy, files: readonly CopiedFile[]) => readonly string[];
  /** Whether an exit code says that all was done, if with warnings. */
  readonly isDone: (code: number | null) => boolean;
  /** Paths of this computer that a file of the copy may have come from, the likeliest first. */
  readonly origins: (file: CopiedFile, copy: Copy) => readonly string[];
}

/** A moment in microseconds since 1970; undefined for a text that is none. */
export function microseconds(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const [, second, fraction = '', zone = 'Z'] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const whole = second === undefined ? Number.NaN : Date.parse(`${second}${zone}`);
  return Number.isNaN(whole) ? undefined : whole * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
