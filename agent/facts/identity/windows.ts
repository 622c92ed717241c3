import { createHmac } from 'node:crypto';
import type { Identity } from '../../../wire/sections/identity.ts';
import { cim, instancesOf } from '../../host/cim.ts';
import { firmwareSerial, firmwareUuid } from '../../host/firmware-text.ts';
import { sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import { hklm, hku, keysOf, registryFact, registryNumber, registryText } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const sources = {
  /** The names that are in effect, and the suffix of the computer's own name; not the one a network hands out. */
  names: hklm(String.raw`SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`, ['Hostname', 'Domain']),
  machineId: hklm(String.raw`SOFTWARE\Microsoft\Cryptography`, ['MachineGuid']),
  product: cim('root/cimv2:Win32_ComputerSystemProduct', ['UUID', 'IdentifyingNumber']),
  enclosure: cim('root/cimv2:Win32_SystemEnclosure', ['SMBIOSAssetTag']),
  system: cim('root/cimv2:Win32_ComputerSystem', ['PartOfDomain', 'Domain']),
  adapters: cim('root/StandardCimv2:MSFT_NetAdapter', ['PermanentAddress', 'PnPDeviceID', 'HardwareInterface', 'NdisPhysicalMedium']),
  /** One key per join, named after a certificate; also who joined it, which is not read. */
  joined: hklm(String.raw`SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\*`, ['TenantId']),
  /** What a user who is signed in now registered. */
  registered: hku(String.raw`*\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo\*`, ['TenantId']),
  /** Enrollments in device management; of the address only the host is kept. */
  enrollments: hklm(String.raw`SOFTWARE\Microsoft\Enrollments\*`, ['ProviderID', 'EnrollmentState', 'DiscoveryServiceFullURL']),
  configurationManager: hklm(String.raw`SOFTWARE\Microsoft\SMS\Mobile Client`, ['AssignedSiteCode']),
} as const satisfies Sources;

type At = Look<typeof sources>;

/**
 * Names from the TCP/IP parameters, firmware by Win32_ComputerSystemProduct (SMBIOS type 1) and Win32_SystemEnclosure
 * (type 3), adapters by MSFT_NetAdapter, joins as `dsregcmd /status` reads them. See the classes at learn.microsoft.com.
 */
export const windows: PlatformFact<Identity> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Identity> {
  const at = look(answers, sources);
  const hostname = hostnameOf(at);
  const data: Identity = {
    hostname,
    fqdn: fqdnOf(at, hostname),
    machineId: registryFact(at, 'machineId', { source: 'machineId', value: 'MachineGuid', parse: machineIdOf }),
    systemUuid: firmware(at, 'systemUuid', { source: 'product', property: 'UUID', parse: firmwareUuid }),
    serial: firmware(at, 'serial', { source: 'product', property: 'IdentifyingNumber', parse: firmwareSerial }),
    assetTag: firmware(at, 'assetTag', { source: 'enclosure', property: 'SMBIOSAssetTag', parse: firmwareSerial }),
    macs: macsOf(at),
    domain: domainOf(at),
    entra: entraOf(at),
    managedBy: managersOf(at),
  };
  return { data, missing: at.missing() };
}

function hostnameOf(at: At): string | undefined {
  const name = registryFact(at, 'hostname', { source: 'names', value: 'Hostname', parse: nameOf });
  return name ?? at.lack('hostname', { reason: 'not-visible-from-here', detail: sources.names.key });
}

/** A DNS name as Windows takes it, which also allows an underscore. */
function nameOf(value: unknown): string | null | undefined {
  const text = registryText(value);
  if (typeof text !== 'string') return text;
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,253}[\p{L}\p{N}_])?$/u.test(text) ? text : undefined;
}

function fqdnOf(at: At, hostname: string | undefined): string | null | undefined {
  const suffix = registryFact(at, 'fqdn', { source: 'names', value: 'Domain', parse: nameOf });
  if (hostname === undefined) return at.lack('fqdn', { reason: 'not-visible-from-here', detail: 'the computer has no name' });
  if (typeof suffix !== 'string') return suffix;
  const full = `${hostname}.${suffix}`;
  return full.length <= 255 ? full : at.lack('fqdn', { reason: 'unreadable', detail: sources.names.key });
}

/** The keyed hash that Linux makes of its machine-id, here of the GUID that setup made. A copied disk has the same one. */
function machineIdOf(value: unknown): string | null | undefined {
  const guid = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (/^[0-]+$/.test(guid)) return null;
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid) ? createHmac('sha256', 'townwatch-machine-id/1').update(guid).digest('hex') : undefined;
}

interface Field {
  readonly source: 'product' | 'enclosure';
  readonly property: string;
  readonly parse: (text: string) => string | null | undefined;
}

