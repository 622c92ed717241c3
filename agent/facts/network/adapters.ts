import type { Network } from '../../../wire/sections/network.ts';
import { sortedBy } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, part, printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Reading, Sources } from '../../host/source.ts';
import { plainIpv6 } from './addresses.ts';
import { leaseTeller } from './leases.ts';

type Adapter = NonNullable<Network['interfaces']>[number];
type Kind = NonNullable<Adapter['kind']>;

/** See Documentation/ABI/testing/sysfs-class-net of the kernel. World-readable. */
export const adapterSources = {
  adapters: { kind: 'links', pattern: '/sys/class/net/*' },
  address: { kind: 'files', pattern: '/sys/class/net/*/address', trust: 'kernel' },
  assigned: { kind: 'files', pattern: '/sys/class/net/*/addr_assign_type', trust: 'kernel' },
  type: { kind: 'files', pattern: '/sys/class/net/*/type', trust: 'kernel' },
  flags: { kind: 'files', pattern: '/sys/class/net/*/flags', trust: 'kernel' },
  operstate: { kind: 'files', pattern: '/sys/class/net/*/operstate', trust: 'kernel' },
  speed: { kind: 'files', pattern: '/sys/class/net/*/speed', trust: 'kernel' },
  /** Says DEVTYPE: wlan, wwan, bridge, vlan, bond, vxlan, wireguard… */
  uevent: { kind: 'files', pattern: '/sys/class/net/*/uevent', trust: 'kernel' },
  wireless: { kind: 'names', pattern: '/sys/class/net/*/phy80211' },
  index: { kind: 'files', pattern: '/sys/class/net/*/ifindex', trust: 'kernel' },
  /** What a client of DHCP leaves while it holds an address: systemd-networkd by number of the adapter, the others by its name. */
  networkdLeases: { kind: 'names', pattern: '/run/systemd/netif/leases/*' },
  managerLeases: { kind: 'names', pattern: '/var/lib/NetworkManager/*.lease' },
  dhclientLeases: { kind: 'names', pattern: '/var/lib/dhcp/dhclient*.leases' },
  dhcpcdLeases: { kind: 'names', pattern: '/var/lib/dhcpcd/*.lease' },
  dhclientPids: { kind: 'names', pattern: '/run/dhclient*.pid' },
  /** Who else could have asked: with none of these the kernel or something unknown set the address. */
  interfacesFile: { kind: 'file', path: '/etc/network/interfaces' },
  interfacesParts: { kind: 'files', pattern: '/etc/network/interfaces.d/*' },
  networkManagers: { kind: 'names', pattern: '/run/NetworkManager' },
  networkd: { kind: 'names', pattern: '/run/systemd/netif/links/*' },
  ipv4: { kind: 'interfaces' },
  ipv6: { kind: 'file', path: '/proc/net/if_inet6', trust: 'kernel' },
} as const satisfies Sources;

/** Host ends of the adapters of containers and guests: they come and go by themselves, under random names. */
export const guests = /^(?:veth|cali|lxc|vnet|fwpr|fwln|fwbr|tap\d+i)/;

/** The adapters of this computer with their addresses, by name. */
export function adaptersOf(look: Look<typeof adapterSources>): Adapter[] | undefined {
  const why = whyUnread(look, 'adapters');
  if (why) return look.lack('interfaces', why);
  const addresses = addressesOf(look);
  const dhcp = leaseTeller(look, addresses);
  const ask = {
    address: look.each('address', 4), assigned: look.each('assigned', 4), type: look.each('type', 4), flags: look.each('flags', 4),
    operstate: look.each('operstate', 4), speed: look.each('speed', 4), uevent: look.each('uevent', 4), wireless: look.each('wireless', 4),
  };
  const adapters = look.all('adapters').entries.filter(({ path }) => !guests.test(part(path, 4))).map(({ path, reading }): Adapter => {
    const name = part(path, 4);
    const type = look.fact('interfaces[].kind', ask.type(name), (text) => text);
    const flags = look.fact('interfaces[].up', ask.flags(name), hexadecimal, path);
    const operstate = look.fact('interfaces[].up', ask.operstate(name), (text) => text);
    const devtype = look.fact('interfaces[].kind', ask.uevent(name), devtypeOf);
    return {
      name: printable(name, 64),
      mac: macFact(look, ask.type(name), ask.assigned(name), ask.address(name)),
      kind: kindOf({ type, place: textOf(reading) ?? '', devtype, wireless: ask.wireless(name) }, look),
      up: flags === undefined || operstate === undefined ? undefined : upOf(flags ?? 0, operstate),
      speedMbps: speedOf(look, ask.speed(name)),
      dhcp: dhcp(name),
      addresses: addresses?.(name),
    };
  });
  return sortedBy(adapters, ({ name }) => name);
}

