import { createHash } from 'node:crypto';
import { smbiosTable } from './smbios-table.ts';
import { ownCertificate, rootCertificate } from './windows-certificates.ts';
import type { WindowsWorld } from './windows-machine.ts';

/** Texts that no parser may hand on: planted in every source that stands near a secret. */
export const canary = 'CANARY-9f3e';

const clerk = 'S-1-5-21-1111-2222-3333-1001';
const away = 'S-1-5-21-1111-2222-3333-1002';
const control = String.raw`HKLM\SYSTEM\CurrentControlSet\Control`;
const services = String.raw`HKLM\SYSTEM\CurrentControlSet\Services`;
const current = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion`;
const uninstall = String.raw`Microsoft\Windows\CurrentVersion\Uninstall`;
const profiles = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList`;
const stores = String.raw`HKLM\SOFTWARE\Microsoft\SystemCertificates`;
const storage = 'root/Microsoft/Windows/Storage';

const sha1 = (der: Buffer) => createHash('sha1').update(der).digest('hex').toUpperCase();

/** A certificate as a store keeps it, with other properties around it. */
export function stored(der: Buffer, hasKey: boolean): { hex: string } {
  const property = (id: number, value: Buffer) => {
    const head = Buffer.alloc(12);
    head.writeUInt32LE(id, 0);
    head.writeUInt32LE(1, 4);
    head.writeUInt32LE(value.length, 8);
    return Buffer.concat([head, value]);
  };
  return { hex: Buffer.concat([property(3, Buffer.alloc(20)), ...(hasKey ? [property(2, Buffer.from(canary, 'utf16le'))] : []), property(32, der)]).toString('hex') };
}

const letters = (text: string) => [...Buffer.from(`${text}\0\0`, 'latin1')];
const table = smbiosTable([
  { type: 17, size: 16_384, locator: 'DIMM1', bank: 'BANK 0', memoryType: 0x1a, manufacturer: 'Hynix', serial: '2AA3F87D', partNumber: 'HMA82GU6CJR8N' },
  { type: 22, name: 'DELL JHXPY53', date: '10/15/2020' },
]);

