import type { Network } from '../../../wire/sections/network.ts';
import type { Known } from '../../host/known.ts';
import { mapped } from '../../host/known.ts';
import { plistFile, plistText, program } from '../../host/mac.ts';
import { dictKnown, printed } from '../../host/mac-known.ts';
import type { NetworkServices } from '../../host/mac-network.ts';
import { networkPreferences, networkServices } from '../../host/mac-network.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { dictsOf } from '../../host/plist.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

type Adapter = NonNullable<Network['interfaces']>[number];
type Kind = NonNullable<Adapter['kind']>;

export const macAdapterSources = {
  /** See ifconfig(8): addresses, flags, media; not localized. */
  adapters: program('/sbin/ifconfig', ['-a']),
  /** Kind and hardware address of every adapter that was ever there. */
  hardware: plistFile('/Library/Preferences/SystemConfiguration/NetworkInterfaces.plist'),
  preferences: networkPreferences,
} as const satisfies Sources;

type At = Look<typeof macAdapterSources>;

/** Adapters that macOS makes for its own services (AirDrop, Handoff, Touch Bar, Private Relay…), under numbers that change. */
const own = /^(?:awdl|llw|anpi|ap|p2p|gif|stf|XHC|pktap|iptap)\d/;

/** The adapters of this computer, by name. Tunnels without an address of their own are services of macOS. */
export function macAdapters(at: At): Network['interfaces'] {
  const blocks = adapterBlocks(printed(at, 'adapters', macAdapterSources));
  if (blocks.why) return at.lack('interfaces', blocks.why);
  const hardware = hardwareOf(at);
  const services = networkServices(dictKnown(at, 'preferences', macAdapterSources));
  const kept = blocks.value.filter((block) => !own.test(block.name) && (!/^(?:utun|ipsec)\d/.test(block.name) || block.addresses.some((address) => !address.startsWith('fe80:'))));
  return sortedBy(kept.map((block) => adapterOf(at, block, { hardware, services })), ({ name }) => name);
}

interface Block {
  readonly name: string;
  readonly up: boolean;
  readonly ether: string | null;
  readonly speed: number | null;
  readonly addresses: string[];
}

/** One block per adapter: its name at the start of a line, everything else indented. */
function adapterBlocks(text: Known<string>): Known<Block[]> {
  return mapped(text, (said) => {
    const blocks = said.split(/\n(?=[A-Za-z][\w.-]{0,60}: flags=)/).flatMap((block): Block[] => {
      const [, name, flags] = /^([A-Za-z][\w.-]{0,60}): flags=[0-9a-f]{1,8}<([A-Z0-9_,]{0,400})>/.exec(block) ?? [];
      if (name === undefined || flags === undefined) return [];
      const status = /^[ \t]+status: (\w+)/m.exec(block)?.[1];
      const media = /^[ \t]+media: [^\n(]{0,80}\((\d{2,6})(G?)base/im.exec(block);
      return [{
        name,
        up: flags.split(',').includes('UP') && (status === undefined || status === 'active'),
        ether: /^[ \t]+ether ([0-9a-f]{2}(?::[0-9a-f]{2}){5})\b/im.exec(block)?.[1]?.toLowerCase() ?? null,
        speed: media ? Number(media[1]) * (media[2] ? 1000 : 1) : null,
        addresses: sortedSet([...addresses4(block), ...addresses6(block)]),
      }];
    });
    return blocks.length === 0 ? undefined : blocks;
  }, 'ifconfig -a');
}

function addresses4(block: string): string[] {
  return [...block.matchAll(/^[ \t]+inet (\d{1,3}(?:\.\d{1,3}){3}) (?:--> \S+ )?netmask 0x([0-9a-f]{8})\b/gm)].map(([, address, mask]) => `${address}/${(Number.parseInt(mask ?? '0', 16) >>> 0).toString(2).replaceAll('0', '').length}`);
}

function addresses6(block: string): string[] {
  return [...block.matchAll(/^[ \t]+inet6 ([0-9a-f:]{2,39})(?:%\S{1,32})? (?:--> \S+ )?prefixlen (\d{1,3})\b(.*)$/gm)].flatMap(([, address, bits, rest]) => (/\btemporary\b/.test(rest ?? '') ? [] : [`${address}/${bits}`]));
}

interface Hardware {
  readonly type: string | undefined;
  readonly mac: string | null;
}

function hardwareOf(at: At): Known<ReadonlyMap<string, Hardware>> {
  return mapped(dictKnown(at, 'hardware', macAdapterSources), (file) => new Map(dictsOf(file?.['Interfaces']).flatMap((it): [string, Hardware][] => {
    const name = plistText(it['BSD Name'], 64);
    const bytes = it['IOMACAddress'];
    const mac = Buffer.isBuffer(bytes) && bytes.length === 6 ? bytes.toString('hex').replace(/..(?=.)/g, '$&:') : null;
    return name === undefined ? [] : [[name, { type: plistText(it['SCNetworkInterfaceType'], 64), mac }]];
  })));
}

interface Ground {
  readonly hardware: Known<ReadonlyMap<string, Hardware>>;
  readonly services: Known<NetworkServices>;
}

function adapterOf(at: At, block: Block, { hardware, services }: Ground): Adapter {
  const kind = kindOf(block.name, hardware.value?.get(block.name)?.type);
  const physical = kind === 'ethernet' || kind === 'wifi' || kind === undefined;
  const ether = [hardware.value?.get(block.name)?.mac, block.ether].find((mac) => mac !== undefined && mac !== null && isLasting(mac)) ?? null;
  const dhcp = services.why ? at.lack('interfaces[].dhcp', services.why) : services.value.some(({ adapter, method }) => adapter === block.name && method !== undefined && /^(?:DHCP|BOOTP)$/.test(method));
  return {
    name: printable(block.name, 64),
    mac: !physical ? null : (ether ?? (hardware.why ? at.lack('interfaces[].mac', hardware.why) : null)),
    kind: kind ?? at.lack('interfaces[].kind', hardware.why ?? { reason: 'not-visible-from-here', detail: `${block.name} is not in the list of adapters` }),
    up: block.up,
    speedMbps: block.up ? block.speed : null,
    dhcp,
    addresses: block.addresses,
  };
}

/** By SCNetworkInterfaceType of SystemConfiguration, else by the name that the driver chose. */
function kindOf(name: string, type: string | undefined): Kind | undefined {
  if (/^lo\d/.test(name)) return 'loopback';
  if (/^(?:utun|ipsec|ppp|gif|stf)\d/.test(name)) return 'tunnel';
  if (/^bridge\d/.test(name) || type === 'Bridge') return 'bridge';
  if (/^(?:vlan|bond|feth|vmenet|vmnet|vnic|ap|awdl|llw)\d/.test(name)) return 'virtual';
  if (type === 'IEEE80211') return 'wifi';
  if (type === 'Ethernet') return 'ethernet';
  if (type === 'WWAN') return 'cellular';
  return type === undefined ? (name.startsWith('en') ? undefined : 'other') : 'other';
}

/** Neither a group nor made up: Wi-Fi may show another address to every network. */
function isLasting(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 3) === 0 && !/^(?:00:){5}00$/.test(mac);
}
