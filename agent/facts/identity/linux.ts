import { createHmac } from 'node:crypto';
import type { Identity } from '../../../wire/sections/identity.ts';
import { firmwareSerial, firmwareUuid } from '../../host/firmware-text.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { domainSources, joinedDomain } from './domain.ts';
import { entraOf, managementSources, managersOf } from './management.ts';
import { macSources, permanentMacs } from './macs.ts';

const sources = {
  hostname: { kind: 'file', path: '/proc/sys/kernel/hostname', trust: 'kernel' },
  hosts: { kind: 'file', path: '/etc/hosts' },
  machineId: { kind: 'file', path: '/etc/machine-id' },
  dbusMachineId: { kind: 'file', path: '/var/lib/dbus/machine-id' },
  /** Mode 0400, as is the serial number: the kernel keeps them from ordinary users. */
  systemUuid: { kind: 'file', path: '/sys/class/dmi/id/product_uuid', trust: 'kernel' },
  serial: { kind: 'file', path: '/sys/class/dmi/id/product_serial', trust: 'kernel' },
  assetTag: { kind: 'file', path: '/sys/class/dmi/id/chassis_asset_tag', trust: 'kernel' },
  /** Boards without SMBIOS, such as a Raspberry Pi. */
  boardSerial: { kind: 'file', path: '/sys/firmware/devicetree/base/serial-number', trust: 'kernel' },
  ...macSources,
  ...domainSources,
  ...managementSources,
} as const satisfies Sources;

export const linux: PlatformFact<Identity> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Identity> {
  const at = look(answers, sources);
  const hostname = at.need('hostname', 'hostname', nameOf);
  const domain = joinedDomain(at);
  const data: Identity = {
    hostname,
    fqdn: fqdnOf(hostname, at),
    machineId: machineIdOf(at),
    systemUuid: at.take('systemUuid', 'systemUuid', firmwareUuid),
    serial: serialOf(at),
    assetTag: at.take('assetTag', 'assetTag', firmwareSerial),
    macs: permanentMacs(at),
    domain,
    entra: entraOf(at),
    managedBy: managersOf(at),
  };
  return { data, missing: at.missing() };
}

/** A name as hostname(7) allows it, in the case the computer uses. */
function nameOf(text: string): string | undefined {
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,253}[\p{L}\p{N}_])?$/u.test(text) ? printable(text, 255) : undefined;
}

/**
 * What `hostname --fqdn` says without asking a name server: the name itself where it has a domain part, else the first
 * name of the line of /etc/hosts that knows it, see hosts(5). The search list of resolv.conf is no part of a computer's
 * name: it follows the network that a laptop happens to be on.
 */
function fqdnOf(hostname: string | undefined, at: Look<typeof sources>): string | null | undefined {
  if (hostname === undefined) return at.lack('fqdn', { reason: 'not-visible-from-here', detail: 'the computer has no name' });
  if (hostname.includes('.')) return hostname;
  return at.take('fqdn', 'hosts', (text) => {
    const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
    const names = lines.filter((line) => line.includes(hostname)).flat();
    const full = names.find((name) => name.toLowerCase().startsWith(`${hostname.toLowerCase()}.`) && !/\.localdomain\d?$/i.test(name));
    return (full === undefined ? undefined : nameOf(full)) ?? null;
  });
}

/**
 * A keyed hash of the machine-id(5): the id is meant to stay on the machine, and two programs that hash it under
 * different names cannot be joined. Same idea as sd_id128_get_machine_app_specific(3).
 */
function machineIdOf(at: Look<typeof sources>): string | null | undefined {
  const file = at.one('machineId').state === 'absent' ? 'dbusMachineId' : 'machineId';
  return at.take('machineId', file, (text) => {
    if (text === '' || text === 'uninitialized' || /^0+$/.test(text)) return null;
    if (!/^[0-9a-f]{32}$/i.test(text)) return undefined;
    return createHmac('sha256', 'townwatch-machine-id/1').update(text.toLowerCase()).digest('hex');
  });
}

function serialOf(at: Look<typeof sources>): string | null | undefined {
  const file = at.one('serial').state === 'absent' ? 'boardSerial' : 'serial';
  return at.take('serial', file, firmwareSerial);
}
