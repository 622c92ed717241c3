import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/hardware/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, instancesIn, registryIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const facts = (world: WindowsWorld) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...world.registry }, cim: { ...windowsPc.cim, ...world.cim }, powershell: { ...windowsPc.powershell, ...world.powershell } });
type Instances = NonNullable<WindowsWorld['cim']>[string];
const storage = 'root/Microsoft/Windows/Storage';
const control = String.raw`HKLM\SYSTEM\CurrentControlSet\Control`;

test('an office computer', () => {
  const { data } = facts({});
  expect(data).toMatchObject({
    manufacturer: 'Dell Inc.', model: 'Latitude 7490', modelYear: null, sku: '081C', serial: 'BQ5RNN2', chassis: 'laptop', board: { manufacturer: 'Dell Inc.', model: '0KP0FT', version: 'A00', serial: '/BQ5RNN2/CNWS2008/' },
    firmware: { vendor: 'Dell Inc.', version: '1.38.0', releasedOn: '2024-05-14' }, memoryMiB: 16_175,
    cpu: { vendor: 'GenuineIntel', model: 'Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz', family: 6, modelNumber: 142, stepping: 10, sockets: 1, cores: 4, threads: 8, microcode: '0xf4' },
    memoryModules: [{ slot: 'DIMM1', sizeMiB: 16_384, type: 'DDR4', manufacturer: 'Hynix', partNumber: 'HMA82GU6CJR8N', serial: '2AA3F87D' }],
    disks: [{ name: 'PhysicalDrive0', model: 'PC300 NVMe SK hynix 512GB', vendor: null, serial: 'ACE4_2E61_9000_7804.', firmware: '20007A00', bytes: 512_110_190_592, kind: 'nvme', bus: 'nvme', removable: false, system: true }],
    arrays: [],
    monitors: [
      { manufacturer: 'AUO', model: 'AUO123D', serial: null, year: null, week: null, modelYear: 2017, internal: true },
      { manufacturer: 'DEL', model: 'DELL P2419H', serial: '7Q1X', year: 2019, week: 12, modelYear: null, internal: false },
    ],
    batteries: [{ name: String.raw`ACPI\PNP0C0A\1_0`, manufacturer: 'SMP', model: 'DELL JHXPY53', designWh: 57.53, manufacturedOn: '2020-10-15' }],
    graphics: [{ name: 'Intel(R) UHD Graphics 620', driverOn: '2023-08-15' }],
    tpm: { version: '2.0', manufacturer: 'IFX', enabled: true, endorsedOn: '2018-05-14' }, bmc: null, secureBoot: true, secureBootCertificates: 'in-progress', virtualization: null,
  });
});

describe('disks', () => {
  const disk = (more: object): Instances => [{ DeviceId: '0', Model: 'X', Manufacturer: null, SerialNumber: 'S1', FirmwareVersion: '1', Size: '1000', MediaType: 0, BusType: 11, ...more }];
  const one = (more: object) => facts({ cim: { [`${storage}:MSFT_PhysicalDisk`]: disk(more) } });
  test.each([
    ['a hard disk', { MediaType: 3 }, { kind: 'hdd', bus: 'sata', removable: false }],
    ['a solid-state disk', { MediaType: 4 }, { kind: 'ssd' }],
    ['a stick', { MediaType: 4, BusType: 7 }, { removable: true, bus: 'usb' }],
    ['a disk of a virtual machine', { Model: 'Msft     Virtual Disk ', BusType: 10 }, { kind: 'virtual' }],
    ['memory on the board', { BusType: 13 }, { kind: 'other', removable: false }],
  ])('%s', (_name, more, expected) => expect(one(more).data.disks?.[0]).toMatchObject(expected));

  test('a kind that Windows does not know is a gap, not a guess', () => {
    const { data, gaps } = one({});
    expect(data.disks?.[0]?.kind).toBeUndefined();
    expect(gaps).toMatchObject({ 'disks[].kind': 'not-visible-from-here' });
    expect(one({ MediaType: 9 }).gaps).toMatchObject({ 'disks[].kind': 'unreadable' });
    expect(one({ Size: -1, BusType: 'x' }).gaps).toMatchObject({ 'disks[].bytes': 'unreadable', 'disks[].removable': 'unreadable' });
  });

  test('of a system on Storage Spaces no disk is said to hold it or not', () => {
    const roles: Instances = [{ Number: 5, IsBoot: true, BusType: 16 }];
    expect(facts({ cim: { [`${storage}:MSFT_Disk`]: roles } }).gaps).toMatchObject({ 'disks[].system': 'not-visible-from-here' });
    const array = (HealthStatus: number, OperationalStatus: number[]) => facts({ cim: { [`${storage}:MSFT_VirtualDisk`]: [{ FriendlyName: 'Data', ResiliencySettingName: 'Mirror', HealthStatus, OperationalStatus }] } }).data.arrays?.[0]?.state;
    expect([array(0, [2]), array(1, [0xd002]), array(1, [11]), array(2, [6]), array(7, [2])]).toEqual(['optimal', 'degraded', 'rebuilding', 'failed', undefined]);
  });
});

