import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { familiesFor, fingerprintOf, keyTypeOf, readHostKey, shownKey } from '../../../../agent/targets/ssh/host-key.ts';
import { peer } from '../../../peers.ts';
import { temporaryFolder } from '../../host/temporary.ts';
import { keyPair } from './sshd.ts';

const folder = temporaryFolder();

test.skipIf(!peer('ssh-keygen')).each([['ed25519', 'ssh-ed25519'], ['ecdsa', 'ecdsa-sha2-nistp256'], ['rsa', 'ssh-rsa']])('a key of type %s is known by its line and by its fingerprint, as ssh-keygen tells it', (short, type) => {
  const file = path.join(folder, short);
  const fingerprint = keyPair(file, short);
  const line = readFileSync(`${file}.pub`, 'utf8').trim();
  const [, blob = ''] = line.split(' ');
  expect(readHostKey(line)).toEqual({ fingerprint, type });
  for (const known of [`fileserver ${line}`, `[10.0.0.1]:2222,fileserver ${type} ${blob}`, `|1|c2FsdA==|aGFzaA== ${type} ${blob}`, `  ${type} ${blob}\n`]) expect(readHostKey(known)).toEqual({ fingerprint, type });
  expect(readHostKey(fingerprint)).toEqual({ fingerprint });
  expect(fingerprintOf(Buffer.from(blob, 'base64'))).toBe(fingerprint);
  expect(readHostKey(`@cert-authority * ${line}`)).toBeUndefined();
  expect(readHostKey(`@revoked * ${line}`)).toBeUndefined();
  expect(readHostKey(`${type === 'ssh-rsa' ? 'ssh-ed25519' : 'ssh-rsa'} ${blob}`)).toBeUndefined();
});

test.each(['', 'SHA256:', 'SHA256:short', `MD5:${'aa:'.repeat(15)}aa`, `SHA256:${'A'.repeat(44)}`, 'ssh-ed25519', 'ssh-ed25519 !!!', 7, null, ['SHA256:x']])('%j is no host key', (value) => {
  expect(readHostKey(value)).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
    const type = keyTypeOf(Buffer.from(bytes));
    expect(type === undefined || /^[a-z0-9@.-]+$/.test(type)).toBe(true);
  }));
  fc.assert(fc.property(fc.string(), (text) => {
    const key = readHostKey(text);
    expect(key === undefined || /^SHA256:[A-Za-z0-9+/]{43}$/.test(key.fingerprint)).toBe(true);
  }));
});

test('the family of a declared key is asked for first, and all of them are', () => {
  const order = familiesFor([{ fingerprint: 'SHA256:x', type: 'ssh-rsa' }]).map(([first]) => first);
  expect(order).toEqual(['rsa-sha2-512', 'ssh-ed25519', 'ecdsa-sha2-nistp256']);
  expect(familiesFor([]).map(([first]) => first)).toEqual(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512']);
  expect(shownKey({ fingerprint: 'SHA256:x', type: 'ssh-rsa' })).toBe('SHA256:x (ssh-rsa)');
});
