import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/hardening/windows.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { officeComputer, oldServer, service } from '../windows-town.ts';

const release = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
const system = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\System`;
const lsa = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`;
const person = 'HKU\\S-1-5-21-1-2-3-1001';
const screens = String.raw`SOFTWARE\Policies\Microsoft\Windows\Control Panel\Desktop`;
const ofClient = (CurrentBuild: string, registry: WindowsWorld['registry'] = {}, more: WindowsWorld = {}) =>
  windowsFactsOf(windows, { cim: { 'root/cimv2:Win32_Service': [service('AppIDSvc', 'Auto', 'Running')] }, ...more, registry: { [release]: { CurrentBuild, InstallationType: 'Client' }, ...registry } });

test('a well-kept computer', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(gaps).toEqual({});
  expect(data).toEqual({
    screenLock: { enforced: true, afterSeconds: 900, passwordRequired: true, by: 'InactivityTimeoutSecs' }, autorun: false, usbStorageBlocked: false, mandatoryAccess: null, gatekeeper: null,
    uac: { enabled: true, prompt: 2, secureDesktop: true, builtInAdministratorFiltered: true }, smartScreen: 'block', lsaProtection: true, plainPasswordsInMemory: false, credentialGuard: true, memoryIntegrity: true,
    cachedSignIns: 2, powershell2: false, macros: [{ application: 'word', version: '16.0', fromInternetBlocked: true, warnings: 4, users: 1 }], applicationControl: [], kernelSettings: [], bootLoaderPassword: null,
  });
});

test('an old server with nothing set', () => {
  const { data, gaps } = windowsFactsOf(windows, oldServer);
  expect(data).toMatchObject({ autorun: true, uac: { enabled: true, prompt: null, secureDesktop: true, builtInAdministratorFiltered: false }, lsaProtection: false, plainPasswordsInMemory: false, credentialGuard: false, powershell2: true, cachedSignIns: 10 });
  expect(gaps).toMatchObject({ 'screenLock.enforced': 'not-visible-from-here', smartScreen: 'not-visible-from-here' });
});

describe('the screen lock', () => {
  const policy = { ScreenSaveActive: '1', ScreenSaverIsSecure: '1', ScreenSaveTimeOut: '600' };

  test('of a server without a desktop is no question', () => {
    expect(windowsFactsOf(windows, { registry: { [release]: { CurrentBuild: '20348', InstallationType: 'Server Core' } } }).data.screenLock).toBeNull();
  });

  test('by device management', () => {
    const registry = { [String.raw`HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\DeviceLock`]: { MaxInactivityTimeDeviceLock: 15, DevicePasswordEnabled: 0 } };
    expect(ofClient('22631', registry).data.screenLock).toEqual({ enforced: true, afterSeconds: 900, passwordRequired: true, by: 'MaxInactivityTimeDeviceLock' });
  });

  test('by a policy of those who are signed in leaves the others not known', () => {
    const { data, gaps } = ofClient('22631', { [`${person}\\${screens}`]: policy });
    expect(data.screenLock).toEqual({ enforced: undefined, afterSeconds: 600, passwordRequired: true, by: 'screen saver policy of each user' });
    expect(gaps['screenLock.enforced']).toBe('not-visible-from-here');
  });

  test('that one user may switch off is not enforced', () => {
    const own = { 'HKU\\S-1-5-21-1-2-3-1002\\Control Panel\\Desktop': { ScreenSaveActive: '0' } };
    expect(ofClient('22631', { [`${person}\\${screens}`]: policy, ...own }).data.screenLock).toEqual({ enforced: false, afterSeconds: null, passwordRequired: false, by: null });
    expect(ofClient('22631', { [`${person}\\Control Panel\\Desktop`]: policy }).data.screenLock).toEqual({ enforced: false, afterSeconds: 600, passwordRequired: true, by: null });
  });
});