test('a virtual machine by its own name, and a computer that only uses a hypervisor', () => {
  const system = (Manufacturer: string, Model: string) => facts({ cim: { 'root/cimv2:Win32_ComputerSystem': [{ Manufacturer, Model, SystemSKUNumber: null, TotalPhysicalMemory: '4294967296', HypervisorPresent: true }] } }).data;
  expect(system('Microsoft Corporation', 'Virtual Machine')).toMatchObject({ virtualization: 'hyper-v', chassis: 'virtual', memoryMiB: 4096, sku: null });
  expect(system('VMware, Inc.', 'VMware7,1').virtualization).toBe('vmware');
  expect(system('Amazon EC2', 'm5.large').virtualization).toBe('kvm');
  expect(system('LENOVO', '20TBS57S00').virtualization).toBeNull();
});

test('the security chip: none, refused, off, an old one', () => {
  const tpm = (cim: Instances) => facts({ cim: { 'root/cimv2/Security/MicrosoftTpm:Win32_Tpm': cim } });
  expect(tpm([]).data.tpm).toBeNull();
  expect(tpm({ refused: 'needs-root' }).gaps).toMatchObject({ tpm: 'needs-root' });
  expect(tpm([{ IsEnabled_InitialValue: true, IsActivated_InitialValue: false, ManufacturerId: 1_314_145_024, SpecVersion: '1.2, 2, 3' }]).data.tpm).toMatchObject({ version: '1.2', manufacturer: 'NTC', enabled: false });
  expect(tpm([{ IsEnabled_InitialValue: 'yes', IsActivated_InitialValue: null, ManufacturerId: 'x', SpecVersion: 'Not Supported' }]).gaps).toMatchObject({ 'tpm.enabled': 'unreadable', 'tpm.version': 'unreadable', 'tpm.manufacturer': 'unreadable' });
  expect(facts({ powershell: { endorsement: null } }).data.tpm?.endorsedOn).toBeNull();
  expect(facts({ powershell: { endorsement: [{ NotBefore: '/Date(1526256000000)/' }, { NotBefore: '2016-01-01T00:00:00Z' }] } }).data.tpm?.endorsedOn).toBe('2016-01-01');
});

test.each([
  ['on', { UEFISecureBootEnabled: 1 }, {}, true], ['off', { UEFISecureBootEnabled: 0 }, {}, false], ['not told with UEFI', {}, { PEFirmwareType: 2 }, false], ['not told with a BIOS', {}, { PEFirmwareType: 1 }, null],
])('Secure Boot %s', (_name, state, kind, expected) => {
  expect(facts({ registry: { [`${control}\\SecureBoot\\State`]: state, [control]: kind } }).data.secureBoot).toBe(expected);
});

