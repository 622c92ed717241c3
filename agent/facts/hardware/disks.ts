import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { BlockDevices } from '../../host/block-devices.ts';
import { disksUnder } from '../../host/block-devices.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import type { MountEntry } from '../../host/mount-table.ts';
import { mountedAt } from '../../host/mount-table.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, part, printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Answers, Reading, Sources } from '../../host/source.ts';
import { isSas, madeOn, smartAnswer } from './smart.ts';

type Disk = NonNullable<Hardware['disks']>[number];

/** See Documentation/ABI/stable/sysfs-block and testing/sysfs-devices-mmc of the kernel. World-readable. */
export const diskSources = {
  diskSize: { kind: 'files', pattern: '/sys/block/*/size', trust: 'kernel' },
  diskRotates: { kind: 'files', pattern: '/sys/block/*/queue/rotational', trust: 'kernel' },
  diskModel: { kind: 'files', pattern: '/sys/block/*/device/model', trust: 'kernel' },
  diskVendor: { kind: 'files', pattern: '/sys/block/*/device/vendor', trust: 'kernel' },
  diskSerial: { kind: 'files', pattern: '/sys/block/*/device/serial', trust: 'kernel' },
  /** Serial number of a SCSI, SATA or SAS disk: vital product data, page 0x80 (SPC-4 7.8.15). */
  diskSerialPage: { kind: 'files', pattern: '/sys/block/*/device/vpd_pg80', trust: 'kernel', encoding: 'base64' },
  virtioSerial: { kind: 'files', pattern: '/sys/block/vd*/serial', trust: 'kernel' },
  diskRevision: { kind: 'files', pattern: '/sys/block/*/device/rev', trust: 'kernel' },
  diskFirmware: { kind: 'files', pattern: '/sys/block/*/device/firmware_rev', trust: 'kernel' },
  cardName: { kind: 'files', pattern: '/sys/block/mmcblk*/device/name', trust: 'kernel' },
  cardFirmware: { kind: 'files', pattern: '/sys/block/mmcblk*/device/fwrev', trust: 'kernel' },
} as const satisfies Sources;

/** Block devices that are no disks: memory, files, layers, network, the boot areas of eMMC, the single paths of a multipath NVMe. */
const noDisk = /^(?:loop|ram|zram|dm-|md|nbd|drbd|zd|mtdblock)|^mmcblk\d+(?:boot\d+|rpmb|gp\d+)$|^nvme\d+c\d+n\d+$/;
/** Disks that a hypervisor makes up, by their model. */
const virtualModel = /^(?:QEMU|VBOX|VMware|Virtual[ _]disk|Amazon Elastic Block Store|nvme_card|Google |MSFT NVMe|Microsoft NVMe)/i;
/** Volumes of a hardware RAID controller: the real disks are hidden behind it. */
const controllerModel = /^(?:PERC |LOGICAL VOLUME|MegaRAID|MR\d|ServeRAID|RAID ?\d|SmartArray|AVAGO)/i;

interface Ground {
  readonly devices: BlockDevices;
  readonly mounts: readonly MountEntry[] | undefined;
  /** Answers of both rounds: SAS disks are asked in the second. */
  readonly answers: Answers;
  readonly today: string;
}

/** The disks of this machine, by name. `mounts` tells which of them hold the running system. */
export function disksOf(look: Look<typeof diskSources>, { devices, mounts, answers, today }: Ground): Disk[] | undefined {
  const { entries, incomplete } = look.all('diskSize');
  const why = incomplete ?? devices.incomplete;
  if (why) return look.lack('disks', why);
  const system = systemDisks(devices, mounts);
  if (system === undefined && entries.length > 0)
    look.lack('disks[].system', { reason: 'not-visible-from-here', detail: 'the root file system is on no disk that the kernel shows' });
  const [read, rotates] = [attributes(look), look.each('diskRotates', 3)];
  return entries
    .map(({ path, reading }) => ({ name: part(path, 3), reading }))
    .filter(({ name }) => !noDisk.test(name) && devices.byName.get(name)?.place.includes('/virtual/block/') !== true)
    .map(({ name, reading }) => {
      const device = devices.byName.get(name);
      const sectors = wholeNumber(textOf(reading));
      const facts: Disk = {
        name: printable(name, 128),
        ...read(name),
        bytes: sectors === undefined || sectors > Number.MAX_SAFE_INTEGER / 512 ? look.lack('disks[].bytes', { reason: 'unreadable', detail: name }) : sectors * 512,
        removable: device?.removable ?? look.lack('disks[].removable', { reason: 'not-visible-from-here', detail: name }),
        system: system?.has(name),
      };
      const place = device?.place ?? '';
      return { ...facts, kind: kindOf(facts, rotates(name), look), bus: busOf(name, place, facts), manufacturedOn: isSas(place) ? sasDay(name, { look, answers, today }) : null };
    })
    .sort((a, b) => inOrder(a.name ?? '', b.name ?? ''));
}

