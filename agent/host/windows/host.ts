import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import type { Answered, Host } from '../host.ts';
import { adapters } from '../interfaces.ts';
import { itemsOf, jsonOf, member, textMember } from '../json.ts';
import { inOrder } from '../reading.ts';
import type { Answer, Answers, Reading, Source, Sources } from '../source.ts';
import { blockOf, rightsBlock } from './blocks.ts';
import type { ShellSource } from './blocks.ts';
import { filesAnswer, guardedPaths, pathsOf, programDoubt } from './files.ts';
import type { FileSource, RightsOf } from './files.ts';
import { checkPath, lookAt, refusalOf, wayTo } from './disk.ts';
import type { Disk, Found } from './disk.ts';
import { cleanEnvironment, killTree, outputOf } from './program.ts';
import type { Programs } from './program.ts';
import { bootHere, elevatedHere } from './rights.ts';
import { expandRoots, rootSources, rootsIn } from './roots.ts';
import type { Roots } from './roots.ts';
import { newSession } from './session.ts';
import type { Session, Shell } from './session.ts';
import { answerOf, failureOf } from './told.ts';

/** What the reader of Windows stands on; a test puts its own things there. */
export interface Ground {
  readonly shell: Shell;
  readonly programs: Programs;
  readonly native: Disk['native'];
  readonly privileged: boolean;
  readonly now: () => string;
}

/** The part of one round that sources are answered with. */
interface Round {
  readonly session: Session;
  readonly ground: Ground;
  readonly roots: Partial<Roots>;
  readonly disks: Reading;
  readonly disk: Disk;
  /** Paths of the sources about files, by source. */
  readonly found: ReadonlyMap<string, Found>;
  readonly rights: RightsOf;
}

type Command = Extract<Source, { kind: 'command' }>;
type Timed = { readonly answer: Answer; readonly beganMs: number; readonly endedMs: number };

/** Files of one round are read for at most this long; what is left then is `timeout`. */
const filesMs = 20_000;
/** PowerShell is asked for at most this long in a scan. */
const wholeMs = 240_000;
/** So many paths stand in one question for rights. */
const pathsAtOnce = 500;

/** This computer, which runs Windows. `clock` is the wall clock and milliseconds since boot. */
export function windowsHost(clock: Pick<Host, 'now' | 'monotonicMs'>): Host {
  const windows = windowsFolder();
  const env = cleanEnvironment(windows);
  const kill = killTree(windows);
  const privileged = elevatedHere(windows, env);
  const shell: Shell = {
    program: powershell(windows), env, kill, cwd: windows, wholeMs,
    mark: () => randomBytes(12).toString('hex'),
    monotonicMs: clock.monotonicMs,
  };
  const read = reader({ shell, programs: { env, kill }, native: (path) => path, privileged, now: clock.now });
  return { platform: 'windows', privileged, bootId: bootHere(windows, env), ...clock, read };
}

/**
 * PowerShell 5.1, which every supported Windows has, with its script on standard input: a script of a scan is longer than
 * a command line may be, an execution policy that a group policy sets asks for files to be signed and does not look at
 * standard input, no file is left behind, and the text is there for any guard of the computer to read.
 */
function powershell(windows: string): readonly [string, ...string[]] {
  return [`${windows}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`, '-NoLogo', '-NoProfile', '-NonInteractive', '-Command', '-'];
}

/** Where Windows stands, as its kernel says; a variable of the environment could be anybody's. */
export function windowsFolder(): string {
  try {
    return fs.realpathSync.native('\\\\?\\GLOBALROOT\\SystemRoot').replace(/^\\\\\?\\/, '');
  } catch {
    return String.raw`C:\Windows`;
  }
}

/** Whether this process has the rights of an administrator of Windows. */
export function isElevatedNow(): boolean {
  const windows = windowsFolder();
  return elevatedHere(windows, cleanEnvironment(windows));
}

