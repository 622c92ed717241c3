import { X509Certificate, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The next CA certificate as a receipt announces it: PEM, and a base64 signature by the key of the present CA. */
export interface NextCa {
  readonly certificate: string;
  readonly signature: string;
}

/** Countersigns the next CA with the key of the present one (ECDSA P-256, SHA-256). Used by the collector. */
export function signNextCa(certificate: string, presentKey: KeyObject): NextCa {
  return { certificate, signature: sign('sha256', message(new X509Certificate(certificate)), presentKey).toString('base64') };
}

/**
 * The certificate of an announced next CA, as PEM made anew, when one of the present CAs vouches for it; else undefined.
 * @param present PEM certificates that are trusted now
 * @param now instant of the check: the next CA must not have expired; it may start later
 */
export function acceptNextCa(next: NextCa, present: readonly string[], now: Date): string | undefined {
  try {
    const certificate = new X509Certificate(next.certificate);
    if (!certificate.ca || certificate.validToDate <= now) return undefined;
    const signature = Buffer.from(next.signature, 'base64');
    const vouched = present.some((pem) => verify('sha256', message(certificate), new X509Certificate(pem).publicKey, signature));
    return vouched ? certificate.toString() : undefined;
  } catch {
    return undefined;
  }
}

function message(certificate: X509Certificate): Buffer {
  return Buffer.concat([Buffer.from('townwatch-next-ca:'), certificate.raw]);
}
