import { describe, expect, test } from 'vitest';
import { hardening } from '../../../../agent/facts/hardening/index.ts';
import { linux } from '../../../../agent/facts/hardening/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { busyServer } from '../town-services.ts';

const of = (machine: Machine) => factsOf(linux, { '/sys/kernel/security/lsm': 'capability', ...machine });
const desktop: Machine = { '/usr/share/xsessions/gnome.desktop': 'x' };

test('the server of a town', () => {
  expect(hardening).toMatchObject({ name: 'hardening', version: 1, linux });
  expect(factsOf(linux, busyServer).data).toMatchObject({
    screenLock: { enforced: true, afterSeconds: 630, passwordRequired: true, by: '/etc/dconf/db/local.d/00-screen' },
    usbStorageBlocked: true,
    mandatoryAccess: { product: 'apparmor', state: 'enforcing', profiles: 2 },
    applicationControl: [{ name: 'fapolicyd', enforced: true }],
    kernelSettings: [{ name: 'kernel.randomize_va_space', value: '2' }, { name: 'net.ipv4.ip_forward', value: '0' }],
    bootLoaderPassword: true, uac: null, macros: [],
  });
});

test.each<[string, Machine, unknown]>([
  ['SELinux that confines', { '/sys/fs/selinux/enforce': '1' }, { product: 'selinux', state: 'enforcing', profiles: null }],
  ['SELinux that only writes down', { '/sys/fs/selinux/enforce': '0' }, { product: 'selinux', state: 'permissive', profiles: null }],
  ['SELinux that is switched off', { '/etc/selinux/config': '# x\nSELINUX=disabled\n' }, { product: 'selinux', state: 'disabled', profiles: null }],
  ['AppArmor that only complains', { '/sys/module/apparmor/parameters/enabled': 'Y\n', '/sys/kernel/security/apparmor/profiles': 'a (complain)\n' }, { product: 'apparmor', state: 'permissive', profiles: 0 }],
  ['AppArmor without profiles', { '/sys/module/apparmor/parameters/enabled': 'Y\n', '/sys/kernel/security/apparmor/profiles': '' }, { product: 'apparmor', state: 'disabled', profiles: 0 }],
  ['AppArmor that is switched off', { '/sys/module/apparmor/parameters/enabled': 'N\n' }, { product: 'apparmor', state: 'disabled', profiles: 0 }],
  ['Tomoyo', { '/sys/kernel/security/lsm': 'capability,tomoyo' }, { product: 'tomoyo', state: 'enforcing', profiles: null }],
  ['nothing', {}, null],
])('%s', (_name, machine, expected) => {
  expect(of(machine).data.mandatoryAccess).toEqual(expected);
});

test('profiles that an ordinary user may not read are a gap', () => {
  const { data, gaps } = of({ '/sys/module/apparmor/parameters/enabled': 'Y\n', '/sys/kernel/security/apparmor/profiles': { refused: 'needs-root' } });
  expect([data.mandatoryAccess, gaps['mandatoryAccess.state']]).toEqual([{ product: 'apparmor' }, 'needs-root']);
});

describe('the lock of the screen', () => {
  const profile = { '/etc/dconf/profile/user': 'user-db:user\nsystem-db:local\n' };
  const keys = '[org/gnome/desktop/session]\nidle-delay=uint32 900\n[org/gnome/desktop/screensaver]\nlock-enabled=true\n';

  test('no desktop', () => {
    expect(of({}).data).toMatchObject({ screenLock: null, autorun: null });
  });

  test('nothing set: each user decides', () => {
    const { data, gaps } = of(desktop);
    expect([data.screenLock, gaps['screenLock.afterSeconds']]).toEqual([{ enforced: false, by: null }, 'not-visible-from-here']);
  });

  test('set, and users may change it', () => {
    expect(of({ ...desktop, ...profile, '/etc/dconf/db/local.d/1': keys }).data.screenLock).toMatchObject({ enforced: false, afterSeconds: 900, passwordRequired: true });
  });

  test('in a database that the profile does not name', () => {
    expect(of({ ...desktop, ...profile, '/etc/dconf/db/other.d/1': keys }).data.screenLock).toEqual({ enforced: false, by: null });
  });

  test('a later file of the database wins', () => {
    expect(of({ ...desktop, ...profile, '/etc/dconf/db/local.d/1': keys, '/etc/dconf/db/local.d/2': '[org/gnome/desktop/session]\nidle-delay=uint32 0\n' }).data.screenLock).toMatchObject({ enforced: false, afterSeconds: null });
  });

  test('KDE, for everybody', () => {
    expect(of({ ...desktop, '/etc/xdg/kscreenlockerrc': '[Daemon][$i]\nAutolock=true\nTimeout=5\n' }).data.screenLock).toEqual({ enforced: true, afterSeconds: 300, passwordRequired: true, by: '/etc/xdg/kscreenlockerrc' });
  });
});

test.each<[string, Machine, boolean | undefined]>([
  ['nothing', {}, false],
  ['usb-storage alone is blacklisted', { '/etc/modprobe.d/a.conf': 'blacklist usb-storage\n' }, false],
  ['both drivers are', { '/etc/modprobe.d/a.conf': 'blacklist usb_storage\nblacklist uas # x\n' }, true],
  ['commented out', { '/etc/modprobe.d/a.conf': '# install usb-storage /bin/false\n' }, false],
  ['blocked, and loaded all the same', { '/etc/modprobe.d/a.conf': 'install usb-storage /bin/true\n', '/proc/modules': 'usb_storage 81920 0 - Live 0x0\n' }, false],
])('USB sticks: %s', (_name, machine, blocked) => {
  expect(of(machine).data.usbStorageBlocked).toBe(blocked);
});

test.each<[string, Machine, boolean | null | undefined]>([
  ['no boot loader', {}, null],
  ['GRUB as shipped', { '/boot/grub/grub.cfg': 'menuentry "a" {}\n' }, false],
  ['Red Hat as shipped', { '/boot/grub2/grub.cfg': 'if [ -n "${GRUB2_PASSWORD}" ]; then\n  set superusers="root"\n  password_pbkdf2 root ${GRUB2_PASSWORD}\nfi\n' }, false],
  ['Red Hat with a password', { '/boot/grub2/grub.cfg': 'x', '/boot/grub2/user.cfg': 'GRUB2_PASSWORD=grub.pbkdf2.sha512.10000.AA\n' }, true],
  ['hidden', { '/boot/grub/grub.cfg': { refused: 'needs-root' } }, undefined],
])('start options: %s', (_name, machine, expected) => {
  expect(of(machine).data.bootLoaderPassword).toBe(expected);
});
