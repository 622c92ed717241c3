// eslint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { expect, test } from 'vitest';
import { acceptNextCa, signNextCa } from '../../wire/next-ca.ts';

const now = new Date('2026-11-21T00:00:00Z');
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const present = await authority(true);
const next = await authority(true);
const stranger = await authority(true);

test('a next CA counts when the present one countersigned it', () => {
  const announced = signNextCa(next.pem, present.key);
  expect(acceptNextCa(announced, [present.pem], now)).toBe(next.pem);
  expect(acceptNextCa(announced, [stranger.pem, present.pem], now)).toBe(next.pem);
});

test('a next CA that nobody trusted vouches for, that is none, or that has expired does not count', async () => {
  const leaf = await authority(false);
  expect(acceptNextCa(signNextCa(next.pem, stranger.key), [present.pem], now)).toBeUndefined();
  expect(acceptNextCa(signNextCa(next.pem, next.key), [present.pem], now)).toBeUndefined();
  expect(acceptNextCa({ ...signNextCa(next.pem, present.key), certificate: stranger.pem }, [present.pem], now)).toBeUndefined();
  expect(acceptNextCa(signNextCa(leaf.pem, present.key), [present.pem], now)).toBeUndefined();
  expect(acceptNextCa(signNextCa(next.pem, present.key), [present.pem], new Date('2040-01-01T00:00:00Z'))).toBeUndefined();
  expect(acceptNextCa({ certificate: 'x', signature: 'y' }, [present.pem], now)).toBeUndefined();
  expect(acceptNextCa(signNextCa(next.pem, present.key), [], now)).toBeUndefined();
});

async function authority(ca: boolean): Promise<{ pem: string; key: KeyObject }> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test', keys, signingAlgorithm: algorithm, notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01'),
    extensions: [new x509.BasicConstraintsExtension(ca, undefined, true)],
  });
  return { pem: `${certificate.toString('pem')}\n`, key: KeyObject.from(keys.privateKey) };
}
