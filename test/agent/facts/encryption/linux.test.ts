import { describe, expect, test } from 'vitest';
import { encryption } from '../../../../agent/facts/encryption/index.ts';
import { linux } from '../../../../agent/facts/encryption/linux.ts';
import { swapDevices } from '../../../../agent/facts/encryption/swaps.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officePc } from '../office-pc.ts';

const of = (machine: Machine) => factsOf(linux, { '/proc/swaps': 'Filename Type Size Used Priority\n', ...machine });
const mounts = (...lines: readonly string[]): Machine => ({ '/proc/self/mountinfo': lines.map((line, index) => `${index + 20} 1 ${line}\n`).join('') });
const layer = (name: string, uuid: string, below: readonly string[], label = name): Machine => ({
  [`/sys/dev/block/253:${name.slice(3)}`]: { link: `../../devices/virtual/block/${name}` },
  [`/sys/block/${name}/dm/name`]: `${label}\n`,
  [`/sys/block/${name}/dm/uuid`]: `${uuid}\n`,
  ...Object.fromEntries(below.map((part) => [`/sys/block/${name}/slaves/${part}`, ''])),
});
const parts: Machine = {
  '/sys/dev/block/8:0': { link: '../../devices/pci/ata1/block/sda' }, '/sys/dev/block/8:1': { link: '../../devices/pci/ata1/block/sda/sda1' }, '/sys/dev/block/8:2': { link: '../../devices/pci/ata1/block/sda/sda2' },
  '/sys/dev/block/8:16': { link: '../../devices/pci/ata2/block/sdb' }, '/sys/dev/block/8:17': { link: '../../devices/pci/ata2/block/sdb/sdb1' },
  '/sys/block/sda/removable': '0\n', '/sys/block/sdb/removable': '0\n',
};
const root = (device: string, type = 'ext4', from = '/dev/root') => `${device} / / rw - ${type} ${from} rw`;
const first = (machine: Machine) => of({ ...parts, ...machine }).data.volumes?.[0];

test('an office computer: LUKS below LVM, an open boot partition, a stick, swap', () => {
  expect(encryption).toMatchObject({ name: 'encryption', version: 1, linux });
  const { data, gaps } = of(officePc);
  const luks = { removable: false, encrypted: true, protected: true, method: 'luks2', protectors: ['password'] };
  const open = { encrypted: false, protected: false, method: null, converting: false, protectors: [] };
  expect(data.volumes).toEqual([
    { device: '/dev/mapper/vg-root', mountPoint: '/', fileSystem: 'ext4', system: true, boot: false, ...luks },
    { device: '/dev/mapper/vg-swap', mountPoint: null, fileSystem: 'swap', system: false, boot: false, ...luks },
    { device: '/dev/nvme0n1p1', mountPoint: '/boot/efi', fileSystem: 'vfat', system: false, boot: true, removable: false, ...open },
    { device: '/dev/nvme0n1p2', mountPoint: '/boot', fileSystem: 'ext4', system: false, boot: true, removable: false, ...open },
    { device: '/dev/sda1', mountPoint: '/media/stick one', fileSystem: 'vfat', system: false, boot: false, removable: true, ...open },
  ]);
  expect(gaps).toEqual({ 'volumes[].converting': 'not-visible-from-here' });
});

