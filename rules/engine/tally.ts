import { changesAt, isInForce } from '../derive/waivers/cover.ts';
import { covers } from '../waiver.ts';
import type { EvaluationInput } from '../input.ts';
import type { Outcome, UnknownBecause } from '../outcome.ts';
import { basisBits } from './context.ts';
import type { Context } from './context.ts';
import type { Rule } from './rulebook.ts';
import { Range, Unknown } from './value.ts';

/** How many subjects of a rule came out how. `accepted` is part of `fail`. */
export interface Counts {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly accepted: number;
}

/**
 * Rules that can be judged asset by asset, and those that count the outcomes of others, each after what it counts.
 * Where rules count each other in a circle (lint refuses that) none of the circle is judged early: they see what is there.
 */
export function inOrder(rules: readonly Rule[]): { readonly first: readonly Rule[]; readonly counting: readonly Rule[] } {
  const first = rules.filter(({ compiled }) => compiled.tallies.length === 0);
  const counting: Rule[] = [];
  let rest = rules.filter(({ compiled }) => compiled.tallies.length > 0);
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ definition }) => definition.id));
    const ready = rest.filter(({ compiled }) => compiled.tallies.every((id) => !waiting.has(id)));
    const next = ready.length > 0 ? ready : rest.slice(0, 1);
    counting.push(...next);
    rest = rest.filter((rule) => !next.includes(rule));
  }
  return { first, counting };
}

/** The value of `tally(rule)` over outcomes that are there, by rule. A rule that no active pack asks has no outcomes, and nobody knows what they would be. */
export function talliesOf(outcomes: ReadonlyMap<string, readonly Outcome[]>, input: EvaluationInput): Context['tally'] {
  const asOf = Date.parse(input.asOf);
  const departments = new Map(input.roster.map(({ id, department }) => [id, department]));
  const inForce = input.waivers.filter((waiver) => isInForce(waiver, asOf));
  const isAccepted = ({ rule, subject }: Outcome) =>
    inForce.some((waiver) => covers(waiver, rule, { id: subject.id, department: (subject.asset !== null && departments.get(subject.asset)) || null }));
  return (rule) => {
    const own = outcomes.get(rule);
    if (!own) return notAsked(rule);
    const count = (...kinds: Outcome['outcome'][]) => own.filter(({ outcome }) => kinds.includes(outcome));
    const fails = count('fail');
    const counts = { pass: count('pass').length, fail: fails.length, unknown: count('unknown', 'error').length, notApplicable: count('not-applicable').length, accepted: fails.filter(isAccepted).length };
    const open = own.some(({ subject, outcome }) => subject.scope === 'town' && outcome === 'unknown') || own.some(({ subject, outcome }) => subject.id.endsWith('/*') && outcome === 'unknown');
    const about = input.waivers.filter((waiver) => waiver.rules.includes(rule));
    const until = Math.min(...own.map(({ validUntil }) => (validUntil === null ? Infinity : Date.parse(validUntil))), ...about.map((waiver) => changesAt(waiver, asOf)));
    return { value: tallyValue(rule, counts, open), mark: { basis: basisOf(own), until, sources: [] } };
  };
}

function basisOf(outcomes: readonly Outcome[]): number {
  const all = basisBits.measured | basisBits.list | basisBits.attested;
  return outcomes.reduce((bits, { basis }) => bits | (basis === 'mixed' ? all : basisBits[basis]), 0);
}

/** The value of `tally(rule)` by counts that are given: in the tests of rules. */
export function talliesGiven(counts: Readonly<Record<string, Counts>>): Context['tally'] {
  return (rule) => {
    const own = Object.hasOwn(counts, rule) ? counts[rule] : undefined;
    return own ? { value: tallyValue(rule, own), mark: undefined } : notAsked(rule);
  };
}

function notAsked(rule: string): ReturnType<Context['tally']> {
  return { value: new Unknown({ reason: 'population-not-known', section: 'tally', path: rule, detail: `no active pack asks ${rule}` }), mark: undefined };
}

/**
 * The counts as rules see them. What is not known may come out any way, so that each number lies between what is certain
 * and that plus all that is unknown; `endless`: nobody knows how many there are.
 */
function tallyValue(rule: string, { pass, fail, unknown, notApplicable, accepted }: Counts, endless = false): Readonly<Record<string, unknown>> {
  const because: UnknownBecause = { reason: endless ? 'population-not-known' : 'too-few-sources', section: 'tally', path: rule, detail: `${unknown} of ${rule} not known` };
  const more = endless ? Infinity : unknown;
  const from = (low: number) => (unknown === 0 ? low : new Range({ low, high: low + more }, because));
  return { pass: from(pass), fail: from(fail), unknown: unknown === 0 ? 0 : new Range({ low: 0, high: more, text: String(unknown) }, because), notApplicable: from(notApplicable), accepted: from(accepted), population: from(pass + fail) };
}
