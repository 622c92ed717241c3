import type { Encryption } from '../../../wire/sections/encryption.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

type Volume = NonNullable<Encryption['volumes']>[number];

const sources = {
  volumes: cim('root/cimv2:Win32_Volume', ['DeviceID', 'Name', 'DriveLetter', 'FileSystem', 'DriveType', 'BootVolume', 'SystemVolume'], { filter: 'DriveType = 2 OR DriveType = 3' }),
  /** For administrators only. It has no instance for a volume that BitLocker cannot take, and does not exist where it is not installed. */
  bitLocker: cim('root/cimv2/Security/MicrosoftVolumeEncryption:Win32_EncryptableVolume', ['DeviceID', 'ProtectionStatus', 'ConversionStatus', 'EncryptionMethod']),
  /** What opens a volume, by the names of an enumeration; the keys and passwords stay behind. Windows before 10 tells the state only here. */
  protectors: {
    kind: 'powershell',
    script: [
      'foreach ($volume in Get-BitLockerVolume) {',
      '  $kinds = @($volume.KeyProtector | ForEach-Object { "$($_.KeyProtectorType)" })',
      '  @{ mount = "$($volume.MountPoint)"; status = "$($volume.VolumeStatus)"; method = "$($volume.EncryptionMethod)"; kinds = $kinds }',
      '}',
    ].join('\n'),
    timeoutMs: 30_000,
  },
  partitions: cim('root/Microsoft/Windows/Storage:MSFT_Partition', ['AccessPaths', 'GptType', 'MbrType', 'DiskNumber']),
  disks: cim('root/Microsoft/Windows/Storage:MSFT_Disk', ['Number', 'BusType']),
  /** Drivers of other makers that encrypt whole disks; started with the system (0) they may be at work below Windows. */
  others: hklm(String.raw`SYSTEM\CurrentControlSet\Services\*`, ['Start']),
} as const satisfies Sources;

type At = Look<typeof sources>;

/**
 * Whether the volumes of this computer lie encrypted on their disks: BitLocker by Win32_EncryptableVolume (numbers, never
 * words), volumes by Win32_Volume, their partitions by MSFT_Partition. A disk that encrypts by itself does not count.
 */
export const windows: PlatformFact<Encryption> = { sources: () => sources, parse };

/** Boot drivers of VeraCrypt, TrueCrypt, Symantec, McAfee, Sophos, Check Point, Dell, WinMagic, DiskCryptor, Trend Micro. */
const drivers = ['veracrypt', 'truecrypt', 'pgpwded', 'mfeepepc', 'sgeflt', 'prot_2k', 'credflt', 'sdddsku', 'sddisk2k', 'dcrypt', 'fdecp'];

function parse(answers: Answers): Parsed<Encryption> {
  const at = look(answers, sources);
  const { list, why } = instancesOf(at, 'volumes');
  if (list === undefined || list.length === 0) {
    at.lack('volumes', why ?? { reason: 'not-visible-from-here', detail: sources.volumes.class });
    return { data: {}, missing: at.missing() };
  }
  const ground = groundOf(at);
  const volumes = list.flatMap((it) => {
    const device = cimText(it('DeviceID'), 255);
    return typeof device === 'string' ? [volumeOf(at, it, { device, ground })] : (at.lack('volumes', { reason: 'unreadable', detail: 'DeviceID' }) ?? []);
  });
  return { data: { volumes: sortedBy(volumes, ({ device }) => device) }, missing: at.missing() };
}

/** What was read beside the volumes. */
interface Ground {
  readonly bitLocker: ReadonlyMap<string, Instance>;
  /** Why a volume without an instance may be encrypted all the same. */
  readonly unseen: Why | undefined;
  readonly details: ReadonlyMap<string, Instance>;
  readonly whyNoDetails: Why | undefined;
  readonly partitions: ReadonlyMap<string, Instance>;
  readonly whyNoPartitions: Why | undefined;
  readonly buses: ReadonlyMap<number, number | null | undefined>;
}

function groundOf(at: At): Ground {
  const [bitLocker, details, partitions, disks] = (['bitLocker', 'protectors', 'partitions', 'disks'] as const).map((source) => instancesOf(at, source));
  const paths = (partitions?.list ?? []).flatMap((it) => {
    const access = it('AccessPaths');
    return (Array.isArray(access) ? access : []).flatMap((path) => (typeof path === 'string' ? [[path.toLowerCase(), it] as const] : []));
  });
  const numbers = (disks?.list ?? []).flatMap((it) => {
    const number = cimNumber(it('Number'));
    return typeof number === 'number' ? [[number, cimNumber(it('BusType'))] as const] : [];
  });
  return {
    bitLocker: byText(bitLocker?.list, 'DeviceID'),
    unseen: bitLocker?.why ?? otherDriver(at),
    details: byText(details?.list, 'mount'),
    whyNoDetails: details?.why ?? (details?.list ? undefined : { reason: 'tool-missing', detail: 'Get-BitLockerVolume' }),
    partitions: new Map(paths),
    whyNoPartitions: partitions?.why ?? (partitions?.list ? undefined : { reason: 'not-visible-from-here', detail: sources.partitions.class }),
    buses: new Map(numbers),
  };
}

