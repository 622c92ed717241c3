import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** What a successful look for updates leaves behind, by package manager. */
export const checkedSources = {
  /** apt's nightly job and Ubuntu's notifier. */
  aptStamps: { kind: 'times', pattern: '/var/lib/apt/periodic/update-*stamp' },
  /** Changes when a newer index was fetched, so it is never later than the last successful look. */
  aptLists: { kind: 'times', pattern: '/var/lib/apt/lists' },
  dnfCache: { kind: 'times', pattern: '/var/cache/dnf/*.solv' },
  dnfTimer: { kind: 'times', pattern: '/var/cache/dnf/last_makecache' },
  dnf5Cache: { kind: 'times', pattern: '/var/cache/libdnf5/*/repodata/repomd.xml' },
  zypperCache: { kind: 'times', pattern: '/var/cache/zypp/solv/*/solv' },
  apkCache: { kind: 'times', pattern: '/var/cache/apk/APKINDEX*' },
  pacmanCache: { kind: 'times', pattern: '/var/lib/pacman/sync/*.db' },
} as const satisfies Sources;

/** The list of installed packages of each package manager: written whenever one is installed, updated or removed. */
export const packageSources = {
  dpkg: { kind: 'times', pattern: '/var/lib/dpkg/status' },
  rpm: { kind: 'times', pattern: '/var/lib/rpm/rpmdb.sqlite' },
  rpmMoved: { kind: 'times', pattern: '/usr/lib/sysimage/rpm/rpmdb.sqlite' },
  rpmOld: { kind: 'times', pattern: '/var/lib/rpm/Packages*' },
  apk: { kind: 'times', pattern: '/lib/apk/db/installed' },
  pacman: { kind: 'times', pattern: '/var/lib/pacman/local' },
} as const satisfies Sources;

/** Traces of the three usual time services. The kernel's own word (adjtimex) cannot be read from a file. */
export const clockSources = {
  timesync: { kind: 'names', pattern: '/run/systemd/timesync' },
  timesyncDone: { kind: 'names', pattern: '/run/systemd/timesync/synchronized' },
  /** Written about once an hour while the clock follows a source, see chrony.conf(5) driftfile. */
  chronyDrift: { kind: 'times', pattern: '/var/lib/chrony/*drift' },
  ntpsecDrift: { kind: 'times', pattern: '/var/lib/ntpsec/*drift' },
  ntpDrift: { kind: 'times', pattern: '/var/lib/ntp/*drift' },
} as const satisfies Sources;

type CheckedName = keyof typeof checkedSources;
type PackageName = keyof typeof packageSources;
type ClockName = keyof typeof clockSources;

/** A drift file that was written within this time says that the clock is followed now. */
const driftHours = 3;

/** When the newest index of packages was fetched; null when there is a package manager that never did. */
export function updatesCheckedAt(look: Look<typeof checkedSources & typeof packageSources>, now: string): string | null | undefined {
  const names = Object.keys(checkedSources) as CheckedName[];
  const why = names.flatMap((name) => whyUnread(look, name) ?? [])[0];
  if (why) return look.lack('updatesCheckedAt', why);
  const checked = newest(names.flatMap((name) => timesIn(look, name)), now);
  if (checked !== undefined) return checked;
  const installed = Object.keys(packageSources) as PackageName[];
  if (installed.some((name) => look.all(name).entries.length > 0)) return null;
  return look.lack('updatesCheckedAt', { reason: 'not-visible-from-here', detail: 'no package manager that is known here' });
}

/** When the list of installed packages last changed; null where there is no such list. */
export function updatesInstalledAt(look: Look<typeof packageSources>, now: string): string | null | undefined {
  const names = Object.keys(packageSources) as PackageName[];
  const why = names.flatMap((name) => whyUnread(look, name) ?? [])[0];
  if (why) return look.lack('updatesInstalledAt', why);
  const installed = newest(names.flatMap((name) => timesIn(look, name)), now);
  return installed ?? look.lack('updatesInstalledAt', { reason: 'not-visible-from-here', detail: 'no package manager that is known here' });
}

/** Whether the clock follows a source of time, by what the time service leaves behind. */
export function isSynchronized(look: Look<typeof clockSources>, now: string): boolean | undefined {
  if (look.all('timesyncDone').entries.length > 0) return true;
  const drifts: ClockName[] = ['chronyDrift', 'ntpsecDrift', 'ntpDrift'];
  const drift = newest(drifts.flatMap((name) => timesIn(look, name)), now);
  if (drift !== undefined && Date.parse(now) - Date.parse(drift) < driftHours * 3_600_000) return true;
  const why = (['timesyncDone', 'timesync', ...drifts] as const).flatMap((name) => whyUnread(look, name) ?? [])[0];
  if (why === undefined && look.all('timesync').entries.length > 0) return false;
  return look.lack('clockSynchronized', why ?? { reason: 'not-visible-from-here', detail: 'no trace of a time service that is known here' });
}

/** Modification times from the answers to a `times` source: the first word of each. */
function timesIn<S extends Sources>(look: Look<S>, source: keyof S & string): string[] {
  return look.all(source).entries.flatMap(({ reading }) => (reading.state === 'read' ? (reading.text.split(' ')[0] ?? []) : []));
}

/** The newest instant that is one and does not lie in the future, to the second. */
function newest(times: readonly string[], now: string): string | undefined {
  const past = times.map((time) => Date.parse(time)).filter((time) => time <= Date.parse(now) && time > 0);
  return past.length === 0 ? undefined : new Date(Math.floor(Math.max(...past) / 1000) * 1000).toISOString().replace('.000', '');
}
