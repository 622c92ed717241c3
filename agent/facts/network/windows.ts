import type { Network } from '../../../wire/sections/network.ts';
import { withoutCredentials } from '../../host/address.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import { hklm, keysOf, registryBytes, registryNumber, registryText } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { adapterSources, adaptersOf } from './windows-adapters.ts';
import { listeningOf, socketSources } from './windows-sockets.ts';

const settings = String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings`;
const policies = String.raw`SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`;

const sources = {
  routes: cim('root/StandardCimv2:MSFT_NetRoute', ['DestinationPrefix', 'NextHop', 'InterfaceAlias', 'InterfaceIndex', 'Store']),
  dns: cim('root/StandardCimv2:MSFT_DNSClientServerAddress', ['ServerAddresses', 'InterfaceIndex', 'AddressFamily']),
  /** Proxy of WinHTTP, which services of the system use. */
  winHttp: hklm(String.raw`${settings}\Connections`, ['WinHttpSettings']),
  /** Proxy for every user of the computer; it counts only where the policy says that users have none of their own. */
  everybody: hklm(settings, ['ProxyEnable', 'ProxyServer', 'AutoConfigURL']),
  perUser: hklm(policies, ['ProxySettingsPerUser']),
  ...adapterSources,
  ...socketSources,
} as const satisfies Sources;

type At = Look<typeof sources>;

/** By the classes behind Get-NetAdapter, Get-NetIPAddress, Get-NetRoute, Get-NetTCPConnection (learn.microsoft.com, "NetTCPIP"), which only have numbers. */
export const windows: PlatformFact<Network> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Network> {
  const at = look(answers, sources);
  const routes = routesOf(at);
  const data: Network = {
    interfaces: adaptersOf(at),
    ...routes,
    proxy: proxyOf(at),
    dns: dnsOf(at),
    listening: listeningOf(at),
  };
  return { data, missing: at.missing() };
}

type Route = NonNullable<Network['routes']>[number];

/** PersistentStore of MSFT_NetRoute: what is set for the next start, not what is in use. */
const persistentStore = 0;

function routesOf(at: At): Pick<Network, 'routes' | 'gateways'> {
  const { list, why } = instancesOf(at, 'routes');
  if (list === undefined) {
    const reason = why ?? { reason: 'not-visible-from-here' as const, detail: sources.routes.class };
    return { routes: at.lack('routes', reason), gateways: at.lack('gateways', reason) };
  }
  const routes = list.filter((it) => it('Store') !== persistentStore).flatMap((it) => routeOf(it) ?? at.lack('routes', { reason: 'unreadable', detail: sources.routes.class }) ?? []);
  const lasting = routes.filter(({ destination }) => !isPassing(destination));
  const unique = new Map(lasting.map((it) => [`${it.destination}\0${it.gateway ?? ''}\0${it.interface ?? ''}`, it]));
  const gateways = lasting.flatMap(({ destination, gateway }) => (/^(?:0\.0\.0\.0|::)\/0$/.test(destination) && gateway ? [gateway] : []));
  return { routes: sortedBy([...unique], ([key]) => key).map(([, it]) => it), gateways: sortedSet(gateways) };
}

function routeOf(it: Instance): Route | undefined {
  const [destination, hop, name] = [cimText(it('DestinationPrefix'), 64), cimText(it('NextHop'), 64), cimText(it('InterfaceAlias'), 64)];
  if (typeof destination !== 'string' || !/^[0-9a-f.:]+(?:%\d+)?\/\d{1,3}$/i.test(destination) || hop === undefined) return undefined;
  return { destination: destination.replace(/%\d+/, ''), gateway: hop === null || /^(?:0\.0\.0\.0|::)$/.test(hop) ? null : hop, interface: name ?? `adapter ${String(it('InterfaceIndex'))}` };
}

/** Routes to single hosts, of the machine to itself, of groups and of the link are there by themselves. */
function isPassing(destination: string): boolean {
  return /\/(?:32|128)$/.test(destination) || /^(?:127\.|22[4-9]\.|23\d\.|ff[0-9a-f]{2}:|fe80:)/i.test(destination);
}

/** Addresses that Windows fills in where no name server is set. */
const unset = /^fec0:0:0:ffff::[123](?:%\d+)?$/i;

/** Name servers in the order of the adapters; IPv4 (2) before IPv6 (23) of the same adapter. */
function dnsOf(at: At): string[] | undefined {
  const { list, why } = instancesOf(at, 'dns');
  if (list === undefined) return at.lack('dns', why ?? { reason: 'not-visible-from-here', detail: sources.dns.class });
  const ordered = sortedBy(list, (it) => `${String(cimNumber(it('InterfaceIndex')) ?? '').padStart(6, '0')} ${String(cimNumber(it('AddressFamily')) ?? '').padStart(3, '0')}`);
  const servers = ordered.flatMap((it) => {
    const addresses = it('ServerAddresses');
    if (addresses === null) return [];
    const texts = Array.isArray(addresses) ? addresses : [addresses];
    if (!texts.every((text) => typeof text === 'string')) return at.lack('dns', { reason: 'unreadable', detail: 'ServerAddresses' }) ?? [];
    return texts.map((text) => printable(text, 64)).filter((text) => text !== '' && !unset.test(text));
  });
  return [...new Set(servers)];
}

/** The proxy of everybody where a policy says that there is one, else the one of WinHTTP. */
function proxyOf(at: At): string | null | undefined {
  const [own, everybody, winHttp] = [keysOf(at, 'perUser'), keysOf(at, 'everybody'), keysOf(at, 'winHttp')];
  const why = own.why ?? everybody.why ?? winHttp.why;
  if (why) return at.lack('proxy', why);
  if (own.keys[0]?.value('ProxySettingsPerUser') === 0) {
    const key = everybody.keys[0];
    const [enabled, server, script] = [registryNumber(key?.value('ProxyEnable') ?? null), registryText(key?.value('ProxyServer') ?? null), registryText(key?.value('AutoConfigURL') ?? null)];
    if (enabled === undefined || server === undefined || script === undefined) return at.lack('proxy', { reason: 'unreadable', detail: sources.everybody.key });
    const found = script ?? (enabled === 1 ? server : null);
    if (found !== null) return plainProxy(found);
  }
  const bytes = registryBytes(winHttp.keys[0]?.value('WinHttpSettings') ?? null);
  if (bytes === null) return null;
  const proxy = bytes === undefined ? undefined : winHttpProxy(bytes);
  return proxy === undefined ? at.lack('proxy', { reason: 'unreadable', detail: 'WinHttpSettings' }) : proxy && plainProxy(proxy);
}

/** `http=a:80;https=b:80`, `a:80` or an address; user and password may stand in front of each host. */
function plainProxy(text: string): string {
  const parts = text.split(';').map((part) => {
    const [, name = '', host = ''] = /^(\s*\w+=)?([^]*)$/.exec(part) ?? [];
    return name + (/^[a-z]+:\/\//i.test(host) ? withoutCredentials(host) : withoutCredentials(`http://${host}`).slice('http://'.length));
  });
  return printable(parts.join(';'), 255);
}

/**
 * What `netsh winhttp` leaves: version, counter, flags (1 direct, 2 a proxy), length of the proxy, the proxy in ASCII.
 * Null for none, undefined for bytes that are no such value.
 */
function winHttpProxy(bytes: Buffer): string | null | undefined {
  if (bytes.length < 16) return undefined;
  const [flags, length] = [bytes.readUInt32LE(8), bytes.readUInt32LE(12)];
  if ((flags & 2) === 0 || length === 0) return null;
  return length <= bytes.length - 16 ? bytes.toString('latin1', 16, 16 + length) : undefined;
}
