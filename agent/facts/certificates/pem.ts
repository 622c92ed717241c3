import type { CertificateFacts } from './x509.ts';
import { certificateFacts } from './x509.ts';

/** More certificates than one file of a service holds; a bundle of all authorities is no service's own. */
const mostInFile = 300;

/** All certificates of a PEM text (RFC 7468), and how many blocks were none. Blocks of other kinds (keys) are passed over and never decoded. */
export function certificatesIn(text: string): { certificates: CertificateFacts[]; unreadable: number } {
  const blocks = text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[A-Za-z0-9+/=\s]{1,100000}-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? [];
  const found = blocks.slice(0, mostInFile).map((block) => certificateFacts(Buffer.from(block.replaceAll('TRUSTED ', '').replaceAll('X509 ', ''))));
  const certificates = found.filter((one) => one !== undefined);
  return { certificates, unreadable: found.length - certificates.length };
}
