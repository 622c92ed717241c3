import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostOrderIpv4, hostOrderIpv6, ipv6, isLoopback, plainIpv6 } from '../../../../agent/facts/network/addresses.ts';
import { network } from '../../../../agent/facts/network/index.ts';
import { linux } from '../../../../agent/facts/network/linux.ts';
import { sharedFixtures } from '../../../shared.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officePc } from '../office-pc.ts';

const of = (machine: Machine) => factsOf(linux, machine);
const jc = sharedFixtures('jc', 'files/linux-proc');
const facter = sharedFixtures('facter', 'fixtures');
const read = (folder: string | undefined, name: string) => fs.readFileSync(path.join(folder ?? '', name), 'utf8');

test('an office computer', () => {
  expect(network).toMatchObject({ name: 'network', version: 1, linux });
  expect(of(officePc)).toEqual({
    data: {
      interfaces: [
        { name: 'eno1', mac: 'a4:bb:6d:10:22:33', kind: 'ethernet', up: true, speedMbps: 1000, dhcp: true, addresses: ['192.0.2.10/24', '2001:db8::10/64', 'fe80::a6bb:6dff:fe10:2233/64'] },
        { name: 'lo', mac: null, kind: 'loopback', up: true, speedMbps: null, dhcp: false, addresses: ['127.0.0.1/8', '::1/128'] },
      ],
      routes: [
        { destination: '0.0.0.0/0', gateway: '192.0.2.1', interface: 'eno1' },
        { destination: '192.0.2.0/24', gateway: null, interface: 'eno1' },
        { destination: '::/0', gateway: 'fe80::1', interface: 'eno1' },
      ],
      proxy: null,
      gateways: ['192.0.2.1', 'fe80::1'],
      dns: ['192.0.2.1', '2001:db8::1'],
      listening: [
        { protocol: 'tcp', address: '0.0.0.0', port: 22, program: 'sshd', exposed: true },
        { protocol: 'tcp', address: '::', port: 22, program: 'sshd', exposed: true },
        { protocol: 'tcp', address: '127.0.0.1', port: 631, program: 'cupsd', exposed: false },
        { protocol: 'tcp', address: '::1', port: 631, program: 'cupsd', exposed: false },
        { protocol: 'udp', address: '0.0.0.0', port: 2049, program: null, exposed: true },
      ],
    },
    missing: [],
    gaps: {},
  });
});

test('an ordinary user knows its own programs and says why not the others', () => {
  const { '/proc/700/fd/3': _three, '/proc/700/fd/4': _four, ...rest } = officePc;
  const { data, gaps } = of({ ...rest, '/proc/700/fd/0': { refused: 'needs-root' } });
  expect(data.listening?.map(({ port, program }) => [port, program])).toEqual([[22, 'sshd-session'], [22, undefined], [631, 'cupsd'], [631, 'cupsd'], [2049, undefined]]);
  expect(gaps).toEqual({ 'listening[].program': 'needs-root' });
});

