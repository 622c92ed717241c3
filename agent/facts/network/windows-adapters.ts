import type { Network } from '../../../wire/sections/network.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

type Adapter = NonNullable<Network['interfaces']>[number];
type Kind = NonNullable<Adapter['kind']>;

export const adapterSources = {
  adapters: cim('root/StandardCimv2:MSFT_NetAdapter', ['Name', 'InterfaceIndex', 'PermanentAddress', 'InterfaceType', 'NdisPhysicalMedium', 'Virtual', 'HardwareInterface', 'Hidden', 'InterfaceOperationalStatus', 'ReceiveLinkSpeed']),
  addresses: cim('root/StandardCimv2:MSFT_NetIPAddress', ['IPAddress', 'PrefixLength', 'InterfaceIndex', 'SuffixOrigin']),
  ipv4: cim('root/StandardCimv2:MSFT_NetIPInterface', ['InterfaceIndex', 'Dhcp'], { filter: 'AddressFamily = 2' }),
} as const satisfies Sources;

type At = Look<typeof adapterSources>;

/** Adapters that people see, with their addresses, by name. */
export function adaptersOf(at: At): Adapter[] | undefined {
  const { list, why } = instancesOf(at, 'adapters');
  if (list === undefined) return at.lack('interfaces', why ?? { reason: 'not-visible-from-here', detail: adapterSources.adapters.class });
  const [addresses, dhcp] = [addressesOf(at), dhcpOf(at)];
  const adapters = list.flatMap((it): Adapter[] => {
    if (it('Hidden') === true) return [];
    const [name, index] = [cimText(it('Name'), 64), cimNumber(it('InterfaceIndex'))];
    if (typeof name !== 'string' || typeof index !== 'number') return at.lack('interfaces', { reason: 'unreadable', detail: 'Name' }) ?? [];
    const kind = kindOf(at, it);
    return [{
      name,
      mac: macOf(at, it, kind),
      kind,
      up: upOf(at, it),
      speedMbps: speedOf(at, it, kind),
      dhcp: dhcp?.(index),
      addresses: addresses?.(index),
    }];
  });
  return sortedBy(adapters, ({ name }) => name);
}

const unreadable = (detail: string): Why => ({ reason: 'unreadable', detail });

/** SuffixOrigin 5: a temporary address, made up for privacy. */
const random = 5;

function addressesOf(at: At): ((index: number) => string[]) | undefined {
  const { list, why } = instancesOf(at, 'addresses');
  if (list === undefined) return at.lack('interfaces[].addresses', why ?? { reason: 'not-visible-from-here', detail: adapterSources.addresses.class });
  const told = list.map((it) => ({ index: cimNumber(it('InterfaceIndex')), address: cimText(it('IPAddress'), 60), prefix: cimNumber(it('PrefixLength')), suffix: cimNumber(it('SuffixOrigin')) }));
  if (!told.every(({ index, address, prefix }) => typeof index === 'number' && typeof address === 'string' && /^[0-9a-f.:]+(?:%\d+)?$/i.test(address) && typeof prefix === 'number' && prefix <= 128))
    return at.lack('interfaces[].addresses', unreadable(adapterSources.addresses.class));
  return (index) => sortedSet(told.flatMap((it) => (it.index === index && it.suffix !== random ? [`${it.address?.replace(/%\d+$/, '') ?? ''}/${it.prefix ?? ''}`] : [])));
}

/** Dhcp of MSFT_NetIPInterface: 0 off, 1 on. An adapter without IPv4 has none. */
function dhcpOf(at: At): ((index: number) => boolean | undefined) | undefined {
  const { list, why } = instancesOf(at, 'ipv4');
  if (list === undefined) return at.lack('interfaces[].dhcp', why ?? { reason: 'not-visible-from-here', detail: adapterSources.ipv4.class });
  const byIndex = new Map(list.map((it) => [it('InterfaceIndex'), cimNumber(it('Dhcp'))]));
  return (index) => {
    const value = byIndex.has(index) ? byIndex.get(index) : 0;
    return value === 0 || value === 1 ? value === 1 : at.lack('interfaces[].dhcp', unreadable('Dhcp'));
  };
}

/** IF_OPER_STATUS of ifdef.h: 1 is up. */
function upOf(at: At, it: Instance): boolean | undefined {
  const status = cimNumber(it('InterfaceOperationalStatus'));
  return typeof status === 'number' && status >= 1 && status <= 7 ? status === 1 : at.lack('interfaces[].up', unreadable('InterfaceOperationalStatus'));
}

/** Only of a cable: the speed of a radio link moves by itself. */
function speedOf(at: At, it: Instance, kind: Kind | undefined): number | null | undefined {
  if (kind !== 'ethernet') return kind === undefined ? at.lack('interfaces[].speedMbps', unreadable('InterfaceType')) : null;
  const speed = cimNumber(it('ReceiveLinkSpeed'));
  if (speed === undefined) return typeof it('ReceiveLinkSpeed') === 'string' ? null : at.lack('interfaces[].speedMbps', unreadable('ReceiveLinkSpeed'));
  return speed === null || speed === 0 ? null : Math.floor(speed / 1_000_000) || null;
}

function macOf(at: At, it: Instance, kind: Kind | undefined): string | null | undefined {
  const address = it('PermanentAddress');
  if (kind === undefined || (address !== null && typeof address !== 'string')) return at.lack('interfaces[].mac', unreadable('PermanentAddress'));
  const hex = address?.replace(/[:-]/g, '').toLowerCase() ?? '';
  return /^[0-9a-f]{12}$/.test(hex) && !/^0+$/.test(hex) ? (hex.match(/../g) ?? []).join(':') : null;
}

/** IANAifType of MSFT_NetAdapter.InterfaceType. */
const types: Readonly<Record<number, Kind>> = { 6: 'ethernet', 24: 'loopback', 71: 'wifi', 131: 'tunnel', 23: 'tunnel', 53: 'virtual', 209: 'bridge', 243: 'cellular', 244: 'cellular' };
/** NDIS_PHYSICAL_MEDIUM of ntddndis.h: 1 and 9 radio, 8 cellular, 10 Bluetooth. */
const media: Readonly<Record<number, Kind>> = { 1: 'wifi', 8: 'cellular', 9: 'wifi', 10: 'other' };

function kindOf(at: At, it: Instance): Kind | undefined {
  const [type, medium] = [cimNumber(it('InterfaceType')), cimNumber(it('NdisPhysicalMedium'))];
  if (typeof type !== 'number' || medium === undefined) return at.lack('interfaces[].kind', unreadable('InterfaceType'));
  const byMedium = medium === null ? undefined : media[medium];
  if (byMedium !== undefined) return byMedium;
  const kind = types[type] ?? 'other';
  return kind === 'ethernet' && (it('Virtual') === true || it('HardwareInterface') === false) ? 'virtual' : kind;
}
