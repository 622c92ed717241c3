import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/protocols/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { officeComputer, oldServer, service } from '../windows-town.ts';

const release = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
const lsa = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`;
const product = (ProductType: string) => ({ [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions`]: { ProductType } });
const services = { 'root/cimv2:Win32_Service': [service('LanmanServer', 'Auto', 'Running'), service('LanmanWorkstation', 'Auto', 'Running')] };
const ofBuild = (CurrentBuild: string, registry: WindowsWorld['registry'] = {}) => windowsFactsOf(windows, { registry: { [release]: { CurrentBuild, InstallationType: 'Client' }, ...product('WinNT'), ...registry }, cim: services });

test('what a well-kept computer allows', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(gaps).toEqual({});
  expect(data).toMatchObject({
    smb: { server: true, smb1Server: false, smb1Client: false, minDialect: null, signingRequiredServer: true, signingRequiredClient: true, encryptionRequired: true, guestAllowed: false, nullSessions: false },
    shares: [{ name: 'ADMIN$', administrative: true }, { name: 'Akten', guest: false, administrative: false }, { name: 'IPC$', administrative: true }],
    nfsExports: null, llmnr: false, mdns: false, netbios: false, netbiosAdapters: [], wpad: false, lmCompatibilityLevel: 5, ntlmV2Only: true, ldapServerSigning: null, ldapChannelBinding: null, ldapClientSigning: 'negotiate', snmp: null,
  });
  expect(data.tls).toContainEqual({ protocol: 'tls1.0', server: false, client: true });
});

test('what an old server allows; names of communities stay on the computer', () => {
  const { data, gaps } = windowsFactsOf(windows, oldServer);
  expect(data).toMatchObject({
    smb: { smb1Server: true, smb1Client: true, signingRequiredServer: false, encryptionRequired: false, guestAllowed: undefined, nullSessions: true }, llmnr: true, mdns: false, netbios: true, netbiosAdapters: ['vmxnet3'],
    lmCompatibilityLevel: null, ntlmV2Only: false, snmp: { enabled: true, communityAccess: true, defaultCommunity: true, writeAccess: true },
  });
  expect(gaps).toMatchObject({ 'smb.guestAllowed': 'not-visible-from-here', 'tls[].server': 'not-visible-from-here' });
});

test.each([
  ['7601', [['ssl3', true], ['tls1.0', true], ['tls1.1', false], ['tls1.2', false], ['tls1.3', false]]],
  ['9600', [['ssl3', true], ['tls1.0', true], ['tls1.1', true], ['tls1.2', true], ['tls1.3', false]]],
  ['19045', [['ssl3', false], ['tls1.0', true], ['tls1.1', true], ['tls1.2', true], ['tls1.3', false]]],
  ['20348', [['ssl3', false], ['tls1.0', true], ['tls1.1', true], ['tls1.2', true], ['tls1.3', true]]],
  ['26100', [['ssl3', false], ['tls1.0', undefined], ['tls1.1', undefined], ['tls1.2', true], ['tls1.3', true]]],
])('TLS of build %s without a setting', (build, expected) => {
  const { data } = ofBuild(build);
  expect(data.tls?.filter(({ protocol }) => protocol !== 'ssl2').map(({ protocol, client }) => [protocol, client])).toEqual(expected);
});

test.each([[{ Enabled: 0 }, false], [{ Enabled: 4_294_967_295 }, true], [{ DisabledByDefault: 1 }, false], [{ Enabled: 1, DisabledByDefault: 1 }, true], [{ Enabled: 'x' }, undefined]])('a key of SCHANNEL with %o', (values, expected) => {
  const { data } = ofBuild('19045', { [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server`]: values });
  expect(data.tls?.find(({ protocol }) => protocol === 'tls1.0')?.server).toBe(expected);
});

test.each([['19045', false], ['26100', undefined]])('signing of build %s, where nobody says anything', (build, expected) => {
  const { data, gaps } = ofBuild(build);
  expect([data.smb?.signingRequiredServer, data.smb?.signingRequiredClient]).toEqual([expected, expected]);
  expect(gaps['smb.signingRequiredClient']).toBe(expected === undefined ? 'not-visible-from-here' : undefined);
});

test.each([['19045', {}, null, false], ['19045', { LmCompatibilityLevel: 3 }, 3, false], ['19045', { LmCompatibilityLevel: 5 }, 5, true], ['26100', {}, null, true], ['19045', { LmCompatibilityLevel: 9 }, undefined, undefined]])('NTLM of build %s with %o', (build, values, level, only) => {
  const { data } = ofBuild(build, { [lsa]: values });
  expect([data.lmCompatibilityLevel, data.ntlmV2Only]).toEqual([level, only]);
});

test.each([[{ LDAPServerIntegrity: 2, LdapEnforceChannelBinding: 2 }, 'require', 'always', '17763'], [{}, 'none', 'never', '17763'], [{}, undefined, undefined, '26100'], [{ LDAPServerIntegrity: 7 }, undefined, 'never', '17763']] as const)('a domain controller with %o', (values, signing, binding, build) => {
  const registry = { [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\NTDS\Parameters`]: values, ...product('LanmanNT') };
  const { data } = ofBuild(build, registry);
  expect([data.ldapServerSigning, data.ldapChannelBinding]).toEqual([signing, binding]);
});

test.each([[9, true], [1, false]])('a proxy looked for by users: flags %i', (flags, expected) => {
  const settings = { hex: Buffer.from([0x46, 0, 0, 0, 1, 0, 0, 0, flags, 0, 0, 0]).toString('hex') };
  const { data } = windowsFactsOf(windows, {
    registry: { [String.raw`HKU\S-1-5-21-1-2-3-1001\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections`]: { DefaultConnectionSettings: settings } },
    cim: { 'root/cimv2:Win32_Service': [service('WinHttpAutoProxySvc', 'Manual', 'Running')] },
  });
  expect(data.wpad).toBe(expected);
});

test('SMB 1 needs its feature and is forbidden by its value', () => {
  const features = (InstallState: number) => ({ 'root/cimv2:Win32_OptionalFeature': [{ Name: 'SMB1Protocol', InstallState }] });
  const smb1 = (state: number, EnableSMB1Protocol: boolean) => windowsFactsOf(windows, { cim: { ...services, ...features(state) }, powershell: { smbServer: { EnableSMB1Protocol, RequireSecuritySignature: false, EncryptData: false, RejectUnencryptedAccess: true } } }).data.smb?.smb1Server;
  expect([smb1(1, true), smb1(1, false), smb1(2, true), smb1(3, true), smb1(4, true)]).toEqual([true, false, false, false, undefined]);
});

const shared = sharedFixtures('handwritten', 'windows');
test.skipIf(!shared)('the settings of the SMB service as the cmdlet tells them', () => {
  const smbServer: unknown = JSON.parse(fs.readFileSync(path.join(shared ?? '', 'Get-SmbServerConfiguration.json'), 'utf8'));
  const { data } = windowsFactsOf(windows, { cim: { ...services, 'root/cimv2:Win32_OptionalFeature': [] }, powershell: { smbServer } });
  expect(data.smb).toMatchObject({ smb1Server: true, signingRequiredServer: false, encryptionRequired: false });
});
