import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/accounts/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, instancesIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import { machine, officeComputer, oldServer, service } from '../windows-town.ts';

test('accounts, administrators by identifier, LAPS', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(data.users).toMatchObject([
    { name: 'Administrator', id: '500', kind: 'root', enabled: false, passwordChangedOn: '2024-03-01', passwordMaxDays: null, administrator: true, administratorBy: ['Administrators (S-1-5-32-544)'] },
    { name: 'Gast', id: '501', kind: 'guest', enabled: false, passwordChangedOn: null, passwordRequired: false },
    { name: 'maria', id: '1001', kind: 'person', enabled: true, passwordMaxDays: 90, administrator: false, description: 'Kasse, Passwort …', hidden: false, authorizedKeys: 0 },
  ]);
  expect(data).toMatchObject({
    administrators: [
      { id: 'S-1-12-1-111-222-333-444', name: String.raw`AzureAD\jo`, kind: 'entra' }, { id: 'S-1-5-21-10-20-30-1184', name: null, kind: 'unknown' },
      { id: 'S-1-5-21-10-20-30-512', name: 'TOWN\\Domänen-Admins', kind: 'domain-group' }, { id: `${machine}-500`, name: String.raw`WS-0142\Administrator`, kind: 'local-user' },
    ],
    laps: { product: 'windows-laps', enabled: true, backupTo: 'active-directory', passwordAgeDays: 14 }, automaticSignIn: null, sudoRules: [], directoryUsers: ['active-directory'],
  });
  expect(Object.keys(gaps)).toEqual(['users[].loginShell', 'users[].password', 'users[].passwordScheme']);
});

test('a group of everybody among the administrators makes everybody one; an old PowerShell leaves the end of accounts not known', () => {
  const { data, gaps } = windowsFactsOf(windows, oldServer);
  expect(data.users).toMatchObject([{ id: '500', passwordChangedOn: '2024-06-05' }, { id: '501', administrator: true, administratorBy: ['Authenticated Users (S-1-5-11)'] }]);
  expect(data).toMatchObject({ laps: null, automaticSignIn: 'Administrator' });
  expect(gaps).toMatchObject({ 'users[].enabled': 'tool-missing', 'users[].expiresOn': 'tool-missing' });
});

test('an account that has ended is not enabled', () => {
  const cim = { 'root/cimv2:Win32_UserAccount': [{ Name: 'temp', SID: `${machine}-1004`, Disabled: false, PasswordRequired: true, PasswordExpires: true, Description: null }], 'root/cimv2:Win32_ComputerSystem': [{ DomainRole: 0, PartOfDomain: false }], 'root/cimv2:Win32_Service': [service('sshd', 'Auto', 'Running')] };
  const { data, gaps } = windowsFactsOf(windows, { cim, powershell: { dates: { sid: `${machine}-1004`, PasswordLastSet: '2020-01-01T00:00:00.000Z', PasswordExpires: null, AccountExpires: '2020-06-30T00:00:00.000Z' }, administrators: [] } });
  expect(data.users).toMatchObject([{ enabled: false, expiresOn: '2020-06-30', passwordMaxDays: null, administrator: false }]);
  expect(gaps).toMatchObject({ 'users[].authorizedKeys': 'not-visible-from-here' });
});

test('a domain controller has no accounts of its own', () => {
  const { data, gaps } = windowsFactsOf(windows, { ...officeComputer, cim: { ...officeComputer.cim, 'root/cimv2:Win32_ComputerSystem': [{ DomainRole: 5, PartOfDomain: true }] } });
  expect(data.users).toBeUndefined();
  expect(gaps['users']).toBe('not-visible-from-here');
});

