import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { namesInCertificates, namesInHex, namesOfServers } from '../../../agent/scrub/hidden.ts';
import type { Identities } from '../../../agent/scrub/identities.ts';
import { pseudonyms } from '../../../agent/scrub/pseudonyms.ts';
import { ownCertificate, rootCertificate } from '../facts/windows-certificates.ts';

const pem = (der: Buffer) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
const scrubbing = (names: Partial<Identities>) => ({ identities: { words: new Set<string>(), domains: new Set<string>(), serials: new Set<string>(), kept: new Set<string>(), ...names }, stand: pseudonyms(new Set()) });

test('a certificate tells the domains of its servers', () => {
  expect(namesOfServers(ownCertificate)).toEqual(['town.example']);
  expect(namesOfServers(rootCertificate)).toEqual([]);
});

test('names leave a certificate, which can still be read, and one without them stays as it is', () => {
  const text = `${pem(ownCertificate)}between\n${pem(rootCertificate)}`;
  const clean = namesInCertificates(text, scrubbing({ domains: new Set(['town.example']) }));
  const [own = '', root = ''] = clean.split('between\n');
  expect(root).toBe(pem(rootCertificate));
  const { subject, validTo, subjectAltName } = new X509Certificate(own);
  expect([subject, subjectAltName].join(' ')).not.toMatch(/clerk|town/);
  expect(subject).toMatch(/^CN=u\d+\.u\d+\.example$/);
  expect(validTo).toBe(new X509Certificate(ownCertificate).validTo);
});

test.each(['latin1', 'utf16le'] as const)('names in bytes become others of their length, %s, at odd places too', (encoding) => {
  for (const before of [Buffer.alloc(0), Buffer.from([7]), Buffer.from('zz')]) {
    const bytes = Buffer.concat([before, Buffer.from('0ROSAMUND\0CNRY7744\0', encoding), Buffer.from([0, 0, 9])]);
    const clean = Buffer.from(namesInHex(bytes.toString('hex'), scrubbing({ words: new Set(['rosamund']), serials: new Set(['CNRY7744']) })), 'hex');
    expect(clean).toHaveLength(bytes.length);
    expect(clean.subarray(before.length).toString(encoding)).toMatch(/^0U0000001\0AAAA0001\0/);
  }
});
