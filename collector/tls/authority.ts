import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { X509CertificateCreateSelfSignedParams, X509CertificateCreateWithKeyParams } from '@peculiar/x509';
import type { World } from '../world.ts';

/** A certificate and its private key, as PEM texts that end with a line break. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const hour = 3_600_000;
const day = 24 * hour;

/** How long a certificate lives, in days. */
const lifetimes = { authority: 3_652, leaf: 90 } as const;

/** The library takes 0.1 s to load, and a server with a fresh certificate does not need it. It refuses to load without the first. */
async function library() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/** Makes a new certificate authority, valid for ten years. */
export async function makeAuthority(world: World): Promise<KeyPair> {
  const { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, SubjectKeyIdentifierExtension, X509CertificateGenerator } = await library();
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(world),
    name: 'CN=Townwatch collector',
    ...validity(world, lifetimes.authority),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pem(certificate.toString('pem')), key: await exported(keys.privateKey) };
}

/** Makes a server certificate for these DNS names and addresses, valid for 90 days, signed by the authority. */
export async function makeLeaf(authority: KeyPair, names: readonly string[], world: World): Promise<KeyPair> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.certificate);
  const issuerKey = (await webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(authority.key), algorithm, false, ['sign'])) as SigningKey;
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(world),
    subject: [{ CN: [names[0] ?? 'townwatch'] }],
    issuer: issuer.subject,
    ...validity(world, lifetimes.leaf),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: issuerKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { certificate: pem(certificate.toString('pem')), key: await exported(keys.privateKey) };
}

/** Valid from an hour ago, since clocks of endpoints are late. */
function validity(world: World, days: number): { notBefore: Date; notAfter: Date } {
  const now = world.now().getTime();
  return { notBefore: new Date(now - hour), notAfter: new Date(now + days * day) };
}

/** A positive number of 128 random bits. */
function serial(world: World): string {
  const bytes = world.random(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

// The library's types know fewer key usages than Node's.
type SigningKey = X509CertificateCreateWithKeyParams['signingKey'];
type Keys = X509CertificateCreateSelfSignedParams['keys'];

async function newKeys(): Promise<Keys> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as Keys;
}

async function exported(key: SigningKey): Promise<string> {
  const { PemConverter } = await library();
  return pem(PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY'));
}

/** The library leaves the last line open; two such texts one after the other are no chain. */
function pem(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