describe('adapters', () => {
  const adapter = (name: string, attributes: Readonly<Record<string, string>>, place = 'virtual'): Machine => ({
    [`/sys/class/net/${name}`]: { link: `../../devices/${place}/net/${name}` },
    ...Object.fromEntries(Object.entries({ type: '1', flags: '0x1003', operstate: 'up', ...attributes }).map(([file, text]) => [`/sys/class/net/${name}/${file}`, `${text}\n`])),
    interfaces: '[]',
  });
  const only = (...args: Parameters<typeof adapter>) => of(adapter(...args)).data.interfaces?.[0];

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['wlp1s0', { uevent: 'DEVTYPE=wlan\nINTERFACE=wlp1s0' }, 'pci0', 'wifi'],
    ['wlp1s0', { 'phy80211/name': 'phy0' }, 'pci0', 'wifi'],
    ['br0', { uevent: 'DEVTYPE=bridge' }, 'virtual', 'bridge'],
    ['eno1.5', { uevent: 'DEVTYPE=vlan' }, 'virtual', 'virtual'],
    ['wg0', { uevent: 'DEVTYPE=wireguard', type: '65534' }, 'virtual', 'tunnel'],
    ['tun0', { type: '65534' }, 'virtual', 'tunnel'],
    ['ppp0', { type: '512' }, 'virtual', 'tunnel'],
    ['wwan0', { uevent: 'DEVTYPE=wwan' }, 'pci0/usb1', 'cellular'],
    ['ib0', { type: '32' }, 'pci0', 'other'],
    ['dummy0', {}, 'virtual', 'virtual'],
    ['eno1', {}, 'pci0', 'ethernet'],
  ])('%s %j on %s is %s', (name, attributes, place, kind) => {
    expect(only(name, attributes, place)?.kind).toBe(kind);
  });

  test.each<[Readonly<Record<string, string>>, boolean | undefined]>([
    [{}, true], [{ operstate: 'unknown' }, true], [{ operstate: 'down' }, false], [{ flags: '0x1002' }, false], [{ flags: 'up' }, undefined],
  ])('in use: %j is %s', (attributes, up) => {
    expect(only('eno1', attributes, 'pci0')?.up).toBe(up);
  });

  test('ends of containers and guests are left out: they come and go by themselves', () => {
    expect(of(['veth12ab', 'cali123', 'vnet0', 'lxcbr'].reduce((all, name) => ({ ...all, ...adapter(name, {}) }), {})).data.interfaces).toEqual([]);
  });

  test('a random address is no hardware address', () => {
    const mac = (assigned: string) => only('eno1', { address: 'a4:bb:6d:10:22:33', addr_assign_type: assigned }, 'pci0')?.mac;
    expect(['0', '1', '2', '3'].map(mac)).toEqual(['a4:bb:6d:10:22:33', null, 'a4:bb:6d:10:22:33', null]);
  });

  test.each([['1000', 1000], ['-1', null], ['4294967295', null], ['0', null]])('speed %s', (speed, speedMbps) => {
    expect(only('eno1', { speed }, 'pci0')?.speedMbps).toBe(speedMbps);
  });

  test('no addresses are told where the kernel was not asked', () => {
    const { data, gaps } = of({ ...officePc, interfaces: { refused: 'timeout' } });
    expect([data.interfaces?.[0]?.addresses, gaps['interfaces[].addresses']]).toEqual([undefined, 'timeout']);
    expect(of({ ...officePc, '/var/lib/NetworkManager/internal-0f4a-eno1.lease': undefined, interfaces: 'null' }).gaps).toEqual({ 'interfaces[].addresses': 'unreadable', 'interfaces[].dhcp': 'unreadable' });
  });

  test('a labeled address belongs to its adapter', () => {
    const { data } = of({ ...adapter('eno1', {}, 'pci0'), interfaces: '[{"name":"eno1:1","cidr":"192.0.2.11/24"},{"name":"eno1","cidr":"192.0.2.10/24"},{"name":"eno1.5","cidr":"192.0.2.12/24"},{"name":"eno1","cidr":"x"}]' });
    expect(data.interfaces?.[0]?.addresses).toEqual(['192.0.2.10/24', '192.0.2.11/24']);
  });

  test.skipIf(!facter)('temporary addresses are left out', () => {
    const { data } = of({ ...adapter('temporary', {}), ...adapter('permanent', {}), '/proc/net/if_inet6': read(facter, 'proc_net_if_inet6_complex') });
    expect(data.interfaces?.map(({ addresses }) => addresses)).toEqual([['2001:db8::8/64'], []]);
  });
});

describe('gateways', () => {
  const gateways = (route: string, route6 = '') => of({ '/proc/net/route': route, '/proc/net/ipv6_route': route6 });

  test.skipIf(!jc)('of a captured routing table', () => {
    expect(gateways(read(jc, 'net_route')).data.gateways).toEqual(['192.168.71.2']);
  });

  test.skipIf(!facter).each([['proc_net_route', ['10.16.112.1']], ['proc_net_route_empty', []], ['proc_net_route_blackhole', []]])('of %s', (name, expected) => {
    expect(gateways(read(facter, name)).data.gateways).toEqual(expected);
  });

  test('none without IPv4, nonsense is a gap', () => {
    expect(of({}).data.gateways).toEqual([]);
    expect(gateways('hello').gaps).toMatchObject({ gateways: 'unreadable' });
  });
});

describe('name servers', () => {
  const dns = (resolver: string | undefined, resolved?: string) => of({ '/etc/resolv.conf': resolver, '/run/systemd/resolve/resolv.conf': resolved });

  test('in order, each once; comments and nonsense say nothing', () => {
    expect(dns('; a\n# nameserver 1.1.1.1\nnameserver 9.9.9.9\nnameserver\t2001:DB8::1\nnameserver 9.9.9.9\nnameserver evil;rm\nnameserver fe80::1%eno1\n').data.dns).toEqual(['9.9.9.9', '2001:db8::1', 'fe80::1%eno1']);
  });

  test('behind systemd-resolved are those that it asks, and a gap where that is not read', () => {
    expect(dns('nameserver 127.0.0.53\n', 'nameserver 9.9.9.9\n').data.dns).toEqual(['9.9.9.9']);
    expect(dns('nameserver 127.0.0.53\n').gaps).toMatchObject({ dns: 'not-visible-from-here' });
    expect(dns('nameserver 127.0.0.53\nnameserver 9.9.9.9\n', 'nameserver 8.8.8.8\n').data.dns).toEqual(['127.0.0.53', '9.9.9.9']);
  });

  test('none without the file', () => {
    expect(dns(undefined).data.dns).toEqual([]);
    expect(of({ '/etc/resolv.conf': { refused: 'denied' } }).gaps).toMatchObject({ dns: 'denied' });
  });
});

