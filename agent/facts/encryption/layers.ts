import type { BlockDevices } from '../../host/block-devices.ts';
import type { MountEntry } from '../../host/mount-table.ts';
import type { Why } from '../../host/reading.ts';
import type { Reading } from '../../host/source.ts';

/** What is known of the layers below a volume. `why` says why `protected` is not. */
export interface Verdict {
  readonly encrypted: boolean | undefined;
  readonly protected: boolean | undefined;
  readonly method: string | null;
  readonly why: Why;
  /** What opens the layers as crypttab tells; undefined where it does not name one of them (opened in the initramfs of another, by hand). */
  readonly protectors: string[] | undefined;
  readonly whyProtectors: Why;
}

export interface Layers {
  /** The verdict on a volume that lies on all of these devices. */
  readonly over: (names: readonly string[]) => Verdict;
}

/** What cryptsetup writes in front of the uuid of its mappings, by what we call it. CRYPT-VERITY and CRYPT-INTEGRITY hide nothing. */
const methods: Readonly<Record<string, string>> = {
  LUKS1: 'luks1', LUKS2: 'luks2', PLAIN: 'plain', BITLK: 'bitlocker', TCRYPT: 'veracrypt', LOOPAES: 'loop-aes', FVAULT2: 'filevault2',
};
/** Mappings known to hide nothing by themselves: LVM, multipath, partitions on them, firmware RAID, checksums, deduplication. */
const transparent = /^(?:LVM-|mpath-|part\d+-|DMRAID-|CRYPT-VERITY-|CRYPT-INTEGRITY-|VDO-)/i;

/** More layers than anybody stacks. */
const deepest = 32;

/** Looks below volumes. `crypttab` tells which layers are opened by a key that lies in a file. */
export function layersOf(devices: BlockDevices, mounts: readonly MountEntry[], crypttab: { text: string | undefined; reading: Reading }): Layers {
  const keyFiles = keyFilesOf(crypttab.text ?? '');
  const openers = openersOf(crypttab.text ?? '');
  const over = (names: readonly string[]): Verdict => {
    const encrypted = every(names.map((name) => isEncrypted(name, devices, 0)));
    if (encrypted !== true) return { encrypted, protected: encrypted, method: null, why: unseen, protectors: undefined, whyProtectors: unseen };
    const crypts = [...new Set(names.flatMap((name) => cryptsUnder(name, devices, 0)))];
    const method = [...new Set(crypts.map(({ kind }) => kind))].sort().join('+') || null;
    if (crypttab.reading.state === 'failed') return { encrypted, protected: undefined, method, why: crypttab.reading, protectors: undefined, whyProtectors: crypttab.reading };
    return { encrypted, protected: every(crypts.map(({ mapping }) => isKeyHidden(keyFiles.get(mapping)))), method, why: unseen, ...protectorsOf(crypts.map(({ mapping }) => openers.get(mapping))) };
  };

  /** A key file that lies open on another volume of this computer protects nothing. */
  const isKeyHidden = (file: string | undefined): boolean | undefined => {
    if (file === undefined) return true;
    const holding = mounts.filter(({ mountPoint }) => mountPoint === '/' || `${file}/`.startsWith(`${mountPoint}/`));
    const longest = Math.max(...holding.map(({ mountPoint }) => mountPoint.length));
    const mount = holding.findLast(({ mountPoint }) => mountPoint.length === longest);
    const below = mount ? devices.under(mount) : [];
    return below.length === 0 ? undefined : every(below.map((name) => isEncrypted(name, devices, 0)));
  };
  return { over };
}

const unseen: Why = { reason: 'not-visible-from-here', detail: 'a layer of device-mapper of unknown kind, or a key on no disk that the kernel shows' };

/** Whether every path from a device down to a disk passes a layer of encryption; undefined where a layer of unknown kind stands in between. */
function isEncrypted(name: string, devices: BlockDevices, depth: number): boolean | undefined {
  const device = devices.byName.get(name);
  if (device === undefined || depth > deepest) return undefined;
  if (methodOf(device.mapper?.uuid) !== undefined) return true;
  const below = device.below.length === 0 ? false : every(device.below.map((next) => isEncrypted(next, devices, depth + 1)));
  return below === false && device.mapper !== undefined && !transparent.test(device.mapper.uuid) ? undefined : below;
}

function cryptsUnder(name: string, devices: BlockDevices, depth: number): { kind: string; mapping: string }[] {
  const device = devices.byName.get(name);
  if (device === undefined || depth > deepest) return [];
  const kind = methodOf(device.mapper?.uuid);
  if (kind !== undefined) return [{ kind, mapping: device.mapper?.name ?? '' }];
  return device.below.flatMap((next) => cryptsUnder(next, devices, depth + 1));
}

function methodOf(uuid: string | undefined): string | undefined {
  return methods[/^CRYPT-([A-Z0-9]+)-/.exec(uuid ?? '')?.[1] ?? ''];
}

/** Mappings of crypttab(5) whose key is a file on this computer: not `none`, `-`, a device, or a key that a chip keeps. */
function keyFilesOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(
    lines.flatMap(([name = '', , key = '', options = '']): [string, string][] => {
      const isFile = key.startsWith('/') && !key.startsWith('/dev/') && !key.startsWith('/proc/') && !/(?:^|,)(?:tpm2|fido2|pkcs11)-/.test(options);
      return name === '' || name.startsWith('#') || !isFile ? [] : [[name, key]];
    }),
  );
}

/** How each mapping of crypttab(5) is opened at start. A key slot that crypttab does not use stands in the header alone. */
function openersOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(
    lines.flatMap(([name = '', , key = 'none', options = '']): [string, string][] => {
      if (name === '' || name.startsWith('#')) return [];
      const chip = /(?:^|,)(tpm2|fido2|pkcs11)-/.exec(options)?.[1];
      if (chip !== undefined) return [[name, { tpm2: 'tpm', fido2: 'security-key', pkcs11: 'smart-card' }[chip] ?? chip]];
      if (key === '/dev/random' || key === '/dev/urandom') return [[name, 'random-key']];
      return [[name, key === 'none' || key === '-' ? 'password' : 'key-file']];
    }),
  );
}

function protectorsOf(openers: readonly (string | undefined)[]): Pick<Verdict, 'protectors' | 'whyProtectors'> {
  const whyProtectors = { reason: 'not-visible-from-here', detail: '/etc/crypttab does not name the layer' } as const;
  const known = openers.filter((opener) => opener !== undefined);
  return { protectors: known.length < openers.length ? undefined : [...new Set(known)].sort(), whyProtectors };
}

/** All true, or one false, else not known. */
function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(false) ? false : answers.includes(undefined) || answers.length === 0 ? undefined : true;
}
