import { throughInterface } from './interface.ts';
import { itemsOf, member, textMember } from '../../host/json.ts';

/** What one condition of a rule asks of a packet, as far as it matters who is let in. */
export type Condition =
  /** Every packet fits. */
  | { readonly about: 'nothing' }
  | { readonly about: 'family'; readonly family: 'ip' | 'ip6' }
  | { readonly about: 'new connections' }
  /** Answers, related and broken packets. */
  | { readonly about: 'old connections' }
  /** TCP, among others or alone. */
  | { readonly about: 'tcp' }
  | { readonly about: 'protocol'; readonly protocols: readonly string[] }
  | { readonly about: 'control messages' }
  | { readonly about: 'port'; readonly protocols: readonly string[]; readonly ports: readonly string[] }
  | { readonly about: 'source'; readonly from: string | undefined }
  /** The loopback interface. */
  | { readonly about: 'this machine' }
  | { readonly about: 'rate' }
  /** Something that nobody can tell here of any connection: the kind of the address, flags, an extension known by name only. */
  | { readonly about: 'who knows' }
  /** Anything else, which an unnamed connection does not fit. */
  | { readonly about: 'something' };

const something: Condition = { about: 'something' };
const whoKnows: Condition = { about: 'who knows' };
const transports = ['tcp', 'udp', 'sctp', 'dccp', 'udplite'];

/** Extensions of iptables about state, rate, ports or addresses: what they fit is named by them. */
const naming = new Set([
  'ah',
  'conntrack',
  'connlimit',
  'dccp',
  'esp',
  'frag',
  'hashlimit',
  'icmp',
  'icmp6',
  'iprange',
  'limit',
  'mac',
  'mark',
  'multiport',
  'owner',
  'physdev',
  'policy',
  'recent',
  'rpfilter',
  'set',
  'state',
  'string',
  'tcp',
  'time',
  'u32',
  'udp',
]);

/** Reads a match of iptables that nft shows by its name only. */
export function extensionCondition(name: string): Condition {
  return name === 'comment' ? { about: 'nothing' } : naming.has(name) ? something : whoKnows;
}

/** Reads a `match` of libnftables-json(5). */
export function conditionOf(match: unknown): Condition {
  const [left, op] = [member(match, 'left'), textMember(match, 'op') ?? '=='];
  const values = valuesOf(member(match, 'right'));
  const meta = textMember(member(left, 'meta'), 'key');
  const payload = member(left, 'payload');
  if (textMember(member(left, 'ct'), 'key') === 'state') return stateCondition(values, op);
  if (op !== '==' && op !== 'in') return whoKnows;
  if (member(left, 'fib') !== undefined) return whoKnows;
  if (meta !== undefined) return metaCondition(meta, values);
  if (payload === undefined) return member(left, '&') === undefined ? something : whoKnows;
  return payloadCondition(textMember(payload, 'protocol') ?? '', textMember(payload, 'field') ?? '', values);
}

function stateCondition(values: readonly string[], op: string): Condition {
  const takesNew = values.includes('new') === (op !== '!=');
  return { about: takesNew ? 'new connections' : 'old connections' };
}

function metaCondition(key: string, values: readonly string[]): Condition {
  if (key === 'iif' || key === 'iifname')
    return values.every((name) => name === 'lo') ? { about: 'this machine' } : { about: 'source', from: throughInterface(values) };
  if (key === 'nfproto') return familyCondition(values);
  if (key === 'l4proto') return protocolCondition(values);
  return key === 'pkttype' && values.includes('host') ? { about: 'nothing' } : something;
}

function payloadCondition(protocol: string, field: string, values: readonly string[]): Condition {
  if (field === 'dport' && (protocol === 'th' || transports.includes(protocol)))
    return { about: 'port', protocols: protocol === 'th' ? ['tcp', 'udp'] : [protocol], ports: values };
  if (field === 'saddr' && (protocol === 'ip' || protocol === 'ip6')) return { about: 'source', from: values.join(', ') };
  if ((field === 'protocol' && protocol === 'ip') || (field === 'nexthdr' && protocol === 'ip6')) return protocolCondition(values);
  if (field === 'flags') return whoKnows;
  return protocol.startsWith('icmp') || protocol === 'igmp' ? { about: 'control messages' } : something;
}

function protocolCondition(values: readonly string[]): Condition {
  const names = values.map((value) => ({ '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'ipv6-icmp' })[value] ?? value);
  if (names.includes('tcp')) return { about: 'tcp' };
  if (names.length > 0 && names.every((name) => /^(?:ipv6-)?icmp(?:v6)?$|^igmp$/.test(name))) return { about: 'control messages' };
  return { about: 'protocol', protocols: names };
}

function familyCondition(values: readonly string[]): Condition {
  const [has4, has6] = [values.includes('ipv4'), values.includes('ipv6')];
  return has4 && has6 ? { about: 'nothing' } : has4 ? { about: 'family', family: 'ip' } : has6 ? { about: 'family', family: 'ip6' } : something;
}

/** The right side as texts: one value, a list, a set, `from-to`, `address/length`, or `@name` of a set. */
function valuesOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.slice(0, 1000).flatMap(simple);
  const set = member(value, 'set');
  return set === undefined ? simple(value) : (Array.isArray(set) ? set : [set]).slice(0, 1000).flatMap(simple);
}

function simple(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  const range = itemsOf(member(value, 'range'));
  if (range.length === 2) return [`${String(range[0])}-${String(range[1])}`];
  const prefix = member(value, 'prefix');
  if (prefix !== undefined) return [`${String(member(prefix, 'addr'))}/${String(member(prefix, 'len'))}`];
  const element = member(value, 'elem');
  return element === undefined ? [] : simple(member(element, 'val'));
}