test('which certificates Secure Boot goes by', () => {
  const by = (values: Record<string, string | number>) => facts({ registry: { [`${control}\\SecureBoot\\Servicing`]: values } });
  expect([{ UEFICA2023Status: 'Updated' }, { UEFICA2023Status: 'NotStarted', WindowsUEFICA2023Capable: 2 }, { UEFICA2023Status: 'NotStarted', WindowsUEFICA2023Capable: 0 }, { WindowsUEFICA2023Capable: 1 }].map((values) => by(values as Record<string, string>).data.secureBootCertificates))
    .toEqual(['2023', '2023', '2011', 'in-progress']);
  expect(by({ UEFICA2023Status: 'Etwas' }).gaps).toMatchObject({ secureBootCertificates: 'unreadable' });
  expect(by({}).gaps).toMatchObject({ secureBootCertificates: 'not-visible-from-here' });
});

test('a battery on a cable is no battery of the computer, and dates that makers copy are none', () => {
  const ups = { InstanceName: String.raw`HID\VID_051D&PID_0002\6_0`, DeviceName: 'Back-UPS', ManufactureName: 'APC', DesignedCapacity: 100, Capabilities: 0xe0000000 };
  expect(facts({ cim: { 'root/wmi:BatteryStaticData': [ups] } }).data.batteries).toEqual([]);
  expect(facts({ cim: { 'root/cimv2:Win32_Battery': [], 'root/wmi:BatteryStaticData': { refused: 'needs-root' } } }).data.batteries).toEqual([]);
  expect(facts({ cim: { 'root/wmi:BatteryStaticData': { refused: 'needs-root' } } }).gaps).toMatchObject({ batteries: 'needs-root' });
});

test('screens: the month of LG is no week, a screen of the future has no date', () => {
  const letters = (text: string) => [...Buffer.from(`${text}\0`, 'latin1')];
  const screen = (maker: string, WeekOfManufacture: number, YearOfManufacture: number) =>
    facts({ cim: { 'root/wmi:WmiMonitorID': [{ InstanceName: 'x', ManufacturerName: letters(maker), ProductCodeID: letters('1'), UserFriendlyName: letters('Y'), SerialNumberID: letters('7'), WeekOfManufacture, YearOfManufacture }] } }).data.monitors?.[0];
  expect(screen('GSM', 5, 2020)).toMatchObject({ year: 2020, week: null });
  expect(screen('DEL', 5, 2099)).toMatchObject({ year: null, week: null, modelYear: null });
  expect(screen('DEL', 0, 2015)).toMatchObject({ year: 2015, week: null });
});

const shared = sharedFixtures('glpi-agent', 'files', 'win32');

