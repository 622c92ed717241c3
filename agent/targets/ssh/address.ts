import dns from 'node:dns/promises';
import net from 'node:net';
import { codeOf } from '../../failure.ts';
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

/** Whether an address lies in one of some networks, `address/length`; an IPv4 address written as IPv6 counts as what it is. */
export function isInside(address: string, networks: readonly string[]): boolean {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  const family = net.isIPv6(plain) ? 'ipv6' : 'ipv4';
  const list = new net.BlockList();
  for (const network of networks) {
    const [base = '', length = ''] = network.split('/');
    if (net.isIP(base) !== 0) list.addSubnet(base, Number(length), net.isIPv6(base) ? 'ipv6' : 'ipv4');
  }
  return net.isIP(plain) !== 0 && list.check(plain, family);
}

async function addressesOf(host: string): Promise<readonly string[]> {
  if (net.isIP(host) !== 0) return [host];
  return (await dns.lookup(host, { all: true })).map(({ address }) => address);
}
