import { expect, test } from 'vitest';
import { adaptersReading } from '../../../../agent/host/remote/adapters-answer.ts';

const reading = (text: string) => adaptersReading({ state: 'read', text, exitCode: 0, stderr: '' });

test('ip of iproute2: labels, peers, secondary addresses; an adapter without a carrier is not running', () => {
  const text = [
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
    '    inet 127.0.0.1/8 scope host lo',
    '       valid_lft forever preferred_lft forever',
    '2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default  link-netnsid 0',
    '    inet 192.168.1.5/24 brd 192.168.1.255 scope global dynamic noprefixroute eth0',
    '       valid_lft 84000sec preferred_lft 84000sec',
    '    inet 192.168.1.6/24 scope global secondary eth0:backup',
    '       valid_lft forever preferred_lft forever',
    '3: eth1: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc pfifo_fast state DOWN group default qlen 1000',
    '    inet 10.0.0.1/8 scope global eth1',
    '4: tun0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1500',
    '    inet 10.8.0.2 peer 10.8.0.1/32 scope global tun0',
    '',
  ].join('\n');
  expect(reading(text)).toEqual({
    state: 'read',
    text: JSON.stringify([
      { name: 'eth0', cidr: '192.168.1.5/24' },
      { name: 'eth0:backup', cidr: '192.168.1.6/24' },
      { name: 'lo', cidr: '127.0.0.1/8' },
      { name: 'tun0', cidr: '10.8.0.2/32' },
    ]),
  });
});

test('ifconfig of net-tools, BusyBox and macOS', () => {
  const text = [
    'eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500',
    '        inet 192.168.1.5  netmask 255.255.255.0  broadcast 192.168.1.255',
    '',
    'br0       Link encap:Ethernet  HWaddr 02:00:00:00:00:01',
    '          inet addr:10.1.0.1  Bcast:10.1.255.255  Mask:255.255.0.0',
    '          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1',
    'eth9      Link encap:Ethernet  HWaddr 02:00:00:00:00:02',
    '          inet addr:10.9.0.1  Bcast:10.9.255.255  Mask:255.255.0.0',
    '          UP BROADCAST MULTICAST  MTU:1500  Metric:1',
    'en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500',
    '\tinet 172.16.0.9 netmask 0xfffffff0 broadcast 172.16.0.15',
    'odd0: flags=8863<UP,RUNNING> mtu 1500',
    '\tinet 172.16.0.9 netmask 0xff00ff00 broadcast 172.16.0.15',
    '',
  ].join('\n');
  expect(reading(text)).toMatchObject({
    text: JSON.stringify([
      { name: 'br0', cidr: '10.1.0.1/16' },
      { name: 'en0', cidr: '172.16.0.9/28' },
      { name: 'eth0', cidr: '192.168.1.5/24' },
    ]),
  });
});

test('a machine without either program is absent, not a machine without addresses', () => {
  expect(adaptersReading({ state: 'absent' })).toEqual({ state: 'absent' });
});
