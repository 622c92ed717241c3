import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/software/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, registryIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const uninstall = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall`;
const profiles = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList`;
const facts = (world: WindowsWorld) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...world.registry }, files: { ...windowsPc.files, ...world.files } });

test('an office computer', () => {
  const { data, gaps } = facts({});
  expect(data).toEqual({
    packages: [
      { name: 'Microsoft.WindowsCalculator', version: '11.2405.2.0', source: 'appx', architecture: 'x64', publisher: 'Microsoft Corporation' },
      { name: 'Office 16 Click-to-Run Extensibility Component', version: '16.0.17928.20216', source: 'msi', architecture: 'x64', publisher: 'Microsoft Corporation', installedOn: '2024-09-03' },
      { name: 'Google Chrome', version: '129.0.6668.101', source: 'registry', architecture: 'x86', publisher: 'Google LLC', installedOn: '2024-10-09' },
      { name: 'Zoom Workplace', version: '6.2.3', source: 'registry', publisher: 'Zoom', installedOn: null, user: 'maria' },
    ],
    browsers: [{ name: 'chrome', version: '130.0.6723.59', channel: 'stable' }, { name: 'edge', version: '130.0.2849.46', channel: 'stable' }, { name: 'internet-explorer', version: '11.1.22621.0', channel: null }],
    runtimes: [
      { name: 'dotnet', version: '6.0.35', vendor: 'Microsoft', place: String.raw`C:\Program Files\dotnet` },
      { name: 'dotnet', version: '8.0.10', vendor: 'Microsoft', place: String.raw`C:\Program Files\dotnet` },
      { name: 'dotnet-framework', version: '4.8.1', vendor: 'Microsoft', place: String.raw`C:\Windows\Microsoft.NET\Framework64\v4.0.30319` },
      { name: 'java', version: '11.0.24', vendor: null, place: String.raw`C:\Program Files\Java\jre-11` },
    ],
    managers: ['appx', 'msi', 'registry'],
  });
  expect(gaps).toEqual({ 'packages[].architecture': 'not-visible-from-here', 'packages[].installedOn': 'not-visible-from-here' });
});

test('somebody who is not signed in and has programs of their own leaves the list open', () => {
  const programs = { [String.raw`C:\Users\joe\AppData\Local\Programs\Signal\Signal.exe`]: 'x' };
  expect(facts({ files: programs }).gaps).toMatchObject({ packages: 'not-visible-from-here', browsers: 'not-visible-from-here' });
  expect(facts({ files: { [String.raw`C:\Users\joe\AppData\Local\Discord\Update.exe`]: 'x' } }).gaps).toHaveProperty('packages');
  expect(facts({ files: { [String.raw`C:\Users\joe\AppData\Local\Google\Chrome\Application\chrome.exe`]: 'x' } }).gaps).toHaveProperty('packages');
  expect(facts({ files: { [String.raw`C:\Users\joey\AppData\Local\Programs\Signal\Signal.exe`]: 'x' } }).gaps).not.toHaveProperty('packages');
  expect(facts({ registry: { [`${profiles}\\S-1-5-21-1111-2222-3333-1002`]: { refused: 'denied' } } }).gaps).toMatchObject({ packages: 'denied' });
});

test('a refusal of one list is told, of the main list it is a refusal of all', () => {
  expect(facts({ registry: { [String.raw`HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\Google Chrome`]: { refused: 'denied' } } }).gaps).toMatchObject({ packages: 'denied' });
  expect(windows.parse({ programs64: { kind: 'many', entries: [], incomplete: { reason: 'denied', detail: 'the key' } } }, { now: '2026-11-22T01:00:00.000Z', privileged: false, settings: { repositories: [], networks: [] } }))
    .toEqual({ failed: 'denied', detail: 'the key' });
});

test.each([
  ['Mozilla Firefox (x64 en-US)', { name: 'firefox', channel: 'stable' }], ['Mozilla Firefox 115.9.1 ESR (x64 de)', { name: 'firefox', channel: 'esr' }], ['Mozilla Firefox ESR (x64 de)', { name: 'firefox', channel: 'esr' }],
  ['Opera Stable 114.0.5282.102', { name: 'opera', channel: 'stable' }], ['Brave', { name: 'brave', channel: 'stable' }], ['Chromium', { name: 'chromium', channel: null }],
])('%s is a browser', (DisplayName, expected) => {
  expect(facts({ registry: { [`${uninstall}\\x`]: { DisplayName, DisplayVersion: '114.0.1' } } }).data.browsers).toContainEqual({ ...expected, version: '114.0.1' });
});

