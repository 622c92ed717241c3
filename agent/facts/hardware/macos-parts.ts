import type { Hardware } from '../../../wire/sections/hardware.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import type { MacDisk } from '../../host/mac-disks.ts';
import { isImage, isRemovable } from '../../host/mac-disks.ts';
import { plistNumber, plistText } from '../../host/mac.ts';
import { sortedBy } from '../../host/order.ts';
import type { PlistDict } from '../../host/plist.ts';
import { dictOf, dictsOf, listOf } from '../../host/plist.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { inTable } from '../../host/table.ts';

type At = Pick<Look<Sources>, 'lack'>;
type Disk = NonNullable<Hardware['disks']>[number];
type Module = NonNullable<Hardware['memoryModules']>[number];
type Battery = NonNullable<Hardware['batteries']>[number];

const buses: Readonly<Record<string, string>> = { 'PCI-Express': 'nvme', PCI: 'nvme', 'Apple Fabric': 'nvme', SATA: 'sata', ATA: 'sata', ATAPI: 'sata', SAS: 'sas', USB: 'usb', FireWire: 'firewire', 'Secure Digital': 'sd', 'Virtual Interface': 'virtio' };

/** The disks by name; images in files are none. `system` says which hold the running system; undefined where that is not known. */
export function macDisks(at: At, disks: readonly MacDisk[], system: { readonly names: ReadonlySet<string> | undefined; readonly why: Why | undefined }): Disk[] {
  return disks.filter((disk) => !isImage(disk)).map((disk) => ({
    name: disk.name,
    model: firmwareText(disk.model ?? ''),
    vendor: firmwareText(disk.vendor ?? '') ?? (/^APPLE\b/i.test(disk.model ?? '') ? 'Apple' : null),
    serial: firmwareSerial(disk.serial ?? ''),
    firmware: firmwareText(disk.firmware ?? '')?.slice(0, 64) ?? null,
    bytes: disk.bytes ?? at.lack('disks[].bytes', { reason: 'unreadable', detail: disk.name }),
    kind: kindOf(disk),
    bus: disk.bus === null ? null : (inTable(buses, disk.bus) ?? disk.bus.toLowerCase().slice(0, 32)),
    manufacturedOn: null,
    removable: isRemovable(disk),
    system: system.names === undefined ? at.lack('disks[].system', system.why ?? { reason: 'unreadable', detail: 'mount' }) : system.names.has(disk.name),
  }));
}

function kindOf({ bus, medium, model }: MacDisk): NonNullable<Disk['kind']> {
  if (bus === 'Virtual Interface' || /\b(?:virtual|vmware|qemu|vbox|parallels)\b/i.test(model ?? '')) return 'virtual';
  if (bus === 'Apple Fabric' || bus === 'PCI-Express') return 'nvme';
  return medium === 'Solid State' ? 'ssd' : medium === 'Rotational' ? 'hdd' : 'other';
}

/**
 * Modules in slots (Intel), or the one memory that is soldered to the processor (Apple silicon). Numbers of Intel Macs stand
 * in hexadecimal bytes of their text. Sizes end in a unit that follows the language in some versions: only those of `GB` and `MB` are read.
 */
export function macMemory(at: At, items: readonly PlistDict[], memoryMiB: number | undefined): Module[] {
  const slots = items.flatMap((item) => dictsOf(item['_items']));
  if (slots.length === 0)
    return items.filter((item) => item['dimm_type'] !== undefined).map((item) => ({
      slot: 'unified', sizeMiB: memoryMiB ?? at.lack('memoryModules[].sizeMiB', { reason: 'unreadable', detail: 'hw.memsize' }),
      type: word(item['dimm_type']), manufacturer: word(item['dimm_manufacturer']), partNumber: null, serial: null,
    }));
  const filled = slots.filter((slot) => !/^(?:empty|0x)?$/i.test(plistText(slot['dimm_type'], 32) ?? '') && plistText(slot['dimm_status'], 32) !== 'empty');
  return sortedBy(filled.map((slot) => ({
    slot: printable(plistText(slot['_name'], 128) ?? '', 128),
    sizeMiB: sizeOf(plistText(slot['dimm_size'], 32)) ?? at.lack('memoryModules[].sizeMiB', { reason: 'unreadable', detail: 'dimm_size' }),
    type: word(slot['dimm_type']),
    manufacturer: word(slot['dimm_manufacturer']),
    partNumber: firmwareText(unhexed(plistText(slot['dimm_part_number'], 128) ?? '')),
    serial: firmwareSerial((plistText(slot['dimm_serial_number'], 128) ?? '').replace(/^0x/i, '')),
  })), ({ slot }) => slot);
}

function word(value: PlistDict[string]): string | null {
  const text = firmwareText(plistText(value, 128) ?? '');
  return text === null || /^0x0*$/i.test(text) ? null : text.slice(0, 32);
}

function sizeOf(text: string | undefined): number | undefined {
  const [, digits, unit] = /^(\d{1,6})\s(MB|GB|TB)$/.exec(text ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits) * ({ MB: 1, GB: 1024, TB: 1024 * 1024 }[unit ?? ''] ?? 1);
}

/** `0x4D34373142…` are the characters of the number. */
function unhexed(text: string): string {
  const hex = /^0x((?:[0-9a-f]{2}){2,64})$/i.exec(text)?.[1];
  return hex === undefined ? text : Buffer.from(hex, 'hex').toString('latin1').replace(/[^\x20-\x7e]/g, ' ').trim();
}

/** Batteries of AppleSmartBattery. Their voltage moves, so that the capacity in mAh gives no Wh. */
export function macBatteries(batteries: readonly PlistDict[], now: string): Battery[] {
  return batteries.filter((it) => it['BatteryInstalled'] !== false).map((it, index) => ({
    name: `battery ${index}`,
    manufacturer: firmwareText(plistText(it['Manufacturer'], 128) ?? ''),
    model: firmwareText(plistText(it['DeviceName'], 128) ?? ''),
    designWh: null,
    manufacturedOn: madeOn(plistNumber(it['ManufactureDate']), now),
  }));
}

/** A date of the Smart Battery Data Specification (5.1.26): day, month, year from 1980 in 5, 4 and 7 bits. Apple silicon has another number there. */
function madeOn(packed: number | undefined, now: string): string | null {
  if (packed === undefined || packed > 0xffff) return null;
  const [year, month, day] = [1980 + (packed >> 9), (packed >> 5) & 15, packed & 31];
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return year >= 2006 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && text <= now.slice(0, 10) ? text : null;
}

/** The batteries in what ioreg printed. */
export function batteryDicts(value: PlistDict[string]): PlistDict[] {
  return listOf(value) ? dictsOf(value) : [dictOf(value)].filter((it) => it !== undefined);
}
