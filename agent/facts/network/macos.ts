import type { Network } from '../../../wire/sections/network.ts';
import { withoutCredentials } from '../../host/address.ts';
import { mapped, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { program } from '../../host/mac.ts';
import { dictKnown, printed } from '../../host/mac-known.ts';
import { networkServices } from '../../host/mac-network.ts';
import { sortedSet } from '../../host/order.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { macAdapters, macAdapterSources } from './macos-adapters.ts';
import { macListening, macSocketSources } from './macos-sockets.ts';
import { sortedRoutes } from './routes.ts';

type Route = NonNullable<Network['routes']>[number];

const sources = {
  ...macAdapterSources,
  ...macSocketSources,
  /** See netstat(1). */
  routes: program('/usr/sbin/netstat', ['-rn']),
  /** What is asked for names, as configd joined it; see scutil(8). The file resolv.conf is in a folder that others may write. */
  dns: program('/usr/sbin/scutil', ['--dns']),
} as const satisfies Sources;

/** Adapters by ifconfig, routes by netstat, name servers by scutil, sockets by lsof: none of them is localized. */
export const macos: PlatformFact<Network> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Network> {
  const at = look(answers, sources);
  const table = mapped(printed(at, 'routes', sources), routesIn, 'netstat -rn');
  const services = networkServices(dictKnown(at, 'preferences', sources));
  const data: Network = {
    interfaces: macAdapters(at),
    routes: tell(at, 'routes', mapped(table, (routes) => sortedRoutes(routes))),
    gateways: tell(at, 'gateways', mapped(table, (routes) => sortedSet(routes.flatMap(({ destination, gateway }) => (/^(?:0\.0\.0\.0|::)\/0$/.test(destination) && gateway ? [gateway] : []))))),
    dns: tell(at, 'dns', nameServers(printed(at, 'dns', sources))),
    proxy: tell(at, 'proxy', mapped(services, (list) => {
      const proxy = list.find((service) => service.proxy !== null)?.proxy;
      return proxy === undefined || proxy === null ? null : printable(withoutCredentials(proxy), 255);
    })),
    listening: macListening(at),
  };
  return { data, missing: at.missing() };
}

/** Older versions have two more columns, so that the heading says where the adapter stands. */
function routesIn(text: string): Route[] | undefined {
  const [, ...parts] = text.split(/^(?=Internet6?:$)/m);
  const routes = parts.flatMap((part): Route[] | undefined[] => {
    const [title = '', heading = '', ...lines] = part.split('\n');
    const columns = heading.trim().split(/\s+/);
    const [flags, netif] = [columns.indexOf('Flags'), columns.indexOf('Netif')];
    if (columns[0] !== 'Destination' || flags !== 2 || netif < 3) return [undefined];
    return lines.flatMap((line): Route[] => routeOf(line.trim().split(/\s+/), { isSix: title === 'Internet6:', netif }));
  });
  return parts.length === 0 || routes.includes(undefined) ? undefined : (routes as Route[]);
}

/** Without hosts (H), what is refused (R, B), groups, the link's own, and the tunnels that macOS makes for itself. */
function routeOf(words: readonly string[], { isSix, netif }: { isSix: boolean; netif: number }): Route[] {
  const [to = '', hop = '', flags = ''] = words;
  const name = words[netif] ?? '';
  if (!/^[A-Za-z]/.test(flags) || /[HRB]/.test(flags) || !/^[a-z][\w.-]{0,60}$/i.test(name) || name === 'lo0') return [];
  const destination = to === 'default' ? (isSix ? '::/0' : '0.0.0.0/0') : isSix ? six(to) : four(to);
  const gateway = /^(?:[\d.]{7,15}|[0-9a-f:]{2,39}(?:%\w{1,16})?)$/i.test(hop) && /G/.test(flags) && !hop.startsWith('link#') ? hop.replace(/%.*$/, '') : null;
  if (destination === undefined || (/^utun\d/.test(name) && hop.startsWith('fe80:'))) return [];
  return [{ destination, gateway, interface: name }];
}

/** `192.168.1` is 192.168.1.0/24, `10.0/20` is 10.0.0.0/20: zeroes at the end are left out, and the length where the octets tell it. */
function four(text: string): string | undefined {
  const [, network = '', bits] = /^(\d{1,3}(?:\.\d{1,3}){0,3})(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const octets = network.split('.');
  if (network === '' || octets.some((octet) => Number(octet) > 255)) return undefined;
  const length = bits === undefined ? octets.length * 8 : Number(bits);
  const first = Number(octets[0]);
  return length >= 32 || first === 127 || first >= 224 || network.startsWith('169.254') ? undefined : `${[...octets, '0', '0', '0'].slice(0, 4).join('.')}/${length}`;
}

function six(text: string): string | undefined {
  const [, address, bits] = /^([0-9a-f:]{2,39})(?:%\w{1,16})?\/(\d{1,3})$/i.exec(text) ?? [];
  return address === undefined || Number(bits) >= 128 || /^f[ef]/i.test(address) ? undefined : `${address.toLowerCase()}/${bits}`;
}

/** The first resolver is the one for names that no other is set for. Nothing is asked while there is no network. */
function nameServers(text: Known<string>): Known<string[]> {
  return mapped(text, (said) => {
    if (/^No DNS configuration available/m.test(said)) return [];
    const first = /^resolver #1\n((?:[ \t]+[^\n]*\n?)*)/m.exec(said)?.[1];
    if (first === undefined) return undefined;
    return [...new Set([...first.matchAll(/^[ \t]+nameserver\[\d{1,3}\] : ([0-9a-f.:]{2,45})(?:%\w{1,16})?$/gim)].map(([, server = '']) => server.toLowerCase()))];
  }, 'scutil --dns');
}
