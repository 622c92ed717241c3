import type { Time } from '../../../wire/sections/time.ts';
import { containerDoubt, containerSources, inContainer } from '../../host/container.ts';
import { layered } from '../../host/layered-ini.ts';
import { mountTable, mountsOf } from '../../host/mount-table.ts';
import { sortedBy } from '../../host/order.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable, textOf } from '../../host/reading.ts';
import { groundOf, runningSources, stateOf } from '../../host/running.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { unitSources } from '../../host/systemd-units.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import type { Server, Written } from './servers.ts';
import { chronyFile, ntpFile, timesyncServers } from './servers.ts';

type Service = NonNullable<Time['services']>[number];
type Name = Service['name'];

/** Programs that set the clock and their settings. World-readable as shipped. */
const sources = {
  ...unitSources,
  ...runningSources,
  ...containerSources,
  mounts: mountTable,
  /** See localtime(5): a link into the zones; Debian repeats the name in a file. */
  localtime: { kind: 'links', pattern: '/etc/localtime' },
  localtimeFile: { kind: 'names', pattern: '/etc/localtime' },
  timezone: { kind: 'file', path: '/etc/timezone' },
  chronyd: { kind: 'names', pattern: '/usr/sbin/chronyd' },
  chrony: { kind: 'file', path: '/etc/chrony/chrony.conf' },
  chronyRedHat: { kind: 'file', path: '/etc/chrony.conf' },
  chronyParts: { kind: 'files', pattern: '/etc/chrony/conf.d/*.conf' },
  chronyPool: { kind: 'files', pattern: '/etc/chrony/sources.d/*.sources' },
  timesyncd: { kind: 'names', pattern: '/usr/lib/systemd/systemd-timesyncd' },
  timesyncdOld: { kind: 'names', pattern: '/lib/systemd/systemd-timesyncd' },
  timesyncdConfig: { kind: 'file', path: '/etc/systemd/timesyncd.conf' },
  timesyncdVendor: { kind: 'file', path: '/usr/lib/systemd/timesyncd.conf' },
  timesyncdParts: { kind: 'files', pattern: '/etc/systemd/timesyncd.conf.d/*.conf' },
  timesyncdVendorParts: { kind: 'files', pattern: '/usr/lib/systemd/timesyncd.conf.d/*.conf' },
  ntpd: { kind: 'names', pattern: '/usr/sbin/ntpd' },
  ntp: { kind: 'file', path: '/etc/ntp.conf' },
  ntpsec: { kind: 'file', path: '/etc/ntpsec/ntp.conf' },
  openntpd: { kind: 'file', path: '/etc/openntpd/ntpd.conf' },
  openntpdElsewhere: { kind: 'file', path: '/etc/ntpd.conf' },
  busybox: { kind: 'names', pattern: '/bin/busybox' },
  busyboxNtpd: { kind: 'file', path: '/etc/conf.d/ntpd' },
  guestTools: { kind: 'names', pattern: '/usr/sbin/VBoxService' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Time> = {
  sources: () => sources,
  more: { follows: 'include, confdir and sourcedir lines of chrony.conf', sources: (answers) => chronyIncludes(look(answers, sources)) },
  parse,
};

/** One program: what is known of its settings; `why` where a part of them is hidden. */
interface Program {
  readonly name: Name;
  readonly present: boolean | undefined;
  readonly units: readonly string[];
  readonly processes: readonly string[];
  readonly servers: readonly Server[];
  readonly clocks: Written['clocks'];
  readonly why: Why | undefined;
}

function parse(answers: Answers): Parsed<Time> {
  const at = look(answers, sources);
  const ground = groundOf(at);
  const programs = [chrony(at, answers), timesyncd(at), ntpd(at), openntpd(at), busybox(at), guestTools(at)].filter(({ present }) => present === true);
  const hidden = ['chronyd', 'timesyncd', 'timesyncdOld', 'ntpd', 'busybox', 'guestTools'].map((source) => whyUnread(at, source as 'ntpd')).find((why) => why !== undefined);
  if (hidden) at.lack('services', hidden);
  const states = programs.map((program) => ({ program, ...stateOf(at, ground, { ...program, path: 'services[]' }) }));
  const services = sortedBy(states.map(({ program, enabled, running }): Service => ({ name: program.name, enabled, running })), ({ name }) => name);
  const used = states.filter(({ enabled, running }) => enabled === true || running === true).map(({ program }) => program);
  const known = !hidden && states.every(({ enabled, running }) => enabled !== undefined && running !== undefined);
  return { data: { zone: zoneOf(at), services: hidden && services.length === 0 ? undefined : services, source: sourceOf(at, used, known), servers: serversOf(at, used, known) }, missing: at.missing() };
}

/** Where the time comes from, by the programs that start or run; a container has the clock of its host. */
function sourceOf(at: At, used: readonly Program[], known: boolean): Time['source'] {
  const mounts = mountsOf(at.text('mounts') ?? '');
  if (inContainer(at, mounts)) return 'host';
  if (used.some(({ servers }) => servers.length > 0)) return 'servers';
  const why = used.find((program) => program.why)?.why ?? containerDoubt(at) ?? mountDoubt(at);
  if (why) return at.lack('source', why);
  if (used.some(({ name, clocks }) => name === 'host' || clocks.includes('host'))) return 'host';
  if (!known) return at.lack('source', { reason: 'denied', detail: 'which program sets the clock' });
  return used.some(({ clocks }) => clocks.length > 0) ? at.lack('source', { reason: 'not-visible-from-here', detail: 'a clock at the machine itself' }) : 'none';
}

function mountDoubt(at: At): Why | undefined {
  const reading = at.one('mounts');
  return reading.state === 'failed' ? reading : undefined;
}

function serversOf(at: At, used: readonly Program[], known: boolean): Server[] | undefined {
  const why = used.find((program) => program.why)?.why ?? (known ? undefined : { reason: 'denied' as const, detail: 'which program sets the clock' });
  const all = used.flatMap(({ servers }) => servers);
  if (why) at.lack('servers', why);
  if (why && all.length === 0) return undefined;
  const unique = new Map(all.map((one) => [JSON.stringify([one.address, one.pool, one.authenticated]), one]));
  return sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}

function zoneOf(at: At): string | null | undefined {
  const why = whyUnread(at, 'localtime') ?? whyUnread(at, 'localtimeFile');
  if (why) return at.lack('zone', why);
  const target = at.all('localtime').entries.flatMap(({ reading }) => textOf(reading) ?? [])[0];
  const linked = /zoneinfo\/(?:posix\/|right\/)?([A-Za-z][\w+/-]{0,62})$/.exec(target ?? '')?.[1];
  if (linked !== undefined) return printable(linked, 64);
  // A copy of the rules does not tell their name; where there is neither file nor link the zone is UTC.
  const told = at.take('zone', 'timezone', (text) => (/^[A-Za-z][\w+/-]{0,62}$/.test(text) ? text : undefined));
  if (told !== null) return told;
  return at.all('localtimeFile').entries.length === 0 ? null : at.lack('zone', { reason: 'not-visible-from-here', detail: '/etc/localtime is no link' });
}

function firstOf(at: At, ...names: readonly ('chrony' | 'chronyRedHat' | 'ntp' | 'ntpsec' | 'openntpd' | 'openntpdElsewhere')[]): { text: string | undefined; why: Why | undefined } {
  const reading = names.map((name) => at.one(name)).find(({ state }) => state !== 'absent');
  return { text: textOf(reading), why: reading?.state === 'failed' ? reading : undefined };
}

function chrony(at: At, answers: Answers): Program {
  const { text, why } = firstOf(at, 'chrony', 'chronyRedHat');
  const main = chronyFile(text ?? '');
  const more = main.includes.map(({ kind, path }) => ({ kind, ...included(at, answers, sourceName(kind, path)) }));
  const files = [main, ...more.flatMap(({ texts }) => texts.map(chronyFile))];
  const deeper = files.slice(1).some(({ includes }) => includes.length > 0);
  return {
    name: 'chrony', present: presence(at, 'chronyd'), units: ['chrony.service', 'chronyd.service'], processes: ['chronyd'],
    servers: files.flatMap(({ servers }) => servers), clocks: files.flatMap(({ clocks }) => clocks),
    why: why ?? more.find((one) => one.why)?.why ?? (deeper ? { reason: 'too-large', detail: 'included files of chrony include others' } : undefined),
  };
}

const fixed: Readonly<Record<string, 'chronyParts' | 'chronyPool'>> = { 'folder /etc/chrony/conf.d': 'chronyParts', 'sources /etc/chrony/sources.d': 'chronyPool' };

function sourceName(kind: string, path: string): string {
  return fixed[`${kind} ${path}`] ?? `chrony ${kind} ${path}`;
}

/** Folders and files that chrony.conf names beside the usual ones. Below /run stands what DHCP told for the moment, which is no setting. */
function chronyIncludes(at: At): Sources {
  const { includes } = chronyFile(firstOf(at, 'chrony', 'chronyRedHat').text ?? '');
  const further = includes.filter(({ kind, path }) => path.startsWith('/') && fixed[`${kind} ${path}`] === undefined && !path.startsWith('/run/') && !path.startsWith('/var/run/')).slice(0, 32);
  return Object.fromEntries(further.map(({ kind, path }) => [`chrony ${kind} ${path}`, { kind: 'files', pattern: kind === 'file' ? path : `${path}/*.${kind === 'folder' ? 'conf' : 'sources'}` }]));
}

function included(at: At, answers: Answers, name: string): { texts: string[]; why: Why | undefined } {
  if (name === 'chronyParts' || name === 'chronyPool') return { texts: filesOf(at, name).map(({ text }) => text), why: whyUnread(at, name) };
  const answer = answers[name];
  if (answer?.kind !== 'many') return { texts: [], why: undefined };
  const failed = answer.entries.find(({ reading }) => reading.state === 'failed')?.reading;
  return { texts: answer.entries.flatMap(({ reading }) => textOf(reading) ?? []), why: answer.incomplete ?? (failed?.state === 'failed' ? failed : undefined) };
}

/** Its shipped file shows what was built in as a comment, see the head of timesyncd.conf. */
function timesyncd(at: At): Program {
  const [own, vendor] = [at.one('timesyncdConfig'), at.one('timesyncdVendor')];
  const main = own.state === 'absent' ? vendor : own;
  const value = layered(textOf(main), [...filesOf(at, 'timesyncdParts'), ...filesOf(at, 'timesyncdVendorParts')]);
  const builtIn = /^#FallbackNTP=(.*)$/m.exec(textOf(main) ?? '')?.[1] ?? '';
  const chosen = value('Time', 'NTP') || (value('Time', 'FallbackNTP') ?? builtIn);
  const hidden = main.state === 'failed' ? main : (whyUnread(at, 'timesyncdParts') ?? whyUnread(at, 'timesyncdVendorParts'));
  const unseen = { reason: 'not-visible-from-here', detail: 'servers built into systemd-timesyncd' } as const;
  return {
    name: 'systemd-timesyncd', present: either(presence(at, 'timesyncd'), presence(at, 'timesyncdOld')), units: ['systemd-timesyncd.service'], processes: ['systemd-timesyncd'],
    servers: timesyncServers(chosen), clocks: [], why: hidden ?? (chosen.trim() === '' && value('Time', 'FallbackNTP') === undefined ? unseen : undefined),
  };
}

function ntpd(at: At): Program {
  const openbsd = at.one('openntpd').state !== 'absent' || (at.one('openntpdElsewhere').state !== 'absent' && at.one('ntp').state === 'absent');
  const { text, why } = firstOf(at, 'ntpsec', 'ntp');
  const { servers, clocks, includes } = ntpFile(text ?? '');
  const isNtpsec = at.one('ntpsec').state !== 'absent';
  const present = text === undefined && why === undefined && openbsd ? false : text === undefined && !why ? false : presence(at, 'ntpd');
  return {
    name: isNtpsec ? 'ntpsec' : 'ntpd', present, units: ['ntp.service', 'ntpd.service', 'ntpsec.service'], processes: ['ntpd'], servers, clocks,
    why: why ?? (includes.length > 0 ? { reason: 'not-visible-from-here', detail: 'includefile of ntp.conf' } : undefined),
  };
}

function openntpd(at: At): Program {
  const { text, why } = firstOf(at, 'openntpd', 'openntpdElsewhere');
  const { servers, clocks } = ntpFile(text ?? '');
  return { name: 'openntpd', present: text === undefined && !why ? false : presence(at, 'ntpd'), units: ['openntpd.service', 'ntpd.service'], processes: ['ntpd'], servers, clocks, why };
}

/** Alpine: `NTPD_OPTS="-N -p pool.ntp.org"` for the init script of BusyBox. */
function busybox(at: At): Program {
  const reading = at.one('busyboxNtpd');
  const options = /^[ \t]*NTPD_OPTS=["']?([^"'\n]*)/m.exec(textOf(reading) ?? '')?.[1] ?? '';
  const addresses = [...options.matchAll(/-p\s+(\S+)/g)].map(([, address = '']) => address).join(' ');
  const present = reading.state === 'absent' || (presence(at, 'ntpd') === true && at.one('ntp').state !== 'absent') ? false : presence(at, 'busybox');
  return { name: 'busybox-ntpd', present, units: ['ntpd.service'], processes: ['ntpd'], servers: timesyncServers(addresses), clocks: [], why: reading.state === 'failed' ? reading : undefined };
}

/** VirtualBox sets the clock of its guests by a service inside of them. */
function guestTools(at: At): Program {
  return { name: 'host', present: presence(at, 'guestTools'), units: ['vboxadd-service.service', 'virtualbox-guest-utils.service', 'vboxservice.service'], processes: ['VBoxService'], servers: [], clocks: ['host'], why: undefined };
}

function either(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  return a === true || b === true ? true : a === undefined || b === undefined ? undefined : false;
}
