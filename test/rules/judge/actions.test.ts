import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionClass, actionClasses, deadlineDays, placed } from '../../../rules/judge/actions.ts';
import type { ActionClass, ActionTraits, Standing } from '../../../rules/judge/actions.ts';
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

const top = { name: 'Police dispatch', rank: 1 };

describe('placed', () => {
  it.each<[what: string, given: [outcome: Parameters<typeof verdict>[1], traits: ActionTraits, standing: Standing], expected: [action: ActionClass, ...because: string[]]]>([
    ['an administrator without a second step', [{ rule: 'IAM-001', severity: 'critical' }, quick, { tags: [] }], ['this-week', 'an administrator without a second step at sign-in']],
    ['a high gap on what a top service needs', [{ rule: 'CFG-003', severity: 'high' }, quick, { tags: [], service: top }], ['30-days', 'high', 'Police dispatch needs it, service 1 of the town']],
    ['the same on the fourth service', [{ rule: 'CFG-003', severity: 'high' }, quick, { tags: [], service: { name: 'Library', rank: 4 } }], ['90-days', 'high']],
    ['a high gap that the internet can reach', [{ rule: 'CFG-003', severity: 'high' }, quick, { tags: ['internet-facing'] }], ['30-days', 'high', 'the internet can reach it']],
    ['a high gap where criminal justice information is', [{ rule: 'CFG-003', severity: 'high' }, quick, { tags: ['cji'] }], ['30-days', 'high', 'criminal justice information is worked on here']],
    ['a high project that the police needs', [{ rule: 'HW-002', severity: 'high' }, { effort: 'project', cost: 'high' }, { tags: ['cji'] }], ['30-days', 'high', 'criminal justice information is worked on here']],
    ['a high project elsewhere', [{ rule: 'HW-002', severity: 'high' }, { effort: 'project', cost: 'high' }, { tags: [], service: null }], ['budget', 'a project']],
    ['where it stands does not make a medium gap urgent', [{ rule: 'CFG-005', severity: 'medium' }, quick, { tags: ['internet-facing'], service: top }], ['90-days', 'medium, but quick and cheap']],
    ['a hole that ransomware uses', [{ rule: 'PAT-002', severity: 'critical', raised: ['Ransomware uses it'] }, quick, { tags: [] }], ['this-week', 'a hole that attackers are known to use', 'ransomware uses it']],
    ['a hole that attackers use, but neither ransomware nor the internet reaches it', [{ rule: 'PAT-002', severity: 'high' }, quick, { tags: [] }], ['90-days', 'high']],
    ['no backup of a top service', [{ rule: 'BKP-001', severity: 'critical' }, quick, { tags: [], service: top }], ['this-week', 'no backup', 'Police dispatch needs it, service 1 of the town']],
    ['no backup, and nobody has ranked the services', [{ rule: 'BKP-001', severity: 'critical' }, quick, { tags: [], service: undefined }], ['this-week', 'no backup']],
    ['no backup of what no service needs', [{ rule: 'BKP-001', severity: 'critical' }, quick, { tags: [], service: null }], ['30-days', 'critical']],
    ['no backup of the fifth service', [{ rule: 'BKP-001', severity: 'critical' }, quick, { tags: [], service: { name: 'Library', rank: 5 } }], ['30-days', 'critical']],
    ['what was raised is said once', [{ rule: 'EOL-001', severity: 'critical', raised: ['The internet can reach it'] }, quick, { tags: ['internet-facing'] }], ['30-days', 'critical', 'the internet can reach it']],
  ])('%s', (_what, [outcome, traits, standing], [action, ...because]) => {
    expect(placed(verdict('fail', outcome), traits, standing)).toEqual({ action, because });
  });

  it('says until when a risk is accepted', () => {
    expect(placed({ ...verdict('fail', { rule: 'IAM-003', severity: 'critical' }), dispositions: [waiver] }, quick)).toEqual({ action: 'watch', because: ['an accepted risk until 2027-03-31'] });
  });

  it('gives 7, 30 and 90 days', () => {
    expect(deadlineDays).toEqual({ 'this-week': 7, '30-days': 30, '90-days': 90, budget: null, watch: null });
  });

  it('more that speaks for haste never makes it less urgent', () => {
    const traits = fc.record({ effort: fc.constantFrom(...efforts), cost: fc.constantFrom(...costs) });
    const rules = fc.constantFrom('IAM-003', 'CFG-017', 'PAT-002', 'BKP-001', 'NET-005', 'HW-002');
    const any = fc.record({ rule: rules, its: traits, severity: fc.constantFrom(...severities), tags: fc.subarray(['internet-facing', 'cji', 'kiosk']), rank: fc.integer({ min: 1, max: 6 }) });
    fc.assert(fc.property(any, ({ rule, its, severity, tags, rank }) => {
      const of = (standing: Standing) => actionClasses.indexOf(actionClass(verdict('fail', { rule, severity }), its, standing));
      expect(of({ tags, service: { name: 'x', rank } })).toBeLessThanOrEqual(of({ tags: [], service: null }));
      expect(of({ tags, service: { name: 'x', rank: 1 } })).toBeLessThanOrEqual(of({ tags, service: { name: 'x', rank } }));
    }));
  });
});
