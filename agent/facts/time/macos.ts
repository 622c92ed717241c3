import type { Time } from '../../../wire/sections/time.ts';
import { mapped, tell } from '../../host/known.ts';
import { program } from '../../host/mac.ts';
import { printed } from '../../host/mac-known.ts';
import { launchRunning, runningLabels } from '../../host/mac-launchd.ts';
import { sortedBy } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable, textOf } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import type { Server } from './servers.ts';
import { ntpFile } from './servers.ts';

const sources = {
  localtime: { kind: 'links', pattern: '/etc/localtime' },
  /** System Settings and profiles write the server here; see ntp.conf(5). */
  ntp: { kind: 'file', path: '/etc/ntp.conf' },
  /** `Network Time: On`, for root alone; see systemsetup(8). timed keeps the switch in a file of its own account. */
  switch: program('/usr/sbin/systemsetup', ['-getusingnetworktime'], { needsRoot: true }),
  launchRunning,
} as const satisfies Sources;

type At = Look<typeof sources>;

export const macos: PlatformFact<Time> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Time> {
  const at = look(answers, sources);
  const on = mapped(printed(at, 'switch', sources), (text) => ({ On: true, Off: false })[/^Network Time: (On|Off)[ \t]*$/m.exec(text)?.[1] ?? ''], 'systemsetup -getusingnetworktime');
  const running = mapped(runningLabels(at, 'launchRunning', sources), (labels) => typeof labels.get('com.apple.timed') === 'number');
  const data: Time = {
    zone: zoneOf(at),
    services: [{ name: 'timed', enabled: tell(at, 'services[].enabled', on), running: tell(at, 'services[].running', running) }],
    source: tell(at, 'source', mapped(on, (it) => (it ? ('servers' as const) : ('none' as const)))),
    servers: on.value === false ? [] : serversOf(at),
  };
  return { data, missing: at.missing() };
}

/** A name written with the dot of the root at its end is the same name. */
function serversOf(at: At): Server[] | undefined {
  const found = at.need('servers', 'ntp', (text) => ntpFile(text).servers.map((server) => ({ ...server, address: server.address.replace(/\.$/, '') })));
  return found && (found.length > 0 ? sortedBy(found, ({ address }) => address) : at.lack('servers', { reason: 'not-visible-from-here', detail: 'the server that timed was built with' }));
}

function zoneOf(at: At): string | null | undefined {
  const why = whyUnread(at, 'localtime');
  if (why) return at.lack('zone', why);
  const target = at.all('localtime').entries.flatMap(({ reading }) => textOf(reading) ?? [])[0];
  const zone = /zoneinfo\/([A-Za-z][\w+/-]{0,62})$/.exec(target ?? '')?.[1];
  return zone === undefined ? at.lack('zone', { reason: target === undefined ? 'not-visible-from-here' : 'unreadable', detail: '/etc/localtime' }) : printable(zone, 64);
}
