import { isReason } from '../../wire/reasons.ts';
import { sections } from '../../wire/sections/list.ts';
import type { SectionName } from '../../wire/sections/list.ts';
import type { Section } from '../../wire/section.ts';
import type { UnknownBecause } from '../outcome.ts';
import { PartialList, Unknown } from './value.ts';

/** Facts as they were read: what is there, and why the rest is not. */
export interface ReadFacts {
  /** Plain JSON. */
  readonly plain: Readonly<Record<string, unknown>>;
  /** The same, with every list that was read in part as a {@link PartialList}. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Why a path was not read; items as `[]`. */
  readonly notes: ReadonlyMap<string, UnknownBecause>;
  /** Unknown values that were handed out, by path. */
  readonly unknowns: Map<string, Unknown>;
}

/**
 * Reads the content of a section, which comes from a device: a value that does not fit the schema is left out and noted
 * as `unreadable`, its siblings stay. @returns why, when nothing of it can be used.
 */
export function readContent(section: SectionName, content: unknown): ReadFacts | { readonly because: UnknownBecause } {
  const refuse = (reason: 'unreadable' | 'unsupported-version', detail: string) => ({ because: { reason, section, path: '', detail } });
  if (!isRecord(content) || content['section'] !== section) return refuse('unreadable', 'the content is not what the statement says');
  const known: Section = sections[section];
  const { version } = content;
  if (!Number.isSafeInteger(version)) return refuse('unreadable', 'the content has no version');
  if ((version as number) > known.version) return refuse('unsupported-version', `version ${String(version)} is newer than ${known.version}`);
  if ((version as number) < known.version && !known.upgrade) return refuse('unsupported-version', `version ${String(version)} is no longer read`);
  const data = (version as number) < known.version ? upgraded(known, version as number, content['data']) : content['data'];
  const fitting = fit(known, data);
  if (!fitting) return refuse('unreadable', 'the data does not fit the schema of the section');
  const notes = new Map<string, UnknownBecause>();
  for (const note of [...missingOf(content['missing']), ...fitting.unreadable]) if (!notes.has(note.path)) notes.set(note.path, { ...note, section });
  return readFacts(fitting.data, notes);
}

/** Facts with notes of what is missing in them: lists that a note names become lists that are known in part. */
export function readFacts(plain: Readonly<Record<string, unknown>>, notes: ReadonlyMap<string, UnknownBecause>): ReadFacts {
  let values: unknown = plain;
  for (const [path, because] of notes) if (path !== '') values = marked(values, path.replace(/\[\]$/, '').split('.'), because);
  return { plain, values: values as Record<string, unknown>, notes, unknowns: new Map() };
}

/** The unknown value at a path that is not there, by the note on it or on the nearest part around it. */
export function absentIn(facts: ReadFacts, origin: { section: string; path: string }, fallback: UnknownBecause['reason']): Unknown {
  const given = facts.unknowns.get(origin.path);
  if (given) return given;
  const note = noted(facts.notes, origin.path);
  // What could not be derived names the fact of a section that was missing for it.
  const elsewhere = note?.section !== undefined && note.section !== origin.section;
  const unknown = new Unknown(elsewhere ? note : { reason: fallback, ...note, ...origin });
  facts.unknowns.set(origin.path, unknown);
  return unknown;
}

function noted(notes: ReadonlyMap<string, UnknownBecause>, path: string): UnknownBecause | undefined {
  for (let part = path; part !== ''; part = part.endsWith('[]') ? part.slice(0, -2) : part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
    const note = notes.get(part);
    if (note) return note;
  }
  return notes.get('');
}

/** A copy in which the list at a path, in every item on the way, is known in part. Parts that are not touched are shared. */
function marked(value: unknown, path: readonly string[], because: UnknownBecause): unknown {
  if (path.length === 0) return Array.isArray(value) ? new PartialList(value, because) : value;
  if (!isRecord(value) || value instanceof PartialList) return value;
  const [step = '', ...rest] = path;
  const key = step.replace(/\[\]$/, '');
  if (!Object.hasOwn(value, key)) return value;
  const member = value[key];
  if (key === step) return { ...value, [key]: marked(member, rest, because) };
  const items = (list: readonly unknown[]) => list.map((item) => marked(item, rest, because));
  if (member instanceof PartialList) return { ...value, [key]: new PartialList(items(member.items), member.because) };
  return Array.isArray(member) ? { ...value, [key]: items(member) } : value;
}

function missingOf(missing: unknown): { path: string; reason: UnknownBecause['reason']; detail?: string }[] {
  if (!Array.isArray(missing)) return [];
  return missing.filter(isRecord).map(({ path, reason, detail }) => ({
    path: typeof path === 'string' ? path : '',
    reason: isReason(reason) ? reason : 'unreadable',
    ...(typeof detail === 'string' ? { detail } : {}),
  }));
}

function upgraded(section: Section, version: number, data: unknown): unknown {
  try {
    return section.upgrade?.(version, data);
  } catch {
    // An upgrade meets data that no schema has checked; what it cannot read is unreadable.
    return undefined;
  }
}

type Path = readonly (string | number)[];

/** Takes out what does not fit the schema, from the inside out, until the rest does; undefined when nothing is left. */
function fit({ schema }: Section, data: unknown): { data: Record<string, unknown>; unreadable: { path: string; reason: 'unreadable'; detail: string }[] } | undefined {
  const unreadable = new Map<string, { path: string; reason: 'unreadable'; detail: string }>();
  let rest: unknown = data;
  for (let round = 0; round <= 8; round++) {
    const checked = schema.safeParse(rest);
    if (checked.success) return { data: checked.data, unreadable: [...unreadable.values()] };
    if (round === 0) rest = structuredClone(data);
    const removals = checked.error.issues.map((issue) => removable(rest, issue.path.filter((part) => typeof part !== 'symbol')));
    if (removals.some((path) => path.length === 0)) return undefined;
    const once = new Map(removals.map((path) => [JSON.stringify(path), path]));
    for (const path of [...once.values()].sort(lastFirst)) {
      remove(rest, path);
      const name = noteName(path);
      unreadable.set(name, { path: name, reason: 'unreadable', detail: 'a value does not fit the schema' });
    }
  }
  return undefined;
}

/** What to take out for an issue: the value itself, or, where a value is missing, what should have it. */
function removable(data: unknown, path: Path): Path {
  let at: unknown = data;
  for (const part of path.slice(0, -1)) at = (at as Record<string, unknown>)[part as string];
  const last = path.at(-1);
  const isThere = at !== null && typeof at === 'object' && last !== undefined && (at as Record<string, unknown>)[last] !== undefined;
  return isThere ? path : path.slice(0, -1);
}

function remove(data: unknown, path: Path): void {
  let at: unknown = data;
  for (const part of path.slice(0, -1)) {
    if (at === null || typeof at !== 'object') return;
    at = (at as Record<string, unknown>)[part as string];
  }
  const last = path.at(-1);
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else if (isRecord(at)) delete at[String(last)];
}

/** Inner and later parts first, so that places that are still to be taken out do not move; every place once. */
function lastFirst(a: Path, b: Path): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return -1;
    if (part === other) continue;
    return typeof part === 'number' && typeof other === 'number' ? other - part : String(part) < String(other) ? 1 : -1;
  }
  return a.length < b.length ? 1 : 0;
}

/** A path as notes spell it; an item that was taken out leaves its list known in part. */
function noteName(path: Path): string {
  return path.reduce((name: string, part) => (typeof part === 'number' ? `${name}[]` : name === '' ? part : `${name}.${part}`), '').replace(/\[\]$/, '');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
