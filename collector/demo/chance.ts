import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A place in the tree of a seed: the same words always draw the same. */
export interface Chance {
  readonly seed: string;
}

/** The chance of something within another: of a machine within a town, of a night within a machine. */
export function within(chance: Chance, ...names: readonly (string | number)[]): Chance {
  return { seed: [chance.seed, ...names].join('/') };
}

/** Bytes that the seed draws. */
export function bytesOf(chance: Chance, size: number): Buffer {
  return createHash('shake256', { outputLength: size }).update(chance.seed).digest();
}

/** A text of hexadecimal digits. */
export function hexOf(chance: Chance, digits: number): string {
  return bytesOf(chance, Math.ceil(digits / 2)).toString('hex').slice(0, digits);
}

/** A serial number as makers write them: capitals and digits, none of which is taken for another. */
export function serialOf(chance: Chance, length: number): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXYZ0123456789';
  return [...bytesOf(chance, length)].map((byte) => letters.charAt(byte % letters.length)).join('');
}

/** An Ed25519 key that a seed makes: worth nothing to anybody, since everybody can make it. */
export function throwawayKeys(chance: Chance): { readonly privateKey: KeyObject; readonly publicKey: string } {
  // RFC 8410: the fixed beginning of an Ed25519 key in PKCS #8, before its 32 bytes.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytesOf(within(chance, 'key'), 32)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64') };
}
