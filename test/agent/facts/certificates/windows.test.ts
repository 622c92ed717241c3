import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/certificates/windows.ts';
import { storedCertificate } from '../../../../agent/facts/certificates/windows-store.ts';
import { certificateFacts } from '../../../../agent/facts/certificates/x509.ts';
import { ownCertificate, rootCertificate } from '../windows-certificates.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { stored, windowsPc } from '../windows-office-pc.ts';

const facts = (registry: WindowsWorld['registry'] = {}) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...registry } });
const digest = (algorithm: string, der: Buffer) => createHash(algorithm).update(der).digest('hex');
const stores = String.raw`HKLM\SOFTWARE\Microsoft\SystemCertificates`;

test('an office computer', () => {
  const { data, missing } = facts();
  expect(data.certificates).toEqual([{
    fingerprint: digest('sha256', ownCertificate), place: String.raw`LocalMachine\My`, subject: 'CN=clerk-pc-3.town.example', issuer: 'CN=clerk-pc-3.town.example', names: ['192.0.2.10', 'clerk-pc-3.town.example'],
    validFrom: expect.stringMatching(/^20\d\d-/) as unknown, validUntil: expect.stringMatching(/^20\d\d-/) as unknown, keyType: 'rsa', keyBits: 2048, signature: expect.stringMatching(/sha256/i) as unknown, selfSigned: true, privateKey: true, uses: ['client', 'server'], usedBy: ['rdp'],
  }]);
  expect(data.addedRoots).toEqual([{ fingerprint: digest('sha256', rootCertificate), subject: 'O=Town, CN=Town Firewall CA', validUntil: expect.any(String) as unknown, by: 'policy' }]);
  expect(missing).toEqual([]);
});

test('an authority that somebody added, beside those that came with Windows and its program', () => {
  const sha1 = digest('sha1', ownCertificate).toUpperCase();
  const added = facts({ [`${stores}\\ROOT\\Certificates\\${sha1}`]: { Blob: stored(ownCertificate, false) } }).data.addedRoots;
  expect(added).toContainEqual(expect.objectContaining({ fingerprint: digest('sha256', ownCertificate), by: 'administrator' }));
  const known = facts({ [`${stores}\\ROOT\\Certificates\\${sha1}`]: { Blob: stored(ownCertificate, false) }, [`${stores}\\AuthRoot\\Certificates\\${sha1}`]: {} }).data.addedRoots;
  expect(known).toHaveLength(1);
});

test('a service that goes by a certificate, a refusal and nonsense', () => {
  const sha1 = digest('sha1', ownCertificate);
  const web = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\HTTP\Parameters\SslBindingInfo\0.0.0.0:443`;
  const remote = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*+HTTPS`;
  expect(facts({ [web]: { SslCertHash: { hex: sha1 } }, [remote]: { certThumbprint: sha1.toUpperCase().replaceAll(/(..)/g, '$1 ') } }).data.certificates?.[0]?.usedBy).toEqual(['http.sys', 'rdp', 'winrm']);
  expect(facts({ [web]: { refused: 'denied' } }).gaps).toEqual({ 'certificates[].usedBy': 'denied' });
  expect(facts({ [`${stores}\\MY\\Certificates\\AB`]: { Blob: { hex: '0102' } } }).gaps).toEqual({ certificates: 'unreadable' });
  expect(facts({ [`${stores}\\MY\\Certificates\\AB`]: { Blob: 'text' } }).gaps).toEqual({ certificates: 'unreadable' });
  expect(facts({ [`${stores}\\ROOT\\Certificates\\AB`]: { refused: 'denied' } }).gaps).toEqual({ addedRoots: 'denied' });
});

describe('bytes from outside', () => {
  test('a torn list of properties is none', () => {
    const whole = Buffer.from(stored(ownCertificate, true).hex, 'hex');
    expect(storedCertificate(whole)).toEqual({ der: ownCertificate, hasKey: true });
    fc.assert(fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => storedCertificate(whole.subarray(0, length)) === undefined));
  });
  test('whatever is no certificate has no facts, and never throws', () => {
    const noise = fc.check(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => certificateFacts(bytes) === undefined));
    const torn = fc.check(fc.property(fc.nat({ max: ownCertificate.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const bytes = Buffer.from(ownCertificate);
      bytes[at] = byte;
      const told = certificateFacts(bytes);
      return told === undefined || /^[0-9a-f]{64}$/.test(told.fingerprint);
    }));
    expect([noise.failed, torn.failed]).toEqual([false, false]);
  });
  test('an elliptic curve and an authority', () => {
    expect(certificateFacts(rootCertificate)).toMatchObject({ keyType: 'ec', keyBits: 256, uses: ['ca'], selfSigned: true, names: [] });
  });
});
