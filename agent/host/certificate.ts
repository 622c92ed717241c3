import { X509Certificate } from 'node:crypto';
import { sortedSet } from './order.ts';
import { printable } from './reading.ts';

/** What a certificate says of itself, RFC 5280; nothing of its key but kind and size. */
export interface Certificate {
  readonly fingerprint: string;
  readonly subject: string;
  readonly names: string[];
  readonly issuer: string;
  readonly validFrom: string | undefined;
  readonly validUntil: string | undefined;
  readonly keyType: 'rsa' | 'ec' | 'ed25519' | 'dsa' | 'other';
  readonly keyBits: number | null;
  readonly signature: string | undefined;
  readonly selfSigned: boolean;
  readonly uses: string[];
}

/** More certificates than one file of a service holds; a bundle of all authorities is no service's own. */
const mostInFile = 300;

/** All certificates of a PEM text, and how many blocks were none. Blocks of other kinds (keys) are passed over and never decoded. */
export function certificatesIn(text: string): { certificates: Certificate[]; unreadable: number } {
  const blocks = text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[A-Za-z0-9+/=\s]{1,100000}-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? [];
  const found = blocks.slice(0, mostInFile).map((block) => certificateOf(block.replaceAll('TRUSTED ', '').replaceAll('X509 ', '')));
  const certificates = found.filter((one) => one !== undefined);
  return { certificates, unreadable: found.length - certificates.length };
}

/** One certificate, PEM or DER; undefined for what is none. */
export function certificateOf(source: string | Buffer): Certificate | undefined {
  try {
    const one = new X509Certificate(source);
    const { type, bits } = keyOf(one);
    return {
      fingerprint: one.fingerprint256.replaceAll(':', '').toLowerCase(),
      subject: nameOf(one.subject),
      names: sortedSet((one.subjectAltName ?? '').split(', ').flatMap((entry) => printable(/^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? '', 255) || [])).slice(0, 100),
      issuer: nameOf(one.issuer),
      validFrom: momentOf(one.validFromDate),
      validUntil: momentOf(one.validToDate),
      keyType: type,
      keyBits: bits,
      signature: (one as { readonly signatureAlgorithm?: string }).signatureAlgorithm?.slice(0, 64),
      selfSigned: one.subject === one.issuer && one.checkIssued(one),
      uses: sortedSet([...(one.keyUsage ?? []).flatMap((oid) => uses[oid] ?? []), ...(one.ca ? ['ca'] : [])]),
    };
  } catch {
    return undefined;
  }
}

/** Extended key usages, RFC 5280 4.2.1.12. */
const uses: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'server', '1.3.6.1.5.5.7.3.2': 'client', '1.3.6.1.5.5.7.3.3': 'code-signing', '1.3.6.1.5.5.7.3.4': 'email', '1.3.6.1.5.5.7.3.8': 'time-stamping', '1.3.6.1.5.5.7.3.9': 'ocsp-signing',
};

function keyOf(one: X509Certificate): Pick<{ type: Certificate['keyType']; bits: number | null }, 'type' | 'bits'> {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = one.publicKey;
    if (type === 'rsa' || type === 'rsa-pss' || type === 'dsa') return { type: type === 'dsa' ? 'dsa' : 'rsa', bits: details?.modulusLength ?? null };
    if (type === 'ec') return { type: 'ec', bits: curves[details?.namedCurve ?? ''] ?? null };
    return { type: type === 'ed25519' ? 'ed25519' : 'other', bits: null };
  } catch {
    return { type: 'other', bits: null };
  }
}

const curves: Readonly<Record<string, number>> = { prime256v1: 256, secp256k1: 256, secp384r1: 384, secp521r1: 521, secp224r1: 224, brainpoolP256r1: 256, brainpoolP384r1: 384 };

/** `CN=a, O=b`: parts in the order of the certificate, as most tools print them. */
function nameOf(lines: string | undefined): string {
  return printable((lines ?? '').split('\n').filter(Boolean).join(', '), 512);
}

function momentOf(date: Date): string | undefined {
  const year = Number.isNaN(date.getTime()) ? 0 : date.getUTCFullYear();
  return year >= 1900 && year <= 9999 ? `${date.toISOString().slice(0, 19)}Z` : undefined;
}
