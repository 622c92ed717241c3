import type { Reason } from '../../wire/reasons.ts';
import type { Missing } from '../../wire/section.ts';
import type { Answers, Reading, Source, Sources } from './source.ts';

/** Why a fact is not there. */
export interface Why {
  readonly reason: Reason;
  readonly detail?: string;
}

/**
 * The answers of one section, taken apart: each look either yields a fact or notes why there is none, so that nothing
 * gets lost on the way from a source to `missing`. The text handed to a `parse` is never blank-padded: it is trimmed,
 * without NUL. A `parse` says `undefined` for what it does not understand and `null` for what is not there.
 */
export interface Look<S extends Sources> {
  /** The answer to a source of one text. */
  readonly one: (source: keyof S & string) => Reading;
  /** The text of a source, or undefined where there is none for whatever reason. */
  readonly text: (source: keyof S & string) => string | undefined;
  /** A fact that a machine may lack: no file is null; a refusal or nonsense is a gap at `path`. */
  readonly take: <T>(path: string, source: keyof S & string, parse: (text: string) => T | null | undefined) => T | null | undefined;
  /** The same of a reading at hand; `from` names it in the gap. */
  readonly fact: <T>(path: string, reading: Reading, parse: (text: string) => T | null | undefined, from?: string) => T | null | undefined;
  /** A fact that every machine has: no file is a gap too. */
  readonly need: <T>(path: string, source: keyof S & string, parse: (text: string) => T | undefined) => T | undefined;
  /** The readings of a pattern by one component of their path (the adapter in /sys/class/net/eth0/mtu is 4). */
  readonly by: (source: keyof S & string, component: number) => ReadonlyMap<string, Reading>;
  /** The same as a question: what is not there is `absent` only if the list is whole. */
  readonly each: (source: keyof S & string, component: number) => (item: string) => Reading;
  /** The paths of a pattern, and why some may be missing. */
  readonly all: (source: keyof S & string) => { readonly entries: readonly { readonly path: string; readonly reading: Reading }[]; readonly incomplete?: Why };
  /** Notes a gap; the first word on a path counts. Undefined, so that it can stand for the fact. */
  readonly lack: (path: string, why: Why) => undefined;
  /** The gaps so far, by path. */
  readonly missing: () => Missing[];
}

/** Starts a look at the answers to the given sources. */
export function look<S extends Sources>(answers: Answers, sources: S): Look<S> {
  const gaps = new Map<string, Missing>();
  const lack = (path: string, { reason, detail }: Why): undefined => {
    if (!gaps.has(path)) gaps.set(path, detail === undefined ? { path, reason } : { path, reason, detail: printable(detail, 512) });
  };
  const one = (source: string): Reading => {
    const answer = answers[source];
    return answer?.kind === 'one' ? answer.reading : { state: 'failed', reason: 'unreadable', detail: `${source} was not asked` };
  };
  const all: Look<S>['all'] = (source) => {
    const answer = answers[source];
    return answer?.kind === 'many' ? answer : { entries: [], incomplete: { reason: 'unreadable', detail: `${source} was not asked` } };
  };
  const fact: Look<S>['fact'] = (path, reading, parse, from) => {
    if (reading.state === 'absent') return null;
    if (reading.state === 'failed') return lack(path, reading);
    const value = parse(trimmed(reading.text));
    return value === undefined ? lack(path, { reason: 'unreadable', ...(from === undefined ? {} : { detail: from }) }) : value;
  };
  const take: Look<S>['take'] = (path, source, parse) => fact(path, one(source), parse, placeOf(sources[source]));
  const by: Look<S>['by'] = (source, component) => new Map(all(source).entries.map(({ path, reading }) => [part(path, component), reading]));
  return {
    one,
    all,
    take,
    lack,
    text: (source) => textOf(one(source)),
    need: (path, source, parse) => {
      const value = take(path, source, parse);
      return value === null ? lack(path, { reason: 'not-visible-from-here', detail: placeOf(sources[source]) }) : value;
    },
    fact,
    by,
    each: (source, component) => {
      const [readings, { incomplete }] = [by(source, component), all(source)];
      const none: Reading = incomplete ? { state: 'failed', reason: incomplete.reason, detail: incomplete.detail ?? source } : { state: 'absent' };
      return (item) => readings.get(item) ?? none;
    },
    missing: () => [...gaps.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** The text of a reading without NUL and blanks around it; undefined where there is none. */
export function textOf(reading: Reading | undefined): string | undefined {
  return reading?.state === 'read' ? trimmed(reading.text) : undefined;
}

/** One component of a path; the first behind the leading slash is 1. */
export function part(path: string, component: number): string {
  return path.split('/')[component] ?? '';
}

/** Text that may stand in a fact: no control characters, no torn characters, no more than `max` UTF-16 units. */
export function printable(text: string, max = 1024): string {
  const clean = text.replace(/\p{Cc}+/gu, ' ').trim();
  return (clean.length > max ? clean.slice(0, max).trimEnd() : clean).toWellFormed();
}

/** A whole number in decimal digits that JavaScript holds exactly, or undefined. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Which comes first in a list of facts: by code units, the same on every machine. */
export function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function trimmed(text: string): string {
  return text.replaceAll('\0', '').trim();
}

function placeOf(source: Source | undefined): string {
  if (source === undefined) return '';
  if ('path' in source) return source.path;
  return 'pattern' in source ? source.pattern : source.kind;
}
