import type { Encryption } from '../../../wire/sections/encryption.ts';
import type { BlockDevices } from '../../host/block-devices.ts';
import { blockDevices, blockSources, disksUnder } from '../../host/block-devices.ts';
import { containerDoubt, containerSources, inContainer } from '../../host/container.ts';
import type { MountEntry } from '../../host/mount-table.ts';
import { mountTable, mountsOf } from '../../host/mount-table.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import type { Layers } from './layers.ts';
import { layersOf } from './layers.ts';
import { swapDevices } from './swaps.ts';

type Volume = NonNullable<Encryption['volumes']>[number];

const sources = {
  mounts: mountTable,
  swaps: { kind: 'file', path: '/proc/swaps', trust: 'kernel' },
  /** Which volumes are opened by a key that lies in a file, see crypttab(5). Some systems keep it from ordinary users. */
  crypttab: { kind: 'file', path: '/etc/crypttab' },
  ...blockSources,
  ...containerSources,
} as const satisfies Sources;

type At = Look<typeof sources>;

/**
 * Whether the volumes of this computer lie encrypted on their disks, as the kernel stacked them: a layer of dm-crypt
 * anywhere below, on every path down to a disk. What cannot be seen from here and so does not count as encrypted: the
 * disk image of a virtual machine that its host encrypts, a disk that encrypts by itself (OPAL, ATA password), single
 * folders (fscrypt). ZFS and file systems on no disk are said to be unknown, not unencrypted.
 */
export const linux: PlatformFact<Encryption> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Encryption> {
  const at = look(answers, sources);
  const mounts = at.need('volumes', 'mounts', (text) => {
    const found = mountsOf(text);
    return found.length > 0 ? found : undefined;
  });
  if (mounts === undefined) return { data: {}, missing: at.missing() };
  if (inContainer(at, mounts)) {
    at.lack('volumes', { reason: 'not-visible-from-here', detail: 'a container does not own the disks it sees' });
    return { data: {}, missing: at.missing() };
  }
  const devices = blockDevices(at);
  const why = devices.incomplete ?? containerDoubt(at);
  if (why) {
    at.lack('volumes', why);
    return { data: {}, missing: at.missing() };
  }
  const layers = layersOf(devices, mounts, { text: at.text('crypttab'), reading: at.one('crypttab') });
  const volumes = [...mounted(at, mounts, { devices, layers }), ...swaps(at, { devices, layers })];
  if (volumes.some(({ encrypted }) => encrypted !== false)) at.lack('volumes[].converting', { reason: 'not-visible-from-here', detail: 'only cryptsetup itself tells of a re-encryption under way' });
  return { data: { volumes: sortedBy(volumes, ({ device, mountPoint }) => `${device}\0${mountPoint ?? ''}`) }, missing: at.missing() };
}

interface Ground {
  readonly devices: BlockDevices;
  readonly layers: Layers;
}

/** File systems that keep data on disks without a block device of their own in the mount table. */
const poolTypes = new Set(['zfs', 'bcachefs', 'btrfs']);
/** Images that stand in a file of another volume, optical media, memory. */
const noVolume = /^(?:loop|sr|ram|zram)\d/;

/** One volume per device that is mounted, however often it is. */
function mounted(at: At, mounts: readonly MountEntry[], ground: Ground): Volume[] {
  const counted = mounts.flatMap((mount) => {
    const names = ground.devices.under(mount);
    if (names.some((name) => noVolume.test(name))) return [];
    const isVolume = names.length > 0 || !mount.device.startsWith('0:') || poolTypes.has(mount.type) || mount.type === 'ecryptfs' || mount.mountPoint === '/';
    return isVolume ? [{ mount, names, key: names.length > 0 ? names.join(' ') : `${mount.type} ${mount.from}` }] : [];
  });
  return [...Map.groupBy(counted, ({ key }) => key).values()].flatMap((group): Volume[] => {
    const [first] = sortedBy(group, ({ mount }) => `${String(mount.mountPoint.length).padStart(5, '0')}${mount.mountPoint}`);
    if (first === undefined) return [];
    const points = group.map(({ mount }) => mount.mountPoint);
    const system = points.some(holdsSystem);
    const { mount, names } = first;
    const [name] = names;
    return [{
      device: name === undefined ? printable(mount.from, 255) : nodeOf(name, ground.devices),
      mountPoint: mount.mountPoint,
      fileSystem: mount.type,
      system,
      boot: !system && points.some((point) => /^\/(?:boot|efi)(?:\/|$)/.test(point)),
      ...(mount.type === 'ecryptfs' ? { removable: false, encrypted: true, protected: true, method: 'ecryptfs', protectors: ['password'] } : told(at, names, ground)),
    }];
  });
}

/** Swap partitions; a swap file is part of the volume it lies on, and zram is memory. */
function swaps(at: At, ground: Ground): Volume[] {
  const devices = at.need('volumes', 'swaps', swapDevices) ?? [];
  return devices.filter((name) => !noVolume.test(name)).map((name) => ({
    device: nodeOf(name, ground.devices), mountPoint: null, fileSystem: 'swap', system: false, boot: false, ...told(at, [name], ground),
  }));
}

/** What the layers below say; a volume on several devices is encrypted when all of them are. */
function told(at: At, names: readonly string[], { devices, layers }: Ground): Pick<Volume, 'removable' | 'encrypted' | 'protected' | 'method' | 'converting' | 'protectors'> {
  const known = names.length > 0 && names.every((name) => devices.byName.has(name));
  const unseen = (path: string) => at.lack(`volumes[].${path}`, { reason: 'not-visible-from-here', detail: 'no disk that the kernel shows' });
  if (!known) return { removable: unseen('removable'), encrypted: unseen('encrypted'), protected: unseen('protected'), method: unseen('method'), protectors: unseen('protectors') };
  const verdict = layers.over(names);
  return {
    removable: removableOf(names.flatMap((name) => disksUnder(name, devices)).map((disk) => devices.byName.get(disk)?.removable)) ?? unseen('removable'),
    encrypted: verdict.encrypted ?? unseen('encrypted'),
    protected: verdict.protected === undefined ? at.lack('volumes[].protected', verdict.why) : verdict.protected,
    method: verdict.encrypted === undefined ? unseen('method') : verdict.method,
    ...(verdict.encrypted === false ? { converting: false } : {}),
    protectors: verdict.encrypted === false ? [] : (verdict.protectors ?? at.lack('volumes[].protectors', verdict.whyProtectors)),
  };
}

function removableOf(disks: readonly (boolean | undefined)[]): boolean | undefined {
  return disks.includes(true) ? true : disks.includes(undefined) ? undefined : false;
}

function holdsSystem(point: string): boolean {
  return point === '/' || /^\/(?:usr|var|home|root)(?:\/|$)/.test(point);
}

function nodeOf(name: string, { byName }: BlockDevices): string {
  const mapper = byName.get(name)?.mapper;
  return printable(mapper && mapper.name !== '' ? `/dev/mapper/${mapper.name}` : `/dev/${name}`, 255);
}
