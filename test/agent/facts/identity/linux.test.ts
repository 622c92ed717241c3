import { describe, expect, test } from 'vitest';
import { identity } from '../../../../agent/facts/identity/index.ts';
import { linux } from '../../../../agent/facts/identity/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officePc } from '../office-pc.ts';

const of = (machine: Machine) => factsOf(linux, machine);
const adapter = (name: string, place: string, [address, assigned = '0', type = '1']: [string, string?, string?]): Machine => ({
  [`/sys/class/net/${name}`]: { link: `../../devices/${place}/net/${name}` },
  [`/sys/class/net/${name}/address`]: `${address}\n`,
  [`/sys/class/net/${name}/addr_assign_type`]: `${assigned}\n`,
  [`/sys/class/net/${name}/type`]: `${type}\n`,
});

test('an office computer', () => {
  expect(identity).toMatchObject({ name: 'identity', version: 1, linux });
  expect(of(officePc)).toEqual({
    data: {
      hostname: 'clerk-pc-3',
      fqdn: 'clerk-pc-3.town.example',
      machineId: '7f2d82aa9659d76144d79733f2ab1d3d925ca9f7c0169d322b4ebc051d6d7536',
      systemUuid: '4c4c4544-0051-3510-8052-b9c04f4e4e32',
      serial: 'BQ5RNN2',
      assetTag: 'TOWN-0113',
      macs: ['a4:bb:6d:10:22:33'],
      domain: 'ad.town.example',
      entra: null,
      managedBy: [],
    },
    missing: [],
    gaps: {},
  });
});

test('what only root may read is a gap for others, and no null', () => {
  const { data, gaps } = of({
    ...officePc,
    '/sys/class/dmi/id/product_uuid': { refused: 'needs-root' },
    '/sys/class/dmi/id/product_serial': { refused: 'needs-root' },
    '/etc/sssd/sssd.conf': { refused: 'needs-root' },
  });
  expect(gaps).toEqual({ systemUuid: 'needs-root', serial: 'needs-root', domain: 'needs-root' });
  expect(data).toMatchObject({ systemUuid: undefined, serial: undefined, domain: undefined, hostname: 'clerk-pc-3' });
});

describe('names', () => {
  test.each([
    ['pump-1.town.example', '', 'pump-1.town.example'],
    ['pump-1', '10.0.0.3 gate\n10.0.0.4\tpump-1.Town.example pump-1', 'pump-1.Town.example'],
    ['pump-1', '127.0.0.1 localhost.localdomain localhost pump-1.localdomain pump-1', null],
    ['pump-1', '10.0.0.4 pump-12.town.example pump-12', null],
    ['pump-1', '# 10.0.0.4 pump-1.town.example pump-1', null],
  ])('%s with hosts %j is %s', (hostname, hosts, fqdn) => {
    expect(of({ '/proc/sys/kernel/hostname': hostname, '/etc/hosts': hosts }).data).toMatchObject({ hostname, fqdn });
  });

  test.each(['', '-a', 'a b', 'x'.repeat(300), 'a\u{7}b'])('%j is no name', (hostname) => {
    expect(of({ '/proc/sys/kernel/hostname': hostname }).gaps).toMatchObject({ hostname: 'unreadable', fqdn: 'not-visible-from-here' });
  });
});

describe('machine id', () => {
  const id = (text: string | undefined, dbus?: string) => of({ '/etc/machine-id': text, '/var/lib/dbus/machine-id': dbus });

  test('leaves as a keyed hash only, the same for the same id', () => {
    const { machineId } = id('0123456789ABCDEF0123456789abcdef\n').data;
    expect(machineId).toBe(of(officePc).data.machineId);
    expect(machineId).not.toContain('0123456789abcdef');
    expect(id('1123456789abcdef0123456789abcdef').data.machineId).not.toBe(machineId);
    expect(id(undefined, '0123456789abcdef0123456789abcdef').data.machineId).toBe(machineId);
  });

  test.each(['', 'uninitialized\n', '0'.repeat(32)])('%j is none', (text) => {
    expect(id(text).data.machineId).toBeNull();
  });

  test('nonsense is a gap', () => {
    expect(id('clerk').gaps).toMatchObject({ machineId: 'unreadable' });
  });
});

