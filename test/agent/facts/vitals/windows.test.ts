import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/vitals/windows.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const facts = (world: WindowsWorld = {}) => windowsFactsOf(windows, { ...windowsPc, ...world, cim: { ...windowsPc.cim, ...world.cim }, powershell: { ...windowsPc.powershell, ...world.powershell } });

test('an office computer', () => {
  const { data, gaps } = facts();
  expect(data).toEqual({
    bootedAt: '2026-11-20T05:00:00Z', memoryAvailableMiB: 9000, fileSystems: [{ mountPoint: 'C:\\', bytes: 500_000_000_000, freeBytes: 90_000_000_000, readOnly: false }],
    batteries: [{ name: String.raw`ACPI\PNP0C0A\1_0`, fullPercent: 85, cycles: 212 }], disks: [{ name: 'PhysicalDrive0', healthy: true, powerOnHours: 12_044, wearPercent: 7 }],
    definitions: [{ product: 'Microsoft Defender Antivirus', version: '1.419.163.0', updatedAt: '2026-11-20T02:11:00Z', scannedAt: null }],
    oldestSecurityEventAt: '2026-08-02T10:00:00Z', updatesCheckedAt: '2026-11-20T04:12:00Z', updatesInstalledAt: '2026-10-09T06:31:00Z',
  });
  expect(Object.keys(gaps)).toEqual(['clockOffsetMs', 'clockSynchronized', 'disks[].badSectors', 'ups']);
});

test('disks: a warning, one that says nothing, one without counters, a number nobody knows', () => {
  const disk = (HealthStatus: number, wear: unknown = []) => {
    const { data, gaps } = facts({ cim: { 'root/Microsoft/Windows/Storage:MSFT_PhysicalDisk': [{ DeviceId: '0', HealthStatus }] }, powershell: { wear } });
    return { ...data.disks?.[0], gaps };
  };
  expect([disk(1).healthy, disk(2).healthy, disk(5).healthy, disk(99).healthy]).toEqual([false, false, null, undefined]);
  expect(disk(99).gaps).toMatchObject({ 'disks[].healthy': 'unreadable' });
  expect(disk(0)).toMatchObject({ powerOnHours: null, wearPercent: null });
  expect(disk(0, [{ DeviceId: '0', PowerOnHours: 0, Wear: 255 }])).toMatchObject({ powerOnHours: null, wearPercent: null });
  expect(disk(0, { refused: 'needs-root' }).gaps).toMatchObject({ 'disks[].powerOnHours': 'needs-root', 'disks[].wearPercent': 'needs-root' });
});

test('a power supply on a cable', () => {
  const cim: WindowsWorld['cim'] = {
    'root/wmi:BatteryStaticData': [{ InstanceName: String.raw`HID\VID_051D\6_0`, DeviceName: 'Back-UPS', DesignedCapacity: 100, Capabilities: 0xe0000000 }],
    'root/wmi:BatteryFullChargedCapacity': [{ InstanceName: String.raw`HID\VID_051D\6_0`, FullChargedCapacity: 100 }],
    'root/wmi:BatteryStatus': [{ InstanceName: String.raw`HID\VID_051D\6_0`, PowerOnline: true, RemainingCapacity: 97 }],
  };
  expect(facts({ cim }).data).toMatchObject({ batteries: [], ups: [{ name: 'Back-UPS', online: true, chargePercent: 97 }] });
});

test('another product beside Defender tells no date, a server without Security Center only knows Defender', () => {
  const other = facts({ cim: { 'root/SecurityCenter2:AntiVirusProduct': [{ displayName: 'Sophos Intercept X', instanceGuid: '{1}' }] } });
  expect(other.data.definitions?.map(({ product }) => product)).toEqual(['Microsoft Defender Antivirus', 'Sophos Intercept X']);
  expect(other.gaps).toMatchObject({ 'definitions[].updatedAt': 'not-visible-from-here' });
  const { 'root/SecurityCenter2:AntiVirusProduct': _gone, ...cim } = windowsPc.cim ?? {};
  expect(windowsFactsOf(windows, { ...windowsPc, cim }).data.definitions).toHaveLength(1);
});

test('what lies in the future or is no moment is a gap, what never was is null', () => {
  expect(facts({ powershell: { updates: { checked: '2027-01-01T00:00:00Z', installed: null } } })).toMatchObject({ data: { updatesInstalledAt: null }, gaps: { updatesCheckedAt: 'unreadable' } });
  expect(facts({ cim: { 'root/cimv2:Win32_OperatingSystem': [{ LastBootUpTime: '20.11.2026', FreePhysicalMemory: 'x' }] } }).gaps).toMatchObject({ bootedAt: 'unreadable', memoryAvailableMiB: 'unreadable' });
  expect(facts({ powershell: { securityLog: { refused: 'needs-root' } } }).gaps).toMatchObject({ oldestSecurityEventAt: 'needs-root' });
});
