import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/backups/linux.ts';
import { whereAddressed } from '../../../../agent/facts/backups/where.ts';
import type { FactSettings } from '../../../../agent/facts/fact.ts';
import { sharedFixtures } from '../../../shared.ts';
import { context } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { factsWith } from '../started.ts';
import type { Programs } from '../started.ts';
import { canary, townServer } from '../town-server.ts';

const of = (machine: Machine, repositories: FactSettings['repositories'] = [], programs: Programs = {}) => factsWith(linux, machine, programs, { ...context, settings: { repositories, networks: [], state: '/var/lib/townwatch-agent' } });
const timer = (name: string): Machine => ({ [`/etc/systemd/system/timers.target.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });
const restic: Machine = { '/usr/bin/restic': 'x' };
const scheduled = (machine: Machine) => of({ ...restic, ...machine }).data.products?.map((it) => [it.scheduled, it.schedule].join(' '))[0];

test('the server of a town', () => {
  const { data, gaps } = of(townServer, [
    { product: 'restic', location: '/srv/restic' },
    { product: 'borg', location: '/srv/borg' },
  ]);
  expect(data).toEqual({
    products: [{ name: 'restic', version: '0.14.0', scheduled: true, schedule: '/etc/systemd/system/restic.timer' }],
    repositories: [
      { product: 'borg', location: '/srv/borg', grade: 'seen', where: 'other-disk', copies: 0, newestCopyAt: null, oldestCopyAt: null, encrypted: true, appendOnly: true, locked: false, intact: true, retention: null, restoredAt: null },
      {
        product: 'restic',
        location: '/srv/restic',
        grade: 'seen',
        where: 'other-disk',
        copies: 2,
        newestCopyAt: '2026-11-21T02:00:09Z',
        oldestCopyAt: '2026-11-20T02:00:00Z',
        encrypted: true,
        appendOnly: false,
        locked: false,
        intact: true,
        retention: null,
        restoredAt: null,
      },
    ],
    snapshots: [],
  });
  expect(gaps).toEqual({});
  expect(JSON.stringify(data)).not.toContain(canary);
});

test('no program seen is never "no backup"', () => {
  const { data, missing } = of({ '/proc/self/mountinfo': '' });
  expect(data).toEqual({ products: [], snapshots: [] });
  expect(missing).toEqual([{ path: 'repositories', reason: 'not-visible-from-here', detail: 'no backup program is here; the computer may be backed up from outside' }]);
});

test('a program whose repository nobody named leaves the list known in part', () => {
  expect(of(restic).gaps).toMatchObject({ repositories: 'not-visible-from-here' });
  const both = of({ ...townServer, '/usr/sbin/veeamservice': 'x' }, [{ product: 'restic', location: '/srv/restic' }]);
  expect(both.data.repositories).toHaveLength(1);
  expect(both.gaps).toMatchObject({ repositories: 'not-visible-from-here' });
});

test('programs that keep their schedule themselves', () => {
  const { data, gaps } = of({ '/proc/self/mountinfo': '', '/usr/sbin/veeamservice': 'x', '/usr/sbin/bacula-fd': 'x', '/opt/MXB/bin/BackupFP': 'x', '/var/lib/dpkg/status': 'Package: bacula-fd\nStatus: install ok installed\nVersion: 9.6.7-3\n' });
  expect(data.products).toEqual([{ name: 'Bacula', version: '9.6.7' }, { name: 'Cove' }, { name: 'Veeam' }]);
  expect(gaps).toEqual({ repositories: 'not-visible-from-here', 'products[].scheduled': 'not-visible-from-here', 'products[].schedule': 'not-visible-from-here', 'products[].version': 'not-visible-from-here' });
});

describe('a job', () => {
  test.each([
    ['in a crontab', { '/etc/crontab': '# 0 1 * * * root borg create\n0 2 * * * root /usr/bin/restic backup /srv\n' }, 'true /etc/crontab'],
    ['in a comment', { '/etc/crontab': '#0 2 * * * root /usr/bin/restic backup /srv\n' }, 'false '],
    ['in cron.d', { '/etc/cron.d/backup': '@daily root restic backup /\n' }, 'true /etc/cron.d/backup'],
    ['in cron.daily', { '/etc/cron.daily/backup': '#!/bin/sh\nset -e\nrestic backup /srv\n' }, 'true /etc/cron.daily/backup'],
    ['of root', { '/var/spool/cron/crontabs/root': '5 4 * * 0 nice -n 19 restic backup\n' }, 'true /var/spool/cron/crontabs/root'],
    ['of root on Red Hat', { '/var/spool/cron/root': '5 4 * * 0 restic backup\n' }, 'true /var/spool/cron/root'],
    ['in a script that cron starts', { '/etc/cron.d/x': '0 1 * * * root test -x /opt/b || exit; nice -n 10 /opt/b/run.sh --all\n', '/opt/b/run.sh': 'cd /srv\nrestic backup .\n' }, 'true /etc/cron.d/x'],
    ['in a script that a wrapper starts', { '/etc/cron.d/x': '0 1 * * * root flock -n /var/lock/b timeout 3h bash /usr/local/sbin/b\n', '/usr/local/sbin/b': 'restic backup /\n' }, 'true /etc/cron.d/x'],
    ['in a script whose lines are comments', { '/etc/cron.d/x': '0 1 * * * root /opt/b/run.sh\n', '/opt/b/run.sh': '# restic backup .\n' }, 'false '],
    [
      'by a timer of its own',
      { ...timer('nightly.timer'), '/etc/systemd/system/nightly.timer': '[Timer]\nUnit=copy.service\n', '/etc/systemd/system/copy.service': '[Service]\nExecStart=/usr/bin/restic backup /\n' },
      'true /etc/systemd/system/nightly.timer',
    ],
    ['by a timer that is off', { '/etc/systemd/system/nightly.timer': '[Timer]\n', '/etc/systemd/system/nightly.service': '[Service]\nExecStart=/usr/bin/restic backup /\n' }, 'false '],
    ['by a masked timer', { ...timer('nightly.timer'), '/etc/systemd/system/nightly.timer': { link: '/dev/null' } }, 'false '],
    [
      'by a timer that a package brought',
      { ...timer('resticprofile.timer'), '/lib/systemd/system/resticprofile.timer': '[Timer]\n', '/lib/systemd/system/resticprofile.service': '[Service]\nExecStart=-/usr/bin/resticprofile run\n' },
      'true /lib/systemd/system/resticprofile.timer',
    ],
    ['that only mentions it', { '/etc/cron.d/x': '0 1 * * * root apt-get install restic-doc my-restic\n' }, 'false '],
  ] as [string, Machine, string][])('%s', (_name, machine, expected) => {
    expect(scheduled(machine)).toBe(expected);
  });

  test('that may not be read is not "no job"', () => {
    expect(of({ ...restic, '/var/spool/cron/crontabs/root': { refused: 'needs-root' } }).gaps).toMatchObject({ 'products[].scheduled': 'needs-root', 'products[].schedule': 'needs-root' });
    expect(of({ ...restic, '/etc/cron.d/x': '0 1 * * * root /opt/b/run.sh\n', '/opt/b/run.sh': { refused: 'denied' } }).gaps).toMatchObject({ 'products[].scheduled': 'denied' });
    expect(scheduled({ '/var/spool/cron/crontabs/root': { refused: 'needs-root' }, '/etc/cron.daily/b': 'restic backup /' })).toBe('true /etc/cron.daily/b');
  });

  test('never leads to a file behind an option', () => {
    const text =
      '0 2 * * * root restic --password-file /root/secret backup\n1 2 * * * root cat /etc/shadow\n2 2 * * * root timeout 3h restic -p /opt/key backup /etc/passwd\n3 2 * * * root /usr/local/bin/ok.sh /root/other\n4 2 * * * root . /root/.restic-env; restic backup\n5 2 * * * root nice -n 19 ionice -c3 /opt/x/../y\n';
    const first = factsSources({ ...restic, '/etc/crontab': text, '/etc/cron.daily/b': '#!/bin/sh\nexport RESTIC_PASSWORD_FILE=/root/pw\n/root/.hidden/run\n/etc/backup/run now\n' });
    expect(first).toEqual(['/etc/backup/run', '/usr/local/bin/ok.sh']);
  });
});

/** What is read in the second round. */
function factsSources(machine: Machine): string[] {
  const seen: string[] = [];
  const spy = {
    ...linux,
    more: {
      ...linux.more!,
      sources: (...args: Parameters<NonNullable<typeof linux.more>['sources']>) => {
        const more = linux.more!.sources(...args);
        seen.push(...Object.values(more).flatMap((source) => ('path' in source ? [source.path] : [])));
        return more;
      },
    },
  };
  factsWith(spy, machine, {}, context);
  return seen.sort();
}

describe('where a copy lies', () => {
  const disk = (number: string, name: string, bus = 'pci0000:00/ata1'): Machine => {
    const whole = name.replace(/\d+$/, '');
    return { [`/sys/dev/block/${number}`]: { link: `../../devices/${bus}/block/${whole}/${name}` }, [`/sys/dev/block/${number.replace(/\d+$/, whole)}`]: { link: `../../devices/${bus}/block/${whole}` } };
  };
  const mounts = (...lines: string[]) => ['22 1 8:1 / / rw - ext4 /dev/sda1 rw', ...lines].join('\n');
  const copy = { '/mnt/b/config': { changed: '2026-01-01T00:00:00.000Z' }, '/mnt/b/snapshots/a': { changed: '2026-01-01T00:00:00.000Z' } };
  const where = (machine: Machine) => of({ ...copy, ...disk('8:1', 'sda1'), ...machine }, [{ product: 'restic', location: '/mnt/b' }]).data.repositories?.[0]?.where;

  test.each([
    ['in a folder of the same file system', { '/proc/self/mountinfo': mounts() }, 'same-disk'],
    ['on another partition', { '/proc/self/mountinfo': mounts('30 22 8:2 / /mnt/b rw - ext4 /dev/sda2 rw'), ...disk('8:2', 'sda2') }, 'same-disk'],
    ['on another disk', { '/proc/self/mountinfo': mounts('30 22 8:17 / /mnt rw - ext4 /dev/sdb1 rw'), ...disk('8:17', 'sdb1', 'pci0000:00/ata2') }, 'other-disk'],
    ['on a disk that hangs on USB', { '/proc/self/mountinfo': mounts('30 22 8:17 / /mnt rw - ext4 /dev/sdb1 rw'), ...disk('8:17', 'sdb1', 'pci0000:00/usb2/2-1') }, 'removable'],
    ['on a share', { '/proc/self/mountinfo': mounts('30 22 0:50 / /mnt rw - nfs4 nas:/b rw') }, 'network'],
    ['in a cloud', { '/proc/self/mountinfo': mounts('30 22 0:50 / /mnt rw - fuse.rclone b2:x rw') }, 'cloud'],
    ['where the kernel shows no disk', { '/proc/self/mountinfo': mounts('30 22 0:50 / /mnt rw - overlay overlay rw') }, undefined],
  ] as [string, Machine, string | undefined][])('%s', (_name, machine, expected) => {
    expect(where(machine)).toBe(expected);
  });

  test.each([
    ['s3:s3.amazonaws.com/b', 'cloud'],
    ['s3:https://192.168.1.5:9000/b', 'network'],
    ['s3:http://minio/b', 'network'],
    ['b2:bucket:path', 'cloud'],
    ['rclone:x:y', 'cloud'],
    ['sftp:u@h:/srv', 'network'],
    ['rest:https://h:8000/', 'network'],
    ['ssh://u@h/./r', 'network'],
    ['u@h:r', 'network'],
    ['/srv/b', undefined],
  ])('%s', (location, expected) => {
    expect(whereAddressed(location)).toBe(expected);
  });
});

describe('a repository that is not there', () => {
  test.each([
    ['no folder', {}, 'the folder is not there'],
    ['an empty mount point', { '/mnt/b/lost+found/x': 'x' }, 'the folder holds no repository'],
  ])('%s', (_name, machine, detail) => {
    for (const product of ['restic', 'borg'] as const) {
      const { data, missing } = of(machine, [{ product, location: '/mnt/b' }]);
      expect(data.repositories).toEqual([{ product, location: '/mnt/b', grade: 'seen', retention: null, restoredAt: null }]);
      expect(missing).toContainEqual({ path: 'repositories[].newestCopyAt', reason: 'unreachable', detail });
      expect(missing).toContainEqual({ path: 'repositories[].where', reason: 'unreachable', detail });
    }
  });

  test('on a share that is never entered', () => {
    const refused = { refused: 'not-visible-from-here' } as const;
    expect(of({ '/mnt/b/config': refused, '/mnt/b/snapshots/a': refused }, [{ product: 'restic', location: '/mnt/b' }]).gaps).toMatchObject({ 'repositories[].newestCopyAt': 'not-visible-from-here' });
  });

  test('elsewhere, and nobody may ask', () => {
    const { data, gaps } = of({}, [{ product: 'borg', location: 'ssh://me:s3cret@nas/./b' }]);
    expect(data.repositories).toEqual([{ product: 'borg', location: 'ssh://nas/./b', grade: 'seen', where: 'network', retention: null, restoredAt: null }]);
    expect(gaps).toMatchObject({ 'repositories[].newestCopyAt': 'not-visible-from-here' });
  });
});

describe('a program that is asked', () => {
  const asked = (said: Programs[string] | undefined, location = 'sftp:nas:/b') => of({}, [{ product: 'restic', location, passwordFile: '/root/pw' }], said === undefined ? {} : { 'repository 0 list': said });
  const ended = (exitCode: number, stderr: string) => ({ state: 'read', text: '', exitCode, stderr }) as const;

  test('lists copies, in UTC', () => {
    const { data } = asked('[{"time":"2025-11-16T02:00:03.123456789-05:00"},{"time":"2025-11-17T02:00:04.1-05:00"}]');
    expect(data.repositories).toEqual([
      { product: 'restic', location: 'sftp:nas:/b', grade: 'listed', where: 'network', copies: 2, oldestCopyAt: '2025-11-16T07:00:03Z', newestCopyAt: '2025-11-17T07:00:04Z', encrypted: true, intact: true, retention: null, restoredAt: null },
    ]);
  });

  test.each([
    ['nothing in it', '[]', { grade: 'listed', copies: 0, newestCopyAt: null, oldestCopyAt: null }, undefined],
    ['a time that is none', '[{"time":"yesterday"}]', { grade: 'listed', copies: 1 }, 'not-visible-from-here'],
    ['a wrong password', ended(1, 'Fatal: wrong password or no key found\n'), { grade: 'seen' }, 'not-authorized'],
    ['a wrong password, newer', ended(12, ''), { grade: 'seen' }, 'not-authorized'],
    ['no repository', ended(10, ''), { grade: 'seen' }, 'unreachable'],
    ['no server', ended(1, 'Fatal: unable to open repository: dial tcp: lookup nas: no such host'), { grade: 'seen' }, 'unreachable'],
    ['a bug', ended(2, 'panic'), { grade: 'seen' }, 'unreadable'],
    ['nonsense', 'nonsense', { grade: 'seen' }, 'unreadable'],
    ['no answer in time', { state: 'failed', reason: 'timeout', detail: 'restic' }, { grade: 'seen' }, 'timeout'],
    ['no program', undefined, { grade: 'seen' }, 'tool-missing'],
  ] as [string, Programs[string] | undefined, object, string | undefined][])('and has %s', (_name, said, expected, reason) => {
    const { data, gaps } = asked(said);
    expect(data.repositories?.[0]).toMatchObject(expected);
    expect(gaps['repositories[].newestCopyAt']).toBe(reason);
  });

  test('never says the words of an error, which may name a secret', () => {
    const { data, missing } = asked(ended(1, `Fatal: ${canary}`), `rest:https://u:${canary}@nas/`);
    expect(JSON.stringify([data, missing])).not.toContain(canary);
  });
});

const shared = sharedFixtures();

test.skipIf(!shared)('the handwritten list of restic, and the examples of the manual of borg', () => {
  const list = readFileSync(path.join(shared!, 'handwritten/linux/restic-snapshots.json'), 'utf8');
  expect(of({}, [{ product: 'restic', location: 'b2:x', passwordFile: '/root/pw' }], { 'repository 0 list': list }).data.repositories?.[0]).toMatchObject({ copies: 2, newestCopyAt: '2025-11-17T07:00:04Z', where: 'cloud' });
  const blocks = JSON.parse(readFileSync(path.join(shared!, 'backup-docs/restic-borg-doc-blocks.json'), 'utf8')) as Record<string, unknown>;
  const texts = Object.values(blocks)
    .flat()
    .filter((block): block is string => typeof block === 'string' && /^\s*\{[^]*"archives": \[\s*\{[^]*"start"/.test(block));
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    const { data } = of({}, [{ product: 'borg', location: 'ssh://h/./b', passwordFile: '/root/pw' }], { 'repository 0 list': text });
    expect(data.repositories?.[0]).toMatchObject({ grade: 'listed', copies: 1, newestCopyAt: expect.stringMatching(/^2017-\d\d-\d\dT12:27:20Z$/) });
  }
});
