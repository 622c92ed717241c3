import { BlockList, isIP } from 'node:net';
import type { RosterAsset } from '../../rules/input.ts';
import type { Register } from '../../rules/register.ts';
import { networkOf } from './references.ts';

/** What is known of an asset by which a department may be told. */
export interface Traces {
  readonly names: readonly string[];
  /** Addresses, with or without prefix length. */
  readonly addresses: readonly string[];
  /** Places in the directory. */
  readonly units: readonly string[];
}

type Given = NonNullable<RosterAsset['departmentBy']>;

/** Makes the search for the department of an asset nobody put into one: the first of the register that fits wins. */
export function departmentFinder(departments: Register['departments']): (traces: Traces) => { department: string; by: Given } | null {
  const compiled = (departments ?? []).map(({ name, names = [], networks = [], units = [] }) => ({ name, names, units, network: blockOf(networks) }));
  return ({ names, addresses, units }) => {
    for (const { name, network, ...patterns } of compiled) {
      if (patterns.names.some((pattern) => names.some((text) => fits(pattern, text)))) return { department: name, by: 'name' };
      if (network && addresses.some((address) => within(network, address))) return { department: name, by: 'network' };
      if (patterns.units.some((pattern) => units.some((text) => fits(pattern, text)))) return { department: name, by: 'unit' };
    }
    return null;
  };
}

/** Tells whether a text fits a pattern in which `*` stands for any characters and `?` for one. In linear steps for each `*`, letters of either case. */
export function fits(pattern: string, text: string): boolean {
  const [wanted, given] = [Array.from(pattern.trim().toLowerCase()), Array.from(text.trim().toLowerCase())];
  let [at, star, resume] = [0, -1, 0];
  let index = 0;
  while (index < given.length) {
    if (wanted[at] === '*') [star, resume, at] = [at, index, at + 1];
    else if (wanted[at] === '?' || wanted[at] === given[index]) [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, resume, index] = [star + 1, resume + 1, resume + 1];
    else return false;
  }
  return wanted.slice(at).every((letter) => letter === '*');
}

function blockOf(networks: readonly string[]): BlockList | undefined {
  const known = networks.flatMap((network) => networkOf(network) ?? []);
  if (known.length === 0) return undefined;
  const block = new BlockList();
  for (const { address, bits, family } of known) block.addSubnet(address, bits, family);
  return block;
}

function within(block: BlockList, written: string): boolean {
  const [address = ''] = written.split(/[/%]/);
  const version = isIP(address);
  return version !== 0 && block.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
