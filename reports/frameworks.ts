import { tally } from '../rules/judge/essentials.ts';
import type { Framework, RuleDefinition } from '../rules/engine/rule.ts';
import type { Basis, Outcome } from '../rules/outcome.ts';
import type { WaitingRule } from '../rules/waiting.ts';

/** The rulebook as far as a crosswalk needs it. */
export interface FrameworkSource {
  readonly frameworks: readonly Framework[];
  readonly waiting?: readonly WaitingRule[];
  readonly rules: readonly { readonly definition: Pick<RuleDefinition, 'id' | 'en'> }[];
}

/** How one rule stands in this town. */
export interface RuleStanding {
  readonly rule: string;
  readonly title: string | null;
  /** `not-asked`: no pack that judges this town holds it. `waits`: it is not written, and `waits` says why. */
  readonly state: 'gaps' | 'not-known' | 'fine' | 'not-applicable' | 'not-asked' | 'waits' | 'not-written';
  /** Null where it was not asked. `accepted` is part of `gaps`. */
  readonly counts: RuleCounts | null;
  /** Where what is fine is known from. */
  readonly bases: readonly Basis[];
  readonly waits: { readonly for: string; readonly note: string } | null;
}

export interface RuleCounts {
  readonly fine: number;
  readonly gaps: number;
  readonly accepted: number;
  readonly notKnown: number;
  readonly notApplicable: number;
}

/**
 * What the rules say of a requirement, the first that is true: one of them shows a gap; one could not be answered; all that
 * were asked are fine and others were not; all are fine; none applies; all wait or are not asked; there is none.
 */
export const requirementStates = ['gaps', 'not-known', 'in-part', 'fine', 'not-applicable', 'not-measured', 'not-asked', 'no-rule'] as const;
export type RequirementState = (typeof requirementStates)[number];

export interface RequirementView {
  readonly id: string;
  readonly label: string | null;
  readonly state: RequirementState;
  /** True where it is shown to be fine and nothing of that was measured. */
  readonly stated: boolean;
  readonly rules: readonly RuleStanding[];
}

/** Requirements of somebody else, and what the rules of this town say of each. */
export interface FrameworkView {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Day on which its requirements were compared with their publisher. */
  readonly checkedOn: string;
  readonly requirements: readonly RequirementView[];
}

/**
 * Every requirement of frameworks, in the order of their publishers, with the rules that show it. None is dropped.
 * @param asOf RFC 3339 UTC; what no longer holds then is not known
 */
export function frameworkViews({ frameworks, waiting = [], rules }: FrameworkSource, outcomes: readonly Outcome[], asOf: string): FrameworkView[] {
  const byRule = Map.groupBy(outcomes, ({ rule }) => rule);
  const titles = new Map(rules.map(({ definition: { id, en } }) => [id, en.title]));
  const waits = new Map(waiting.map((rule) => [rule.id, rule]));
  const known = new Map<string, RuleStanding>();
  const standing = (rule: string): RuleStanding => {
    const found = known.get(rule) ?? standingOf(rule, { own: byRule.get(rule) ?? [], title: titles.get(rule), waits: waits.get(rule), asOf });
    known.set(rule, found);
    return found;
  };
  return frameworks.map(({ id, title, source, checkedOn, requirements }) => ({
    id,
    title,
    source,
    checkedOn,
    requirements: requirements.map((requirement) => requirementView(requirement, [...new Set(requirement.rules)].map(standing))),
  }));
}

interface About {
  readonly own: readonly Outcome[];
  readonly title: string | undefined;
  readonly waits: WaitingRule | undefined;
  readonly asOf: string;
}

function standingOf(rule: string, { own, title, waits, asOf }: About): RuleStanding {
  const base = { rule, title: title ?? null, counts: null, bases: [], waits: null };
  if (own.length === 0) {
    if (title !== undefined) return { ...base, state: 'not-asked' };
    return waits === undefined ? { ...base, state: 'not-written' } : { ...base, state: 'waits', waits: { for: waits.waitsFor, note: waits.note } };
  }
  const { pass, fail, unknown, accepted, notApplicable } = tally(own, asOf);
  const state = fail > 0 ? 'gaps' : unknown > 0 ? 'not-known' : pass > 0 ? 'fine' : 'not-applicable';
  const bases = [...new Set(own.filter(({ outcome }) => outcome === 'pass').map(({ basis }) => basis))].sort();
  return { ...base, state, bases, counts: { fine: pass, gaps: fail, accepted, notKnown: unknown, notApplicable } };
}

function requirementView({ id, label }: Framework['requirements'][number], rules: readonly RuleStanding[]): RequirementView {
  const state = stateOf(rules);
  const bases = rules.flatMap((rule) => (rule.state === 'fine' ? rule.bases : []));
  return { id, label: label ?? null, state, stated: (state === 'fine' || state === 'in-part') && bases.every((basis) => basis === 'list' || basis === 'attested'), rules };
}

function stateOf(rules: readonly RuleStanding[]): RequirementState {
  const some = (...states: RuleStanding['state'][]) => rules.some(({ state }) => states.includes(state));
  if (rules.length === 0) return 'no-rule';
  if (some('gaps')) return 'gaps';
  if (some('not-known')) return 'not-known';
  const isOpen = some('waits', 'not-written', 'not-asked');
  if (some('fine')) return isOpen ? 'in-part' : 'fine';
  if (!isOpen) return 'not-applicable';
  return some('waits', 'not-written') ? 'not-measured' : 'not-asked';
}
