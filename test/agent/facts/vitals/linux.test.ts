import fs from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { vitals } from '../../../../agent/facts/vitals/index.ts';
import { linux } from '../../../../agent/facts/vitals/linux.ts';
import { sharedFixtures } from '../../../shared.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officePc } from '../office-pc.ts';

const of = (machine: Machine) => factsOf(linux, machine);

test('an office computer', () => {
  expect(vitals).toMatchObject({ name: 'vitals', version: 1, linux });
  expect(of(officePc)).toMatchObject({
    data: {
      bootedAt: '2026-11-21T05:46:40Z', memoryAvailableMiB: 9000, fileSystems: [{ mountPoint: '/', bytes: 250_000_000_000, freeBytes: 90_000_000_000, readOnly: false }],
      batteries: [], updatesCheckedAt: '2026-11-21T04:12:00Z', updatesInstalledAt: '2026-11-19T06:31:00Z', clockSynchronized: true, disks: [{ name: 'nvme0n1' }, { name: 'sda' }], definitions: [],
    },
    gaps: {
      ...Object.fromEntries(['healthy', 'powerOnHours', 'wearPercent', 'badSectors'].map((field) => [`disks[].${field}`, 'tool-missing'])),
      clockOffsetMs: 'not-visible-from-here', oldestSecurityEventAt: 'not-visible-from-here', ups: 'not-visible-from-here',
    },
  });
});

test.each(['', 'btime x\n', 'btime 0\n', 'btime 99999999999\n'])('a start at %j is a gap', (text) => {
  expect(of({ '/proc/stat': text }).gaps).toMatchObject({ bootedAt: 'unreadable' });
});

const facter = sharedFixtures('facter', 'fixtures');
test.skipIf(!facter)('memory of kernels that tell what is available, and of one that does not', () => {
  const meminfo = (name: string) => of({ '/proc/meminfo': fs.readFileSync(path.join(facter ?? '', name)) });
  expect(meminfo('meminfo').data.memoryAvailableMiB).toBeGreaterThan(0);
  expect(meminfo('meminfo_missing_available').gaps).toMatchObject({ memoryAvailableMiB: 'unreadable' });
});

describe('file systems', () => {
  test('by mount point, without images that are always full', () => {
    const space = [{ mountPoint: '/srv', bytes: 10, freeBytes: 1, readOnly: true }, { mountPoint: '/', bytes: 9, freeBytes: 2, readOnly: false }, { mountPoint: '/snap/core/1', bytes: 1, freeBytes: 0, readOnly: true }];
    expect(of({ space: JSON.stringify(space) }).data.fileSystems?.map(({ mountPoint }) => mountPoint)).toEqual(['/', '/srv']);
  });

  test.each(['', '{}', '[{"mountPoint":1}]', '[{"mountPoint":"/","bytes":-1,"freeBytes":0,"readOnly":false}]', '[null]'])('%s says nothing', (space) => {
    expect(of({ space }).data.fileSystems ?? []).toEqual([]);
  });
});

test('wear of batteries; counters that say 0 do not count', () => {
  const battery = (name: string, attributes: Readonly<Record<string, string>>): Machine => Object.fromEntries(Object.entries({ type: 'Battery', ...attributes }).map(([file, text]) => [`/sys/class/power_supply/${name}/${file}`, `${text}\n`]));
  expect(of({
    ...battery('BAT1', { charge_full: '3000000', charge_full_design: '4000000', cycle_count: '311' }),
    ...battery('BAT0', { energy_full: '45000000', energy_full_design: '60000000', cycle_count: '0' }),
    ...battery('BAT2', { energy_full: '45000000' }),
    ...battery('mouse', { scope: 'Device', energy_full: '1', energy_full_design: '1' }),
  }).data.batteries).toEqual([{ name: 'BAT0', fullPercent: 75, cycles: null }, { name: 'BAT1', fullPercent: 75, cycles: 311 }, { name: 'BAT2', fullPercent: null, cycles: null }]);
});

