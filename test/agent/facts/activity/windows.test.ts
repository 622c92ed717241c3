import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/activity/windows.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { RegistryKey } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const profiles = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList`;
const away = 'S-1-5-21-1111-2222-3333-1002';
const facts = (users: unknown = windowsPc.powershell?.['users'], registry: Record<string, RegistryKey> = {}) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...registry }, powershell: { users } });
/** The halves of a FILETIME. */
const load = (iso: string) => {
  const count = (BigInt(Date.parse(iso)) + 11_644_473_600_000n) * 10_000n;
  return { LocalProfileLoadTimeHigh: Number(count >> 32n), LocalProfileLoadTimeLow: Number(count & 0xffffffffn) };
};

test('days of sign-in, not times, by the number that the accounts have too', () => {
  const { data, missing } = facts();
  expect(data).toEqual({ signIns: [{ id: '1001', lastSignInAt: '2026-11-20' }, { id: '1002', lastSignInAt: null }], logBeganOn: null, lastSignInAt: '2026-11-20' });
  expect(missing).toEqual([]);
});

test('the later of the account and the profile counts; accounts of a domain only in the newest of all', () => {
  const { data } = facts(undefined, { [`${profiles}\\${away}`]: load('2026-11-19T08:00:00Z'), [`${profiles}\\S-1-12-1-1-2-3-4`]: load('2026-11-21T08:00:00Z'), [`${profiles}\\S-1-5-18`]: load('2026-11-22T00:30:00Z') });
  expect(data).toMatchObject({ signIns: [{ lastSignInAt: '2026-11-20' }, { lastSignInAt: '2026-11-19' }], lastSignInAt: '2026-11-21' });
});

test('a controller of a domain has no accounts of its own; a refusal and nonsense are gaps', () => {
  expect(facts(null).gaps).toMatchObject({ signIns: 'not-visible-from-here' });
  expect(facts({ refused: 'denied' }).gaps).toMatchObject({ signIns: 'denied' });
  expect(facts([{ sid: 'maria', last: null }]).gaps).toMatchObject({ signIns: 'unreadable' });
  expect(facts([{ sid: away, last: 'gestern' }]).gaps).toMatchObject({ 'signIns[].lastSignInAt': 'unreadable', lastSignInAt: 'unreadable' });
  expect(facts(undefined, { [`${profiles}\\${away}`]: { LocalProfileLoadTimeHigh: 'x', LocalProfileLoadTimeLow: 0 } }).gaps).toMatchObject({ 'signIns[].lastSignInAt': 'unreadable' });
});

test('what lies in the future is nobody’s sign-in', () => {
  expect(facts([{ sid: away, last: '2030-01-01T00:00:00Z' }]).data).toMatchObject({ signIns: [{ lastSignInAt: null }] });
});
