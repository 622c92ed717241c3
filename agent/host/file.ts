import fs from 'node:fs';
import path from 'node:path';
import { currentMounts, kernels } from './mounts.ts';
import { isKernels, locate, unmountedTree } from './place.ts';
import type { Reading, Trust } from './source.ts';
import { Refused, refusal } from './visit.ts';
import type { Visit } from './visit.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = fs.constants;

/** A file that is larger than this is not read unless its source says so. */
export const usualMaxBytes = 1024 * 1024;

/** Most files fit into this; it is kept for all files of a round. */
const usualBuffer = 64 * 1024;

/** How one file is to be read: the part of a source that says so. */
export interface FileLimits {
  readonly maxBytes?: number;
  readonly trust?: Trust;
  readonly encoding?: 'utf8' | 'base64';
}

/**
 * Reads one file, if whoever is declared to vouch for it is the only one who could have written it.
 *
 * Text that is not UTF-8 is read all the same, each wrong byte as U+FFFD: one old-fashioned letter in a comment must not
 * hide a whole user list. Where such a byte reaches a fact, the scan names that fact as missing.
 */
export function readFile(name: string, limits: FileLimits, visit: Visit): Reading {
  if (!path.isAbsolute(name) || path.normalize(name) !== name || name.includes('\0'))
    return { state: 'failed', reason: 'denied', detail: `${JSON.stringify(name)} is not a plain absolute path` };
  if (visit.monotonicMs() > visit.deadline) return { state: 'failed', reason: 'timeout', detail: name };
  const unmounted = unmountedTree(name, visit);
  if (unmounted !== undefined) return { state: 'failed', reason: 'not-visible-from-here', detail: `${unmounted} is not mounted` };
  try {
    const text = textOf(name, limits, visit);
    return text === undefined ? { state: 'absent' } : { state: 'read', text };
  } catch (error) {
    return refusal(error, name, visit);
  }
}

function textOf(name: string, { maxBytes = usualMaxBytes, trust, encoding = 'utf8' }: FileLimits, visit: Visit): string | undefined {
  const file = isKernels(name) ? openKernels(name, visit) : openTrusted(name, trust ?? 'root', visit);
  if (file === undefined) return undefined;
  try {
    const { buffer, filled } = contents(file, { name, maxBytes }, visit);
    return buffer.toString(encoding, 0, filled);
  } finally {
    fs.closeSync(file);
  }
}

/** Opens a file whose way was judged first, and makes sure that it is still the one that was judged. */
function openTrusted(name: string, trust: Trust, visit: Visit): number | undefined {
  const place = locate(name, visit);
  if (!place) return undefined;
  const doubt = trust === 'user' ? place.notOwners : place.notRoots;
  if (trust === 'kernel') throw new Refused('denied', `${name} is not in procfs or sysfs`);
  if (doubt !== undefined) throw new Refused('denied', doubt);
  if (!place.stats.isFile()) throw new Refused('denied', `${name} is not a regular file`);
  const file = fs.openSync(place.real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  const { dev, ino, uid } = fs.fstatSync(file);
  if (dev === place.stats.dev && ino === place.stats.ino && uid === place.stats.uid) return file;
  fs.closeSync(file);
  throw new Refused('denied', `${name} was replaced while it was read`);
}

/** Opens a file that only the kernel can have made: links inside procfs and sysfs are its own, those that lead out are not followed. */
function openKernels(name: string, visit: Visit): number | undefined {
  // Asked before it is opened: an error costs more than an answer, and half of the files of the kernel are not there.
  if (!fs.statSync(name, { throwIfNoEntry: false })) return undefined;
  const file = fs.openSync(name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    const type = fs.fstatSync(file);
    if (!type.isFile()) throw new Refused('denied', `${name} is not a regular file`);
    visit.kernelDevices ??= { proc: fs.statSync('/proc').dev, sys: fs.statSync('/sys').dev };
    if (type.dev !== visit.kernelDevices[name.startsWith('/proc/') ? 'proc' : 'sys'] && !isMountedKernels(fs.realpathSync(name)))
      throw new Refused('denied', `${name} leads out of procfs and sysfs`);
    return file;
  } catch (error) {
    fs.closeSync(file);
    throw error;
  }
}

/** Whether the innermost mount around a path is a file system that the kernel makes. */
function isMountedKernels(real: string): boolean {
  const around = currentMounts().filter(({ mountPoint }) => real.startsWith(`${mountPoint}/`));
  const longest = Math.max(0, ...around.map(({ mountPoint }) => mountPoint.length));
  const type = around.findLast(({ mountPoint }) => mountPoint.length === longest)?.type;
  return type !== undefined && kernels.has(type);
}

/** Reads to the end; files of the kernel say 0 or one page whatever they hold, so the end alone counts. */
function contents(file: number, { name, maxBytes }: { name: string; maxBytes: number }, visit: Visit): { buffer: Buffer; filled: number } {
  const { size } = fs.fstatSync(file);
  if (size > maxBytes) throw new Refused('too-large', `${name}: ${size} bytes, the limit is ${maxBytes}`);
  visit.buffer ??= Buffer.allocUnsafeSlow(usualBuffer);
  let buffer = size < usualBuffer ? visit.buffer : Buffer.allocUnsafeSlow(size + 1);
  let filled = 0;
  for (;;) {
    const read = fs.readSync(file, buffer, filled, buffer.length - filled, null);
    if (read === 0) return { buffer, filled };
    filled += read;
    if (filled > maxBytes) throw new Refused('too-large', `${name}: more than ${maxBytes} bytes, which is the limit`);
    if (filled === buffer.length) buffer = Buffer.concat([buffer], Math.min(maxBytes + 1, buffer.length * 4));
  }
}
