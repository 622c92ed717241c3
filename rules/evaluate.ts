import { judge } from './engine/judge.ts';
import type { Question } from './engine/judge.ts';
import { suggestion } from './engine/nearest.ts';
import { resolveParameters } from './engine/parameters.ts';
import type { ParameterValue } from './engine/parameters.ts';
import type { Pack } from './engine/rule.ts';
import type { Rulebook } from './engine/rulebook.ts';
import { asking } from './engine/asking.ts';
import { inOrder, talliesOf } from './engine/tally.ts';
import { together, townOf } from './engine/town.ts';
import { viewCache } from './engine/view.ts';
import type { ViewCache } from './engine/view.ts';
import type { EvaluationInput, RosterAsset } from './input.ts';
import type { Outcome } from './outcome.ts';

/** A rule that was asked: the packs that select it, and its parameters as they hold for the town as a whole. */
export interface ActiveRule {
  readonly rule: string;
  readonly packs: readonly string[];
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

export interface Evaluation {
  /** One for every active rule and subject, by rule id and subject id. */
  readonly outcomes: readonly Outcome[];
  readonly active: readonly ActiveRule[];
}

/**
 * Judges a town. Pure: the same input, rulebook and packs give the same outcomes, in whatever order the lists of the
 * input stand; the cache only saves time.
 *
 * Every active rule has exactly one outcome about every subject: the assets of its classes, the accounts on them, or the
 * town. Where the roster has no such asset, it is one outcome about the town; where the accounts of an asset
 * were not all read, or there are none, one about `asset/*`.
 * @throws Error when a pack does not exist.
 */
export function evaluate(input: EvaluationInput, rulebook: Rulebook, packIds: readonly string[], cache: ViewCache = viewCache()): Evaluation {
  const steps = evaluating(input, rulebook, packIds, cache);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/**
 * As {@link evaluate}, in steps: yields after every asset, so that who calls can do something else meanwhile, or empty the
 * cache. It goes asset by asset also because what was read of one is then at hand for all rules, and let go before the next.
 */
export function* evaluating(input: EvaluationInput, rulebook: Rulebook, packIds: readonly string[], cache: ViewCache): Generator<RosterAsset, Evaluation, void> {
  const packs = packsNamed(rulebook, packIds);
  const town = townOf(input, rulebook, packs, cache);
  const active = rulebook.rules.filter(({ definition }) => packs.some((pack) => pack.rules.some(({ id }) => id === definition.id)));
  const answered = (it: Question | Outcome) => ('outcome' in it ? it : judge(it));
  const { first, counting } = inOrder(active);
  const questions = first.map((rule) => asking(rule, town));
  const byRule = questions.map(({ once }) => once.map(answered));
  for (let from = 0; from < town.population.length; from += together) {
    const assets = town.population.slice(from, from + together);
    for (const [index, { about }] of questions.entries()) {
      const outcomes = byRule[index];
      const tell = (it: Question | Outcome) => void outcomes?.push(answered(it));
      for (const asset of assets) about(asset, tell);
    }
    yield* assets;
  }
  const counted = new Map(first.map(({ definition }, index) => [definition.id, byRule[index] ?? []]));
  for (const rule of counting) counted.set(rule.definition.id, asking(rule, town, talliesOf(counted, input)).once.map(answered));
  return {
    outcomes: [...counted.values()].flat().sort(byRuleAndSubject),
    active: active.map(({ definition }) => ({
      rule: definition.id,
      packs: packs.filter((pack) => pack.rules.some(({ id }) => id === definition.id)).map(({ id }) => id).sort(),
      parameters: resolveParameters(definition, packs, input.profile.parameters, null),
    })),
  };
}

/** The packs with these ids. @throws Error when one does not exist. */
export function packsNamed(rulebook: Rulebook, ids: readonly string[]): readonly Pack[] {
  return ids.map((id) => {
    const pack = rulebook.packs.find((it) => it.id === id);
    if (pack) return pack;
    throw new Error(`there is no pack "${id}"${suggestion(id, rulebook.packs.map((it) => it.id))}`);
  });
}

function byRuleAndSubject(a: Outcome, b: Outcome): number {
  if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
  return a.subject.id < b.subject.id ? -1 : a.subject.id > b.subject.id ? 1 : 0;
}
