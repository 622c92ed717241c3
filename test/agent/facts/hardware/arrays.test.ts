import { describe, expect, test } from 'vitest';
import { mdArrays } from '../../../../agent/facts/hardware/arrays.ts';
import { linux } from '../../../../agent/facts/hardware/linux.ts';
import { factsOf } from '../machine.ts';

/** Text as md(4) prints it. */
const mdstat = (...arrays: readonly string[]) => `Personalities : [raid1] [raid6] [raid5] [raid4] [raid0]\n${arrays.join('\n')}\nunused devices: <none>\n`;

describe('mdArrays', () => {
  test.each<[string, string, object]>([
    ['healthy', 'md0 : active raid1 sdb1[1] sda1[0]\n      1953382400 blocks super 1.2 [2/2] [UU]\n      bitmap: 0/15 pages [0KB], 65536KB chunk\n', { level: 'raid1', state: 'optimal', members: 2, working: 2 }],
    ['with a hot spare', 'md0 : active raid1 sdc1[2](S) sdb1[1] sda1[0]\n      1953382400 blocks super 1.2 [2/2] [UU]\n', { state: 'optimal', members: 2, working: 2 }],
    ['degraded', 'md0 : active raid1 sdb1[1](F) sda1[0]\n      1953382400 blocks super 1.2 [2/1] [U_]\n', { state: 'degraded', members: 2, working: 1 }],
    ['rebuilding', 'md0 : active raid1 sdc1[2] sda1[0]\n      1953382400 blocks super 1.2 [2/1] [U_]\n      [==>..................]  recovery = 12.6% (37043392/292945152) finish=127.5min speed=33440K/sec\n', { state: 'rebuilding' }],
    ['waiting to rebuild', 'md0 : active raid1 sdc1[2] sda1[0]\n      1953382400 blocks super 1.2 [2/1] [U_]\n      \tresync=DELAYED\n', { state: 'degraded' }],
    ['first synchronization', 'md0 : active raid5 sdc1[3] sdb1[1] sda1[0]\n      1953382400 blocks super 1.2 level 5, 512k chunk, algorithm 2 [3/3] [UUU]\n      [=>...................]  resync =  9.9% (194/1953) finish=1min speed=1K/sec\n', { level: 'raid5', state: 'rebuilding' }],
    ['the monthly check', 'md0 : active raid1 sdb1[1] sda1[0]\n      1953382400 blocks super 1.2 [2/2] [UU]\n      [=>...................]  check =  9.9% (194/1953) finish=1min speed=1K/sec\n', { state: 'optimal' }],
    ['raid6 without two', 'md0 : active raid6 sdd1[3] sdc1[2]\n      1000 blocks level 6, 64k chunk, algorithm 2 [4/2] [__UU]\n', { level: 'raid6', state: 'degraded', working: 2 }],
    ['raid5 without two', 'md0 : active raid5 sdc1[2]\n      1000 blocks level 5, 64k chunk, algorithm 2 [3/1] [__U]\n', { state: 'failed', working: 1 }],
    ['raid0', 'md0 : active raid0 sdb1[1] sda1[0]\n      1000 blocks super 1.2 512k chunks\n', { level: 'raid0', state: 'optimal', members: 2, working: 2 }],
    ['raid0 without one', 'md0 : active raid0 sdb1[1](F) sda1[0]\n      1000 blocks super 1.2 512k chunks\n', { state: 'failed', working: 1 }],
    ['read-only', 'md0 : active (auto-read-only) raid1 sdb1[1] sda1[0]\n      1000 blocks super 1.2 [2/2] [UU]\n', { level: 'raid1', state: 'optimal' }],
    ['not running', 'md0 : inactive sdb1[1](S)\n      1000 blocks super 1.2\n', { level: 'inactive', state: 'failed', working: 0 }],
  ])('%s', (_name, array, expected) => {
    expect(mdArrays(mdstat(array))).toEqual([expect.objectContaining({ name: 'md0', ...expected })]);
  });

  test('a container of firmware RAID is no array, the volume in it is one', () => {
    const text = mdstat('md126 : active raid1 sda[1] sdb[0]\n      1000 blocks super external:/md127/0 [2/2] [UU]\n', 'md127 : inactive sdb[1](S) sda[0](S)\n      6306 blocks super external:imsm\n');
    expect(mdArrays(text)?.map(({ name }) => name)).toEqual(['md126']);
  });

  test('nothing, and nonsense', () => {
    expect(mdArrays(mdstat())).toEqual([]);
    expect(mdArrays('hello')).toBeUndefined();
  });
});

test('no driver is no array; a refused file is a gap', () => {
  expect(factsOf(linux, {}).data.arrays).toEqual([]);
  const { data, gaps } = factsOf(linux, { '/proc/mdstat': { refused: 'denied' } });
  expect([data.arrays, gaps['arrays']]).toEqual([undefined, 'denied']);
});

test('a ZFS pool tells its state, and not how many disks it has', () => {
  const pool = (state: string) => factsOf(linux, { '/proc/spl/kstat/zfs/tank/state': `${state}\n`, '/proc/mdstat': mdstat() });
  expect(pool('DEGRADED').data.arrays).toEqual([{ name: 'tank', level: 'zfs', state: 'degraded' }]);
  expect(['ONLINE', 'FAULTED', 'SUSPENDED', 'x'].map((state) => pool(state).data.arrays?.[0]?.state)).toEqual(['optimal', 'failed', 'failed', 'other']);
  expect(pool('ONLINE').gaps).toMatchObject({ 'arrays[].members': 'not-visible-from-here', 'arrays[].working': 'not-visible-from-here' });
});