describe('updates', () => {
  const changed = (at: string) => ({ changed: at });

  test.each<[string, Machine]>([
    ['apt', { '/var/lib/apt/lists': changed('2026-11-20T04:00:00.500Z') }],
    ['apt’s nightly job', { '/var/lib/apt/periodic/update-stamp': changed('2026-11-20T04:00:00.000Z'), '/var/lib/apt/lists': changed('2026-10-20T04:00:00.000Z') }],
    ['dnf', { '/var/cache/dnf/updates.solv': changed('2026-11-20T04:00:00.000Z'), '/var/cache/dnf/fedora.solv': changed('2026-10-20T04:00:00.000Z') }],
    ['dnf5', { '/var/cache/libdnf5/updates-1/repodata/repomd.xml': changed('2026-11-20T04:00:00.000Z') }],
    ['zypper', { '/var/cache/zypp/solv/oss/solv': changed('2026-11-20T04:00:00.000Z') }],
    ['apk', { '/var/cache/apk/APKINDEX.1.tar.gz': changed('2026-11-20T04:00:00.000Z') }],
    ['pacman', { '/var/lib/pacman/sync/core.db': changed('2026-11-20T04:00:00.000Z') }],
  ])('looked for by %s, to the second', (_name, machine) => {
    expect(of(machine).data.updatesCheckedAt).toBe('2026-11-20T04:00:00Z');
  });

  test('never looked for is null where there are packages, a gap where no package manager is known', () => {
    expect(of({ '/lib/apk/db/installed': changed('2026-11-01T00:00:00.000Z') }).data).toMatchObject({ updatesCheckedAt: null, updatesInstalledAt: '2026-11-01T00:00:00Z' });
    expect(of({}).gaps).toMatchObject({ updatesCheckedAt: 'not-visible-from-here', updatesInstalledAt: 'not-visible-from-here' });
  });

  test('a stamp from the future and one that is no time do not count', () => {
    const { data } = of({ '/var/lib/apt/periodic/update-stamp': changed('2027-01-01T00:00:00.000Z'), '/var/lib/apt/lists': changed('yesterday'), '/var/lib/dpkg/status': changed('2026-11-01T00:00:00.000Z') });
    expect(data.updatesCheckedAt).toBeNull();
  });

  test('a refused folder is a gap', () => {
    expect(of({ ...officePc, '/var/lib/apt/lists': { refused: 'denied' } }).gaps).toMatchObject({ updatesCheckedAt: 'denied' });
  });
});

describe('clock', () => {
  test.each<[string, Machine, boolean | undefined]>([
    ['timesyncd that has found its source', { '/run/systemd/timesync/synchronized': '' }, true],
    ['timesyncd that has not', { '/run/systemd/timesync/other': '' }, false],
    ['chrony that wrote its drift an hour ago', { '/var/lib/chrony/chrony.drift': { changed: '2026-11-22T00:00:00.000Z' } }, true],
    ['chrony that did not for a day', { '/var/lib/chrony/drift': { changed: '2026-11-21T00:00:00.000Z' } }, undefined],
    ['ntpd', { '/var/lib/ntpsec/ntp.drift': { changed: '2026-11-22T00:30:00.000Z' } }, true],
    ['nothing', {}, undefined],
  ])('%s', (_name, machine, expected) => {
    const { data, gaps } = of(machine);
    expect([data.clockSynchronized, 'clockSynchronized' in gaps]).toEqual([expected, expected === undefined]);
  });
});

test('the fullest content stays within 2 KB compressed', () => {
  const space = Array.from({ length: 40 }, (_none, index) => ({ mountPoint: `/srv/volume-${index * 7919}`, bytes: 1e12 + index * 104_729_337, freeBytes: 5e11 + index * 15_485_863, readOnly: false }));
  const { data } = of({ ...officePc, space: JSON.stringify(space) });
  expect(zstdCompressSync(JSON.stringify(data)).length).toBeLessThanOrEqual(2048);
});
