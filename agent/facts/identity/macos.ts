import { createHmac } from 'node:crypto';
import type { Identity } from '../../../wire/sections/identity.ts';
import { firmwareSerial, firmwareUuid } from '../../host/firmware-text.ts';
import { dictAt, platformExpert, plistFile, plistFiles, plistIn, plistText, program } from '../../host/mac.ts';
import { sortedSet } from '../../host/order.ts';
import type { Plist, PlistDict } from '../../host/plist.ts';
import { dictOf, listOf } from '../../host/plist.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const sources = {
  hardware: platformExpert,
  /** Names that were given in System Settings. What the kernel calls itself follows the network of the day, see scutil(8). */
  names: plistFile('/Library/Preferences/SystemConfiguration/preferences.plist'),
  /** Every adapter that was ever connected, with its own hardware address. */
  adapters: plistFile('/Library/Preferences/SystemConfiguration/NetworkInterfaces.plist'),
  /** One file per Active Directory this Mac is bound to, see dsconfigad(8). */
  directories: plistFiles('/Library/Preferences/OpenDirectory/Configurations/Active Directory/*.plist'),
  companyPortal: { kind: 'names', pattern: '/Applications/Company Portal.app' },
  /** See profiles(1): its words are not localized. */
  enrollment: program('/usr/bin/profiles', ['status', '-type', 'enrollment']),
} as const satisfies Sources;

type At = Look<typeof sources>;

/** Names from the system configuration, serial number and UUID from the hardware tree, joins from OpenDirectory and profiles(1). */
export const macos: PlatformFact<Identity> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Identity> {
  const at = look(answers, sources);
  const hardware = dictAt(at, 'serial', { name: 'hardware', of: sources });
  const data: Identity = {
    ...namesOf(at),
    machineId: hardwareFact(at, hardware, { path: 'machineId', key: 'IOPlatformUUID', parse: machineIdOf }),
    systemUuid: hardwareFact(at, hardware, { path: 'systemUuid', key: 'IOPlatformUUID', parse: firmwareUuid }),
    serial: hardwareFact(at, hardware, { path: 'serial', key: 'IOPlatformSerialNumber', parse: firmwareSerial }),
    assetTag: null,
    macs: macsOf(at),
    domain: domainOf(at),
    entra: at.all('companyPortal').entries.length === 0 && !at.all('companyPortal').incomplete ? null : at.lack('entra', { reason: 'not-visible-from-here', detail: 'Company Portal' }),
    managedBy: managersOf(at),
  };
  return { data, missing: at.missing() };
}

function namesOf(at: At): Pick<Identity, 'hostname' | 'fqdn'> {
  const preferences = dictAt(at, 'hostname', { name: 'names', of: sources });
  const system = dictOf(preferences?.['System']);
  const given = nameOf(dictOf(system?.['System'])?.['HostName']);
  const local = nameOf(dictOf(dictOf(system?.['Network'])?.['HostNames'])?.['LocalHostName']);
  const why = { reason: 'not-visible-from-here', detail: sources.names.path } as const;
  const gap = at.missing().find(({ path }) => path === 'hostname');
  return {
    hostname: given ?? local ?? at.lack('hostname', why),
    fqdn: preferences ? (given?.includes('.') ? given : null) : at.lack('fqdn', gap ?? why),
  };
}

function nameOf(value: Plist): string | undefined {
  const text = plistText(value, 255);
  return text !== undefined && /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,253}[\p{L}\p{N}_])?$/u.test(text) ? text : undefined;
}

interface Wanted {
  readonly path: 'machineId' | 'systemUuid' | 'serial';
  readonly key: string;
  readonly parse: (text: string) => string | null | undefined;
}

/** A fact of the hardware tree; every Mac has serial number and UUID, so that none is a gap and not an absence. */
function hardwareFact(at: At, hardware: PlistDict | null | undefined, { path, key, parse: read }: Wanted): string | null | undefined {
  const reading = at.one('hardware');
  if (!hardware) return at.lack(path, reading.state === 'failed' ? reading : { reason: reading.state === 'absent' ? 'tool-missing' : 'unreadable', detail: platformExpert.program[0] });
  const text = plistText(hardware[key], 128);
  const value = text === undefined ? null : read(text);
  return value === undefined ? at.lack(path, { reason: 'unreadable', detail: key }) : value;
}

/** The keyed hash that Linux makes of its machine-id. */
function machineIdOf(text: string): string | null | undefined {
  const uuid = firmwareUuid(text);
  return typeof uuid === 'string' ? createHmac('sha256', 'townwatch-machine-id/1').update(uuid).digest('hex') : uuid;
}

/** Addresses of built-in adapters, without those that are made up, as the ones of Thunderbolt bridges. */
function macsOf(at: At): string[] | undefined {
  const file = dictAt(at, 'macs', { name: 'adapters', of: sources });
  if (file === null) return at.lack('macs', { reason: 'not-visible-from-here', detail: sources.adapters.path });
  const adapters = listOf(file?.['Interfaces']);
  if (file === undefined || adapters === undefined) return at.lack('macs', { reason: 'unreadable', detail: sources.adapters.path });
  const own = adapters.flatMap((adapter) => {
    const { IOBuiltin: builtIn, IOMACAddress: address } = dictOf(adapter) ?? {};
    return builtIn === true && Buffer.isBuffer(address) && address.length === 6 && (address[0]! & 3) === 0 ? [address] : [];
  });
  return sortedSet(own.map((address) => address.toString('hex').replace(/..(?=.)/g, '$&:')));
}

/** The realm of the computer account, in lower case: it is the DNS name of the domain. */
function domainOf(at: At): string | null | undefined {
  const { entries, incomplete } = at.all('directories');
  const [first] = entries;
  if (first === undefined) return incomplete ? at.lack('domain', incomplete) : null;
  if (first.reading.state === 'failed') return at.lack('domain', first.reading);
  const principal = plistText(dictOf(plistIn(first.reading, sources.directories))?.['trustkerberosprincipal'], 512);
  const realm = /@([A-Za-z0-9.-]{1,255})$/.exec(principal ?? '')?.[1];
  return realm === undefined ? at.lack('domain', { reason: 'unreadable', detail: first.path }) : realm.toLowerCase();
}

/** The host of the server that this Mac is enrolled with. */
function managersOf(at: At): string[] | undefined {
  const reading = at.one('enrollment');
  if (reading.state !== 'read') return at.lack('managedBy', reading.state === 'failed' ? reading : { reason: 'tool-missing', detail: sources.enrollment.program[0] });
  const enrolled = /^MDM enrollment: (Yes|No)\b/m.exec(reading.text)?.[1];
  if (enrolled === 'No') return [];
  const host = /^MDM server: https:\/\/([A-Za-z0-9.-]{1,128})(?:[:/]|$)/m.exec(reading.text)?.[1];
  if (enrolled === 'Yes') return [host?.toLowerCase() ?? 'device management'];
  return at.lack('managedBy', { reason: 'unreadable', detail: 'profiles status -type enrollment' });
}
