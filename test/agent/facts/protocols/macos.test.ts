import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/protocols/macos.ts';
import { counterexample, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const daemons = '/System/Library/LaunchDaemons';
const overrides = '/private/var/db/com.apple.xpc.launchd/disabled.plist';
const server = '/Library/Preferences/SystemConfiguration/com.apple.smb.server.plist';
const preferences = '/Library/Preferences/SystemConfiguration/preferences.plist';
const network = (proxies: object, more: object = {}) => plist({ CurrentSet: '/Sets/A', Sets: { A: { Network: { Service: { one: {} } } } }, NetworkServices: { one: { Proxies: proxies, ...more }, other: { Proxies: { ProxyAutoDiscoveryEnable: 1 } } } });
const share = (name: string, shared: string, guest: string) => ({ 'dsAttrTypeStandard:RecordName': [name], 'dsAttrTypeNative:smb_name': [name], 'dsAttrTypeNative:smb_shared': [shared], 'dsAttrTypeNative:smb_guestaccess': [guest] });
const mac: Machine = {
  [`${daemons}/com.apple.smbd.plist`]: plist({ Label: 'com.apple.smbd', Disabled: true }),
  [`${daemons}/com.apple.netbiosd.plist`]: plist({ Label: 'com.apple.netbiosd' }),
  [`${daemons}/org.net-snmp.snmpd.plist`]: plist({ Label: 'org.net-snmp.snmpd', Disabled: true, KeepAlive: true }),
  [preferences]: network({ ProxyAutoDiscoveryEnable: 0 }),
  '/sbin/nfsd': '',
};
const programs: Programs = { sharePoints: plist([share('Public', '1', '1'), share('Archive', '1', '0'), share('Old', '0', '1')]) };
const shared: Machine = { ...mac, [overrides]: plist({ 'com.apple.smbd': false }), [server]: plist({ NetBIOSName: 'TOWN-MAC', AllowGuestAccess: true, SigningRequired: true, ProtocolVersionMap: 6 }) };

test('a Mac as it comes out of the box', () => {
  const { data, gaps } = factsWith(macos, mac, programs);
  expect(data).toEqual({
    smb: { server: false, smb1Client: true, minDialect: null, signingRequiredClient: false }, shares: [], nfsExports: 0, llmnr: false, mdns: true, netbios: true, wpad: false,
    lmCompatibilityLevel: null, ntlmV2Only: true, ldapServerSigning: null, ldapChannelBinding: null, ldapClientSigning: null, snmp: null,
  });
  expect(Object.keys(gaps).sort()).toEqual(['netbiosAdapters', 'smb.encryptionRequired', 'smb.guestAllowed', 'smb.nullSessions', 'smb.signingRequiredServer', 'smb.smb1Server', 'tls']);
});

describe('file sharing', () => {
  test('switched on, with guests', () => {
    const { data, gaps } = factsWith(macos, shared, programs);
    expect(data.smb).toEqual({ server: true, smb1Server: false, smb1Client: true, minDialect: '2.0.2', signingRequiredServer: true, signingRequiredClient: false, guestAllowed: true });
    expect(data.shares).toEqual([{ name: 'Archive', guest: false, administrative: false }, { name: 'Public', guest: true, administrative: false }]);
    expect(gaps).toMatchObject({ ntlmV2Only: 'not-visible-from-here' });
  });
  test('guests are refused by the server, or that is not known', () => {
    expect(factsWith(macos, { ...shared, [server]: plist({ AllowGuestAccess: 0, ProtocolVersionMap: 1 }) }, programs).data).toMatchObject({ smb: { guestAllowed: false, smb1Server: true, minDialect: 'NT1' }, shares: [{ guest: false }, { guest: false }] });
    const told = (word: string) => factsWith(macos, { ...shared, [server]: undefined }, { ...programs, guests: { state: 'read', text: '', exitCode: 0, stderr: `2026-11-22 01:00:00.000 sysadminctl[501:1] SMB guest access ${word}.\n` } }).data;
    expect(told('disabled')).toMatchObject({ smb: { guestAllowed: false }, shares: [{ guest: false }, { guest: false }] });
    expect(told('enabled')).toMatchObject({ smb: { guestAllowed: true }, shares: [{ guest: false }, { guest: true }] });
    expect(factsWith(macos, { ...shared, [server]: undefined }, programs).gaps).toMatchObject({ 'shares[].guest': 'not-visible-from-here', 'smb.guestAllowed': 'not-visible-from-here' });
  });
  test('a hardened client, and one that goes back to NTLM', () => {
    const client = (text: string) => factsWith(macos, { ...mac, '/etc/nsmb.conf': text }, programs).data;
    expect(client('[default]\nprotocol_vers_map=6\nsigning_required=yes\nminauth=kerberos\n')).toMatchObject({ smb: { smb1Client: false, signingRequiredClient: true }, ntlmV2Only: true });
    expect(client('[default]\nminauth=ntlm\n')).toMatchObject({ ntlmV2Only: false });
    expect(client('[default]\nsmb_neg=smb2_only\n')).toMatchObject({ smb: { smb1Client: false } });
  });
});

describe('other protocols', () => {
  test('proxies that are looked for, on the services in use', () => {
    expect(factsWith(macos, { ...mac, [preferences]: network({ ProxyAutoDiscoveryEnable: 1 }) }, programs).data.wpad).toBe(true);
    expect(factsWith(macos, { ...mac, [preferences]: network({ ProxyAutoDiscoveryEnable: 1 }, { __INACTIVE__: 1 }) }, programs).data.wpad).toBe(false);
  });
  test('NFS, NetBIOS, SNMP', () => {
    const { data } = factsWith(macos, { ...mac, '/etc/exports': '# none\n/Users/Shared -network 192.0.2.0\n', [overrides]: plist({ 'com.apple.netbiosd': true, 'org.net-snmp.snmpd': false }), '/usr/sbin/snmpd': '', '/etc/snmp/snmpd.conf': 'rocommunity public\nrwcommunity CANARY\n' }, programs);
    expect(data).toMatchObject({ nfsExports: 1, netbios: false, netbiosAdapters: [], snmp: { enabled: true, communityAccess: true, defaultCommunity: true, writeAccess: true } });
    expect(JSON.stringify(data)).not.toContain('CANARY');
  });
  test('signing of LDAP is a setting of the directory plug-in', () => {
    expect(factsWith(macos, { ...mac, '/Library/Preferences/OpenDirectory/Configurations/Active Directory/TOWN.plist': '' }, programs).gaps).toMatchObject({ ldapClientSigning: 'not-visible-from-here' });
  });
});

describe('what cannot be told', () => {
  test('refused and nonsense', () => {
    const { gaps } = factsWith(macos, { ...shared, [overrides]: { refused: 'denied' }, [server]: 'x', [preferences]: { refused: 'denied' }, '/etc/nsmb.conf': { refused: 'denied' } }, programs);
    expect(gaps).toMatchObject({ 'smb.server': 'denied', shares: 'denied', netbios: 'denied', wpad: 'denied', 'smb.smb1Client': 'denied', 'smb.guestAllowed': 'unreadable', ntlmV2Only: 'denied' });
    expect(factsWith(macos, shared, { sharePoints: '<plist' }).gaps).toMatchObject({ shares: 'unreadable' });
  });
  test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
    const likely = bothRounds(macos, { ...shared, '/usr/sbin/snmpd': '', '/etc/snmp/snmpd.conf': 'rocommunity public\n' }, programs);
    expect(counterexample('protocols', macos, likely)).toBeUndefined();
    expect(untruths(macos, likely)).toEqual([]);
  });
});
