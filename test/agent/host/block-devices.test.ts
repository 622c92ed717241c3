import { expect, test } from 'vitest';
import { blockDevices, blockSources, disksUnder } from '../../../agent/host/block-devices.ts';
import { mountsOf } from '../../../agent/host/mount-table.ts';
import { look } from '../../../agent/host/reading.ts';
import { answersOf } from '../facts/machine.ts';
import type { Machine } from '../facts/machine.ts';
import { officePc } from '../facts/office-pc.ts';

const of = (machine: Machine) => blockDevices(look(answersOf(blockSources, machine), blockSources));

test('layers, partitions and disks of an office computer', () => {
  const devices = of(officePc);
  expect([...devices.byName.values()].map(({ name, below, removable, mapper }) => [name, below, removable, mapper?.name])).toEqual([
    ['sr0', [], true, undefined], ['dm-0', ['nvme0n1p3'], false, 'nvme0n1p3_crypt'], ['dm-1', ['dm-0'], false, 'vg-root'], ['dm-2', ['dm-0'], false, 'vg-swap'],
    ['nvme0n1', [], false, undefined], ['nvme0n1p1', ['nvme0n1'], false, undefined], ['nvme0n1p2', ['nvme0n1'], false, undefined], ['nvme0n1p3', ['nvme0n1'], false, undefined],
    ['loop0', [], false, undefined], ['sda', [], true, undefined], ['sda1', ['sda'], true, undefined],
  ]);
  expect([disksUnder('dm-2', devices), disksUnder('sda1', devices), disksUnder('sda', devices), disksUnder('gone', devices)]).toEqual([['nvme0n1'], ['sda'], ['sda'], ['gone']]);
  expect(devices.incomplete).toBeUndefined();
});

test('a mount lies on its device number, else on the device it names, a btrfs on all of its members', () => {
  const { under } = of({ ...officePc, '/sys/fs/btrfs/a/devices/sda1': '', '/sys/fs/btrfs/a/devices/nvme0n1p2': '' });
  const [mounts] = [mountsOf(['253:1 / / rw - ext4 /dev/root rw', '0:30 / /a rw - btrfs /dev/sda1 rw', '0:31 / /b rw - btrfs /dev/mapper/vg-swap rw', '0:32 / /c rw - zfs tank rw', '0:33 / /d rw - xfs /dev/gone rw'].map((line) => `1 1 ${line}`).join('\n'))];
  expect(mounts.map(under)).toEqual([['dm-1'], ['nvme0n1p2', 'sda1'], ['dm-2'], [], []]);
});

test('a ring of layers ends', () => {
  const ring = of({ '/sys/dev/block/253:0': { link: '../../devices/virtual/block/dm-0' }, '/sys/dev/block/253:1': { link: '../../devices/virtual/block/dm-1' }, '/sys/block/dm-0/slaves/dm-1': '', '/sys/block/dm-1/slaves/dm-0': '' });
  expect(disksUnder('dm-0', ring)).toEqual([]);
});

test('what could not be listed is told', () => {
  expect(of({ ...officePc, '/sys/block/dm-0/dm/uuid': { refused: 'denied' } }).incomplete?.reason).toBe('denied');
});
