import type { Neighbors } from '../../../wire/sections/neighbors.ts';
import type { Known } from '../../host/known.ts';
import { mapped } from '../../host/known.ts';
import { program } from '../../host/mac.ts';
import { printed, whyOf } from '../../host/mac-known.ts';
import { isInside } from '../../host/networks.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { FactSettings, ParseContext, Parsed, PlatformFact } from '../fact.ts';
import type { Seen } from './seen.ts';
import { isMadeUp, seenAt } from './seen.ts';

/** Which networks this computer is on, see ifconfig(8): asked only where the town declared any. */
const here = { adapters: program('/sbin/ifconfig', ['-a']) } as const satisfies Sources;

/** Who answered: asked only on a declared network; see arp(8), ndp(8), netstat(1). Without names, so that no server is asked for them. */
const there = {
  arp: program('/usr/sbin/arp', ['-an']),
  ndp: program('/usr/sbin/ndp', ['-an']),
  routes: program('/usr/sbin/netstat', ['-rn']),
} as const satisfies Sources;

const sources = { ...here, ...there } as const;

/** Devices in the tables of ARP and neighbor discovery, only while this computer is on a network of the town's own list. */
export const macos: PlatformFact<Neighbors> = {
  sources: ({ networks }) => (networks.length > 0 ? here : {}),
  more: {
    follows: 'the tables of ARP and neighbor discovery, only while an address of this computer lies in a declared network',
    sources: (answers, { settings }) => ((networksHere(look(answers, sources), settings).value ?? []).length > 0 ? there : {}),
  },
  parse,
};

function parse(answers: Answers, { settings }: ParseContext): Parsed<Neighbors> {
  const at = look(answers, sources);
  if (settings.networks.length === 0) return { failed: 'foreign-network', detail: 'no network is declared in the settings of the agent' };
  const networks = networksHere(at, settings);
  if (networks.why) return { failed: networks.why.reason, detail: networks.why.detail ?? 'ifconfig -a' };
  if (networks.value.length === 0) return { failed: 'foreign-network', detail: 'no address of this computer lies in a declared network' };
  const [arp, ndp] = [mapped(printed(at, 'arp', sources), arpIn, 'arp -an'), mapped(printed(at, 'ndp', sources), ndpIn, 'ndp -an')];
  const everybody = [...(arp.value ?? []), ...(ndp.value ?? [])];
  const seen = everybody.filter(({ address }) => isInside(address, networks.value));
  const routers = routersAmong(everybody, mapped(printed(at, 'routes', sources), gatewaysIn, 'netstat -rn'));
  const macs = Map.groupBy(seen, ({ mac }) => mac);
  const real = [...macs].filter(([mac]) => !isMadeUp(mac));
  const neighbors = real.map(([mac, found]) => ({
    mac,
    addresses: sortedSet(found.map(({ address }) => address)).slice(0, 16),
    router: routers.why ? at.lack('neighbors[].router', routers.why) : routers.value.has(mac),
  }));
  const lost = whyOf(arp, ndp);
  if (lost) at.lack('neighbors', lost);
  return {
    data: {
      networks: sortedSet(networks.value),
      neighbors: lost && neighbors.length === 0 ? undefined : sortedBy(neighbors, ({ mac }) => mac),
      randomized: lost ? at.lack('randomized', lost) : macs.size - real.length,
    },
    missing: at.missing(),
  };
}

/** Declared networks in which this computer has an address; link-local ones are the same on every network. */
function networksHere(at: Look<typeof here>, { networks }: FactSettings): Known<string[]> {
  return mapped(printed(at, 'adapters', here), (text) => {
    if (!/^[a-z][\w.-]{0,60}: flags=/m.test(text)) return undefined;
    const own = [...text.matchAll(/^[ \t]{1,8}inet6? ([0-9a-f.:]{2,45})(?:%\S{1,32})?\s/gm)].map(([, address = '']) => address).filter((address) => !/^(?:fe[89ab]|127\.|::1$)/.test(address));
    return networks.filter((network) => own.some((address) => isInside(address, [network])));
  }, 'ifconfig -a');
}

/** `? (192.0.2.1) at 0:1b:78:aa:10:2 on en0 ifscope [ethernet]`: without leading zeroes; what is permanent is this computer or a group. */
function arpIn(text: string): Seen[] | undefined {
  if (text !== '' && !/^\S{1,255} \([\d.]{7,15}\) at /m.test(text)) return undefined;
  return text.split('\n').flatMap((line) => {
    const [, address = '', mac = '', rest = ''] = /^\S{1,255} \(([\d.]{7,15})\) at ([0-9a-f:]{11,17}) on (.{0,200})$/i.exec(line) ?? [];
    return /\bpermanent\b/.test(rest) ? [] : seenAt(padded(mac), address);
  });
}

/** `2001:db8::1  0:1b:78:aa:10:2  en0 23h59m58s  S R`, below one line of titles. */
function ndpIn(text: string): Seen[] | undefined {
  const [heading = '', ...lines] = text.split('\n');
  if (!/^Neighbor\s+Linklayer Address\s+Netif\s+Expire\b/.test(heading)) return undefined;
  return lines.flatMap((line) => {
    const [, address = '', mac = '', expire = ''] = /^([0-9a-f:]{2,39})(?:%\w{1,16})?\s+([0-9a-f:]{11,17})\s+\S{1,16}\s+(\S{1,16})/i.exec(line) ?? [];
    return expire === 'permanent' ? [] : seenAt(padded(mac), address);
  });
}

function padded(mac: string): string {
  return mac.split(':').map((byte) => byte.padStart(2, '0')).join(':');
}

/** Next hops of default routes, also link-local ones. */
function gatewaysIn(text: string): ReadonlySet<string> | undefined {
  if (!/^Destination {1,80}Gateway {1,80}Flags\b/m.test(text)) return undefined;
  return new Set([...text.matchAll(/^default {1,80}([0-9a-f.:]{2,39})(?:%\w{1,16})? {1,80}\w{0,16}G/gim)].map(([, hop = '']) => hop.toLowerCase()));
}

/** A gateway of IPv6 has a link-local address: the hardware address tells which neighbor it is. */
function routersAmong(seen: readonly Seen[], gateways: Known<ReadonlySet<string>>): Known<ReadonlySet<string>> {
  return mapped(gateways, (hops) => new Set(seen.filter(({ address }) => hops.has(address)).map(({ mac }) => mac)));
}
