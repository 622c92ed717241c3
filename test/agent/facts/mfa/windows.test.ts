import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/mfa/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, registryIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { officeComputer, oldServer, service } from '../windows-town.ts';

const providers = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers`;
const filters = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Provider Filters`;
const system = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`;
const duoSettings = String.raw`HKLM\SOFTWARE\Duo Security\DuoCredProv`;
const password = { [`${providers}\\{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}`]: { '': 'PasswordProvider' } };
const duo = { [`${providers}\\{44E2ED41-48C7-4712-A3C3-250C5E6D5D84}`]: { '': 'Duo' }, [`${filters}\\{BD7B4D1C-9364-429c-8447-0B63346D7177}`]: { '': 'DuoFilter' } };
const rdp = { [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server`]: { fDenyTSConnections: 0 } };
const cim = { 'root/cimv2:Win32_Service': [service('TermService', 'Manual', 'Running')] };

/** State, methods, fail-open of each way in. */
function waysOf(registry: WindowsWorld['registry'] = {}, more: WindowsWorld = {}) {
  const { data, gaps } = windowsFactsOf(windows, { cim, ...more, registry: { ...password, ...rdp, ...registry } });
  return { ways: Object.fromEntries((data.entryPoints ?? []).map(({ entry, state, methods, failsOpen }) => [entry, [state, methods, failsOpen]])), data, gaps };
}

test('Duo for everybody, closed when its server is down', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(data.entryPoints).toMatchObject([
    { entry: 'console', present: true, state: 'enforced', methods: ['duo'], failsOpen: false },
    { entry: 'rdp', present: true, state: 'enforced', methods: ['duo'], failsOpen: false },
  ]);
  expect(data.entryPoints?.[1]?.proof).toContainEqual({ file: duoSettings.replace('HKEY_LOCAL_MACHINE', 'HKLM'), line: 0, says: 'RdpOnly = 0' });
  expect(data).toMatchObject({ helloForBusiness: { enabled: true, deviceRequired: true, biometrics: true, usersEnrolled: 1 }, smartCardRequired: false });
  expect(data.providers).toMatchObject([{ id: '44e2ed41-48c7-4712-a3c3-250c5e6d5d84', secondStep: true, enabled: true, failsOpen: false }, { name: 'Windows Hello', failsOpen: null }]);
  expect(gaps).toEqual({});
});

test('a password is enough; what a VPN server asks is decided behind it', () => {
  const { data, gaps } = windowsFactsOf(windows, oldServer);
  expect(data.entryPoints).toMatchObject([{ entry: 'console', state: 'absent' }, { entry: 'rdp', present: true, state: 'absent', failsOpen: false }, { entry: 'vpn', present: true, state: undefined }]);
  expect(data).toMatchObject({ helloForBusiness: null, smartCardRequired: false, providers: [] });
  expect(gaps['entryPoints[].state']).toBe('not-visible-from-here');
});