/** Addresses with prefix length by adapter; undefined, with the reason noted, where the kernel did not say. */
function addressesOf(look: Look<typeof adapterSources>): ((name: string) => string[]) | undefined {
  const v4 = look.need('interfaces[].addresses', 'ipv4', ipv4Of);
  const v6 = look.take('interfaces[].addresses', 'ipv6', ipv6Of);
  if (v4 === undefined || v6 === undefined) return undefined;
  // A second IPv4 address may carry a label: `eth0:1`.
  return (name) => [...new Set([...v4, ...(v6 ?? [])].flatMap((it) => (it.name.split(':')[0] === name ? [it.cidr] : [])))].sort(inOrder);
}

interface Address {
  readonly name: string;
  readonly cidr: string;
}

function ipv4Of(text: string): Address[] | undefined {
  const parsed = jsonOf(text);
  if (!Array.isArray(parsed)) return undefined;
  return parsed.flatMap((it: unknown) => {
    const { name, cidr } = (it ?? {}) as Partial<Address>;
    return typeof name === 'string' && typeof cidr === 'string' && /^[\d.]{7,15}\/\d{1,2}$/.test(cidr) ? [{ name, cidr }] : [];
  });
}

/** See /proc/net/if_inet6: address, index, prefix length, scope, flags, name. Flag 1 is a temporary address (RFC 8981), 0x40 a tentative one. */
function ipv6Of(text: string): Address[] {
  return text.split('\n').flatMap((line) => {
    const [hex = '', , prefix = '', , flags = '', name = ''] = line.trim().split(/\s+/);
    const address = plainIpv6(hex);
    if (address === undefined || !/^[0-9a-f]{2}$/i.test(prefix) || name === '' || (Number.parseInt(flags, 16) & 1) !== 0) return [];
    return [{ name, cidr: `${address}/${Number.parseInt(prefix, 16)}` }];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hexadecimal(text: string): number | undefined {
  return /^0x[0-9a-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}

/** In use: switched on (IFF_UP of netdevice(7)), and connected as far as the driver can tell. */
function upOf(flags: number, operstate: string | null): boolean {
  return (flags & 1) === 1 && (operstate === null || ['up', 'unknown', 'dormant'].includes(operstate));
}

/** Not every adapter has a speed: the kernel then refuses to answer (EINVAL, which reads as nonsense), or says -1. */
function speedOf(look: Look<typeof adapterSources>, reading: Reading): number | null | undefined {
  if (reading.state === 'failed' && reading.reason !== 'unreadable') return look.lack('interfaces[].speedMbps', reading);
  const speed = wholeNumber(textOf(reading));
  return speed === undefined || speed === 0 || speed >= 0xffffffff ? null : speed;
}

/** ARPHRD_ETHER of if_arp.h: Ethernet and Wi-Fi. */
const ethernet = '1';
/** NET_ADDR_PERM and NET_ADDR_STOLEN of netdevice.h: in the hardware, or taken over from hardware. Others are random or made up. */
const lasting = ['0', '2'];

/** The hardware address of an Ethernet or Wi-Fi adapter; null where there is none, or only a made-up one. */
function macFact(look: Look<typeof adapterSources>, ...asked: readonly [type: Reading, assigned: Reading, address: Reading]): string | null | undefined {
  const [type, assigned, address] = asked.map((reading) => look.fact('interfaces[].mac', reading, (text) => text));
  if (type === undefined || (type === ethernet && assigned === undefined)) return undefined;
  if (type !== ethernet || !lasting.includes(assigned ?? '')) return null;
  if (address === undefined) return undefined;
  const mac = address?.toLowerCase() ?? '';
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac) && mac !== '00:00:00:00:00:00' ? mac : null;
}

const kinds: Readonly<Record<string, Kind>> = {
  wlan: 'wifi', wwan: 'cellular', bridge: 'bridge', vlan: 'virtual', bond: 'virtual', vxlan: 'tunnel', wireguard: 'tunnel', geneve: 'tunnel',
};
/** Hardware types of if_arp.h that are tunnels: PPP, IPIP, IPv6 in IP, no header (tun, wireguard), GRE. */
const tunnels = ['512', '768', '769', '776', '65534', '778', '823'];

interface Described {
  readonly type: string | null | undefined;
  readonly place: string;
  readonly devtype: string | null | undefined;
  readonly wireless: Reading;
}

/** Undefined, with the reason noted by whoever was refused, where a part that decides was not read. */
function kindOf({ type, place, devtype, wireless }: Described, look: Look<typeof adapterSources>): Kind | undefined {
  if (type === '772') return 'loopback';
  if (wireless.state === 'read') return 'wifi';
  const told = typeof devtype === 'string' ? kinds[devtype] : undefined;
  if (told !== undefined) return told;
  if (type === undefined || devtype === undefined) return undefined;
  if (wireless.state === 'failed') return look.lack('interfaces[].kind', wireless);
  if (tunnels.includes(type ?? '')) return 'tunnel';
  if (place.includes('/devices/virtual/')) return 'virtual';
  return type === ethernet ? 'ethernet' : 'other';
}

function devtypeOf(text: string): string | null {
  return /^DEVTYPE=(.*)$/m.exec(text)?.[1] ?? null;
}
