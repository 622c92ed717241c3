import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/accounts/macos.ts';
import { plist } from '../mac-machine.ts';
import { refused, scanned } from '../mac-scan.ts';

const login = '/Library/Preferences/com.apple.loginwindow.plist';

test('users with their passwords, keys and rights', () => {
  const { data, gaps } = scanned(macos);
  expect(data.users?.map(({ name, id, kind, enabled, password, passwordChangedOn, administrator, administratorBy, hidden, authorizedKeys }) => [name, id, kind, enabled, password, passwordChangedOn, administrator, administratorBy, hidden, authorizedKeys])).toEqual([
    ['root', '0', 'root', false, 'none', null, true, ['group admin', 'sudo rule', 'uid 0'], true, 0],
    ['_mysql', '74', 'system', false, 'none', null, false, [], true, 0],
    ['maria', '501', 'person', true, 'set', '2023-11-14', true, ['group admin'], false, 1],
    ['helpdesk', '502', 'person', true, 'set', '2017-07-14', true, ['group admin'], true, 0],
    ['gone', '503', 'person', false, 'locked', '2014-05-13', false, [], false, 0],
    ['nobody', '4294967294', 'system', false, 'none', null, false, [], true, 0],
  ]);
  expect(data.users?.map(({ passwordScheme }) => passwordScheme)).toEqual([null, null, 'salted-sha512-pbkdf2', 'salted-sha512-pbkdf2', 'smb-nt', null]);
  expect(data.administrators).toEqual([
    { id: '0', name: 'root', kind: 'local-user' }, { id: '1234EEEE-DDDD-CCCC-BBBB-AAAA00000001', name: null, kind: 'domain-group' },
    { id: '501', name: 'maria', kind: 'local-user' }, { id: 'ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000999', name: 'it', kind: 'local-group' },
  ]);
  expect(data).toMatchObject({ automaticSignIn: null, directoryUsers: [], sudoRules: [{ who: 'root' }, { who: '%admin', commands: 'ALL', noPassword: false }] });
  expect(gaps).toEqual({ laps: 'not-visible-from-here', 'users[].expiresOn': 'not-visible-from-here', 'users[].passwordMaxDays': 'not-visible-from-here', 'users[].passwordRequired': 'not-visible-from-here' });
});

describe('other Macs', () => {
  test('somebody is signed in at start, a domain, macOSLAPS, a rule without a password', () => {
    const { data } = scanned(macos, { files: {
      [login]: plist({ autoLoginUser: 'maria' }), '/Library/Managed Preferences/edu.psu.macoslaps.plist': plist({ LocalAdminAccount: 'helpdesk', DaysTillExpiration: 30, Method: 'AD' }),
      '/Library/Preferences/OpenDirectory/Configurations/Active Directory/TOWN.plist': plist({}), '/etc/sudoers': '%admin ALL = (ALL) NOPASSWD: ALL\n',
    } });
    expect(data).toMatchObject({ automaticSignIn: 'maria', laps: { product: 'mdm', enabled: true, backupTo: 'active-directory', passwordAgeDays: 30 }, directoryUsers: ['active-directory'], sudoRules: [{ noPassword: true }] });
  });
  test('the guest is switched by a setting', () => {
    const guest = plist([{ 'dsAttrTypeStandard:RecordName': ['Guest'], 'dsAttrTypeStandard:UniqueID': ['201'], 'dsAttrTypeStandard:Password': [''], 'dsAttrTypeStandard:UserShell': ['/bin/bash'] }]);
    const states = [true, false].map((on) => scanned(macos, { commands: { 'dscl -plist . -readall /Users': guest }, files: { [login]: plist({ GuestEnabled: on }) } }).data.users?.map(({ kind, enabled }) => [kind, enabled]));
    expect(states).toEqual([[['guest', true]], [['guest', false]]]);
  });
  test('who is not root sees no dates of passwords and no sudoers', () => {
    const users = plist([{ 'dsAttrTypeStandard:RecordName': ['maria'], 'dsAttrTypeStandard:UniqueID': ['501'], 'dsAttrTypeStandard:Password': ['********'], 'dsAttrTypeStandard:AuthenticationAuthority': [';ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2>'], 'dsAttrTypeStandard:UserShell': ['/bin/zsh'] }]);
    const { data, gaps } = scanned(macos, { commands: { 'dscl -plist . -readall /Users': users }, files: { '/etc/sudoers': { refused: 'needs-root' } } });
    expect(data.users).toMatchObject([{ name: 'maria', enabled: true, administrator: true }]);
    expect(gaps).toMatchObject({ 'users[].passwordChangedOn': 'not-visible-from-here', 'users[].administratorBy': 'needs-root', sudoRules: 'needs-root' });
  });
  test('refused, and nonsense', () => {
    const none = scanned(macos, { commands: { 'dscl -plist . -readall /Users': refused, 'dscl -plist . -readall /Groups': refused }, files: { [login]: { refused: 'denied' } } });
    expect(none.gaps).toMatchObject({ users: 'needs-root', administrators: 'needs-root', automaticSignIn: 'denied' });
    expect(scanned(macos, { commands: { 'dscl -plist . -readall /Users': 'Fehler', 'dscl -plist . -readall /Groups': plist({}) } }).gaps).toMatchObject({ users: 'unreadable', administrators: 'unreadable' });
  });
});
