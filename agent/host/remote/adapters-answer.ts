import type { Reading } from '../source.ts';

interface Adapter {
  readonly name: string;
  readonly cidr: string;
}

/**
 * IPv4 addresses of the adapters that are up and running, from `ip -4 addr show up` or, where there is none, from ifconfig:
 * the same text as the local host gives. An address has the name of its label, as getifaddrs(3) has it.
 */
export function adaptersReading(output: Reading): Reading {
  if (output.state !== 'read') return output;
  const all = /^\d+: /m.test(output.text) ? fromIp(output.text) : fromIfconfig(output.text);
  const key = ({ name, cidr }: Adapter) => `${name} ${cidr}`;
  return { state: 'read', text: JSON.stringify(all.sort((a, b) => (key(a) < key(b) ? -1 : 1))) };
}

function fromIp(text: string): Adapter[] {
  return text.split(/^(?=\d+: )/m).flatMap((block) => {
    const [head = '', ...lines] = block.split('\n');
    const [, name, flags = ''] = /^\d+: ([^:@\s]+)[^<]*<([^>]*)>/.exec(head) ?? [];
    if (name === undefined || flags.split(',').includes('NO-CARRIER')) return [];
    return lines.flatMap((line) => {
      const [, address, length] = /^\s+inet ([\d.]+)(?: peer [\d.]+)?\/(\d+) /.exec(line) ?? [];
      const label = line.trim().split(' ').at(-1) ?? '';
      return address === undefined ? [] : [{ name: label.startsWith(`${name}:`) ? label : name, cidr: `${address}/${length}` }];
    });
  });
}

/** Net-tools, BusyBox (`inet addr:… Mask:…`) and the BSDs (`inet … netmask 0x…`). */
function fromIfconfig(text: string): Adapter[] {
  return text.split(/\n(?=\S)/).flatMap((block) => {
    const [, name] = /^([^\s]+?):?\s/.exec(block) ?? [];
    if (name === undefined || !/\bRUNNING\b/.test(block)) return [];
    return [...block.matchAll(/\binet (?:addr:)?([\d.]+)\b.*?(?:netmask |Mask:)(0x[0-9a-f]{8}|[\d.]+)/g)].flatMap(([, address = '', mask = '']) => {
      const length = lengthOf(mask);
      return length === undefined ? [] : [{ name, cidr: `${address}/${length}` }];
    });
  });
}

function lengthOf(mask: string): number | undefined {
  const number = mask.startsWith('0x') ? Number(mask) : mask.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const bits = number.toString(2).padStart(32, '0');
  return /^1*0*$/.test(bits) && bits.length === 32 ? bits.indexOf('0') + (bits.includes('0') ? 0 : 33) : undefined;
}
