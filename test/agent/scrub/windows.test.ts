import { expect, test } from 'vitest';
import type { RecordedSource, Recording } from '../../../agent/recording.ts';
import { scrubbed } from '../../../agent/scrub/scrub.ts';

const one = (reads: string, value: unknown): RecordedSource => ({ reads, answer: { kind: 'one', reading: { state: 'read', text: JSON.stringify(value) } } });
const keys = (reads: string, entries: Readonly<Record<string, unknown>>): RecordedSource => ({
  reads,
  answer: { kind: 'many', entries: Object.entries(entries).map(([path, value]) => ({ path, reading: { state: 'read', text: JSON.stringify(value) } })) },
});

const sid = 'S-1-5-21-3623811015-3361044348-30300820-1013';
const planted: Recording['sections'][string] = {
  computer: one('properties of root/cimv2:Win32_ComputerSystem (Name, Domain, UserName)', [{ Name: 'QUILLPC7', Domain: 'quillton.test', UserName: 'QUILL\\rosamund' }]),
  users: one('properties of root/cimv2:Win32_UserAccount (Name, FullName, SID)', [
    { Name: 'rosamund', FullName: 'Rosamund Quill', SID: sid },
    { Name: 'Administrator', FullName: '', SID: 'S-1-5-21-3623811015-3361044348-30300820-500' },
  ]),
  cloud: one('result of Get-LocalGroupMember', [{ sid: 'S-1-12-1-1778064242-1251273316-772277320-2482684374' }]),
  bios: one('properties of root/cimv2:Win32_BIOS (SerialNumber, SMBIOSBIOSVersion)', [{ SerialNumber: 'CANARYSN9', SMBIOSBIOSVersion: '1.2.3.4' }]),
  profiles: keys('values of HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\*', {
    [`HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\${sid}`]: { ProfileImagePath: 'C:\\Users\\zebedee.canary', Sid: { hex: Buffer.from('ROSAMUND', 'utf16le').toString('hex') } },
  }),
  logon: keys('values of HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon', {
    'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon': { DefaultPassword: 'canarysecret', DefaultUserName: 'ada@canarycorp.test', PasswordExpiryWarning: 14, AutoAdminLogon: '1' },
  }),
  adapters: one('properties of root/cimv2:Win32_NetworkAdapterConfiguration (MACAddress, IPAddress)', [{ MACAddress: 'A4:BB:6D:CA:9A:41', IPAddress: ['10.7.7.77', 'fe80::a6bb:6dff:feca:9a41'] }]),
  software: keys('values of HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*', { 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Tool': { DisplayName: 'Tool', DisplayVersion: '10.0.1.2' } }),
  dates: one('result of Get-LocalUser', [{ PasswordLastSet: '2024-03-01T10:00:00.000Z' }]),
};
const recording: Recording = { recording: 1, platform: 'windows', privileged: true, bootId: '7', now: '2026-11-22T00:00:00.000Z', skip: [], settings: { repositories: [], networks: [] }, sections: { accounts: planted } };
const clean = scrubbed(recording);
const text = JSON.stringify(clean);

test.each([
  ['names of people and computers', /rosamund|quill|zebedee|canarycorp|\bada\b/i],
  ['secrets', /canarysecret/i],
  ['serial numbers', /canarysn/i],
  ['domains of identifiers', /3623811015|1778064242/],
  ['addresses', /10\.7\.7|ca:9a:41|feca/i],
  ['names in bytes', new RegExp(Buffer.from('ROSA', 'utf16le').toString('hex'), 'i')],
])('a recording of Windows has none of the %s', (_what, canary) => {
  expect(text).not.toMatch(canary);
});

test('what facts are made of stays, and the same thing is the same everywhere', () => {
  const accounts = clean.sections['accounts'] ?? {};
  const said = (name: string): string => JSON.stringify(accounts[name]?.answer);
  expect(said('users')).toContain('S-1-5-21-1000-2000-1-1013');
  expect(said('users')).toContain('S-1-5-21-1000-2000-1-500');
  expect(said('users')).toContain('Administrator');
  expect(said('profiles')).toContain('ProfileList\\\\S-1-5-21-1000-2000-1-1013');
  expect(said('software')).toContain('10.0.1.2');
  expect(said('dates')).toContain('2024-03-01T10:00:00.000Z');
  expect(said('logon')).toContain('AutoAdminLogon\\":\\"1\\"');
  expect(scrubbed(recording)).toEqual(clean);
});
