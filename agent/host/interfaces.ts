import { networkInterfaces } from 'node:os';
import type { Reading } from './source.ts';

/** IPv4 addresses of the adapters that are up, by name and address; asked of the kernel by getifaddrs(3), no file is opened. */
export function adapters(): Reading {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ family, cidr }) => (family === 'IPv4' && cidr !== null ? [{ name, cidr }] : [])),
  );
  all.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return { state: 'read', text: JSON.stringify(all) };
}

function key({ name, cidr }: { name: string; cidr: string }): string {
  return `${name} ${cidr}`;
}
