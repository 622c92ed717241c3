import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/time/windows.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { officeComputer, oldServer, service } from '../windows-town.ts';

const parameters = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters`;
const host = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\W32Time\TimeProviders\VMICTimeProvider`;
const policy = String.raw`HKLM\SOFTWARE\Policies\Microsoft\W32Time\Parameters`;

test('a member of a domain, whose service comes and goes', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(data).toEqual({ zone: 'Central Standard Time', services: [{ name: 'w32time', enabled: true, running: undefined }], source: 'domain', servers: [] });
  expect(gaps).toEqual({ 'services[].running': 'not-visible-from-here' });
});

test('named servers with flags', () => {
  expect(windowsFactsOf(windows, oldServer).data).toMatchObject({
    zone: null, services: [{ name: 'w32time', enabled: true, running: true }], source: 'servers', servers: [{ address: '0.pool.ntp.org', pool: true, authenticated: false }, { address: 'time.nist.gov', pool: false, authenticated: false }],
  });
});

test.each([
  [{ [parameters]: { Type: 'NT5DS' } }, true, 'domain'], [{ [parameters]: { Type: 'NT5DS' } }, false, 'none'], [{ [parameters]: { Type: 'NoSync' } }, false, 'none'], [{ [parameters]: { Type: 'NoSync' }, [host]: { Enabled: 1 } }, false, undefined],
  [{ [parameters]: { Type: 'NT5DS' }, [policy]: { Type: 'NTP', NtpServer: 'time.town.example,0x8' } }, true, 'servers'], [{ [parameters]: { Type: 'AllSync', NtpServer: 'a' } }, false, 'servers'], [{ [parameters]: { Type: 'Neu' } }, false, undefined], [{}, false, undefined],
  [{ [parameters]: { Type: 'NTP' }, [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\W32Time\TimeProviders\NtpClient`]: { Enabled: 0 } }, false, 'none'],
] as [NonNullable<WindowsWorld['registry']>, boolean, string | undefined][])('%o, member %s', (registry, PartOfDomain, source) => {
  const { data } = windowsFactsOf(windows, { registry, cim: { 'root/cimv2:Win32_Service': [service('W32Time', 'Auto', 'Running')], 'root/cimv2:Win32_ComputerSystem': [{ PartOfDomain, DomainRole: 0 }] } });
  expect(data.source).toBe(source);
});

test('a disabled service is nobody who sets the clock', () => {
  const { data } = windowsFactsOf(windows, { registry: { [parameters]: { Type: 'NTP', NtpServer: 'a' } }, cim: { 'root/cimv2:Win32_Service': [service('W32Time', 'Disabled', 'Stopped')] } });
  expect(data).toMatchObject({ services: [{ name: 'w32time', enabled: false, running: false }], source: 'none', servers: [] });
});
