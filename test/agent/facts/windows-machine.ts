import type { ParseContext, PlatformFact } from '../../../agent/facts/fact.ts';
import type { Host } from '../../../agent/host/host.ts';
import type { Answer, Answers, Entry, Reading, Source, Sources } from '../../../agent/host/source.ts';
import { fits } from '../../../agent/host/wildcard.ts';
import { expandRoots } from '../../../agent/host/windows/roots.ts';
import type { Reason } from '../../../wire/reasons.ts';
import { context } from './machine.ts';

/** What Windows refuses to tell. */
interface Refused {
  readonly refused: Reason;
}

export type RegistryValue = string | number | readonly string[] | { readonly hex: string };

/** Values of one key by name ('' is the default value), or why they cannot be read. */
export type RegistryKey = Readonly<Record<string, RegistryValue>> | Refused;

/** A made-up or captured Windows machine. What it does not name is not there. Names of keys, classes and files have no case. */
export interface WindowsWorld {
  /** By whole key, such as `HKLM\SOFTWARE\Vendor`. Keys above a named one are there without values. */
  readonly registry?: Readonly<Record<string, RegistryKey>>;
  /** Instances by `namespace:class`, such as `root/cimv2:Win32_BIOS`; `where` of a source is not applied, give what it leaves. */
  readonly cim?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[] | Refused>>;
  /** Results by the name of the source, as values; `null` is `absent`. */
  readonly powershell?: Readonly<Record<string, unknown>>;
  /** Files by path: text, bytes, `{changed}` for `times`, or a refusal. `%ProgramData%` and the like may stand in front. */
  readonly files?: Readonly<Record<string, string | Uint8Array | { readonly changed: string } | Refused>>;
  /** Output of programs by file name (`auditpol.exe`), or by file name and arguments where one is asked twice. */
  readonly commands?: Readonly<Record<string, string | Reading>>;
  /** The answer to `space`, as values. */
  readonly space?: readonly unknown[];
}

/** The folders of an ordinary English or German Windows, which a path may begin with. */
const usualRoots = {
  SystemDrive: 'C:',
  SystemRoot: String.raw`C:\Windows`,
  ProgramData: String.raw`C:\ProgramData`,
  ProgramFiles: String.raw`C:\Program Files`,
  'ProgramFiles(x86)': String.raw`C:\Program Files (x86)`,
  ProfilesDirectory: String.raw`C:\Users`,
};

export const windowsContext: ParseContext = context;

/** A host that answers any sources as the reader of Windows would on such a machine. */
export function windowsMachine(world: WindowsWorld, { now, privileged }: Pick<ParseContext, 'now' | 'privileged'> = windowsContext): Host {
  const read: Host['read'] = (wanted) => {
    const sections = Object.entries(wanted).map(([section, sources]) => [section, { answers: windowsAnswers(sources, world), startedAt: now, durationMs: 0 }]);
    return Promise.resolve(Object.fromEntries(sections));
  };
  return { platform: 'windows', privileged, bootId: '1', now: () => now, monotonicMs: () => 0, read };
}

/** Reads and parses such a machine in both rounds, as a scan does. A refusal of the whole section is thrown. */
export function windowsFactsOf<Data>(fact: PlatformFact<Data>, world: WindowsWorld, around: ParseContext = windowsContext) {
  const first = windowsAnswers(fact.sources(around.settings), world);
  const second = windowsAnswers(fact.more?.sources(first, around) ?? {}, world);
  const parsed = fact.parse({ ...first, ...second }, around);
  if ('failed' in parsed) throw new Error(`${parsed.failed}: ${parsed.detail}`);
  return { data: parsed.data, missing: parsed.missing, gaps: Object.fromEntries(parsed.missing.map(({ path, reason }) => [path, reason])) };
}

/** The answers of such a machine to some sources. */
export function windowsAnswers(sources: Sources, world: WindowsWorld): Answers {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, answerTo(name, source, world)]));
}

function answerTo(name: string, source: Source, world: WindowsWorld): Answer {
  switch (source.kind) {
    case 'registry':
      return registry(source, world.registry ?? {});
    case 'cim':
      return one(instances(source, world.cim ?? {}));
    case 'powershell': {
      const value = world.powershell?.[name];
      return one(value === undefined || value === null ? { state: 'absent' } : isRefused(value) ? refused(value) : json(value));
    }
    case 'command':
      return one(output(source, world.commands ?? {}));
    case 'space':
      return one(world.space ? json(world.space) : { state: 'absent' });
    case 'interfaces':
      return one({ state: 'absent' });
    case 'file': {
      const [entry] = files(source.path, world.files ?? {}, (thing) => textOf(thing, source.encoding));
      return one(entry?.reading ?? { state: 'absent' });
    }
    case 'files':
      return { kind: 'many', entries: files(source.pattern, world.files ?? {}, (thing) => textOf(thing, source.encoding)) };
    case 'times':
      return { kind: 'many', entries: files(source.pattern, world.files ?? {}, timeOf) };
    case 'names':
      return { kind: 'many', entries: names(source.pattern, world.files ?? {}) };
    case 'links':
      return { kind: 'many', entries: [] };
  }
}

type RegistrySource = Extract<Source, { kind: 'registry' }>;

