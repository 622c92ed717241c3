import dns from 'node:dns/promises';
import net from 'node:net';
import { codeOf } from '../../failure.ts';
import { isInside } from '../../host/networks.ts';
import type { Why } from '../../host/reading.ts';

/** Where a name leads: the address that is then connected to, so that a second look-up cannot lead elsewhere. */
export type Located = { readonly address: string } | { readonly why: Why };

/** Looks a host up; every address of it has to lie in the declared networks, if any are declared. */
export async function locate(host: string, networks: readonly string[], lookup: (name: string) => Promise<readonly string[]> = addressesOf): Promise<Located> {
  const addresses = await lookup(host).catch((error: unknown) => `${host} is not known to DNS (${codeOf(error) || 'no answer'})`);
  if (typeof addresses === 'string') return { why: { reason: 'unreachable', detail: addresses } };
  const outside = networks.length > 0 ? addresses.find((address) => !isInside(address, networks)) : undefined;
  if (outside !== undefined) {
    const is = outside === host ? host : `${host} is ${outside}, which`;
    return { why: { reason: 'foreign-network', detail: `${is} lies in none of the networks of agent.yaml (${networks.join(', ')})` } };
  }
  const [address] = addresses;
  return address === undefined ? { why: { reason: 'unreachable', detail: `${host} has no address` } } : { address };
}

async function addressesOf(host: string): Promise<readonly string[]> {
  if (net.isIP(host) !== 0) return [host];
  return (await dns.lookup(host, { all: true })).map(({ address }) => address);
}