describe('layers', () => {
  test.each<[string, Machine, boolean | undefined, string | null | undefined]>([
    ['a bare partition', mounts(root('8:1')), false, null],
    ['LUKS 1', { ...mounts(root('253:0')), ...layer('dm-0', 'CRYPT-LUKS1-aa-root', ['sda1']) }, true, 'luks1'],
    ['plain dm-crypt', { ...mounts(root('253:0')), ...layer('dm-0', 'CRYPT-PLAIN-root', ['sda1']) }, true, 'plain'],
    ['BitLocker opened by cryptsetup', { ...mounts(root('253:0')), ...layer('dm-0', 'CRYPT-BITLK-root', ['sda1']) }, true, 'bitlocker'],
    ['LVM', { ...mounts(root('253:0')), ...layer('dm-0', 'LVM-x', ['sda1']) }, false, null],
    ['verity, which hides nothing', { ...mounts(root('253:0')), ...layer('dm-0', 'CRYPT-VERITY-x', ['sda1', 'sda2']) }, false, null],
    ['LVM over LUKS and over an open disk', { ...mounts(root('253:1')), ...layer('dm-0', 'CRYPT-LUKS2-a-b', ['sda1']), ...layer('dm-1', 'LVM-x', ['dm-0', 'sdb1']) }, false, null],
    ['LVM over two kinds', { ...mounts(root('253:2')), ...layer('dm-0', 'CRYPT-LUKS2-a-b', ['sda1']), ...layer('dm-1', 'CRYPT-LUKS1-a-b', ['sdb1']), ...layer('dm-2', 'LVM-x', ['dm-0', 'dm-1']) }, true, 'luks1+luks2'],
    ['LUKS over software RAID', { ...mounts(root('253:0')), ...layer('dm-0', 'CRYPT-LUKS2-a-b', ['md0']), '/sys/dev/block/9:0': { link: '../../devices/virtual/block/md0' }, '/sys/block/md0/slaves/sda1': '', '/sys/block/md0/slaves/sdb1': '' }, true, 'luks2'],
    ['a layer of unknown kind', { ...mounts(root('253:0')), ...layer('dm-0', '', ['sda1']) }, undefined, undefined],
    ['a layer of unknown kind over LUKS', { ...mounts(root('253:1')), ...layer('dm-0', 'CRYPT-LUKS2-a-b', ['sda1']), ...layer('dm-1', 'mine', ['dm-0']) }, true, 'luks2'],
    ['a ring', { ...mounts(root('253:0')), ...layer('dm-0', 'LVM-a', ['dm-1']), ...layer('dm-1', 'LVM-b', ['dm-0']) }, undefined, undefined],
    ['btrfs on LUKS and on an open disk', { ...mounts(root('0:25', 'btrfs', '/dev/mapper/one')), ...layer('dm-0', 'CRYPT-LUKS2-a-one', ['sda1'], 'one'), '/sys/fs/btrfs/f/devices/dm-0': '', '/sys/fs/btrfs/f/devices/sdb1': '' }, false, null],
    ['btrfs on LUKS', { ...mounts(root('0:25', 'btrfs', '/dev/mapper/one')), ...layer('dm-0', 'CRYPT-LUKS2-a-one', ['sda1'], 'one') }, true, 'luks2'],
    ['ZFS', mounts(root('0:25', 'zfs', 'rpool/ROOT')), undefined, undefined],
    ['the overlay of a live system', mounts(root('0:25', 'overlay', 'overlay')), undefined, undefined],
    ['a disk that sysfs does not show', mounts(root('9:9')), undefined, undefined],
  ])('%s', (_name, machine, encrypted, method) => {
    const { data, gaps } = of({ ...parts, ...machine });
    expect(data.volumes).toHaveLength(1);
    expect([data.volumes?.[0]?.encrypted, data.volumes?.[0]?.protected, data.volumes?.[0]?.method]).toEqual([encrypted, encrypted, method]);
    expect(gaps['volumes[].encrypted']).toBe(encrypted === undefined ? 'not-visible-from-here' : undefined);
  });
});

describe('protection', () => {
  const crypttab = (text: Machine[string], more: Machine = {}) => of({ ...parts, ...mounts(root('8:1'), '253:0 / /srv rw - ext4 /dev/mapper/data rw'), ...layer('dm-0', 'CRYPT-LUKS2-a-data', ['sdb1'], 'data'), '/etc/crypttab': text, ...more });
  const data = (...args: Parameters<typeof crypttab>) => crypttab(...args).data.volumes?.find(({ device }) => device === '/dev/mapper/data')?.protected;

  test.each([
    ['a passphrase', 'data UUID=1 none luks\n', true],
    ['no line', '', true],
    ['a key on an open volume of the same computer', 'data UUID=1 /etc/keys/data.key luks\n', false],
    ['a key on itself', 'data UUID=1 /srv/key luks\n', true],
    ['a random key', 'data /dev/sdb1 /dev/urandom swap\n', true],
    ['the security chip', 'data UUID=1 /etc/key luks,tpm2-device=auto\n', true],
    ['a comment', '#data UUID=1 /etc/key luks\n', true],
  ])('%s', (_name, text, expected) => {
    expect(data(text)).toBe(expected);
  });

  test('is not known where crypttab may not be read', () => {
    expect([data({ refused: 'needs-root' }), crypttab({ refused: 'needs-root' }).gaps]).toEqual([undefined, { 'volumes[].converting': 'not-visible-from-here', 'volumes[].protected': 'needs-root', 'volumes[].protectors': 'needs-root' }]);
  });
});