const laps = { mdm: String.raw`HKLM\SOFTWARE\Microsoft\Policies\LAPS`, policy: String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\LAPS`, legacy: String.raw`HKLM\SOFTWARE\Policies\Microsoft Services\AdmPwd` };
test.each([
  ['device management before group policy', { [laps.mdm]: { BackupDirectory: 1 }, [laps.policy]: { BackupDirectory: 2 } }, { product: 'windows-laps', enabled: true, backupTo: 'entra', passwordAgeDays: 30 }],
  ['a policy that names no place', { [laps.policy]: { PasswordAgeDays: 7 } }, { product: 'windows-laps', enabled: false, backupTo: null, passwordAgeDays: 7 }],
  ['the older product', { [laps.legacy]: { AdmPwdEnabled: 1 } }, { product: 'legacy-laps', enabled: true, backupTo: 'active-directory', passwordAgeDays: 30 }],
  ['the older product switched off', { [laps.legacy]: { AdmPwdEnabled: 0 } }, { product: 'legacy-laps', enabled: false, backupTo: null }],
  ['an unknown place', { [laps.policy]: { BackupDirectory: 7 } }, { product: 'windows-laps', enabled: undefined, backupTo: undefined }],
])('LAPS: %s', (_name, registry, expected) => {
  expect(windowsFactsOf(windows, { registry }).data.laps).toMatchObject(expected);
});

const shared = sharedFixtures();
describe.skipIf(!shared)('captures', () => {
  const at = (name: string) => path.join(shared ?? '', name);

  test('accounts of a French Windows 10', () => {
    const rows = instancesIn(captureText(at('glpi-agent/files/win32/wmi/10-StandAlone-Win32_UserAccount.wmi')), ['Name', 'SID', 'Description']);
    const { data } = windowsFactsOf(windows, { cim: { 'root/cimv2:Win32_UserAccount': rows.filter(({ SID }) => SID !== undefined), 'root/cimv2:Win32_ComputerSystem': [{ DomainRole: 0, PartOfDomain: false }] } });
    expect(data.users?.find(({ id }) => id === '500')).toMatchObject({ name: 'Administrateur', kind: 'root', enabled: false, passwordMaxDays: null });
    expect(data.users?.length).toBe(rows.filter(({ SID }) => SID !== undefined).length);
  });

  test('accounts and dates of a server', () => {
    const rows = JSON.parse(fs.readFileSync(at('cnquery-mpl/files/providers/os/resources/users/testdata/windows.json'), 'utf8')) as Readonly<Record<string, unknown>>[];
    const sidOf = (row: Readonly<Record<string, unknown>>) => (row['SID'] as { Value: string }).Value;
    const cim = { 'root/cimv2:Win32_UserAccount': rows.map((row) => ({ Name: row['Name'], SID: sidOf(row), Disabled: row['Enabled'] === false, PasswordRequired: row['PasswordRequired'], PasswordExpires: row['PasswordExpires'] !== null, Description: row['Description'] })), 'root/cimv2:Win32_ComputerSystem': [{ DomainRole: 2, PartOfDomain: false }] };
    const { data } = windowsFactsOf(windows, { cim, powershell: { dates: rows.map((row) => ({ ...row, sid: sidOf(row) })) } });
    expect(data.users?.map(({ name, kind, enabled, passwordChangedOn, passwordMaxDays }) => [name, kind, enabled, passwordChangedOn, passwordMaxDays])).toEqual([
      ['chris', 'root', true, '2020-04-15', 42], ['Guest', 'guest', false, null, null], ['DefaultAccount', 'system', false, null, null], ['WDAGUtilityAccount', 'system', false, '2020-03-07', 42], ['sshd', 'system', true, '2020-04-15', null],
    ]);
  });

  test('members as the cmdlet tells them', () => {
    const rows = JSON.parse(fs.readFileSync(at('handwritten/windows/Get-LocalGroupMember.json'), 'utf8')) as { Name: string; SID: { Value: string }; PrincipalSource: number }[];
    const { data } = windowsFactsOf(windows, { powershell: { administrators: rows.map(({ Name, SID, PrincipalSource }) => ({ path: Name, sid: SID.Value, origin: PrincipalSource })) } });
    expect(data.administrators).toEqual([
      { id: 'S-1-12-1-111-222-333-444', name: null, kind: 'entra' }, { id: 'S-1-5-21-1-2-3-500', name: String.raw`WS-0142\Administrator`, kind: 'local-user' }, { id: 'S-1-5-21-10-20-30-512', name: String.raw`TOWN\Domain Admins`, kind: 'domain-group' },
    ]);
  });
});
