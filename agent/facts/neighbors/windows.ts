import type { Neighbors } from '../../../wire/sections/neighbors.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { isInside } from '../../host/networks.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { FactSettings, ParseContext, Parsed, PlatformFact } from '../fact.ts';
import type { Seen } from './seen.ts';
import { isMadeUp, seenAt } from './seen.ts';

/** Which networks this computer is on: asked first, and only where the town declared any. */
const here = { addresses: cim('root/StandardCimv2:MSFT_NetIPAddress', ['IPAddress']) } as const satisfies Sources;

/** Who answered: asked only on a declared network. */
const there = {
  neighbors: cim('root/StandardCimv2:MSFT_NetNeighbor', ['IPAddress', 'LinkLayerAddress', 'State']),
  routes: cim('root/StandardCimv2:MSFT_NetRoute', ['DestinationPrefix', 'NextHop']),
} as const satisfies Sources;

const sources = { ...here, ...there } as const;

type At = Look<typeof sources>;

/** The tables behind Get-NetNeighbor, only while this computer is on a network of the town's own list. */
export const windows: PlatformFact<Neighbors> = {
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
    const { why } = instancesOf(at, 'addresses');
    return why ? { failed: why.reason, detail: why.detail ?? here.addresses.class } : { failed: 'foreign-network', detail: 'no address of this computer lies in a declared network' };
  }
  const seen = seenIn(at)?.filter(({ address }) => isInside(address, networks));
  const gateways = gatewaysOf(at);
  const macs = Map.groupBy(seen ?? [], ({ mac }) => mac);
  const real = [...macs].filter(([mac]) => !isMadeUp(mac));
  const neighbors = real.map(([mac, found]) => {
    const addresses = sortedSet(found.map(({ address }) => address)).slice(0, 16);
    const router = addresses.some((address) => gateways?.has(address)) ? true : gateways === undefined ? undefined : false;
    return { mac, addresses, ...(router === undefined ? {} : { router }) };
  });
  const told = seen === undefined ? {} : { neighbors: sortedBy(neighbors, ({ mac }) => mac), randomized: macs.size - real.length };
  return { data: { networks: sortedSet(networks), ...told }, missing: at.missing() };
}

/** Declared networks in which this computer has an address; link-local ones are the same on every network. */
function networksHere(at: Look<typeof here>, { networks }: FactSettings): string[] {
  const addresses = (instancesOf(at, 'addresses').list ?? []).flatMap((it) => cimText(it('IPAddress'), 64)?.replace(/%\d+$/, '') ?? []);
  const own = addresses.filter((address) => !/^(?:fe[89ab]|169\.254\.|127\.|::1$)/i.test(address));
  return networks.filter((network) => own.some((address) => isInside(address, [network])));
}

/** State of MSFT_NetNeighbor: 0 and 1 did not answer, 6 is one that somebody set by hand, or a group. */
const answered = [2, 3, 4, 5];

function seenIn(at: At): Seen[] | undefined {
  const { list, why } = instancesOf(at, 'neighbors');
  const lacking = (reason: NonNullable<typeof why>) => {
    at.lack('randomized', reason);
    return at.lack('neighbors', reason);
  };
  if (list === undefined) return lacking(why ?? { reason: 'not-visible-from-here', detail: there.neighbors.class });
  const rows = list.map((it) => ({ address: cimText(it('IPAddress'), 64), mac: cimText(it('LinkLayerAddress'), 64), state: cimNumber(it('State')) }));
  if (rows.some(({ address, mac, state }) => typeof address !== 'string' || mac === undefined || typeof state !== 'number')) return lacking({ reason: 'unreadable', detail: there.neighbors.class });
  return rows.flatMap(({ address, mac, state }) => (answered.includes(state ?? 0) ? seenAt((mac ?? '').replaceAll('-', ':'), (address ?? '').replace(/%\d+$/, '')) : []));
}

function gatewaysOf(at: At): Set<string> | undefined {
  const { list, why } = instancesOf(at, 'routes');
  if (list === undefined) return at.lack('neighbors[].router', why ?? { reason: 'not-visible-from-here', detail: there.routes.class });
  const rows = list.map((it) => ({ to: cimText(it('DestinationPrefix'), 64), hop: cimText(it('NextHop'), 64) }));
  if (rows.some(({ to, hop }) => to === undefined || hop === undefined)) return at.lack('neighbors[].router', { reason: 'unreadable', detail: there.routes.class });
  return new Set(rows.flatMap(({ to, hop }) => (/^(?:0\.0\.0\.0|::)\/0$/.test(to ?? '') && hop ? [hop.toLowerCase().replace(/%\d+$/, '')] : [])));
}
