import type { Scrubbing } from './rules.ts';
import { replaced } from './rules.ts';
import { places } from './places.ts';
import { eraseUuid } from './smbios-strings.ts';

/**
 * Scrubs bytes without moving any: names and serial numbers become others of the same length, digits of addresses
 * become ones, and what a known format keeps as numbers is erased in its place.
 */
export function scrubBytes(place: string, bytes: Buffer, { identities, stand }: Scrubbing): Buffer {
  const sameLength = (by: (word: string) => string) => (word: string) => by(word).slice(0, word.length).padEnd(word.length, 'x');
  let text = bytes.toString('latin1');
  text = replaced(text, new Set([...identities.serials].map(latin1)), sameLength(stand.serial));
  text = replaced(text, new Set([...identities.words, ...identities.domains].map(latin1)), sameLength(stand.word));
  text = text.replace(/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g, (address) => address.replace(/\d/g, '1'));
  const out = Buffer.from(text, 'latin1');
  if (places.utmp.test(place)) eraseHosts(out);
  if (places.smbios.test(place)) eraseUuid(out);
  if (places.edid.test(place)) eraseScreenNumber(out, bytes);
  return out;
}

/** A word as its UTF-8 bytes, one character each: that is how it stands in bytes read as latin1. */
function latin1(word: string): string {
  return Buffer.from(word).toString('latin1');
}

/** Where people came from, in every entry of utmp(5): the host at 76, the address near the end. */
function eraseHosts(bytes: Buffer): void {
  const [size, address] = bytes.length % 384 === 0 ? [384, 348] : [400, 360];
  for (let at = 0; at + size <= bytes.length; at += size) {
    const host = bytes.subarray(at + 76, at + 332);
    const end = host.indexOf(0);
    host.fill('x', 0, end < 0 ? host.length : end);
    bytes.fill(0, at + address, at + address + 16);
  }
}

/** The number of a screen, VESA E-EDID A2 3.4.3. A block whose sum was right gets a right one again. */
function eraseScreenNumber(bytes: Buffer, before: Buffer): void {
  if (bytes.length < 128) return;
  if (bytes.readUInt32LE(12) > 1) bytes.writeUInt32LE(0x5c0b, 12);
  if (sum(before) % 256 === 0) bytes[127] = (256 - ((sum(bytes) - (bytes[127] ?? 0)) % 256)) % 256;
}

function sum(edid: Buffer): number {
  return edid.subarray(0, 128).reduce((total, byte) => total + byte, 0);
}
