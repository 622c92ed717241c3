import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkSecrets, readSecret } from '../../../../agent/targets/ssh/secrets.ts';
import type { SshSetting } from '../../../../agent/targets/ssh/setting.ts';
import { me, temporaryFolder } from '../../host/temporary.ts';

const folder = temporaryFolder();
const setting = (files: Partial<SshSetting>): SshSetting => ({ name: 'a', host: 'a', port: 22, user: 'u', hostKeys: [], keyFile: null, passphraseFile: null, passwordFile: null, sudo: false, ...files });

function file(name: string, text: string, mode = 0o600): string {
  const at = path.join(folder, name);
  fs.writeFileSync(at, text);
  fs.chmodSync(at, mode);
  return at;
}

test('a password is the first line of its file, a key the whole', () => {
  expect(readSecret(setting({ passwordFile: file('password', 'canary word \r\nsecond\n') }), me)).toEqual({ kind: 'password', password: 'canary word ' });
  expect(readSecret(setting({ keyFile: file('key', 'KEY\nLINES\n'), passphraseFile: file('phrase', 'p\n') }), me)).toEqual({ kind: 'key', privateKey: 'KEY\nLINES\n', passphrase: 'p' });
});

test.each([
  ['open to others', () => file('open', 'x', 0o640), /Others may read or write .*open; close it with: chmod 600/],
  ['a link', () => (fs.symlinkSync(file('real', 'x'), path.join(folder, 'link')), path.join(folder, 'link')), /is a symbolic link/],
  ['absent', () => path.join(folder, 'absent'), /^There is no .*absent; make it/],
  ['empty', () => file('empty', '\nx'), /is empty; write the secret into its first line/],
  ['no key and no password', () => file('huge', 'x'.repeat(70_000)), /has 70000 bytes/],
])('a file that is %s is refused with what mends it, and its text is in no message', (_what, make, sentence) => {
  expect(() => readSecret(setting({ passwordFile: make() }), me)).toThrow(sentence);
});

test('a folder that others may write into is refused before anything is asked', () => {
  const open = path.join(folder, 'folder');
  fs.mkdirSync(open);
  fs.writeFileSync(path.join(open, 'key'), 'x', { mode: 0o600 });
  fs.chmodSync(open, 0o777);
  expect(() => checkSecrets(setting({ keyFile: path.join(open, 'key') }), me)).toThrow(/Others may write into/);
});
