import type { EvaluationInput } from '../input.ts';
import type { Finding, Outcome, Subject } from '../outcome.ts';
import type { Person, Responsible } from './act-texts.ts';
import type { ActionClass, ActionTraits } from './actions.ts';
import { essentials } from './essentials.ts';
import type { RankedService } from './ranks.ts';

/** What acts need of a rule. */
export interface ActRule extends ActionTraits {
  readonly id: string;
  /** The question. */
  readonly title: string;
  readonly plain: string;
  readonly responsible: string;
}

/** A town that was judged. */
export interface Judged {
  readonly input: EvaluationInput;
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly Finding[];
  readonly rules: readonly ActRule[];
}

/** How much of an essential an act is about. */
export interface EssentialShare {
  readonly number: number;
  readonly answers: number;
  /** Nothing else about this essential would stay not known, as far as it was asked. */
  readonly all: boolean;
}

/** One thing to do, and all that it closes. Texts hold names as machines gave them: who prints must make them safe to look at. */
export interface NextAct {
  readonly id: string;
  /** `learn`: it closes what is not known. `fix`: it mends what fails. */
  readonly kind: 'learn' | 'fix';
  readonly text: string;
  /** What it changes, in one sentence. */
  readonly why: string;
  /** Estimate. */
  readonly minutes: number;
  readonly person: Person;
  readonly responsible: Responsible;
  readonly command: string | null;
  /** Answers of rules about subjects that it closes, at most: where more than one thing is missing, the next shows after it. */
  readonly answers: number;
  readonly essentials: readonly EssentialShare[];
  readonly rules: readonly string[];
  readonly subjects: readonly Subject[];
  /** What was tried, or which part fails. */
  readonly details: readonly string[];
  /** The best ranked public service that it is about. */
  readonly service: RankedService | null;
  /** A person who answers for it, by name: the owner of the one service that it is about, or the town's leader for this. */
  readonly owner: string | null;
  /** For a fix: how soon, why, and until which day; null for what is not known. */
  readonly fix: {
    readonly action: ActionClass;
    readonly because: readonly string[];
    readonly deadline: string | null;
    /** The deadline has passed. */
    readonly overdue: boolean;
    readonly effort: ActionTraits['effort'];
    readonly cost: ActionTraits['cost'];
    readonly department: string | null;
  } | null;
}

/** Which essentials a rule belongs to. */
const essentialsOf: ReadonlyMap<string, readonly number[]> = new Map(
  [...new Set(essentials.flatMap(({ rules }) => rules))].map((rule) => [rule, essentials.filter(({ rules }) => rules.includes(rule)).map(({ number }) => number)]),
);

/** Counts outcomes by essential. @param open all outcomes of the same kind, so that `all` can be told */
export function essentialShares(outcomes: readonly Outcome[], open: ReadonlyMap<number, number>): EssentialShare[] {
  return [...byEssential(outcomes)].sort(([a], [b]) => a - b).map(([number, answers]) => ({ number, answers, all: open.get(number) === answers }));
}

/** How many of these outcomes each essential has. */
export function byEssential(outcomes: readonly Outcome[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { rule } of outcomes) for (const number of essentialsOf.get(rule) ?? []) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

/** Who answers for security in the town, as it states; null where nobody has said. */
export function leaderOf({ register }: EvaluationInput): string | null {
  return register?.data.responsible?.leader ?? null;
}

/** Each subject once, by label and id. */
export function subjectsOf(outcomes: readonly Outcome[]): Subject[] {
  const byId = new Map(outcomes.map(({ subject }) => [subject.id, subject]));
  return [...byId.values()].sort((a, b) => order(a.label, b.label) || order(a.id, b.id));
}

/** Texts once each, sorted. */
export function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort(order);
}

export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