function byText(list: readonly Instance[] | undefined, property: string): ReadonlyMap<string, Instance> {
  return new Map((list ?? []).flatMap((it) => (typeof it(property) === 'string' ? [[String(it(property)).toLowerCase(), it] as const] : [])));
}

function otherDriver(at: At): Why | undefined {
  const { keys, why } = keysOf(at, 'others');
  const driver = keys.find((key) => drivers.includes(key.name.toLowerCase()) && key.value('Start') === 0);
  return driver ? { reason: 'not-visible-from-here', detail: `${driver.name} may encrypt the disk below Windows` } : why;
}

interface Place {
  readonly device: string;
  readonly ground: Ground;
}

function volumeOf(at: At, it: Instance, { device, ground }: Place): Volume {
  const [letter, name, system, starts] = [cimText(it('DriveLetter')), cimText(it('Name')), it('BootVolume'), it('SystemVolume')];
  const mountPoint = letter ?? (name?.startsWith('\\\\?\\') ? null : name);
  const partition = ground.partitions.get(device.toLowerCase());
  const flag = (path: string, value: unknown) => (typeof value === 'boolean' ? value : at.lack(`volumes[].${path}`, { reason: 'unreadable', detail: path }));
  return {
    device,
    mountPoint: mountPoint === undefined ? at.lack('volumes[].mountPoint', { reason: 'unreadable', detail: 'Name' }) : mountPoint,
    fileSystem: cimText(it('FileSystem'), 64)?.toLowerCase() ?? at.lack('volumes[].fileSystem', { reason: 'not-visible-from-here', detail: 'locked, or of no kind that Windows knows' }),
    // Windows names the two the other way round: the boot volume holds Windows, the system volume starts it.
    system: flag('system', system),
    boot: system === true ? false : starts === true ? true : isRecovery(at, { partition, letter, ground }),
    removable: isRemovable(at, { type: cimNumber(it('DriveType')), partition, ground }),
    ...protectionOf(at, { device, mountPoint: mountPoint ?? '', ground }),
  };
}

/** Types of partitions that Windows makes to start or mend itself, which BitLocker leaves alone: see "UEFI/GPT-based partitions" at learn.microsoft.com. */
const startTypes = new Set(['{de94bba4-06d1-4d40-a16a-bfd50179d6ac}', '{c12a7328-f81f-11d2-ba4b-00a0c93ec93b}', '{e3c9e316-0b5c-4db8-817d-f92df00215ae}']);
const recoveryMbr = 0x27;

function isRecovery(at: At, { partition, letter, ground }: { partition: Instance | undefined; letter: string | null | undefined; ground: Ground }): boolean | undefined {
  if (typeof letter === 'string') return false;
  if (partition === undefined) return at.lack('volumes[].boot', ground.whyNoPartitions ?? { reason: 'not-visible-from-here', detail: sources.partitions.class });
  const [gpt, mbr] = [cimText(partition('GptType')), cimNumber(partition('MbrType'))];
  if (typeof gpt === 'string') return startTypes.has(gpt.toLowerCase());
  return typeof mbr === 'number' ? mbr === recoveryMbr : at.lack('volumes[].boot', { reason: 'unreadable', detail: 'GptType' });
}

/** BusType of MSFT_Disk: 7 USB, 12 SD card. */
const removableBuses = [7, 12];

function isRemovable(at: At, { type, partition, ground }: { type: number | null | undefined; partition: Instance | undefined; ground: Ground }): boolean | undefined {
  if (type === 2) return true;
  const disk = partition && cimNumber(partition('DiskNumber'));
  const bus = typeof disk === 'number' ? ground.buses.get(disk) : undefined;
  return typeof bus === 'number' ? removableBuses.includes(bus) : at.lack('volumes[].removable', ground.whyNoPartitions ?? { reason: 'not-visible-from-here', detail: sources.disks.class });
}

/** EncryptionMethod of Win32_EncryptableVolume, 1 to 7; the names that Get-BitLockerVolume gives the same. */
const methods = ['aes-128-diffuser', 'aes-256-diffuser', 'aes-128', 'aes-256', 'hardware', 'xts-aes-128', 'xts-aes-256'];
const methodNames: Readonly<Record<string, number>> = { None: 0, Aes128Diffuser: 1, Aes256Diffuser: 2, Aes128: 3, Aes256: 4, HardwareEncryption: 5, Hardware: 5, XtsAes128: 6, XtsAes256: 7 };
/** ConversionStatus: 0 decrypted, 1 encrypted, 2 being encrypted, 3 being decrypted, 4 and 5 the same, paused. */
const statusNames: Readonly<Record<string, number>> = { FullyDecrypted: 0, FullyEncrypted: 1, EncryptionInProgress: 2, DecryptionInProgress: 3, EncryptionPaused: 4, EncryptionSuspended: 4, DecryptionPaused: 5, DecryptionSuspended: 5, FullyEncryptedWipeInProgress: 1, FullyEncryptedWipePaused: 1 };
/** Locked: the key is not there, so that only the fact of protection is known. */
const protectionUnknown = 2;