describe('volumes', () => {
  test('stand once, under the shortest of their mount points, with all that they hold', () => {
    const { data } = of({ ...parts, ...mounts('8:1 /a /mnt/x rw - ext4 /dev/sda1 rw', '8:1 / /boot rw - ext4 /dev/sda1 rw', '8:2 / /srv rw - ext4 /dev/sda2 rw', '8:2 /h /home rw - ext4 /dev/sda2 rw') });
    expect(data.volumes?.map(({ device, mountPoint, system, boot }) => ({ device, mountPoint, system, boot }))).toEqual([
      { device: '/dev/sda1', mountPoint: '/boot', system: false, boot: true },
      { device: '/dev/sda2', mountPoint: '/srv', system: true, boot: false },
    ]);
  });

  test('are no images, discs, memory, network or kernel file systems', () => {
    const { data } = of({
      ...parts, ...mounts(root('8:1'), '7:0 / /snap/a ro - squashfs /dev/loop0 ro', '11:0 / /media/cd ro - iso9660 /dev/sr0 ro', '0:5 / /tmp rw - tmpfs tmpfs rw', '0:6 / /mnt/share rw - nfs4 host:/x rw', '0:7 / /proc rw - proc proc rw'),
      '/sys/dev/block/7:0': { link: '../../devices/virtual/block/loop0' }, '/sys/dev/block/11:0': { link: '../../devices/pci/ata3/block/sr0' },
    });
    expect(data.volumes?.map(({ device }) => device)).toEqual(['/dev/sda1']);
  });

  test('a home of ecryptfs is encrypted wherever it lies', () => {
    const home = of({ ...parts, ...mounts(root('8:1'), '0:44 / /home/clerk rw - ecryptfs /home/.ecryptfs/clerk/.Private rw') }).data.volumes?.find(({ fileSystem }) => fileSystem === 'ecryptfs');
    expect(home).toMatchObject({ mountPoint: '/home/clerk', system: true, encrypted: true, method: 'ecryptfs' });
  });

  test('a card and a disk on USB can be pulled out', () => {
    const usb = { '/sys/dev/block/8:0': { link: '../../devices/pci/usb2/2-1/block/sda' }, '/sys/dev/block/8:1': { link: '../../devices/pci/usb2/2-1/block/sda/sda1' } };
    expect(first({ ...mounts(root('8:1')), ...usb })?.removable).toBe(true);
    const card = { '/sys/dev/block/179:0': { link: '../../devices/platform/mmc_host/mmc0/mmc0:1/block/mmcblk0' }, '/sys/dev/block/179:1': { link: '../../devices/platform/mmc_host/mmc0/mmc0:1/block/mmcblk0/mmcblk0p1' }, '/sys/block/mmcblk0/device/type': 'SD\n' };
    expect(first({ ...mounts(root('179:1')), ...card })?.removable).toBe(true);
    expect(first({ ...mounts(root('179:1')), ...card, '/sys/block/mmcblk0/device/type': 'MMC\n' })?.removable).toBe(false);
  });

  test('swap on a partition is one, swap in a file or in memory is not', () => {
    expect(swapDevices('Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n/swapfile file 1 0 -3\n/dev/zram0 partition 1 0 100\n')).toEqual(['sda2', 'zram0']);
    expect(swapDevices('')).toBeUndefined();
    const { data } = of({ ...parts, ...mounts(root('8:1')), '/proc/swaps': 'Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n/dev/zram0 partition 1 0 100\n' });
    expect(data.volumes?.map(({ device, encrypted }) => [device, encrypted])).toEqual([['/dev/sda1', false], ['/dev/sda2', false]]);
  });

  test('a container owns none of what it sees', () => {
    const { data, gaps } = of({ ...parts, ...mounts(root('0:50', 'overlay', 'overlay'), '8:1 /x /etc/hosts rw - ext4 /dev/sda1 rw'), '/.dockerenv': '' });
    expect([data.volumes, gaps]).toEqual([undefined, { volumes: 'not-visible-from-here' }]);
  });

  test('no mount table, and one that is none, is a gap', () => {
    expect([of({}).gaps, of({ '/proc/self/mountinfo': 'hello' }).gaps]).toEqual([{ volumes: 'not-visible-from-here' }, { volumes: 'unreadable' }]);
  });
});
