import type { Software } from '../../../wire/sections/software.ts';
import { inOrder, look } from '../../host/reading.ts';
import type { Look } from '../../host/reading.ts';
import type { Answers, Entry, Reading, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { dpkgPackages, dpkgSources, listDates } from './dpkg.ts';
import { apkPackages, flatpakPackages, otherSources, pacmanPackages, snapPackages } from './other-managers.ts';
import { byOrigin, isPlain } from './package.ts';
import type { Listed } from './package.ts';
import { browsersIn } from './browsers.ts';
import { rpmPackages, rpmSources } from './rpm.ts';
import { runtimesOf, runtimeSources } from './runtimes.ts';

const sources = { ...dpkgSources, ...rpmSources, ...otherSources, ...runtimeSources } as const satisfies Sources;

export const linux: PlatformFact<Software> = { sources: () => sources, parse };

type Failed = Extract<Reading, { state: 'failed' }>;

/** The list of one package manager; undefined where it is not used, a failure where it could not be read. */
interface Manager {
  readonly name: string;
  readonly listed?: Listed | undefined;
  readonly failed?: Failed | undefined;
}

function parse(answers: Answers): Parsed<Software> {
  const at = look(answers, sources);
  const managers = [dpkg(at), rpm(at), apk(at), ...others(at)];
  const read = managers.filter(({ listed }) => listed !== undefined);
  for (const { failed } of managers) if (failed) at.lack('packages', failed);
  if (read.length === 0) {
    const [first] = at.missing();
    if (first) return { failed: first.reason, detail: first.detail ?? first.path };
    return { failed: 'not-visible-from-here', detail: 'no list of dpkg, rpm, apk, pacman, snap or flatpak is on this machine' };
  }
  const all = read.flatMap(({ listed }) => listed?.packages ?? []);
  const packages = all.filter(isPlain).sort(byOrigin);
  const unread = all.length - packages.length + read.reduce((sum, { listed }) => sum + (listed?.unread ?? 0), 0);
  if (unread > 0) at.lack('packages', { reason: 'unreadable', detail: `${unread} entries that were not understood` });
  if (packages.some(({ version }) => version === undefined)) at.lack('packages[].version', { reason: 'not-visible-from-here', detail: 'flatpak keeps no version' });
  const browsers = browsersIn(packages);
  const runtimes = runtimesOf(at, packages);
  return { data: { packages, browsers, runtimes, managers: read.map(({ name }) => name).sort(inOrder) }, missing: at.missing() };
}

function dpkg(at: Look<typeof sources>): Manager {
  const { entries, incomplete } = at.all('dpkgTimes');
  const dates = listDates(entries);
  const manager = ofOne('dpkg', at.one('dpkg'), (status) => dpkgPackages(status, (name) => dates.get(name) ?? (incomplete ? undefined : null)));
  if (manager.listed && isEmpty(manager.listed)) return { name: 'dpkg' };
  if (manager.listed && incomplete) at.lack('packages[].installedOn', incomplete);
  return manager;
}

function apk(at: Look<typeof sources>): Manager {
  return ofOne('apk', at.one('apk'), ({ text }) => apkPackages(text));
}

/** Debian offers rpm as a tool: with an empty list it manages nothing. An error of rpm is no empty list. */
function rpm(at: Look<typeof sources>): Manager {
  const reading = at.one('rpm');
  if (reading.state === 'read' && reading.exitCode !== 0)
    return { name: 'rpm', failed: { state: 'failed', reason: 'unreadable', detail: `rpm ended with ${reading.exitCode}: ${reading.stderr ?? ''}` } };
  const manager = ofOne('rpm', reading, ({ text }) => rpmPackages(text));
  return manager.listed && isEmpty(manager.listed) ? { name: 'rpm' } : manager;
}

/** Whoever manages a system has at least itself in the list: an empty one is no list, but a tool on somebody else's system or a lost file. */
function isEmpty({ packages, unread }: Listed): boolean {
  return packages.length === 0 && unread === 0;
}

function others(at: Look<typeof sources>): Manager[] {
  const snaps = (entries: readonly Entry[]) => snapPackages(entries, [...at.all('snapTimes').entries, ...at.all('snapTimesElsewhere').entries]);
  return [
    ofMany('pacman', [at.all('pacman')], pacmanPackages),
    ofMany('snap', [at.all('snap'), at.all('snapElsewhere')], snaps),
    ofMany('flatpak', [at.all('flatpak')], flatpakPackages),
  ];
}

function ofOne(name: string, reading: Reading, parse: (reading: Extract<Reading, { state: 'read' }>) => Listed): Manager {
  if (reading.state === 'failed') return { name, failed: reading };
  return reading.state === 'read' ? { name, listed: parse(reading) } : { name };
}

type All = ReturnType<Look<typeof sources>['all']>;

function ofMany(name: string, answers: readonly All[], parse: (entries: readonly Entry[]) => Listed): Manager {
  const entries = answers.flatMap((answer) => answer.entries);
  const incomplete = answers.find((answer) => answer.incomplete)?.incomplete;
  const failed = incomplete ? { state: 'failed' as const, reason: incomplete.reason, detail: incomplete.detail ?? name } : undefined;
  return { name, failed, listed: entries.length > 0 ? parse(entries) : undefined };
}
