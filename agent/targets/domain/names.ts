import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** A name as it is compared: lower case, without a dot at its end. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Whether a name is a domain or stands below it. */
export function isWithin(name: string, domain: string): boolean {
  const plain = plainName(name);
  return plain === domain || plain.endsWith(`.${domain}`);
}

/** The names above a name that are no whole ending: of `a.b.c.d` those are `b.c.d` and `c.d`. */
export function namesAbove(name: string): string[] {
  const labels = plainName(name).split('.');
  return labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
}

/** Addresses that nobody on the internet can reach (IANA special-purpose registries), and those that name filters answer with. */
const privateNetworks: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'], ['10.0.0.0', 8, 'ipv4'], ['100.64.0.0', 10, 'ipv4'], ['127.0.0.0', 8, 'ipv4'], ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'], ['192.0.0.0', 24, 'ipv4'], ['192.168.0.0', 16, 'ipv4'], ['198.18.0.0', 15, 'ipv4'], ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'], ['64:ff9b:1::', 48, 'ipv6'], ['100::', 64, 'ipv6'], ['fc00::', 7, 'ipv6'], ['fe80::', 9, 'ipv6'], ['ff00::', 8, 'ipv6'],
];

/** Whether an address lies in a network of its own, so that the world does not see what is there. What is no address counts, too. */
export function isPrivateAddress(address: string): boolean {
  // An IPv4 address in the clothes of IPv6 (::ffff:0:0/96) is never one of the internet.
  if ((!isIPv4(address) && !isIPv6(address)) || /^::ffff:/i.test(address)) return true;
  const list = new BlockList();
  for (const [network, prefix, family] of privateNetworks) list.addSubnet(network, prefix, family);
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
