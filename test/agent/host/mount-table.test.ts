import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mountedAt, mountsOf } from '../../../agent/host/mount-table.ts';
import { anyText } from '../facts/any-text.ts';

test('mounts with and without optional fields, with blanks in their names', () => {
  expect(mountsOf('36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:3 - ext3 /dev/root rw,errors=continue\n24 27 0:6 / /dev rw - devtmpfs devtmpfs rw\n')).toEqual([
    { device: '98:0', root: '/mnt1', mountPoint: '/mnt 2', type: 'ext3', from: '/dev/root' },
    { device: '0:6', root: '/', mountPoint: '/dev', type: 'devtmpfs', from: 'devtmpfs' },
  ]);
});

test('lines that are none are left out', () => {
  expect(mountsOf('hello\n1 2 x:y / / rw - ext4 a rw\n1 2 8:1 / / rw\n\n')).toEqual([]);
});

test('the newest mount of a point counts', () => {
  const mounts = mountsOf('1 0 8:1 / / rw - ext4 old rw\n2 1 8:2 / / rw - ext4 new rw\n');
  expect([mountedAt(mounts, '/')?.from, mountedAt(mounts, '/srv')]).toEqual(['new', undefined]);
});

test('any text', () => {
  fc.assert(fc.property(anyText(500), (text) => {
    expect(mountsOf(text).every(({ mountPoint }) => mountPoint.isWellFormed() && mountPoint.length <= 1024)).toBe(true);
  }));
});
