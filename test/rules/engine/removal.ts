import type { Reason } from '../../../wire/reasons.ts';
import type { Missing } from '../../../wire/section.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { below, pick } from './any.ts';
import type { Draw } from './any.ts';
import { inputOf } from './setup.ts';
import type { Written } from './setup.ts';

/** What a computer told of its sections: by the key of `facts`. */
export type Snapshot = Readonly<Record<string, { readonly data: Record<string, unknown>; readonly missing: readonly Missing[]; readonly failed?: Reason }>>;

/** The same computer with one thing less told of it: a section fails, a key is gone, or a list is cut and says so. */
export function less(draw: Draw, snapshot: Snapshot): Snapshot {
  const key = pick(draw, Object.keys(snapshot));
  const section = snapshot[key];
  if (!section || section.failed !== undefined) return snapshot;
  if (below(draw, 8) === 0) return { ...snapshot, [key]: { ...section, failed: 'timeout' } };
  const data = structuredClone(section.data);
  const places = placesIn(data, []);
  if (places.length === 0) return snapshot;
  const { owner, member, path } = pick(draw, places);
  const list = owner[member];
  const note = { path, reason: 'needs-root' as const };
  if (Array.isArray(list) && below(draw, 2) === 0) {
    list.splice(below(draw, list.length + 1), 1);
    return { ...snapshot, [key]: { data, missing: [...section.missing, { path, reason: 'too-large' }] } };
  }
  delete owner[member];
  return { ...snapshot, [key]: { data, missing: below(draw, 2) === 0 ? [...section.missing, note] : section.missing } };
}

/** The evaluation input of one computer that told this; `more` as the tests of rules have it. */
export function inputWith(snapshot: Snapshot, more: Written = {}): EvaluationInput {
  const read = Object.entries(snapshot).filter(([, it]) => it.failed === undefined);
  const failed = Object.entries(snapshot).filter(([, it]) => it.failed !== undefined);
  return inputOf({
    ...more,
    facts: Object.fromEntries(read.map(([key, { data }]) => [key, data])),
    missing: Object.fromEntries(read.map(([key, { missing }]) => [key, missing])),
    status: Object.fromEntries(failed.map(([key, { failed: reason }]) => [key, { status: 'failed', reason }])),
  });
}

/** What must not happen when facts are taken away: a verdict that was not there before. */
export function invented(before: readonly Outcome[], after: readonly Outcome[]): string[] {
  const was = new Map(before.map((it) => [`${it.rule} ${it.subject.id}`, it.outcome]));
  return after.flatMap((it) => {
    const key = `${it.rule} ${it.subject.id}`;
    // Of two accounts with one uid each is called uid/name; when one of them can no longer be read, the other is called uid.
    const before = was.has(key) ? [was.get(key)] : [...was].filter(([other]) => other.startsWith(`${key}/`)).map(([, outcome]) => outcome);
    // An error is a bug of the rule, not a verdict: a random rule that contradicts itself on one item hides what the others say until that item is gone.
    return it.outcome === 'unknown' || before.includes(it.outcome) || before.includes('error') ? [] : [`${key}: ${before.join()} became ${it.outcome}`];
  });
}

interface Place {
  readonly owner: Record<string, unknown>;
  readonly member: string;
  /** As notes spell it. */
  readonly path: string;
}

/** Every key of every object. */
function placesIn(value: unknown, path: readonly string[]): Place[] {
  if (Array.isArray(value)) {
    const inside = path.map((part, index) => (index === path.length - 1 ? `${part}[]` : part));
    return value.flatMap((item) => placesIn(item, inside));
  }
  if (value === null || typeof value !== 'object') return [];
  const owner = value as Record<string, unknown>;
  return Object.keys(owner).flatMap((member) => [{ owner, member, path: [...path, member].join('.') }, ...placesIn(owner[member], [...path, member])]);
}
