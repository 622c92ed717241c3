import { describe, expect, test } from 'vitest';
import { protocols } from '../../../../agent/facts/protocols/index.ts';
import { linux } from '../../../../agent/facts/protocols/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { busyServer } from '../town-services.ts';

const of = (machine: Machine) => factsOf(linux, machine);
const wanted = (name: string): Machine => ({ [`/etc/systemd/system/multi-user.target.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });
const samba = (conf: string, version = '2:4.17.12+dfsg-0+deb12u1'): Machine => ({ '/usr/sbin/smbd': 'x', '/etc/samba/smb.conf': conf, '/var/lib/dpkg/status': `Package: samba-common\nStatus: install ok installed\nVersion: ${version}\n` });

test('the server of a town', () => {
  expect(protocols).toMatchObject({ name: 'protocols', version: 1, linux });
  const { data } = of(busyServer);
  expect(data).toMatchObject({
    smb: { server: true, smb1Server: false, smb1Client: true, minDialect: 'SMB3', signingRequiredServer: true, signingRequiredClient: false, encryptionRequired: false, guestAllowed: true, nullSessions: true },
    shares: [{ name: 'homes', guest: false, administrative: false }, { name: 'print$', administrative: true }, { name: 'public', guest: true }],
    nfsExports: 2, llmnr: false, mdns: true, netbios: true, ntlmV2Only: true, wpad: null, ldapServerSigning: null,
    snmp: { enabled: true, communityAccess: true, defaultCommunity: true, writeAccess: true },
  });
});

test('a machine without any of it', () => {
  expect(of({ '/usr/lib/x86_64-linux-gnu/libssl.so.3': 'x' })).toMatchObject({ data: { smb: null, shares: [], nfsExports: null, llmnr: false, mdns: false, netbios: false, netbiosAdapters: [], ntlmV2Only: null, snmp: null }, missing: [] });
});

describe('Samba', () => {
  test.each<[string, Machine, unknown]>([
    ['of today, with defaults', samba('[global]\n'), { smb1Server: false, smb1Client: false, minDialect: null, signingRequiredServer: false, guestAllowed: false }],
    ['of before 4.11, with defaults', samba('[global]\n', '2:4.9.5+dfsg-5'), { smb1Server: true, smb1Client: true }],
    ['with SMB 1', samba('[global]\nmin protocol = NT1\n'), { smb1Server: true, minDialect: 'NT1' }],
    ['with guests by name, and nobody mapped', samba('[global]\n[a]\nguest ok = yes\n'), { guestAllowed: false }],
    ['with a default for all shares', samba('[global]\nmap to guest = Bad User\npublic = yes\n[a]\npath = /a\n'), { guestAllowed: true }],
    ['without null sessions', samba('[global]\nrestrict anonymous = 2\n'), { nullSessions: false }],
    ['encrypted', samba('[global]\nsmb encrypt = required\n'), { encryptionRequired: true }],
  ])('%s', (_name, machine, expected) => {
    expect(of(machine).data.smb).toMatchObject(expected as object);
  });

  test('a domain controller demands signing of LDAP', () => {
    expect(of(samba('[global]\nserver role = active directory domain controller\n')).data).toMatchObject({ ldapServerSigning: 'require', smb: { signingRequiredServer: true } });
    expect(of(samba('[global]\nserver role = active directory domain controller\nldap server require strong auth = no\n')).data.ldapServerSigning).toBe('none');
  });

  test('of a version nobody knows keeps its defaults to itself', () => {
    const { data, gaps } = of({ '/usr/sbin/smbd': 'x', '/etc/samba/smb.conf': '[global]\n' });
    expect([data.smb?.smb1Server, gaps['smb.smb1Server']]).toEqual([undefined, 'not-visible-from-here']);
  });

  test('a file that depends on who connects leaves all in doubt', () => {
    const { data, gaps } = of(samba('[global]\ninclude = /etc/samba/smb.conf.%m\n'));
    expect([data.smb, gaps['smb.smb1Server'], gaps['shares']]).toEqual([{ server: false }, 'not-visible-from-here', 'not-visible-from-here']);
  });

  test('NTLM version 1 that somebody allowed', () => {
    expect(of(samba('[global]\nntlm auth = yes\n')).data.ntlmV2Only).toBe(false);
  });

  test('shares that are switched off are none', () => {
    expect(of(samba('[a]\npath = /a\navailable = no\n')).data.shares).toEqual([]);
  });
});

test.each<[string, Machine, [boolean | undefined, boolean | undefined]]>([
  ['resolved with defaults', { '/usr/lib/systemd/systemd-resolved': 'x', ...wanted('systemd-resolved.service') }, [true, false]],
  ['resolved of a distribution that built LLMNR out', { '/usr/lib/systemd/systemd-resolved': 'x', ...wanted('systemd-resolved.service'), '/etc/systemd/resolved.conf': '[Resolve]\n#LLMNR=no\n' }, [false, false]],
  ['resolved that is told not to', { '/usr/lib/systemd/systemd-resolved': 'x', ...wanted('systemd-resolved.service'), '/etc/systemd/resolved.conf.d/a.conf': '[Resolve]\nLLMNR=no\nMulticastDNS=no\n' }, [false, false]],
  ['resolved with mDNS on a network', { '/usr/lib/systemd/systemd-resolved': 'x', ...wanted('systemd-resolved.service'), '/etc/systemd/network/a.network': '[Network]\nMulticastDNS=yes\n' }, [true, true]],
  ['resolved that does not start', { '/usr/lib/systemd/systemd-resolved': 'x' }, [false, false]],
  ['Avahi', { '/usr/sbin/avahi-daemon': 'x', ...wanted('avahi-daemon.service') }, [false, true]],
  ['Avahi that does not start', { '/usr/sbin/avahi-daemon': 'x' }, [false, false]],
])('names asked of neighbors: %s', (_name, machine, expected) => {
  const { data } = of(machine);
  expect([data.llmnr, data.mdns]).toEqual(expected);
});

describe('TLS', () => {
  const three = { '/usr/lib/x86_64-linux-gnu/libssl.so.3': 'x' };
  const eleven = { '/usr/lib/x86_64-linux-gnu/libssl.so.1.1': 'x' };
  const cnf = (text: string) => `openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n${text}`;

  test.each<[string, Machine, string[]]>([
    ['OpenSSL 3', three, ['tls1.2', 'tls1.3']],
    ['OpenSSL 3 at level 0', { ...three, '/etc/ssl/openssl.cnf': cnf('MinProtocol = TLSv1\nCipherString = DEFAULT@SECLEVEL=0\n') }, ['tls1.0', 'tls1.1', 'tls1.2', 'tls1.3']],
    ['OpenSSL 1.1 with defaults', eleven, ['tls1.0', 'tls1.1', 'tls1.2', 'tls1.3']],
    ['OpenSSL 1.1 of Debian', { ...eleven, '/etc/ssl/openssl.cnf': cnf('MinProtocol = TLSv1.2\nCipherString = DEFAULT@SECLEVEL=2\n') }, ['tls1.2', 'tls1.3']],
    ['a policy of Red Hat', { ...eleven, '/etc/crypto-policies/back-ends/opensslcnf.config': 'CipherString = @SECLEVEL=2:x\nTLS.MinProtocol = TLSv1.2\nTLS.MaxProtocol = TLSv1.3\n' }, ['tls1.2', 'tls1.3']],
    ['nothing newer than 1.2', { ...three, '/etc/ssl/openssl.cnf': cnf('MaxProtocol = TLSv1.2\n') }, ['tls1.2']],
  ])('%s', (_name, machine, on) => {
    const { data } = of(machine);
    expect(data.tls?.filter(({ server }) => server).map(({ protocol }) => protocol)).toEqual(on);
    expect(data.tls?.map(({ server, client }) => server === client)).not.toContain(false);
  });

  test('without OpenSSL it is not known', () => {
    expect(of({}).gaps).toMatchObject({ tls: 'not-visible-from-here' });
  });
});

test.each<[string, string, unknown]>([
  ['version 3 only', 'createUser a SHA\nrouser a\n', { communityAccess: false, defaultCommunity: false, writeAccess: false }],
  ['com2sec', 'com2sec readonly default "public"\n', { communityAccess: true, defaultCommunity: true, writeAccess: false }],
  ['a name of its own', 'rocommunity6 k3Lq9 default\n', { communityAccess: true, defaultCommunity: false, writeAccess: false }],
  ['commented out', '#rocommunity public\n', { communityAccess: false }],
])('SNMP: %s', (_name, text, expected) => {
  expect(of({ '/usr/sbin/snmpd': 'x', '/etc/snmp/snmpd.conf': text }).data.snmp).toMatchObject(expected as object);
});
