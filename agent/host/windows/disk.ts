import fs from 'node:fs';
import type { BigIntStats } from 'node:fs';
import type { Reason } from '../../../wire/reasons.ts';
import { inOrder } from '../reading.ts';
import type { Reading } from '../source.ts';
import { Refused } from '../visit.ts';

/** One round of reading files of Windows. */
export interface Disk {
  readonly privileged: boolean;
  readonly monotonicMs: () => number;
  /** Monotonic time after which no further file is opened. */
  readonly deadline: number;
  /** Letters of the disks that are fixed in this computer, in upper case: no other one is entered. */
  readonly fixed: ReadonlySet<string>;
  /** Where a path of Windows stands for Node: itself, except in a test. */
  readonly native: (path: string) => string;
  /** What was seen of folders, by path. */
  readonly seen: Map<string, BigIntStats | undefined>;
}

/** Paths that match, and the first reason why some may be missing. */
export interface Found {
  readonly paths: readonly string[];
  readonly incomplete?: { readonly reason: Reason; readonly detail: string };
}

/** Names looked at in one folder before giving up on it. */
const mostNames = 500_000;

/**
 * A path without its last component, such as `C:\Windows` of `C:\Windows\win.ini`; of a disk the disk itself, `C:\`.
 */
function folderOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('\\'));
  return folder.length === 2 ? `${folder}\\` : folder;
}

/** A path and every folder on the way to it, from the disk on. */
export function wayTo(path: string): string[] {
  const folder = folderOf(path);
  return path.length <= 3 ? [path] : [...wayTo(folder), path];
}

/** @throws Refused for what is no plain path on a disk of this computer: a share, a device, a stream, a way up. */
export function checkPath(path: string, { fixed }: Disk): void {
  const plain = /^[A-Z]:\\(?:[^\\/:"<>|?\0]+\\)*[^\\/:"<>|?\0]*$/i.test(path) && !/(?:^|\\)[^\\]*[. ](?:\\|$)/.test(path.slice(3));
  if (!plain) throw new Refused('denied', `${JSON.stringify(path)} is not a plain path on a disk of this computer`);
  if (!fixed.has(path.slice(0, 2).toUpperCase())) throw new Refused('not-visible-from-here', `${path.slice(0, 2)} is no fixed disk, which is never entered`);
}

/**
 * Looks at a path and every folder on the way, without opening it. Undefined when it is not there.
 * @throws Refused when anything on the way is a link or junction, and errors of the operating system
 */
export function lookAt(path: string, disk: Disk): BigIntStats | undefined {
  let stats: BigIntStats | undefined;
  for (const at of wayTo(path)) {
    stats = disk.seen.has(at) ? disk.seen.get(at) : fs.lstatSync(disk.native(at), { throwIfNoEntry: false, bigint: true });
    if (stats?.isDirectory() || !stats) disk.seen.set(at, stats);
    if (!stats) return undefined;
    if (stats.isSymbolicLink()) throw new Refused('denied', `${at} is a link or junction`);
    if (at !== path && !stats.isDirectory()) return undefined;
  }
  return stats;
}

/** The paths that match a pattern now, without opening any of them. Links and junctions are not followed. */
export function matchingOn(pattern: string, disk: Disk): Found {
  const [drive = '', ...parts] = pattern.split('\\');
  let [paths, incomplete]: [string[], Found['incomplete']] = [[drive], undefined];
  const doubt = (error: unknown, at: string): void => {
    const reading = refusalOf(error, at, disk);
    if (reading.state === 'failed') incomplete ??= { reason: reading.reason, detail: reading.detail };
  };
  try {
    checkPath(pattern.replaceAll('*', 'x'), disk);
  } catch (error) {
    doubt(error, pattern);
    paths = [];
  }
  for (const part of parts) {
    if (!part.includes('*')) {
      paths = paths.map((at) => `${at}\\${part}`);
      continue;
    }
    const fits = matcher(part);
    paths = paths.flatMap((at) => {
      try {
        if (disk.monotonicMs() > disk.deadline) throw new Refused('timeout', at);
        return namesIn(at, disk).filter((name) => fits.test(name)).map((name) => `${at}\\${name}`);
      } catch (error) {
        doubt(error, at);
        return [];
      }
    });
  }
  return { paths: paths.sort(inOrder), ...(incomplete ? { incomplete } : {}) };
}

/** Says in a reading what an error of the operating system means. */
export function refusalOf(error: unknown, path: string, { privileged }: Disk): Reading {
  if (error instanceof Refused) return { state: 'failed', reason: error.reason, detail: error.message };
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (/^(?:ENOENT|ENOTDIR)$/.test(code)) return { state: 'absent' };
  if (/^(?:EACCES|EPERM)$/.test(code)) return { state: 'failed', reason: privileged ? 'denied' : 'needs-root', detail: path };
  return { state: 'failed', reason: code === 'EBUSY' ? 'denied' : 'unreadable', detail: `${path}: ${code}` };
}

function namesIn(folder: string, disk: Disk): string[] {
  const at = folder.length === 2 ? `${folder}\\` : folder;
  if (!lookAt(at, disk)?.isDirectory()) return [];
  const directory = fs.opendirSync(disk.native(at), { bufferSize: 1024 });
  const names: string[] = [];
  try {
    for (let entry = directory.readSync(); entry; entry = directory.readSync()) {
      if (names.length === mostNames) throw new Refused('too-large', `${at} holds more than ${mostNames} names`);
      names.push(entry.name);
    }
  } finally {
    directory.closeSync();
  }
  return names;
}

/** A component as a regular expression: `*` is any run of characters, never a leading dot. Names have no case. */
function matcher(part: string): RegExp {
  const text = part.split('*').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${part.startsWith('*') ? '(?!\\.)' : ''}${text.join('.*')}$`, 'isu');
}
