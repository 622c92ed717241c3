import type { Outcome, OutcomeKind } from '../outcome.ts';

/** What of an outcome is compared: what came out, and why when it is not known. */
export interface Verdict {
  readonly outcome: OutcomeKind;
  readonly reason: string | null;
}

/** One question whose answer is not the same in two judgments; null where one of them does not ask it. */
export interface Difference {
  readonly rule: string;
  readonly subject: string;
  readonly label: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
}

/** What a second judgment says differently from a first, by rule and subject. */
export function differences(before: readonly Outcome[], after: readonly Outcome[]): Difference[] {
  const old = new Map(before.map((outcome) => [keyOf(outcome), outcome]));
  const now = new Map(after.map((outcome) => [keyOf(outcome), outcome]));
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys.flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const either = is ?? was;
    const [a, b] = [verdictOf(was), verdictOf(is)];
    if (!either || (a?.outcome === b?.outcome && a?.reason === b?.reason)) return [];
    return [{ rule: either.rule, subject: either.subject.id, label: either.subject.label, before: a, after: b }];
  });
}

function keyOf({ rule, subject }: Outcome): string {
  return JSON.stringify([rule, subject.id]);
}

function verdictOf(outcome: Outcome | undefined): Verdict | null {
  return outcome ? { outcome: outcome.outcome, reason: outcome.because?.reason ?? null } : null;
}
