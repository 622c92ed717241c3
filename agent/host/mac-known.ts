import type { Known } from './known.ts';
import { plistIn } from './mac.ts';
import type { Plist, PlistDict } from './plist.ts';
import { dictOf, listOf } from './plist.ts';
import type { Look, Why } from './reading.ts';
import { textOf } from './reading.ts';
import type { Reading, Source, Sources } from './source.ts';

/** A property list of one source: null where there is no such file, or nothing to print. */
export function plistKnown<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<Plist | null> {
  const source = sources[name];
  return plistReading(at.one(name), source, nameOf(source));
}

/** A dictionary of one source; of a list, as ioreg prints one, the first. Null where there is none. */
export function dictKnown<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<PlistDict | null> {
  const it = plistKnown(at, name, sources);
  if (it.why || it.value === null) return it.why ? it : { value: null };
  const value = dictOf(it.value) ?? dictOf(listOf(it.value)?.[0]);
  if (value) return { value };
  return listOf(it.value)?.length === 0 ? { value: null } : { why: { reason: 'unreadable', detail: nameOf(sources[name]) } };
}

/** The property list of a reading at hand; a program that is there and prints nothing has nothing to tell. */
export function plistReading(reading: Reading, source: Source | undefined, detail: string): Known<Plist | null> {
  if (reading.state === 'failed') return { why: reading };
  if (reading.state === 'absent') return source?.kind === 'command' ? { why: { reason: 'tool-missing', detail } } : { value: null };
  if (source?.kind === 'command' && textOf(reading) === '') return reading.exitCode ? { why: { reason: 'unreadable', detail } } : { value: null };
  const value = plistIn(reading, source);
  return value === undefined ? { why: { reason: 'unreadable', detail } } : { value };
}

/** What a program printed, or why it printed nothing: an error without a word is no empty answer. */
export function printed<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<string> {
  const reading = at.one(name);
  if (reading.state === 'failed') return { why: reading };
  if (reading.state === 'absent') return { why: { reason: 'tool-missing', detail: nameOf(sources[name]) } };
  const text = textOf(reading) ?? '';
  return text === '' && reading.exitCode ? { why: { reason: 'unreadable', detail: `${nameOf(sources[name])} ended with an error` } } : { value: text };
}

/**
 * A setting that several preference files may hold, the strongest first: what device management forces, then what was set
 * on the computer. Null where none holds it. A value of another kind is unreadable, not absent.
 */
export function setIn<T>(layers: readonly Known<PlistDict | null>[], key: string, parse: (value: Plist) => T | undefined): Known<T | null> {
  for (const layer of layers) {
    if (layer.why) return layer;
    const value = layer.value?.[key];
    if (value === undefined && !(layer.value && key in layer.value)) continue;
    const parsed = parse(value);
    return parsed === undefined ? { why: { reason: 'unreadable', detail: key } } : { value: parsed };
  }
  return { value: null };
}

/** The first reason why something is not known. */
export function whyOf(...parts: readonly Known<unknown>[]): Why | undefined {
  return parts.find(({ why }) => why)?.why;
}

function nameOf(source: Source | undefined): string {
  if (source === undefined) return '';
  if (source.kind === 'command') return [source.program[0] ?? '', ...source.args].join(' ').slice(0, 200);
  return 'path' in source ? source.path : 'pattern' in source ? source.pattern : source.kind;
}
