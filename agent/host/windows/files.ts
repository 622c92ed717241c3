import fs from 'node:fs';
import { usualMaxBytes } from '../file.ts';
import type { FileLimits } from '../file.ts';
import { usualMaxFiles } from '../pattern.ts';
import type { Answer, Entry, Reading, Source } from '../source.ts';
import { Refused } from '../visit.ts';
import { judged } from './acl.ts';
import type { Judged } from './acl.ts';
import { checkPath, lookAt, matchingOn, refusalOf, wayTo } from './disk.ts';
import type { Disk, Found } from './disk.ts';

export type FileSource = Extract<Source, { kind: 'file' | 'files' | 'names' | 'times' | 'links' }>;

/** Owner and rights of a path as SDDL, or why they are not known. */
export type RightsOf = (path: string) => Reading;

/** The paths that a source stands for now. Nothing is opened. */
export function pathsOf(source: FileSource, disk: Disk): Found {
  if (source.kind !== 'file') return matchingOn(source.pattern, disk);
  try {
    checkPath(source.path, disk);
    return lookAt(source.path, disk) ? { paths: [source.path] } : { paths: [] };
  } catch (error) {
    const reading = refusalOf(error, source.path, disk);
    return reading.state === 'failed' ? { paths: [], incomplete: { reason: reading.reason, detail: reading.detail } } : { paths: [] };
  }
}

/** The paths whose owner and rights have to be known before a source is answered: of what is opened, and every folder on the way. */
export function guardedPaths(source: FileSource, { paths }: Found): string[] {
  const opened = source.kind === 'file' || source.kind === 'files';
  return opened ? paths.slice(0, source.kind === 'files' ? (source.maxFiles ?? usualMaxFiles) : 1).flatMap(wayTo) : [];
}

/** Answers a source about files. */
export function filesAnswer(source: FileSource, found: Found, { disk, rights }: { readonly disk: Disk; readonly rights: RightsOf }): Answer {
  if (source.kind === 'file') {
    const [path] = found.paths;
    if (path !== undefined) return { kind: 'one', reading: guarded(path, disk, () => textAt(path, source, { disk, rights })) };
    return { kind: 'one', reading: found.incomplete ? { state: 'failed', ...found.incomplete } : { state: 'absent' } };
  }
  const most = source.maxFiles ?? usualMaxFiles;
  const cut = found.paths.length > most ? ({ reason: 'too-large', detail: `${source.pattern}: ${found.paths.length} paths, the limit is ${most}` } as const) : undefined;
  const entries: Entry[] = [];
  for (const path of found.paths.slice(0, most)) {
    if (disk.monotonicMs() > disk.deadline) return { kind: 'many', entries, incomplete: { reason: 'timeout', detail: path } };
    const reading = guarded(path, disk, () => (source.kind === 'files' ? textAt(path, source, { disk, rights }) : about(source.kind, path, disk)));
    if (reading.state === 'read' && source.kind === 'names') entries.push({ path: path + reading.text, reading: { ...reading, text: '' } });
    else if (reading.state !== 'absent') entries.push({ path, reading });
  }
  const incomplete = cut ?? found.incomplete;
  return { kind: 'many', entries, ...(incomplete ? { incomplete } : {}) };
}

/** Bytes as text: UTF-16 where they begin with its mark, else UTF-8, each wrong byte as U+FFFD. */
export function textIn(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  return bytes.toString('utf8').replace(/^\u{feff}/u, '');
}

function about(kind: 'names' | 'times' | 'links', path: string, disk: Disk): Reading {
  const at = disk.native(path);
  const link = fs.lstatSync(at, { throwIfNoEntry: false });
  if (kind === 'links') return link?.isSymbolicLink() ? { state: 'read', text: fs.readlinkSync(at) } : { state: 'absent' };
  if (!link) return { state: 'absent' };
  if (kind === 'names') return { state: 'read', text: link.isDirectory() ? '/' : '' };
  const time = link.mtimeMs >= 0 && link.mtimeMs < 253_402_300_800_000 ? link.mtime.toISOString() : undefined;
  if (time === undefined) return { state: 'failed', reason: 'unreadable', detail: `${path}: its time is no date` };
  return { state: 'read', text: `${time} ${link.size} ${(link.mode & 0o7777).toString(8).padStart(4, '0')}` };
}

function textAt(path: string, { maxBytes = usualMaxBytes, trust = 'root', encoding }: FileLimits, { disk, rights }: { disk: Disk; rights: RightsOf }): Reading {
  const before = lookAt(path, disk);
  if (!before) return { state: 'absent' };
  const way = wayTo(path);
  const doubt = doubtOf(way, trust === 'user', rights);
  if (doubt) return doubt;
  const file = fs.openSync(disk.native(path), 'r');
  try {
    const stats = fs.fstatSync(file, { bigint: true });
    // A folder on the way could have become a junction since it was looked at: then this is another file.
    disk.seen.clear();
    const now = lookAt(path, disk);
    if (now?.ino !== stats.ino || now.dev !== stats.dev || before.ino !== stats.ino) throw new Refused('denied', `${path} was replaced while it was opened`);
    if (!stats.isFile()) throw new Refused('denied', `${path} is not a regular file`);
    if (stats.size > maxBytes) throw new Refused('too-large', `${path}: ${stats.size} bytes, the limit is ${maxBytes}`);
    const bytes = Buffer.alloc(Number(stats.size));
    const length = fs.readSync(file, bytes, 0, bytes.length, 0);
    const read = bytes.subarray(0, length);
    return { state: 'read', text: encoding === 'base64' ? read.toString('base64') : textIn(read) };
  } finally {
    fs.closeSync(file);
  }
}

/**
 * Why a file is not believed: somebody besides the computer itself may change it or a folder on the way. For a file in a
 * home the one person to whom the rest of the way belongs is allowed.
 */
function doubtOf(way: readonly string[], isUsers: boolean, rights: RightsOf): Reading | undefined {
  let owner: string | undefined;
  for (const [index, at] of way.entries()) {
    const known = rights(at);
    if (known.state === 'failed') return known;
    const said: Judged = known.state === 'read' ? judged(known.text, index === way.length - 1 ? 'file' : 'folder') : { doubt: 'it is gone' };
    if (said.doubt === undefined) continue;
    const isTheirs = isUsers && said.person !== undefined && (owner === undefined || owner === said.person);
    if (!isTheirs) return { state: 'failed', reason: 'denied', detail: `${at}: ${said.doubt}` };
    owner = said.person;
  }
  return undefined;
}

function guarded(path: string, disk: Disk, read: () => Reading): Reading {
  try {
    if (disk.monotonicMs() > disk.deadline) throw new Refused('timeout', path);
    return read();
  } catch (error) {
    return refusalOf(error, path, disk);
  }
}

/** Why a program is not started: the same rules as for a file that is read. */
export function programDoubt(path: string, rights: RightsOf): Reading | undefined {
  return doubtOf(wayTo(path), false, rights);
}
