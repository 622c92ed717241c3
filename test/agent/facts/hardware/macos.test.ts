import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/hardware/macos.ts';
import { plist } from '../mac-machine.ts';
import { refused, scanned } from '../mac-scan.ts';

test('a MacBook Pro with a screen and two disks', () => {
  const { data, gaps } = scanned(macos);
  expect(data).toMatchObject({
    manufacturer: 'Apple Inc.', model: 'MacBookPro18,3', modelYear: 2021, sku: 'MKGP3LL/A', serial: 'C02ABCDEFGHJ', chassis: 'laptop', board: null, firmware: { vendor: 'Apple', version: '11881.140.96', releasedOn: null },
    cpu: { vendor: 'Apple', model: 'Apple M1 Pro', sockets: 1, cores: 8, threads: 8 }, memoryMiB: 16384, memoryModules: [{ slot: 'unified', sizeMiB: 16384, type: 'LPDDR5', manufacturer: 'Micron', partNumber: null, serial: null }],
    disks: [{ name: 'disk0', model: 'APPLE SSD AP0512R', kind: 'nvme', removable: false, system: true }, { name: 'disk4', kind: 'hdd', bus: 'usb', removable: true, system: false }],
    arrays: [], graphics: [{ name: 'Apple M1 Pro', driverOn: null }], batteries: [{ name: 'battery 0', manufacturer: 'SMP', model: 'bq40z651', designWh: null, manufacturedOn: null }],
    monitors: [{ manufacturer: 'APP', model: 'Color LCD', serial: null, year: null, internal: true }, { manufacturer: 'DEL', model: 'DELL U2720Q', serial: '8CDXW13', year: 2021, week: 31, internal: false }],
    tpm: null, secureBoot: null, virtualization: null,
  });
  expect(gaps).toEqual({ 'cpu.family': 'not-this-platform', 'cpu.microcode': 'not-this-platform', 'cpu.modelNumber': 'not-this-platform', 'cpu.stepping': 'not-this-platform', 'cpu.vulnerabilities': 'not-visible-from-here' });
});

