import type { Encryption } from '../../../wire/sections/encryption.ts';
import type { Known } from '../../host/known.ts';
import { program } from '../../host/mac.ts';
import { apfsList, disksOf, diskTree, isImage, isRemovable, mountList } from '../../host/mac-disks.ts';
import type { MacDisk } from '../../host/mac-disks.ts';
import { printed, whyOf } from '../../host/mac-known.ts';
import { apfsVolumes, macMounts, mountOf } from '../../host/mac-volumes.ts';
import type { ApfsVolume } from '../../host/mac-volumes.ts';
import type { Mount } from '../../host/mounts.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const sources = {
  apfs: apfsList,
  mounts: mountList,
  disks: diskTree,
  /** Whether FileVault is on for the startup disk; see fdesetup(8). Its words are English in every language. */
  fileVault: program('/usr/bin/fdesetup', ['status']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Volume = NonNullable<Encryption['volumes']>[number];

/**
 * Volumes of APFS by diskutil(8), others by what is mounted. Macs with a T2 chip or Apple silicon encrypt their own disk
 * always; without FileVault no secret of a person is needed to read it, so that it is encrypted and not protected
 * (support.apple.com, "Volume encryption with FileVault in macOS"). The sealed system volume holds nothing but what Apple
 * made, the same on every Mac: it stands with what is needed to start. Swap, which the kernel encrypts itself, and disk
 * images are left out.
 */
export const macos: PlatformFact<Encryption> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Encryption> {
  const at = look(answers, sources);
  const [volumes, mounts, disks] = [apfsVolumes(at, 'apfs', sources), macMounts(at, 'mounts', sources), disksOf(at, 'disks', sources)];
  const why = whyOf(volumes, mounts);
  if (volumes.why ?? mounts.why) {
    at.lack('volumes', why!);
    return { data: {}, missing: at.missing() };
  }
  const ground: Ground = { mounts: mounts.value, disks, fileVault: fileVaultOf(at) };
  // Without the hardware tree nobody can tell a disk from an image: then only the disk that was started from counts.
  const startup = volumes.value.filter(({ name }) => mountOf(mounts.value, name)?.mountPoint === '/').flatMap(({ stores }) => stores);
  const seen = volumes.value.filter(({ roles, stores }) => !roles.includes('VM') && (!disks.why || stores.some((store) => startup.includes(store))));
  if (disks.why) at.lack('volumes', disks.why);
  const own = seen.flatMap((volume) => ofApfs(at, volume, ground));
  const others = disks.why ? [] : mounts.value.filter(({ device, type }) => /^\/dev\/disk\d/.test(device) && !['apfs', 'cd9660', 'udf', 'remote'].includes(type)).flatMap((mount) => ofOther(at, mount, ground));
  return { data: { volumes: sortedBy([...own, ...others], ({ device }) => device) }, missing: at.missing() };
}

interface Ground {
  readonly mounts: readonly Mount[];
  readonly disks: Known<MacDisk[]>;
  readonly fileVault: Known<boolean>;
}

/** While a disk is being encrypted it says that FileVault is on, and how far it came. */
function fileVaultOf(at: At): Known<boolean> {
  const text = printed(at, 'fileVault', sources);
  if (text.why) return text;
  const said = /^FileVault is (On|Off)\b/m.exec(text.value)?.[1];
  return said === undefined ? { why: { reason: 'unreadable', detail: 'fdesetup status' } } : { value: said === 'On' };
}

function ofApfs(at: At, volume: ApfsVolume, ground: Ground): Volume[] {
  const disk = ground.disks.value?.find(({ parts }) => parts.has(volume.name) || volume.stores.some((store) => parts.has(store)));
  if (disk && isImage(disk)) return [];
  const mountPoint = mountOf(ground.mounts, volume.name)?.mountPoint ?? null;
  const sealed = volume.roles.includes('System') && volume.beside.has('Data');
  const system = !sealed && (mountPoint === '/' || mountPoint === '/System/Volumes/Data' || mountPoint === '/Users');
  return [{
    device: `/dev/${volume.name}`,
    mountPoint: mountPoint === null ? null : printable(mountPoint),
    fileSystem: 'apfs',
    system,
    boot: !system && (sealed || volume.roles.some((role) => !['Data', 'User', 'Backup', 'Enterprise', 'System'].includes(role))),
    removable: removableOf(at, disk, ground),
    ...stateOf(at, volume, system ? ground.fileVault : undefined),
  }];
}

/** What diskutil says; where fdesetup says the contrary of the startup disk, nothing is said. */
function stateOf(at: At, { encrypted, fileVault, migrating }: ApfsVolume, startup: Known<boolean> | undefined): Pick<Volume, 'encrypted' | 'protected' | 'method' | 'converting' | 'protectors'> {
  const against = startup?.value !== undefined && startup.value !== fileVault && migrating === false;
  const why: Why | undefined = encrypted === undefined || fileVault === undefined || migrating === undefined ? { reason: 'unreadable', detail: 'diskutil apfs list' } : against ? { reason: 'unreadable', detail: 'diskutil and fdesetup contradict each other' } : undefined;
  if (why) return { encrypted: lack(at, 'encrypted', why), protected: lack(at, 'protected', why), method: lack(at, 'method', why), converting: lack(at, 'converting', why), protectors: lack(at, 'protectors', why) };
  if (migrating) return { encrypted: false, protected: false, method: null, converting: true, protectors: [] };
  const whole = fileVault === true || encrypted === true;
  return {
    encrypted: whole,
    protected: fileVault === true,
    method: fileVault === true ? 'filevault' : whole ? 'hardware' : null,
    converting: false,
    protectors: fileVault === true ? lack(at, 'protectors', { reason: 'not-visible-from-here', detail: 'users and keys that open FileVault are not asked for' }) : [],
  };
}

/** File systems that have no encryption of their own on macOS. */
const plain = new Set(['exfat', 'msdos', 'ntfs', 'ufs']);

/** HFS+ can lie on an encrypted logical volume (CoreStorage), which only FileVault tells of the startup disk. */
function ofOther(at: At, { device, mountPoint, type }: Mount, ground: Ground): Volume[] {
  const name = device.slice('/dev/'.length);
  const disk = ground.disks.value?.find(({ parts }) => parts.has(name));
  if (disk && isImage(disk)) return [];
  const system = mountPoint === '/';
  const known: Known<boolean> = plain.has(type) ? { value: false } : system ? ground.fileVault : { why: { reason: 'not-visible-from-here', detail: `${type} on CoreStorage` } };
  const facts = known.why
    ? { encrypted: lack(at, 'encrypted', known.why), protected: lack(at, 'protected', known.why), method: lack(at, 'method', known.why), protectors: lack(at, 'protectors', known.why) }
    : { encrypted: known.value, protected: known.value, method: known.value ? 'filevault' : null, protectors: known.value ? lack(at, 'protectors', { reason: 'not-visible-from-here', detail: 'users and keys that open FileVault are not asked for' }) : [] };
  const converting = known.value === false && !system ? false : lack(at, 'converting', { reason: 'not-visible-from-here', detail: 'CoreStorage' });
  return [{ device: printable(device, 255), mountPoint: printable(mountPoint), fileSystem: printable(type, 64), system, boot: false, removable: removableOf(at, disk, ground), ...facts, converting }];
}

function removableOf(at: At, disk: MacDisk | undefined, { disks }: Ground): boolean | undefined {
  return disk ? isRemovable(disk) : lack(at, 'removable', disks.why ?? { reason: 'not-visible-from-here', detail: 'no disk that the hardware tree shows' });
}

function lack(at: At, field: string, why: Why): undefined {
  return at.lack(`volumes[].${field}`, why);
}
