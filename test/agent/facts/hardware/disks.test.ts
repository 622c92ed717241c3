import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/hardware/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officePc } from '../office-pc.ts';

const rootOn = (device: string, type: string, from: string): Machine => ({ '/proc/self/mountinfo': `27 1 ${device} / / rw - ${type} ${from} rw\n` });

function disk(name: string, attributes: Readonly<Record<string, string | Uint8Array>>, place = `pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/${name}`): Machine {
  const files = Object.entries({ size: '2000\n', removable: '0\n', 'queue/rotational': '0\n', ...attributes });
  return { [`/sys/dev/block/8:${name.charCodeAt(name.length - 1)}`]: { link: `../../devices/${place}` }, ...Object.fromEntries(files.map(([file, text]) => [`/sys/block/${name}/${file}`, text])) };
}

const only = (machine: Machine) => factsOf(linux, machine).data.disks?.[0];

test('the disks of an office computer: what is no disk is left out, the system is found through LVM and LUKS', () => {
  expect(factsOf(linux, officePc).data.disks).toEqual([
    { name: 'nvme0n1', model: 'PM981 NVMe Samsung 256GB', vendor: null, serial: 'S3ZHNX0K', firmware: 'EXA7301Q', bytes: 256_060_514_304, kind: 'nvme', bus: 'nvme', manufacturedOn: null, removable: false, system: true },
    { name: 'sda', model: 'Ultra', vendor: 'SanDisk', serial: '4C530001070217119930', firmware: '1.00', bytes: 15_360_000_000, kind: 'other', bus: 'usb', manufacturedOn: null, removable: true, system: false },
    { name: 'sr0', model: null, vendor: null, serial: null, firmware: null, bytes: 1_073_741_312, kind: 'optical', bus: 'sata', manufacturedOn: null, removable: true, system: false },
  ]);
});

describe('kind', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['sda', { 'queue/rotational': '1\n', 'device/vendor': 'ATA     \n', 'device/model': 'WDC WD10EZEX-08W\n' }, 'hdd'],
    ['sda', { 'device/model': 'Samsung SSD 860 \n' }, 'ssd'],
    ['sda', { 'device/model': 'QEMU HARDDISK   \n', 'queue/rotational': '1\n' }, 'virtual'],
    ['sda', { 'device/vendor': 'VMware  \n', 'device/model': 'Virtual disk    \n' }, 'virtual'],
    ['nvme0n1', { 'device/model': 'Amazon Elastic Block Store              \n' }, 'virtual'],
    ['vda', { 'queue/rotational': '1\n' }, 'virtual'],
    ['xvda', {}, 'virtual'],
    ['nvme0n1', { 'device/model': 'WDC PC SN730\n' }, 'nvme'],
    ['sda', { 'device/model': 'PERC H730 Mini  \n', 'device/vendor': 'DELL    \n' }, 'other'],
    ['sda', { 'device/model': 'LOGICAL VOLUME  \n', 'device/vendor': 'HP      \n' }, 'other'],
    ['mmcblk0', { 'device/type': 'SD\n', 'device/name': 'SL16G\n' }, 'other'],
    ['mmcblk0', { 'device/type': 'MMC\n', 'device/name': 'DG4064\n' }, 'ssd'],
  ])('%s %j is %s', (name, attributes, kind) => {
    expect(only(disk(name, attributes))).toMatchObject({ name, kind, removable: attributes['device/type'] === 'SD\n' });
  });

  test('SATA is no maker, a card says its name', () => {
    expect(only(disk('sda', { 'device/vendor': 'ATA     \n' }))?.vendor).toBeNull();
    expect(only(disk('mmcblk0', { 'device/type': 'MMC\n', 'device/name': 'DG4064\n', 'device/serial': '0x1234abcd\n', 'device/fwrev': '0x0700000000000000\n' }))).toMatchObject({ model: 'DG4064', serial: '0x1234abcd', firmware: '0x0700000000000000' });
  });

  test('a disk that does not say whether it rotates is a gap', () => {
    const { data, gaps } = factsOf(linux, disk('sda', { 'queue/rotational': '?\n' }));
    expect([data.disks?.[0]?.kind, gaps['disks[].kind']]).toEqual([undefined, 'unreadable']);
  });
});

test.each(['loop0', 'ram0', 'zram0', 'dm-0', 'md0', 'nbd0', 'drbd0', 'zd0', 'mmcblk0boot0', 'mmcblk0rpmb', 'nvme0c0n1'])('%s is no disk', (name) => {
  expect(factsOf(linux, { ...disk(name, {}), ...rootOn('8:1', 'ext4', '/dev/sda1') }).data.disks).toEqual([]);
});

describe('serial numbers of SCSI disks', () => {
  const page = (bytes: readonly number[], serial: string) => only(disk('sda', { 'device/vpd_pg80': Buffer.concat([Buffer.from(bytes), Buffer.from(serial)]) }))?.serial;

  test('stand in page 0x80, right-aligned at times', () => {
    expect(page([0, 0x80, 0, 20], '     WD-WCC6Y0ABCDEF')).toBe('WD-WCC6Y0ABCDEF');
  });

  test('are none in another page, an empty one or one of zeroes', () => {
    expect([page([0, 0x83, 0, 8], 'ABCDEFGH'), page([0, 0x80, 0, 0], ''), page([0, 0x80, 0, 8], '00000000')]).toEqual([null, null, null]);
  });
});

describe('system', () => {
  const two = { ...disk('sda', {}), ...disk('sdb', {}), '/sys/dev/block/8:1': { link: '../../devices/pci/ata1/block/sda/sda1' }, '/sys/dev/block/8:2': { link: '../../devices/pci/ata2/block/sdb/sdb1' } };
  const system = (machine: Machine) => factsOf(linux, { ...two, ...machine }).data.disks?.filter((it) => it.system).map(({ name }) => name);

  test('is the disk of the root partition, all disks of an array, and all devices of a btrfs', () => {
    expect(system(rootOn('8:1', 'ext4', '/dev/sda1'))).toEqual(['sda']);
    const array = { '/sys/dev/block/9:0': { link: '../../devices/virtual/block/md0' }, '/sys/block/md0/slaves/sda1': '', '/sys/block/md0/slaves/sdb1': '' };
    expect(system({ ...rootOn('9:0', 'ext4', '/dev/md0'), ...array })).toEqual(['sda', 'sdb']);
    const btrfs = { '/sys/fs/btrfs/0b1c/devices/sda1': '', '/sys/fs/btrfs/0b1c/devices/sdb1': '', '/sys/fs/btrfs/ffff/devices/sdz1': '' };
    expect(system({ ...rootOn('0:25', 'btrfs', '/dev/sdb1'), ...btrfs })).toEqual(['sda', 'sdb']);
    expect(system(rootOn('0:25', 'btrfs', '/dev/sdb1'))).toEqual(['sdb']);
  });

  test('is a gap where the root is on no disk that is seen', () => {
    const { data, gaps } = factsOf(linux, { ...two, ...rootOn('0:30', 'zfs', 'rpool/ROOT/debian') });
    expect(data.disks?.map((it) => it.system)).toEqual([undefined, undefined]);
    expect(gaps).toMatchObject({ 'disks[].system': 'not-visible-from-here' });
  });
});

test('a folder that cannot be listed is a gap, and no empty list of disks', () => {
  const { data, gaps } = factsOf(linux, { ...officePc, '/sys/dev/block/259:0': { refused: 'timeout' } });
  expect([data.disks, gaps['disks']]).toEqual([undefined, 'timeout']);
});
