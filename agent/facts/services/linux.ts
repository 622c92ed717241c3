import type { Services } from '../../../wire/sections/services.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Ground } from '../../host/running.ts';
import { groundOf, runningSources } from '../../host/running.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { unitSources } from '../../host/systemd-units.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { databasesOf, packageListSources } from './databases.ts';
import type { Service } from './systemd.ts';
import { moreUnits, systemdServices, unitFileSources } from './systemd.ts';

const sources = {
  ...unitSources,
  ...runningSources,
  ...unitFileSources,
  ...packageListSources,
  init: { kind: 'file', path: '/proc/1/comm' },
  systemd: { kind: 'names', pattern: '/usr/lib/systemd/systemd' },
  systemdElsewhere: { kind: 'names', pattern: '/lib/systemd/systemd' },
  openrc: { kind: 'names', pattern: '/sbin/openrc' },
  scripts: { kind: 'names', pattern: '/etc/init.d/*' },
  /** Debian starts scripts of the single-user level before all others. */
  earlyLinks: { kind: 'names', pattern: '/etc/rcS.d/S*' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Services> = {
  sources: () => sources,
  more: { follows: 'unit files in /lib, where that is no link', sources: (answers) => moreUnits(look(answers, sources)) },
  parse,
};

function parse(answers: Answers): Parsed<Services> {
  const at = look(answers, sources);
  const ground = groundOf(at);
  const manager = managerOf(at);
  const services = manager === undefined ? undefined : manager === 'systemd' ? systemdServices(at, answers, ground) : scriptServices(at, ground);
  if (manager === undefined) at.lack('services', at.missing().find(({ path }) => path === 'manager') ?? { reason: 'denied' });
  return { data: { manager, services, databases: databasesOf(at, ground) }, missing: at.missing() };
}

/** Process 1 says it; where that is no init (a container) the installed one does. */
function managerOf(at: At): string | undefined {
  const init = at.need('manager', 'init', (text) => printable(text, 32) || undefined);
  if (init === 'systemd') return 'systemd';
  const openrc = presence(at, 'openrc');
  if (openrc === true) return 'openrc';
  const systemd = [presence(at, 'systemd'), presence(at, 'systemdElsewhere')];
  if (systemd.includes(true)) return 'systemd';
  const why = (['openrc', 'systemd', 'systemdElsewhere', 'scripts'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  if (why) return at.lack('manager', why);
  if (init === undefined) return undefined;
  return at.all('scripts').entries.length > 0 ? 'sysvinit' : at.lack('manager', { reason: 'not-visible-from-here', detail: `process 1 is ${init}` });
}

/** Scripts of OpenRC or System V: they start by a link in a run level, and tell nothing more without being run. */
function scriptServices(at: At, ground: Ground): Service[] | undefined {
  const why = whyUnread(at, 'scripts') ?? whyUnread(at, 'earlyLinks') ?? whyUnread(at, 'runlevels') ?? ground.units.unread;
  if (why) at.lack('services', why);
  const early = at.all('earlyLinks').entries.flatMap(({ path }) => /\/S\d\d(.+)$/.exec(path)?.[1] ?? []);
  const started = new Set([...ground.units.scripts, ...early]);
  const names = sortedSet(at.all('scripts').entries.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).filter((name) => /^[\w.+-]+$/.test(name) && !/^(?:README|rc|rcS|functions|functions\.sh|skeleton|halt|reboot|single|killprocs|sendsigs)$/.test(name)));
  const isOpenrc = at.all('openrc').entries.length > 0;
  if (names.length === 0) return why ? undefined : [];
  const untold = { reason: 'not-visible-from-here', detail: 'a script tells it only when it is run' } as const;
  for (const field of ['title', 'account', 'program', 'failed', 'unquotedPath']) at.lack(`services[].${field}`, untold);
  return sortedBy(names.map((name): Service => {
    const running = isOpenrc ? ground.running.has({ units: [name] }) : ground.running.has({ processes: [name, `${name}d`] }) === true ? true : undefined;
    return {
      name: printable(name, 255),
      start: started.has(name) ? 'automatic' : why ? at.lack('services[].start', why) : 'disabled',
      running: running ?? at.lack('services[].running', ground.running.why ?? untold),
    };
  }), ({ name }) => name);
}
