import { expect, test } from 'vitest';
import fc from 'fast-check';
import { differences } from '../../../rules/judge/differences.ts';
import type { Outcome, OutcomeKind } from '../../../rules/outcome.ts';

function outcome(rule: string, subject: string, kind: OutcomeKind, reason?: 'stale' | 'ambiguous'): Outcome {
  return {
    rule, ruleVersion: 1, subject: { scope: 'asset', id: subject, asset: subject, label: subject.toUpperCase() }, outcome: kind, ...(reason ? { because: { reason } } : {}),
    severity: 'low', raised: [], basis: 'measured', evidence: [], items: [], sources: [], dispositions: [], validUntil: null,
  };
}

test('names what changed, what is asked anew and what is asked no more', () => {
  const before = [outcome('A-001', 'x', 'pass'), outcome('A-001', 'y', 'unknown', 'stale'), outcome('B-001', 'x', 'fail')];
  const after = [outcome('A-001', 'x', 'fail'), outcome('A-001', 'y', 'unknown', 'ambiguous'), outcome('C-001', 'x', 'pass')];
  expect(differences(before, after)).toEqual([
    { rule: 'A-001', subject: 'x', label: 'X', before: { outcome: 'pass', reason: null }, after: { outcome: 'fail', reason: null } },
    { rule: 'A-001', subject: 'y', label: 'Y', before: { outcome: 'unknown', reason: 'stale' }, after: { outcome: 'unknown', reason: 'ambiguous' } },
    { rule: 'B-001', subject: 'x', label: 'X', before: { outcome: 'fail', reason: null }, after: null },
    { rule: 'C-001', subject: 'x', label: 'X', before: null, after: { outcome: 'pass', reason: null } },
  ]);
});

test('a judgment does not differ from itself, and differences turn around with their sides', () => {
  const kinds = fc.constantFrom<OutcomeKind>('pass', 'fail', 'not-applicable', 'unknown', 'error');
  const outcomes = fc.uniqueArray(fc.record({ rule: fc.constantFrom('A-001', 'B-001'), subject: fc.constantFrom('x', 'y', 'z'), kind: kinds }), { selector: ({ rule, subject }) => rule + subject })
    .map((all) => all.map(({ rule, subject, kind }) => outcome(rule, subject, kind)));
  fc.assert(fc.property(outcomes, outcomes, (before, after) => {
    expect(differences(before, before)).toEqual([]);
    const turned = differences(after, before).map(({ before: a, after: b, ...rest }) => ({ ...rest, before: b, after: a }));
    expect(differences(before, after)).toEqual(turned);
  }));
});
