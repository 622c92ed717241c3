import { describe, expect, test } from 'vitest';
import { time } from '../../../../agent/facts/time/index.ts';
import { linux } from '../../../../agent/facts/time/linux.ts';
import { chronyFile, ntpFile } from '../../../../agent/facts/time/servers.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { busyServer } from '../town-services.ts';

const onDisk: Machine = { '/proc/1/comm': 'systemd\n', '/proc/self/mountinfo': '25 1 8:1 / / rw - ext4 /dev/sda1 rw\n' };
const of = (machine: Machine) => factsOf(linux, { ...onDisk, ...machine });
const wanted = (name: string): Machine => ({ [`/etc/systemd/system/multi-user.target.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });

test('chrony with its folders and included file', () => {
  expect(time).toMatchObject({ name: 'time', version: 1, linux });
  const { data, gaps } = factsOf(linux, busyServer);
  expect(data).toEqual({
    zone: 'America/Chicago',
    services: [{ name: 'chrony', enabled: true, running: true }],
    source: 'servers',
    servers: [
      { address: '192.0.2.1', pool: false, authenticated: true },
      { address: '2.debian.pool.ntp.org', pool: true, authenticated: false },
      { address: 'ntp2.town.example', pool: false, authenticated: false },
      { address: 'time.town.example', pool: false, authenticated: true },
    ],
  });
  expect(gaps).toEqual({});
});

test('nothing sets the clock', () => {
  expect(of({ '/etc/localtime': { link: '/usr/share/zoneinfo/Etc/UTC' } }).data).toEqual({ zone: 'Etc/UTC', services: [], source: 'none', servers: [] });
});

test('a program that is installed, and neither starts nor runs, sets no clock', () => {
  const { data } = of({ '/usr/sbin/chronyd': 'x', '/etc/chrony.conf': 'server a.example\n' });
  expect(data).toMatchObject({ services: [{ name: 'chrony', enabled: false, running: false }], source: 'none', servers: [] });
});

describe('systemd-timesyncd', () => {
  const timesyncd: Machine = { '/usr/lib/systemd/systemd-timesyncd': 'x', ...wanted('systemd-timesyncd.service') };

  test('with servers of its drop-in', () => {
    const { data } = of({ ...timesyncd, '/etc/systemd/timesyncd.conf': '[Time]\nNTP=old.example\n', '/etc/systemd/timesyncd.conf.d/10-town.conf': '[Time]\nNTP=a.example b.example\n' });
    expect(data.servers?.map(({ address }) => address)).toEqual(['a.example', 'b.example']);
  });

  test('with the servers that its shipped file shows as built in', () => {
    expect(of({ ...timesyncd, '/etc/systemd/timesyncd.conf': '[Time]\n#NTP=\n#FallbackNTP=0.debian.pool.ntp.org 1.debian.pool.ntp.org\n' }).data).toMatchObject({
      source: 'servers', servers: [{ address: '0.debian.pool.ntp.org', pool: true }, { address: '1.debian.pool.ntp.org', pool: true }],
    });
  });

  test('with servers that nobody shows', () => {
    expect(of(timesyncd).gaps).toMatchObject({ source: 'not-visible-from-here', servers: 'not-visible-from-here' });
  });
});

test.each<[string, Machine, string]>([
  ['ntp', { '/usr/sbin/ntpd': 'x', '/etc/ntp.conf': 'pool a.example iburst\nserver 127.127.1.0\n', ...wanted('ntp.service') }, 'ntpd'],
  ['ntpsec', { '/usr/sbin/ntpd': 'x', '/etc/ntpsec/ntp.conf': 'server a.example nts\n', ...wanted('ntpsec.service') }, 'ntpsec'],
  ['OpenNTPD', { '/usr/sbin/ntpd': 'x', '/etc/openntpd/ntpd.conf': 'servers a.example\n', ...wanted('openntpd.service') }, 'openntpd'],
  ['BusyBox', { '/bin/busybox': 'x', '/etc/conf.d/ntpd': 'NTPD_OPTS="-N -p a.example"\n', '/etc/runlevels/default/ntpd': 'x' }, 'busybox-ntpd'],
])('%s', (_name, machine, name) => {
  const { data } = of(machine);
  expect(data.services?.map((service) => [service.name, service.enabled])).toEqual([[name, true]]);
  expect(data.servers?.map(({ address }) => address)).toEqual(['a.example']);
});

test('a container has the clock of its host', () => {
  expect(of({ '/run/systemd/container': 'lxc\n' }).data).toMatchObject({ services: [], source: 'host' });
});

test('a virtual clock of the hypervisor is no server', () => {
  expect(of({ '/usr/sbin/chronyd': 'x', '/etc/chrony.conf': 'refclock PHC /dev/ptp0 poll 3\n', ...wanted('chronyd.service') }).data).toMatchObject({ source: 'host', servers: [] });
});

test('zones: a link, a copy with the name in a file, a copy without, none', () => {
  expect(of({ '/etc/localtime': { link: '/usr/share/zoneinfo/posix/Europe/Berlin' } }).data.zone).toBe('Europe/Berlin');
  expect(of({ '/etc/localtime': 'TZif2', '/etc/timezone': 'America/Denver\n' }).data.zone).toBe('America/Denver');
  expect(of({ '/etc/localtime': 'TZif2' }).gaps).toMatchObject({ zone: 'not-visible-from-here' });
  expect(of({}).data.zone).toBeNull();
});

test('hidden settings are gaps, not an empty list', () => {
  const { data, gaps } = of({ '/usr/sbin/chronyd': 'x', '/etc/chrony/chrony.conf': { refused: 'needs-root' }, ...wanted('chrony.service') });
  expect([data.servers, gaps['servers'], gaps['source']]).toEqual([undefined, 'needs-root', 'needs-root']);
});

test('lines that only look like servers', () => {
  expect(chronyFile('# server a\n; server b\n! pool c\n%peer d\nserver\nservers e\n').servers).toEqual([]);
  expect(ntpFile('# server a\nserver -4 b.example key 1 # c\nrestrict default\n').servers).toEqual([{ address: 'b.example', pool: false, authenticated: true }]);
});
