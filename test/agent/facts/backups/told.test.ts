import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/backups/linux.ts';
import type { FactSettings } from '../../../../agent/facts/fact.ts';
import { sharedFixtures } from '../../../shared.ts';
import { context } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { counterexample } from '../honesty.ts';
import { bothRounds, factsWith } from '../started.ts';
import type { Programs } from '../started.ts';
import { canary } from '../town-server.ts';

const root = '/proc/self/mountinfo';
const sda = '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n';
const disk = (number: string, name: string): Machine => ({ [`/sys/dev/block/${number}`]: { link: `../../devices/pci0000:00/${name}/block/${name}` } });
const of = (machine: Machine, repositories: FactSettings['repositories'] = [], programs: Programs = {}) =>
  factsWith(linux, { [root]: sda, ...machine }, programs, { ...context, settings: { repositories, networks: [], state: '/state' } });
const none = { last: null, hourly: null, daily: null, weekly: null, monthly: null, yearly: null, within: null };

describe('snapshots on the disk they are of', () => {
  const shift = { '/usr/bin/timeshift': 'x', '/timeshift/snapshots/2026-11-20_02-00-01/info.json': '{"created" : "1795140001"}', '/timeshift/snapshots/2026-11-21_02-00-01/info.json': '{"created" : "1795226401"}' };

  test('Timeshift is no backup there, and one on another disk', () => {
    const same = of(shift);
    expect(same.data.snapshots).toEqual([{ kind: 'timeshift', location: '/timeshift/snapshots', count: 2, newestAt: '2026-11-21T02:00:01Z' }]);
    expect(same.data.repositories).toBeUndefined();
    const other = of({ ...shift, ...disk('8:1', 'sda'), ...disk('8:17', 'sdb'), '/sys/block/sda/removable': '0\n', '/sys/block/sdb/removable': '0\n', [root]: `${sda}30 22 8:17 / /timeshift rw - ext4 /dev/sdb rw\n` });
    expect(other.data).toMatchObject({ snapshots: [], repositories: [{ product: 'timeshift', where: 'other-disk', copies: 2, newestCopyAt: '2026-11-21T02:00:01Z', encrypted: false, intact: true }] });
  });

  test('where nobody can tell the disk, it is no backup', () => {
    const { data } = of({ ...shift, [root]: `${sda}30 22 0:50 / /timeshift rw - overlay overlay rw\n` });
    expect([data.snapshots?.length, data.repositories]).toEqual([1, undefined]);
  });

  test('a date that is none is a gap', () => {
    const { data, gaps } = of({ '/timeshift/snapshots/x/info.json': '{}' });
    expect(data.snapshots).toEqual([{ kind: 'timeshift', location: '/timeshift/snapshots', count: 1 }]);
    expect(gaps).toMatchObject({ 'snapshots[].newestAt': 'not-visible-from-here' });
  });

  test('snapper, LVM and ZFS', () => {
    const machine = {
      [root]: `${sda}23 22 0:40 / /tank rw - zfs tank/data rw\n`,
      '/.snapshots/1/info.xml': '<?xml version="1.0"?>\n<snapshot>\n  <date>2026-11-19 03:00:01</date>\n</snapshot>\n',
      '/.snapshots/2/info.xml': '<snapshot><date>2026-11-20 03:00:02</date></snapshot>',
      '/sys/block/dm-3/dm/name': 'vg0-root-cow\n',
      '/sys/block/dm-4/dm/name': 'vg0-root\n',
    };
    const { data, gaps } = of(machine, [], { zfsSnapshots: 'tank/data@a\t1795140000\ntank/data@b\t1795226400\ntank/home@c\t1795000000\n' });
    expect(data.snapshots).toEqual([
      { kind: 'lvm', location: 'vg0-root', count: 1 },
      { kind: 'snapper', location: '/.snapshots', count: 2, newestAt: '2026-11-20T03:00:02Z' },
      { kind: 'zfs', location: 'tank/data', count: 2, newestAt: '2026-11-21T02:00:00Z' },
      { kind: 'zfs', location: 'tank/home', count: 1, newestAt: '2026-11-18T11:06:40Z' },
    ]);
    expect(gaps).toMatchObject({ 'snapshots[].newestAt': 'not-visible-from-here' });
    expect(gaps['snapshots']).toBeUndefined();
  });

  test('ZFS without its program, and btrfs, leave the list known in part', () => {
    expect(of({ [root]: '22 1 0:40 / / rw - zfs tank rw\n' }).gaps).toMatchObject({ snapshots: 'tool-missing' });
    expect(of({ [root]: '22 1 0:40 / / rw - btrfs /dev/sda1 rw\n' }).gaps).toMatchObject({ snapshots: 'not-visible-from-here' });
  });
});

