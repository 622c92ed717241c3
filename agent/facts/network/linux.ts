import type { Network } from '../../../wire/sections/network.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { adapterSources, adaptersOf } from './adapters.ts';
import { hostOrderIpv4, plainIpv6 } from './addresses.ts';
import { proxyIn, routes4, routes6, sortedRoutes } from './routes.ts';
import { listeningOf, socketSources } from './sockets.ts';

const maxBytes = 16 * 1024 * 1024;

const sources = {
  ...adapterSources,
  ...socketSources,
  routes: { kind: 'file', path: '/proc/net/route', trust: 'kernel', maxBytes },
  routes6: { kind: 'file', path: '/proc/net/ipv6_route', trust: 'kernel', maxBytes },
  /** Set for the whole computer, see environment(7) of PAM and of systemd. */
  environment: { kind: 'file', path: '/etc/environment' },
  resolver: { kind: 'file', path: '/etc/resolv.conf', trust: 'user' },
  /** What systemd-resolved asks behind its own address 127.0.0.53. It belongs to the account of that service. */
  resolved: { kind: 'file', path: '/run/systemd/resolve/resolv.conf', trust: 'user' },
} as const satisfies Sources;

export const linux: PlatformFact<Network> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Network> {
  const at = look(answers, sources);
  const data: Network = { interfaces: adaptersOf(at), gateways: gatewaysOf(at), dns: dnsOf(at), listening: listeningOf(at), routes: routesOf(at), proxy: at.take('proxy', 'environment', proxyIn) };
  return { data, missing: at.missing() };
}

function routesOf(at: Look<typeof sources>): Network['routes'] {
  const v4 = at.take('routes', 'routes', routes4);
  const v6 = at.take('routes', 'routes6', routes6);
  return v4 === undefined || v6 === undefined ? undefined : sortedRoutes([...(v4 ?? []), ...(v6 ?? [])]);
}

function gatewaysOf(at: Look<typeof sources>): string[] | undefined {
  const v4 = at.take('gateways', 'routes', gateways4);
  const v6 = at.take('gateways', 'routes6', gateways6);
  return v4 === undefined || v6 === undefined ? undefined : [...new Set([...(v4 ?? []), ...(v6 ?? [])])].sort(inOrder);
}

/** See /proc/net/route: a default route has destination and mask 0; flag 2 says that it goes through a gateway. */
function gateways4(text: string): string[] | undefined {
  const [header = '', ...lines] = text.split('\n');
  if (text !== '' && !header.startsWith('Iface')) return undefined;
  return lines.flatMap((line) => {
    const [, destination, gateway = '', flags = '', , , , mask] = line.trim().split(/\s+/);
    const through = destination === '00000000' && mask === '00000000' && (Number.parseInt(flags, 16) & 2) !== 0;
    return through ? (hostOrderIpv4(gateway) ?? []) : [];
  });
}

/** See /proc/net/ipv6_route: destination, prefix, source, prefix, next hop, metric, references, use, flags, device. */
function gateways6(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [destination = '', prefix, , , hop = '', , , , flags = ''] = line.trim().split(/\s+/);
    const through = /^0{32}$/.test(destination) && prefix === '00' && !/^0+$/.test(hop) && (Number.parseInt(flags, 16) & 2) !== 0;
    return through ? (plainIpv6(hop) ?? []) : [];
  });
}

/** Name servers in the order in which they are asked; where only systemd-resolved is, those that it asks. */
function dnsOf(at: Look<typeof sources>): string[] | undefined {
  const told = at.take('dns', 'resolver', nameServers) ?? (at.one('resolver').state === 'absent' ? [] : undefined);
  const stub = told?.length === 1 && told[0] === '127.0.0.53';
  if (!stub) return told;
  return at.need('dns', 'resolved', nameServers);
}

/** See resolv.conf(5). */
function nameServers(text: string): string[] {
  const servers = text.split('\n').flatMap((line) => {
    const [keyword, server = ''] = line.trim().split(/\s+/);
    return keyword === 'nameserver' && /^[0-9a-fA-F.:]{2,45}(?:%[\w.-]{1,15})?$/.test(server) ? printable(server.toLowerCase(), 64) : [];
  });
  return [...new Set(servers)];
}
