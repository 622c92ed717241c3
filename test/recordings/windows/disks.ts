import type { WindowsWorld } from '../../agent/facts/windows-machine.ts';
import { canary } from '../recorded-machine.ts';

const storage = 'root/Microsoft/Windows/Storage';
const types = { efi: '{c12a7328-f81f-11d2-ba4b-00a0c93ec93b}', recovery: '{de94bba4-06d1-4d40-a16a-bfd50179d6ac}', data: '{ebd0a0a2-b9e5-4433-87c0-68b6b72699c7}' } as const;

/** One disk with its volumes. `bus`: 17 NVMe, 11 SATA, 8 RAID, 7 USB, 10 SAS; `medium`: 4 SSD, 3 spinning, 0 not told. */
export interface DiskOf {
  readonly number: number;
  readonly model: string;
  readonly serial: string;
  readonly firmware: string;
  readonly bytes: number;
  readonly bus: number;
  readonly medium: number;
  readonly starts?: boolean;
  readonly volumes: readonly VolumeOf[];
}

export interface VolumeOf {
  readonly id: string;
  readonly kind: keyof typeof types;
  readonly letter?: string;
  readonly fileSystem: string;
  readonly freeBytes?: number;
  readonly bytes?: number;
  /** BitLocker by the numbers of Win32_EncryptableVolume; absent where it does not know the volume. */
  readonly bitLocker?: { readonly protection: 0 | 1 | 2; readonly conversion: number; readonly method: number; readonly status: string; readonly name: string; readonly kinds: readonly string[] };
}

/** Disks, partitions and volumes as Windows shows them; with BitLocker installed also what it says of each volume. */
export function disks(list: readonly DiskOf[], { bitLocker = true }: { bitLocker?: boolean } = {}): WindowsWorld {
  const volumes = list.flatMap((disk) => disk.volumes.map((volume) => ({ ...volume, disk })));
  const device = ({ id }: VolumeOf) => `\\\\?\\Volume{${id}}\\`;
  const known = volumes.filter((volume) => volume.bitLocker);
  return {
    cim: {
      [`${storage}:MSFT_PhysicalDisk`]: list.map(({ number, model, serial, firmware, bytes, bus, medium }) => ({ DeviceId: String(number), Model: model, Manufacturer: null, SerialNumber: serial, FirmwareVersion: firmware, Size: bytes, MediaType: medium, BusType: bus, HealthStatus: 0 })),
      [`${storage}:MSFT_Disk`]: list.map(({ number, bus, starts }) => ({ Number: number, IsBoot: starts === true, BusType: bus })),
      [`${storage}:MSFT_VirtualDisk`]: [],
      [`${storage}:MSFT_Partition`]: volumes.map((volume) => ({ AccessPaths: [...(volume.letter ? [`${volume.letter}:\\`] : []), device(volume)], GptType: types[volume.kind], MbrType: null, DiskNumber: volume.disk.number })),
      'root/cimv2:Win32_Volume': volumes.map((volume) => ({
        DeviceID: device(volume), Name: volume.letter ? `${volume.letter}:\\` : device(volume), DriveLetter: volume.letter ? `${volume.letter}:` : null, FileSystem: volume.fileSystem, DriveType: volume.disk.bus === 7 ? 2 : 3,
        BootVolume: volume.letter === 'C', SystemVolume: volume.kind === 'efi',
      })),
      ...(bitLocker
        ? { 'root/cimv2/Security/MicrosoftVolumeEncryption:Win32_EncryptableVolume': known.map((volume) => ({ DeviceID: device(volume), ProtectionStatus: volume.bitLocker?.protection, ConversionStatus: volume.bitLocker?.conversion, EncryptionMethod: volume.bitLocker?.method, RecoveryPassword: canary })) }
        : {}),
    },
    powershell: {
      ...(bitLocker ? { protectors: known.map((volume) => ({ mount: volume.letter ? `${volume.letter}:` : device(volume), status: volume.bitLocker?.status, method: volume.bitLocker?.name, kinds: volume.bitLocker?.kinds })) } : {}),
      wear: list.map(({ number, medium }) => ({ DeviceId: String(number), PowerOnHours: 12_044, Wear: medium === 4 ? 7 : null })),
    },
    space: volumes.flatMap(({ letter, bytes, freeBytes }) => (letter && bytes !== undefined && freeBytes !== undefined ? [{ mountPoint: `${letter}:\\`, bytes, freeBytes, readOnly: false }] : [])),
  };
}

/** BitLocker on and at work, with the chip and a recovery password. */
export const protectedByTpm = { protection: 1, conversion: 1, method: 6, status: 'FullyEncrypted', name: 'XtsAes128', kinds: ['Tpm', 'RecoveryPassword'] } as const;
/** Encrypted, with the key lying open: suspended for an update and never resumed. */
export const suspended = { protection: 0, conversion: 1, method: 7, status: 'FullyEncrypted', name: 'XtsAes256', kinds: ['Tpm', 'RecoveryPassword'] } as const;
export const plain = { protection: 0, conversion: 0, method: 0, status: 'FullyDecrypted', name: 'None', kinds: [] } as const;

/** A security chip by the numbers of Win32_Tpm; `maker` are four letters as a number. */
export function tpm({ maker, specification, endorsedOn }: { maker: number; specification: string; endorsedOn?: string }): WindowsWorld {
  return {
    cim: { 'root/cimv2/Security/MicrosoftTpm:Win32_Tpm': [{ IsEnabled_InitialValue: true, IsActivated_InitialValue: true, ManufacturerId: maker, SpecVersion: specification }] },
    powershell: { endorsement: endorsedOn ? [{ NotBefore: `${endorsedOn}T00:00:00.000Z` }] : [] },
  };
}
