import { describe, expect, test } from 'vitest';
import fs from 'node:fs';
import path from 'node:path';
import { macos } from '../../../../agent/facts/hardening/macos.ts';
import { sharedFixtures } from '../../../shared.ts';
import { counterexample, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const managed = '/Library/Managed Preferences';
const version = '/System/Library/CoreServices/SystemVersion.plist';
const mac: Machine = {
  [version]: plist({ ProductVersion: '15.1', ProductBuildVersion: '24B83' }),
  [`${managed}/com.apple.screensaver.plist`]: plist({ idleTime: 600, askForPassword: true, askForPasswordDelay: 5, loginWindowIdleTime: 1200 }),
};
const programs: Programs = {
  kernel: 'hw.optional.arm64: 1\nkern.osrelease: 24.1.0\n',
  integrity: 'System Integrity Protection status: enabled.\n',
  gatekeeper: 'assessments enabled\n',
  enrollment: 'Enrolled via DEP: No\nMDM enrollment: No\n',
};
const nothingElse = { uac: null, smartScreen: null, lsaProtection: null, plainPasswordsInMemory: null, credentialGuard: null, memoryIntegrity: null, cachedSignIns: null, powershell2: null, macros: [], kernelSettings: [] };

test('a Mac whose profile locks the screen', () => {
  const { data, missing } = factsWith(macos, mac, programs);
  expect(data).toEqual({
    screenLock: { enforced: true, afterSeconds: 605, passwordRequired: true, by: '/Library/Managed Preferences/com.apple.screensaver.plist' },
    autorun: false, usbStorageBlocked: false, mandatoryAccess: { product: 'sip', state: 'enforcing', profiles: null }, gatekeeper: true, ...nothingElse, applicationControl: [], bootLoaderPassword: null,
  });
  expect(missing).toEqual([]);
});

describe('the screen lock', () => {
  const lock = (files: Machine) => factsWith(macos, { [version]: mac[version], ...files }, programs);
  test('nobody sets it: what users chose is not seen', () => {
    const { data, gaps } = lock({});
    expect(data.screenLock).toEqual({ enforced: false, by: null });
    expect(gaps).toMatchObject({ 'screenLock.afterSeconds': 'not-visible-from-here', 'screenLock.passwordRequired': 'not-visible-from-here' });
  });
  test('a passcode profile locks after minutes, and asks after a grace', () => {
    const file = `${managed}/com.apple.mobiledevice.passwordpolicy.plist`;
    expect(lock({ [file]: plist({ maxInactivity: 10, maxGracePeriod: 1 }) }).data.screenLock).toEqual({ enforced: true, afterSeconds: 660, passwordRequired: true, by: file });
  });
  test('a screen saver that never comes, and one that does not ask', () => {
    const file = `${managed}/com.apple.screensaver.plist`;
    expect(lock({ [file]: plist({ idleTime: 0, askForPassword: 1 }) }).data.screenLock).toEqual({ enforced: false, afterSeconds: null, passwordRequired: true, by: file });
    expect(lock({ [file]: plist({ idleTime: 600, askForPassword: false }) }).data.screenLock).toEqual({ enforced: false, afterSeconds: 600, passwordRequired: false, by: file });
  });
  test('a profile for one user leaves it open', () => {
    expect(lock({ [`${managed}/maria/com.apple.screensaver.plist`]: plist({ idleTime: 600, askForPassword: true }) })).toMatchObject({ data: { screenLock: { by: null } }, gaps: { 'screenLock.enforced': 'not-visible-from-here' } });
  });
  test('refused', () => {
    expect(lock({ [`${managed}/com.apple.screensaver.plist`]: { refused: 'denied' } }).gaps).toMatchObject({ 'screenLock.enforced': 'denied', 'screenLock.afterSeconds': 'denied', 'screenLock.passwordRequired': 'denied', 'screenLock.by': 'denied' });
  });
});

describe('other protections', () => {
  const withProgram = (more: Programs, files: Machine = {}) => factsWith(macos, { ...mac, ...files }, { ...programs, ...more });
  test('System Integrity Protection off, or in part', () => {
    expect(withProgram({ integrity: 'System Integrity Protection status: disabled.\n' }).data.mandatoryAccess?.state).toBe('disabled');
    expect(withProgram({ integrity: 'System Integrity Protection status: unknown\n' }).gaps).toMatchObject({ mandatoryAccess: 'unreadable' });
    expect(withProgram({ integrity: { state: 'absent' } }).gaps).toMatchObject({ mandatoryAccess: 'tool-missing' });
  });
  test('the firmware password of an Intel Mac', () => {
    const intel = 'hw.model: iMac18,1\nkern.osrelease: 20.6.0\n';
    expect(withProgram({ kernel: intel, firmware: 'Password Enabled: Yes\n' }).data.bootLoaderPassword).toBe(true);
    expect(withProgram({ kernel: intel, firmware: 'Password Enabled: No\n' }).data.bootLoaderPassword).toBe(false);
    expect(withProgram({ kernel: intel, firmware: { state: 'failed', reason: 'needs-root', detail: 'x' } }).gaps).toMatchObject({ bootLoaderPassword: 'needs-root' });
  });
  test('Santa writes down, blocks, or follows its server', () => {
    const files = (mode: object, more: Machine = {}) => withProgram({}, { '/Applications/Santa.app/Contents/Info.plist': '', [`${managed}/com.northpolesec.santa.plist`]: plist(mode), ...more }).data.applicationControl;
    expect(files({})).toEqual([{ name: 'santa', enforced: false }]);
    expect(files({ ClientMode: 2 })).toEqual([{ name: 'santa', enforced: true }]);
    expect(files({ ClientMode: 2 }, { '/private/var/db/santa/sync-state.plist': plist({ ClientMode: 1 }) })).toEqual([{ name: 'santa', enforced: false }]);
    expect(withProgram({}, { '/Applications/Santa.app/Contents/Info.plist': '', [`${managed}/com.google.santa.plist`]: plist({ ClientMode: 9 }) }).gaps).toMatchObject({ 'applicationControl[].enforced': 'unreadable' });
  });
  test('external disks by a profile that newer systems do not obey, and by a declaration that leaves no file', () => {
    const media = { [`${managed}/com.apple.systemuiserver.plist`]: plist({ 'mount-controls': { 'harddisk-external': ['deny'] } }) };
    expect(withProgram({}, { ...media, [version]: plist({ ProductVersion: '10.15.7' }) }).data.usbStorageBlocked).toBe(true);
    expect(withProgram({}, media).gaps).toMatchObject({ usbStorageBlocked: 'not-visible-from-here' });
    expect(withProgram({ enrollment: 'MDM enrollment: Yes (User Approved)\n' }).gaps).toMatchObject({ usbStorageBlocked: 'not-visible-from-here' });
  });
  test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
    const likely = bothRounds(macos, { ...mac, '/Applications/Santa.app/Contents/Info.plist': '', [`${managed}/com.northpolesec.santa.plist`]: plist({ ClientMode: 2 }) }, programs);
    expect(counterexample('hardening', macos, likely)).toBeUndefined();
    expect(untruths(macos, likely)).toEqual([]);
  });
});

const fixtures = sharedFixtures();

test.skipIf(!fixtures)('captured and faithful answers', () => {
  const read = (...parts: string[]) => fs.readFileSync(path.join(fixtures!, ...parts), 'utf8');
  const data = (more: Programs) => factsWith(macos, mac, { ...programs, kernel: 'kern.osrelease: 20.6.0\n', ...more }).data;
  const by = (name: string) => read('handwritten', 'macos', name);
  expect(data({ integrity: by('csrutil-status.enabled.txt') }).mandatoryAccess?.state).toBe('enforcing');
  expect(data({ integrity: by('csrutil-status.custom.txt') }).mandatoryAccess?.state).toBe('permissive');
  expect(data({ gatekeeper: by('spctl-status.txt') }).gatekeeper).toBe(true);
  expect(data({ gatekeeper: by('spctl-status.off.txt') }).gatekeeper).toBe(false);
  const firmware = (name: string) => data({ firmware: read('kolide-launcher', 'files', 'firmwarepasswd', 'testdata', name) }).bootLoaderPassword;
  expect([firmware('check-yes.txt'), firmware('check-no.txt'), firmware('check-garbage.txt')]).toEqual([true, false, false]);
});
