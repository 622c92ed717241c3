import { smbiosTable } from '../../agent/facts/smbios-table.ts';
import type { WindowsWorld } from '../../agent/facts/windows-machine.ts';
import { canary } from '../recorded-machine.ts';

const control = String.raw`HKLM\SYSTEM\CurrentControlSet\Control`;
const version = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;

/** Which Windows it is, as the registry has it. Seconds since 1970 for the dates of setup. */
export interface ReleaseOf {
  readonly host: string;
  readonly product: string;
  readonly edition: string;
  readonly type: 'Client' | 'Server' | 'Server Core';
  readonly role: 'WinNT' | 'ServerNT' | 'LanmanNT';
  readonly display?: string;
  readonly build: string;
  readonly revision: number;
  readonly installed: number;
  readonly replaced?: readonly { readonly at: string; readonly seconds: number; readonly product: string; readonly build: string; readonly release?: string }[];
  /** 1 BIOS, 2 UEFI. */
  readonly firmware: 1 | 2;
  readonly secureBoot?: 0 | 1;
  readonly zone: string;
  /** Features that are switched on. */
  readonly features?: readonly string[];
  readonly licenses?: readonly string[];
}

/** Names of features whose state is asked for, so that a machine always has them, on or off. */
const known = ['SMB1Protocol', 'SMB1Protocol-Server', 'SMB1Protocol-Client', 'MicrosoftWindowsPowerShellV2'];

