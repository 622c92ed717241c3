import { X509Certificate, createPrivateKey } from 'node:crypto';
import fs from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { failure, messageOf } from '../failure.ts';
import { checkOwned, makeFolder, writePrivate } from '../settings/folder.ts';
import type { Settings } from '../settings/settings.ts';
import { sha256 } from '../../wire/snapshot.ts';
import type { World } from '../world.ts';
import { makeAuthority, makeLeaf } from './authority.ts';
import type { KeyPair } from './authority.ts';

/** What the server shows, and by which certificate an agent knows it. */
export interface ServerCertificate {
  /** Leaf and CA, PEM. */
  readonly chain: string;
  readonly key: string;
  /** SHA-256 (hex) of the DER of the CA, or `system` for an own certificate. */
  readonly pin: string;
  readonly renewed: boolean;
}

const day = 86_400_000;

/**
 * The certificate to serve with: the own one of the settings, or a leaf of the built-in authority, which is made at the
 * first call and renewed when two thirds of its time are over or a name is new.
 */
export async function serverCertificate(folder: string, settings: Pick<Settings, 'host' | 'certificate' | 'key'>, world: World): Promise<ServerCertificate> {
  if (settings.certificate !== null && settings.key !== null) return ownCertificate(settings.certificate, settings.key);
  const authority = await keptAuthority(folder, world);
  const place = path.join(folder, 'tls', 'leaf');
  const kept = readPair(place);
  const fresh = kept !== undefined && isFresh(kept.certificate, authority.certificate, settings.host, world.now());
  const leaf = fresh ? kept : await makeLeaf(authority, settings.host, world);
  if (!fresh) writePair(place, leaf);
  return { chain: leaf.certificate + authority.certificate, key: leaf.key, pin: pinOf(authority.certificate), renewed: !fresh };
}

/** Pin of the server as a token carries it; makes the authority when no server was started yet. */
export async function serverPin(folder: string, settings: Pick<Settings, 'certificate'>, world: World): Promise<string> {
  return settings.certificate === null ? pinOf((await keptAuthority(folder, world)).certificate) : 'system';
}

function pinOf(certificate: string): string {
  return sha256(new X509Certificate(certificate).raw);
}

function isFresh(leaf: string, authority: string, names: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(leaf);
  const [from, to] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  const covers = names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined);
  return covers && certificate.verify(new X509Certificate(authority).publicKey) && now.getTime() >= from && now.getTime() < from + ((to - from) * 2) / 3;
}

async function keptAuthority(folder: string, world: World): Promise<KeyPair> {
  const place = path.join(folder, 'tls', 'ca');
  const kept = readPair(place);
  if (kept) return kept;
  const made = await makeAuthority(world);
  makeFolder(path.dirname(place));
  writePair(place, made);
  return made;
}

function readPair(place: string): KeyPair | undefined {
  if (!fs.existsSync(`${place}.pem`) || !fs.existsSync(`${place}-key.pem`)) return undefined;
  checkOwned(`${place}-key.pem`, '600');
  return { certificate: fs.readFileSync(`${place}.pem`, 'utf8'), key: fs.readFileSync(`${place}-key.pem`, 'utf8') };
}

/** The certificate last: a pair that was cut by a crash has no certificate and is made again. */
function writePair(place: string, pair: KeyPair): void {
  fs.rmSync(`${place}.pem`, { force: true });
  writePrivate(`${place}-key.pem`, pair.key);
  writePrivate(`${place}.pem`, pair.certificate);
}

function ownCertificate(certificate: string, key: string): ServerCertificate {
  try {
    const chain = fs.readFileSync(certificate, 'utf8');
    const text = fs.readFileSync(key, 'utf8');
    const leaf = new X509Certificate(chain);
    if (!leaf.checkPrivateKey(createPrivateKey(text))) throw new Error('the key is not that of the first certificate');
    return { chain, key: text, pin: 'system', renewed: false };
  } catch (error) {
    throw failure('wrong-use', `The certificate ${certificate} with key ${key} cannot be used: ${messageOf(error)}`, error);
  }
}

/** How often a running server looks whether its certificate must be renewed, in milliseconds. */
export const renewalCheck = day;