describe('listening sockets', () => {
  const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const line = (local: string, remote: string, state: string, inode: number) => `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0\n`;
  const none = '00000000:0000';

  test.skipIf(!jc)('of a captured table', () => {
    const expected = (JSON.parse(read(jc, 'net_tcp.json')) as { local_address: string; local_port: number; state: string }[]).filter(({ state }) => state === '0A');
    const found = of({ '/proc/net/tcp': read(jc, 'net_tcp') }).data.listening;
    const key = (it: { address: string; port: number }) => `${String(it.port).padStart(5, '0')} ${it.address}`;
    expect(found?.map(key)).toEqual([...new Set(expected.map((it) => key({ address: it.local_address, port: it.local_port })))].sort());
    expect(found?.find(({ port }) => port === 53)).toEqual({ protocol: 'tcp', address: '127.0.0.53', port: 53, program: null, exposed: false });
  });

  test('connected sockets and passing UDP ports are left out', () => {
    const udp = header + line('00000000:0044', none, '07', 1) + line('0100007F:0035', '0200007F:1234', '01', 2) + line('00000000:9C40', none, '07', 3) + line('00000000:0000', none, '07', 4);
    expect(of({ '/proc/net/udp': udp }).data.listening?.map(({ port }) => port)).toEqual([68]);
    expect(of({ '/proc/net/udp': udp, '/proc/sys/net/ipv4/ip_local_port_range': '50000 60000\n' }).data.listening?.map(({ port }) => port)).toEqual([68, 40_000]);
  });

  test('of several programs with the same socket the oldest counts, and each address stands once', () => {
    const tcp = header + line('00000000:0050', none, '0A', 10) + line('00000000:0050', none, '0A', 11);
    const shared = (first: string, second: string): Machine => ({ '/proc/net/tcp': tcp, [`/proc/${first}/comm`]: 'master\n', [`/proc/${second}/comm`]: 'worker\n', [`/proc/${first}/fd/5`]: { link: 'socket:[10]' }, [`/proc/${second}/fd/5`]: { link: 'socket:[11]' } });
    expect(of(shared('99', '1000')).data.listening).toEqual([{ protocol: 'tcp', address: '0.0.0.0', port: 80, program: 'master', exposed: true }]);
    expect(of({ ...shared('99', '1000'), '/proc/99/comm': undefined }).data.listening?.[0]?.program).toBe('worker');
  });

  test('a table that is none, or was cut, is a gap and no empty list', () => {
    for (const [tcp, reason] of [['hello', 'unreadable'], [{ refused: 'too-large' }, 'too-large']] as const) {
      const { data, gaps } = of({ ...officePc, '/proc/net/tcp': tcp });
      expect([data.listening, gaps['listening']]).toEqual([undefined, reason]);
    }
  });
});

describe('addresses', () => {
  test.each([
    ['20010db8000000000000000000000001', '2001:db8::1'], ['00000000000000000000000000000000', '::'], ['20010db8000000010000000000000001', '2001:db8:0:1::1'],
    ['00010000000000010000000000000001', '1:0:0:1::1'], ['0001000200030000000500060007000a', '1:2:3:0:5:6:7:a'], ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
  ])('%s is %s', (hex, address) => {
    expect(plainIpv6(hex)).toBe(address);
  });

  test('in the order of the machine', () => {
    expect([hostOrderIpv4('0101007F'), hostOrderIpv4('0a'), hostOrderIpv6('B80D0120000000000000000001000000'), hostOrderIpv6('x')]).toEqual(['127.0.1.1', undefined, '2001:db8::1', undefined]);
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '0.0.0.0', '::', '10.127.0.1'].map(isLoopback)).toEqual([true, true, true, true, false, false, false]);
  });

  test('are what a URL makes of them', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 }), (words) => {
      const mapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
      fc.pre(!mapped);
      expect(`[${ipv6(words)}]`).toBe(new URL(`http://[${words.map((word) => word.toString(16)).join(':')}]`).hostname);
    }));
  });
});
