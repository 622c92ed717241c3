import type { ParseContext, Parsed, PlatformFact } from '../../../agent/facts/fact.ts';
import type { Answer, Answers, Entry, Reading, Source, Sources } from '../../../agent/host/source.ts';
import type { Reason } from '../../../wire/reasons.ts';
import { fits } from '../../../agent/host/wildcard.ts';

/** What stands at one path of a made-up machine: text, bytes, a link, a refusal, or only a time of change. */
export type Thing = string | Uint8Array | { readonly link: string } | { readonly refused: Reason } | { readonly changed: string } | undefined;

/** A made-up machine: things by path. Folders are there when something is in them; `space` and `interfaces` stand without a slash. */
export type Machine = Readonly<Record<string, Thing>>;

/** What the agent's reader would answer on such a machine. */
export function answersOf(sources: Sources, machine: Machine): Answers {
  const paths = Object.entries(machine).flatMap(([path, thing]) => (thing === undefined ? [] : [path]));
  const folders = new Set(paths.flatMap(foldersOf));
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, answerTo(source, { machine, paths, folders })]));
}

export const context: ParseContext = { now: '2026-11-22T01:00:00.000Z', privileged: true, settings: { repositories: [], networks: [] } };

/** Reads and parses a made-up machine in both rounds, as a scan does. A refusal of the whole section is thrown. */
export function factsOf<Data>(fact: PlatformFact<Data>, machine: Machine, around: ParseContext = context) {
  const first = answersOf(fact.sources(around.settings), machine);
  const second = answersOf(fact.more?.sources(first, around) ?? {}, machine);
  return whole(fact.parse({ ...first, ...second }, around));
}

/** The facts and gaps of a section that was not refused as a whole. */
function whole<Data>(parsed: Parsed<Data>) {
  if ('failed' in parsed) throw new Error(`${parsed.failed}: ${parsed.detail}`);
  return { data: parsed.data, missing: parsed.missing, gaps: Object.fromEntries(parsed.missing.map(({ path, reason }) => [path, reason])) };
}

interface Ground {
  readonly machine: Machine;
  readonly paths: readonly string[];
  readonly folders: ReadonlySet<string>;
}

function answerTo(source: Source, { machine, paths, folders }: Ground): Answer {
  if (source.kind === 'space' || source.kind === 'interfaces') return { kind: 'one', reading: readingOf(machine[source.kind], 'utf8') };
  // A made-up machine has no programs; started.ts gives it some.
  if (source.kind === 'command') return { kind: 'one', reading: { state: 'absent' } };
  if (source.kind === 'registry' || source.kind === 'cim' || source.kind === 'powershell') throw new Error('a source of Windows: see windows-machine.ts');
  if (source.kind === 'file') return { kind: 'one', reading: readingOf(machine[source.path], source.encoding) };
  const matching = (all: Iterable<string>) => [...all].filter((path) => matches(source.pattern, path)).sort();
  const entries = matching(source.kind === 'names' ? [...paths, ...folders] : paths).flatMap((path): Entry[] => {
    const thing = machine[path];
    if (source.kind === 'names') return [{ path: folders.has(path) ? `${path}/` : path, reading: { state: 'read', text: '' } }];
    if (thing !== undefined && typeof thing === 'object' && 'refused' in thing) return [{ path, reading: refused(thing.refused) }];
    if (source.kind === 'links') return isLink(thing) ? [{ path, reading: { state: 'read', text: thing.link } }] : [];
    if (source.kind === 'times') return isChange(thing) ? [{ path, reading: { state: 'read', text: `${thing.changed} 10 0644` } }] : [];
    return isText(thing) ? [{ path, reading: readingOf(thing, source.encoding) }] : [];
  });
  return { kind: 'many', entries };
}

function readingOf(thing: Thing, encoding: 'utf8' | 'base64' = 'utf8'): Reading {
  if (thing !== undefined && typeof thing === 'object' && 'refused' in thing) return refused(thing.refused);
  return isText(thing) ? { state: 'read', text: Buffer.from(thing as string).toString(encoding) } : { state: 'absent' };
}

function refused(reason: Reason): Reading {
  return { state: 'failed', reason, detail: 'the machine of the test' };
}

/** A pattern matches component by component, so that `*` never crosses a slash. */
function matches(pattern: string, path: string): boolean {
  const [parts, names] = [pattern.split('/'), path.split('/')];
  return parts.length === names.length && parts.every((part, index) => fits(part, names[index] ?? ''));
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(2).map((_part, index) => parts.slice(0, index + 2).join('/'));
}

function isText(thing: Thing): thing is string | Uint8Array {
  return typeof thing === 'string' || thing instanceof Uint8Array;
}

function isLink(thing: Thing): thing is { link: string } {
  return typeof thing === 'object' && 'link' in thing;
}

function isChange(thing: Thing): thing is { changed: string } {
  return typeof thing === 'object' && 'changed' in thing;
}