describe('firmware', () => {
  test.each([
    ['03000200-0400-0500-0006-000700080009', null],
    ['FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', null],
    ['EEEEEEEE-EEEE-EEEE-EEEE-EEEEEEEEEEEE', null],
    ['Not Settable', null],
    ['32393735-3733-5a43-4a31-323830524d51', '32393735-3733-5a43-4a31-323830524d51'],
  ])('uuid %s', (uuid, systemUuid) => {
    expect(of({ '/sys/class/dmi/id/product_uuid': `${uuid}\n` }).data.systemUuid).toBe(systemUuid);
  });

  test('a uuid that is none is a gap', () => {
    expect(of({ '/sys/class/dmi/id/product_uuid': '3445DEE7-45D0-1244-95DD-34FAA067C1BE33E' }).gaps).toMatchObject({ systemUuid: 'unreadable' });
  });

  test('a board without SMBIOS has its serial number in the device tree', () => {
    expect(of({ '/sys/firmware/devicetree/base/serial-number': '10000000ad1f5c2b\0' }).data.serial).toBe('10000000ad1f5c2b');
    expect(of({ '/sys/firmware/devicetree/base/serial-number': '0000000000000000\0' }).data.serial).toBeNull();
    expect(of({}).data).toMatchObject({ serial: null, systemUuid: null, assetTag: null });
  });
});

describe('hardware addresses', () => {
  const pci = 'pci0000:00/0000:00:1f.6';
  const macs = (machine: Machine) => of(machine).data.macs;

  test('are the permanent ones of physical adapters', () => {
    expect(macs({
      ...adapter('eno1', pci, ['a4:bb:6d:10:22:33']),
      ...adapter('eno2', pci, ['A4:BB:6D:10:22:32']),
      ...adapter('wlp1s0', pci, ['5a:00:00:00:00:01', '3']),
      '/sys/class/ieee80211/phy0/macaddress': '00:28:f8:01:02:03\n',
      ...adapter('docker0', 'virtual', ['02:42:00:00:00:01', '3']),
      ...adapter('veth1', 'virtual', ['16:42:00:00:00:01', '0']),
      ...adapter('ib0', pci, ['a0:00:02:20:fe:80', '0', '32']),
      ...adapter('zero', pci, ['00:00:00:00:00:00']),
      ...adapter('group', pci, ['01:00:5e:00:00:01']),
    })).toEqual(['00:28:f8:01:02:03', 'a4:bb:6d:10:22:32', 'a4:bb:6d:10:22:33']);
  });

  test('of a bonded adapter is the one it was born with', () => {
    expect(macs({ ...adapter('eno2', pci, ['a4:bb:6d:10:22:33', '3']), '/sys/class/net/eno2/bonding_slave/perm_hwaddr': 'a4:bb:6d:10:22:34\n' })).toEqual(['a4:bb:6d:10:22:34']);
  });

  test('of a dock counts only where there is no other', () => {
    const dock = adapter('enx1', 'pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0', ['00:e0:4c:68:00:01']);
    expect(macs(dock)).toEqual(['00:e0:4c:68:00:01']);
    expect(macs({ ...dock, ...adapter('eno1', pci, ['a4:bb:6d:10:22:33']) })).toEqual(['a4:bb:6d:10:22:33']);
  });
});

describe('domain', () => {
  const domain = (machine: Machine) => of(machine).data.domain;
  const smb = '[Global]\n  workgroup = TOWN\n  Security = ADS\n  realm = TOWN.EXAMPLE\n[homes]\n security = user\n';
  const krb5 = '[libdefaults]\n default_realm = TOWN.EXAMPLE\n[realms]\n TOWN.EXAMPLE = {\n  kdc = dc1.town.example:88\n }\n';

  test.each<[string, Machine, string | null]>([
    ['none', {}, null],
    ['sssd with ldap behind it', { '/etc/sssd/sssd.conf': '[sssd]\ndomains = local, town\n[domain/local]\nid_provider = files\n[domain/town]\nid_provider=ldap\n' }, 'town'],
    ['sssd that only serves local users', { '/etc/sssd/sssd.conf': '[sssd]\ndomains = local\n[domain/local]\nid_provider = files\n' }, null],
    ['sssd in parts', { '/etc/sssd/sssd.conf': '[sssd]\ndomains=a\n', '/etc/sssd/conf.d/10.conf': '[sssd]\ndomains=b\n[domain/b]\nid_provider=ipa\nipa_domain=IPA.example\n' }, 'ipa.example'],
    ['samba', { '/etc/samba/smb.conf': smb }, 'town.example'],
    ['samba on its own', { '/etc/samba/smb.conf': '[global]\nworkgroup = WORKGROUP\nsecurity = user\n' }, null],
    ['Kerberos with an account', { '/etc/krb5.conf': krb5, '/etc/krb5.keytab': { refused: 'needs-root' } }, 'town.example'],
    ['Kerberos without an account', { '/etc/krb5.conf': krb5 }, null],
  ])('%s', (_name, machine, expected) => {
    expect(domain(machine)).toBe(expected);
  });
});
