import type { Host } from '../../../agent/host/host.ts';
import type { Answer, Answers, Reading, Source, Sources } from '../../../agent/host/source.ts';

/** What a machine of a test holds: texts by path, and outputs of programs by the last part of their path. */
export interface Machine {
  readonly files?: Readonly<Record<string, string | Reading>>;
  readonly times?: Readonly<Record<string, string>>;
  readonly commands?: Readonly<Record<string, string | Reading>>;
  readonly privileged?: boolean;
  readonly platform?: Host['platform'];
  readonly now?: string;
}

/** A host that answers from a table: files, patterns over the paths of the table, programs. Everything else is absent. */
export function fakeHost(machine: Machine): Host {
  let ticks = 0;
  const now = () => machine.now ?? '2026-11-22T00:00:00.000Z';
  return {
    platform: machine.platform ?? 'linux',
    privileged: machine.privileged ?? true,
    bootId: 'b',
    now,
    monotonicMs: () => ++ticks,
    read: (wanted) =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(wanted).map(([section, sources]) => [section, { answers: answersOf(sources, machine), startedAt: now(), durationMs: 1 }]),
        ),
      ),
  };
}

/** The answers of such a machine to some sources. */
export function answersOf(sources: Sources, machine: Machine): Answers {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, answer(source, machine)]));
}

function answer(source: Source, { files = {}, times = {}, commands = {} }: Machine): Answer {
  switch (source.kind) {
    case 'file':
      return { kind: 'one', reading: reading(files[source.path]) };
    case 'command':
      return { kind: 'one', reading: reading(source.program.map((path) => commands[path.slice(path.lastIndexOf('/') + 1)]).find((it) => it !== undefined)) };
    case 'space':
    case 'interfaces':
      return { kind: 'one', reading: { state: 'read', text: '[]' } };
    case 'files':
      return many(files, source.pattern, reading);
    case 'times':
      return many(times, source.pattern, reading);
    case 'names':
    case 'links':
      return many(files, source.pattern, () => ({ state: 'read', text: '' }));
    case 'registry':
      return { kind: 'many', entries: [] };
    case 'cim':
    case 'powershell':
      return { kind: 'one', reading: { state: 'absent' } };
  }
}

function many<T>(table: Readonly<Record<string, T>>, pattern: string, read: (value: T) => Reading): Answer {
  const fits = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}/?$`);
  const paths = Object.keys(table).filter((path) => fits.test(path)).sort();
  return { kind: 'many', entries: paths.map((path) => ({ path, reading: read(table[path]!) })) };
}

function reading(value: string | Reading | undefined): Reading {
  if (value === undefined) return { state: 'absent' };
  return typeof value === 'string' ? { state: 'read', text: value, exitCode: 0, stderr: '' } : value;
}
