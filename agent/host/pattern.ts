import fs from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import type { Reason } from '../../wire/reasons.ts';
import { readFile } from './file.ts';
import type { FileLimits } from './file.ts';
import { entryOf, folder, isKernels, locate, split, unmountedTree } from './place.ts';
import type { Answer, Entry, Reading } from './source.ts';
import { Refused, refusal } from './visit.ts';
import type { Place, Visit } from './visit.ts';

/** More paths than this are not listed unless the source says so. */
export const usualMaxFiles = 20_000;

/** A file may carry any time that somebody gives it; from here on there is no date for it. */
const year10000 = 253_402_300_800_000;

/** Names looked at in one folder before giving up on it. */
const mostNames = 500_000;

/** A folder that calls itself no larger than this holds far fewer names than that, on every file system of disks. */
const fewNames = 1024 * 1024;

interface Pattern {
  readonly pattern: string;
  readonly maxFiles?: number;
}

type Incomplete = { readonly reason: Reason; readonly detail: string };

/** Paths that match so far, and the first reason why some may be missing. */
interface Matches {
  readonly paths: readonly string[];
  readonly incomplete: Incomplete | undefined;
}

/** Answers a `files` source: the text of each file that matches. A file that cannot be read does not hide the others. */
export function textsAt(source: Pattern & FileLimits, visit: Visit): Answer {
  return each(source, visit, (name) => readFile(name, source, visit));
}

/** Answers a `names` source: the paths that match, folders with "/" at the end (a link to a folder is a folder). */
export function namesAt(source: Pattern, visit: Visit): Answer {
  const answer = each(source, visit, (name) => {
    const stats = entryAt(name, visit, true);
    return stats ? { state: 'read', text: stats.isDirectory() ? '/' : '' } : { state: 'absent' };
  });
  if (answer.kind === 'one') return answer;
  const slashed = answer.entries.map(({ path: at, reading }) =>
    reading.state === 'read' ? { path: at + reading.text, reading: { ...reading, text: '' } } : { path: at, reading },
  );
  return { ...answer, entries: slashed };
}

/**
 * Answers a `times` source: per path one line `modified size mode`, such as `2024-09-03T06:31:10.000Z 4096 0644`:
 * RFC 3339 UTC, bytes, permission bits in octal. A symbolic link tells of itself, not of its target.
 */
export function timesAt(source: Pattern, visit: Visit): Answer {
  return each(source, visit, (name) => {
    const stats = entryAt(name, visit, false);
    if (!stats) return { state: 'absent' };
    if (!(stats.mtimeMs >= 0 && stats.mtimeMs < year10000)) return { state: 'failed', reason: 'unreadable', detail: `${name}: its time is no date` };
    return { state: 'read', text: `${stats.mtime.toISOString()} ${stats.size} ${(stats.mode & 0o7777).toString(8).padStart(4, '0')}` };
  });
}

/** Answers a `links` source: where each symbolic link points, as it says; what is no link does not match. */
export function linksAt(source: Pattern, visit: Visit): Answer {
  return each(source, visit, (name) => {
    if (isKernels(name)) return { state: 'read', text: fs.readlinkSync(name) };
    const at = unfollowed(name, visit);
    const isLink = at !== undefined && fs.lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink ? { state: 'read', text: fs.readlinkSync(at) } : { state: 'absent' };
  });
}

/** The paths that match a pattern now, sorted, without opening any of them. */
export function matching({ pattern }: Pattern, visit: Visit): Matches {
  const unmounted = unmountedTree(pattern, visit);
  if (unmounted !== undefined) return { paths: [], incomplete: { reason: 'not-visible-from-here', detail: `${unmounted} is not mounted` } };
  const [, ...parts] = pattern.split('/');
  let found: Matches = { paths: [''], incomplete: undefined };
  for (const part of parts) {
    if (!part.includes('*')) found = { ...found, paths: found.paths.map((at) => `${at}/${part}`) };
    else found = below(found, part, visit);
  }
  return { ...found, paths: [...found.paths].sort() };
}

function below({ paths, incomplete }: Matches, part: string, visit: Visit): Matches {
  const fits = matcher(part);
  const next: string[] = [];
  for (const at of paths) {
    try {
      if (visit.monotonicMs() > visit.deadline) throw new Refused('timeout', at);
      for (const name of listed(at, visit)) if (fits(name)) next.push(`${at}/${name}`);
    } catch (error) {
      const reading = refusal(error, at, visit);
      if (reading.state === 'failed') incomplete ??= { reason: reading.reason, detail: reading.detail };
    }
  }
  return { paths: next, incomplete };
}

