import { whyUnread } from './presence.ts';
import type { Look, Why } from './reading.ts';
import type { Sources } from './source.ts';

/** Where it is written which services start by themselves, see systemctl(1) enable, update-rc.d(8), openrc(8). World-readable. */
export const unitSources = {
  unitWants: { kind: 'links', pattern: '/etc/systemd/system/*.wants/*' },
  unitRequires: { kind: 'links', pattern: '/etc/systemd/system/*.requires/*' },
  /** Links straight in the folder: other names of a unit, and units masked by a link to /dev/null. */
  unitLinks: { kind: 'links', pattern: '/etc/systemd/system/*' },
  vendorWants: { kind: 'links', pattern: '/usr/lib/systemd/system/*.wants/*' },
  olderVendorWants: { kind: 'links', pattern: '/lib/systemd/system/*.wants/*' },
  startLinks: { kind: 'names', pattern: '/etc/rc*.d/S*' },
  runlevels: { kind: 'names', pattern: '/etc/runlevels/*/*' },
} as const satisfies Sources;

/** What starts by itself on this machine. */
export interface Units {
  /** Names of units that another unit wants, with the file each link leads to. */
  readonly wanted: ReadonlyMap<string, string>;
  /** Other names of units: `display-manager.service` → `gdm.service`. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly masked: ReadonlySet<string>;
  /** Names of init scripts that are started. */
  readonly scripts: ReadonlySet<string>;
  /** Why something may be missing. */
  readonly unread: Why | undefined;
}

/** Puts together which units are enabled, by the links that `systemctl enable` makes. */
export function unitsOf(at: Look<typeof unitSources>): Units {
  const links = (['olderVendorWants', 'vendorWants', 'unitRequires', 'unitWants'] as const).flatMap((source) => linksOf(at, source));
  const direct = linksOf(at, 'unitLinks');
  return {
    wanted: new Map(links.map(({ name, target }) => [name, target])),
    aliases: new Map(direct.filter(({ target }) => target !== '/dev/null').map(({ name, target }) => [name, lastPart(target)])),
    masked: new Set(direct.filter(({ target }) => target === '/dev/null').map(({ name }) => name)),
    scripts: new Set([...startedScripts(at), ...at.all('runlevels').entries.map(({ path }) => lastPart(path))]),
    unread: (['unitWants', 'unitRequires', 'unitLinks', 'vendorWants', 'startLinks'] as const)
      .map((source) => whyUnread(at, source))
      .find((why) => why !== undefined),
  };
}

/**
 * Whether any of the units starts by itself: wanted by another unit, or by the start link of its init script, and not masked.
 * A name with `@.` is a template: one enabled instance is enough. Undefined when the links could not be read.
 */
export function starts(units: Units, ...names: readonly string[]): boolean | undefined {
  const unmasked = names.filter((name) => !units.masked.has(name));
  if (unmasked.some((name) => isWanted(units, name) || units.scripts.has(name.replace(/\.service$/, '')))) return true;
  return units.unread ? undefined : false;
}

function isWanted({ wanted }: Units, name: string): boolean {
  if (!name.includes('@.')) return wanted.has(name);
  const [before = '', after = ''] = name.split('@');
  return wanted.keys().some((unit) => unit.startsWith(`${before}@`) && unit.endsWith(after));
}

function linksOf(
  at: Look<typeof unitSources>,
  source: 'unitWants' | 'unitRequires' | 'unitLinks' | 'vendorWants' | 'olderVendorWants',
): { name: string; target: string }[] {
  return at.all(source).entries.flatMap(({ path, reading }) => (reading.state === 'read' ? [{ name: lastPart(path), target: reading.text }] : []));
}

/** Run levels 2 to 5 are the ones that a machine stays in. */
function startedScripts(at: Look<typeof unitSources>): string[] {
  return at.all('startLinks').entries.flatMap(({ path }) => /^\/etc\/rc[2-5]\.d\/S\d\d(.+)$/.exec(path)?.[1] ?? []);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
