import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/os/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';

const of = (machine: Machine) => factsOf(linux, { '/etc/os-release': 'ID=debian\nVERSION_ID=12\n', ...machine });

test.each<[string, Machine, string]>([
  ['Debian without a desktop', {}, 'server'],
  ['Debian with a display manager', { '/etc/systemd/system/display-manager.service': { link: '/lib/systemd/system/gdm.service' } }, 'workstation'],
  ['Debian with a session', { '/usr/share/wayland-sessions/gnome.desktop': 'x' }, 'workstation'],
  ['Fedora Workstation', { '/etc/os-release': 'ID=fedora\nVARIANT_ID=workstation\n' }, 'workstation'],
  ['Fedora Server', { '/etc/os-release': 'ID=fedora\nVARIANT_ID=server\n' }, 'server'],
  ['a domain controller of Samba', { '/etc/samba/smb.conf': '[global]\nserver role = active directory domain controller\n' }, 'domain-controller'],
])('%s', (_name, machine, role) => {
  expect(of(machine).data.role).toBe(role);
});

test('hidden settings of Samba leave the role open', () => {
  expect(of({ '/etc/samba/smb.conf': { refused: 'needs-root' } }).gaps).toMatchObject({ role: 'needs-root' });
});

describe('paid updates', () => {
  const pro = (value: unknown) => of({ '/var/lib/ubuntu-advantage/status.json': typeof value === 'string' ? value : JSON.stringify(value) });
  const services = [{ name: 'esm-infra', status: 'enabled' }, { name: 'livepatch', status: 'disabled' }];

  test('Ubuntu Pro: attached, attached without updates, not attached, nonsense', () => {
    expect(pro({ attached: true, expires: '9999-12-31T00:00:00+00:00', services, contract: { id: 'CANARY' } }).data.extendedUpdates).toEqual({ product: 'Ubuntu Pro', active: true, endsOn: null });
    expect(pro({ attached: true, expires: '2027-01-31T00:00:00+00:00', services: [] }).data.extendedUpdates).toEqual({ product: 'Ubuntu Pro', active: false, endsOn: '2027-01-31' });
    expect(pro({ attached: false }).data.extendedUpdates).toBeNull();
    expect(pro('{"attached":"yes"}').gaps).toMatchObject({ extendedUpdates: 'unreadable' });
  });

  test('repositories of Red Hat and of Freexian', () => {
    expect(of({ '/etc/yum.repos.d/redhat.repo': '[rhel-7-server-els-rpms]\nenabled = 1\n' }).data.extendedUpdates).toEqual({ product: 'Red Hat ELS', active: true, endsOn: null });
    expect(of({ '/etc/yum.repos.d/redhat.repo': '[rhel-7-server-els-rpms]\nenabled = 0\n' }).data.extendedUpdates).toBeNull();
    expect(of({ '/etc/apt/sources.list.d/e.list': 'deb http://deb.freexian.com/extended-lts buster main\n' }).data.extendedUpdates).toMatchObject({ product: 'Freexian ELTS' });
  });
});
