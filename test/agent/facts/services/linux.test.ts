import { describe, expect, test } from 'vitest';
import { services } from '../../../../agent/facts/services/index.ts';
import { linux } from '../../../../agent/facts/services/linux.ts';
import { unitFile } from '../../../../agent/facts/services/unit-file.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { factsWith } from '../started.ts';
import { busyServer } from '../town-services.ts';

const of = (machine: Machine) => factsOf(linux, { '/lib': { link: 'usr/lib' }, '/proc/1/comm': 'systemd\n', ...machine });
const only = (name: string, machine: Machine) => of(machine).data.services?.find((service) => service.name === name);
const file = '[Unit]\nDescription=A\n[Service]\nExecStart=/usr/bin/a\n[Install]\nWantedBy=multi-user.target\n';
const wanted = (name: string, target = 'multi-user.target'): Machine => ({ [`/etc/systemd/system/${target}.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });

test('the server of a town', () => {
  expect(services).toMatchObject({ name: 'services', version: 1, linux });
  const { data } = factsOf(linux, busyServer);
  const named = new Map(data.services?.map((service) => [service.name, service]));
  expect(data.manager).toBe('systemd');
  expect(named.get('chrony.service')).toEqual({ name: 'chrony.service', title: 'chrony, an NTP client/server', start: 'automatic', running: true, account: '_chrony', program: '/usr/sbin/chronyd', unquotedPath: false });
  expect(named.get('vsftpd.service')).toMatchObject({ start: 'automatic', running: false });
  expect(named.get('logrotate.service')).toMatchObject({ start: 'on-demand', running: null });
  expect(named.get('town.service')).toMatchObject({ account: 'town', program: '/opt/our things/run', start: 'disabled' });
  expect(named.get('rpcbind.service')).toMatchObject({ start: 'disabled', title: null });
});

describe('systemd', () => {
  test.each<[string, Machine, unknown]>([
    ['not enabled', { '/usr/lib/systemd/system/a.service': file }, { start: 'disabled', running: false }],
    ['enabled', { '/usr/lib/systemd/system/a.service': file, ...wanted('a.service') }, { start: 'automatic', running: false }],
    ['masked', { '/usr/lib/systemd/system/a.service': file, ...wanted('a.service'), '/etc/systemd/system/a.service': { link: '/dev/null' } }, { start: 'disabled' }],
    ['started by its socket', { '/usr/lib/systemd/system/a.service': file, ...wanted('a.socket', 'sockets.target') }, { start: 'on-demand', running: null }],
    ['running without being enabled', { '/usr/lib/systemd/system/a.service': file, '/sys/fs/cgroup/system.slice/a.service/cgroup.procs': '7' }, { start: 'disabled', running: true }],
    ['running in the older hierarchy', { '/usr/lib/systemd/system/a.service': file, '/sys/fs/cgroup/systemd/system.slice/a.service/tasks': '7' }, { running: true }],
    ['overlaid by the administrator', { '/usr/lib/systemd/system/a.service': file, '/etc/systemd/system/a.service': file.replace('/usr/bin/a', '/usr/bin/b') }, { program: '/usr/bin/b' }],
  ])('%s', (_name, machine, expected) => {
    expect(only('a.service', machine)).toMatchObject(expected as object);
  });

  test('an instance has the file of its template, which is no service by itself', () => {
    const machine = { '/usr/lib/systemd/system/a@.service': file, ...wanted('a@one.service') };
    expect(of(machine).data.services?.map(({ name, program }) => [name, program])).toEqual([['a@one.service', '/usr/bin/a']]);
  });

  test('parts of other units are left out', () => {
    expect(of({ '/usr/lib/systemd/system/part.service': '[Service]\nExecStart=/usr/bin/part\n' }).data.services).toEqual([]);
  });

  test('other names of packaged units are left out', () => {
    expect(of({ '/usr/lib/systemd/system/other.service': { link: 'a.service' }, '/usr/lib/systemd/system/a.service': file }).data.services?.map(({ name }) => name)).toEqual(['a.service']);
  });

  test('an older system keeps its files in /lib', () => {
    expect(factsOf(linux, { '/proc/1/comm': 'systemd\n', '/lib/systemd/system/a.service': file }).data.services?.map(({ name }) => name)).toEqual(['a.service']);
  });
});

test('OpenRC', () => {
  const { data } = factsOf(linux, { '/proc/1/comm': 'init\n', '/sbin/openrc': 'x', '/etc/init.d/sshd': 'x', '/etc/init.d/nginx': 'x', '/etc/runlevels/default/sshd': 'x', '/run/openrc/started/sshd': 'x' });
  expect(data).toMatchObject({ manager: 'openrc', services: [{ name: 'nginx', start: 'disabled', running: false }, { name: 'sshd', start: 'automatic', running: true }] });
});

test('System V', () => {
  const { data } = factsOf(linux, { '/proc/1/comm': 'init\n', '/etc/init.d/cron': 'x', '/etc/rc3.d/S01cron': 'x', '/etc/init.d/README': 'x', '/proc/8/comm': 'cron\n' });
  expect(data).toMatchObject({ manager: 'sysvinit', services: [{ name: 'cron', start: 'automatic', running: true }] });
});

test('processes of others that are hidden are no proof that nothing runs', () => {
  const { data, gaps } = factsOf(linux, { '/lib': { link: 'usr/lib' }, '/usr/lib/systemd/systemd': 'x', '/proc/1/comm': { refused: 'needs-root' }, '/usr/lib/systemd/system/a.service': file });
  expect([data.manager, gaps['manager']]).toEqual(['systemd', 'needs-root']);
});

describe('databases', () => {
  test('by package and unit', () => {
    const { data } = of({ '/var/lib/dpkg/status': 'Package: postgresql-15\nStatus: install ok installed\nVersion: 15.8-0+deb12u1\n\nPackage: mariadb-server\nStatus: deinstall ok config-files\nVersion: 1:10.11\n', ...wanted('postgresql.service') });
    expect(data.databases).toEqual([{ product: 'postgresql', instance: '15', version: '15.8', edition: null, start: 'automatic' }]);
  });

  test('of rpm', () => {
    const { data } = factsWith(linux, { '/proc/1/comm': 'systemd\n', '/lib': { link: 'usr/lib' } }, { rpm: 'mysql-community-server\t0\t8.0.39\t1.el9\tx86_64\t1\tx\tOracle\nbash\t0\t5\t1\tx\t1\tx\ty\n' });
    expect(data.databases).toEqual([{ product: 'mysql', instance: null, version: '8.0.39', edition: null, start: 'disabled' }]);
  });

  test('without any list it is not known', () => {
    expect(of({}).gaps).toMatchObject({ databases: 'not-visible-from-here' });
  });
});

test('unit files: resets, joined lines, prefixes, comments', () => {
  expect(unitFile(['[Service]\nExecStart=/a\n', '[Service]\nExecStart=\nExecStart=-@/b \\\n  arg\nUser=u\n# User=v\n'])).toMatchObject({ program: '/b', user: 'u' });
  expect(unitFile(['[Install]\nExecStart=/x\n']).program).toBeUndefined();
});
