import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionClass, actionClasses } from '../../../rules/judge/actions.ts';
import type { ActionClass, ActionTraits } from '../../../rules/judge/actions.ts';
import { severities } from '../../../rules/outcome.ts';
import type { Severity } from '../../../rules/outcome.ts';
import { verdict, waiver } from './outcomes.ts';

const efforts = ['minutes', 'hours', 'days', 'project'] as const;
const costs = ['none', 'low', 'medium', 'high'] as const;
const quick: ActionTraits = { effort: 'minutes', cost: 'none' };

describe('actionClass', () => {
  it.each<[rule: string, severity: Severity, effort: ActionTraits['effort'], cost: ActionTraits['cost'], expected: ActionClass]>([
    // Cannot wait: a way in without a second step, a leaver with a key, no or an alterable backup, a dying disk, an open management page, a contradicted statement.
    ['IAM-001', 'critical', 'days', 'low', 'this-week'],
    ['IAM-002', 'critical', 'project', 'high', 'this-week'],
    ['IAM-003', 'critical', 'hours', 'none', 'this-week'],
    ['IAM-009', 'critical', 'minutes', 'none', 'this-week'],
    ['BKP-001', 'critical', 'hours', 'low', 'this-week'],
    ['BKP-004', 'critical', 'days', 'medium', 'this-week'],
    ['HW-006', 'high', 'hours', 'medium', 'this-week'],
    ['HW-007', 'critical', 'hours', 'medium', 'this-week'],
    ['NET-001', 'high', 'minutes', 'none', 'this-week'],
    ['NET-004', 'critical', 'minutes', 'none', 'this-week'],
    ['GOV-012', 'critical', 'hours', 'none', 'this-week'],
    // The same rules, where they weigh less.
    ['HW-006', 'medium', 'hours', 'low', '90-days'],
    ['NET-001', 'low', 'minutes', 'none', 'watch'],
    // How many administrators there are can wait, other than a leaver.
    ['IAM-007', 'high', 'minutes', 'none', '90-days'],
    // Critical comes before money.
    ['EOL-008', 'critical', 'project', 'high', '30-days'],
    ['EOL-008', 'critical', 'minutes', 'none', '30-days'],
    ['EOL-001', 'high', 'project', 'low', 'budget'],
    ['EOL-001', 'high', 'days', 'high', 'budget'],
    ['EOL-001', 'high', 'days', 'medium', '90-days'],
    ['CFG-017', 'medium', 'project', 'none', 'budget'],
    ['CFG-017', 'medium', 'hours', 'low', '90-days'],
    ['CFG-017', 'medium', 'minutes', 'medium', 'watch'],
    ['CFG-017', 'medium', 'days', 'none', 'watch'],
    ['CFG-017', 'low', 'minutes', 'none', 'watch'],
  ])('%s, %s, %s, cost %s: %s', (rule, severity, effort, cost, expected) => {
    expect(actionClass(verdict('fail', { rule, severity }), { effort, cost })).toBe(expected);
  });

  it('a waived failure is watched, one that is disputed or planned is not let go', () => {
    const fail = verdict('fail', { rule: 'IAM-003', severity: 'critical' });
    expect(actionClass({ ...fail, dispositions: [waiver] }, quick)).toBe('watch');
    expect(actionClass({ ...fail, dispositions: [{ ...waiver, kind: 'disputed' }] }, quick)).toBe('this-week');
    expect(actionClass({ ...fail, dispositions: [{ ...waiver, kind: 'planned' }] }, quick)).toBe('this-week');
    expect(actionClass({ ...fail, dispositions: [{ ...waiver, kind: 'planned' }, waiver] }, quick)).toBe('watch');
  });

  it('with the same effort and cost, a higher severity is never less urgent, unless money has to be found for both', () => {
    const traits = fc.record({ effort: fc.constantFrom(...efforts), cost: fc.constantFrom(...costs) });
    fc.assert(fc.property(fc.constantFrom('IAM-003', 'CFG-017'), traits, fc.nat(2), (rule, its, step) => {
      const of = (severity: Severity) => actionClasses.indexOf(actionClass(verdict('fail', { rule, severity }), its));
      expect(of(severities[step + 1]!)).toBeLessThanOrEqual(of(severities[step]!));
    }));
  });
});
