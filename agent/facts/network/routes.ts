import type { Network } from '../../../wire/sections/network.ts';
import { withoutCredentials } from '../../host/address.ts';
import { sortedBy } from '../../host/order.ts';
import { printable } from '../../host/reading.ts';
import { guests } from './adapters.ts';
import { hostOrderIpv4, plainIpv6 } from './addresses.ts';

type Route = NonNullable<Network['routes']>[number];

/** RTF_GATEWAY and RTF_REJECT of route.h. */
const [gatewayFlag, rejectFlag] = [0x0002, 0x0200];

/** See /proc/net/route: addresses and mask as 32-bit numbers of the machine; undefined when it is not that file. */
export function routes4(text: string): Route[] | undefined {
  const [header = '', ...lines] = text.split('\n');
  if (text !== '' && !header.startsWith('Iface')) return undefined;
  return lines.flatMap((line): Route[] => {
    const [name = '', to = '', hop = '', flags = '', , , , mask = ''] = line.trim().split(/\s+/);
    const [address, bits, through] = [hostOrderIpv4(to), prefixOf(mask), Number.parseInt(flags, 16)];
    if (address === undefined || bits === undefined || (through & rejectFlag) !== 0) return [];
    return route({ name, address, bits, gateway: (through & gatewayFlag) === 0 ? null : (hostOrderIpv4(hop) ?? null), whole: 32 });
  });
}

/** See /proc/net/ipv6_route: destination, prefix, source, prefix, next hop, metric, references, use, flags, device. */
export function routes6(text: string): Route[] {
  return text.split('\n').flatMap((line): Route[] => {
    const [to = '', prefix = '', , , hop = '', , , , flags = '', name = ''] = line.trim().split(/\s+/);
    const [address, through] = [plainIpv6(to), Number.parseInt(flags, 16)];
    if (address === undefined || !/^[0-9a-f]{2}$/i.test(prefix) || (through & rejectFlag) !== 0 || /^f[ef]/i.test(to)) return [];
    return route({ name, address, bits: Number.parseInt(prefix, 16), gateway: /^0+$/.test(hop) ? null : (plainIpv6(hop) ?? null), whole: 128 });
  });
}

/** By destination and gateway, each once: the same route over two adapters stands twice. */
export function sortedRoutes(routes: readonly Route[]): Route[] {
  const unique = new Map(routes.map((one) => [`${one.destination}\0${one.gateway ?? ''}\0${one.interface ?? ''}`, one]));
  return sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}

/** The proxy for everybody from /etc/environment: https before http before all. */
export function proxyIn(text: string): string | null {
  const value = (name: string) => new RegExp(`^[ \\t]*(?:export\\s+)?${name}[ \\t]*=[ \\t]*["']?([^"'\\s#]+)`, 'im').exec(text)?.[1];
  const found = value('https_proxy') ?? value('http_proxy') ?? value('all_proxy');
  return found === undefined ? null : printable(withoutCredentials(found), 255);
}

interface Parts {
  readonly name: string;
  readonly address: string;
  readonly bits: number;
  readonly gateway: string | null;
  readonly whole: number;
}

/** Routes of single hosts, of the machine to itself, and those to containers come and go. */
function route({ name, address, bits, gateway, whole }: Parts): Route[] {
  if (bits >= whole || name === 'lo' || name === '' || guests.test(name)) return [];
  return [{ destination: `${address}/${bits}`, gateway, interface: printable(name, 64) }];
}

/** Length of a mask of eight hexadecimal digits; undefined where its bits are not in one row. */
function prefixOf(mask: string): number | undefined {
  if (!/^[0-9a-f]{8}$/i.test(mask)) return undefined;
  const bits = (Number.parseInt(mask, 16) >>> 0).toString(2).replaceAll('0', '').length;
  const dotted = hostOrderIpv4(mask)?.split('.').map((byte) => Number(byte).toString(2).padStart(8, '0')).join('') ?? '';
  return /^1*0*$/.test(dotted) ? bits : undefined;
}