describe('how long copies are kept', () => {
  const of7 = (machine: Machine, product: 'restic' | 'borg' = 'restic') => {
    const { data, gaps } = of(machine, [{ product, location: 'sftp:nas:/b' }]);
    return data.repositories?.[0]?.retention ?? (data.repositories?.[0]?.retention === null ? null : gaps['repositories[].retention']);
  };

  test.each([
    ['by a crontab', { '/etc/cron.d/b': '0 3 * * * root restic forget --keep-daily 7 --keep-weekly=4 --prune\n' }, { ...none, daily: 7, weekly: 4 }],
    ['over continued lines of a script', { '/etc/cron.d/b': '0 3 * * * root /opt/b.sh\n', '/opt/b.sh': 'restic backup /\nrestic -q forget \\\n  --keep-within 2y5m \\\n  --keep-last "10"\n' }, { ...none, last: 10, within: '2y5m' }],
    ['by nothing', { '/etc/cron.d/b': '0 3 * * * root restic backup / --keep-daily 3\n' }, null],
    ['in two ways', { '/etc/cron.d/b': '0 3 * * * root restic forget --keep-daily 7\n0 4 * * * root restic forget --keep-daily 9\n' }, 'not-visible-from-here'],
    ['by another program', { '/etc/cron.d/b': '0 3 * * * root resticprofile forget\n' }, 'not-visible-from-here'],
    ['by jobs that may not be read', { '/var/spool/cron/crontabs/root': { refused: 'needs-root' } }, 'needs-root'],
  ] as [string, Machine, unknown][])('%s', (_name, machine, expected) => {
    expect(of7(machine)).toEqual(expected);
  });

  test('by borg and borgmatic', () => {
    expect(of7({ '/etc/cron.d/b': '0 3 * * * root borg prune -v --keep-monthly=6 /srv/b\n' }, 'borg')).toEqual({ ...none, monthly: 6 });
    const config = `repositories:\n  - path: ssh://u:${canary}@nas/./b\nencryption_passphrase: ${canary}\nkeep_daily: 7\n# keep_daily: 9\nretention:\n    keep_yearly: 2\n`;
    expect(of7({ '/etc/borgmatic/config.yaml': config }, 'borg')).toEqual({ ...none, daily: 7, yearly: 2 });
    expect(JSON.stringify(of({ '/etc/borgmatic/config.yaml': config }))).not.toContain(canary);
  });

  test('by rsnapshot', () => {
    const { data } = of({
      '/etc/rsnapshot.conf': '# c\nsnapshot_root\t/var/cache/rsnapshot/\nretain\tdaily\t7\nretain\tweekly\t4\nretain\talpha\t6\n',
      '/var/cache/rsnapshot/daily.0': { changed: '2026-11-21T03:30:00.000Z' },
      '/var/cache/rsnapshot/daily.1': { changed: '2026-11-20T03:30:00.000Z' },
      '/var/cache/rsnapshot/notes': { changed: '2026-11-22T03:30:00.000Z' },
    });
    expect(data.repositories).toMatchObject([{ product: 'rsnapshot', location: '/var/cache/rsnapshot', where: 'same-disk', copies: 2, newestCopyAt: '2026-11-21T03:30:00Z', oldestCopyAt: '2026-11-20T03:30:00Z', encrypted: false, intact: true, retention: { ...none, daily: 7, weekly: 4 } }]);
  });
});

