import fc from 'fast-check';
import { essentials } from '../../../rules/judge/essentials.ts';
import { severities } from '../../../rules/outcome.ts';
import type { Disposition, Outcome, OutcomeKind } from '../../../rules/outcome.ts';

export const waiver: Disposition = { kind: 'waived', by: 'board of trustees', reason: 'Replaced in spring', until: '2027-03-31' };

/** One verdict with everything that its kind must say. */
export function verdict(kind: OutcomeKind, more: Partial<Outcome> = {}): Outcome {
  return {
    rule: 'PAT-001',
    ruleVersion: 1,
    subject: { scope: 'asset', id: 'asset-1', asset: 'asset-1', label: 'clerk-pc-3' },
    outcome: kind,
    severity: 'high',
    raised: [],
    basis: 'measured',
    evidence: [],
    items: [],
    sources: [],
    dispositions: [],
    validUntil: null,
    ...(kind === 'unknown' ? { because: { reason: 'stale' as const, section: 'updates', path: 'pending' } } : {}),
    ...(kind === 'error' ? { because: { reason: 'unreadable' as const, detail: 'cannot compare null' } } : {}),
    ...(kind === 'not-applicable' ? { notApplicable: 'No database server is installed.' } : {}),
    ...more,
  };
}

/** So many verdicts of one rule, each about its own computer. */
export function verdicts(count: number, kind: OutcomeKind, more: Partial<Outcome> = {}): Outcome[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${kind}-${more.dispositions?.length ?? 0}-${index}`;
    return verdict(kind, { subject: { scope: 'asset', id, asset: id, label: id }, ...more });
  });
}

const kinds: readonly OutcomeKind[] = ['pass', 'fail', 'not-applicable', 'unknown', 'error'];
const rules = essentials.flatMap((essential) => essential.rules);

const subject = fc.nat(7).map((index) => ({ scope: 'asset' as const, id: `asset-${index}`, asset: `asset-${index}`, label: `pc-${index}` }));
const reason = fc.constantFrom('needs-root' as const, 'stale' as const, 'tool-missing' as const, 'population-not-known' as const);

const outcome: fc.Arbitrary<Outcome> = fc
  .record({ rule: fc.constantFrom(...rules.slice(0, 16)), subject, kind: fc.constantFrom(...kinds), severity: fc.constantFrom(...severities), waived: fc.boolean(), reason })
  .map(({ kind, waived, reason: why, ...rest }) => ({
    ...verdict(kind),
    ...rest,
    ...(kind === 'unknown' ? { because: { reason: why, section: rest.subject.id < 'asset-4' ? 'os' : 'updates' } } : {}),
    ...(kind === 'fail' && waived ? { dispositions: [waiver] } : {}),
  }));

/** What an evaluation may give: any verdicts, at most one for a rule and subject. */
export const outcomes: fc.Arbitrary<Outcome[]> = fc.uniqueArray(outcome, { maxLength: 80, selector: (one) => `${one.rule} ${one.subject.id}` });

/** The same verdicts, one of the given kind replaced by another; undefined when there is none of that kind. */
export function turned(all: readonly Outcome[], from: OutcomeKind, to: OutcomeKind, pick: number): Outcome[] | undefined {
  const places = all.flatMap((one, index) => (one.outcome === from ? [index] : []));
  const place = places[pick % Math.max(places.length, 1)];
  if (place === undefined) return undefined;
  return all.map((one, index) => {
    if (index !== place) return one;
    const { because: _because, dispositions: _dispositions, ...rest } = one;
    return { ...rest, dispositions: [], ...verdictParts(to), outcome: to };
  });
}

function verdictParts(kind: OutcomeKind): Partial<Outcome> {
  const { because, notApplicable } = verdict(kind);
  return { ...(because === undefined ? {} : { because }), ...(notApplicable === undefined ? {} : { notApplicable }) };
}
