import { sortedSet } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { part, textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** See Documentation/ABI/testing/sysfs-class-net of the kernel. */
export const macSources = {
  adapters: { kind: 'links', pattern: '/sys/class/net/*' },
  adapterAddress: { kind: 'files', pattern: '/sys/class/net/*/address', trust: 'kernel' },
  adapterAssigned: { kind: 'files', pattern: '/sys/class/net/*/addr_assign_type', trust: 'kernel' },
  adapterType: { kind: 'files', pattern: '/sys/class/net/*/type', trust: 'kernel' },
  /** What an adapter was born with, while a bond makes it speak under another address. */
  bondedAddress: { kind: 'files', pattern: '/sys/class/net/*/bonding_slave/perm_hwaddr', trust: 'kernel' },
  /** What a Wi-Fi card was born with, while it hides behind random addresses. */
  radioAddress: { kind: 'files', pattern: '/sys/class/ieee80211/*/macaddress', trust: 'kernel' },
} as const satisfies Sources;

/** ARPHRD_ETHER of if_arp.h: Ethernet and Wi-Fi. */
const ethernet = '1';
/** NET_ADDR_PERM of netdevice.h: the address is the one in the hardware. */
const permanent = '0';

/**
 * The addresses burnt into the adapters of this computer, sorted. An adapter on USB may be a dock that several computers
 * share, so it only counts where there is no other.
 */
export function permanentMacs(look: Look<typeof macSources>): string[] | undefined {
  const why = whyUnread(look, 'adapters') ?? whyUnread(look, 'radioAddress') ?? whyUnread(look, 'bondedAddress');
  if (why) return look.lack('macs', why);
  const [address, assigned, type, bonded] = [look.each('adapterAddress', 4), look.each('adapterAssigned', 4), look.each('adapterType', 4), look.each('bondedAddress', 4)];
  const physical = look.all('adapters').entries.flatMap(({ path, reading }) => {
    const [name, place] = [part(path, 4), textOf(reading) ?? ''];
    if (place.includes('/devices/virtual/')) return [];
    const answers = [type(name), assigned(name), address(name)];
    for (const answer of answers) if (answer.state === 'failed') look.lack('macs', answer);
    const [kind, origin, own] = answers.map(textOf);
    const mac = kind === ethernet ? macOf(textOf(bonded(name)) ?? (origin === permanent ? own : undefined)) : undefined;
    return mac === undefined ? [] : [{ mac, usb: /\/usb\d+\//.test(place) }];
  });
  const radios = look.all('radioAddress').entries.flatMap(({ reading }) => macOf(textOf(reading)) ?? []);
  const fixed = [...physical.filter(({ usb }) => !usb).map(({ mac }) => mac), ...radios];
  return sortedSet(fixed.length > 0 ? fixed : physical.map(({ mac }) => mac));
}

/** A hardware address in lower case; undefined for none, for zeroes, for the broadcast address and for group addresses. */
function macOf(text: string | undefined): string | undefined {
  const mac = text?.toLowerCase();
  if (mac === undefined || !/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac) || mac === '00:00:00:00:00:00') return undefined;
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 ? mac : undefined;
}