type Protection = Pick<Volume, 'encrypted' | 'protected' | 'method' | 'converting' | 'protectors'>;

function protectionOf(at: At, { device, mountPoint, ground }: { device: string; mountPoint: string; ground: Ground }): Protection {
  const volume = ground.bitLocker.get(device.toLowerCase());
  if (volume === undefined) return ground.unseen ? gaps(at, ground.unseen) : { encrypted: false, protected: false, method: null, converting: false, protectors: [] };
  const detail = mountPoint === '' ? undefined : (ground.details.get(mountPoint.toLowerCase()) ?? ground.details.get(mountPoint.replace(/\\$/, '').toLowerCase()));
  const [protection, conversion, method] = [cimNumber(volume('ProtectionStatus')), told(volume('ConversionStatus'), detail?.('status'), statusNames), told(volume('EncryptionMethod'), detail?.('method'), methodNames)];
  if (protection === undefined || protection === null || protection > protectionUnknown) return gaps(at, { reason: 'unreadable', detail: 'ProtectionStatus' });
  if (protection === protectionUnknown) return { ...gaps(at, { reason: 'not-visible-from-here', detail: 'the volume is locked' }), encrypted: true, protected: true };
  const encrypted = conversion === 1 || protection === 1 ? true : conversion === undefined || conversion > 5 ? at.lack('volumes[].encrypted', { reason: 'unreadable', detail: 'ConversionStatus' }) : false;
  const isPlain = encrypted === false && conversion === 0 && ground.unseen !== undefined;
  if (isPlain && ground.unseen) return gaps(at, ground.unseen);
  return {
    encrypted,
    protected: protection === 1,
    method: encrypted === false && conversion === 0 ? null : methodOf(at, method),
    converting: conversion === undefined ? at.lack('volumes[].converting', { reason: 'unreadable', detail: 'ConversionStatus' }) : [2, 3].includes(conversion),
    protectors: conversion === 0 ? [] : protectorsOf(at, detail, ground),
  };
}

function gaps(at: At, why: Why): Protection {
  for (const name of ['encrypted', 'protected', 'method', 'converting', 'protectors']) at.lack(`volumes[].${name}`, why);
  return {};
}

/** The number of the class, else the one behind the name that the cmdlet gives. */
function told(value: unknown, name: unknown, names: Readonly<Record<string, number>>): number | undefined {
  const number = cimNumber(value);
  return typeof number === 'number' ? number : typeof name === 'string' && Object.hasOwn(names, name) ? names[name] : undefined;
}

function methodOf(at: At, method: number | undefined): string | null | undefined {
  if (method === 0) return null;
  const name = methods[(method ?? 0) - 1];
  return name === undefined ? at.lack('volumes[].method', { reason: 'unreadable', detail: 'EncryptionMethod' }) : `bitlocker ${name}`;
}

/** BitLockerVolumeKeyProtectorType of the module BitLocker, see Get-BitLockerVolume at learn.microsoft.com. */
const protectorNames: Readonly<Record<string, string>> = {
  Tpm: 'tpm', TpmPin: 'tpm-pin', TpmStartupKey: 'tpm-startup-key', TpmPinStartupKey: 'tpm-pin-startup-key', TpmNetworkKey: 'tpm-network-key', ExternalKey: 'startup-key',
  RecoveryPassword: 'recovery-password', Password: 'password', PublicKey: 'certificate', AdAccountOrGroup: 'directory-account', Sid: 'directory-account', TpmCertificate: 'tpm-certificate',
};

function protectorsOf(at: At, detail: Instance | undefined, ground: Ground): string[] | undefined {
  if (detail === undefined) return at.lack('volumes[].protectors', ground.whyNoDetails ?? { reason: 'not-visible-from-here', detail: 'Get-BitLockerVolume does not list it' });
  const kinds = detail('kinds');
  const list = typeof kinds === 'string' ? [kinds] : kinds;
  const names = Array.isArray(list) ? list.map((kind) => (typeof kind === 'string' && Object.hasOwn(protectorNames, kind) ? protectorNames[kind] : undefined)) : [undefined];
  if (names.includes(undefined)) return at.lack('volumes[].protectors', { reason: 'unreadable', detail: 'KeyProtectorType' });
  return sortedSet(names.flatMap((name) => name ?? [])).slice(0, 32).map((name) => printable(name, 64));
}
