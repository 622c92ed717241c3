import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/network/macos.ts';
import { sharedFixtures } from '../../../shared.ts';
import { plist } from '../mac-machine.ts';
import { refused, scanned } from '../mac-scan.ts';

test('adapters, routes, name servers, proxy, sockets', () => {
  const { data, gaps } = scanned(macos);
  expect(data.interfaces).toEqual([
    { name: 'en0', mac: 'a4:cf:99:00:11:22', kind: 'wifi', up: true, speedMbps: null, dhcp: true, addresses: ['192.0.2.21/24', '2001:db8::10/64', 'fe80::8e:1/64'] },
    { name: 'en7', mac: '00:e0:4c:68:01:02', kind: 'ethernet', up: false, speedMbps: null, dhcp: false, addresses: [] },
    { name: 'lo0', mac: null, kind: 'loopback', up: true, speedMbps: null, dhcp: false, addresses: ['127.0.0.1/8', '::1/128', 'fe80::1/64'] },
    { name: 'utun4', mac: null, kind: 'tunnel', up: true, speedMbps: null, dhcp: false, addresses: ['10.8.0.2/24'] },
  ]);
  expect(data.routes).toEqual([
    { destination: '0.0.0.0/0', gateway: '192.0.2.1', interface: 'en0' }, { destination: '10.8.0.0/24', gateway: '10.8.0.2', interface: 'utun4' }, { destination: '192.0.2.0/24', gateway: null, interface: 'en0' },
    { destination: '2001:db8::/64', gateway: null, interface: 'en0' }, { destination: '::/0', gateway: 'fe80::1', interface: 'en0' },
  ]);
  expect(data).toMatchObject({ gateways: ['192.0.2.1', 'fe80::1'], dns: ['192.0.2.53', '2001:db8::53'], proxy: 'proxy.town.example:8080' });
  expect(data.listening?.map(({ protocol, address, port, program, exposed }) => [protocol, address, port, program, exposed])).toEqual([
    ['tcp', '0.0.0.0', 22, 'launchd', true], ['tcp', '::', 22, 'launchd', true], ['tcp', '127.0.0.1', 631, 'cupsd', false], ['tcp', '::1', 631, 'cupsd', false], ['tcp', '0.0.0.0', 7000, 'Control Center', true], ['udp', '0.0.0.0', 5353, 'mDNSResponder', true],
  ]);
  expect(gaps).toEqual({});
});

describe('other Macs', () => {
  test('the columns of macOS 10.14, and networks with a length', () => {
    const old = 'Routing tables\n\nInternet:\nDestination        Gateway            Flags        Refs      Use   Netif Expire\ndefault            10.0.0.1           UGSc           45        0     en0\n10.0/20            link#5             UCS             3        0     en0\n172.16             10.0.0.9           UGSc            0        0     en0\n10.0.0.1/32        link#5             UCS             1        0     en0\n';
    expect(scanned(macos, { commands: { 'netstat -rn': old } }).data.routes).toEqual([
      { destination: '0.0.0.0/0', gateway: '10.0.0.1', interface: 'en0' }, { destination: '10.0.0.0/20', gateway: null, interface: 'en0' }, { destination: '172.16.0.0/16', gateway: '10.0.0.9', interface: 'en0' },
    ]);
  });
  test('a script that names the proxy, and a Mac without a network', () => {
    const file = plist({ CurrentSet: '/Sets/A', Sets: { A: { Network: { Service: { S: {} } } } }, NetworkServices: { S: { Interface: { DeviceName: 'en0' }, Proxies: { ProxyAutoConfigEnable: 1, ProxyAutoConfigURLString: 'http://u:p@wpad.town.example/proxy.pac' } } } });
    const { data } = scanned(macos, { files: { '/Library/Preferences/SystemConfiguration/preferences.plist': file }, commands: { 'scutil --dns': 'No DNS configuration available\n' } });
    expect(data).toMatchObject({ proxy: 'http://wpad.town.example/proxy.pac', dns: [] });
  });
});

test('refused, and nonsense', () => {
  const none = scanned(macos, { commands: { 'lsof -nP': refused, 'ifconfig -a': refused, 'netstat -rn': refused, 'scutil --dns': refused }, files: { '/Library/Preferences/SystemConfiguration/preferences.plist': { refused: 'denied' } } });
  expect(none.gaps).toEqual({ interfaces: 'needs-root', routes: 'needs-root', gateways: 'needs-root', dns: 'needs-root', proxy: 'denied', listening: 'needs-root' });
  const junk = scanned(macos, { commands: { 'lsof -nP': 'lsof: unknown', 'ifconfig -a': 'x', 'netstat -rn': 'x', 'scutil --dns': 'x' } });
  expect(junk.gaps).toEqual({ interfaces: 'unreadable', routes: 'unreadable', gateways: 'unreadable', dns: 'unreadable', listening: 'unreadable' });
  expect(scanned(macos, { files: { '/Library/Preferences/SystemConfiguration/NetworkInterfaces.plist': undefined } }).gaps).toEqual({ 'interfaces[].kind': 'not-visible-from-here' });
});

const captures = sharedFixtures('glpi-agent', 'files', 'macos', 'ifconfig');

test.skipIf(!captures)('ifconfig of real Macs', () => {
  const of = (name: string) => scanned(macos, { commands: { 'ifconfig -a': fs.readFileSync(`${captures}/${name}`, 'utf8') } }).data.interfaces;
  expect(of('macbook-pro-16-intel-2019-catalina')?.find(({ name }) => name === 'en5')).toMatchObject({ up: true, speedMbps: 100, mac: 'ac:00:48:00:11:00', addresses: ['fe80::0000:00ff:ffff:0000/64'] });
  expect(of('macbook-m1-pro-2021-macosx-14.5')?.find(({ name }) => name === 'en0')).toMatchObject({ up: true, kind: 'wifi' });
  expect(of('macbook-m1-pro-2021-macosx-14.5')?.map(({ name }) => name).filter((name) => /^(?:anpi|awdl|ap|gif)/.test(name))).toEqual([]);
});
