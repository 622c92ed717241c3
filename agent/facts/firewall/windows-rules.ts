import type { Firewall } from '../../../wire/sections/firewall.ts';
import { inOrder, printable, wholeNumber } from '../../host/reading.ts';

/** Kinds of network of Windows, as rules and keys name them. */
export type ProfileName = 'domain' | 'private' | 'public';

export const profileNames = ['domain', 'private', 'public'] as const satisfies readonly ProfileName[];

type Allowed = NonNullable<Firewall['allowed']>[number];

/** One rule that lets something in, as far as it matters here. */
export interface InboundRule {
  /** Kinds of network it holds on. */
  readonly profiles: readonly ProfileName[];
  readonly protocol: string;
  /** Ports or ranges; empty for any. */
  readonly ports: readonly string[];
  /** Addresses it holds for; empty for anywhere. */
  readonly from: readonly string[];
  readonly program: string | undefined;
}

const protocols: Readonly<Record<string, string>> = { '1': 'icmp', '2': 'igmp', '6': 'tcp', '17': 'udp', '41': 'ipv6', '47': 'gre', '50': 'esp', '51': 'ah', '58': 'ipv6-icmp' };

/**
 * A rule as the firewall keeps it in the registry, by [MS-GPFAS] 2.2.2 ("Firewall Rule and the Firewall Rule Grammar
 * Rule"): `v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=443|RA4=LocalSubnet|App=…|`. Null for a rule that lets
 * nothing in (another direction, switched off, blocking), undefined for what is no rule.
 */
export function inboundRule(text: string): InboundRule | null | undefined {
  const [version = '', ...parts] = text.split('|');
  if (!/^v\d+\.\d+$/.test(version)) return undefined;
  const fields = parts.filter((part) => part !== '').map((part) => [part.slice(0, part.indexOf('=')).toLowerCase(), part.slice(part.indexOf('=') + 1)] as const);
  const all = (...names: string[]) => fields.filter(([name]) => names.includes(name)).map(([, value]) => value);
  const first = (name: string) => all(name)[0]?.toLowerCase();
  if (first('action') === undefined || first('dir') === undefined) return undefined;
  if (first('action') === 'block' || first('dir') !== 'in' || first('active') !== 'true') return null;
  const protocol = first('protocol');
  const number = wholeNumber(protocol);
  if (protocol !== undefined && (number === undefined || number > 256)) return undefined;
  const program = all('app')[0] ?? all('svc')[0];
  return {
    profiles: profilesOf(all('profile')),
    protocol: protocol === undefined || number === 256 ? 'any' : (protocols[String(number)] ?? String(number)),
    ports: all('lport', 'lport2_10').map((port) => printable(port, 64)),
    from: fromOf(all('ra4', 'ra42', 'ra6', 'ra62')),
    program: program === undefined ? undefined : printable(program),
  };
}

/** Addresses, networks with the length of their prefix, ranges and words such as LocalSubnet; none where one of them is everything. */
function fromOf(addresses: readonly string[]): string[] {
  const found = addresses.map((address) => {
    const [, network, mask] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,3}(?:\.\d{1,3}){3})$/.exec(address) ?? [];
    const bits = mask?.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('') ?? '';
    return network !== undefined && /^1*0*$/.test(bits) && bits.length === 32 ? `${network}/${bits.indexOf('0') < 0 ? 32 : bits.indexOf('0')}` : printable(address, 128);
  });
  return found.some((address) => address === '*' || address === '0.0.0.0/0' || address === '::/0') ? [] : found;
}

/** What a rule lets in, one item for each port and each address. A list without end ends: nobody reads the ten thousandth. */
export function allowedBy({ protocol, ports, from, program }: InboundRule): Allowed[] {
  const some = <T>(items: readonly T[]): readonly (T | null)[] => (items.length === 0 ? [null] : items.slice(0, 64));
  return some(ports).flatMap((port) => some(from).map((address) => ({ protocol, port, from: address, program: program ?? '*' })));
}

/** Items in order, each once. */
export function sortedAllowed(items: readonly Allowed[]): Allowed[] {
  const keyed = new Map(items.map((item) => [[item.protocol, item.port ?? '', item.from ?? '', item.program ?? ''].join('\0'), item]));
  return [...keyed].sort(([a], [b]) => inOrder(a, b)).map(([, item]) => item);
}

/** A rule that names no network holds on all of them. */
function profilesOf(named: readonly string[]): readonly ProfileName[] {
  const wanted = named.map((name) => name.toLowerCase());
  return wanted.length === 0 ? profileNames : profileNames.filter((name) => wanted.includes(name));
}