/** Answers sources as {@link Host.read} does. What was asked once in a scan is not asked again. */
export function reader(ground: Ground): Host['read'] {
  const session = newSession(ground.shell);
  const known = new Map<string, Promise<Timed>>();
  let opening: Promise<Pick<Round, 'roots' | 'disks'>> | undefined;
  return async (wanted) => {
    const startedAt = ground.now();
    const begunMs = ground.shell.monotonicMs();
    opening ??= opened(session, ground);
    const { roots, disks } = await opening;
    const disk = newDisk(ground, disks);
    const sources = Object.values(wanted).flatMap((section) => Object.values(section)).map((source) => rooted(source, roots));
    const found = new Map(sources.flatMap((source): [string, Found][] => (isAboutFiles(source) ? [[JSON.stringify(source), pathsOf(source, disk)]] : [])));
    const guarded = sources.flatMap((source) => {
      if (source.kind === 'command') return programPaths(source, disk).flatMap(wayTo);
      return isAboutFiles(source) ? guardedPaths(source, found.get(JSON.stringify(source)) ?? { paths: [] }) : [];
    });
    // Rights are asked for first, so that files are read and programs run while PowerShell answers the rest.
    const rights = rightsOf([...new Set(guarded)], { session, ground });
    const round = { session, ground, roots, disks, disk, found };
    const answer = (source: Source): Promise<Timed> => {
      const key = JSON.stringify(source);
      const given = known.get(key) ?? answered(source, rights.then((told) => ({ ...round, rights: told })), round);
      known.set(key, given);
      return given;
    };
    const sections = Object.entries(wanted).map(async ([name, section]): Promise<[string, Answered]> => [name, await sectionOf(section, { answer, roots, startedAt, begunMs })]);
    return Object.fromEntries(await Promise.all(sections));
  };
}

interface Asking {
  readonly answer: (source: Source) => Promise<Timed>;
  readonly roots: Partial<Roots>;
  readonly startedAt: string;
  readonly begunMs: number;
}

async function sectionOf(sources: Sources, { answer, roots, startedAt, begunMs }: Asking): Promise<Answered> {
  const timed = await Promise.all(Object.entries(sources).map(async ([name, source]) => ({ name, ...(await answer(rooted(source, roots))) })));
  const answers: Answers = Object.fromEntries(timed.map(({ name, answer: given }) => [name, given]));
  const first = Math.min(...timed.map(({ beganMs }) => beganMs));
  const last = Math.max(first, ...timed.map(({ endedMs }) => endedMs));
  if (timed.length === 0) return { answers, startedAt, durationMs: 0 };
  return { answers, startedAt: new Date(Date.parse(startedAt) + Math.max(0, first - begunMs)).toISOString(), durationMs: last - first };
}

/** Asks where the folders of Windows are and which disks are fixed in the computer. */
async function opened(session: Session, { privileged }: Ground): Promise<Pick<Round, 'roots' | 'disks'>> {
  const asked = Object.entries(rootSources).map(async ([name, source]) => [name, answerOf(source, await session.ask(blockOf(source)), { privileged })] as const);
  const answers: Answers = Object.fromEntries(await Promise.all(asked));
  const disks = answers['disks'];
  return { roots: rootsIn(answers), disks: disks?.kind === 'one' ? disks.reading : { state: 'absent' } };
}

function newDisk({ native, privileged, shell }: Ground, disks: Reading): Disk {
  const letters = disks.state === 'read' ? itemsOf(jsonOf(disks.text)).flatMap((each) => textMember(each, 'DeviceID') ?? []) : [];
  const fixed = new Set(letters.map((letter) => letter.toUpperCase()));
  return { native, privileged, monotonicMs: shell.monotonicMs, deadline: shell.monotonicMs() + filesMs, fixed, seen: new Map() };
}

