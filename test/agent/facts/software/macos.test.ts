import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/software/macos.ts';
import { plist } from '../mac-machine.ts';
import { refused, scanned } from '../mac-scan.ts';

const app = (id: string, version: string, copyright: string) => plist({ CFBundleIdentifier: id, CFBundleShortVersionString: version, NSHumanReadableCopyright: copyright });

test('applications, installer packages and Homebrew', () => {
  const { data, gaps } = scanned(macos);
  expect(data.packages).toEqual([
    { name: 'Firefox', source: 'application', publisher: 'Firefox and Mozilla Developers', version: '140.5.0' },
    { name: 'Google Chrome', source: 'application', publisher: 'Google LLC', version: '142.0.7444.135' },
    { name: 'Own', source: 'application', publisher: null, version: '3.0', user: 'maria' },
    { name: 'Safari', source: 'application', publisher: 'Apple', version: '18.6' },
    { name: 'TeamViewer', source: 'application', publisher: 'TeamViewer Germany GmbH', version: '15.64.3', installedOn: '2025-05-02T10:00:00Z' },
    { name: 'Tool', source: 'application', publisher: null, version: '1.2' },
    { name: 'python@3.12', version: '3.12.7_1', source: 'homebrew' },
    { name: 'com.microsoft.package.Microsoft_Word.app', source: 'pkgutil', version: '16.97', installedOn: '2025-06-01T10:00:00Z' },
    { name: 'com.teamviewer.teamviewer', source: 'pkgutil', version: '15.64.3', installedOn: '2025-05-02T10:00:00Z' },
    { name: 'org.town.tool', source: 'pkgutil' },
  ]);
  expect(data.browsers).toEqual([{ name: 'chrome', version: '142.0.7444.135', channel: 'stable' }, { name: 'firefox', version: '140.5.0', channel: 'esr' }, { name: 'safari', version: '18.6', channel: 'stable' }]);
  expect(data.runtimes).toEqual([
    { name: 'java', version: '21.0.5+11-LTS', vendor: 'Eclipse Adoptium', place: '/Library/Java/JavaVirtualMachines/temurin-21.jdk/Contents/Home' },
    { name: 'python', version: '3.12.7_1', vendor: 'Homebrew', place: 'Cellar' },
  ]);
  expect(data.managers).toEqual(['application', 'homebrew', 'pkgutil']);
  expect(Object.keys(gaps)).toEqual(['packages[].architecture', 'packages[].installedOn', 'packages[].publisher', 'packages[].version']);
});

test.each([
  ['Copyright © 2003–2024 Example, Inc. All rights reserved.', 'Example, Inc.'], ['© 2019-2023, Town Software Ltd', 'Town Software Ltd'], ['Copyright (c) Maria Clerk 2020', 'Maria Clerk'], ['2024', null], ['x'.repeat(300), null],
])('the maker in "%s"', (copyright, publisher) => {
  const { data } = scanned(macos, { files: { '/Applications/A.app/Contents/Info.plist': app('a', '1', copyright) } });
  expect(data.packages?.find(({ name }) => name === 'A')?.publisher).toBe(publisher);
});

describe('what could not be read', () => {
  test('one application that is refused does not hide the others', () => {
    const { data, gaps } = scanned(macos, { files: { '/Applications/Firefox.app/Contents/Info.plist': { refused: 'denied' } } });
    expect(data.browsers?.map(({ name }) => name)).toEqual(['chrome', 'safari']);
    expect(gaps).toMatchObject({ packages: 'denied', browsers: 'denied', managers: 'denied' });
  });
  test('a list of packages that is nonsense, a history that is refused', () => {
    const { gaps } = scanned(macos, { commands: { 'pkgutil --pkgs-plist': 'x' }, files: { '/Library/Receipts/InstallHistory.plist': { refused: 'denied' } } });
    expect(gaps).toMatchObject({ packages: 'unreadable', 'packages[].installedOn': 'denied' });
    expect(scanned(macos, { commands: { 'pkgutil --pkgs-plist': refused } }).gaps).toMatchObject({ packages: 'needs-root' });
  });
  test('an application that is no property list', () => {
    expect(scanned(macos, { files: { '/Applications/Firefox.app/Contents/Info.plist': 'bplist00 torn' } }).gaps).toMatchObject({ packages: 'unreadable' });
  });
});
