import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

interface Seen {
  /** Name to sign in with. */
  readonly account?: string;
  readonly lastSignInAt: string | null;
  readonly logBeganOn?: string;
  readonly bootedAt?: string;
  readonly passwordChangedOn?: string;
  readonly more?: object;
}

const months = { one: '2026-10-22T08:00:00Z', two: '2026-09-20T08:00:00Z', eight: '2026-03-20T08:00:00Z' } as const;

function given({ account = 'maria', lastSignInAt, logBeganOn = '2025-01-01', bootedAt = '2026-11-10T06:00:00Z', passwordChangedOn = '2021-05-30', more = {} }: Seen, register?: Given['register']): Given {
  const facts = {
    accounts: { users: [{ name: account, id: '1000', kind: 'person', enabled: true, passwordChangedOn, ...more }] },
    activity: { signIns: [{ id: '1000', lastSignInAt }], logBeganOn },
    vitals: { bootedAt },
  };
  return { facts, ...(register ? { register } : {}) };
}

/** Whose account it is, by the register. */
const of = (kind: string, more: object = {}) => ({ people: [{ name: 'Maria Jones', kind, accounts: ['maria'], left: null, ...more }] });

const cases: readonly HardCase[] = [
  { who: 'clerk who signed in this week', given: given({ lastSignInAt: '2026-11-18T07:55:00Z' }), expect: 'pass', agree: 'Whoever uses an account needs no explanation.' },
  { who: 'clerk after two months of leave', given: given({ lastSignInAt: months.two }, of('staff')), expect: 'fail', agree: 'For two months nobody looked who else may use it; it can be switched on again in a minute.' },
  { who: 'council member who meets once a quarter', given: given({ lastSignInAt: months.two }, of('elected')), expect: 'pass', agree: 'Elected people come less often, and the limit for them says so.' },
  { who: 'council member who has not come since spring', given: given({ lastSignInAt: months.eight }, of('elected')), expect: 'fail', agree: 'Eight months are beyond any meeting.' },
  { who: 'vendor who comes once a quarter', given: given({ lastSignInAt: months.two }, of('vendor', { until: '2027-06-30' })), expect: 'pass', agree: 'The limit for vendors is ninety days.' },
  { who: 'lifeguard after the season', given: given({ lastSignInAt: months.two }, of('seasonal', { until: '2026-09-15' })), expect: 'fail', agree: 'Between seasons the account belongs switched off.' },
  { who: 'account that is kept in a sealed envelope', given: given({ lastSignInAt: months.eight }, of('break-glass')), expect: 'not-applicable', agree: 'An account for emergencies is good exactly when nobody uses it.' },
  { who: 'account of a program that runs a night job', given: given({ lastSignInAt: months.eight }, of('service')), expect: 'not-applicable', agree: 'A program never signs in at a screen.' },
  { who: 'idle account in a town that has named nobody', given: given({ lastSignInAt: months.eight }), expect: 'unknown', reason: 'population-not-known', agree: 'It may be the emergency account; the list of people tells.' },
  { who: 'idle account whose name resembles that of a council member', given: given({ account: 'mjones', lastSignInAt: months.two }, of('elected')), expect: 'unknown', reason: 'ambiguous', shows: /Maria Jones/, agree: 'Jones is a common name: that is a question for people.' },
  { who: 'idle account of nobody in a town that has named all its people', given: given({ account: 'scanstation', lastSignInAt: months.eight }, of('staff')), expect: 'fail', agree: 'Nobody uses it and it is nobody’s.' },
  { who: 'clerk on a list without kinds of people', given: { ...given({ lastSignInAt: months.two }), lists: [{ kind: 'people', asOf: '2026-11-15', complete: true, rows: [{ row: 2, person: 'Maria Jones', account: 'maria', left: null }] }] }, expect: 'unknown', reason: 'unanswered', agree: 'She may be a clerk or on the council, and the limits differ.' },
  { who: 'clerk whose session has been open since before the last restart', given: given({ lastSignInAt: months.eight, bootedAt: '2026-03-19T06:00:00Z' }, of('staff')), expect: 'unknown', reason: 'ambiguous', agree: 'She may have been signed in all the time.' },
  { who: 'new colleague who has not begun yet', given: given({ lastSignInAt: null, passwordChangedOn: '2026-11-12' }, of('staff')), expect: 'unknown', reason: 'ambiguous', agree: 'The account was made last week.' },
  { who: 'account that stands in no record of the last month', given: given({ lastSignInAt: null, logBeganOn: '2026-10-20' }, of('staff')), expect: 'unknown', reason: 'ambiguous', agree: 'The records do not reach back far enough.' },
  { who: 'account of a PC whose records may not be read', given: { facts: { accounts: { users: [{ name: 'maria', id: '1000', kind: 'person', enabled: true }] } }, status: { activity: { status: 'failed', reason: 'denied' } }, register: of('staff') }, expect: 'unknown', reason: 'denied', agree: 'Nobody has seen when she was here.' },
  { who: 'clerk who was here a month ago', given: given({ lastSignInAt: months.one }, of('staff')), expect: 'pass', agree: 'A vacation is no idle account.' },
];

test('IAM-008 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('IAM-008: %s', (_, it) => {
  expect(judged('IAM-008', it)).toEqual(wanted(it));
});