describe('other Macs', () => {
  const intel = {
    'sysctl hw.model': 'hw.model: iMac18,2\nhw.memsize: 8589934592\nhw.packages: 1\nhw.physicalcpu: 4\nhw.logicalcpu: 4\nmachdep.cpu.brand_string: Intel(R) Core(TM) i5-7500 CPU @ 3.40GHz\nmachdep.cpu.vendor: GenuineIntel\nmachdep.cpu.family: 6\nmachdep.cpu.model: 158\nmachdep.cpu.stepping: 9\nmachdep.cpu.microcode_version: 240\nkern.hv_vmm_present: 0\nmachdep.cpu.features: FPU VME\n',
    'ioreg -a -r -d 1 -p IODeviceTree -n product': '',
    'ioreg -a -r -d 1 -c AppleSmartBattery': '',
    'ioreg -a -r -d 1 -c IOPlatformExpertDevice': plist([{ IOPlatformSerialNumber: 'C02VL2ABJ1GH', model: Buffer.from('iMac18,2\0'), manufacturer: Buffer.from('Apple Inc.\0'), 'board-id': Buffer.from('Mac-77F17D7DA9285301\0') }]),
    'system_profiler -xml SPHardwareDataType': plist([
      { _dataType: 'SPHardwareDataType', _items: [{ machine_name: 'iMac', machine_model: 'iMac18,2', boot_rom_version: '499.40.2.0.0' }] },
      { _dataType: 'SPMemoryDataType', _items: [{ _name: 'Memory Slots', _items: [
        { _name: 'BANK 1/DIMM1', dimm_size: 'empty', dimm_type: 'empty', dimm_status: 'empty' },
        { _name: 'BANK 0/DIMM0', dimm_manufacturer: '0x802C', dimm_part_number: '0x344154463147313634485A2D3147364531', dimm_serial_number: '0x1A2B3C4D', dimm_size: '8 GB', dimm_speed: '2400 MHz', dimm_status: 'ok', dimm_type: 'DDR4' },
      ] }] },
      { _dataType: 'SPDisplaysDataType', _items: [{ _name: 'Radeon Pro 555', sppci_model: 'Radeon Pro 555', spdisplays_ndrvs: [{ _name: 'LG', '_spdisplays_display-vendor-id': '1e6d', '_spdisplays_display-serial-number': '1', '_spdisplays_display-week': '6', '_spdisplays_display-year': '2018' }] }] },
    ]),
  };
  test('an iMac with Intel', () => {
    const { data, gaps } = scanned(macos, { commands: intel });
    expect(data).toMatchObject({
      model: 'iMac18,2', chassis: 'desktop', board: { manufacturer: 'Apple', model: 'Mac-77F17D7DA9285301' }, cpu: { vendor: 'GenuineIntel', family: 6, modelNumber: 158, stepping: 9, microcode: '0xf0' },
      memoryModules: [{ slot: 'BANK 0/DIMM0', sizeMiB: 8192, type: 'DDR4', partNumber: '4ATF1G164HZ-1G6E1', serial: '1A2B3C4D' }], batteries: [], monitors: [{ manufacturer: 'GSM', year: 2018, week: null, serial: null, internal: false }],
    });
    expect(gaps).toEqual({ modelYear: 'not-visible-from-here', secureBoot: 'not-visible-from-here', 'cpu.vulnerabilities': 'not-visible-from-here' });
  });
  test('a battery of Intel tells its day, one from the future tells none', () => {
    const battery = (date: number) => ({ commands: { ...intel, 'ioreg -a -r -d 1 -c AppleSmartBattery': plist([{ Manufacturer: 'DP', DeviceName: 'bq20z451', ManufactureDate: date }]) } });
    expect(scanned(macos, battery(((2017 - 1980) << 9) | (5 << 5) | 9)).data.batteries).toMatchObject([{ manufacturedOn: '2017-05-09' }]);
    expect(scanned(macos, battery(((2049 - 1980) << 9) | (5 << 5) | 9)).data.batteries).toMatchObject([{ manufacturedOn: null }]);
    expect(scanned(macos, battery((37 << 9) | (2 << 5) | 31)).data.batteries).toMatchObject([{ manufacturedOn: null }]);
  });
  test('virtual machines', () => {
    const on = (kernel: string) => scanned(macos, { commands: { ...intel, 'sysctl hw.model': kernel } }).data;
    expect(on('hw.model: VMware7,1\nkern.hv_vmm_present: 1\n')).toMatchObject({ virtualization: 'vmware', chassis: 'virtual' });
    expect(on('hw.model: VirtualMac2,1\nkern.hv_vmm_present: 1\nhw.optional.arm64: 1\n')).toMatchObject({ virtualization: 'other' });
    expect(on('hw.model: Parallels13,1\nmachdep.cpu.features: FPU VMM\n')).toMatchObject({ virtualization: 'other' });
  });
  test('the disk of a virtual machine is a disk', () => {
    const disk = { 'Device Characteristics': { 'Product Name': 'Virtual Disk' }, 'Protocol Characteristics': { 'Physical Interconnect': 'Virtual Interface' }, IORegistryEntryChildren: [{ 'BSD Name': 'disk0', Whole: true, Size: 64, IORegistryEntryChildren: [{ 'BSD Name': 'disk0s2' }] }] };
    expect(scanned(macos, { commands: { 'ioreg -a -r -l -c IOBlockStorageDevice': plist([disk]) } }).data.disks).toMatchObject([{ name: 'disk0', kind: 'virtual', system: true }]);
  });
  test('a size in another language is not read', () => {
    const profile = plist([{ _dataType: 'SPMemoryDataType', _items: [{ _items: [{ _name: 'DIMM0', dimm_size: '8 Go', dimm_type: 'DDR4', dimm_status: 'ok' }] }] }]);
    expect(scanned(macos, { commands: { ...intel, 'system_profiler -xml SPHardwareDataType': profile } }).gaps).toMatchObject({ 'memoryModules[].sizeMiB': 'unreadable', monitors: 'unreadable', chassis: 'unreadable' });
  });
});

test('refused, and nonsense', () => {
  const { gaps } = scanned(macos, { commands: { 'sysctl hw.model': refused, 'ioreg -a -r -l -c IOBlockStorageDevice': refused, 'system_profiler -xml SPHardwareDataType': refused, 'ioreg -a -r -d 1 -c IOPlatformExpertDevice': 'x' } });
  expect(gaps).toMatchObject({ 'cpu.model': 'needs-root', memoryMiB: 'needs-root', disks: 'needs-root', arrays: 'needs-root', memoryModules: 'needs-root', monitors: 'needs-root', 'firmware.version': 'needs-root', model: 'unreadable', serial: 'unreadable', board: 'unreadable', virtualization: 'needs-root' });
});
