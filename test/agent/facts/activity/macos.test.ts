import { expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/activity/macos.ts';
import { counterexample, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const user = (name: string, id: number) => ({ 'dsAttrTypeStandard:RecordName': [name], 'dsAttrTypeStandard:UniqueID': [String(id)], 'dsAttrTypeStandard:PrimaryGroupID': ['20'] });
const programs: Programs = {
  dsUsers: plist([user('maria', 501), user('root', 0), user('clerk.with.a.long.name', 502)]),
  last: [
    'maria      console                   Fri Nov 20 2026 08:01   still logged in',
    'clerk.with.a.long.name  ttys001  192.0.2.7   Mon Oct 12 2026 09:15 - 09:20  (00:05)',
    'reboot     ~                         Thu Nov 19 2026 07:58',
    'maria      console                   Sat Dec 26 2026 08:01 - 17:00  (08:59)',
    'maria      console                   Thu Nov  5 2026 08:01 - 17:00  (08:59)',
    '',
    'wtmp begins Mon Jan  5 2026 10:00',
  ].join('\n'),
};

test('the day of the last sign-in, nothing more', () => {
  const { data, gaps } = factsWith(macos, {}, programs);
  expect(data).toEqual({ signIns: [{ id: '0' }, { id: '501', lastSignInAt: '2026-11-20' }, { id: '502', lastSignInAt: '2026-10-12' }], logBeganOn: '2026-01-05', lastSignInAt: '2026-11-20' });
  expect(gaps).toEqual({ 'signIns[].lastSignInAt': 'not-visible-from-here' });
});

test('a day that stands before the month', () => {
  expect(factsWith(macos, {}, { ...programs, last: 'maria      console                   Fri 20 Nov 2026 08:01   still logged in\n' }).data).toMatchObject({ lastSignInAt: '2026-11-20', logBeganOn: null });
});

test('refused and nonsense', () => {
  expect(factsWith(macos, {}, { ...programs, last: 'usage: last [-n maxrec] [user ...]' }).gaps).toMatchObject({ lastSignInAt: 'unreadable', logBeganOn: 'unreadable', 'signIns[].lastSignInAt': 'unreadable' });
  expect(factsWith(macos, {}, { last: { state: 'failed', reason: 'timeout', detail: 'last' } }).gaps).toMatchObject({ signIns: 'tool-missing', lastSignInAt: 'timeout' });
});

test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
  const likely = bothRounds(macos, {}, programs);
  expect(counterexample('activity', macos, likely)).toBeUndefined();
  expect(untruths(macos, likely)).toEqual([]);
});