test.each([
  ['Duo for Remote Desktop only leaves the console', { ...duo, [duoSettings]: { FailOpen: 1, RdpOnly: 1 } }, { console: ['absent', [], false], rdp: ['enforced', ['duo'], true] }],
  ['a policy of Duo wins', { ...duo, [duoSettings]: { FailOpen: 1, RdpOnly: 1 }, [String.raw`HKLM\SOFTWARE\Policies\Duo Security\DuoCredProv`]: { RdpOnly: 0, FailOpen: 0 } }, { console: ['enforced', ['duo'], false], rdp: ['enforced', ['duo'], false] }],
  ['Duo without its filter proves nothing', { [`${providers}\\{44E2ED41-48C7-4712-A3C3-250C5E6D5D84}`]: {}, [duoSettings]: { FailOpen: 0 } }, { console: [undefined, ['duo'], false], rdp: [undefined, ['duo'], false] }],
  ['another way beside Duo proves nothing', { ...duo, [duoSettings]: { FailOpen: 0, ProvidersWhitelist: ['{a81f782d-cf30-439a-bad8-645d9862ea99}'] } }, { console: [undefined, ['duo'], false], rdp: [undefined, ['duo'], false] }],
  ['Duo switched off', { ...duo, [`${providers}\\{44E2ED41-48C7-4712-A3C3-250C5E6D5D84}`]: { Disabled: 1 }, [duoSettings]: { FailOpen: 0 } }, { console: ['absent', [], false], rdp: ['absent', [], false] }],
  ['a smart card required at the computer', { [system]: { scforceoption: 1 } }, { console: ['enforced', ['smart-card'], false], rdp: [undefined, undefined, false] }],
  ['Windows Hello that people may use', { [String.raw`HKLM\SOFTWARE\Policies\Microsoft\PassportForWork`]: { Enabled: 1 } }, { console: ['optional', ['windows-hello'], false], rdp: ['optional', ['windows-hello'], false] }],
  ['a known product beside the password', { [`${providers}\\{11111111-2222-3333-4444-555555555555}`]: { '': 'Okta Credential Provider' } }, { console: ['optional', ['credential-provider'], false], rdp: ['optional', ['credential-provider'], false] }],
  ['a provider nobody knows', { [`${providers}\\{11111111-2222-3333-4444-555555555555}`]: { '': 'Vendor Login' } }, { console: [undefined, ['credential-provider'], undefined], rdp: [undefined, ['credential-provider'], undefined] }],
  ['a filter nobody knows', { [`${filters}\\{11111111-2222-3333-4444-555555555555}`]: {} }, { console: [undefined, undefined, undefined] }],
  ['the password switched off', { [system]: { ExcludedCredentialProviders: '{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}' } }, { console: [undefined, undefined, undefined] }],
])('%s', (_name, registry, expected) => {
  expect(waysOf(registry as WindowsWorld['registry']).ways).toMatchObject(expected);
});

test.each([
  ['Port 22', 'absent', []],
  ['AuthenticationMethods publickey,password', 'enforced', ['publickey+password']],
  ['AuthenticationMethods publickey,password password', 'optional', ['publickey+password']],
  ['AuthenticationMethods publickey,password\nMatch Group administrators\nAuthenticationMethods any', 'optional', ['publickey+password']],
  ['Include other.conf', undefined, undefined],
])('OpenSSH with %j', (config, state, methods) => {
  const { ways } = waysOf({}, { cim: { 'root/cimv2:Win32_Service': [service('sshd', 'Auto', 'Running')] }, files: { [String.raw`%ProgramData%\ssh\sshd_config`]: config } });
  expect(ways['ssh']?.slice(0, 2)).toEqual([state, methods]);
});

test('Remote Desktop that is off is no way in', () => {
  const { data } = waysOf({ [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server`]: { fDenyTSConnections: 1 } });
  expect(data.entryPoints?.find(({ entry }) => entry === 'rdp')).toMatchObject({ present: false });
});

const shared = sharedFixtures('handwritten', 'windows');
test.skipIf(!shared)('the evidence of a whole registry', () => {
  const { data } = waysOf({ ...registryIn(captureText(path.join(shared ?? '', 'mfa-evidence.reg.txt'))), ...duo });
  expect(data).toMatchObject({ smartCardRequired: false, helloForBusiness: { enabled: true, deviceRequired: true } });
  expect(data.entryPoints).toMatchObject([{ entry: 'console', state: 'optional' }, { entry: 'rdp', state: 'enforced', failsOpen: true }]);
  expect(data.providers).toContainEqual(expect.objectContaining({ id: 'azure-mfa-nps', secondStep: true }));
});

describe('nothing of a product that Windows does not name is claimed', () => {
  test('an unknown provider has no second step and no failing open', () => {
    const { data, gaps } = waysOf({ [`${providers}\\{11111111-2222-3333-4444-555555555555}`]: { '': 'Vendor Login' } });
    expect(data.providers).toMatchObject([{ name: 'Vendor Login', secondStep: undefined, failsOpen: undefined, enabled: true }]);
    expect(gaps).toMatchObject({ 'providers[].secondStep': 'not-visible-from-here', 'providers[].failsOpen': 'not-visible-from-here' });
  });
});
