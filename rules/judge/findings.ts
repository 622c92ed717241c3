import { createHash } from 'node:crypto';
import type { Finding, Outcome, OutcomeKind } from '../outcome.ts';

/** What happened to a finding in one evaluation. One that is not confirmed yet has no change to tell. */
export type FindingChange = 'opened' | 'persisting' | 'resolved' | 'reopened' | 'unverifiable' | 'retired';

export interface Reconciled {
  /** Every finding there ever was, by id: open, unverifiable, resolved and retired; and those that wait to be confirmed. */
  readonly findings: readonly Finding[];
  /** By finding id. A finding that had ended before and stays so is not named again. */
  readonly changes: readonly { readonly finding: string; readonly change: FindingChange }[];
}

/** What a rule asks for before a finding opens: all that it names. */
export interface Confirm {
  /** Scans that show it, without one between them that shows it to be fine. */
  readonly scans?: number | undefined;
  /** Days since it was first seen. */
  readonly days?: number | undefined;
}

export interface ReconcileContext {
  readonly town: string;
  /** RFC 3339 UTC. */
  readonly asOf: string;
  /** Subjects of assets that were retired or put out of scope since: their findings end as *retired*. */
  readonly retiredAssets: ReadonlySet<string>;
  /** By rule, where a rule wants a fail confirmed before a finding opens. */
  readonly confirm?: ReadonlyMap<string, Confirm>;
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
 * - a fail of a rule that wants it confirmed waits, until it was seen as often and as long as that; a pass before ends it
 *   without a trace, since no finding was opened
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
      note(next, next.state === 'unconfirmed' ? null : isNew(old) ? 'opened' : hasEnded(old) ? 'reopened' : 'persisting');
    } else if (old?.state === 'unconfirmed') {
      if (isOpenQuestion(outcome)) note(old, null);
    } else if (old !== undefined) {
      note(...passed(old, outcome, context));
    }
  }
  for (const old of before.values()) if (old.state !== 'unconfirmed') note(...vanished(old, context));

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

function isNew(finding: Finding | undefined): boolean {
  return finding === undefined || finding.state === 'unconfirmed';
}

function isOpenQuestion({ outcome }: Outcome): boolean {
  return outcome === 'unknown' || outcome === 'error';
}

function hasEnded(finding: Finding | undefined): boolean {
  return finding?.state === 'resolved' || finding?.state === 'retired';
}

function failed(id: string, outcome: Outcome, old: Finding | undefined, { asOf, confirm }: ReconcileContext): Finding {
  const wanted = isNew(old) ? confirm?.get(outcome.rule) : undefined;
  const seen = (old?.seen ?? 0) + (isAnotherScan(outcome, old, asOf) ? 1 : 0);
  const days = (Date.parse(asOf) - Date.parse(old?.firstSeen ?? asOf)) / 86_400_000;
  const waits = wanted !== undefined && (seen < (wanted.scans ?? 1) || days < (wanted.days ?? 0));
  return {
    id,
    rule: outcome.rule,
    subject: outcome.subject.id,
    state: waits ? 'unconfirmed' : 'open',
    firstSeen: old?.firstSeen ?? asOf,
    lastConfirmed: asOf,
    resolvedAt: null,
    reopened: (old?.reopened ?? 0) + (hasEnded(old) ? 1 : 0),
    ...(waits ? { seen } : {}),
  };
}

/** Judging the same scan twice confirms nothing. Where no scan is behind an outcome, each day of judgment is one. */
function isAnotherScan({ sources }: Outcome, old: Finding | undefined, asOf: string): boolean {
  if (old === undefined) return true;
  if (sources.length === 0) return asOf.slice(0, 10) > old.lastConfirmed.slice(0, 10);
  return sources.some(({ receivedAt }) => Date.parse(receivedAt) > Date.parse(old.lastConfirmed));
}

function passed(old: Finding, outcome: Outcome, { asOf }: ReconcileContext): [Finding, FindingChange | null] {
  if (hasEnded(old)) return [old, null];
  if (isOpenQuestion(outcome)) return [{ ...old, state: 'unverifiable' }, 'unverifiable'];
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
