// eslint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import { KeyObject, createHash, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

/** A certificate authority of a test. */
export interface Authority {
  readonly pem: string;
  /** SHA-256 of its DER, hex. */
  readonly pin: string;
  readonly key: KeyObject;
  readonly certificate: x509.X509Certificate;
  readonly keys: CryptoKeyPair;
}

/** What a certificate of a server says; what is left out is as it should be. */
export interface LeafOptions {
  readonly names?: readonly x509.JsonGeneralName[];
  readonly from?: number;
  readonly to?: number;
  readonly usage?: string;
}

/** Makes an authority; `days` tells how long it is valid. */
export async function authority(days = 3650): Promise<Authority> {
  const keys = await pair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Townwatch collector',
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + days * day),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pin = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
  return { pem: pem(certificate), pin, key: KeyObject.from(keys.privateKey), certificate, keys };
}

/** Makes the certificate and key of a server on this machine. `from` and `to` are days from now. */
export async function leaf(issuer: Authority, { names, from = -1, to = 90, usage = x509.ExtendedKeyUsage.serverAuth }: LeafOptions = {}): Promise<{ cert: string; key: string }> {
  const keys = await pair();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: 'CN=collector',
    issuer: issuer.certificate.subject,
    notBefore: new Date(Date.now() + from * day),
    notAfter: new Date(Date.now() + to * day),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
      new x509.SubjectAlternativeNameExtension([...(names ?? ['localhost', '127.0.0.1', '::1'].map(asName))]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { cert: pem(certificate) + issuer.pem, key };
}

/** A name as a certificate has it: an address as address. */
export function asName(value: string): x509.JsonGeneralName {
  return { type: isIP(value) ? 'ip' : 'dns', value };
}

async function pair(): Promise<CryptoKeyPair> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
}

function serial(): string {
  return `4${randomBytes(16).toString('hex').slice(1)}`;
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
