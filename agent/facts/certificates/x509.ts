import type { KeyObject } from 'node:crypto';
import { X509Certificate } from 'node:crypto';
import type { Certificates } from '../../../wire/sections/certificates.ts';
import { sortedSet } from '../../host/order.ts';
import { printable } from '../../host/reading.ts';

type Certificate = NonNullable<Certificates['certificates']>[number];

/** What a certificate says of itself; everything but its place and its users. */
export type CertificateFacts = Required<Pick<Certificate, 'fingerprint' | 'subject' | 'issuer' | 'validFrom' | 'validUntil' | 'keyType' | 'keyBits' | 'selfSigned' | 'uses'>> & Pick<Certificate, 'names' | 'signature'>;

/** Purposes by their object id, RFC 5280 4.2.1.12 and those of Microsoft. */
const purposes: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'server', '1.3.6.1.5.5.7.3.2': 'client', '1.3.6.1.5.5.7.3.3': 'code-signing', '1.3.6.1.5.5.7.3.4': 'email', '1.3.6.1.5.5.7.3.8': 'time-stamping',
  '1.3.6.1.5.5.7.3.9': 'ocsp-signing', '1.3.6.1.4.1.311.20.2.2': 'smart-card-sign-in', '1.3.6.1.4.1.311.54.1.2': 'remote-desktop', '1.3.6.1.5.2.3.5': 'domain-controller', '2.5.29.37.0': 'any',
};
const keyTypes: Readonly<Record<string, CertificateFacts['keyType']>> = { rsa: 'rsa', 'rsa-pss': 'rsa', dsa: 'dsa', ec: 'ec', ed25519: 'ed25519' };
const curveBits: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521, secp256k1: 256, brainpoolP256r1: 256, brainpoolP384r1: 384, brainpoolP512r1: 512 };

/**
 * The facts of a certificate in DER or PEM. `names` is left out when there is a list of names that was not understood,
 * `signature` when the algorithm has no name. Undefined for bytes that are no certificate.
 */
export function certificateFacts(bytes: Uint8Array): CertificateFacts | undefined {
  const parsed = parsedOf(bytes);
  if (!parsed) return undefined;
  const { certificate, key } = parsed;
  const [validFrom, validUntil] = [instant(certificate.validFromDate), instant(certificate.validToDate)];
  if (validFrom === undefined || validUntil === undefined) return undefined;
  const [names, signature] = [namesIn(certificate.subjectAltName), printable(certificate.signatureAlgorithm ?? certificate.signatureAlgorithmOid ?? '', 64)];
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    ...(names === undefined ? {} : { names }),
    validFrom,
    validUntil,
    ...keyFacts(key),
    ...(signature === '' ? {} : { signature }),
    selfSigned: certificate.subject === certificate.issuer,
    uses: sortedSet([...(certificate.ca ? ['ca'] : []), ...(certificate.keyUsage ?? []).map((id) => purposes[id] ?? printable(id, 64))]).slice(0, 16),
  };
}

/** Bytes from outside: whatever OpenSSL cannot take apart is no certificate to us, also one without a key that it knows. */
function parsedOf(bytes: Uint8Array): { certificate: X509Certificate; key: KeyObject | undefined } | undefined {
  try {
    const certificate = new X509Certificate(bytes);
    return { certificate, key: keyOf(certificate) };
  } catch {
    return undefined;
  }
}

function keyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    return undefined;
  }
}

function keyFacts(key: KeyObject | undefined): Pick<CertificateFacts, 'keyType' | 'keyBits'> {
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
  const keyType = keyTypes[key?.asymmetricKeyType ?? ''] ?? 'other';
  return { keyType, keyBits: modulusLength ?? (namedCurve === undefined ? null : (curveBits[namedCurve] ?? null)) };
}

function instant(date: Date | undefined): string | undefined {
  return date && !Number.isNaN(date.getTime()) && date.getUTCFullYear() <= 9999 && date.getUTCFullYear() >= 1900 ? `${date.toISOString().slice(0, 19)}Z` : undefined;
}

/** One part per line becomes one text, the most particular part first as it was written. A certificate may name nobody. */
function nameOf(lines: string | undefined): string {
  return printable((lines ?? '').split('\n').join(', '), 512);
}

/** `DNS:a.example, IP Address:192.0.2.1`: names with a comma come in quotes, and are none of ours. */
function namesIn(text: string | undefined): string[] | undefined {
  if (text === undefined) return [];
  const plain = text.replace(/"(?:[^"\\]|\\.)*"/g, '');
  const names = [...plain.matchAll(/(?:^|, )(?:DNS|IP Address):([^,\s]*)/g)].map(([, name = '']) => printable(name, 255)).filter((name) => name !== '');
  return names.length > 100 ? undefined : sortedSet(names);
}
