import type { Neighbors } from '../../../wire/sections/neighbors.ts';
import { itemsOf, jsonOf, textMember } from '../../host/json.ts';
import { isInside } from '../../host/networks.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { look } from '../../host/reading.ts';
import type { Look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { FactSettings, ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { hostOrderIpv4, plainIpv6 } from '../network/addresses.ts';
import type { Seen } from './seen.ts';
import { isMadeUp, seenAt } from './seen.ts';

const kernel = { trust: 'kernel', maxBytes: 4 * 1024 * 1024 } as const;

/** Which networks this computer is on: asked first, and only where the town declared any. */
const here = {
  ipv4: { kind: 'interfaces' },
  ipv6: { kind: 'file', path: '/proc/net/if_inet6', trust: 'kernel' },
} as const satisfies Sources;

/** Who answered: asked only on a declared network. The kernel shows neighbors of IPv6 to programs only, see ip(8). */
const there = {
  arp: { kind: 'file', path: '/proc/net/arp', ...kernel },
  routes: { kind: 'file', path: '/proc/net/route', ...kernel },
  routes6: { kind: 'file', path: '/proc/net/ipv6_route', ...kernel },
  ndp: { kind: 'command', program: ['/usr/sbin/ip', '/sbin/ip'], args: ['-6', 'neigh', 'show'], timeoutMs: 3_000 },
} as const satisfies Sources;

const sources = { ...here, ...there } as const;

type At = Look<typeof sources>;

/** Devices in the tables of ARP and neighbor discovery, only while this computer is on a network of the town's own list. */
export const linux: PlatformFact<Neighbors> = {
  sources: ({ networks }) => (networks.length > 0 ? here : {}),
  more: {
    follows: 'the tables of ARP and neighbor discovery, only while an address of this computer lies in a declared network',
    sources: (answers, { settings }) => (networksHere(look(answers, sources), settings).length > 0 ? there : {}),
  },
  parse,
};

function parse(answers: Answers, { settings }: ParseContext): Parsed<Neighbors> {
  const at = look(answers, sources);
  if (settings.networks.length === 0) return { failed: 'foreign-network', detail: 'no network is declared in the settings of the agent' };
  const networks = networksHere(at, settings);
  if (networks.length === 0) {
    const failed = [at.one('ipv4'), at.one('ipv6')].find(({ state }) => state === 'failed');
    return failed?.state === 'failed' ? { failed: failed.reason, detail: failed.detail } : { failed: 'foreign-network', detail: 'no address of this computer lies in a declared network' };
  }
  const seen = [...(at.take('neighbors', 'arp', arpIn) ?? []), ...ndpOf(at)].filter(({ address }) => isInside(address, networks));
  const gateways = gatewaysOf(at);
  const macs = Map.groupBy(seen, ({ mac }) => mac);
  const real = [...macs].filter(([mac]) => !isMadeUp(mac));
  const neighbors = real.map(([mac, found]) => {
    const addresses = sortedSet(found.map(({ address }) => address)).slice(0, 16);
    const router = addresses.some((address) => gateways?.has(address)) ? true : gateways === undefined ? undefined : false;
    return { mac, addresses, ...(router === undefined ? {} : { router }) };
  });
  const lost = at.missing().some(({ path }) => path === 'neighbors');
  if (lost) at.lack('randomized', at.missing().find(({ path }) => path === 'neighbors') ?? { reason: 'unreadable' });
  return {
    data: {
      networks: sortedSet(networks),
      ...(lost && neighbors.length === 0 ? {} : { neighbors: sortedBy(neighbors, ({ mac }) => mac) }),
      ...(lost ? {} : { randomized: macs.size - real.length }),
    },
    missing: at.missing(),
  };
}

/** Declared networks in which this computer has an address. */
function networksHere(at: Look<typeof here>, { networks }: FactSettings): string[] {
  const own = [...(at.take('networks', 'ipv4', addresses4) ?? []), ...(at.take('networks', 'ipv6', addresses6) ?? [])];
  return networks.filter((network) => own.some((address) => isInside(address, [network])));
}

function addresses4(text: string): string[] {
  return itemsOf(jsonOf(text)).flatMap((it) => textMember(it, 'cidr')?.split('/')[0] ?? []);
}

/** Link-local addresses are the same on every network. */
function addresses6(text: string): string[] {
  return text.split('\n').flatMap((line) => plainIpv6(line.split(' ')[0] ?? '') ?? []).filter((address) => !/^fe[89ab]/.test(address) && address !== '::1');
}

/** See proc_net(5): address, type, flags, hardware address, mask, device; flag 2 says that it answered. */
function arpIn(text: string): Seen[] | undefined {
  const [header = '', ...lines] = text.split('\n');
  if (!header.startsWith('IP address')) return undefined;
  return lines.flatMap((line) => {
    const [address = '', type, flags = '', mac = ''] = line.trim().split(/\s+/);
    return type === '0x1' && (Number.parseInt(flags, 16) & 2) !== 0 ? seenAt(mac, address) : [];
  });
}

/** `fe80::1 dev eth0 lladdr 00:11:22:33:44:55 router REACHABLE`: one line for each, those that did not answer without address. */
function ndpOf(at: At): Seen[] {
  const reading = at.one('ndp');
  if (reading.state === 'absent') {
    at.lack('neighbors', { reason: 'tool-missing', detail: 'ip -6 neigh' });
    return [];
  }
  if (reading.state === 'read' && (reading.exitCode ?? 0) !== 0) {
    at.lack('neighbors', { reason: 'unreadable', detail: 'ip -6 neigh' });
    return [];
  }
  const found = at.take('neighbors', 'ndp', (text) =>
    text.split('\n').flatMap((line) => {
      const [, address = '', mac = ''] = /^([0-9a-f:]+)\s.*?\blladdr\s+([0-9a-f:]{17})\b/i.exec(line) ?? [];
      return /\b(?:FAILED|INCOMPLETE)\b/.test(line) ? [] : seenAt(mac, address);
    }),
  );
  return found ?? [];
}

function gatewaysOf(at: At): Set<string> | undefined {
  const path = 'neighbors[].router';
  const v4 = at.take(path, 'routes', (text) => hops(text, 2).flatMap((hex) => hostOrderIpv4(hex) ?? []));
  const v6 = at.take(path, 'routes6', (text) => hops(text, 4).flatMap((hex) => plainIpv6(hex) ?? []));
  return v4 === undefined || v6 === undefined ? undefined : new Set([...(v4 ?? []), ...(v6 ?? [])].filter((address) => !/^(?:::|0\.0\.0\.0)$/.test(address)));
}

/** Next hops of default routes: those whose destination is all zero. */
function hops(text: string, column: number): string[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const isDefault = column === 2 ? /^0{8}$/.test(fields[1] ?? '') && /^0{8}$/.test(fields[7] ?? '') : /^0{32}$/.test(fields[0] ?? '') && fields[1] === '00';
    return isDefault ? [fields[column] ?? ''] : [];
  });
}
