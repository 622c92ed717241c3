import { createHash } from 'node:crypto';

/** A host key that a person declared: its fingerprint, and its type where that was told. */
export interface HostKey {
  /** As ssh-keygen(1) prints it: `SHA256:` and 43 letters of base64. */
  readonly fingerprint: string;
  readonly type?: string;
}

/** Types of host keys as they are negotiated, a family at a time: a machine has at most one key of each. */
const keyFamilies: readonly (readonly string[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
];

/**
 * Reads a declared host key: a fingerprint, or a line as known_hosts(5) and `ssh-keyscan` have it (the names in it do not
 * count, and a line of a certificate authority is no host key). Undefined for anything else.
 */
export function readHostKey(text: unknown): HostKey | undefined {
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  if (/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(trimmed)) return { fingerprint: trimmed.replace(/=$/, '') };
  const [, type = '', base64 = ''] = /^(?:[^@\s]\S*\s+)?((?:ssh|ecdsa)-[a-z0-9-]+)\s+([A-Za-z0-9+/]+={0,2})(?:\s[^\n]*)?$/.exec(trimmed) ?? [];
  const blob = Buffer.from(base64, 'base64');
  return keyTypeOf(blob) === type ? { fingerprint: fingerprintOf(blob), type } : undefined;
}

/** The fingerprint of a public key, as ssh-keygen(1) prints it. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a public key names itself, RFC 4253 6.6: a length of four bytes, then the name. Undefined for what is no key. */
export function keyTypeOf(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  const type = blob.subarray(4, 4 + length).toString('latin1');
  return length <= 64 && /^[a-z0-9@.-]+$/.test(type) && type.length === length ? type : undefined;
}

/** The order in which families are asked for: those of the declared keys first, the others to tell what the machine has instead. */
export function familiesFor(pinned: readonly HostKey[]): readonly (readonly string[])[] {
  const isPinned = (family: readonly string[]) => pinned.some(({ type }) => type !== undefined && family.includes(type));
  return [...keyFamilies.filter(isPinned), ...keyFamilies.filter((family) => !isPinned(family))];
}

/** A key as a person compares it: `SHA256:… (ssh-ed25519)`. */
export function shownKey({ fingerprint, type }: HostKey): string {
  return type === undefined ? fingerprint : `${fingerprint} (${type})`;
}
