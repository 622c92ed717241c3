import { jsonOf, member } from './json.ts';
import type { Look, Why } from './reading.ts';
import { printable } from './reading.ts';
import type { Sources } from './source.ts';

/** One instance of a CIM class, or one object that a script returned. */
export type Instance = (property: string) => unknown;

/** The instances of a source, why there are none, or neither: the class does not exist on this computer. */
export type Instances =
  | { readonly list: readonly Instance[]; readonly why?: undefined }
  | { readonly list?: undefined; readonly why: Why }
  | { readonly list?: undefined; readonly why?: undefined };

/** The answer to a `cim` source, or to a `powershell` source that returns a list of objects or a single one. */
export function instancesOf<S extends Sources>(at: Look<S>, source: keyof S & string): Instances {
  const reading = at.one(source);
  if (reading.state === 'absent') return {};
  if (reading.state === 'failed') return { why: reading };
  const parsed = jsonOf(reading.text.replaceAll('\0', ''));
  const list = Array.isArray(parsed) ? parsed : [parsed];
  if (!list.every((it) => typeof it === 'object' && it !== null && !Array.isArray(it))) return { why: { reason: 'unreadable', detail: source } };
  return { list: list.map((it) => (property) => member(it, property)) };
}

/** A value that was not understood becomes a gap at the path; everything else stays as it is. */
export function told<T, S extends Sources>(at: Look<S>, path: string, value: T | undefined): T | undefined {
  return value === undefined ? at.lack(path, { reason: 'unreadable' }) : value;
}

/** Text as it may stand in a fact; null for an empty property, undefined for another type. */
export function cimText(value: unknown, max = 1024): string | null | undefined {
  if (value === null) return null;
  return typeof value === 'string' ? printable(value.replaceAll('\0', ''), max) || null : undefined;
}

/** A whole number, also as a text of digits (64-bit numbers); null for an empty property, undefined for anything else. */
export function cimNumber(value: unknown): number | null | undefined {
  if (value === null) return null;
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** A boolean; null for an empty property, undefined for anything else. */
export function cimFlag(value: unknown): boolean | null | undefined {
  return value === null || typeof value === 'boolean' ? value : undefined;
}

/**
 * A moment as RFC 3339 UTC to the second. Takes what a `cim` source promises, and `/Date(milliseconds)/` as PowerShell 5.1
 * writes moments into JSON. Null for an empty property, undefined for what is no moment of the years 1970 to 9999.
 */
export function cimInstant(value: unknown): string | null | undefined {
  if (value === null) return null;
  if (typeof value !== 'string') return undefined;
  const milliseconds = /^\/Date\((\d{1,15})\)\/$/.exec(value)?.[1];
  const rfc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value);
  const at = milliseconds !== undefined ? new Date(Number(milliseconds)) : new Date(rfc ? value : Number.NaN);
  if (Number.isNaN(at.getTime()) || at.getTime() < 0 || at.getUTCFullYear() > 9999) return undefined;
  const instant = `${at.toISOString().slice(0, 19)}Z`;
  // The way back refuses 30 February.
  return milliseconds !== undefined || instant.slice(0, 19) === value.slice(0, 19) ? instant : undefined;
}

/** A source of the instances of a class. */
export function cim(path: `${string}:${string}`, properties: readonly string[], more: { readonly filter?: string; readonly timeoutMs?: number } = {}) {
  const [namespace = '', name = ''] = path.split(':');
  return { kind: 'cim', namespace, class: name, properties, ...more } as const;
}