describe.skipIf(!shared)('captures of real computers', () => {
  const list = (name: string, texts: readonly string[] = []) => instancesIn(captureText(path.join(shared ?? '', 'wmi', name)), texts);
  const keys = (name: string) => registryIn(captureText(path.join(shared ?? '', 'registry', name)));
  const without = (prefix: string): NonNullable<WindowsWorld['registry']> => Object.fromEntries(Object.entries(windowsPc.registry ?? {}).filter(([key]) => !key.startsWith(prefix)));

  test('an NVMe disk', () => {
    const { data } = facts({ cim: { [`${storage}:MSFT_PhysicalDisk`]: list('latitude-7480-MSFT_PhysicalDisk.wmi', ['DeviceId', 'FirmwareVersion']) } });
    expect(data.disks).toMatchObject([{ name: 'PhysicalDrive0', model: 'PC300 NVMe SK hynix 512GB', serial: 'ACE4_2E61_9000_7804.', firmware: '20007A00', bytes: 512_110_190_592, kind: 'nvme' }]);
  });

  test.each([
    ['2008-with-2-different-cpus-CentralProcessor.reg', '2008-with-2-different-cpus-Win32_Processor.wmi', { family: 6, modelNumber: 26, stepping: 5, sockets: 2, cores: 8, model: 'Intel(R) Xeon(R) CPU E5506 @ 2.13GHz' }],
    ['2019-amd-epyc-CentralProcessor.reg', undefined, { family: 23, vendor: 'AuthenticAMD' }],
    ['2003-CentralProcessor.reg', '2003-Win32_Processor.wmi', { vendor: 'GenuineIntel' }],
    ['2003SP2-CentralProcessor.reg', '2003SP2-Win32_Processor.wmi', { vendor: 'GenuineIntel' }],
  ])('processors of %s', (registry, wmi, expected) => {
    const world: WindowsWorld = { ...windowsPc, registry: { ...without(String.raw`HKLM\HARDWARE`), ...keys(registry) }, cim: { ...windowsPc.cim, ...(wmi === undefined ? {} : { 'root/cimv2:Win32_Processor': list(wmi) }) } };
    expect(windowsFactsOf(windows, world).data.cpu).toMatchObject(expected);
  });

  test.each(['xp', '2003', '2003SP2'])('memory modules of %s, without a table of the firmware', (name) => {
    const modules = list(`${name}-Win32_PhysicalMemory.wmi`, ['BankLabel', 'DeviceLocator', 'SerialNumber', 'PartNumber', 'Manufacturer']);
    const world: WindowsWorld = { ...windowsPc, registry: without(String.raw`HKLM\SYSTEM\CurrentControlSet\Services\mssmbios`), cim: { ...windowsPc.cim, 'root/cimv2:Win32_PhysicalMemory': modules } };
    const { data } = windowsFactsOf(windows, world);
    expect(data.memoryModules).toHaveLength(modules.length);
    const inOrder = (sizes: readonly number[]) => [...sizes].sort((a, b) => a - b);
    expect(inOrder((data.memoryModules ?? []).map(({ sizeMiB = 0 }) => sizeMiB))).toEqual(inOrder(modules.map((it) => Number(it['Capacity']) / 1_048_576)));
  });

  test('a virtual machine whose firmware says next to nothing', () => {
    const { data } = facts({ cim: { 'root/cimv2:Win32_BIOS': list('proxmox-Win32_Bios.wmi'), 'root/cimv2:Win32_ComputerSystem': list('proxmox-Win32_ComputerSystem.wmi') } });
    expect(data).toMatchObject({ manufacturer: 'BOCHS_', model: 'BXPC____', firmware: { vendor: null, version: null, releasedOn: '2014-04-01' }, virtualization: 'other' });
  });

  test.each(['intel+nvidia', 'intel-hd-graphics'])('graphics of %s', (name) => {
    const expected = JSON.parse(fs.readFileSync(path.join(shared ?? '', '..', '..', 'expected', 'windows-video.json'), 'utf8')) as { tests: Record<string, { NAME: string }[]> };
    const { data } = facts({ cim: { 'root/cimv2:Win32_VideoController': list(`${name}-Win32_VideoController.wmi`) } });
    expect(data.graphics?.map((it) => it.name)).toEqual(expect.arrayContaining(expected.tests[name]?.map((it) => it.NAME) ?? []));
  });
});

const battery = sharedFixtures('glpi-agent', 'expected', 'windows-batteries.json');

test.skipIf(!battery)('batteries of the captured reports, as their driver would tell them', () => {
  const { testPowercfgInfos } = JSON.parse(fs.readFileSync(battery ?? '', 'utf8')) as { testPowercfgInfos: Record<string, Record<string, string>[]> };
  for (const all of Object.values(testPowercfgInfos)) {
    const told = all.map((it, index) => ({ InstanceName: String.raw`ACPI\PNP0C0A\${index}`.replace('${index}', String(index)), DeviceName: it['NAME'], ManufactureName: it['MANUFACTURER'], DesignedCapacity: Number(it['CAPACITY']), Capabilities: 0x80000000 }));
    const { data } = facts({ cim: { 'root/wmi:BatteryStaticData': told } });
    expect(data.batteries?.map(({ model, manufacturer, designWh }) => [model, manufacturer, designWh])).toEqual(all.map((it) => [it['NAME'], it['MANUFACTURER'], Math.round(Number(it['CAPACITY']) / 10) / 100]));
  }
});

const handwritten = sharedFixtures('handwritten', 'windows');

test.skipIf(!handwritten)('the security chip as written by hand after the documentation', () => {
  const chip = JSON.parse(fs.readFileSync(path.join(handwritten ?? '', 'Win32_Tpm.json'), 'utf8')) as Record<string, unknown>;
  expect(facts({ cim: { 'root/cimv2/Security/MicrosoftTpm:Win32_Tpm': [chip] } }).data.tpm).toMatchObject({ version: '2.0', manufacturer: 'IFX', enabled: true });
});