/** A text of the firmware in the first instance that has one; a computer with a dock or a second enclosure has several. */
function firmware(at: At, path: string, { source, property, parse: read }: Field): string | null | undefined {
  const { list, why } = instancesOf(at, source);
  if (why) return at.lack(path, why);
  if (list === undefined || list.length === 0) return at.lack(path, { reason: 'not-visible-from-here', detail: sources[source].class });
  const values = list.map((it) => it(property)).map((value) => (value === null ? null : typeof value === 'string' ? read(value) : undefined));
  const [found] = values.filter((value) => typeof value === 'string');
  if (found !== undefined) return found;
  return values.includes(undefined) ? at.lack(path, { reason: 'unreadable', detail: `${sources[source].class} ${property}` }) : null;
}

/** NdisPhysicalMediumBluetooth of ntddndis.h. */
const bluetooth = 10;

/** Addresses burnt into adapters on a bus of this computer; one on USB may be a dock, so it only counts where there is no other. */
function macsOf(at: At): string[] | undefined {
  const { list, why } = instancesOf(at, 'adapters');
  if (list === undefined) return at.lack('macs', why ?? { reason: 'not-visible-from-here', detail: sources.adapters.class });
  const physical = list.flatMap((it) => {
    const [address, device] = [it('PermanentAddress'), it('PnPDeviceID')];
    const virtual = it('HardwareInterface') === false || it('NdisPhysicalMedium') === bluetooth;
    if (virtual || address === null) return [];
    if (typeof address !== 'string' || typeof device !== 'string') return at.lack('macs', { reason: 'unreadable', detail: sources.adapters.class }) ?? [];
    const mac = /^(?:ROOT|SWD|BTH|COMPOSITEBUS)\\/i.test(device) ? undefined : macOf(address);
    return mac === undefined ? [] : [{ mac, usb: /^USB\\/i.test(device) }];
  });
  const fixed = physical.filter(({ usb }) => !usb);
  return sortedSet((fixed.length > 0 ? fixed : physical).map(({ mac }) => mac));
}

/** `001A2B3C4D5E`, also with dashes or colons; undefined for none, for zeroes, for group addresses. */
function macOf(text: string): string | undefined {
  const hex = text.replace(/[:-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{12}$/.test(hex) || /^0+$/.test(hex) || (Number.parseInt(hex.slice(0, 2), 16) & 1) !== 0) return undefined;
  return (hex.match(/../g) ?? []).join(':');
}

/** `Domain` is also the name of a workgroup, so it only counts for a computer that is part of a domain. */
function domainOf(at: At): string | null | undefined {
  const { list, why } = instancesOf(at, 'system');
  if (why) return at.lack('domain', why);
  const [it] = list ?? [];
  if (it === undefined) return at.lack('domain', { reason: 'not-visible-from-here', detail: sources.system.class });
  if (it('PartOfDomain') === false) return null;
  const name = nameOf(it('Domain'));
  return it('PartOfDomain') === true && typeof name === 'string' ? name.toLowerCase() : at.lack('domain', { reason: 'unreadable', detail: sources.system.class });
}

function entraOf(at: At): Identity['entra'] {
  const [joined, registered] = [keysOf(at, 'joined'), keysOf(at, 'registered')];
  const first = [...joined.keys].sort((a, b) => (a.path < b.path ? -1 : 1))[0] ?? (joined.why ? undefined : registered.keys[0]);
  if (first === undefined) return joined.why || registered.why ? at.lack('entra', joined.why ?? registered.why ?? { reason: 'unreadable' }) : null;
  const tenant = first.value('TenantId');
  const known = typeof tenant === 'string' && /^[0-9a-f-]{36}$/i.test(tenant) ? tenant.toLowerCase() : tenant === null ? null : undefined;
  return {
    tenantId: known === undefined ? at.lack('entra.tenantId', { reason: 'unreadable', detail: first.path }) : known,
    join: joined.keys.length > 0 ? 'joined' : 'registered',
  };
}

/** State of an enrollment that is complete, see the DMClient provider at learn.microsoft.com. */
const enrolled = 1;
const intune = 'MS DM Server';

function managersOf(at: At): string[] | undefined {
  const [enrollments, manager] = [keysOf(at, 'enrollments'), keysOf(at, 'configurationManager')];
  const why = enrollments.why ?? manager.why;
  if (why) return at.lack('managedBy', why);
  const names = enrollments.keys.flatMap((key) => {
    const [provider, state] = [registryText(key.value('ProviderID')), registryNumber(key.value('EnrollmentState'))];
    if (provider === undefined || state === undefined) return at.lack('managedBy', { reason: 'unreadable', detail: key.path }) ?? [];
    if (provider === null || state !== enrolled) return [];
    const address = key.value('DiscoveryServiceFullURL');
    const host = typeof address === 'string' ? /^https?:\/\/(?:[^/@]*@)?([a-z0-9.-]{1,200})(?=[:/]|$)/i.exec(address.trim())?.[1] : undefined;
    return provider === intune && (host === undefined || /\.microsoft\.(?:com|us|cn)$|\.manage\.microsoft/i.test(host)) ? ['Microsoft Intune'] : [printable(host ?? provider, 128)];
  });
  const sites = manager.keys.filter((key) => typeof key.value('AssignedSiteCode') === 'string' && key.value('AssignedSiteCode') !== '');
  return sortedSet([...names, ...sites.map(() => 'Microsoft Configuration Manager')]);
}
