import type { Answers, Entry, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import { sizeOf } from './repository.ts';

/** A segment that holds nothing but the mark of a finished transaction: 8 bytes of magic and an entry of 9. */
const commitBytes = 17;
/** Larger segments hold data for certain: entries that only delete or describe are small. */
const largestRead = 65_536;
const mostRead = 24;

/** The segments of a repository in the order in which they were written; files of other names are none. */
export function segmentsOf(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ path }) => /\/\d{1,15}$/.test(path)).sort((a, b) => numberOf(a) - numberOf(b));
}

/** The number that a segment has as its name. */
export function numberOf({ path }: Entry): number {
  return Number(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * Whether the index belongs to the newest segment. If not, borg makes it anew as soon as it opens the repository, which
 * would be a change of it.
 */
export function isCurrent(index: readonly Entry[], segments: readonly Entry[]): boolean {
  const last = segments.at(-1);
  const numbers = index.flatMap(({ path }) => /\/index\.(\d{1,15})$/.exec(path)?.[1] ?? []).map(Number);
  return last !== undefined && numbers.length === 1 && numbers[0] === numberOf(last);
}

/** The newest small segments: only their contents tell whether they hold data. */
export function smallSegments(segments: readonly Entry[], key: string): Sources {
  const small = finished(segments)
    .toReversed()
    .slice(0, mostRead)
    .filter((segment) => sizeOf(segment) !== commitBytes && sizeOf(segment) <= largestRead);
  return Object.fromEntries(small.map(({ path }) => [`${key} segment ${path}`, { kind: 'file', path, encoding: 'base64', maxBytes: largestRead }]));
}

/**
 * When data was last written by a finished transaction; null when there never was, undefined when that cannot be told.
 * Each backup writes data, at least the description of its archive; deleting and pruning write none. Only `borg compact`
 * moves data to new segments, so that the date can be that of a compaction after the newest backup.
 */
export function lastDataAt(segments: readonly Entry[], answers: Answers, key: string): string | null | undefined {
  const inOrder = finished(segments).toReversed();
  for (const segment of inOrder.slice(0, mostRead)) {
    const holds = sizeOf(segment) === commitBytes ? false : sizeOf(segment) > largestRead ? true : dataIn(answers[`${key} segment ${segment.path}`]);
    if (holds === undefined) return undefined;
    if (holds) return modifiedAt(segment.reading);
  }
  return inOrder.length > mostRead ? undefined : null;
}

/** Segments up to the last mark of a finished transaction; what follows was cut off. */
function finished(segments: readonly Entry[]): readonly Entry[] {
  return segments.slice(0, segments.findLastIndex((segment) => sizeOf(segment) === commitBytes) + 1);
}

/**
 * Whether a segment holds data: an entry that puts an object other than the manifest, whose id is all zeros. Entries are
 * checksum, size (both 4 bytes, little-endian), tag, 32 bytes of id, data; see "Segments" in borg's internals.
 */
function dataIn(answer: Answers[string] | undefined): boolean | undefined {
  if (answer?.kind !== 'one' || answer.reading.state !== 'read') return undefined;
  const bytes = Buffer.from(answer.reading.text, 'base64');
  if (bytes.subarray(0, 8).toString('latin1') !== 'BORG_SEG') return undefined;
  for (let at = 8; at + 9 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    const isPut = bytes[at + 8] === 0;
    if (size < 9 || at + size > bytes.length) return undefined;
    if (isPut && bytes.subarray(at + 9, at + 41).some((byte) => byte !== 0)) return true;
    at += size;
  }
  return false;
}
