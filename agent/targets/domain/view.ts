import type { Ask, Lookup, Question } from './lookup.ts';
import { recordsOf } from './lookup.ts';
import type { Resolver } from './resolver.ts';

/** Whether what the resolver says is what the world sees. */
export interface View {
  /** What shows that the resolver answers for the inside of a network only; absent when nothing does. */
  readonly split?: string;
  /** A name server of the domain was asked past the resolver, and named the same name servers. */
  readonly compared: boolean;
  /** Our own code failed on what came, which is a bug. */
  readonly crash?: string;
}

/** What looking needs. `isPrivate` tells addresses that the world cannot reach. */
export interface Looking {
  readonly domain: string;
  readonly resolver: Resolver;
  readonly isPrivate: (address: string) => boolean;
  /** Port of the domain's own name servers. */
  readonly dnsPort: number;
}

const mostServers = 2;

/**
 * Looks for signs of split DNS: private addresses behind public names of the domain, and name servers of the domain that
 * name others than the resolver does. A sign that cannot be looked for (a name server outside the declared domains, a
 * firewall that lets no DNS out) is none.
 */
export async function viewOf(looking: Looking): Promise<View> {
  const { domain, resolver, isPrivate } = looking;
  const [servers, mx] = await Promise.all([resolver.ask(domain, 'NS'), resolver.ask(domain, 'MX')]);
  const named = recordsOf(servers, 'NS').map(({ host }) => host).sort();
  const hosts = [domain, `www.${domain}`, ...named, ...recordsOf(mx, 'MX').map(({ host }) => host)].filter((host) => resolver.allows(host) && host !== '.');
  const found = await Promise.all([...new Set(hosts)].map(async (host) => ({ host, addresses: await addressesOf(resolver.ask, host) })));
  const inside = found.flatMap(({ host, addresses }) => addresses.known.filter(isPrivate).map((address) => `${host} is ${address}`))[0];
  if (inside !== undefined) return { split: `${inside}, which nobody on the internet can reach`, compared: false };
  const own = found.filter(({ host }) => named.includes(host)).flatMap(({ addresses }) => addresses.known);
  return compare(looking, named, own.slice(0, mostServers));
}

/** The addresses of a host, and the lookup that failed when they may not be all. */
export async function addressesOf(ask: Ask, host: string): Promise<{ readonly known: string[]; readonly failed?: Extract<Lookup['answer'], { state: 'failed' }> }> {
  const both = await Promise.all([ask(host, 'A'), ask(host, 'AAAA')]);
  const known = [...recordsOf(both[0], 'A'), ...recordsOf(both[1], 'AAAA')].map(({ address }) => address);
  const failed = both.map(({ answer }) => answer).find((answer) => answer.state === 'failed');
  return failed ? { known, failed } : { known };
}

async function compare({ domain, resolver, dnsPort }: Looking, named: readonly string[], addresses: readonly string[]): Promise<View> {
  const question: Question = { name: domain, type: 'NS' };
  for (const address of addresses) {
    const told = await resolver.askServer({ address, port: dnsPort }, question);
    if (told.answer.state === 'failed' || !told.authoritative) continue;
    const theirs = recordsOf(told, 'NS').map(({ host }) => host).sort();
    if (theirs.join(' ') === named.join(' ')) return { compared: true };
    return { split: `the resolver names ${named.join(', ')} as name servers of ${domain}, ${address} names ${theirs.join(', ') || 'none'}`, compared: false };
  }
  return { compared: false };
}