test.each([
  ['7601', {}, true], ['7601', { UseLogonCredential: 0 }, false], ['19045', {}, false], ['19045', { UseLogonCredential: 1 }, true],
])('WDigest of build %s with %o', (build, values, expected) => {
  expect(ofClient(build, { [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\WDigest`]: values }).data.plainPasswordsInMemory).toBe(expected);
});

test.each([
  ['19045', {}, {}, false], ['22631', {}, {}, undefined], ['22631', { RunAsPPL: 0 }, {}, false], ['22631', { RunAsPPL: 2 }, {}, true], ['22631', { RunAsPPL: 0 }, { RunAsPPL: 1 }, true], ['19045', { RunAsPPL: 7 }, {}, undefined],
])('LSA of build %s with %o and the policy %o', (build, own, policy, expected) => {
  expect(ofClient(build, { [lsa]: own, [system]: policy }).data.lsaProtection).toBe(expected);
});

test.each([
  [{ EnableSmartScreen: 0 }, {}, 'off'], [{ EnableSmartScreen: 1 }, {}, 'warn'], [{ EnableSmartScreen: 1, ShellSmartScreenLevel: 'Block' }, {}, 'block'], [{}, { SmartScreenEnabled: 'Off' }, 'off'], [{}, { SmartScreenEnabled: 'RequireAdmin' }, 'block'],
  [{}, {}, 'warn'], [{}, { SmartScreenEnabled: 'Neu' }, undefined],
])('SmartScreen by the policy %o and %o', (policy, own, expected) => {
  expect(ofClient('22631', { [system]: policy, [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer`]: own }).data.smartScreen).toBe(expected);
});

test.each([
  [{ [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\USBSTOR`]: { Start: 4 } }, true], [{ [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\USBSTOR`]: { Start: 3 } }, false], [{ [String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices`]: { Deny_All: 1 } }, true],
  [{ [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\USBSTOR`]: { refused: 'denied' as const } }, undefined],
])('USB storage with %o', (registry, expected) => {
  expect(ofClient('22631', registry).data.usbStorageBlocked).toBe(expected);
});

test('AppLocker enforces by rules, mode and service; WDAC by what it does to programs of users', () => {
  const exe = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Exe`;
  const rule = { [`${exe}\\921cc481-6e17-4653-8f75-050b80acca20`]: { Value: '<FilePathRule/>' } };
  const control = (registry: WindowsWorld['registry'], more?: WindowsWorld) => ofClient('22631', registry, more).data.applicationControl;
  expect(control({ ...rule, [exe]: { EnforcementMode: 1 } })).toEqual([{ name: 'applocker', enforced: true }]);
  expect(control({ ...rule, [exe]: { EnforcementMode: 0 } })).toEqual([{ name: 'applocker', enforced: false }]);
  expect(control({ ...rule }, { cim: { 'root/cimv2:Win32_Service': [service('AppIDSvc', 'Manual', 'Stopped')] } })).toEqual([{ name: 'applocker', enforced: false }]);
  expect(control({ [exe]: { EnforcementMode: 1 } })).toEqual([]);
  const guard = (UsermodeCodeIntegrityPolicyEnforcementStatus: number) => ({ cim: { 'root/Microsoft/Windows/DeviceGuard:Win32_DeviceGuard': [{ SecurityServicesRunning: null, UsermodeCodeIntegrityPolicyEnforcementStatus }] } });
  expect([0, 1, 2].map((status) => control({}, guard(status)))).toEqual([[], [{ name: 'wdac', enforced: false }], [{ name: 'wdac', enforced: true }]]);
});

test('macros of two users with one setting are one line', () => {
  const word = String.raw`SOFTWARE\Policies\Microsoft\Office\16.0\word\Security`;
  const registry = { [`${person}\\${word}`]: { VBAWarnings: 3 }, [`HKU\\S-1-12-1-5-6-7-8\\${word}`]: { VBAWarnings: 3 }, [`${person}\\${word.replace('word', 'excel')}`]: { blockcontentexecutionfrominternet: 1 }, [`${person}\\${word.replace('word', 'visio')}`]: { VBAWarnings: 1 } };
  expect(ofClient('22631', registry).data.macros).toEqual([{ application: 'excel', version: '16.0', fromInternetBlocked: true, warnings: null, users: 1 }, { application: 'word', version: '16.0', fromInternetBlocked: false, warnings: 3, users: 2 }]);
});
