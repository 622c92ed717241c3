import { whyUnread } from './presence.ts';
import type { Look, Why } from './reading.ts';
import { textOf } from './reading.ts';
import type { Sources } from './source.ts';
import { starts, unitsOf } from './systemd-units.ts';
import type { Units, unitSources } from './systemd-units.ts';

/**
 * What runs now. systemd keeps a control group for each unit that has processes, in the one hierarchy of version 2 or in its own
 * of version 1 (systemd.resource-control(5), CONTROL_GROUP_INTERFACE); OpenRC keeps a link for each service it started.
 * Elsewhere a program is known by the name of its process, see proc_pid_comm(5).
 */
export const runningSources = {
  programs: { kind: 'files', pattern: '/proc/*/comm', trust: 'kernel', maxFiles: 50_000 },
  unitGroups: { kind: 'names', pattern: '/sys/fs/cgroup/system.slice/*.service' },
  sliceGroups: { kind: 'names', pattern: '/sys/fs/cgroup/system.slice/*.slice/*.service' },
  unitGroupsV1: { kind: 'names', pattern: '/sys/fs/cgroup/systemd/system.slice/*.service' },
  sliceGroupsV1: { kind: 'names', pattern: '/sys/fs/cgroup/systemd/system.slice/*.slice/*.service' },
  openrcStarted: { kind: 'names', pattern: '/run/openrc/started/*' },
} as const satisfies Sources;

/** Processes and units at work. */
export interface Running {
  /** Whether any of these units or processes runs; undefined where that is hidden. A process is known by 15 characters of its name. */
  readonly has: (what: { readonly units?: readonly string[]; readonly processes?: readonly string[] }) => boolean | undefined;
  readonly units: ReadonlySet<string>;
  readonly why: Why | undefined;
}

/** Puts together what runs. */
function runningOn(at: Look<typeof runningSources>): Running {
  const groups = (['unitGroups', 'sliceGroups', 'unitGroupsV1', 'sliceGroupsV1', 'openrcStarted'] as const).flatMap((source) => at.all(source).entries);
  const units = new Set(groups.map(({ path }) => path.replace(/\/$/, '').split('/').at(-1)?.replaceAll('\\x2d', '-') ?? ''));
  const processes = new Set(at.all('programs').entries.flatMap(({ reading }) => textOf(reading) ?? []));
  // Where processes of others are hidden (hidepid of procfs), the first one is not among them.
  const first = at.all('programs').entries.some(({ path, reading }) => path === '/proc/1/comm' && reading.state === 'read');
  const hidden = { reason: 'denied', detail: 'processes of others are hidden' } as const;
  const why = at.all('programs').incomplete ?? whyUnread(at, 'unitGroups') ?? whyUnread(at, 'unitGroupsV1') ?? (first ? undefined : hidden);
  return {
    has: ({ units: names = [], processes: programs = [] }) => {
      if (names.some((name) => units.has(name) || units.has(name.replace(/\.service$/, ''))) || programs.some((name) => processes.has(name.slice(0, 15)))) return true;
      return why ? undefined : false;
    },
    units,
    why,
  };
}

/** A program that works in the background, by the names it has on different systems. */
export interface Daemon {
  readonly units: readonly string[];
  readonly processes: readonly string[];
}

/** Whether such a program starts by itself and whether it runs; gaps are noted below `path`. */
export function stateOf(at: Look<typeof runningSources & typeof unitSources>, ground: Ground, daemon: Daemon & { readonly path: string }): { enabled: boolean | undefined; running: boolean | undefined } {
  const enabled = starts(ground.units, ...daemon.units);
  const running = ground.running.has(daemon);
  return {
    enabled: enabled ?? at.lack(`${daemon.path}.enabled`, ground.units.unread ?? { reason: 'denied' }),
    running: running ?? at.lack(`${daemon.path}.running`, ground.running.why ?? { reason: 'denied' }),
  };
}

/** What starts and what runs, asked once for a section. */
export interface Ground {
  readonly units: Units;
  readonly running: Running;
}

/** See {@link unitsOf} and {@link runningOn}. */
export function groundOf(at: Look<typeof runningSources & typeof unitSources>): Ground {
  return { units: unitsOf(at), running: runningOn(at) };
}
