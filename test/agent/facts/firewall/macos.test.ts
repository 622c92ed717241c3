import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/firewall/macos.ts';
import { sharedFixtures } from '../../../shared.ts';
import { plist } from '../mac-machine.ts';
import { refused, scanned } from '../mac-scan.ts';

const alf = '/Library/Preferences/com.apple.alf.plist';
const managed = '/Library/Managed Preferences/com.apple.security.firewall.plist';
const state = 'socketfilterfw --getglobalstate';

test('on, with stealth', () => {
  const { data, gaps } = scanned(macos);
  expect(data).toEqual({
    filtering: true, defaultInbound: 'drop', hooks: [], products: [{ name: 'macos-firewall', enabledAtBoot: true }],
    profiles: [{ name: 'all', enabled: true, defaultInbound: 'drop', blockAll: false, stealth: true, byPolicy: false }],
  });
  expect(gaps).toEqual({ allowed: 'not-visible-from-here', 'profiles[].logsDropped': 'not-visible-from-here' });
});

test('macOS 14 keeps programs and logging in a file', () => {
  const file = plist({ globalstate: 1, stealthenabled: 1, loggingenabled: 0, applications: [{ bundleid: 'com.example.b', state: 0 }, { bundleid: 'com.example.a', state: 0 }, { bundleid: 'com.example.no', state: 2 }] });
  const { data, gaps } = scanned(macos, { files: { [alf]: file, [managed]: plist({ EnableFirewall: true }) } });
  expect(data.allowed).toEqual(['com.example.a', 'com.example.b'].map((program) => ({ protocol: 'any', port: null, from: null, program })));
  expect(data.profiles).toMatchObject([{ logsDropped: false, byPolicy: true }]);
  expect(gaps).toEqual({});
});

describe('off', () => {
  const off = 'Firewall is disabled. (State = 0)\nFirewall has block all state set to disabled.\nFirewall stealth mode is off\n';
  test('and no packet filter', () => {
    expect(scanned(macos, { commands: { [state]: off } }).data).toMatchObject({ filtering: false, defaultInbound: 'accept', profiles: [{ enabled: false, defaultInbound: 'accept', stealth: false }], products: [{ enabledAtBoot: false }] });
  });
  test('with a packet filter whose rules are not known, or not asked', () => {
    expect(scanned(macos, { commands: { [state]: off, 'pfctl -s info': 'Status: Enabled for 0 days 00:10:00       Debug: Urgent' } })).toMatchObject({ data: { profiles: [{ enabled: false }] }, gaps: { filtering: 'not-visible-from-here', defaultInbound: 'not-visible-from-here' } });
    expect(scanned(macos, { commands: { [state]: off, 'pfctl -s info': refused } }).gaps).toMatchObject({ filtering: 'needs-root' });
  });
});

describe('what cannot be told', () => {
  test('file and program contradict each other', () => {
    expect(scanned(macos, { files: { [alf]: plist({ globalstate: 0 }) } }).gaps).toMatchObject({ filtering: 'unreadable', 'profiles[].enabled': 'unreadable' });
  });
  test('a program that does not answer leaves it to the file, and to nothing without one', () => {
    expect(scanned(macos, { commands: { [state]: refused }, files: { [alf]: plist({ globalstate: 2, stealthenabled: 0 }) } }).data.profiles).toMatchObject([{ enabled: true, blockAll: true, stealth: false }]);
    expect(scanned(macos, { commands: { [state]: refused } }).gaps).toMatchObject({ filtering: 'needs-root', 'profiles[].enabled': 'needs-root', 'profiles[].stealth': 'needs-root' });
    expect(scanned(macos, { commands: { [state]: 'Die Firewall ist aktiviert.' } }).gaps).toMatchObject({ filtering: 'unreadable', 'profiles[].stealth': 'unreadable' });
    expect(scanned(macos, { commands: { [state]: 'Firewall is enabled. (State = 7)' } }).gaps).toMatchObject({ 'profiles[].enabled': 'unreadable' });
  });
});

const fixtures = sharedFixtures('handwritten', 'macos');

test.skipIf(!fixtures)('handwritten answers', () => {
  const [global, stealth] = ['socketfilterfw-getglobalstate.blockall.txt', 'socketfilterfw-getstealthmode.txt'].map((name) => fs.readFileSync(`${fixtures}/${name}`, 'utf8'));
  expect(scanned(macos, { commands: { [state]: `${global}\n${stealth}` } }).data.profiles).toMatchObject([{ enabled: true, blockAll: true, stealth: true }]);
});