/** The disks below the root file system; undefined where it is on none that can be seen (a live system, ZFS, a network). */
function systemDisks(devices: BlockDevices, mounts: readonly MountEntry[] | undefined): Set<string> | undefined {
  const root = mountedAt(mounts ?? [], '/');
  const disks = (root ? devices.under(root) : []).flatMap((name) => disksUnder(name, devices));
  return disks.length > 0 ? new Set(disks) : undefined;
}

type Described = Pick<Disk, 'model' | 'vendor' | 'serial' | 'firmware'>;
type Text = (text: string) => string | null;

function attributes(look: Look<typeof diskSources>): (name: string) => Described {
  const from = (source: keyof typeof diskSources, read: Text = firmwareText) => ({ ask: look.each(source, 3), read });
  const by = {
    model: [from('diskModel'), from('cardName')],
    vendor: [from('diskVendor', vendorOf)],
    serial: [from('diskSerial', firmwareSerial), from('virtioSerial', firmwareSerial), from('diskSerialPage', pageSerial)],
    firmware: [from('diskFirmware', versionOf), from('diskRevision', versionOf), from('cardFirmware', versionOf)],
  };
  // The first source that says something counts; if none does and one was refused, it is not known.
  const said = (key: keyof typeof by, name: string): string | null | undefined => {
    const answers = by[key].map(({ ask, read }) => ({ reading: ask(name), read }));
    const value = answers.flatMap(({ reading, read }) => (reading.state === 'read' ? (read(reading.text) ?? []) : []))[0];
    const failed = answers.find(({ reading }) => reading.state === 'failed')?.reading;
    return value ?? (failed?.state === 'failed' ? look.lack(`disks[].${key}`, failed) : null);
  };
  return (name) => ({ model: said('model', name), vendor: said('vendor', name), serial: said('serial', name), firmware: said('firmware', name) });
}

/** SATA disks are all of vendor "ATA", virtio disks show a PCI number: neither is a maker. */
function vendorOf(text: string): string | null {
  const vendor = firmwareText(text);
  return vendor === null || /^(?:ATA|0x[0-9a-f]+|Generic|USB)$/i.test(vendor) ? null : vendor;
}

function versionOf(text: string): string | null {
  return firmwareText(text)?.slice(0, 64) ?? null;
}

/** Page 0x80 from base64: four bytes of header with the length, then the serial number. */
function pageSerial(text: string): string | null {
  const page = Buffer.from(text, 'base64');
  return page.length < 5 || page[1] !== 0x80 ? null : firmwareSerial(page.toString('latin1', 4, 4 + page.readUInt16BE(2)));
}

/** How a disk is connected, by its name and its place in the device tree. */
function busOf(name: string, place: string, { model }: Disk): string | null {
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('vd')) return 'virtio';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (/\/usb\d+\//.test(place)) return 'usb';
  if (controllerModel.test(model ?? '')) return 'raid';
  if (isSas(place)) return 'sas';
  return /\/ata\d+\//.test(place) ? 'sata' : null;
}

function sasDay(name: string, { look, answers, today }: Pick<Ground, 'answers' | 'today'> & { readonly look: Look<typeof diskSources> }): string | null | undefined {
  const { value, why } = smartAnswer(answers, name);
  if (why) return look.lack('disks[].manufacturedOn', why);
  const day = madeOn(value, today);
  return day === undefined ? look.lack('disks[].manufacturedOn', { reason: 'unreadable', detail: `smartctl ${name}` }) : day;
}

/** A USB stick says that it rotates, so only fixed disks are believed to be hard disks. */
function kindOf({ name = '', model, removable, vendor }: Disk, rotates: Reading, look: Look<typeof diskSources>): Disk['kind'] {
  if (/^sr\d/.test(name)) return 'optical';
  if (/^(?:vd|xvd)/.test(name) || virtualModel.test(model ?? '') || /^(?:QEMU|VMware|Msft)$/i.test(vendor ?? '')) return 'virtual';
  if (name.startsWith('nvme')) return 'nvme';
  if (/^fd\d/.test(name) || controllerModel.test(model ?? '') || removable === true) return 'other';
  const spins = textOf(rotates);
  if (spins === '1') return 'hdd';
  if (spins === '0') return 'ssd';
  return look.lack('disks[].kind', rotates.state === 'failed' ? rotates : { reason: 'unreadable', detail: `/sys/block/${name}/queue/rotational` });
}