export function release(it: ReleaseOf): WindowsWorld {
  const isTen = Number(it.build) >= 10_240;
  const on = it.features ?? [];
  return {
    registry: {
      [version]: {
        ProductName: it.product, EditionID: it.edition, InstallationType: it.type, CurrentBuild: it.build, UBR: it.revision, InstallDate: it.installed, CurrentVersion: '6.3',
        ProductId: canary, DigitalProductId: { hex: Buffer.from(canary).toString('hex') }, ...(it.display ? { DisplayVersion: it.display } : {}), ...(isTen ? { CurrentMajorVersionNumber: 10, CurrentMinorVersionNumber: 0 } : {}),
      },
      ...Object.fromEntries((it.replaced ?? []).map(({ at, seconds, product, build, release: id }) => [`HKLM\\SYSTEM\\Setup\\Source OS (Updated on ${at})`, { InstallDate: seconds, ProductName: product, CurrentBuild: build, ...(id ? { ReleaseId: id } : {}) }])),
      [`${control}\\ProductOptions`]: { ProductType: it.role },
      [`${control}\\Session Manager\\Environment`]: { PROCESSOR_ARCHITECTURE: 'AMD64', API_TOKEN: canary },
      [`${control}\\Session Manager`]: { BootExecute: ['autocheck autochk *'] },
      [control]: { PEFirmwareType: it.firmware },
      ...(it.secureBoot === undefined ? {} : { [`${control}\\SecureBoot\\State`]: { UEFISecureBootEnabled: it.secureBoot } }),
      [`${control}\\ComputerName\\ActiveComputerName`]: { ComputerName: it.host },
      [`${control}\\ComputerName\\ComputerName`]: { ComputerName: it.host },
      [`${control}\\TimeZoneInformation`]: { TimeZoneKeyName: it.zone },
      [String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`]: { MachineGuid: `5c1d7f0a-9be3-4c6c-8f16-${it.build.padStart(12, '0')}` },
    },
    cim: {
      'root/cimv2:Win32_OptionalFeature': [...known.map((Name) => ({ Name, InstallState: on.includes(Name) ? 1 : 2 })), ...on.filter((name) => !known.includes(name)).map((Name) => ({ Name, InstallState: 1 }))],
      'root/cimv2:SoftwareLicensingProduct': [
        { ID: '2de67392-b7a7-462a-b1ca-108dd189f588', Name: `Windows(R), ${it.edition} edition`, LicenseStatus: 1, PartialProductKey: canary },
        { ID: '00000000-0000-0000-0000-000000000001', Name: 'Windows(R), another edition', LicenseStatus: 0, PartialProductKey: null },
        ...(it.licenses ?? []).map((ID) => ({ ID, Name: 'Windows(R), Client-ESU-Year1 add-on', LicenseStatus: 1, PartialProductKey: canary })),
      ],
      'root/cimv2:Win32_OperatingSystem': [{ LastBootUpTime: '2026-11-20T05:00:00.500Z', FreePhysicalMemory: 4_216_000 }],
    },
    powershell: { securityLog: { TimeCreated: '2026-08-02T10:00:00.000Z' } },
  };
}

/** What the machine is made of. */
export interface HardwareOf {
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
  readonly uuid: string;
  readonly sku?: string;
  readonly assetTag?: string;
  /** SMBIOS 7.4.1. */
  readonly chassis: number;
  readonly board?: { readonly manufacturer: string; readonly model: string; readonly version: string; readonly serial: string };
  readonly firmware: { readonly vendor: string; readonly version: string; readonly on: string };
  readonly cpu: { readonly identifier: string; readonly name: string; readonly vendor: string; readonly threads: number; readonly cores: number; readonly microcode: string };
  readonly memoryBytes: number;
  readonly hypervisor: boolean;
  readonly domain: string | null;
  readonly graphics: { readonly name: string; readonly on: string };
  readonly modules: readonly { readonly slot: string; readonly mebibytes: number; readonly type: number; readonly maker: string; readonly part: string; readonly serial: string }[];
  readonly role: number;
}

export function hardware(it: HardwareOf): WindowsWorld {
  const table = smbiosTable(it.modules.map(({ slot, mebibytes, type, maker, part, serial }) => ({ type: 17, size: mebibytes, locator: slot, bank: 'BANK 0', memoryType: type, manufacturer: maker, serial, partNumber: part })));
  return {
    registry: {
      ...Object.fromEntries(Array.from({ length: it.cpu.threads }, (_, thread) => [`HKLM\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\${thread}`, {
        Identifier: it.cpu.identifier, ProcessorNameString: it.cpu.name, VendorIdentifier: it.cpu.vendor, 'Update Revision': { hex: it.cpu.microcode },
      }])),
      [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\mssmbios\Data`]: { SMBiosData: { hex: Buffer.concat([Buffer.alloc(8), table]).toString('hex') } },
    },
    cim: {
      'root/cimv2:Win32_ComputerSystemProduct': [{ UUID: it.uuid, IdentifyingNumber: it.serial, Version: '' }],
      'root/cimv2:Win32_ComputerSystem': [{
        PartOfDomain: it.domain !== null, Domain: it.domain ?? 'WORKGROUP', Manufacturer: it.manufacturer, Model: it.model, SystemSKUNumber: it.sku ?? '', TotalPhysicalMemory: it.memoryBytes, HypervisorPresent: it.hypervisor, DomainRole: it.role, UserName: canary,
      }],
      'root/cimv2:Win32_SystemEnclosure': [{ SMBIOSAssetTag: it.assetTag ?? '', ChassisTypes: [it.chassis] }],
      'root/cimv2:Win32_BaseBoard': it.board ? [{ Manufacturer: it.board.manufacturer, Product: it.board.model, Version: it.board.version, SerialNumber: it.board.serial }] : [],
      'root/cimv2:Win32_BIOS': [{ Manufacturer: it.firmware.vendor, SMBIOSBIOSVersion: it.firmware.version, ReleaseDate: `${it.firmware.on}T00:00:00.000Z` }],
      'root/cimv2:Win32_VideoController': [{ Name: it.graphics.name, DriverDate: `${it.graphics.on}T00:00:00.000Z` }],
      // The class is there on every Windows, without instances where there is no battery.
      'root/wmi:BatteryStaticData': [],
      'root/cimv2:Win32_Processor': [{ NumberOfCores: it.cpu.cores }],
      'root/cimv2:Win32_PhysicalMemory': it.modules.map(({ slot, mebibytes, type, maker, part, serial }) => ({ BankLabel: 'BANK 0', DeviceLocator: slot, Capacity: String(mebibytes * 1024 * 1024), SMBIOSMemoryType: type, Manufacturer: maker, PartNumber: part, SerialNumber: serial })),
    },
  };
}