function registry({ key, values, maxKeys = Number.POSITIVE_INFINITY }: RegistrySource, keys: NonNullable<WindowsWorld['registry']>): Answer {
  const named = new Map(Object.entries(keys).map(([path, content]) => [path.toLowerCase(), { path, content }]));
  for (const path of Object.keys(keys)) {
    const parts = path.split('\\');
    for (let size = parts.length - 1; size > 0; size--) {
      const above = parts.slice(0, size).join('\\');
      if (!named.has(above.toLowerCase())) named.set(above.toLowerCase(), { path: above, content: {} });
    }
  }
  const found = [...named.values()].filter(({ path }) => matches(key, path));
  const entries = found.map(({ path, content }): Entry => {
    const asked = key.split('\\');
    const at = path.split('\\').map((part, index) => (asked[index]?.includes('*') ? part : (asked[index] ?? part))).join('\\');
    return { path: at, reading: isRefused(content) ? refused(content) : json(chosen(content, values)) };
  });
  const sorted = entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  const incomplete = sorted.length > maxKeys ? { incomplete: { reason: 'too-large', detail: `${key}: ${sorted.length} keys, the limit is ${maxKeys}` } as const } : {};
  return { kind: 'many', entries: sorted.slice(0, maxKeys), ...incomplete };
}

/** The wanted values under the names by which they were asked for. */
function chosen(content: Readonly<Record<string, RegistryValue>>, names: readonly string[] | undefined): object {
  if (!names) return content;
  const byName = new Map(Object.entries(content).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(names.flatMap((name) => (byName.has(name.toLowerCase()) ? [[name, byName.get(name.toLowerCase())]] : [])));
}

function instances({ namespace, class: name, properties }: Extract<Source, { kind: 'cim' }>, classes: NonNullable<WindowsWorld['cim']>): Reading {
  const plain = (text: string) => text.toLowerCase().replaceAll('\\', '/');
  const found = Object.entries(classes).find(([key]) => plain(key) === plain(`${namespace}:${name}`))?.[1];
  if (found === undefined) return { state: 'absent' };
  if (isRefused(found)) return refused(found);
  return json(found.map((instance) => {
    const byName = new Map(Object.entries(instance).map(([property, value]) => [property.toLowerCase(), value]));
    return Object.fromEntries(properties.map((property) => [property, byName.get(property.toLowerCase()) ?? null]));
  }));
}

function output({ program, args }: Extract<Source, { kind: 'command' }>, commands: NonNullable<WindowsWorld['commands']>): Reading {
  const name = (program[0] ?? '').split('\\').at(-1)?.toLowerCase() ?? '';
  const found = commands[[name, ...args].join(' ')] ?? commands[name];
  if (found === undefined) return { state: 'absent' };
  return typeof found === 'string' ? { state: 'read', text: found, exitCode: 0, stderr: '' } : found;
}

type Thing = NonNullable<WindowsWorld['files']>[string];

function files(pattern: string, all: NonNullable<WindowsWorld['files']>, read: (thing: Thing) => Reading | undefined): Entry[] {
  const asked = expandRoots(pattern, usualRoots);
  const entries = Object.entries(all).flatMap(([name, thing]): Entry[] => {
    const path = expandRoots(name, usualRoots);
    const reading = matches(asked, path) ? (isRefused(thing) ? refused(thing) : read(thing)) : undefined;
    return reading ? [{ path, reading }] : [];
  });
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function names(pattern: string, all: NonNullable<WindowsWorld['files']>): Entry[] {
  const asked = expandRoots(pattern, usualRoots);
  const paths = new Set(Object.keys(all).map((name) => expandRoots(name, usualRoots)));
  const folders = new Set([...paths].flatMap((path) => path.split('\\').slice(1).map((_part, index) => path.split('\\').slice(0, index + 1).join('\\'))));
  const found = [...paths, ...folders].filter((path) => matches(asked, path)).map((path) => (folders.has(path) ? `${path}/` : path));
  return found.sort().map((path) => ({ path, reading: { state: 'read', text: '' } }));
}

function textOf(thing: Thing, encoding: 'utf8' | 'base64' = 'utf8'): Reading | undefined {
  if (typeof thing !== 'string' && !(thing instanceof Uint8Array)) return undefined;
  return { state: 'read', text: Buffer.from(thing as string).toString(encoding) };
}

function timeOf(thing: Thing): Reading | undefined {
  return typeof thing === 'object' && 'changed' in thing ? { state: 'read', text: `${thing.changed} 10 0666` } : undefined;
}

/** Component by component, without case, so that `*` never crosses a backslash. */
function matches(pattern: string, path: string): boolean {
  const [parts, found] = [pattern.toLowerCase().split('\\'), path.toLowerCase().split('\\')];
  return parts.length === found.length && parts.every((part, index) => fits(part.replaceAll(/[?[]/g, '[$&]'), found[index] ?? ''));
}

function isRefused(thing: unknown): thing is Refused {
  return typeof thing === 'object' && thing !== null && 'refused' in thing;
}

function refused({ refused: reason }: Refused): Reading {
  return { state: 'failed', reason, detail: 'the machine of the test' };
}

function json(value: unknown): Reading {
  return { state: 'read', text: JSON.stringify(value) };
}

function one(reading: Reading): Answer {
  return { kind: 'one', reading };
}
