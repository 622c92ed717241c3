import { createHash } from 'node:crypto';
import type { Finding, Outcome, OutcomeKind } from '../outcome.ts';

/** What happened to a finding in one evaluation. */
export type FindingChange = 'opened' | 'persisting' | 'resolved' | 'reopened' | 'unverifiable' | 'retired';

export interface Reconciled {
  /** Every finding there ever was, by id: open, unverifiable, resolved and retired. */
  readonly findings: readonly Finding[];
  /** By finding id. A finding that had ended before and stays so is not named again. */
  readonly changes: readonly { readonly finding: string; readonly change: FindingChange }[];
}

export interface ReconcileContext {
  readonly town: string;
  /** RFC 3339 UTC. */
  readonly asOf: string;
  /** Subjects of assets that were retired or put out of scope since: their findings end as *retired*. */
  readonly retiredAssets: ReadonlySet<string>;
}

/** The id of a finding, for life: derived from town, rule and subject, so that any replay gives the same one. */
export function findingId(town: string, rule: string, subject: string): string {
  const digest = createHash('sha256').update(JSON.stringify([town, rule, subject])).digest('hex');
  return `F-${digest.slice(0, 16)}`;
}

/**
 * Yesterday's findings and today's outcomes give today's findings. Pure.
 *
 * - a fail opens a finding, keeps it, or reopens a resolved one
 * - a pass or a proven not-applicable resolves it
 * - unknown and error never close it: it becomes unverifiable and keeps the day it was last confirmed
 * - an outcome that is gone (rule left the pack, subject no longer there) leaves it unverifiable, unless the asset was retired
 *
 * Two outcomes about one rule and subject (a machine that names two users by one id) count as the worse of them.
 */
export function reconcile(outcomes: readonly Outcome[], previous: readonly Finding[], context: ReconcileContext): Reconciled {
  const before = new Map(previous.map((finding) => [finding.id, finding]));
  const findings = new Map<string, Finding>();
  const changes: { finding: string; change: FindingChange }[] = [];
  const note = (finding: Finding, change: FindingChange | null) => {
    findings.set(finding.id, finding);
    if (change !== null) changes.push({ finding: finding.id, change });
  };

  for (const [id, outcome] of worstById(outcomes, context.town)) {
    const old = before.get(id);
    before.delete(id);
    if (outcome.outcome === 'fail') {
      const next = failed(id, outcome, old, context);
      note(next, old === undefined ? 'opened' : hasEnded(old) ? 'reopened' : 'persisting');
    } else if (old !== undefined) {
      note(...passed(old, outcome, context));
    }
  }
  for (const old of before.values()) note(...vanished(old, context));

  return {
    findings: [...findings.values()].sort(byId),
    changes: changes.sort((a, b) => (a.finding < b.finding ? -1 : a.finding > b.finding ? 1 : 0)),
  };
}

const worstFirst: readonly OutcomeKind[] = ['fail', 'unknown', 'error', 'pass', 'not-applicable'];

function worstById(outcomes: readonly Outcome[], town: string): Map<string, Outcome> {
  const worst = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const id = findingId(town, outcome.rule, outcome.subject.id);
    const other = worst.get(id);
    if (other === undefined || worstFirst.indexOf(outcome.outcome) < worstFirst.indexOf(other.outcome)) worst.set(id, outcome);
  }
  return worst;
}

function hasEnded(finding: Finding | undefined): boolean {
  return finding?.state === 'resolved' || finding?.state === 'retired';
}

function failed(id: string, outcome: Outcome, old: Finding | undefined, { asOf }: ReconcileContext): Finding {
  return {
    id,
    rule: outcome.rule,
    subject: outcome.subject.id,
    state: 'open',
    firstSeen: old?.firstSeen ?? asOf,
    lastConfirmed: asOf,
    resolvedAt: null,
    reopened: (old?.reopened ?? 0) + (hasEnded(old) ? 1 : 0),
  };
}

function passed(old: Finding, outcome: Outcome, { asOf }: ReconcileContext): [Finding, FindingChange | null] {
  if (hasEnded(old)) return [old, null];
  if (outcome.outcome === 'unknown' || outcome.outcome === 'error') return [{ ...old, state: 'unverifiable' }, 'unverifiable'];
  return [{ ...old, state: 'resolved', resolvedAt: asOf }, 'resolved'];
}

function vanished(old: Finding, { asOf, retiredAssets }: ReconcileContext): [Finding, FindingChange | null] {
  if (hasEnded(old)) return [old, null];
  const asset = old.subject.split('/')[0] ?? old.subject;
  if (retiredAssets.has(asset)) return [{ ...old, state: 'retired', resolvedAt: asOf }, 'retired'];
  return [{ ...old, state: 'unverifiable' }, 'unverifiable'];
}

function byId(a: Finding, b: Finding): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
