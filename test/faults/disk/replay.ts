import path from 'node:path';
import { openedPath, pathOf, stringsOf } from './calls.ts';
import type { Call, Step } from './calls.ts';
import type { Disk } from './image.ts';

/** A moment at which a power cut is tried: a sync that has just ended, whatever its end, or something said that has not left the process yet. */
export interface Moment {
  readonly kind: 'synced' | 'said';
  /** What was synced, or to which file outside the disk it was said. */
  readonly place: string;
  /** What was said. */
  readonly text: string;
}

/** Repeats the calls of a trace on a disk, and tells the moments. A call on the disk that is not understood is an error, never passed over. */
export function replay(steps: Iterable<Step>, disk: Disk, at: (moment: Moment) => void): void {
  const syncing = new Map<string, ReturnType<Disk['sync']>>();
  for (const { phase, call } of steps) {
    if (call.name === 'fsync' || call.name === 'fdatasync') {
      const place = pathOf(call);
      if (place === undefined || !disk.holds(place)) continue;
      if (phase === 'begin') syncing.set(place, disk.sync(place));
      // A success that strace made up is a lie of the disk: nothing happens, and a later sync may still do it.
      else if (call.result !== 0) syncing.get(place)?.('failed');
      else if (!call.injected) syncing.get(place)?.('done');
      if (phase === 'end') at({ kind: 'synced', place, text: '' });
      continue;
    }
    const said = phase === 'begin' && /^p?writev?/.test(call.name) ? pathOf(call) : undefined;
    if (said !== undefined && !disk.holds(said)) at({ kind: 'said', place: said, text: Buffer.concat(stringsOf(call)).toString() });
    if (phase === 'end' && call.result >= 0 && !call.injected) repeat(call, disk);
  }
}

function repeat(call: Call, disk: Disk): void {
  const { name, args } = call;
  if (/^(?:open|creat)/.test(name)) return repeatOpen(call, disk);
  if (/^(?:rename|link|symlink|unlink|mkdir|rmdir|truncate$)/.test(name)) return repeatNames(call, disk);
  const file = pathOf(call);
  if (file === undefined || !disk.holds(file)) return;
  if (name === 'write' || name === 'writev') return disk.write(file, written(call));
  if (name === 'pwrite64') return disk.write(file, written(call), lastNumber(args));
  if (name === 'ftruncate') return disk.resize(file, lastNumber(args));
  if (name === 'fallocate' && /^\d+<[^>]*>, 0, /.test(args)) {
    const [from = 0, length = 0] = args.split(', ').slice(-2).map(Number);
    return disk.resize(file, from + length, 'only-longer');
  }
  throw new Error(`${name} on ${file} is not understood by this replay`);
}

function repeatOpen(call: Call, disk: Disk): void {
  const file = openedPath(call);
  if (file === undefined || !disk.holds(file)) return;
  const flags = /\b(?:O_\w+\|?)+/.exec(call.args)?.[0].split('|') ?? [];
  for (const flag of ['O_SYNC', 'O_DSYNC', 'O_DIRECT', 'O_TMPFILE', 'O_APPEND']) if (flags.includes(flag)) throw new Error(`${file} is opened with ${flag}, which this replay does not understand`);
  disk.open(file, { create: flags.includes('O_CREAT') || call.name === 'creat', empty: flags.includes('O_TRUNC') || call.name === 'creat' });
}

function repeatNames(call: Call, disk: Disk): void {
  const places = stringsOf(call).map(String);
  if (!places.some((place) => disk.holds(place))) return;
  const [from = '', to = ''] = places;
  const { name, args } = call;
  if (!places.every((place) => path.isAbsolute(place))) throw new Error(`${name} of ${places.join(' and ')}: a path is not absolute`);
  if (/RENAME_EXCHANGE|RENAME_WHITEOUT/.test(args)) throw new Error(`${name} with ${args.split(', ').at(-1)} is not understood`);
  if (name.startsWith('rename')) return disk.rename(from, to);
  if (name.startsWith('link')) return disk.link(from, to);
  if (name.startsWith('unlink') || name === 'rmdir') return disk.remove(from);
  if (name.startsWith('mkdir')) return disk.makeFolder(from);
  if (name === 'truncate') return disk.resize(from, lastNumber(args));
  throw new Error(`${name} of ${from} is not understood by this replay`);
}

/** The bytes that the kernel took, which may be fewer than were given. */
function written(call: Call): Buffer {
  return Buffer.concat(stringsOf(call)).subarray(0, call.result);
}

function lastNumber(args: string): number {
  return Number(args.slice(args.lastIndexOf(', ') + 2));
}
