import type { Look, Why } from './reading.ts';
import { keysOf, registryNumber, registryText } from './registry.ts';
import type { Sources } from './source.ts';

/** Something that is known, or why it is not: so that what is unknown stays unknown through every step of a parser. */
export type Known<T> = { readonly value: T; readonly why?: undefined } | { readonly why: Why; readonly value?: undefined };

/** What is known for certain. */
export function known<T>(value: T): Known<T> {
  return { value };
}

/** Another view of what is known; undefined says that it was not understood, as `detail` names it. */
export function mapped<T, U>(it: Known<T>, view: (value: T) => U | undefined, detail?: string): Known<U> {
  return decidedBy(it, view, { reason: 'unreadable', ...(detail === undefined ? {} : { detail }) });
}

/** What follows from what is known; undefined says that nothing does, for the reason given. */
export function decidedBy<T, U>(it: Known<T>, view: (value: T) => U | undefined, otherwise: Why): Known<U> {
  if (it.why) return it;
  const value = view(it.value);
  return value === undefined ? { why: otherwise } : { value };
}

/** What holds by default on this release, where the documentation is clear about it. */
export function byRelease<T>(build: Known<number>, usual: (build: number) => T | undefined, detail: string): Known<T> {
  return decidedBy(build, usual, { reason: 'not-visible-from-here', detail });
}

/** The value, with what holds where nothing is set. */
export function orElse<T>(it: Known<T | null>, usual: Known<T>): Known<T> {
  if (it.why) return it;
  return it.value === null ? usual : { value: it.value };
}

/** The first that is set, in the order in which the system asks them; one that is not known hides those behind it. */
export function firstSet<T>(...layers: readonly Known<T | null>[]): Known<T | null> {
  for (const layer of layers) if (layer.why || layer.value !== null) return layer;
  return { value: null };
}

/** The first that is known. Only for sources that say the same. */
export function firstKnown<T>(first: Known<T>, ...others: readonly Known<T>[]): Known<T> {
  return [first, ...others].find(({ why }) => !why) ?? first;
}

/** True when all are, false when one is not, else not known. */
export function allOf(...parts: readonly Known<boolean>[]): Known<boolean> {
  if (parts.some(({ value }) => value === false)) return { value: false };
  return parts.find(({ why }) => why) ?? { value: true };
}

/** True when one is, false when none is, else not known. */
export function anyOf(...parts: readonly Known<boolean>[]): Known<boolean> {
  return inverse(allOf(...parts.map(inverse)));
}

/** The opposite. */
export function inverse(it: Known<boolean>): Known<boolean> {
  return it.why ? it : { value: !it.value };
}

/** The fact for the wire: the value, or a gap at the path. */
export function tell<T, S extends Sources>(at: Look<S>, path: string, it: Known<T>): T | undefined {
  return it.why ? at.lack(path, it.why) : it.value;
}

/** A number of the one key of a registry source; null where the key or the value is not there. */
export function numberSet<S extends Sources>(at: Look<S>, source: keyof S & string, name: string): Known<number | null> {
  return valueSet(at, source, name, registryNumber);
}

/** A text of the one key of a registry source; null where the key or the value is not there, or blank. */
export function textSet<S extends Sources>(at: Look<S>, source: keyof S & string, name: string): Known<string | null> {
  return valueSet(at, source, name, registryText);
}

function valueSet<T, S extends Sources>(at: Look<S>, source: keyof S & string, name: string, parse: (value: unknown) => T | null | undefined): Known<T | null> {
  const { keys, why } = keysOf(at, source);
  const [key] = keys;
  if (key === undefined) return why ? { why } : { value: null };
  return mapped(known(key.value(name)), parse, `${key.path} ${name}`);
}

/** Whether a key of a registry source is there. */
export function keyThere<S extends Sources>(at: Look<S>, source: keyof S & string): Known<boolean> {
  const { keys, why } = keysOf(at, source);
  return keys.length > 0 ? { value: true } : why ? { why } : { value: false };
}
