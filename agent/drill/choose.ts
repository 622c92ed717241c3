import { unchangedSource } from './compare.ts';
import type { Incomparable, Source } from './compare.ts';
import type { Copy, DrillProgram } from './program.ts';
import type { CopiedFile } from './sample.ts';

/** A file that is brought back, and what it is held against. */
export interface Chosen {
  readonly file: CopiedFile;
  readonly source: Source | Incomparable;
}

/** What is brought back, and how many of the files drawn could not be used. */
export interface Choice {
  readonly chosen: readonly Chosen[];
  readonly passedOver: readonly { readonly path: string; readonly why: Incomparable | 'too-large' }[];
}

/** How many files at most, and how much. */
export interface Measure {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Takes from the files drawn, in their order, those that can be compared with an unchanged source. Where there is none, the
 * first ones are taken all the same: that they come back says something, if not enough for a verdict.
 */
export function chosenFrom(drawn: readonly CopiedFile[], origins: (file: CopiedFile) => readonly string[], { begunUs, ...most }: Measure & { readonly begunUs: number }): Choice {
  const judged = drawn.map((file) => ({ file, source: unchangedSource(file, origins(file), begunUs) }));
  const comparable = within(judged.filter(({ source }) => typeof source === 'object'), most);
  const chosen = comparable.length > 0 ? comparable : within(judged, most);
  const last = judged.findLastIndex((each) => chosen.includes(each));
  const looked = comparable.length < most.files ? judged : judged.slice(0, last + 1);
  const passedOver = looked
    .filter((each) => !chosen.includes(each))
    .map(({ file, source }) => ({ path: file.path, why: typeof source === 'object' ? ('too-large' as const) : source }));
  return { chosen, passedOver };
}

/** The copy to use: the newest of this computer, else the newest of any. */
export function newestCopy(copies: readonly Copy[], host: string): { readonly copy: Copy; readonly isOurs: boolean } | undefined {
  const ours = copies.filter((copy) => copy.host === null || short(copy.host) === short(host));
  const pool = ours.length > 0 ? ours : copies;
  const copy = pool.reduce<Copy | undefined>((newest, each) => (newest === undefined || each.madeAt >= newest.madeAt ? each : newest), undefined);
  return copy && { copy, isOurs: ours.length > 0 };
}

/** Where a file may have come from; nowhere, when the copy is of another computer. */
export function originsOn(program: DrillProgram, copy: Copy, isOurs: boolean): (file: CopiedFile) => readonly string[] {
  return (file) => (isOurs ? program.origins(file, copy) : []);
}

function within<T extends { readonly file: CopiedFile }>(all: readonly T[], { files, bytes }: Measure): T[] {
  let left = bytes;
  const taken: T[] = [];
  for (const each of all) {
    if (taken.length === files) break;
    if (each.file.bytes > left) continue;
    left -= each.file.bytes;
    taken.push(each);
  }
  return taken;
}

function short(host: string): string {
  return host.toLowerCase().split('.')[0] ?? '';
}