async function rightsOf(paths: readonly string[], { session, ground }: Pick<Round, 'session' | 'ground'>): Promise<RightsOf> {
  const known = new Map<string, Reading>();
  const chunks = Array.from({ length: Math.ceil(paths.length / pathsAtOnce) }, (_none, index) => paths.slice(index * pathsAtOnce, (index + 1) * pathsAtOnce));
  let cut: Reading = { state: 'failed', reason: 'unreadable', detail: 'its owner and rights were not told' };
  await Promise.all(chunks.map(async (chunk) => {
    const told = await session.ask(rightsBlock(chunk));
    if ('cut' in told) cut = told.cut;
    else for (const item of told.items) {
      const [path, sddl, why] = itemsOf(jsonOf(item));
      known.set(String(path), typeof sddl === 'string' ? { state: 'read', text: sddl } : failureOf(why, ground));
    }
  }));
  return (path) => known.get(path) ?? cut;
}

async function answered(source: Source, ready: Promise<Round>, { session, ground, disks }: Omit<Round, 'rights'>): Promise<Timed> {
  const clock = ground.shell.monotonicMs;
  if (isShells(source)) {
    const told = await session.ask(blockOf(source));
    return { answer: answerOf(source, told, ground), beganMs: told.beganMs, endedMs: told.endedMs };
  }
  const beganMs = clock();
  const done = (answer: Answer): Timed => ({ answer, beganMs, endedMs: clock() });
  if (source.kind === 'space') return done({ kind: 'one', reading: spaceIn(disks) });
  if (source.kind === 'interfaces') return done({ kind: 'one', reading: adapters() });
  const round = await ready;
  const startMs = clock();
  const answer: Answer = isAboutFiles(source)
    ? filesAnswer(source, round.found.get(JSON.stringify(source)) ?? { paths: [] }, round)
    : { kind: 'one', reading: await ran(source, round) };
  return { answer, beganMs: startMs, endedMs: clock() };
}

async function ran(source: Command, { disk, rights, ground }: Round): Promise<Reading> {
  for (const program of source.program) {
    try {
      checkPath(program, disk);
      if (!lookAt(program, disk)?.isFile()) continue;
      const doubt = programDoubt(program, rights);
      if (doubt) return doubt;
      return source.needsRoot && !ground.privileged ? { state: 'failed', reason: 'needs-root', detail: program } : await outputOf(disk.native(program), source, ground.programs);
    } catch (error) {
      const reading = refusalOf(error, program, disk);
      if (reading.state === 'failed') return reading;
    }
  }
  return { state: 'absent' };
}

function programPaths({ program }: Command, disk: Disk): string[] {
  return program.flatMap((path) => pathsOf({ kind: 'file', path }, disk).paths).slice(0, 1);
}

/** Sizes as {@link Source} `space` tells them. A disk without a size, such as one that is locked, is left out. */
function spaceIn(disks: Reading): Reading {
  if (disks.state !== 'read') return disks;
  const sizes = itemsOf(jsonOf(disks.text)).flatMap((each) => {
    const [name, bytes, freeBytes] = [textMember(each, 'DeviceID'), Number(member(each, 'Size') ?? 0), Number(member(each, 'FreeSpace') ?? 0)];
    return name === undefined || !(bytes > 0) ? [] : [{ mountPoint: `${name}\\`, bytes, freeBytes, readOnly: member(each, 'Access') === 1 }];
  });
  sizes.sort((a, b) => inOrder(a.mountPoint, b.mountPoint));
  return { state: 'read', text: JSON.stringify(sizes) };
}

/** The same source with its roots written out. */
function rooted(source: Source, roots: Partial<Roots>): Source {
  if (source.kind === 'file') return { ...source, path: expandRoots(source.path, roots) };
  if ('pattern' in source) return { ...source, pattern: expandRoots(source.pattern, roots) };
  return source.kind === 'command' ? { ...source, program: source.program.map((path) => expandRoots(path, roots)) } : source;
}

function isShells(source: Source): source is ShellSource {
  return source.kind === 'registry' || source.kind === 'cim' || source.kind === 'powershell';
}

function isAboutFiles(source: Source): source is FileSource {
  return source.kind === 'file' || 'pattern' in source;
}
