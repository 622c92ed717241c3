import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/password-policy/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import { officeComputer, oldServer } from '../windows-town.ts';

const stands = { 'root/cimv2:Win32_ComputerSystem': [{ DomainRole: 0, PartOfDomain: false }] };
const ofText = (text: string) => windowsFactsOf(windows, { commands: { 'secedit.exe': text }, cim: stands });

test('a policy of the domain', () => {
  const { data } = windowsFactsOf(windows, officeComputer);
  expect(data).toMatchObject({
    origin: 'domain', minLength: 14, complexity: true, history: 24, maxAgeDays: null, minAgeDays: 1, lockoutThreshold: 10, lockoutMinutes: 15, lockoutWindowMinutes: 15, lockoutForAdministrators: true,
    reversibleEncryption: false, hashScheme: 'nt', blankPasswordsOnlyAtConsole: true, dictionaryCheck: false,
  });
});

test('nothing demanded: no lock, so no minutes; administrators could not be locked out before 2022', () => {
  const { data } = windowsFactsOf(windows, oldServer);
  expect(data).toMatchObject({
    origin: 'local', minLength: 0, complexity: false, maxAgeDays: 42, lockoutThreshold: null, lockoutMinutes: null, lockoutWindowMinutes: null, lockoutForAdministrators: false, reversibleEncryption: true, hashScheme: 'lm', blankPasswordsOnlyAtConsole: false,
  });
});

test.each([
  ['LockoutDuration = -1', 'lockoutMinutes', null], ['LockoutDuration = 0', 'lockoutMinutes', null], ['LockoutDuration = 30', 'lockoutMinutes', 30], ['LockoutDuration = dreißig', 'lockoutMinutes', undefined],
  ['MaximumPasswordAge = -1', 'maxAgeDays', null], ['MaximumPasswordAge = 90', 'maxAgeDays', 90], ['PasswordComplexity = 2', 'complexity', undefined], ['MinimumPasswordLength = -4', 'minLength', undefined],
] as const)('%s', (line, field, expected) => {
  const { data, gaps } = ofText(`[System Access]\r\nLockoutBadCount = 5\r\n${line}\r\n`);
  expect(data[field]).toEqual(expected);
  expect(gaps[field]).toBe(expected === undefined ? 'unreadable' : undefined);
});

test('a file without the section, a filter of somebody else, a refusal', () => {
  expect(ofText('[Unicode]\r\nUnicode=yes').gaps).toMatchObject({ minLength: 'unreadable', lockoutThreshold: 'unreadable' });
  const lsa = { [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`]: { 'Notification Packages': ['scecli', 'otherfilter'] } };
  expect(windowsFactsOf(windows, { registry: lsa, cim: stands }).gaps).toMatchObject({ dictionaryCheck: 'not-visible-from-here', minLength: 'tool-missing' });
  const denied = windowsFactsOf(windows, { commands: { 'secedit.exe': { state: 'failed', reason: 'needs-root', detail: 'secedit' } } });
  expect(denied.gaps).toMatchObject({ minLength: 'needs-root', complexity: 'needs-root' });
});

test('device management sets it where DeviceLock is on', () => {
  const registry = { [String.raw`HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\DeviceLock`]: { DevicePasswordEnabled: 0 } };
  expect(windowsFactsOf(windows, { registry, cim: stands }).data.origin).toBe('management');
});

const shared = sharedFixtures();
describe.skipIf(!shared)('captures', () => {
  test('exports of real machines', () => {
    const kolide = ofText(captureText(path.join(shared ?? '', 'kolide-launcher/files/dataflattentable/testdata/secdata.ini')));
    expect(kolide.data).toMatchObject({ minLength: 0, complexity: true, history: 0, maxAgeDays: 42, minAgeDays: 0, lockoutThreshold: 1, lockoutMinutes: 30, lockoutWindowMinutes: 30, reversibleEncryption: false });
    const inspec = ofText(captureText(path.join(shared ?? '', 'inspec/cmd/secedit-export')));
    expect(inspec.data).toMatchObject({ maxAgeDays: 42, lockoutMinutes: null });
    expect(inspec.gaps).toMatchObject({ minLength: 'unreadable', complexity: 'unreadable' });
  });
});
