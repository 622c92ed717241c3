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
  it.each<[rule: string, severity: Severity, traits: ActionTraits, expected: ActionClass]>([
    // Cannot wait: a way in without a second step, a leaver with a key, no or an alterable backup, a dying disk, an open management page, a contradicted statement.
    ['IAM-001', 'critical', { effort: 'days', cost: 'low' }, 'this-week'],
    ['IAM-002', 'critical', { effort: 'project', cost: 'high' }, 'this-week'],
    ['IAM-003', 'critical', { effort: 'hours', cost: 'none' }, 'this-week'],
    ['IAM-009', 'critical', { effort: 'minutes', cost: 'none' }, 'this-week'],
    ['BKP-001', 'critical', { effort: 'hours', cost: 'low' }, 'this-week'],
    ['BKP-004', 'critical', { effort: 'days', cost: 'medium' }, 'this-week'],
    ['HW-006', 'high', { effort: 'hours', cost: 'medium' }, 'this-week'],
    ['HW-007', 'critical', { effort: 'hours', cost: 'medium' }, 'this-week'],
    ['NET-001', 'high', { effort: 'minutes', cost: 'none' }, 'this-week'],
    ['NET-004', 'critical', { effort: 'minutes', cost: 'none' }, 'this-week'],
    ['GOV-012', 'critical', { effort: 'hours', cost: 'none' }, 'this-week'],
    // The same rules, where they weigh less.
    ['HW-006', 'medium', { effort: 'hours', cost: 'low' }, '90-days'],
    ['NET-001', 'low', { effort: 'minutes', cost: 'none' }, 'watch'],
    // How many administrators there are can wait, other than a leaver.
    ['IAM-007', 'high', { effort: 'minutes', cost: 'none' }, '90-days'],
    // Critical comes before money.
    ['EOL-008', 'critical', { effort: 'project', cost: 'high' }, '30-days'],
    ['EOL-008', 'critical', { effort: 'minutes', cost: 'none' }, '30-days'],
    ['EOL-001', 'high', { effort: 'project', cost: 'low' }, 'budget'],
    ['EOL-001', 'high', { effort: 'days', cost: 'high' }, 'budget'],
    ['EOL-001', 'high', { effort: 'days', cost: 'medium' }, '90-days'],
    ['CFG-017', 'medium', { effort: 'project', cost: 'none' }, 'budget'],
    ['CFG-017', 'medium', { effort: 'hours', cost: 'low' }, '90-days'],
    ['CFG-017', 'medium', { effort: 'minutes', cost: 'medium' }, 'watch'],
    ['CFG-017', 'medium', { effort: 'days', cost: 'none' }, 'watch'],
    ['CFG-017', 'low', { effort: 'minutes', cost: 'none' }, 'watch'],
  ])('%s, %s, %o: %s', (rule, severity, traits, expected) => {
    expect(actionClass(verdict('fail', { rule, severity }), traits)).toBe(expected);
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
