import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/backups/macos.ts';
import { plist, programsFor } from '../mac-machine.ts';
import { refused, scanned } from '../mac-scan.ts';
import { appleCommands, appleFiles, canary } from '../macs.ts';
import { context } from '../machine.ts';
import { factsWith } from '../started.ts';

const settings = '/Library/Preferences/com.apple.TimeMachine.plist';
const none = { state: 'read', text: 'tmutil: No destinations configured.', exitCode: 0, stderr: '' } as const;

test('two places, one of them with copies', () => {
  const { data, gaps } = scanned(macos);
  expect(data.products).toEqual([{ name: 'Time Machine', version: null, scheduled: true, schedule: 'com.apple.backupd-auto' }]);
  expect(data.repositories).toEqual([
    { product: 'Time Machine', location: 'Backups of maria', grade: 'seen', where: 'removable', copies: 0, newestCopyAt: null, oldestCopyAt: null, encrypted: false },
    { product: 'Time Machine', location: 'smb://nas01._smb._tcp.local./TimeMachine', grade: 'seen', where: 'network', copies: 2, newestCopyAt: '2025-11-19T22:10:00Z', oldestCopyAt: '2025-10-01T01:00:00Z', encrypted: true },
  ]);
  expect(gaps).toEqual({ 'repositories[].appendOnly': 'not-visible-from-here', 'repositories[].intact': 'not-visible-from-here', 'repositories[].locked': 'not-visible-from-here', 'repositories[].restoredAt': 'not-visible-from-here', 'repositories[].retention': 'not-visible-from-here', snapshots: 'not-visible-from-here' });
  expect(JSON.stringify(data)).not.toContain(canary);
});

describe('other Macs', () => {
  test('nothing is set up: no program and no place, which is not "no backup"', () => {
    const { data, gaps } = scanned(macos, { commands: { 'tmutil destinationinfo -X': none }, files: { [settings]: plist({ PreferencesVersion: 6 }) } });
    expect(data.products).toEqual([]);
    expect(data.repositories).toBeUndefined();
    expect(gaps).toMatchObject({ repositories: 'not-visible-from-here' });
  });
  test('without Full Disk Access places are told without dates', () => {
    const { data, gaps } = scanned(macos, { files: { [settings]: { refused: 'denied' } } });
    expect(data.repositories?.map(({ where, newestCopyAt }) => [where, newestCopyAt])).toEqual([['removable', undefined], ['network', undefined]]);
    expect(gaps).toMatchObject({ 'repositories[].newestCopyAt': 'denied', 'repositories[].encrypted': 'denied', 'products[].scheduled': 'denied' });
  });
  test('the copies lie on the disk of the data', () => {
    const { data } = scanned(macos, { commands: { 'tmutil destinationinfo -X': plist({ Destinations: [{ ID: 'A', Kind: 'Local', Name: 'Same', MountPoint: '/System/Volumes/Preboot' }] }) } });
    expect(data.repositories).toMatchObject([{ location: 'Same', where: 'same-disk' }]);
  });
  test('other programs keep their places to themselves', () => {
    const { data, gaps } = scanned(macos, { files: { '/Applications/Carbon Copy Cloner.app/Contents/Info.plist': plist({ CFBundleIdentifier: 'com.bombich.ccc', CFBundleShortVersionString: '7.1' }), '/opt/homebrew/bin/restic': 'x' } });
    expect(data.products?.map(({ name, version }) => [name, version])).toEqual([['Carbon Copy Cloner', '7.1'], ['Time Machine', null], ['restic', undefined]]);
    expect(gaps).toMatchObject({ repositories: 'not-visible-from-here' });
  });
  test('the agent of the computer itself knows whether it ever restored something', () => {
    const own = { ...context, settings: { ...context.settings, state: '/Library/Application Support/Townwatch/agent' } };
    expect(factsWith(macos, appleFiles, programsFor(macos, appleCommands), own).data.repositories?.map(({ restoredAt }) => restoredAt)).toEqual([null, null]);
  });
});

test('refused, and nonsense', () => {
  const all = scanned(macos, { commands: { 'tmutil destinationinfo -X': refused }, files: { [settings]: { refused: 'denied' } } });
  expect(all.gaps).toMatchObject({ products: 'denied', repositories: 'denied' });
  expect(scanned(macos, { commands: { 'tmutil destinationinfo -X': 'x' }, files: { [settings]: 'x' } }).gaps).toMatchObject({ products: 'unreadable', repositories: 'unreadable' });
  expect(scanned(macos, { files: { [settings]: plist({ AutoBackup: true, Destinations: [{ DestinationID: '5E4BB0F3-0000-4000-8000-000000000001', SnapshotDates: ['yesterday'] }] }) } }).gaps).toMatchObject({ 'repositories[].newestCopyAt': 'not-visible-from-here' });
});
