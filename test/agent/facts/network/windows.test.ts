import fs from 'node:fs';
import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/network/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, instancesIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const facts = (world: WindowsWorld) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...world.registry }, cim: { ...windowsPc.cim, ...world.cim } });
const settings = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings`;
const policies = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`;

test('an office computer', () => {
  const { data, missing } = facts({});
  expect(data).toEqual({
    interfaces: [
      { name: 'Dock', mac: '00:50:b6:00:00:6d', kind: 'ethernet', up: false, speedMbps: null, dhcp: false, addresses: [] },
      { name: 'Ethernet', mac: 'a4:bb:6d:10:22:33', kind: 'ethernet', up: true, speedMbps: 1000, dhcp: true, addresses: ['192.0.2.10/24', 'fe80::1/64'] },
      { name: 'WLAN', mac: 'a4:bb:6d:10:22:99', kind: 'wifi', up: false, speedMbps: null, dhcp: false, addresses: [] },
      { name: 'vEthernet (Default Switch)', mac: '00:15:5d:00:00:01', kind: 'virtual', up: true, speedMbps: null, dhcp: false, addresses: [] },
    ],
    routes: [{ destination: '0.0.0.0/0', gateway: '192.0.2.1', interface: 'Ethernet' }, { destination: '192.0.2.0/24', gateway: null, interface: 'Ethernet' }],
    gateways: ['192.0.2.1'], dns: ['192.0.2.1', '192.0.2.2'], proxy: null,
    listening: [
      { protocol: 'tcp', address: '0.0.0.0', port: 445, program: null, exposed: true },
      { protocol: 'tcp', address: '0.0.0.0', port: 3389, program: 'svchost.exe', exposed: true },
      { protocol: 'tcp', address: '127.0.0.1', port: 5354, program: 'svchost.exe', exposed: false },
      { protocol: 'udp', address: '::', port: 5353, program: 'svchost.exe', exposed: true },
    ],
  });
  expect(missing).toEqual([]);
});

test('a program that ended meanwhile, a refusal and nonsense are gaps', () => {
  expect(facts({ cim: { 'root/cimv2:Win32_Process': [] } }).gaps).toEqual({ 'listening[].program': 'not-visible-from-here' });
  expect(facts({ cim: { 'root/StandardCimv2:MSFT_NetTCPConnection': { refused: 'denied' } } }).gaps).toEqual({ listening: 'denied' });
  expect(facts({ cim: { 'root/StandardCimv2:MSFT_NetTCPConnection': [{ LocalAddress: 'x', LocalPort: 70_000, OwningProcess: 1 }] } }).gaps).toEqual({ listening: 'unreadable' });
  expect(facts({ cim: { 'root/StandardCimv2:MSFT_NetIPAddress': [{ IPAddress: 'nowhere', PrefixLength: 24, InterfaceIndex: 6, SuffixOrigin: 3 }] } }).gaps).toEqual({ 'interfaces[].addresses': 'unreadable' });
  expect(facts({ cim: { 'root/StandardCimv2:MSFT_NetIPInterface': [{ InterfaceIndex: 6, Dhcp: 5 }] } }).gaps).toEqual({ 'interfaces[].dhcp': 'unreadable' });
});

test('a proxy: of services, of everybody by policy, of a single user, nonsense', () => {
  const winHttp = (proxy: string, flags = 3) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(0x28, 0);
    head.writeUInt32LE(flags, 8);
    head.writeUInt32LE(proxy.length, 12);
    return { [`${settings}\\Connections`]: { WinHttpSettings: { hex: Buffer.concat([head, Buffer.from(proxy), Buffer.alloc(8)]).toString('hex') } } };
  };
  const proxy = (registry: NonNullable<WindowsWorld['registry']>) => facts({ registry });
  expect(proxy(winHttp('proxy.town.example:8080')).data.proxy).toBe('proxy.town.example:8080');
  expect(proxy(winHttp('user:secret@proxy.town.example:8080')).data.proxy).toBe('proxy.town.example:8080');
  expect(proxy(winHttp('http=a.town.example:80;https=user:secret@b.town.example:443')).data.proxy).toBe('http=a.town.example:80;https=b.town.example:443');
  expect(proxy(winHttp('', 1)).data.proxy).toBeNull();
  const everybody = { [settings]: { ProxyEnable: 1, ProxyServer: 'all.town.example:3128' } };
  expect(proxy(everybody).data.proxy).toBeNull();
  expect(proxy({ ...everybody, [policies]: { ProxySettingsPerUser: 0 } }).data.proxy).toBe('all.town.example:3128');
  expect(proxy({ [`${settings}\\Connections`]: { WinHttpSettings: { hex: '2800' } } }).gaps).toEqual({ proxy: 'unreadable' });
  expect(proxy({ [`${settings}\\Connections`]: { WinHttpSettings: { hex: Buffer.from([0x28, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 255, 255, 0, 0]).toString('hex') } } }).gaps).toEqual({ proxy: 'unreadable' });
});

const cnquery = sharedFixtures('cnquery-mpl', 'files', 'providers', 'os', 'resources', 'ports', 'testdata', 'windows_tcp.json');

test.skipIf(!cnquery)('captured connections of a server', () => {
  const all = JSON.parse(fs.readFileSync(cnquery ?? '', 'utf8')) as { State: number; LocalAddress: string; LocalPort: number; OwningProcess: number }[];
  const waiting = all.filter(({ State }) => State === 2);
  const { data } = facts({ cim: { 'root/StandardCimv2:MSFT_NetTCPConnection': waiting, 'root/StandardCimv2:MSFT_NetUDPEndpoint': [] } });
  expect(new Set(data.listening?.map(({ address, port }) => `${address} ${port}`))).toEqual(new Set(waiting.map(({ LocalAddress, LocalPort }) => `${LocalAddress} ${LocalPort}`)));
  expect(waiting.length).toBeGreaterThan(0);
});

const glpi = sharedFixtures('glpi-agent', 'files', 'win32', 'wmi', '10-net-MSFT_NetAdapter.wmi');

test.skipIf(!glpi)('captured adapters of a Windows 10', () => {
  const list = instancesIn(captureText(glpi ?? ''), ['PermanentAddress']);
  const { data } = facts({ cim: { 'root/StandardCimv2:MSFT_NetAdapter': list } });
  expect(data.interfaces).toContainEqual(expect.objectContaining({ name: 'Ethernet 4', mac: '00:50:b6:00:00:6d', kind: 'ethernet', up: true, speedMbps: 1000 }));
  expect(data.interfaces?.every(({ kind }) => kind !== undefined)).toBe(true);
});