describe('repositories that jobs name', () => {
  const places = (machine: Machine, repositories: FactSettings['repositories'] = []) => of(machine, repositories).data.repositories?.map(({ product, location, newestCopyAt }) => [product, location, newestCopyAt]);
  const repository: Machine = { '/srv/b/config': { changed: '2026-01-01T00:00:00.000Z' }, '/srv/b/keys/k': { changed: '2026-01-01T00:00:00.000Z' }, '/srv/b/index/i': { changed: '2026-11-20T02:00:00.000Z' }, '/srv/b/data/00': { changed: '2026-11-20T02:00:00.000Z' }, '/srv/b/snapshots/s': { changed: '2026-11-20T02:00:01.000Z' } };

  test.each([
    ['restic -r /srv/b backup /home', [['restic', '/srv/b', '2026-11-20T02:00:01Z']]],
    ['restic --repo=/srv/b/ --password-file /root/pw backup /home', [['restic', '/srv/b', '2026-11-20T02:00:01Z']]],
    ['RESTIC_REPOSITORY="/srv/b" restic backup /', [['restic', '/srv/b', '2026-11-20T02:00:01Z']]],
    [`restic -r rest:https://u:${canary}@nas/ backup /`, [['restic', 'rest:https://nas/', undefined]]],
    ['borg create ssh://u@nas/./b::{now} /etc', [['borg', 'ssh://nas/./b', undefined]]],
    ['BORG_REPO=/mnt/nowhere borg create ::x /etc', [['borg', '/mnt/nowhere', undefined]]],
    ['restic -r $REPO backup /', undefined],
    ['restic -r "`cat /root/repo`" backup /', undefined],
    ['restic backup -r --dry-run /', undefined],
    ['grep -r /srv/b restic.conf', undefined],
  ] as [string, unknown][])('%s', (command, expected) => {
    expect(places({ ...repository, '/etc/cron.d/b': `0 3 * * * root ${command}\n` })).toEqual(expected);
  });

  test('stand once beside those of the settings, and those of borgmatic too', () => {
    const machine = { ...repository, '/etc/cron.d/b': '0 3 * * * root restic -r /srv/b/ backup /\n', '/etc/borgmatic/config.yaml': 'location:\n    source_directories:\n        - /home\n    repositories:\n        - path: ssh://u@nas/./one  # a\n          label: x\n        - "/srv/two"\n    exclude:\n        - /x\n' };
    expect(places(machine, [{ product: 'restic', location: '/srv/b' }])?.map(([, location]) => location)).toEqual(['/srv/two', 'ssh://nas/./one', '/srv/b']);
  });

  test('in a script of the second round are told, not read', () => {
    const { data, missing } = of({ ...repository, '/etc/cron.d/b': '0 3 * * * root /opt/b.sh\n', '/opt/b.sh': 'restic -r /srv/b backup /\n' });
    expect(data.repositories).toEqual([{ product: 'restic', location: '/srv/b', grade: 'seen', where: 'same-disk', retention: null, restoredAt: null }]);
    expect(missing).toContainEqual({ path: 'repositories[].newestCopyAt', reason: 'not-visible-from-here', detail: 'a script names it; name it in the settings of the agent to have it read' });
  });
});

describe('records of programs', () => {
  test('duplicity', () => {
    const folder = '/root/.cache/duplicity/1a2b';
    const { data, gaps } = of({ '/usr/bin/duplicity': 'x', [`${folder}/duplicity-full.20261116T020000Z.manifest`]: 'x', [`${folder}/duplicity-inc.20261116T020000Z.to.20261120T020001Z.manifest`]: 'x', [`${folder}/duplicity-inc.20261120T020001Z.to.20261121T020001Z.manifest.part`]: 'x', [`${folder}/duplicity-full-signatures.20261121T020000Z.sigtar.gz`]: 'x' });
    expect(data.repositories).toEqual([{ product: 'duplicity', location: folder, grade: 'seen', copies: 2, oldestCopyAt: '2026-11-16T02:00:00Z', newestCopyAt: '2026-11-20T02:00:01Z', restoredAt: null }]);
    expect(gaps).toMatchObject({ 'repositories[].where': 'not-visible-from-here', 'repositories[].encrypted': 'not-visible-from-here', 'repositories[].intact': 'not-visible-from-here' });
  });

  test('BackupPC, of the computer itself', () => {
    const { data } = of({ '/var/lib/backuppc/pc/localhost/backups': '0\tfull\t1795100000\t1795140001\t812\n1\tincr\t1795220000\t1795226401\t3\n2\tactive\t1795230000\t\t\n' });
    expect(data.repositories).toMatchObject([{ product: 'BackupPC', copies: 2, newestCopyAt: '2026-11-21T02:00:01Z', where: 'same-disk', encrypted: false }]);
  });

  const veeam = (said: Programs[string]) => of({ '/usr/bin/veeamconfig': 'x' }, [], { veeamSessions: said });
  const row = (state: string, day: string) => `Nightly  job     Backup  {9f3d2e3c-1111-2222-3333-444455556666}  ${state}  ${day} 22:00  ${day} 22:00  ${day} 22:31 \n`;

  test('Veeam', () => {
    expect(veeam(row('Failed', '2026-11-21') + row('Success', '2026-11-20') + row('Success', '2026-11-19')).data.repositories).toMatchObject([{ product: 'Veeam', location: 'job Nightly  job', newestCopyAt: '2026-11-20', grade: 'seen' }]);
    const never = veeam(row('Failed', '2026-11-21'));
    expect([never.data.repositories?.[0]?.newestCopyAt, never.gaps['repositories[].newestCopyAt']]).toEqual([undefined, 'not-visible-from-here']);
    expect(veeam({ state: 'read', text: '', exitCode: 1, stderr: 'x' }).gaps).toMatchObject({ repositories: 'unreadable' });
    expect(veeam('Jobname\n').gaps).toMatchObject({ repositories: 'unreadable' });
  });

  const shared = sharedFixtures();
  test.skipIf(!shared)('Veeam, the handwritten list', () => {
    const { data } = veeam(readFileSync(path.join(shared!, 'handwritten/linux/veeamconfig-session-list.txt'), 'utf8'));
    expect(data.repositories).toMatchObject([{ product: 'Veeam', location: 'job DailyBackup', newestCopyAt: '2025-11-17' }]);
  });
});

