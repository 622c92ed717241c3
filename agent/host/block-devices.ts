import type { Look, Why } from './reading.ts';
import { inOrder, part, textOf } from './reading.ts';
import type { MountEntry } from './mount-table.ts';
import { whyUnread } from './presence.ts';
import type { Entry, Reading, Sources } from './source.ts';

/** How disks, partitions and the layers above them (LVM, LUKS, RAID) stand on each other, from sysfs(5). World-readable. */
export const blockSources = {
  /** `8:1` → `../../devices/pci…/block/sda/sda1`: number, name and the disk a partition is on. */
  blockNumbers: { kind: 'links', pattern: '/sys/dev/block/*' },
  blockSlaves: { kind: 'names', pattern: '/sys/block/*/slaves/*' },
  blockRemovable: { kind: 'files', pattern: '/sys/block/*/removable', trust: 'kernel' },
  /** `SD` for a card, `MMC` for soldered flash memory. */
  blockCard: { kind: 'files', pattern: '/sys/block/mmcblk*/device/type', trust: 'kernel' },
  mapperName: { kind: 'files', pattern: '/sys/block/dm-*/dm/name', trust: 'kernel' },
  mapperUuid: { kind: 'files', pattern: '/sys/block/dm-*/dm/uuid', trust: 'kernel' },
  /** A btrfs may lie on several devices; its mount names one of them. */
  btrfsMembers: { kind: 'names', pattern: '/sys/fs/btrfs/*/devices/*' },
} as const satisfies Sources;

/** One block device: a disk, a partition, or a layer. */
export interface BlockDevice {
  /** The name the kernel gives it: `sda1`, `dm-0`. */
  readonly name: string;
  /** Where it hangs, such as `devices/pci0000:00/…/block/sda/sda1`. */
  readonly place: string;
  /** The devices right below: the disk of a partition, the parts of a layer. Empty for a disk. */
  readonly below: readonly string[];
  /** It can be pulled out: the kernel calls its medium removable, it hangs on USB, or it is a card. Of disks only; undefined where the kernel did not say. */
  readonly removable: boolean | undefined;
  /** Name and uuid that device-mapper keeps; the uuid begins with the kind of layer. */
  readonly mapper: { readonly name: string; readonly uuid: string } | undefined;
}

/** All block devices of the machine. */
export interface BlockDevices {
  readonly byName: ReadonlyMap<string, BlockDevice>;
  /** The names of the devices a mount lies on; empty where it lies on none that the kernel shows. */
  readonly under: (mount: MountEntry) => readonly string[];
  /** Why some may be missing. */
  readonly incomplete: Why | undefined;
}

/** Puts the block devices together. */
export function blockDevices(look: Look<typeof blockSources>): BlockDevices {
  const links = [...look.by('blockNumbers', 4)].flatMap(([number, reading]) => {
    const place = textOf(reading)?.replace(/^(?:\.\.\/)*/, '');
    return place === undefined ? [] : [{ number, place, name: place.slice(place.lastIndexOf('/') + 1) }];
  });
  const known = attributes(look);
  const names = new Set(links.map(({ name }) => name));
  const byName = new Map(links.map(({ name, place }) => [name, deviceOf(name, place, { ...known, names })]));
  const nameOf = new Map(links.map(({ number, name }) => [number, name]));
  const mapperOf = new Map([...byName.values()].flatMap(({ name, mapper }) => (mapper ? [[mapper.name, name]] : [])));
  const pools = [...grouped(look.all('btrfsMembers').entries, 4, 6).values()];

  const under = (mount: MountEntry): readonly string[] => {
    const numbered = nameOf.get(mount.device);
    if (numbered !== undefined) return [numbered];
    const node = mount.from.startsWith('/dev/') ? mount.from.slice('/dev/'.length) : '';
    const named = node.startsWith('mapper/') ? mapperOf.get(node.slice('mapper/'.length)) : byName.has(node) ? node : undefined;
    if (named === undefined) return [];
    return (mount.type === 'btrfs' ? pools.find((members) => members.includes(named)) : undefined) ?? [named];
  };
  const layers = ['blockNumbers', 'blockSlaves', 'mapperName', 'mapperUuid', 'btrfsMembers'] as const;
  return { byName, under, incomplete: layers.flatMap((source) => whyUnread(look, source) ?? [])[0] };
}

/** The disks at the bottom of a device, itself if it is one. */
export function disksUnder(name: string, devices: BlockDevices, above: readonly string[] = []): string[] {
  if (above.includes(name)) return [];
  const below = devices.byName.get(name)?.below ?? [];
  return below.length === 0 ? [name] : [...new Set(below.flatMap((next) => disksUnder(next, devices, [...above, name])))];
}

interface Attributes {
  readonly slaves: ReadonlyMap<string, readonly string[]>;
  readonly removable: (name: string) => Reading;
  readonly card: (name: string) => Reading;
  readonly mapperName: ReadonlyMap<string, Reading>;
  readonly mapperUuid: ReadonlyMap<string, Reading>;
}

function attributes(look: Look<typeof blockSources>): Attributes {
  return {
    slaves: grouped(look.all('blockSlaves').entries, 3, 5),
    removable: look.each('blockRemovable', 3),
    card: look.each('blockCard', 3),
    mapperName: look.by('mapperName', 3),
    mapperUuid: look.by('mapperUuid', 3),
  };
}

function deviceOf(name: string, place: string, known: Attributes & { readonly names: ReadonlySet<string> }): BlockDevice {
  // A partition hangs below its disk: `…/block/sda/sda1`, `…/nvme/nvme0/nvme0n1/nvme0n1p1`.
  const above = place.split('/').at(-2) ?? '';
  const mapper = textOf(known.mapperName.get(name));
  return {
    name,
    place,
    below: known.names.has(above) ? [above] : (known.slaves.get(name) ?? []),
    removable: /\/usb\d+\//.test(place) || removableOf(known.removable(name), known.card(name)),
    mapper: mapper === undefined ? undefined : { name: mapper, uuid: textOf(known.mapperUuid.get(name)) ?? '' },
  };
}

function removableOf(medium: Reading, card: Reading): boolean | undefined {
  if (textOf(medium) === '1' || textOf(card) === 'SD') return true;
  return medium.state === 'failed' || card.state === 'failed' ? undefined : false;
}

/** One component of each path, grouped by another one, in order. */
function grouped(entries: readonly Entry[], by: number, member: number): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(entries, ({ path }) => part(path, by));
  return new Map([...groups].map(([name, found]) => [name, found.map(({ path }) => part(path, member)).sort(inOrder)]));
}
