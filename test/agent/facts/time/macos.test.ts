import { expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/time/macos.ts';
import { counterexample, untruths } from '../honesty.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const mac: Machine = { '/etc/localtime': { link: '/var/db/timezone/zoneinfo/America/Chicago' }, '/etc/ntp.conf': 'server time.apple.com.\n' };
const programs: Programs = { switch: 'Network Time: On\n', launchRunning: 'PID\tStatus\tLabel\n201\t0\tcom.apple.timed\n-\t0\tcom.apple.other\n' };

test('time comes from a server', () => {
  const { data, missing } = factsWith(macos, mac, programs);
  expect(data).toEqual({ zone: 'America/Chicago', services: [{ name: 'timed', enabled: true, running: true }], source: 'servers', servers: [{ address: 'time.apple.com', pool: false, authenticated: false }] });
  expect(missing).toEqual([]);
});

test('network time is off', () => {
  expect(factsWith(macos, mac, { ...programs, switch: 'Network Time: Off\n' }).data).toMatchObject({ services: [{ name: 'timed', enabled: false }], source: 'none', servers: [] });
});

test('an ordinary user, and nonsense', () => {
  const needsRoot = { state: 'failed', reason: 'needs-root', detail: 'x' } as const;
  const { data, gaps } = factsWith(macos, mac, { switch: needsRoot, launchRunning: needsRoot });
  expect(data).toMatchObject({ zone: 'America/Chicago', servers: [{ address: 'time.apple.com' }] });
  expect(gaps).toEqual({ 'services[].enabled': 'needs-root', 'services[].running': 'needs-root', source: 'needs-root' });
  expect(factsWith(macos, { '/etc/localtime': { link: '/x' } }, { switch: 'You need administrator access to run this tool... exiting!\n' }).gaps).toMatchObject({ zone: 'unreadable', servers: 'not-visible-from-here', source: 'unreadable' });
});

test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
  const likely = bothRounds(macos, mac, programs);
  expect(counterexample('time', macos, likely)).toBeUndefined();
  expect(untruths(macos, likely)).toEqual([]);
});