/** An ordinary office computer, made up: a laptop with Windows 11 23H2, joined to a directory, BitLocker on, one user signed in and one away. */
export const windowsPc: WindowsWorld = {
  registry: {
    [String.raw`${services}\Tcpip\Parameters`]: { Hostname: 'CLERK-PC-3', Domain: 'town.example', DhcpDomain: 'cafe.example' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`]: { MachineGuid: '5c1d7f0a-9be3-4c6c-8f16-0a1b2c3d4e5f' },
    [String.raw`${control}\CloudDomainJoin\JoinInfo\0123456789ABCDEF`]: { TenantId: '72F988BF-86F1-41AF-91AB-2D7CD011DB47', UserEmail: `${canary}@town.example` },
    [String.raw`HKLM\SOFTWARE\Microsoft\Enrollments\{1}`]: { ProviderID: 'MS DM Server', EnrollmentState: 1, DiscoveryServiceFullURL: 'https://enrollment.manage.microsoft.com/x', UPN: `${canary}@town.example` },
    [String.raw`HKLM\SOFTWARE\Microsoft\Enrollments\Context`]: {},
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`]: {
      ProductName: 'Windows 10 Pro', EditionID: 'Professional', InstallationType: 'Client', DisplayVersion: '23H2', ReleaseId: '2009', CurrentVersion: '6.3', CurrentMajorVersionNumber: 10, CurrentMinorVersionNumber: 0,
      CurrentBuild: '22631', UBR: 4317, InstallDate: 1_706_000_000, ProductId: canary, DigitalProductId: { hex: Buffer.from(canary).toString('hex') },
    },
    [String.raw`HKLM\SYSTEM\Setup\Source OS (Updated on 1/23/2024 09:12:01)`]: { InstallDate: 1_600_000_000, ProductName: 'Windows 10 Pro', ReleaseId: '1909', CurrentBuild: '18363' },
    [String.raw`${control}\ProductOptions`]: { ProductType: 'WinNT' },
    [String.raw`${control}\Session Manager\Environment`]: { PROCESSOR_ARCHITECTURE: 'AMD64', SECRET: canary },
    [String.raw`${control}\Session Manager`]: { PendingFileRenameOperations: [String.raw`\??\C:\Temp\a.tmp`, ''] },
    [control]: { PEFirmwareType: 2 },
    [String.raw`${control}\SecureBoot\State`]: { UEFISecureBootEnabled: 1 },
    [String.raw`${control}\SecureBoot\Servicing`]: { UEFICA2023Status: 'InProgress', WindowsUEFICA2023Capable: 1 },
    [String.raw`${control}\ComputerName\ActiveComputerName`]: { ComputerName: 'CLERK-PC-3' },
    [String.raw`${control}\ComputerName\ComputerName`]: { ComputerName: 'CLERK-PC-3' },
    ...Object.fromEntries(['0', '1', '2', '3', '4', '5', '6', '7'].map((thread) => [`HKLM\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\${thread}`, {
      Identifier: 'Intel64 Family 6 Model 142 Stepping 10', ProcessorNameString: 'Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz', VendorIdentifier: 'GenuineIntel', 'Update Revision': { hex: '00000000f4000000' },
    }])),
    [String.raw`${services}\mssmbios\Data`]: { SMBiosData: { hex: Buffer.concat([Buffer.alloc(8), table]).toString('hex') } },
    ...Object.fromEntries(Object.entries({ wuauserv: 3, UsoSvc: 2, Spooler: 2, BDESVC: 3 }).map(([name, Start]) => [`${services}\\${name}`, { Start }])),
    [String.raw`HKLM\SOFTWARE\Microsoft\WindowsUpdate\UX\Settings`]: { PauseUpdatesExpiryTime: '2027-03-01T08:00:00Z' },
    [String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate`]: { WUServer: `https://user:${canary}@wsus.town.example:8531`, DeferQualityUpdates: 1, DeferQualityUpdatesPeriodInDays: 7 },
    [String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU`]: { AUOptions: 4, UseWUServer: 1 },
    [`HKLM\\SOFTWARE\\${uninstall}\\{90160000-008C-0000-1000-0000000FF1CE}`]: { DisplayName: 'Office 16 Click-to-Run Extensibility Component', DisplayVersion: '16.0.17928.20216', Publisher: 'Microsoft Corporation', InstallDate: '20240903', WindowsInstaller: 1, UninstallString: canary },
    [`HKLM\\SOFTWARE\\WOW6432Node\\${uninstall}\\Google Chrome`]: { DisplayName: 'Google Chrome', DisplayVersion: '129.0.6668.101', Publisher: 'Google LLC', InstallDate: '20241009' },
    [`HKLM\\SOFTWARE\\WOW6432Node\\${uninstall}\\KB1`]: { DisplayName: 'Update for Something (KB1)', DisplayVersion: '1', ParentKeyName: 'Something' },
    [`HKLM\\SOFTWARE\\WOW6432Node\\${uninstall}\\Hidden`]: { SystemComponent: 1 },
    [`HKU\\${clerk}\\SOFTWARE\\${uninstall}\\Zoom`]: { DisplayName: 'Zoom Workplace', DisplayVersion: '6.2.3', Publisher: 'Zoom', InstallDate: '9/3/2024' },
    [`HKLM\\SOFTWARE\\WOW6432Node\\Google\\Update\\Clients\\{8A69D345-D564-463c-AFF1-A69D9E530F96}`]: { pv: '130.0.6723.59' },
    [String.raw`HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{56EB18F8-B008-4CBD-B6D2-8C97FE7E9062}`]: { pv: '130.0.2849.46' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Internet Explorer`]: { svcVersion: '11.1.22621.0', Version: '9.11.22621.0' },
    [String.raw`HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full`]: { Release: 533_325, Version: '4.8.09032', InstallPath: 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\' },
    [String.raw`HKLM\SOFTWARE\WOW6432Node\dotnet\Setup\InstalledVersions\x64`]: { InstallLocation: 'C:\\Program Files\\dotnet\\' },
    [String.raw`HKLM\SOFTWARE\WOW6432Node\dotnet\Setup\InstalledVersions\x64\sharedfx\Microsoft.NETCore.App`]: { '6.0.35': 1, '8.0.10': 1 },
    [String.raw`HKLM\SOFTWARE\JavaSoft\JRE\11.0.24`]: { JavaHome: 'C:\\Program Files\\Java\\jre-11' },
    [`${current}\\Appx\\AppxAllUserStore\\Applications\\Microsoft.WindowsCalculator_11.2405.2.0_x64__8wekyb3d8bbwe`]: { Path: canary },
    [`${profiles}\\S-1-5-18`]: { ProfileImagePath: String.raw`%systemroot%\system32\config\systemprofile` },
    [`${profiles}\\${clerk}`]: { ProfileImagePath: String.raw`C:\Users\maria`, LocalProfileLoadTimeHigh: 0x01dd5a00, LocalProfileLoadTimeLow: 1 },
    [`${profiles}\\${away}`]: { ProfileImagePath: String.raw`C:\Users\joe`, LocalProfileLoadTimeHigh: 0, LocalProfileLoadTimeLow: 0 },
    [`${stores}\\MY\\Certificates\\${sha1(ownCertificate)}`]: { Blob: stored(ownCertificate, true) },
    [`${stores}\\ROOT\\Certificates\\3B1EFD3A66EA28B16697394703A72CA340A05BD5`]: { Blob: stored(rootCertificate, false) },
    [`${stores}\\AuthRoot\\Certificates\\D4DE20D05E66FC53FE1A50882C78DB2852CAE474`]: { Blob: { hex: '' } },
    [`HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\Root\\Certificates\\${sha1(rootCertificate)}`]: { Blob: stored(rootCertificate, false) },
    [String.raw`${control}\Terminal Server\WinStations\RDP-Tcp`]: { SSLCertificateSHA1Hash: { hex: sha1(ownCertificate) } },
    [String.raw`${control}\Print\Printers\Front desk`]: { Name: 'Front desk', Port: '192.0.2.50', 'Printer Driver': 'HP LaserJet Pro M404 PCL-6', Attributes: 0x848, Location: 'Town hall' },
    [String.raw`${control}\Print\Printers\Microsoft Print to PDF`]: { Name: 'Microsoft Print to PDF', Port: 'PORTPROMPT:', 'Printer Driver': 'Microsoft Print To PDF', Attributes: 0x1040, Location: '' },
    [String.raw`${control}\Print\Monitors\Standard TCP/IP Port\Ports\192.0.2.50`]: { HostName: '192.0.2.50', IPAddress: '' },
    [`HKU\\${clerk}\\Printers\\Connections\\,,print.town.example,Clerk%20color`]: { Server: canary },
    [String.raw`${control}\Power\User\PowerSchemes`]: { ActivePowerScheme: '381b4222-f694-41f0-9685-ff5bb260df2e' },
  },
  cim: {
    'root/cimv2:Win32_ComputerSystemProduct': [{ UUID: '4C4C4544-0051-3510-8052-B9C04F4E4E32', IdentifyingNumber: 'BQ5RNN2', Version: '' }],
    'root/cimv2:Win32_ComputerSystem': [{ PartOfDomain: true, Domain: 'town.example', Manufacturer: 'Dell Inc.', Model: 'Latitude 7490', SystemSKUNumber: '081C', TotalPhysicalMemory: 16_961_339_392, HypervisorPresent: true, UserName: canary }],
    'root/cimv2:Win32_SystemEnclosure': [{ SMBIOSAssetTag: 'TOWN-0113', ChassisTypes: [10] }],
    'root/cimv2:Win32_BaseBoard': [{ Manufacturer: 'Dell Inc.', Product: '0KP0FT', Version: 'A00', SerialNumber: '/BQ5RNN2/CNWS2008/' }],
    'root/cimv2:Win32_BIOS': [{ Manufacturer: 'Dell Inc.', SMBIOSBIOSVersion: '1.38.0', ReleaseDate: '2024-05-14T00:00:00.000Z' }],
    'root/cimv2:Win32_VideoController': [{ Name: 'Intel(R) UHD Graphics 620', DriverDate: '2023-08-15T00:00:00.000Z' }],
    'root/cimv2:Win32_Processor': [{ NumberOfCores: 4 }],
    'root/cimv2:Win32_OptionalFeature': [{ Name: 'Printing-PrintToPDFServices-Features' }, { Name: 'NetFx4-AdvSrvs' }],
    'root/cimv2:SoftwareLicensingProduct': [{ ID: '2de67392-b7a7-462a-b1ca-108dd189f588', Name: 'Windows(R), Professional edition', LicenseStatus: 1, PartialProductKey: canary }],
    'root/cimv2:Win32_Battery': [{ DeviceID: '2677SMPDELL JHXPY53' }],
    'root/wmi:BatteryStaticData': [{ InstanceName: String.raw`ACPI\PNP0C0A\1_0`, DeviceName: 'DELL JHXPY53', ManufactureName: 'SMP', SerialNumber: '2677', DesignedCapacity: 57_532, Capabilities: 0x80000000 }],
    'root/wmi:BatteryFullChargedCapacity': [{ InstanceName: String.raw`ACPI\PNP0C0A\1_0`, FullChargedCapacity: 48_807 }],
    'root/wmi:BatteryCycleCount': [{ InstanceName: String.raw`ACPI\PNP0C0A\1_0`, CycleCount: 212 }],
    'root/wmi:BatteryStatus': [{ InstanceName: String.raw`ACPI\PNP0C0A\1_0`, PowerOnline: true, RemainingCapacity: 40_000 }],
    'root/wmi:WmiMonitorID': [
      { InstanceName: String.raw`DISPLAY\DELA0C3\1_0`, ManufacturerName: letters('DEL'), ProductCodeID: letters('A0C3'), UserFriendlyName: letters('DELL P2419H'), SerialNumberID: letters('7Q1X'), WeekOfManufacture: 12, YearOfManufacture: 2019 },
      { InstanceName: String.raw`DISPLAY\AUO123D\2_0`, ManufacturerName: letters('AUO'), ProductCodeID: letters('123D'), UserFriendlyName: null, SerialNumberID: letters('0'), WeekOfManufacture: 255, YearOfManufacture: 2017 },
    ],
    'root/wmi:WmiMonitorConnectionParams': [{ InstanceName: String.raw`DISPLAY\DELA0C3\1_0`, VideoOutputTechnology: 10 }, { InstanceName: String.raw`DISPLAY\AUO123D\2_0`, VideoOutputTechnology: 0x80000000 }],
    'root/cimv2/Security/MicrosoftTpm:Win32_Tpm': [{ IsEnabled_InitialValue: true, IsActivated_InitialValue: true, ManufacturerId: 1_229_346_816, SpecVersion: '2.0, 0, 1.38' }],
    [`${storage}:MSFT_PhysicalDisk`]: [{ DeviceId: '0', Model: 'PC300 NVMe SK hynix 512GB', Manufacturer: null, SerialNumber: 'ACE4_2E61_9000_7804.', FirmwareVersion: '20007A00', Size: 512_110_190_592, MediaType: 4, BusType: 17, HealthStatus: 0 }],
    [`${storage}:MSFT_Disk`]: [{ Number: 0, IsBoot: true, BusType: 17 }],
    [`${storage}:MSFT_VirtualDisk`]: [],
    [`${storage}:MSFT_Partition`]: [
      { AccessPaths: ['\\\\?\\Volume{efi}\\'], GptType: '{c12a7328-f81f-11d2-ba4b-00a0c93ec93b}', MbrType: null, DiskNumber: 0 },
      { AccessPaths: ['C:\\', '\\\\?\\Volume{windows}\\'], GptType: '{ebd0a0a2-b9e5-4433-87c0-68b6b72699c7}', MbrType: null, DiskNumber: 0 },
      { AccessPaths: ['\\\\?\\Volume{recovery}\\'], GptType: '{de94bba4-06d1-4d40-a16a-bfd50179d6ac}', MbrType: null, DiskNumber: 0 },
    ],
    'root/cimv2:Win32_Volume': [
      { DeviceID: '\\\\?\\Volume{efi}\\', Name: '\\\\?\\Volume{efi}\\', DriveLetter: null, FileSystem: 'FAT32', DriveType: 3, BootVolume: false, SystemVolume: true },
      { DeviceID: '\\\\?\\Volume{windows}\\', Name: 'C:\\', DriveLetter: 'C:', FileSystem: 'NTFS', DriveType: 3, BootVolume: true, SystemVolume: false },
      { DeviceID: '\\\\?\\Volume{recovery}\\', Name: '\\\\?\\Volume{recovery}\\', DriveLetter: null, FileSystem: 'NTFS', DriveType: 3, BootVolume: false, SystemVolume: false },
    ],
    'root/cimv2/Security/MicrosoftVolumeEncryption:Win32_EncryptableVolume': [{ DeviceID: '\\\\?\\Volume{windows}\\', ProtectionStatus: 1, ConversionStatus: 1, EncryptionMethod: 6 }],
    'root/cimv2:Win32_QuickFixEngineering': [{ HotFixID: 'KB5044285', InstalledOn: '10/9/2024', InstalledBy: canary }, { HotFixID: 'KB5042099', InstalledOn: null }],
    'root/cimv2:Win32_OperatingSystem': [{ LastBootUpTime: '2026-11-20T05:00:00.500Z', FreePhysicalMemory: 9_216_000 }],
    'root/cimv2:Win32_Process': [{ ProcessId: 4, Name: 'System' }, { ProcessId: 1100, Name: 'svchost.exe', CommandLine: canary }],
    'root/StandardCimv2:MSFT_NetAdapter': [
      { Name: 'Ethernet', InterfaceIndex: 6, PermanentAddress: 'A4BB6D102233', PnPDeviceID: String.raw`PCI\VEN_8086&DEV_15D7\3`, InterfaceType: 6, NdisPhysicalMedium: 14, Virtual: false, HardwareInterface: true, Hidden: false, InterfaceOperationalStatus: 1, ReceiveLinkSpeed: '1000000000' },
      { Name: 'WLAN', InterfaceIndex: 9, PermanentAddress: 'A4BB6D102299', PnPDeviceID: String.raw`PCI\VEN_8086&DEV_24FD\4`, InterfaceType: 71, NdisPhysicalMedium: 9, Virtual: false, HardwareInterface: true, Hidden: false, InterfaceOperationalStatus: 2, ReceiveLinkSpeed: 0 },
      { Name: 'Dock', InterfaceIndex: 12, PermanentAddress: '0050B600006D', PnPDeviceID: String.raw`USB\VID_17E9&PID_4306\7`, InterfaceType: 6, NdisPhysicalMedium: 14, Virtual: false, HardwareInterface: true, Hidden: false, InterfaceOperationalStatus: 2, ReceiveLinkSpeed: 0 },
      { Name: 'vEthernet (Default Switch)', InterfaceIndex: 20, PermanentAddress: '00155D000001', PnPDeviceID: String.raw`ROOT\VMS_MP\0000`, InterfaceType: 6, NdisPhysicalMedium: 0, Virtual: true, HardwareInterface: false, Hidden: false, InterfaceOperationalStatus: 1, ReceiveLinkSpeed: '10000000000' },
      { Name: 'WAN Miniport (IP)', InterfaceIndex: 3, PermanentAddress: null, PnPDeviceID: String.raw`SWD\MSRRAS\MS`, InterfaceType: 6, NdisPhysicalMedium: 0, Virtual: true, HardwareInterface: false, Hidden: true, InterfaceOperationalStatus: 1, ReceiveLinkSpeed: 0 },
    ],
    'root/StandardCimv2:MSFT_NetIPAddress': [
      { IPAddress: '192.0.2.10', PrefixLength: 24, InterfaceIndex: 6, SuffixOrigin: 3 },
      { IPAddress: 'fe80::1%6', PrefixLength: 64, InterfaceIndex: 6, SuffixOrigin: 4 },
      { IPAddress: '2001:db8::5', PrefixLength: 128, InterfaceIndex: 6, SuffixOrigin: 5 },
    ],
    'root/StandardCimv2:MSFT_NetIPInterface': [{ InterfaceIndex: 6, Dhcp: 1 }],
    'root/StandardCimv2:MSFT_NetRoute': [
      { DestinationPrefix: '0.0.0.0/0', NextHop: '192.0.2.1', InterfaceAlias: 'Ethernet', InterfaceIndex: 6, Store: 1 },
      { DestinationPrefix: '192.0.2.0/24', NextHop: '0.0.0.0', InterfaceAlias: 'Ethernet', InterfaceIndex: 6, Store: 1 },
      { DestinationPrefix: '192.0.2.10/32', NextHop: '0.0.0.0', InterfaceAlias: 'Ethernet', InterfaceIndex: 6, Store: 1 },
      { DestinationPrefix: '224.0.0.0/4', NextHop: '0.0.0.0', InterfaceAlias: 'Ethernet', InterfaceIndex: 6, Store: 1 },
      { DestinationPrefix: '198.51.100.0/24', NextHop: '192.0.2.9', InterfaceAlias: 'Ethernet', InterfaceIndex: 6, Store: 0 },
    ],
    'root/StandardCimv2:MSFT_DNSClientServerAddress': [
      { ServerAddresses: ['fec0:0:0:ffff::1', 'fec0:0:0:ffff::2'], InterfaceIndex: 9, AddressFamily: 23 },
      { ServerAddresses: ['192.0.2.1', '192.0.2.2'], InterfaceIndex: 6, AddressFamily: 2 },
    ],
    'root/StandardCimv2:MSFT_NetTCPConnection': [
      { LocalAddress: '0.0.0.0', LocalPort: 445, OwningProcess: 4 }, { LocalAddress: '0.0.0.0', LocalPort: 3389, OwningProcess: 1100 }, { LocalAddress: '127.0.0.1', LocalPort: 5354, OwningProcess: 1100 },
    ],
    'root/StandardCimv2:MSFT_NetUDPEndpoint': [{ LocalAddress: '::', LocalPort: 5353, OwningProcess: 1100 }, { LocalAddress: '0.0.0.0', LocalPort: 61_000, OwningProcess: 1100 }],
    'root/StandardCimv2:MSFT_NetUDPSetting': [{ DynamicPortRangeStartPort: 49_152, DynamicPortRangeNumberOfPorts: 16_384 }],
    'root/StandardCimv2:MSFT_NetNeighbor': [
      { IPAddress: '192.0.2.1', LinkLayerAddress: '00-1B-78-AA-10-01', State: 5 }, { IPAddress: '192.0.2.40', LinkLayerAddress: '00-1B-78-AA-10-02', State: 4 },
      { IPAddress: '192.0.2.41', LinkLayerAddress: 'DA-1B-78-AA-10-03', State: 5 }, { IPAddress: '192.0.2.42', LinkLayerAddress: '', State: 0 }, { IPAddress: '224.0.0.22', LinkLayerAddress: '01-00-5E-00-00-16', State: 6 },
      { IPAddress: '203.0.113.7', LinkLayerAddress: '00-1B-78-AA-10-04', State: 5 },
    ],
    'root/Microsoft/Windows/Defender:MSFT_MpComputerStatus': [{ AntivirusSignatureVersion: '1.419.163.0', AntivirusSignatureLastUpdated: '2026-11-20T02:11:00.000Z', FullScanEndTime: null }],
    'root/SecurityCenter2:AntiVirusProduct': [{ displayName: 'Windows Defender', instanceGuid: '{D68DDC3A-831F-4fae-9E44-DA132C1ACF46}' }],
  },
  powershell: {
    endorsement: [{ NotBefore: '2018-05-14T00:00:00.000Z' }],
    protectors: [{ mount: 'C:', status: 'FullyEncrypted', method: 'XtsAes128', kinds: ['Tpm', 'RecoveryPassword'] }],
    agent: {
      waiting: [
        { title: 'Kumulatives Update für Windows 11', numbers: ['5044999'], severity: 'Critical', day: '2024-10-08', hidden: false, kinds: ['0FA1201D-4330-4FA8-8AE9-B877473B6441'] },
        { title: 'Security Intelligence-Update', numbers: ['2267602'], severity: '', day: '2024-11-20', hidden: false, kinds: ['E0789628-CE08-4437-BE74-2495B842F43B'] },
        { title: 'Dell - Firmware - 1.39.0', numbers: [], severity: '', day: '2024-09-01', hidden: true, kinds: ['EBFC1FC5-71A4-4F7B-9ACA-3B9A503104A0'] },
      ],
      past: [
        { title: '2024-01 Security Update (KB5034441)', id: 'a', operation: 1, result: 4, day: '2024-09-30' }, { title: '2024-01 Security Update (KB5034441)', id: 'a', operation: 1, result: 4, day: '2024-08-30' },
        { title: '2024-10 Cumulative (KB5044285)', id: 'b', operation: 1, result: 2, day: '2024-10-09' }, { title: '2024-10 Cumulative (KB5044285)', id: 'b', operation: 1, result: 4, day: '2024-10-08' },
      ],
      checked: true,
    },
    users: [{ sid: clerk, last: '2026-11-20T06:58:00.000Z' }, { sid: away, last: null }],
    wear: [{ DeviceId: '0', PowerOnHours: 12_044, Wear: 7 }],
    securityLog: [{ TimeCreated: '2026-08-02T10:00:00.000Z' }],
    updates: { checked: '2026-11-20T04:12:00Z', installed: '2026-10-09T06:31:00Z' },
  },
  files: { [String.raw`C:\Users\maria\AppData\Local\Programs\Zoom\Zoom.exe`]: 'x', [String.raw`C:\Users\joe\AppData\Local\Programs\Common`]: 'x' },
  space: [{ mountPoint: 'C:\\', bytes: 500_000_000_000, freeBytes: 90_000_000_000, readOnly: false }],
};
