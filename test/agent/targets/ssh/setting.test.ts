import { expect, test } from 'vitest';
import { firstUnfit, readSshSetting, readSshSettings } from '../../../../agent/targets/ssh/setting.ts';

const fingerprint = `SHA256:${'A'.repeat(43)}`;
const least = { host: 'fileserver', user: 'townwatch', keyFile: '/etc/townwatch/ssh/fileserver' };

test('what is not said is usual, and the host names the target', () => {
  expect(readSshSetting(least)).toEqual({
    name: 'fileserver', host: 'fileserver', port: 22, user: 'townwatch', hostKeys: [], keyFile: '/etc/townwatch/ssh/fileserver', passphraseFile: null, passwordFile: null, sudo: false,
  });
  expect(readSshSetting({ name: 'nas', host: 'fd00::5', port: 2222, user: 'root', hostKey: [fingerprint, fingerprint], passwordFile: '/etc/townwatch/nas', sudo: true })).toMatchObject({
    name: 'nas', host: 'fd00::5', port: 2222, hostKeys: [{ fingerprint }, { fingerprint }], keyFile: null, passwordFile: '/etc/townwatch/nas', sudo: true,
  });
});

test.each([
  ['a password in the settings', { ...least, password: 'secret' }],
  ['a key in the settings', { host: 'a', user: 'b', privateKey: '-----BEGIN' }],
  ['no way to sign in', { host: 'a', user: 'b' }],
  ['two ways to sign in', { ...least, passwordFile: '/p' }],
  ['a passphrase without a key', { host: 'a', user: 'b', passwordFile: '/p', passphraseFile: '/q' }],
  ['a relative path', { ...least, keyFile: 'key' }],
  ['a user that looks like an option', { ...least, user: '-oProxyCommand=x' }],
  ['a host that looks like an option', { ...least, host: '-oProxyCommand=x' }],
  ['a host with a blank', { ...least, host: 'a b' }],
  ['a host that is none', { ...least, host: 7 }],
  ['a port that is none', { ...least, port: 70_000 }],
  ['a port as text', { ...least, port: '22' }],
  ['sudo as text', { ...least, sudo: 'yes' }],
  ['a host key that is none', { ...least, hostKey: 'SHA256:x' }],
  ['a name with a line feed', { ...least, name: 'a\nb' }],
  ['text', 'fileserver'],
  ['nothing', null],
])('%s is not what is wanted', (_what, value) => {
  expect(readSshSetting(value)).toBeUndefined();
});

test('a list names the machine that is wrong by its place, never by its text', () => {
  expect(readSshSettings([least, { ...least, name: 'nas' }])?.map(({ name }) => name)).toEqual(['fileserver', 'nas']);
  expect(readSshSettings([])).toEqual([]);
  for (const [list, told] of [[[least, { ...least, name: 'b', password: 'canary' }], 'look at machine 2 of the list'], [[least, { ...least, host: 'other', name: 'fileserver' }], 'look at machine 2 of the list'], [least, 'a list begins each machine with "- "']] as const) {
    expect(readSshSettings(list)).toBeUndefined();
    expect(firstUnfit(list)).toBe(told);
  }
});
