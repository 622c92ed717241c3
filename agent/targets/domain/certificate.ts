import type { X509Certificate } from 'node:crypto';
import type { Website } from '../../../wire/sections/website.ts';
import { sortedSet } from '../../host/order.ts';
import { printable } from '../../host/reading.ts';

/** The certificate of a web site, and whether a browser would take it. */
export type Certificate = NonNullable<NonNullable<Website['sites']>[number]['certificate']>;

/** What OpenSSL says of a chain, in our words. What is in no list is `other`. */
const problems: readonly (readonly [codes: RegExp, word: NonNullable<Certificate['problem']>])[] = [
  [/^CERT_HAS_EXPIRED$/, 'expired'],
  [/^CERT_NOT_YET_VALID$/, 'not-yet-valid'],
  [/^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/, 'self-signed'],
  [/^(?:UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED)$/, 'unknown-issuer'],
  [/^ERR_TLS_CERT_ALTNAME/, 'wrong-name'],
];

const curves: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521, secp256k1: 256 };

/**
 * Takes a certificate apart. `problem` is the code with which its chain was refused, null when it was taken. Authorities are
 * those that come with the agent (the list of Mozilla), not those that this computer or town added.
 */
export function certificateOf(certificate: X509Certificate, problem: string | null): Certificate {
  return {
    trusted: problem === null,
    problem: problem === null ? null : (problems.find(([codes]) => codes.test(problem))?.[1] ?? 'other'),
    subject: oneLine(certificate.subject),
    names: namesOf(certificate.subjectAltName),
    issuer: oneLine(certificate.issuer),
    validFrom: instantOf(certificate.validFromDate),
    validUntil: instantOf(certificate.validToDate),
    ...keyOf(certificate),
  };
}

function keyOf(certificate: X509Certificate): Pick<Certificate, 'keyType' | 'keyBits'> {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    if (asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss') return { keyType: 'rsa', keyBits: asymmetricKeyDetails?.modulusLength ?? null };
    if (asymmetricKeyType === 'ec') return { keyType: 'ec', keyBits: curves[asymmetricKeyDetails?.namedCurve ?? ''] ?? null };
    if (asymmetricKeyType === 'ed25519') return { keyType: 'ed25519', keyBits: null };
  } catch {
    // A key that OpenSSL does not know.
  }
  return { keyType: 'other', keyBits: null };
}

function oneLine(name: string | undefined): string {
  return printable((name ?? '').split('\n').join(', '), 512);
}

/** DNS names of the alternative names, as Node writes them: `DNS:town.example, IP Address:192.0.2.1`. */
function namesOf(alternative: string | undefined): string[] {
  const names = (alternative ?? '').split(', ').flatMap((part) => (part.startsWith('DNS:') ? [printable(part.slice(4).toLowerCase(), 255)] : []));
  return sortedSet(names).slice(0, 100);
}

function instantOf(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
