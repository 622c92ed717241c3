import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/updates/macos.ts';
import { plist } from '../mac-machine.ts';
import { scanned } from '../mac-scan.ts';

const settings = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const managed = '/Library/Managed Preferences/com.apple.SoftwareUpdate.plist';
const looked = { LastSuccessfulDate: new Date('2025-11-17T20:14:11Z') };
const having = (values: Record<string, unknown>) => ({ files: { [settings]: plist({ ...looked, ...values }) } });

test('everything installs by itself, and nothing waits', () => {
  const { data, gaps } = scanned(macos);
  expect(data).toEqual({
    automatic: { product: 'Software Update', installs: true, downloads: true, allOrigins: true, scheduled: true, server: null, managedBy: null, pausedUntil: null, deferDays: null },
    pending: [], pendingSecurityCount: null, held: [],
    installed: [{ name: 'macOS 15.6.1', installedOn: '2025-08-21T02:11:00Z' }, { name: 'macOS Monterey 12.1', installedOn: '2022-01-10T09:00:00Z' }],
  });
  expect(gaps).toEqual({ failed: 'not-visible-from-here', sources: 'not-visible-from-here' });
});

describe('what waits', () => {
  const item = (name: string, version: string) => ({ 'Display Name': name, 'Display Version': version, Identifier: `MSU_${version}`, 'Product Key': `MSU_${version}` });
  test('an update within the version mends weaknesses, a new version is an upgrade, what runs already does not wait', () => {
    const { data } = scanned(macos, having({ LastUpdatesAvailable: 4, RecommendedUpdates: [item('macOS Sequoia 15.7.2', '15.7.2'), item('macOS Tahoe 26.1', '26.1'), item('macOS Sequoia 15.6.1', '15.6.1'), item('Safari', '26.1')] }));
    expect(data.pending).toEqual([
      { name: 'Safari', available: '26.1', security: true, releasedOn: null, severity: null },
      { name: 'macOS Sequoia 15.7.2', installed: '15.6.1', available: '15.7.2', security: true, releasedOn: null, severity: null },
      { name: 'macOS Tahoe 26.1', installed: '15.6.1', available: '26.1', security: false, releasedOn: null, severity: null },
    ]);
  });
  test('a number without names, a Mac that never looked, and one that looked and found nothing', () => {
    expect(scanned(macos, having({ LastUpdatesAvailable: 3 })).gaps).toMatchObject({ pending: 'not-visible-from-here' });
    expect(scanned(macos, { files: { [settings]: plist({}) } }).gaps).toMatchObject({ pending: 'not-visible-from-here' });
    expect(scanned(macos, having({})).data.pending).toEqual([]);
  });
  test('the values of `defaults read` of a Mac that waits', () => {
    const { data } = scanned(macos, having({ AutomaticCheckEnabled: 1, AutomaticDownload: 1, AutomaticallyInstallMacOSUpdates: 0, ConfigDataInstall: 1, CriticalUpdateInstall: 1, LastUpdatesAvailable: 1, RecommendedUpdates: [item('macOS Sequoia 15.7', '15.7')] }));
    expect(data).toMatchObject({ automatic: { installs: false, downloads: true, allOrigins: false, scheduled: true }, pending: [{ name: 'macOS Sequoia 15.7' }] });
  });
});

describe('how updates come', () => {
  test('device management goes before what somebody set', () => {
    const { data } = scanned(macos, { files: {
      [managed]: plist({ AutomaticCheckEnabled: false, CatalogURL: 'https://user:pw@reposado.town.example/index.sucatalog' }),
      '/Library/Managed Preferences/com.apple.applicationaccess.plist': plist({ forceDelayedSoftwareUpdates: true, enforcedSoftwareUpdateDelay: 14 }),
    } });
    expect(data.automatic).toMatchObject({ installs: false, downloads: false, scheduled: false, managedBy: 'profile', server: 'https://reposado.town.example/index.sucatalog', deferDays: 14 });
    expect(data.sources).toMatchObject([{ uri: 'https://reposado.town.example/index.sucatalog', encrypted: true }]);
  });
  test('a switch that was never set is not known', () => {
    expect(scanned(macos, having({})).gaps).toMatchObject({ 'automatic.installs': 'not-visible-from-here', 'automatic.downloads': 'not-visible-from-here', 'automatic.scheduled': 'not-visible-from-here' });
  });
  test('refused, and nonsense', () => {
    expect(scanned(macos, { files: { [managed]: { refused: 'denied' }, '/Library/Receipts/InstallHistory.plist': { refused: 'denied' } } }).gaps).toMatchObject({ 'automatic.installs': 'denied', 'automatic.managedBy': 'denied', installed: 'denied' });
    expect(scanned(macos, { files: { [settings]: 'x' } }).gaps).toMatchObject({ 'automatic.installs': 'unreadable', pending: 'unreadable' });
    expect(scanned(macos, having({ AutomaticCheckEnabled: 'maybe', RecommendedUpdates: 'x' })).gaps).toMatchObject({ 'automatic.scheduled': 'unreadable', pending: 'unreadable' });
  });
});