describe('what was brought back', () => {
  const drill = (result: string, at: string, more: object = {}) => ({ product: 'restic', location: '/srv/b', kind: 'tool', at, result, why: null, copyMadeAt: null, files: 1, compared: 1, changedSince: 0, bytes: 1, durationSeconds: 1, seed: 'ab', what: null, person: null, evidenceDigest: null, note: null, ...more });
  const grade = (...drills: object[]) => {
    const { data } = of({ '/state/drills/results.json': JSON.stringify({ format: 1, drills }) }, [{ product: 'restic', location: '/srv/b' }]);
    return [data.repositories?.[0]?.grade, data.repositories?.[0]?.restoredAt];
  };

  test('is the grade of a repository until a later drill fails', () => {
    expect(grade()).toEqual(['seen', null]);
    expect(grade(drill('passed', '2026-11-01T00:00:00Z'))).toEqual(['restored', '2026-11-01T00:00:00Z']);
    expect(grade(drill('passed', '2026-11-01T00:00:00Z'), drill('inconclusive', '2026-11-02T00:00:00Z'))).toEqual(['restored', '2026-11-01T00:00:00Z']);
    expect(grade(drill('passed', '2026-11-01T00:00:00Z'), drill('failed', '2026-11-02T00:00:00Z'))).toEqual(['seen', '2026-11-01T00:00:00Z']);
  });

  test('is not so by the word of a person, nor elsewhere', () => {
    expect(grade(drill('passed', '2026-11-01', { kind: 'recorded' }), drill('passed', '2026-11-01', { location: '/srv/c' }))).toEqual(['seen', null]);
  });

  test('is not known when the results cannot be read', () => {
    const { data, gaps } = of({ '/state/drills/results.json': 'nonsense' }, [{ product: 'restic', location: '/srv/b' }]);
    expect(data.repositories?.[0]).not.toHaveProperty('restoredAt', null);
    expect(gaps).toMatchObject({ 'repositories[].restoredAt': 'unreadable' });
  });
});

test('whatever these sources say, it is within the schema or missing', () => {
  const machine: Machine = {
    [root]: `${sda}23 22 0:40 / /tank rw - zfs tank/data rw\n`,
    '/usr/bin/veeamconfig': 'x',
    '/timeshift/snapshots/1/info.json': '{"created" : "1795140001"}',
    '/.snapshots/1/info.xml': '<date>2026-11-19 03:00:01</date>',
    '/sys/block/dm-3/dm/name': 'vg0-root-cow\n',
    '/etc/rsnapshot.conf': 'snapshot_root\t/var/cache/rsnapshot/\nretain\tdaily\t7\n',
    '/var/cache/rsnapshot/daily.0': { changed: '2026-11-21T03:30:00.000Z' },
    '/root/.cache/duplicity/1a2b/duplicity-full.20261116T020000Z.manifest': 'x',
    '/var/lib/backuppc/pc/localhost/backups': '0\tfull\t1795100000\t1795140001\t812\n',
    '/etc/borgmatic/config.yaml': 'repositories:\n  - path: /srv/borg\nkeep_daily: 7\n',
    '/etc/cron.d/b': '0 3 * * * root restic -r /srv/b forget --keep-daily 7\n0 4 * * * root borg prune ssh://u@nas/b --keep-weekly 4\n',
    '/srv/b/config': { changed: '2026-01-01T00:00:00.000Z' },
    '/srv/b/snapshots/s': { changed: '2026-11-20T02:00:01.000Z' },
  };
  const programs = { zfsSnapshots: 'tank/data@a\t1795140000\n', veeamSessions: 'Nightly  Backup  {9f3d2e3c-1111-2222-3333-444455556666}  Success  2026-11-20 22:00  2026-11-20 22:00  2026-11-20 22:31\n' };
  const likely = bothRounds(linux, machine, programs);
  expect(Object.keys(likely).filter((name) => /^found |^zfs|^veeam|^rsnapshotCopies/.test(name)).length).toBeGreaterThan(5);
  expect(counterexample('backups', linux, likely)).toBeUndefined();
});
