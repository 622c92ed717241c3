import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/encryption/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, instancesIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

type Instances = NonNullable<WindowsWorld['cim']>[string];
const bitLocker = 'root/cimv2/Security/MicrosoftVolumeEncryption:Win32_EncryptableVolume';
const facts = (world: WindowsWorld) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...world.registry }, cim: { ...windowsPc.cim, ...world.cim }, powershell: { ...windowsPc.powershell, ...world.powershell } });
const system = (cim: Instances, more: WindowsWorld = {}) => {
  const { data, gaps } = facts({ ...more, cim: { [bitLocker]: cim, ...more.cim } });
  return { volume: data.volumes?.find((it) => it.system), gaps };
};
const volume = (ProtectionStatus: unknown, ConversionStatus: unknown, EncryptionMethod: unknown = 6) => [{ DeviceID: '\\\\?\\Volume{windows}\\', ProtectionStatus, ConversionStatus, EncryptionMethod }];

test('an office computer: the system encrypted, what starts and mends it not', () => {
  const { data, missing } = facts({});
  const plain = { fileSystem: 'ntfs', system: false, boot: true, removable: false, encrypted: false, protected: false, method: null, converting: false, protectors: [] };
  expect(data.volumes).toEqual([
    { ...plain, device: '\\\\?\\Volume{efi}\\', mountPoint: null, fileSystem: 'fat32' },
    { ...plain, device: '\\\\?\\Volume{recovery}\\', mountPoint: null },
    { device: '\\\\?\\Volume{windows}\\', mountPoint: 'C:', fileSystem: 'ntfs', system: true, boot: false, removable: false, encrypted: true, protected: true, method: 'bitlocker xts-aes-128', converting: false, protectors: ['recovery-password', 'tpm'] },
  ]);
  expect(missing).toEqual([]);
});

test.each([
  ['suspended', volume(0, 1), { encrypted: true, protected: false, method: 'bitlocker xts-aes-128', converting: false }],
  ['never encrypted', volume(0, 0, 0), { encrypted: false, protected: false, method: null, converting: false, protectors: [] }],
  ['being encrypted', volume(0, 2), { encrypted: false, protected: false, converting: true }],
  ['being decrypted, paused', volume(0, 5), { encrypted: false, converting: false }],
  ['AES of 256 bits', volume(1, 1, 4), { method: 'bitlocker aes-256' }],
])('%s', (_name, cim, expected) => expect(system(cim).volume).toMatchObject(expected));

test('a locked volume is protected, and nothing else is known of it', () => {
  const { volume: it, gaps } = system(volume(2, null, null));
  expect(it).toMatchObject({ encrypted: true, protected: true });
  expect(gaps).toMatchObject({ 'volumes[].method': 'not-visible-from-here' });
});

test('without rights nothing is said of encryption, least of all that there is none', () => {
  const { volume: it, gaps } = system({ refused: 'needs-root' });
  expect([it?.encrypted, it?.protected, it?.method]).toEqual([undefined, undefined, undefined]);
  expect(gaps).toMatchObject({ 'volumes[].encrypted': 'needs-root', 'volumes[].protected': 'needs-root' });
});

test('numbers that nobody knows are a gap', () => {
  expect(system(volume(9, 1)).gaps).toMatchObject({ 'volumes[].protected': 'unreadable' });
  expect(system(volume(0, 77)).gaps).toMatchObject({ 'volumes[].encrypted': 'unreadable' });
  expect(system(volume(1, 1, 99)).gaps).toMatchObject({ 'volumes[].method': 'unreadable' });
  expect(facts({ powershell: { protectors: [{ mount: 'C:', status: 'FullyEncrypted', method: 'XtsAes128', kinds: ['Tpm', 'Quantum'] }] } }).gaps).toMatchObject({ 'volumes[].protectors': 'unreadable' });
});

test('an older Windows tells the state by the names of the cmdlet', () => {
  const old = [{ DeviceID: '\\\\?\\Volume{windows}\\', ProtectionStatus: 0 }] as Instances;
  const by = (status: string) => system(old, { powershell: { protectors: [{ mount: 'C:', status, method: 'Aes128', kinds: ['TpmPin'] }] } });
  expect(by('FullyEncrypted').volume).toMatchObject({ encrypted: true, protected: false, method: 'bitlocker aes-128', protectors: ['tpm-pin'] });
  expect(by('FullyDecrypted').volume).toMatchObject({ encrypted: false, method: null });
  expect(by('Vollständig verschlüsselt').gaps).toMatchObject({ 'volumes[].encrypted': 'unreadable' });
  expect(system(old, { powershell: { protectors: null } }).gaps).toMatchObject({ 'volumes[].encrypted': 'unreadable', 'volumes[].protectors': 'tool-missing' });
});

