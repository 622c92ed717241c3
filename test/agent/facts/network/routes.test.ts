import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/network/linux.ts';
import { proxyIn, routes4, routes6 } from '../../../../agent/facts/network/routes.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officePc } from '../office-pc.ts';

const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';

test('routes without those of hosts, containers and the machine itself', () => {
  const rows = ['eth0 0000080A 010200C0 0003 0 0 0 0000FFFF', 'eth0 0A0200C0 00000000 0005 0 0 0 FFFFFFFF', 'veth12 000011AC 00000000 0001 0 0 0 0000FFFF', 'eth0 0000000B 00000000 0201 0 0 0 000000FF'];
  const text = head + rows.map((row) => `${row.replaceAll(' ', '\t')}\t0\t0\t0\n`).join('');
  expect(routes4(text)).toEqual([{ destination: '10.8.0.0/16', gateway: '192.0.2.1', interface: 'eth0' }]);
  expect([routes4('hello'), routes4(`${head}x\ty\n`)]).toEqual([undefined, []]);
  expect(routes6('fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 1 0 00000001 eth0\n')).toEqual([]);
});

describe('DHCP', () => {
  const { '/run/NetworkManager/state': _state, '/var/lib/NetworkManager/internal-0f4a-eno1.lease': _lease, ...plain } = officePc;
  const dhcp = (machine: Machine) => factsOf(linux, { ...plain, ...machine }).data.interfaces?.find(({ name }) => name === 'eno1')?.dhcp;

  test.each<[string, Machine, boolean | undefined]>([
    ['a lease of systemd-networkd', { '/run/systemd/netif/leases/2': 'x', '/sys/class/net/eno1/ifindex': '2\n' }, true],
    ['a lease of another adapter', { '/run/systemd/netif/leases/3': 'x', '/run/systemd/netif/links/2': 'x', '/sys/class/net/eno1/ifindex': '2\n' }, false],
    ['dhclient at work', { '/run/dhclient.eno1.pid': 'x', '/var/lib/dhcp/dhclient.eno1.leases': 'x' }, true],
    ['an old lease of dhclient', { '/var/lib/dhcp/dhclient.eno1.leases': 'x', '/etc/network/interfaces': 'iface eno1 inet static\n' }, false],
    ['interfaces(5)', { '/etc/network/interfaces': 'auto eno1\niface eno1 inet dhcp\n' }, true],
    ['a manager without a lease', { '/run/NetworkManager/state': '' }, false],
    ['nobody knows', {}, undefined],
    ['hidden', { '/run/systemd/netif/leases/2': { refused: 'denied' } }, undefined],
  ])('%s', (_name, machine, expected) => {
    expect(dhcp(machine)).toBe(expected);
  });
});

test.each([['https_proxy="http://clerk:CANARY@proxy.town.example:3128/"\n', 'http://proxy.town.example:3128/'], ['# http_proxy=x\nPATH=/bin\n', null], ['export HTTP_PROXY=proxy:1\n', 'proxy:1']])('%j', (text, proxy) => {
  expect(proxyIn(text)).toBe(proxy);
});
