import type { Backups } from '../../../wire/sections/backups.ts';
import { jsonOf, textMember } from '../../host/json.ts';
import { mountsOf } from '../../host/mount-table.ts';
import { sortedBy } from '../../host/order.ts';
import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { instantOf, spanOf } from './repository.ts';
import type { Kept } from './repository.ts';
import type { Where, whereSources } from './where.ts';

type Snapshots = NonNullable<Backups['snapshots']>;

export const snapshotSources = {
  timeshift: { kind: 'files', pattern: '/timeshift/snapshots/*/info.json', maxBytes: 65_536 },
  timeshiftMounted: { kind: 'files', pattern: '/run/timeshift/*/backup/timeshift/snapshots/*/info.json', maxBytes: 65_536 },
  snapper: { kind: 'files', pattern: '/.snapshots/*/info.xml', maxBytes: 65_536 },
  snapperBelow: { kind: 'files', pattern: '/*/.snapshots/*/info.xml', maxBytes: 65_536 },
} as const satisfies Sources;

type At = Look<typeof snapshotSources & typeof whereSources>;

/** ZFS tells its snapshots only to its own program, which is started only where a ZFS is mounted. */
export function moreSnapshots(at: At): Sources {
  if (!typesOf(at).has('zfs')) return {};
  const args = ['list', '-H', '-p', '-t', 'snapshot', '-o', 'name,creation'];
  return { zfsSnapshots: { kind: 'command', program: ['/usr/sbin/zfs', '/sbin/zfs', '/usr/bin/zfs'], args, timeoutMs: 15_000, maxBytes: 4 * 1024 * 1024 } };
}

/** What lies on the disk that it is of; Timeshift on another disk for certain is a copy, and told among the repositories. */
export function diskSnapshots(at: At & Look<Sources>, where: (folder: string) => Where | undefined): { readonly snapshots: Snapshots; readonly copies: readonly Kept[] } {
  const types = typesOf(at);
  const shift = timeshift(at);
  const isCopy = ({ location }: Kept) => ['other-disk', 'removable', 'network'].includes(where(location) ?? '');
  const own = shift.filter((each) => !isCopy(each)).map(({ location, facts }): Snapshots[number] => ({ kind: 'timeshift', location: printable(location, 255), count: facts.copies, newestAt: facts.newestCopyAt ?? dateless(at, facts.newestCopyAt) }));
  if (types.has('btrfs')) at.lack('snapshots', { reason: 'not-visible-from-here', detail: 'btrfs tells its snapshots only to programs' });
  const mounts = at.one('mounts');
  if (mounts.state !== 'read') at.lack('snapshots', mounts.state === 'failed' ? mounts : { reason: 'not-visible-from-here', detail: 'mounts' });
  const all = [...own, ...snapper(at), ...zfs(at, types), ...lvm(at)];
  return { snapshots: sortedBy(all, ({ kind, location }) => `${kind}\0${location}`), copies: shift.filter(isCopy) };
}

/** Each snapshot has an info.json whose `created` is a number of seconds since 1970. */
function timeshift(at: At): Kept[] {
  const files = (['timeshift', 'timeshiftMounted'] as const).flatMap((source) => {
    const why = whyUnread(at, source);
    for (const list of ['repositories', 'snapshots']) if (why) at.lack(list, why);
    return filesOf(at, source);
  });
  const places = Map.groupBy(files, ({ path }) => path.replace(/\/[^/]+\/info\.json$/, ''));
  return [...places].map(([location, snapshots]) => {
    const created = snapshots.map(({ text }) => secondsAt(textMember(jsonOf(text), 'created')));
    const facts = { grade: 'seen', copies: snapshots.length, ...spanOf(created), encrypted: false, appendOnly: false, locked: false, intact: !created.includes(undefined) } as const;
    return { product: 'timeshift', location, facts, why: { reason: 'unreadable', detail: 'info.json of Timeshift' } };
  });
}

/** Each snapshot has an info.xml with its date in UTC, see snapper(8). */
function snapper(at: At): Snapshots {
  const files = (['snapper', 'snapperBelow'] as const).flatMap((source) => {
    const why = whyUnread(at, source);
    if (why) at.lack('snapshots', why);
    return filesOf(at, source);
  });
  const places = Map.groupBy(files, ({ path }) => path.replace(/\/[^/]+\/info\.xml$/, ''));
  return [...places].map(([location, found]) => {
    const dates = found.map(({ text }) => instantOf(/<date>(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)<\/date>/.exec(text)?.slice(1).join('T')));
    return counted(at, 'snapper', location, dates);
  });
}

function zfs(at: At & Look<Sources>, types: ReadonlySet<string>): Snapshots {
  if (!types.has('zfs')) return [];
  const answer = at.one('zfsSnapshots');
  if (answer.state !== 'read' || answer.exitCode !== 0) {
    at.lack('snapshots', answer.state === 'failed' ? answer : { reason: answer.state === 'absent' ? 'tool-missing' : 'unreadable', detail: 'zfs list' });
    return [];
  }
  const rows = (textOf(answer) ?? '').split('\n').filter((line) => line !== '');
  const named = rows.flatMap((line) => {
    const [, dataset, seconds] = /^([^@\t]{1,255})@[^\t]+\t(\d+)$/.exec(line) ?? [];
    return dataset === undefined ? [] : [{ dataset, at: secondsAt(seconds) }];
  });
  if (named.length < rows.length) at.lack('snapshots', { reason: 'unreadable', detail: 'zfs list' });
  return [...Map.groupBy(named, ({ dataset }) => dataset)].map(([dataset, found]) => counted(at, 'zfs', dataset, found.map((each) => each.at)));
}

/** device-mapper keeps what a snapshot of LVM changed in a volume of its own, `group-volume-cow`. */
function lvm(at: At): Snapshots {
  const why = whyUnread(at, 'mapperName');
  if (why) at.lack('snapshots', why);
  const names = filesOf(at, 'mapperName').flatMap(({ text }) => /^(.+)-cow$/.exec(text.trim())?.[1] ?? []);
  return names.map((name) => ({ kind: 'lvm', location: printable(name, 255), count: 1, newestAt: dateless(at, undefined) }));
}

function counted(at: At, kind: 'snapper' | 'zfs', location: string, dates: readonly (string | undefined)[]): Snapshots[number] {
  const { newestCopyAt } = spanOf(dates);
  return { kind, location: printable(location, 255), count: dates.length, newestAt: newestCopyAt ?? dateless(at, newestCopyAt) };
}

function dateless(at: At, date: null | undefined): null | undefined {
  return date === null ? null : at.lack('snapshots[].newestAt', { reason: 'not-visible-from-here', detail: 'no date is kept in a form that is understood' });
}

function typesOf(at: At): ReadonlySet<string> {
  return new Set(mountsOf(at.text('mounts') ?? '').map(({ type }) => type));
}

function secondsAt(text: string | undefined): string | undefined {
  const seconds = wholeNumber(text);
  return seconds === undefined || seconds > 253_402_300_799 ? undefined : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
