import type { Services } from '../../../wire/sections/services.ts';
import { sortedBy } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable, textOf } from '../../host/reading.ts';
import type { Ground } from '../../host/running.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { starts } from '../../host/systemd-units.ts';
import type { UnitFile } from './unit-file.ts';
import { unitFile } from './unit-file.ts';

export type Service = NonNullable<Services['services']>[number];

const small = { maxBytes: 131_072, maxFiles: 5_000 } as const;

/** Unit files of the administrator and of packages, see systemd.unit(5). World-readable. */
export const unitFileSources = {
  ownUnits: { kind: 'files', pattern: '/etc/systemd/system/*.service', ...small },
  packagedUnits: { kind: 'files', pattern: '/usr/lib/systemd/system/*.service', ...small },
  /** Other names of packaged units. */
  packagedLinks: { kind: 'links', pattern: '/usr/lib/systemd/system/*.service' },
  ownParts: { kind: 'files', pattern: '/etc/systemd/system/*.service.d/*.conf', ...small },
  packagedParts: { kind: 'files', pattern: '/usr/lib/systemd/system/*.service.d/*.conf', ...small },
  /** A link on every system that has only one place for programs; there /lib/systemd is the same folder. */
  libraries: { kind: 'links', pattern: '/lib' },
} as const satisfies Sources;

const olderUnits = { olderUnits: { kind: 'files', pattern: '/lib/systemd/system/*.service', ...small } } as const satisfies Sources;

type At = Look<typeof unitFileSources>;

/** Older systems keep their unit files in /lib. */
export function moreUnits(at: At): Sources {
  const { entries, incomplete } = at.all('libraries');
  return entries.length > 0 || incomplete ? {} : olderUnits;
}

/**
 * Services of systemd by their files and links: what is enabled starts by itself; what a socket, timer, path or the bus starts
 * does so on demand. Left out are parts of other units that nobody can switch (no [Install]) unless they run, and templates
 * without an instance. That a service failed only systemd itself knows.
 */
export function systemdServices(at: At, answers: Answers, ground: Ground): Service[] | undefined {
  const older = answers['olderUnits'];
  const packaged = [...(older?.kind === 'many' ? older.entries : []), ...at.all('packagedUnits').entries];
  const why: Why | undefined = (['ownUnits', 'packagedUnits', 'packagedLinks', 'ownParts', 'packagedParts', 'libraries'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined) ?? (older?.kind === 'many' ? older.incomplete : undefined) ?? ground.units.unread;
  if (why) at.lack('services', why);
  const otherNames = new Set(at.all('packagedLinks').entries.map(({ path }) => nameOf(path)));
  const files = new Map<string, string>();
  for (const { path, reading } of [...packaged, ...at.all('ownUnits').entries]) {
    const text = textOf(reading);
    if (text !== undefined && !ground.units.aliases.has(nameOf(path)) && !otherNames.has(nameOf(path))) files.set(nameOf(path), text);
  }
  const parts = partsOf(at);
  const names = new Set([...[...files.keys()].filter((name) => !name.includes('@.')), ...[...ground.units.wanted.keys(), ...ground.running.units].filter((name) => name.endsWith('.service')), ...[...ground.units.masked].filter((name) => name.endsWith('.service'))]);
  const services = [...names].flatMap((name) => {
    const template = name.replace(/@[^.]*\./, '@.');
    const text = files.get(name) ?? files.get(template);
    // Most unit files are parts of others: they are passed over before they are read line by line.
    if (text !== undefined && !isSwitch.test(text) && !ground.units.wanted.has(name) && !ground.running.units.has(name) && !wakersOf(name).some((waker) => ground.units.wanted.has(waker)) && !ground.units.masked.has(name) && !parts.has(template)) return [];
    const unit = text === undefined ? undefined : unitFile([text, ...(parts.get(template) ?? []), ...(template === name ? [] : (parts.get(name) ?? []))]);
    return name === template && name.includes('@.') ? [] : (serviceOf(name, unit, { at, ground }) ?? []);
  });
  if (why && services.length === 0) return undefined;
  if (services.length > 0) at.lack('services[].failed', { reason: 'not-visible-from-here', detail: 'only systemd itself knows' });
  return sortedBy(services, ({ name }) => name);
}

/** What a unit file must hold to be one that can be enabled or that the bus starts. */
const isSwitch = /^(?:WantedBy|RequiredBy|Also|Alias|UpheldBy|BusName)\s*=/m;

function serviceOf(name: string, unit: UnitFile | undefined, { at, ground }: { at: At; ground: Ground }): Service | undefined {
  const running = ground.running.has({ units: [name] });
  const start = startOf(name, unit, ground);
  const isPart = unit !== undefined && !unit.installable && start !== 'automatic' && !ground.units.masked.has(name);
  if (isPart && running !== true && start !== 'on-demand') return undefined;
  if (unit === undefined && start !== 'automatic' && running !== true && !ground.units.masked.has(name)) return undefined;
  const gone: Why = { reason: 'not-visible-from-here', detail: 'made by a generator, or its file is not there' };
  const masked = ground.units.masked.has(name);
  const partsUnread = whyUnread(at, 'ownParts') ?? whyUnread(at, 'packagedParts');
  return {
    name: printable(name, 255),
    title: unit ? (partsUnread ? at.lack('services[].title', partsUnread) : printable(unit.description ?? '', 255) || null) : masked ? null : at.lack('services[].title', gone),
    start: start ?? at.lack('services[].start', ground.units.unread ?? { reason: 'denied' }),
    running: start === 'on-demand' && running !== undefined ? null : (running ?? at.lack('services[].running', ground.running.why ?? { reason: 'denied' })),
    account: unit ? (partsUnread ? at.lack('services[].account', partsUnread) : accountOf(name, unit)) : masked ? null : at.lack('services[].account', gone),
    program: unit ? (partsUnread ? at.lack('services[].program', partsUnread) : printable(unit.program ?? '') || null) : masked ? null : at.lack('services[].program', gone),
    unquotedPath: false,
  };
}

/** A unit without a user of its own is root's; one with a passing user has the name of the unit. */
function accountOf(name: string, { user, dynamicUser }: UnitFile): string {
  return printable(user ?? (dynamicUser ? name.replace(/@.*|\.service$/g, '') : 'root'), 255);
}

/** Undefined where links were hidden and none that was seen starts it. */
function startOf(name: string, unit: UnitFile | undefined, { units }: Ground): Service['start'] {
  if (units.masked.has(name)) return 'disabled';
  const own = starts(units, name);
  if (own === true) return 'automatic';
  if (wakersOf(name).some((waker) => units.wanted.has(waker) && !units.masked.has(waker)) || (unit?.busName !== undefined && !unit.installable)) return 'on-demand';
  return own === false ? 'disabled' : undefined;
}

/** Units that start a service on demand. */
function wakersOf(name: string): string[] {
  const base = name.replace(/(?:@[^.]*)?\.service$/, '');
  return ['socket', 'timer', 'path'].flatMap((kind) => [`${base}.${kind}`, `${base}@.${kind}`]);
}

/** Texts of drop-ins by unit, those of the administrator last. */
function partsOf(at: At): ReadonlyMap<string, readonly string[]> {
  const entries = [...at.all('packagedParts').entries, ...at.all('ownParts').entries];
  const groups = Map.groupBy(entries, ({ path }) => path.split('/').at(-2)?.replace(/\.d$/, '') ?? '');
  return new Map([...groups].map(([unit, found]) => [unit, found.flatMap(({ reading }) => textOf(reading) ?? [])]));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
