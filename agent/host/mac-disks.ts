import type { Known } from './known.ts';
import { mapped } from './known.ts';
import { plistFlag, plistNumber, plistText, program } from './mac.ts';
import { plistKnown } from './mac-known.ts';
import type { Plist, PlistDict } from './plist.ts';
import { dictOf, dictsOf, listOf } from './plist.ts';
import type { Look } from './reading.ts';
import type { Sources } from './source.ts';

/**
 * Every disk as its driver shows it, with all that lies on it below; see ioreg(8). Words are those of
 * IOStorageDeviceCharacteristics.h and IOStorageProtocolCharacteristics.h, which are not localized.
 */
export const diskTree = program('/usr/sbin/ioreg', ['-a', '-r', '-l', '-c', 'IOBlockStorageDevice'], { maxBytes: 16 * 1024 * 1024 });

/** Containers and volumes of APFS; see diskutil(8). */
export const apfsList = program('/usr/sbin/diskutil', ['apfs', 'list', '-plist']);

/** What is mounted; see mount(8) and mountsOfMac. */
export const mountList = program('/sbin/mount', []);

/** One disk, or an image that poses as one. */
export interface MacDisk {
  /** Name without /dev: disk0. */
  readonly name: string;
  readonly model: string | null;
  readonly vendor: string | null;
  readonly serial: string | null;
  readonly firmware: string | null;
  readonly bytes: number | undefined;
  /** Solid State or Rotational; null where it does not say. */
  readonly medium: string | null;
  /** PCI-Express, SATA, USB, Apple Fabric… */
  readonly bus: string | null;
  /** Internal, External, or File for a disk image. */
  readonly location: string | null;
  /** The medium can be taken out of the drive. */
  readonly ejectable: boolean;
  /** Names of everything that lies on it: partitions, containers, volumes, snapshots. */
  readonly parts: ReadonlySet<string>;
  /** A part of it belongs to a RAID of macOS itself. */
  readonly inArray: boolean;
}

/** The disks of the computer, by name. */
export function disksOf<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<MacDisk[]> {
  return mapped(plistKnown(at, name, sources), (tree) => {
    if (tree === null) return [];
    const devices = listOf(tree)?.flatMap((node) => diskOf(node) ?? []);
    return devices?.sort((a, b) => Number(a.name.slice(4)) - Number(b.name.slice(4)));
  }, 'ioreg -c IOBlockStorageDevice');
}

/** Whether it is an image in a file of another volume; the disk of a virtual machine is none, though its interface is virtual too. */
export function isImage({ location, model }: MacDisk): boolean {
  return location === 'File' || model === 'Disk Image';
}

/** Whether somebody can pull it out. */
export function isRemovable({ location, ejectable }: MacDisk): boolean {
  return location === 'External' || ejectable;
}

/** A driver without a medium has no disk. */
function diskOf(node: Plist): MacDisk | undefined {
  const device = dictOf(node);
  const whole = device && firstWhole(device);
  const name = whole && plistText(whole['BSD Name'], 128);
  if (device === undefined || whole === undefined || name === undefined || !/^disk\d{1,4}$/.test(name)) return undefined;
  const below = mediaBelow(whole);
  const [own, protocol] = [dictOf(device['Device Characteristics']), dictOf(device['Protocol Characteristics'])];
  return {
    name,
    model: plistText(own?.['Product Name'], 128) ?? null,
    vendor: plistText(own?.['Vendor Name'], 128) ?? null,
    serial: plistText(own?.['Serial Number'], 128) ?? null,
    firmware: plistText(own?.['Product Revision Level'], 64) ?? null,
    bytes: plistNumber(whole['Size']),
    medium: plistText(own?.['Medium Type'], 32) ?? null,
    bus: plistText(protocol?.['Physical Interconnect'], 32) ?? null,
    location: plistText(protocol?.['Physical Interconnect Location'], 32) ?? null,
    ejectable: plistFlag(whole['Removable']) === true || plistFlag(whole['Ejectable']) === true,
    parts: new Set(below.flatMap((it) => plistText(it['BSD Name'], 128) ?? [])),
    inArray: below.some((it) => plistText(it['Content'], 64)?.startsWith('Apple_RAID') === true),
  };
}

/** The nearest medium that is a whole disk: what lies deeper (a container of APFS) is made of it. */
function firstWhole(node: PlistDict): PlistDict | undefined {
  let level: PlistDict[] = [node];
  for (let depth = 0; depth < 16 && level.length > 0; depth++) {
    const found = level.find((it) => plistFlag(it['Whole']) === true && it['BSD Name'] !== undefined);
    if (found) return found;
    level = level.flatMap(childrenOf).slice(0, 1_000);
  }
  return undefined;
}

function mediaBelow(node: PlistDict): PlistDict[] {
  const found: PlistDict[] = [];
  const open: PlistDict[] = [node];
  for (let left = 20_000; left > 0; left--) {
    const next = open.pop();
    if (next === undefined) break;
    found.push(next);
    open.push(...childrenOf(next));
  }
  return found;
}

function childrenOf(node: PlistDict): PlistDict[] {
  return dictsOf(node['IORegistryEntryChildren']);
}