test('a server on which BitLocker is not installed has no encrypted volume, unless another maker is at work below', () => {
  const { [bitLocker]: _gone, ...cim } = windowsPc.cim ?? {};
  const world = { ...windowsPc, cim };
  expect(windowsFactsOf(windows, world).data.volumes?.map(({ encrypted }) => encrypted)).toEqual([false, false, false]);
  const veracrypt = (Start: number) => windowsFactsOf(windows, { ...world, registry: { ...windowsPc.registry, [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\veracrypt`]: { Start } } });
  expect(veracrypt(0).gaps).toMatchObject({ 'volumes[].encrypted': 'not-visible-from-here' });
  expect(veracrypt(1).data.volumes?.[2]?.encrypted).toBe(false);
});

test('a stick, and a volume whose partition nobody tells', () => {
  const stick = [{ DeviceID: '\\\\?\\Volume{stick}\\', Name: 'E:\\', DriveLetter: 'E:', FileSystem: 'exFAT', DriveType: 2, BootVolume: false, SystemVolume: false }] as Instances;
  expect(facts({ cim: { 'root/cimv2:Win32_Volume': stick } }).data.volumes?.[0]).toMatchObject({ mountPoint: 'E:', removable: true, system: false, boot: false, encrypted: false });
  expect(facts({ cim: { 'root/Microsoft/Windows/Storage:MSFT_Partition': { refused: 'timeout' } } }).gaps).toMatchObject({ 'volumes[].boot': 'timeout', 'volumes[].removable': 'timeout' });
  expect(facts({ cim: { 'root/cimv2:Win32_Volume': { refused: 'denied' } } })).toMatchObject({ data: {}, gaps: { volumes: 'denied' } });
});

const shared = sharedFixtures();

describe.skipIf(!shared)('captures and documented forms', () => {
  const folder = shared ?? '';
  const as = (list: readonly Record<string, unknown>[]) =>
    facts({ cim: { [bitLocker]: list, 'root/cimv2:Win32_Volume': list.map((it) => ({ DeviceID: it['DeviceID'], Name: `${String(it['DriveLetter'])}\\`, DriveLetter: it['DriveLetter'], FileSystem: 'NTFS', DriveType: it['VolumeType'] === 2 ? 2 : 3, BootVolume: it['VolumeType'] === 0, SystemVolume: false })) }, powershell: { protectors: [] } }).data.volumes;

  test('a captured Windows 10', () => {
    expect(as(instancesIn(captureText(path.join(folder, 'glpi-agent', 'files', 'win32', 'wmi', 'win10-crypt-Win32_EncryptableVolume.wmi'))))).toMatchObject([{ mountPoint: 'C:', encrypted: true, protected: true, method: 'bitlocker aes-256', system: true }]);
  });

  test('another one, as JSON', () => {
    const capture = JSON.parse(fs.readFileSync(path.join(folder, 'cnquery-mpl', 'files', 'providers', 'os', 'resources', 'windows', 'testdata', 'bitlocker_status.json'), 'utf8')) as { volume: Record<string, unknown> }[];
    expect(as(capture.map((it) => it.volume))?.find((it) => it.mountPoint === 'C:')).toMatchObject({ encrypted: true, protected: true, method: 'bitlocker xts-aes-128' });
  });

  test('on, off and locked', () => {
    const list = JSON.parse(fs.readFileSync(path.join(folder, 'handwritten', 'windows', 'Win32_EncryptableVolume.json'), 'utf8')) as Record<string, unknown>[];
    const byLetter = new Map(as(list)?.map((it) => [it.mountPoint, it]));
    expect(byLetter.get('C:')).toMatchObject({ encrypted: true, protected: true });
    expect(byLetter.get('D:')).toMatchObject({ encrypted: false, protected: false });
    expect(byLetter.get('E:')).toMatchObject({ encrypted: true, protected: true, removable: true });
  });
});
