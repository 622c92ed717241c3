import { X509Certificate, createPublicKey } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { serverCertificate, serverPin } from '../../collector/tls/certificates.ts';
import { realWorld } from '../../collector/world.ts';
import type { World } from '../../collector/world.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { temporaryFolder } from './temporary.ts';

const day = 86_400_000;
const { folder, remove } = temporaryFolder();
const settings = { host: ['collector.example', 'localhost', '127.0.0.1', '::1'], certificate: null, key: null };
afterAll(remove);

function inDays(days: number): World {
  return { ...realWorld(), now: () => new Date(Date.now() + days * day) };
}

function parts(chain: string): X509Certificate[] {
  return chain.split(/(?<=-----END CERTIFICATE-----\n)/).map((text) => new X509Certificate(text));
}

test('the first start makes a CA of ten years and a leaf of 90 days that is sent with it', async () => {
  const { chain, key, pin } = await serverCertificate(folder, settings, realWorld());
  const [leaf, authority] = parts(chain) as [X509Certificate, X509Certificate];
  const days = (certificate: X509Certificate) => Math.round((certificate.validToDate.getTime() - Date.now()) / day);
  expect([days(leaf), days(authority)]).toEqual([90, 3_652]);
  expect([leaf.ca, authority.ca, leaf.verify(authority.publicKey), authority.verify(authority.publicKey)]).toEqual([false, true, true, true]);
  expect(leaf.subjectAltName).toBe('DNS:collector.example, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  expect(leaf.publicKey.equals(createPublicKey(key))).toBe(true);
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(pin).toBe(sha256(authority.raw));
  expect(await serverPin(folder, settings, realWorld())).toBe(pin);
});

test('only the owner reads the keys', () => {
  const files = fs.readdirSync(path.join(folder, 'tls'));
  expect(files.sort()).toEqual(['ca-key.pem', 'ca.pem', 'leaf-key.pem', 'leaf.pem']);
  expect(files.map((file) => fs.statSync(path.join(folder, 'tls', file)).mode & 0o777)).toEqual(files.map(() => 0o600));
});

describe('the leaf', () => {
  test('stays for two thirds of its time and is then renewed by the same CA', async () => {
    const first = await serverCertificate(folder, settings, realWorld());
    expect(first.renewed).toBe(false);
    expect((await serverCertificate(folder, settings, inDays(59))).chain).toBe(first.chain);
    const renewed = await serverCertificate(folder, settings, inDays(61));
    expect([renewed.renewed, renewed.pin]).toEqual([true, first.pin]);
    expect(renewed.chain).not.toBe(first.chain);
  });

  test('is made anew when the server has a new name', async () => {
    const before = await serverCertificate(folder, settings, realWorld());
    const after = await serverCertificate(folder, { ...settings, host: ['new.example'] }, realWorld());
    expect([after.renewed, after.pin]).toEqual([true, before.pin]);
    expect(parts(after.chain)[0]?.subjectAltName).toBe('DNS:new.example');
  });
});

test('a client that trusts the CA is served under every name, and refuses another name', async () => {
  const { chain, key } = await serverCertificate(folder, settings, realWorld());
  const server = tls.createServer({ cert: chain, key, minVersion: 'TLSv1.2' }, (socket) => socket.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const ca = fs.readFileSync(path.join(folder, 'tls', 'ca.pem'), 'utf8');
  const greet = (servername: string) =>
    new Promise<string>((resolve) => {
      const socket = tls.connect({ host: '127.0.0.1', port, ca, servername, rejectUnauthorized: true }, () => undefined);
      socket.on('data', (part: Buffer) => resolve(part.toString())).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
  expect([await greet('collector.example'), await greet('localhost'), await greet('other.example')]).toEqual(['hello', 'hello', 'ERR_TLS_CERT_ALTNAME_INVALID']);
  await new Promise((resolve) => server.close(resolve));
});

test('a key that others may read is refused with the command that mends it', async () => {
  const key = path.join(folder, 'tls', 'leaf-key.pem');
  fs.chmodSync(key, 0o640);
  await expect(serverCertificate(folder, settings, realWorld())).rejects.toMatchObject({ exit: 'wrong-use', message: expect.stringContaining(`chmod 600 '${key}'`) });
  fs.chmodSync(key, 0o600);
});

test('an own certificate is taken as it is, and only with its own key', async () => {
  await serverCertificate(folder, settings, realWorld());
  const own = (name: string) => ({ host: ['x'], certificate: path.join(folder, 'tls', 'leaf.pem'), key: path.join(folder, 'tls', `${name}-key.pem`) });
  expect(await serverCertificate(folder, own('leaf'), realWorld())).toMatchObject({ pin: 'system', renewed: false });
  await expect(serverCertificate(folder, own('ca'), realWorld())).rejects.toMatchObject({ exit: 'wrong-use' });
});
