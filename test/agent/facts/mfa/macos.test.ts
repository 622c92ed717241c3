import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/mfa/macos.ts';
import { counterexample, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const cards = '/Library/Managed Preferences/com.apple.security.smartcard.plist';
const duoSettings = '/private/var/root/Library/Preferences/com.duosecurity.maclogon.plist';
const users = (...ways: string[]) => plist([{ 'dsAttrTypeStandard:RecordName': ['maria'], 'dsAttrTypeStandard:UniqueID': ['501'], 'dsAttrTypeStandard:PrimaryGroupID': ['20'], 'dsAttrTypeStandard:AuthenticationAuthority': ways, 'dsAttrTypeStandard:RealName': ['CANARY-name'] }]);
const usual = ['builtin:policy-banner', 'loginwindow:login', 'builtin:login-begin', 'loginwindow:FDESupport,privileged', 'builtin:authenticate,privileged', 'PKINITMechanism:auth,privileged', 'loginwindow:success', 'HomeDirMechanism:login,privileged', 'CryptoTokenKit:login', 'loginwindow:done'];
const right = (...mechanisms: string[]) => plist({ class: 'evaluate-mechanisms', comment: 'Login mechanism based rule.', mechanisms, shared: true, tries: 10_000, version: 11 });
const mac: Machine = {
  '/etc/pam.d/sudo': '# sudo: auth account password session\nauth       include        sudo_local\nauth       sufficient     pam_smartcard.so\nauth       required       pam_opendirectory.so\naccount    required       pam_permit.so\n',
  '/etc/pam.d/su': 'auth       sufficient     pam_rootok.so\nauth       required       pam_opendirectory.so\n',
  '/etc/pam.d/sshd': 'auth       optional       pam_krb5.so use_kcminit\nauth       optional       pam_ntlm.so try_first_pass\nauth       optional       pam_mount.so try_first_pass\nauth       required       pam_opendirectory.so try_first_pass\n',
  '/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*\nUsePAM yes\n',
  '/etc/sudoers': 'root ALL = (ALL) ALL\n%admin ALL = (ALL) ALL\n',
  '/System/Library/LaunchDaemons/ssh.plist': plist({ Label: 'com.openssh.sshd', Disabled: true }),
  '/private/var/db/com.apple.xpc.launchd/disabled.plist': plist({ 'com.openssh.sshd': false }),
  '/usr/bin/su': '', '/usr/bin/sudo': '',
};
const programs: Programs = { loginRight: right(...usual), dsUsers: users(';ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2>') };
const facts = (more: Machine = {}, started: Programs = {}) => {
  const { data, gaps, missing } = factsWith(macos, { ...mac, ...more }, { ...programs, ...started });
  expect(JSON.stringify([data, missing])).not.toContain('CANARY');
  return { ways: Object.fromEntries((data.entryPoints ?? []).map((way) => [way.entry, way])), data, gaps };
};

test('a Mac as it comes out of the box asks for a password alone', () => {
  const { ways, data, gaps } = facts();
  expect(Object.keys(ways)).toEqual(['desktop', 'ssh', 'su', 'sudo']);
  expect(ways['desktop']).toEqual({ entry: 'desktop', present: true, state: 'absent', methods: [], failsOpen: false, proof: [{ file: '/private/var/db/auth.db', line: 0, says: 'system.login.console: builtin:authenticate,privileged' }] });
  expect(ways['ssh']).toMatchObject({ present: true, state: 'absent', methods: [] });
  expect(ways['sudo']).toMatchObject({ state: 'absent', methods: [], proof: [{ file: '/etc/pam.d/sudo', line: 4, says: 'auth required pam_opendirectory.so' }] });
  expect(ways['su']).toMatchObject({ state: 'absent' });
  expect(data).toMatchObject({ helloForBusiness: null, smartCardRequired: false, providers: [{ id: 'pam_smartcard', secondStep: true, enabled: true, failsOpen: null }] });
  expect(gaps).toEqual({});
});

test('Touch ID for sudo is another first step, not a second one', () => {
  expect(facts({ '/etc/pam.d/sudo_local': 'auth       sufficient     pam_tid.so\n' }).ways['sudo']).toMatchObject({ state: 'absent', methods: [] });
});

describe('smart cards', () => {
  test('for everybody, also where PAM was told', () => {
    const { ways, data } = facts({ [cards]: plist({ enforceSmartCard: true, allowSmartCard: true }), '/etc/pam.d/sudo': 'auth sufficient pam_smartcard.so\nauth required pam_opendirectory.so\nauth required pam_deny.so\n' });
    expect(ways['desktop']).toMatchObject({ state: 'enforced', methods: ['smart-card'], failsOpen: false });
    expect(ways['sudo']).toMatchObject({ state: 'enforced', methods: ['smart-card'] });
    expect(ways['su']).toMatchObject({ state: 'absent' });
    expect(data.smartCardRequired).toBe(true);
  });
  test('with a group that needs none', () => {
    const { ways, data } = facts({ [cards]: plist({ enforceSmartCard: true, allowUnmappedUsers: 1 }), '/private/etc/SmartcardLogin.plist': plist({ NotEnforcedGroup: 'exempt' }) });
    expect(ways['desktop']).toMatchObject({ state: 'optional' });
    expect(data.smartCardRequired).toBe(false);
  });
  test('one user has paired one', () => {
    const { ways } = facts({}, { dsUsers: users(';ShadowHash;', ';tokenidentity;D3ADBEEF') });
    expect([ways['desktop']?.state, ways['sudo']?.state, ways['su']?.state]).toEqual(['optional', 'optional', 'absent']);
  });
  test('whether anybody has one cannot be seen', () => {
    const { ways, gaps } = facts({}, { dsUsers: { state: 'failed', reason: 'timeout', detail: 'dscl' } });
    expect([ways['desktop']?.state, ways['sudo']?.state, ways['su']?.state]).toEqual([undefined, undefined, 'absent']);
    expect(gaps).toMatchObject({ 'entryPoints[].state': 'timeout' });
  });
});

describe('plug-ins of the login window', () => {
  const duo = { '/Library/Security/SecurityAgentPlugins/MacLogon.bundle/Contents/Info.plist': '' };
  const asksDuo = { loginRight: right(...usual, 'MacLogon:invoke') };
  const settings = (open: boolean) => ({ [duoSettings]: plist({ ikey: 'DIXXXX', skey: 'CANARY-secret', api_hostname: 'api-1.duosecurity.com', fail_open: open, smartcard_bypass: false }) });
  test('Duo, which lets nobody in without its server', () => {
    const { ways, data } = facts({ ...duo, ...settings(false) }, asksDuo);
    expect(ways['desktop']).toMatchObject({ state: 'enforced', methods: ['duo'], failsOpen: false, proof: [{ says: 'system.login.console: MacLogon:invoke' }] });
    expect(data.providers).toContainEqual({ id: 'MacLogon', name: 'Duo Authentication for macOS', secondStep: true, enabled: true, failsOpen: false });
  });
  test('Duo that fails open, and Duo that is installed and was thrown out by an upgrade', () => {
    expect(facts({ ...duo, ...settings(true) }, asksDuo).ways['desktop']).toMatchObject({ state: 'enforced', failsOpen: true });
    const thrown = facts({ ...duo, ...settings(true) });
    expect(thrown.ways['desktop']).toMatchObject({ state: 'absent', methods: [] });
    expect(thrown.data.providers).toContainEqual({ id: 'MacLogon', name: 'Duo Authentication for macOS', secondStep: true, enabled: false, failsOpen: true });
  });
  test('an identity provider decides elsewhere', () => {
    const { ways, gaps } = facts({ '/Library/Security/SecurityAgentPlugins/JamfConnectLogin.bundle/Contents/Info.plist': '' }, { loginRight: right('JamfConnectLogin:LoginUI', ...usual.filter((one) => one !== 'loginwindow:login')) });
    expect(ways['desktop']).not.toHaveProperty('state', 'absent');
    expect(gaps).toMatchObject({ 'entryPoints[].state': 'not-visible-from-here', 'providers[].secondStep': 'not-visible-from-here' });
  });
  test('a plug-in that only keeps a recovery key asks nothing', () => {
    expect(facts({}, { loginRight: right(...usual, 'Crypt:Check,privileged', 'Escrow Buddy:Invoke,privileged') }).ways['desktop']).toMatchObject({ state: 'absent' });
  });
  test('somebody is signed in by itself', () => {
    const { ways } = facts({ ...duo, ...settings(false), '/Library/Preferences/com.apple.loginwindow.plist': plist({ autoLoginUser: 'maria' }) }, asksDuo);
    expect(ways['desktop']).toMatchObject({ state: 'optional' });
    expect(ways['desktop']?.proof).toContainEqual({ file: '/Library/Preferences/com.apple.loginwindow.plist', line: 0, says: 'autoLoginUser is set' });
  });
});

describe('SSH', () => {
  test('a key and then Duo for Unix', () => {
    const { ways } = facts({ '/etc/ssh/sshd_config': 'UsePAM yes\nAuthenticationMethods publickey,keyboard-interactive\n', '/etc/pam.d/sshd': 'auth required pam_duo.so\n', '/etc/duo/pam_duo.conf': '[duo]\nskey = CANARY-secret\nfailmode = secure\n', '/usr/local/lib/security/pam_duo.so': '' });
    expect(ways['ssh']).toMatchObject({ state: 'enforced', methods: ['duo'], failsOpen: false });
  });
  test('remote login is switched off, or nobody may see whether it is', () => {
    expect(facts({ '/private/var/db/com.apple.xpc.launchd/disabled.plist': undefined }).ways['ssh']).toMatchObject({ present: false });
    expect(facts({ '/private/var/db/com.apple.xpc.launchd/disabled.plist': { refused: 'denied' } }).gaps).toMatchObject({ 'entryPoints[].present': 'denied' });
  });
});

test('refused and nonsense', () => {
  expect(facts({}, { loginRight: 'no plist' }).gaps).toMatchObject({ 'entryPoints[].state': 'unreadable' });
  expect(facts({}, { loginRight: { state: 'absent' } }).gaps).toMatchObject({ 'entryPoints[].state': 'tool-missing' });
  expect(facts({ [cards]: { refused: 'denied' } }).gaps).toMatchObject({ smartCardRequired: 'denied', 'entryPoints[].state': 'denied' });
});

test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
  const likely = bothRounds(macos, { ...mac, [duoSettings]: plist({ fail_open: false }), '/Library/Security/SecurityAgentPlugins/MacLogon.bundle/Contents/Info.plist': '' }, { ...programs, loginRight: right(...usual, 'MacLogon:invoke') });
  expect(counterexample('mfa', macos, likely)).toBeUndefined();
  // Ways in and lines of proof have no name to be told apart by: the others move up when one is hidden.
  expect(untruths(macos, likely).filter((line) => !/, entryPoints\[\d\]\.(?:proof|entry)\b/.test(line))).toEqual([]);
});
