import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/vitals/macos.ts';
import { counterexample, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const xprotect = '/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist';
const newer = '/private/var/protected/xprotect/XProtect.bundle/Contents/Info.plist';
const updates = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const receipts = '/Library/Receipts/InstallHistory.plist';
const mac: Machine = {
  space: JSON.stringify([{ mountPoint: '/', bytes: 494384795648, freeBytes: 120000000000, readOnly: true }, { mountPoint: '/System/Volumes/Data', bytes: 494384795648, freeBytes: 120000000000, readOnly: false }]),
  [xprotect]: plist({ CFBundleShortVersionString: '5287' }),
  [receipts]: plist([
    { date: new Date('2026-11-10T02:00:00Z'), displayName: 'XProtectPlistConfigData', displayVersion: '5287', processName: 'softwareupdated' },
    { date: new Date('2026-10-30T02:00:00Z'), displayName: 'macOS 15.1', displayVersion: '15.1', processName: 'softwareupdated' },
    { date: new Date('2030-01-01T02:00:00Z'), displayName: 'of a clock that was wrong', displayVersion: '1', processName: 'installer' },
  ]),
  [updates]: plist({ LastSuccessfulDate: new Date('2026-11-21T20:14:11Z'), LastFullSuccessfulDate: new Date('2026-11-20T20:14:11Z') }),
  '/private/var/db/diagnostics/Persist/0000000000000a01.tracev3': { changed: '2026-11-02T08:00:00.000Z' },
  '/private/var/db/diagnostics/Persist/0000000000000a02.tracev3': { changed: '2026-11-20T08:00:00.000Z' },
};
const disk = (name: string, more: object = {}) => ({ 'Device Characteristics': { 'Product Name': 'APPLE SSD AP0512Q' }, 'Protocol Characteristics': { 'Physical Interconnect': 'Apple Fabric', 'Physical Interconnect Location': 'Internal' }, IORegistryEntryChildren: [{ Whole: true, 'BSD Name': name, Size: 500277792768 }], ...more });
const image = { ...disk('disk4'), 'Protocol Characteristics': { 'Physical Interconnect': 'Virtual Interface', 'Physical Interconnect Location': 'File' } };
const programs: Programs = {
  kernel: 'hw.optional.arm64: 1\nkern.boottime: { sec = 1794556800, usec = 123456 } Thu Nov 13 08:00:00 2026\n',
  memory: 'Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free:                               12800.\nPages active:                            300000.\nPages inactive:                          256000.\nPages speculative:                         6400.\nPages throttled:                              0.\n"Translation faults":                 999999999.\n',
  battery: plist([{ BatteryInstalled: true, CycleCount: 312, DesignCapacity: 6075, MaxCapacity: 100, AppleRawMaxCapacity: 5200, NominalChargeCapacity: 5285, Serial: 'D86' }]),
  disks: plist([disk('disk0'), image]),
  'diskutil disk0': plist({ SMARTStatus: 'Verified', DeviceIdentifier: 'disk0' }),
  supplies: "Now drawing from 'AC Power'\n -InternalBattery-0 (id=4653155)\t100%; charged; 0:00 remaining present: true\n",
};

test('a laptop with Apple silicon', () => {
  const { data, gaps } = factsWith(macos, mac, programs);
  expect(data).toEqual({
    bootedAt: '2026-11-13T08:00:00Z', memoryAvailableMiB: 4300,
    fileSystems: [{ mountPoint: '/', bytes: 494384795648, freeBytes: 120000000000, readOnly: true }, { mountPoint: '/System/Volumes/Data', bytes: 494384795648, freeBytes: 120000000000, readOnly: false }],
    batteries: [{ name: 'battery 0', fullPercent: 87, cycles: 312 }], disks: [{ name: 'disk0', healthy: true }], definitions: [{ product: 'XProtect', version: '5287', updatedAt: '2026-11-10T02:00:00Z' }], ups: [],
    oldestSecurityEventAt: '2026-11-02T08:00:00Z', updatesCheckedAt: '2026-11-21T20:14:11Z', updatesInstalledAt: '2026-11-10T02:00:00Z',
  });
  expect(gaps).toEqual({
    clockOffsetMs: 'not-visible-from-here', clockSynchronized: 'not-visible-from-here', 'definitions[].scannedAt': 'not-visible-from-here',
    'disks[].powerOnHours': 'not-visible-from-here', 'disks[].wearPercent': 'not-visible-from-here', 'disks[].badSectors': 'not-visible-from-here',
  });
});

describe('what else there is', () => {
  test('the battery of an Intel Mac tells its capacity itself', () => {
    expect(factsWith(macos, mac, { ...programs, battery: plist([{ CycleCount: 900, DesignCapacity: 8440, MaxCapacity: 6078 }]) }).data.batteries).toEqual([{ name: 'battery 0', fullPercent: 72, cycles: 900 }]);
    expect(factsWith(macos, mac, { ...programs, battery: '' }).data.batteries).toEqual([]);
    expect(factsWith(macos, mac, { ...programs, battery: plist([{ CycleCount: 3, DesignCapacity: 6075, MaxCapacity: 98 }]) }).gaps).toMatchObject({ 'batteries[].fullPercent': 'unreadable' });
  });
  test('a disk that fails, one that says nothing, one that uses another word', () => {
    const healthy = (word: string) => factsWith(macos, mac, { ...programs, 'diskutil disk0': plist({ SMARTStatus: word }) });
    expect(healthy('Failing').data.disks).toEqual([{ name: 'disk0', healthy: false }]);
    expect(healthy('Not Supported').data.disks).toEqual([{ name: 'disk0', healthy: null }]);
    expect(healthy('Geprüft').gaps).toMatchObject({ 'disks[].healthy': 'unreadable' });
  });
  test('a desktop on its UPS', () => {
    const { data, gaps } = factsWith(macos, mac, { ...programs, battery: '', supplies: "Now drawing from 'UPS Power'\n -Back-UPS ES 750G FW:819.z4.D USB FW:z4 (id=1)\t64%; discharging; 0:45 remaining present: true\n" });
    expect(data.ups).toEqual([{ name: 'Back-UPS ES 750G FW:819.z4.D USB FW:z4', online: false, chargePercent: 64, runtimeSeconds: 2700 }]);
    expect(gaps).toMatchObject({ 'ups[].replaceBattery': 'not-visible-from-here' });
  });
  test('definitions that came over the network leave no receipt', () => {
    const { data, gaps } = factsWith(macos, { ...mac, [newer]: plist({ CFBundleShortVersionString: '5300' }) }, programs);
    expect(data.definitions).toEqual([{ product: 'XProtect', version: '5300' }]);
    expect(gaps).toMatchObject({ 'definitions[].updatedAt': 'not-visible-from-here' });
  });
  test('audit trails tell by their names how far back they reach', () => {
    expect(factsWith(macos, { ...mac, '/private/var/audit/20260801093000.20260901093000': '', '/private/var/audit/20260901093000.not_terminated': '', '/private/var/audit/current': '' }, programs).data.oldestSecurityEventAt).toBe('2026-08-01T09:30:00Z');
  });
});

describe('what cannot be told', () => {
  test('refused and nonsense', () => {
    const { gaps } = factsWith(macos, { [updates]: { refused: 'denied' }, [receipts]: 'x', [xprotect]: 'bplist00' }, { kernel: 'kern.boottime: x', memory: 'Pages', disks: 'x', supplies: 'Geladen' });
    expect(gaps).toMatchObject({ bootedAt: 'unreadable', memoryAvailableMiB: 'unreadable', fileSystems: 'not-visible-from-here', batteries: 'tool-missing', disks: 'unreadable', definitions: 'unreadable', ups: 'unreadable', updatesCheckedAt: 'denied', updatesInstalledAt: 'unreadable', oldestSecurityEventAt: 'not-visible-from-here' });
  });
  test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
    const likely = bothRounds(macos, mac, programs);
    expect(counterexample('vitals', macos, likely)).toBeUndefined();
    expect(untruths(macos, likely)).toEqual([]);
  });
});
