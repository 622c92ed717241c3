import { describe, expect, test } from 'vitest';
import fs from 'node:fs';
import { macos } from '../../../../agent/facts/os/macos.ts';
import { sharedFixtures } from '../../../shared.ts';
import { counterexample } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const version = '/System/Library/CoreServices/SystemVersion.plist';
const receipts = '/Library/Receipts/InstallHistory.plist';
const mac: Machine = {
  [version]: plist({ ProductName: 'macOS', ProductVersion: '14.7.1', ProductBuildVersion: '23H222', ProductCopyright: '1983-2024 Apple Inc.' }),
  [receipts]: plist([
    { date: new Date('2021-11-02T08:00:00Z'), displayName: 'macOS Monterey', displayVersion: '12.0.1', processName: 'softwareupdated' },
    { date: new Date('2023-10-01T18:30:00Z'), displayName: 'macOS Sonoma', displayVersion: '14.0', processName: 'osinstallersetupd' },
    { date: new Date('2024-10-30T02:00:00Z'), displayName: 'macOS 14.7.1', displayVersion: '14.7.1', processName: 'softwareupdated' },
    { date: new Date('2020-01-01T02:00:00Z'), displayName: 'XProtectPlistConfigData', displayVersion: '5280', processName: 'softwareupdated' },
  ]),
  '/var/db/.AppleSetupDone': { changed: '2021-12-24T10:00:00.000Z' },
};
const sysctl = 'hw.model: MacBookPro18,3\nhw.memsize: 17179869184\nhw.optional.arm64: 1\nmachdep.cpu.brand_string: Apple M1 Pro\nkern.osrelease: 23.6.0\nkern.boottime: { sec = 1730250000, usec = 1 } Wed Oct 30 02:00:00 2024\n';
const programs: Programs = { kernel: sysctl };

test('a Mac with Apple silicon, upgraded twice', () => {
  const { data, gaps } = factsWith(macos, mac, programs);
  expect(data).toEqual({
    family: 'macos', product: 'macos', like: [], name: 'macOS 14.7.1', version: '14.7.1', codename: 'Sonoma', build: '23H222', edition: null, channel: null, architecture: 'aarch64', kernel: '23.6.0',
    supportEndsOn: null, installedOn: '2021-11-02T08:00:00Z',
    installs: [{ on: '2021-11-02T08:00:00Z', version: 'macOS Monterey 12.0.1' }, { on: '2023-10-01T18:30:00Z', version: 'macOS Sonoma 14.0' }, { on: '2024-10-30T02:00:00Z', version: 'macOS 14.7.1' }],
    role: 'workstation', roles: [], extendedUpdates: null, bootType: 'other', init: 'launchd', container: null, kernelCommandLineMitigations: null,
  });
  expect(gaps).toEqual({ rebootRequired: 'not-visible-from-here', rebootReasons: 'not-visible-from-here', runningKernelInstalled: 'not-this-platform' });
});

describe('what else there is', () => {
  test('an Intel Mac at the end of its line', () => {
    const { data } = factsWith(macos, { ...mac, [version]: plist({ ProductVersion: '10.15.7', ProductBuildVersion: '19H2026' }) }, { kernel: 'kern.osrelease: 19.6.0\nhw.model: iMac13,2\n' });
    expect(data).toMatchObject({ version: '10.15.7', codename: 'Catalina', architecture: 'x86_64', bootType: 'uefi' });
  });
  test('no receipts: the first user was set up then', () => {
    expect(factsWith(macos, { ...mac, [receipts]: undefined }, programs).data).toMatchObject({ installs: [], installedOn: '2021-12-24T10:00:00Z' });
  });
  test('a release that we do not know keeps its number', () => {
    expect(factsWith(macos, { ...mac, [version]: plist({ ProductVersion: '31.2', ProductBuildVersion: '30A1' }) }, programs)).toMatchObject({ data: { version: '31.2' }, gaps: { codename: 'unreadable' } });
  });
  test('refused, and nonsense', () => {
    const none = factsWith(macos, { [version]: { refused: 'denied' }, [receipts]: { refused: 'denied' } }, { kernel: { state: 'failed', reason: 'timeout', detail: 'sysctl' } });
    expect(none.gaps).toMatchObject({ version: 'denied', name: 'denied', build: 'denied', architecture: 'timeout', kernel: 'timeout', installs: 'denied', installedOn: 'denied', bootType: 'timeout' });
    expect(factsWith(macos, { [version]: 'x', [receipts]: 'x' }, { kernel: 'x' }).gaps).toMatchObject({ version: 'unreadable', kernel: 'unreadable', installs: 'unreadable' });
  });
  test('any bytes give facts or gaps', () => {
    expect(counterexample('os', macos, bothRounds(macos, mac, programs))).toBeUndefined();
  });
});

const fixtures = sharedFixtures('macadmins-osquery-ext', 'files', 'macosrsr', 'test_SystemVersion.plist');

test.skipIf(!fixtures)('a rapid security response is part of the name', () => {
  const captured = { ...mac, [version]: fs.readFileSync(fixtures!) };
  expect(factsWith(macos, captured, programs).data).toMatchObject({ name: 'macOS 13.3.1', version: '13.3.1', build: '22E261', codename: 'Ventura' });
  const rapid = '/System/Cryptexes/OS/System/Library/CoreServices/SystemVersion.plist';
  expect(factsWith(macos, { ...captured, [rapid]: plist({ ProductVersion: '13.3.1', ProductVersionExtra: '(a)' }) }, programs).data.name).toBe('macOS 13.3.1 (a)');
});