/** Whether a name fits one component of a pattern: `*` is any run of characters, never a leading dot. */
function matcher(part: string): (name: string) => boolean {
  const [first = '', ...rest] = part.split('*');
  const last = rest.pop() ?? '';
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last) || (first === '' && name.startsWith('.'))) return false;
    let from = first.length;
    for (const text of rest) {
      const at = name.indexOf(text, from);
      if (at < 0) return false;
      from = at + text.length;
    }
    return from <= name.length - last.length;
  };
}

/** The names in a folder, which several patterns may ask for. */
function listed(name: string, visit: Visit): readonly string[] {
  const kernels = isKernels(`${name}/`);
  const place = kernels ? undefined : realFolder(name || '/', visit);
  const real = kernels ? name : place?.real;
  if (real === undefined) return [];
  const known = visit.listings.get(real);
  if (known) return known;
  // Asked before it is opened: an error costs more than an answer, and most that is looked for is not there.
  const stats = place ? place.stats : fs.statSync(real, { throwIfNoEntry: false });
  const names = !stats?.isDirectory() ? [] : stats.size > fewNames ? manyNamesIn(real) : namesIn(real);
  visit.listings.set(real, names);
  return names;
}

/** All at once, which is several times as fast as one by one. */
function namesIn(real: string): readonly string[] {
  const names = fs.readdirSync(real);
  if (names.length > mostNames) throw new Refused('too-large', `${real} holds more than ${mostNames} names`);
  return names;
}

function manyNamesIn(real: string): readonly string[] {
  const directory = fs.opendirSync(real, { bufferSize: 1024 });
  const names: string[] = [];
  try {
    for (let entry: Dirent | null = directory.readSync(); entry; entry = directory.readSync()) {
      if (names.length === mostNames) throw new Refused('too-large', `${real} holds more than ${mostNames} names`);
      names.push(entry.name);
    }
  } finally {
    directory.closeSync();
  }
  return names;
}

/** A folder without links. A link that a user made could lead anywhere, also to names that are not for that user to see. */
function realFolder(name: string, visit: Visit): Place | undefined {
  const place = folder(name, visit, 0);
  if (place?.trap !== undefined) throw new Refused('denied', place.trap);
  return place;
}

function each(source: Pattern, visit: Visit, read: (name: string) => Reading): Answer {
  const { paths, incomplete } = matching(source, visit);
  const most = source.maxFiles ?? usualMaxFiles;
  const cut: Incomplete | undefined =
    paths.length > most ? { reason: 'too-large', detail: `${source.pattern}: ${paths.length} paths, the limit is ${most}` } : undefined;
  const entries: Entry[] = [];
  for (const name of paths.slice(0, most)) {
    if (visit.monotonicMs() > visit.deadline) return { kind: 'many', entries, incomplete: { reason: 'timeout', detail: name } };
    const reading = guarded(name, visit, read);
    if (reading.state !== 'absent') entries.push({ path: name, reading });
  }
  const why = cut ?? incomplete;
  return { kind: 'many', entries, ...(why ? { incomplete: why } : {}) };
}

function guarded(name: string, visit: Visit, read: (name: string) => Reading): Reading {
  try {
    return read(name);
  } catch (error) {
    return refusal(error, name, visit);
  }
}

/** Looks at an entry without opening it; `through` follows a link if root made it and it leads somewhere. */
function entryAt(name: string, visit: Visit, through: boolean): Stats | undefined {
  const at = isKernels(name) ? name : unfollowed(name, visit);
  const stats = at === undefined ? undefined : fs.lstatSync(at, { throwIfNoEntry: false });
  if (!through || !stats?.isSymbolicLink()) return stats;
  if (isKernels(name)) return fs.statSync(name, { throwIfNoEntry: false }) ?? stats;
  const place = locate(name, visit);
  return place && place.trap === undefined ? place.stats : stats;
}

/** The path with all its folders resolved and its last component as it is. */
function unfollowed(name: string, visit: Visit): string | undefined {
  const [above, last] = split(name);
  const place = realFolder(above, visit);
  return place && entryOf(place, last);
}
