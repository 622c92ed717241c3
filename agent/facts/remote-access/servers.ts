import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { sortedBy } from '../../host/order.ts';
import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import type { Units } from '../../host/systemd-units.ts';
import { programs, serverKinds } from './server-kinds.ts';
import type { ServerKind } from './server-kinds.ts';

type Server = NonNullable<RemoteAccess['servers']>[number];

export const serverSources: Sources & typeof unitSources = {
  ...unitSources,
  /** Super-servers start the others on the first connection, see inetd(8) and xinetd.conf(5). */
  inetd: { kind: 'file', path: '/etc/inetd.conf' },
  xinetd: { kind: 'files', pattern: '/etc/xinetd.d/*' },
  ...Object.fromEntries(programs.map((pattern) => [`server ${pattern}`, { kind: 'names', pattern }])),
  ...Object.fromEntries(
    serverKinds.flatMap(({ settings }) => (settings?.patterns ?? []).map((pattern) => [`settings ${pattern}`, { kind: 'files', pattern }])),
  ),
};

const superServers = { inetd: ['inetd.service', 'inetutils-inetd.service', 'openbsd-inetd.service', 'rlinetd.service'], xinetd: ['xinetd.service'] };

/** Servers for remote access that are installed beside SSH, by name. */
export function otherServers(at: Look<typeof serverSources>): RemoteAccess['servers'] {
  const units = unitsOf(at);
  const sources = programs.map((pattern) => `server ${pattern}`);
  for (const why of sources.map((source) => whyUnread(at, source))) if (why) at.lack('servers', why);
  const installed = new Set(sources.flatMap((source) => filesOf(at, source)).map(({ path }) => path));
  const found = serverKinds.filter(({ paths }) => paths.some((path) => installed.has(path)));
  return sortedBy(
    found.map((kind) => serverOf(kind, units, at)),
    ({ name }) => name,
  );
}

function serverOf(kind: ServerKind, units: Units, at: Look<typeof serverSources>): Server {
  return {
    name: kind.name,
    kind: kind.kind,
    encrypted: encrypted(kind, at),
    enabled: enabled(kind, units, at),
    requiresSecondStep:
      kind.secondStep === undefined
        ? at.lack('servers[].requiresSecondStep', { reason: 'not-visible-from-here', detail: `${kind.name}: PAM decides, see the section mfa` })
        : kind.secondStep,
  };
}

/** What the settings say, where they can switch encryption; else what the protocol does. */
function encrypted({ name, encrypted: usual, settings }: ServerKind, at: Look<typeof serverSources>): boolean | undefined {
  if (!settings) return usual;
  const sources = settings.patterns.map((pattern) => `settings ${pattern}`);
  const text = sources
    .flatMap((source) => filesOf(at, source))
    .map((file) => file.text)
    .join('\n');
  const why = sources.map((source) => whyUnread(at, source)).find((reason) => reason !== undefined);
  if (why) return at.lack('servers[].encrypted', { ...why, detail: `${name}: ${why.detail ?? ''}` });
  return settings.encrypted(text);
}

function enabled({ name, units: names, inetd }: ServerKind, units: Units, at: Look<typeof serverSources>): boolean | undefined {
  const bySelf = starts(units, ...names);
  if (bySelf === true) return true;
  const bySuper = inetd.length > 0 && (byInetd(inetd, units, at) ?? byXinetd(inetd, units, at));
  if (bySuper) return true;
  const why = units.unread ?? whyUnread(at, 'xinetd') ?? whyFailed(at);
  return why ? at.lack('servers[].enabled', { ...why, detail: `${name}: ${why.detail ?? ''}` }) : false;
}

/** True when inetd listens for any of the services; undefined when it does not, so that xinetd is asked next. */
function byInetd(services: readonly string[], units: Units, at: Look<typeof serverSources>): true | undefined {
  const lines = (at.text('inetd') ?? '').split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '');
  return starts(units, ...superServers.inetd) && services.some((service) => lines.includes(service)) ? true : undefined;
}

/** A service of xinetd is on unless its block says `disable = yes`. */
function byXinetd(services: readonly string[], units: Units, at: Look<typeof serverSources>): boolean {
  if (!starts(units, ...superServers.xinetd)) return false;
  return filesOf(at, 'xinetd').some(({ text }) => {
    const name = /^[ \t]*service\s+(\S+)/m.exec(text)?.[1];
    return name !== undefined && services.includes(name) && !/^[ \t]*disable\s*=\s*yes\b/m.test(text);
  });
}

function whyFailed(at: Look<typeof serverSources>) {
  const reading = at.one('inetd');
  return reading.state === 'failed' ? reading : undefined;
}
