import { isIP } from 'node:net';

/** A device that answered, by one of its addresses. */
export interface Seen {
  readonly mac: string;
  readonly address: string;
}

/** An entry of a table of neighbors, or nothing: groups, empty hardware addresses and what is no address are no devices. */
export function seenAt(mac: string, address: string): Seen[] {
  const plain = mac.toLowerCase();
  const isDevice = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(plain) && plain !== '00:00:00:00:00:00' && (Number.parseInt(plain.slice(0, 2), 16) & 1) === 0;
  return isDevice && isIP(address) !== 0 ? [{ mac: plain, address: address.toLowerCase() }] : [];
}

/** Bit 1 of the first byte: locally administered, as phones and laptops make them up for each network. */
export function isMadeUp(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;
}
