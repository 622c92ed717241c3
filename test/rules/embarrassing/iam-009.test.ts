import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

const account = (name: string, more: object = {}): Given => ({ facts: { accounts: { users: [{ name, id: '1000', kind: 'person', enabled: true, ...more }] } } });
const person = (more: object) => ({ name: 'Maria Jones', kind: 'staff', ...more });
const registered = (given: Given, ...people: readonly object[]): Given => ({ ...given, register: { people } });
/** The list of people, as payroll exported it. */
const listed = (given: Given, rows: readonly object[], { asOf = '2026-11-15', complete = true } = {}): Given => ({ ...given, lists: [{ kind: 'people', asOf, complete, rows: rows.map((row, index) => ({ row: index + 2, ...row })) }] });

const summer = '2026-07-31';

const cases: readonly HardCase[] = [
  { who: 'clerk who works here', given: registered(account('maria'), person({ accounts: ['maria'], left: null })), expect: 'pass', agree: 'The register says whose it is and that she is here.' },
  { who: 'clerk who left in summer, by the name to sign in with', given: registered(account('maria'), person({ accounts: ['maria'], left: summer })), expect: 'fail', shows: /Maria Jones/, agree: 'It is her account beyond doubt, and she has been gone for months.' },
  { who: 'clerk who left in summer, by her full name in the description', given: listed(account('clerk2', { description: 'Jones, Maria' }), [{ person: 'Maria Jones', left: summer }]), expect: 'fail', agree: 'Letter by letter her name stands on the account.' },
  { who: 'account mjones after Maria Jones left', given: registered(account('mjones'), person({ left: summer })), expect: 'unknown', reason: 'ambiguous', agree: 'It may be Michael’s; to switch off the wrong one stops somebody’s work.' },
  { who: 'account of one of two people named Jones', given: registered(account('jones'), person({ left: summer }), person({ name: 'Michael Jones', left: null })), expect: 'unknown', reason: 'ambiguous', agree: 'One left and one stayed, and the account does not say whose it is.' },
  { who: 'two people who share one account', given: registered(account('counter'), person({ accounts: ['counter'], left: summer }), person({ name: 'Michael Reed', accounts: ['counter'], left: null })), expect: 'unknown', reason: 'ambiguous', agree: 'The account is not hers alone.' },
  { who: 'clerk whose last day was yesterday', given: registered(account('maria'), person({ accounts: ['maria'], left: '2026-11-20' })), expect: 'unknown', reason: 'unanswered', agree: 'The PC may have reported before her account was switched off this morning.' },
  { who: 'clerk who leaves at the end of the year', given: registered(account('maria'), person({ accounts: ['maria'], left: '2026-12-31' })), expect: 'pass', agree: 'She is still here until that day.' },
  { who: 'account of a machine that nobody on the complete list owns', given: listed(account('scanstation'), [{ person: 'Maria Jones', left: null }]), expect: 'unknown', reason: 'unanswered', agree: 'It belongs to no leaver, and nobody has said whose it is.' },
  { who: 'administrator of the provider, who stands on no payroll', given: listed(account('mspadmin'), [{ person: 'Maria Jones', left: null }]), expect: 'unknown', reason: 'unanswered', agree: 'The provider is no employee; the town names it in the register.' },
  { who: 'town that has named nobody', given: account('maria'), expect: 'unknown', reason: 'population-not-known', agree: 'Without a list of people there are no leavers to look for.' },
  { who: 'town whose list is of last spring', given: listed(account('maria'), [{ person: 'Maria Jones', account: 'maria', left: null }], { asOf: '2026-03-01' }), expect: 'unknown', reason: 'evidence-expired', agree: 'Half a year of comings and goings is missing.' },
  { who: 'clerk of whom register and payroll say different things', given: { ...registered(account('maria'), person({ accounts: ['maria'], left: null })), lists: [{ kind: 'people', asOf: '2026-11-15', complete: true, rows: [{ row: 2, person: 'Maria Jones', left: summer }] }] }, expect: 'unknown', reason: 'ambiguous', agree: 'One of the two is wrong, and a person has to say which.' },
  { who: 'leaver whose account was switched off', given: registered(account('maria', { enabled: false }), person({ accounts: ['maria'], left: summer })), expect: 'not-applicable', agree: 'That is what should be done.' },
];

test('IAM-009 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('IAM-009: %s', (_, it) => {
  expect(judged('IAM-009', it)).toEqual(wanted(it));
});
