import { spawnSync } from 'node:child_process';
import { geteuid, hrtime } from 'node:process';
import type { Platform } from '../facts/fact.ts';
import { programOf, started } from './command.ts';
import type { Running } from './command.ts';
import { readFile } from './file.ts';
import { mountProgram } from './mounts.ts';
import { adapters } from './interfaces.ts';
import { linksAt, namesAt, textsAt, timesAt } from './pattern.ts';
import type { Answer, Answers, Source, Sources } from './source.ts';
import { localSpace } from './space.ts';
import { newVisit } from './visit.ts';
import type { Visit } from './visit.ts';
import { windowsHost } from './windows/host.ts';

/** A machine whose sources can be read: the one we run on, one behind SSH, or a recording. The only door to it. */
export interface Host {
  readonly platform: Platform;
  /** True for root and LocalSystem. */
  readonly privileged: boolean;
  /** Random id of this boot, or null where the system has none. */
  readonly bootId: string | null;
  /** Wall clock, RFC 3339 UTC. */
  readonly now: () => string;
  /** Monotonic clock in milliseconds since boot. */
  readonly monotonicMs: () => number;
  /**
   * Answers the sources of several sections in one go, by section: programs are started first and run while files are
   * read. Never rejects: what cannot be read is a value.
   */
  readonly read: (wanted: Readonly<Record<string, Sources>>) => Promise<Readonly<Record<string, Answered>>>;
}

/** The answers of one section, and when and how long it was read. */
export interface Answered {
  readonly answers: Answers;
  readonly startedAt: string;
  readonly durationMs: number;
}

/** How macOS tells its id of this boot, see sysctl(3). */
const bootProgram = '/usr/sbin/sysctl';
const bootArguments = ['-n', 'kern.bootsessionuuid'];

/** What the host itself reads to tell which paths it may trust; printed with the sources of the sections. */
export const ownSources: Readonly<Record<'linux' | 'macos', Sources>> = {
  linux: {
    bootId: { kind: 'file', path: '/proc/sys/kernel/random/boot_id' },
    /** Network file systems are never entered: a dead server would hold the scan for ever. */
    mounts: { kind: 'file', path: '/proc/self/mounts' },
    /** Read only when a folder on the way may be written by a group. */
    groups: { kind: 'file', path: '/etc/group' },
  },
  /** macOS has no procfs, and its group of administrators has the same number everywhere. */
  macos: {
    bootId: { kind: 'command', program: [bootProgram], args: bootArguments, timeoutMs: 2_000 },
    mounts: { kind: 'command', program: [mountProgram], args: [] },
  },
};

/** Files of one section are read for at most this long; what is left then is `timeout`. */
const sectionMs = 5_000;

const platforms: Readonly<Partial<Record<NodeJS.Platform, Platform>>> = { linux: 'linux', win32: 'windows', darwin: 'macos' };

/**
 * The machine this process runs on.
 * `owner` is a user whose files are believed as root's are: root itself, unless a test says otherwise.
 * @throws Error on an operating system that is none of ours.
 */
export function localHost({ owner = 0 }: { readonly owner?: number } = {}): Host {
  const platform = platforms[process.platform];
  if (!platform) throw new Error(`${process.platform} is not supported: the agent runs on Linux, Windows and macOS`);
  const clock = { now: () => new Date().toISOString(), monotonicMs: () => Number(hrtime.bigint() / 1_000_000n) };
  if (platform === 'windows') return windowsHost(clock);
  const privileged = geteuid?.() === 0;
  const look = () => newVisit({ owner, privileged, monotonicMs: clock.monotonicMs });
  const here = { platform, privileged, ...clock };
  return { ...here, bootId: platform === 'macos' ? bootIdOfMac() : bootId(look()), read: (wanted) => readAll(wanted, look(), clock.now) };
}

/** The paths of this machine that a source stands for now, for printing; no file is opened and no program started. */
export function localPaths(source: Source): readonly string[] {
  const visit = newVisit({ owner: 0, privileged: geteuid?.() === 0, monotonicMs: () => 0 });
  if (source.kind === 'command') {
    const program = programOf(source, visit);
    return typeof program === 'string' ? [program] : [];
  }
  const pattern = 'path' in source ? source.path : 'pattern' in source ? source.pattern : undefined;
  const answer = pattern === undefined ? undefined : namesAt({ pattern }, visit);
  return answer?.kind === 'many' ? answer.entries.map(({ path }) => path) : [];
}

function bootId(visit: Visit): string | null {
  const reading = readFile('/proc/sys/kernel/random/boot_id', {}, visit);
  return reading.state === 'read' ? reading.text.trim() : null;
}

/** macOS makes a random id at every start. */
function bootIdOfMac(): string | null {
  // Without the program there is no output at all, whatever the types say.
  const { stdout } = spawnSync(bootProgram, bootArguments, { encoding: 'utf8', env: {}, timeout: 2_000 }) as { readonly stdout: string | null };
  return /^[0-9A-F-]{36}$/i.exec(stdout?.trim() ?? '')?.[0].toLowerCase() ?? null;
}

async function readAll(wanted: Readonly<Record<string, Sources>>, visit: Visit, now: () => string) {
  // The same source asked by two sections is read once, so that both see the same.
  const sections = Object.entries(wanted).map(([section, sources]) => ({ section, asked: Object.entries(sources).map(([name, source]) => ({ name, source, key: JSON.stringify(source) })) }));
  const running = new Map<string, Running>();
  for (const { source, key } of sections.flatMap(({ asked }) => asked)) if (source.kind === 'command' && !running.has(key)) running.set(key, started(source, visit));
  const known = new Map<string, Answer>();
  const read = sections.map(({ section, asked }) => {
    const [startedAt, begun] = [now(), visit.monotonicMs()];
    visit.deadline = begun + sectionMs;
    const answers: Record<string, Answer> = {};
    for (const { name, source, key } of asked) {
      if (source.kind === 'command') continue;
      const answer = known.get(key) ?? answerTo(source, visit);
      known.set(key, answer);
      answers[name] = answer;
    }
    return { section, asked, startedAt, begun, ended: visit.monotonicMs(), answers };
  });

  const entries = read.map(async ({ section, asked, startedAt, begun, ended, answers }) => {
    const commands = asked.flatMap(({ name, key }) => {
      const program = running.get(key);
      return program ? [program.done.then(({ reading, endedMs }) => ({ name, reading, endedMs }))] : [];
    });
    const outputs = await Promise.all(commands);
    const last = Math.max(ended, ...outputs.map(({ endedMs }) => endedMs));
    const spoken = outputs.map(({ name, reading }) => [name, { kind: 'one', reading }] as const);
    return [section, { answers: { ...answers, ...Object.fromEntries(spoken) }, startedAt, durationMs: last - begun }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const windowsOnly = { reason: 'not-this-platform', detail: 'a source of Windows' } as const;

function answerTo(source: Exclude<Source, { kind: 'command' }>, visit: Visit): Answer {
  switch (source.kind) {
    case 'file':
      return { kind: 'one', reading: readFile(source.path, source, visit) };
    case 'files':
      return textsAt(source, visit);
    case 'names':
      return namesAt(source, visit);
    case 'times':
      return timesAt(source, visit);
    case 'links':
      return linksAt(source, visit);
    case 'space':
      return { kind: 'one', reading: localSpace(visit) };
    case 'interfaces':
      return { kind: 'one', reading: adapters() };
    case 'registry':
      return { kind: 'many', entries: [], incomplete: windowsOnly };
    case 'cim':
    case 'powershell':
      return { kind: 'one', reading: { state: 'failed', ...windowsOnly } };
  }
}
