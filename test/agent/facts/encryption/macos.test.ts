import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/encryption/macos.ts';
import { sharedFixtures } from '../../../shared.ts';
import fs from 'node:fs';
import { plist } from '../mac-machine.ts';
import { refused, scanned } from '../mac-scan.ts';
import { apfs } from '../macs.ts';

const data = (it: ReturnType<typeof scanned<unknown>>) => (it.data as { volumes: { device: string }[] }).volumes.find(({ device }) => device === '/dev/disk3s5');

test('FileVault is on: the volume of users is encrypted and protected, the sealed system counts as what starts', () => {
  const scan = scanned(macos);
  expect(data(scan)).toEqual({ device: '/dev/disk3s5', mountPoint: '/System/Volumes/Data', fileSystem: 'apfs', system: true, boot: false, removable: false, encrypted: true, protected: true, method: 'filevault', converting: false });
  expect(scan.data.volumes?.find(({ mountPoint }) => mountPoint === '/')).toMatchObject({ device: '/dev/disk3s1', system: false, boot: true });
  expect(scan.data.volumes?.map(({ device, removable, encrypted }) => [device, removable, encrypted])).toEqual([
    ['/dev/disk3s1', false, true], ['/dev/disk3s2', false, true], ['/dev/disk3s3', false, true], ['/dev/disk3s5', false, true], ['/dev/disk4s1', true, false], ['/dev/disk5s1', true, false],
  ]);
  expect(scan.gaps).toEqual({ 'volumes[].protectors': 'not-visible-from-here' });
});

describe('FileVault is not on', () => {
  test('Apple silicon encrypts its disk, and nobody needs a secret to read it', () => {
    const scan = scanned(macos, { commands: { 'diskutil apfs list -plist': apfs(false), 'fdesetup status': 'FileVault is Off.\n' } });
    expect(data(scan)).toMatchObject({ encrypted: true, protected: false, method: 'hardware', protectors: [] });
  });
  test('an Intel Mac without T2 has plain text on its disk', () => {
    const scan = scanned(macos, { commands: { 'diskutil apfs list -plist': apfs(false, { Encryption: false }), 'fdesetup status': 'FileVault is Off.\n' } });
    expect(data(scan)).toMatchObject({ encrypted: false, protected: false, method: null });
  });
  test('it is being encrypted right now', () => {
    const scan = scanned(macos, { commands: { 'diskutil apfs list -plist': apfs(true, { CryptoMigrationOn: true }), 'fdesetup status': 'FileVault is On.\nEncryption in progress: Percent completed = 43\n' } });
    expect(data(scan)).toMatchObject({ encrypted: false, protected: false, converting: true });
  });
});

describe('what cannot be told', () => {
  test('two programs that contradict each other say nothing', () => {
    const scan = scanned(macos, { commands: { 'fdesetup status': 'FileVault is Off.\n' } });
    expect(data(scan)).toMatchObject({ protected: undefined, encrypted: undefined });
    expect(scan.gaps).toMatchObject({ 'volumes[].protected': 'unreadable', 'volumes[].encrypted': 'unreadable' });
  });
  test('refused, and nonsense', () => {
    expect(scanned(macos, { commands: { 'diskutil apfs list -plist': refused } })).toMatchObject({ data: {}, gaps: { volumes: 'needs-root' } });
    expect(scanned(macos, { commands: { 'diskutil apfs list -plist': 'Impossible de lire' } }).gaps).toEqual({ volumes: 'unreadable' });
    expect(scanned(macos, { commands: { 'diskutil apfs list -plist': plist({ Containers: 'x' }) } }).gaps).toEqual({ volumes: 'unreadable' });
    expect(scanned(macos, { commands: { mount: 'nonsense' } }).gaps).toEqual({ volumes: 'unreadable' });
  });
  test('HFS+ of the startup disk is what fdesetup says', () => {
    const old = { mount: '/dev/disk0s2 on / (hfs, local, journaled)', 'diskutil apfs list -plist': plist({ Containers: [] }) };
    expect(scanned(macos, { commands: { ...old, 'fdesetup status': 'FileVault is Off.' } }).data.volumes).toMatchObject([{ device: '/dev/disk0s2', system: true, encrypted: false, method: null }]);
    expect(scanned(macos, { commands: { ...old, 'fdesetup status': 'FileVault ist deaktiviert.' } })).toMatchObject({ gaps: { 'volumes[].encrypted': 'unreadable' } });
  });
});

const fixtures = sharedFixtures('handwritten', 'macos');

describe.skipIf(!fixtures)('outputs of fdesetup', () => {
  const said = (name: string) => fs.readFileSync(`${fixtures}/fdesetup-status.${name}.txt`, 'utf8');
  test('encrypting, and put off until somebody signs out', () => {
    expect(data(scanned(macos, { commands: { 'fdesetup status': said('encrypting'), 'diskutil apfs list -plist': apfs(true, { CryptoMigrationOn: true }) } }))).toMatchObject({ protected: false, converting: true });
    expect(data(scanned(macos, { commands: { 'fdesetup status': said('deferred'), 'diskutil apfs list -plist': apfs(false) } }))).toMatchObject({ protected: false });
  });
});