test.each([
  ['Java 8 Update 291 (64-bit)', '8.0.2910.10', 'Oracle Corporation', '1.8.0_291'], ['Java(TM) 6 Update 45', '6.0.450', 'Oracle', '1.6.0_45'], ['Java SE Development Kit 8 Update 202 (64-bit)', '8.0.2020.8', 'Oracle', '1.8.0_202'],
  ['Azul Zulu JRE 17.46.19 (17.0.9), 64-bit', '17.46.19', 'Azul Systems, Inc.', '17.46.19'], ['Amazon Corretto (x64)', '1.8.0.392', 'Amazon.com Inc.', '1.8.0.392'], ['Microsoft Build of OpenJDK with Hotspot 21.0.5+11 (x64)', '21.0.5.11', 'Microsoft', '21.0.5.11'],
])('%s is a Java, also without the keys of Oracle', (DisplayName, DisplayVersion, Publisher, version) => {
  expect(facts({ registry: { [`${uninstall}\\x`]: { DisplayName, DisplayVersion, Publisher } } }).data.runtimes).toContainEqual({ name: 'java', version, vendor: Publisher });
});

test('a Java that its own keys tell too is one, and not every name with Java is one', () => {
  const before = facts({}).data.runtimes;
  for (const DisplayName of ['Java 11.0.24 (64-bit)', 'Java Auto Updater', 'JavaScript Tools', 'Java Card Reader'])
    expect([DisplayName, facts({ registry: { [`${uninstall}\\x`]: { DisplayName, DisplayVersion: '11.0.24.0' } } }).data.runtimes]).toEqual([DisplayName, before]);
});

test('what only sounds like a browser is none, and nonsense is a gap', () => {
  const before = facts({}).data.browsers;
  expect(facts({ registry: { [`${uninstall}\\x`]: { DisplayName: 'Mozilla Maintenance Service', DisplayVersion: '1' }, [`${uninstall}\\y`]: { DisplayName: 'Microsoft Edge WebView2 Runtime', DisplayVersion: '130.0.1' } } }).data.browsers).toEqual(before);
  expect(facts({ registry: { [`${uninstall}\\x`]: { DisplayName: 7 } } }).gaps).toMatchObject({ packages: 'unreadable' });
  expect(facts({ registry: { [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore\Applications\nonsense`]: {} } }).gaps).toMatchObject({ packages: 'unreadable' });
});

const shared = sharedFixtures('glpi-agent');

describe.skipIf(!shared)('captured lists of programs', () => {
  const bare = (registry: NonNullable<WindowsWorld['registry']>) => windowsFactsOf(windows, { registry: { ...registry, [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment`]: { PROCESSOR_ARCHITECTURE: 'x86' } } }).data;
  test.each(['mssql', 'mssql_engine', 'xp'])('%s', (name) => {
    const keys = registryIn(captureText(path.join(shared ?? '', 'files', 'win32', 'registry', `${name}-Uninstall.reg`)));
    const { packages } = bare(keys);
    const expected = Object.values(keys).filter((values) => typeof values['DisplayName'] === 'string' && values['ParentKeyName'] === undefined && !/update|hotfix/i.test(typeof values['ReleaseType'] === 'string' ? values['ReleaseType'] : ''));
    const names = new Set(expected.map((values) => (typeof values['DisplayName'] === 'string' ? values['DisplayName'].trim() : '')).filter((text) => text !== ''));
    expect(names.size).toBeGreaterThan(0);
    expect(new Set(packages?.map((it) => it.name))).toEqual(names);
  });

  test('a version is the one the capture has', () => {
    const keys = registryIn(captureText(path.join(shared ?? '', 'files', 'win32', 'registry', 'mssql-Uninstall.reg')));
    expect(bare(keys).packages).toContainEqual(expect.objectContaining({ name: 'Git version 2.12.2.2', version: '2.12.2.2', publisher: 'The Git Development Community', architecture: 'x86' }));
  });
});

const cnquery = sharedFixtures('cnquery-mpl', 'files', 'providers', 'os', 'resources', 'packages', 'testdata');

test.skipIf(!cnquery)('captured programs and store packages of a server', () => {
  const programs = JSON.parse(fs.readFileSync(path.join(cnquery ?? '', 'windows_packages.json'), 'utf8')) as { DisplayName: string | null; DisplayVersion: string | null; Publisher: string | null }[];
  const registry: NonNullable<WindowsWorld['registry']> = Object.fromEntries(programs.map((it, index) => [`${uninstall}\\${index}`, Object.fromEntries(Object.entries(it).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))]));
  const store = [...fs.readFileSync(path.join(cnquery ?? '', 'windows_2019.toml'), 'utf8').matchAll(/"PackageFullName":\s+"([^"]+)"/g)].map(([, name]) => name ?? '');
  const all = Object.fromEntries(store.map((name) => [`HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore\\Applications\\${name}`, {}]));
  const { data } = windowsFactsOf(windows, { registry: { ...registry, ...all } });
  const named = new Set(programs.flatMap((it) => it.DisplayName ?? []).map((name) => name.trim()));
  expect(new Set(data.packages?.filter(({ source }) => source === 'registry').map(({ name }) => name))).toEqual(named);
  expect(store.length).toBeGreaterThan(20);
  expect(data.packages?.filter(({ source }) => source === 'appx')).toHaveLength(new Set(store).size);
  expect(data.packages).toContainEqual(expect.objectContaining({ name: 'Microsoft.LockApp', version: '10.0.17763.1', architecture: null, publisher: 'Microsoft Corporation' }));
});
