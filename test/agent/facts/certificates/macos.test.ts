import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/certificates/macos.ts';
import { counterexample, untruths } from '../honesty.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';
import { ownCertificate, rootCertificate } from '../windows-certificates.ts';

const pem = (der: Buffer) => `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
const digest = (name: string, der: Buffer) => createHash(name).update(der).digest('hex');
const sha1 = digest('sha1', ownCertificate).toUpperCase();
const identities = `\nPolicy: X.509 Basic\n  Matching identities\n  1) ${sha1} "clerk-pc-3.town.example" (CSSMERR_TP_NOT_TRUSTED)\n     1 identities found\n\n  Valid identities only\n     0 valid identities found\n`;
const trust = (result: string) => `Number of trusted certs = 1\nCert 0: Town Firewall CA\n   Number of trust settings : 1\n   Trust Setting 0:\n      Policy OID            : SSL\n      Result Type           : ${result}\n`;
const everything = 'Number of trusted certs = 1\nCert 0: Town Firewall CA\n   Number of trust settings : 0\n';
const programs: Programs = { stored: pem(ownCertificate) + pem(rootCertificate), identities, trusted: everything };
const none = { state: 'read', text: '', exitCode: 1, stderr: 'SecTrustSettingsCopyCertificates: No Trust Settings were found.' } as const;

test('the certificate of the computer, and an authority that somebody added', () => {
  const { data, gaps } = factsWith(macos, {}, programs);
  expect(data.certificates).toHaveLength(1);
  expect(data.certificates?.[0]).toMatchObject({ fingerprint: digest('sha256', ownCertificate), place: '/Library/Keychains/System.keychain', subject: 'CN=clerk-pc-3.town.example', privateKey: true, selfSigned: true, keyType: 'rsa', keyBits: 2048, uses: ['client', 'server'] });
  expect(data.addedRoots).toEqual([{ fingerprint: digest('sha256', rootCertificate), subject: 'O=Town, CN=Town Firewall CA', validUntil: '2036-11-19T03:58:45Z', by: 'unknown' }]);
  expect(gaps).toEqual({ 'certificates[].usedBy': 'not-visible-from-here' });
});

describe('trust', () => {
  const roots = (trusted: Programs[string]) => factsWith(macos, {}, { ...programs, trusted });
  test('for one purpose, denied, or none at all', () => {
    expect(roots(trust('kSecTrustSettingsResultTrustRoot')).data.addedRoots).toHaveLength(1);
    expect(roots(trust('kSecTrustSettingsResultDeny')).data.addedRoots).toEqual([]);
    expect(roots(none).data.addedRoots).toEqual([]);
  });
  test('of a certificate that lies elsewhere', () => {
    expect(roots('Number of trusted certs = 1\nCert 0: Somebody else\n   Number of trust settings : 0\n')).toMatchObject({ data: { addedRoots: undefined }, gaps: { addedRoots: 'not-visible-from-here' } });
  });
});

describe('what cannot be told', () => {
  test('an empty keychain, refusals, nonsense', () => {
    expect(factsWith(macos, {}, { stored: '', identities: '     0 identities found\n', trusted: none }).data).toEqual({ certificates: [], addedRoots: [] });
    expect(factsWith(macos, {}, { ...programs, identities: { state: 'failed', reason: 'timeout', detail: 'security' } }).gaps).toMatchObject({ certificates: 'timeout', 'certificates[].privateKey': 'timeout' });
    expect(factsWith(macos, {}, { stored: pem(Buffer.from('no certificate')), identities: 'x', trusted: 'x' }).gaps).toEqual({ certificates: 'unreadable', addedRoots: 'unreadable' });
    expect(factsWith(macos, {}, { ...programs, stored: { state: 'read', text: '', exitCode: 50, stderr: 'security: SecKeychainSearchCreateFromAttributes: no such keychain' } }).gaps).toMatchObject({ certificates: 'unreadable', addedRoots: 'unreadable' });
    expect(factsWith(macos, {}, {}).gaps).toEqual({ certificates: 'tool-missing', addedRoots: 'tool-missing' });
  });
  test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
    const likely = bothRounds(macos, {}, programs);
    expect(counterexample('certificates', macos, likely)).toBeUndefined();
    expect(untruths(macos, likely)).toEqual([]);
  });
});
