import { createHash } from 'node:crypto';
import type { Dns } from '../../../wire/sections/dns.ts';
import { sortedBy } from '../../host/order.ts';
import type { DnsRecord } from './lookup.ts';
import { recordsOf } from './lookup.ts';
import type { Reader } from './reading.ts';

type Key = Extract<DnsRecord, { type: 'DNSKEY' }>;
type Delegation = Extract<DnsRecord, { type: 'DS' }>;

/** Kinds of digest (IANA, DS RR type digest algorithms). SHA-1 fits or not, too, weak as it is. */
const digests: Readonly<Record<number, string>> = { 1: 'sha1', 2: 'sha256', 4: 'sha384' };
const zoneKey = 0x0100;
const entryPoint = 0x0001;

/**
 * Whether the answers of a domain are signed. Our own part is the last link: keys that the parent names by digest. Whether
 * the chain above it holds would take questions to others, so that only the resolver's word (AD) makes it `validated`.
 */
export async function readDnssec(domain: string, { ask, lack, take }: Reader): Promise<Pick<Dns, 'dnssec' | 'delegations' | 'keys'>> {
  const [parent, own] = await Promise.all([ask(domain, 'DS'), ask(domain, 'DNSKEY')]);
  // A resolver that checks signatures withholds what does not fit them, but not from one who asks for it unchecked.
  const unchecked = own.rcode === 'SERVFAIL' ? await ask(domain, 'DNSKEY', { unchecked: true }) : own;
  const withheld = unchecked !== own && unchecked.answer.state !== 'failed';
  const ds = take('delegations', parent, (lookup) => recordsOf(lookup, 'DS'), []);
  const keys = take('keys', unchecked, (lookup) => recordsOf(lookup, 'DNSKEY').filter(({ flags }) => (flags & zoneKey) !== 0), []);
  if (ds?.some(({ digestType }) => digests[digestType] === undefined)) lack('delegations[].fits', { reason: 'unsupported-version', detail: 'a kind of digest that this program does not know' });
  const known = {
    ...(ds ? { delegations: delegationsOf(domain, ds, keys) } : {}),
    ...(keys ? { keys: keysOf(keys) } : {}),
  };
  if (ds && !keys) lack('delegations[].fits', unchecked.answer.state === 'failed' ? unchecked.answer.why : { reason: 'unreadable' });
  if (withheld) return { ...known, dnssec: 'broken' };
  if (!ds || !keys) return { ...known, dnssec: lackState(lack, parent.answer.state === 'failed' ? parent : own) };
  return { ...known, dnssec: stateOf(domain, ds, keys, own.authenticated) };
}

function lackState(lack: Reader['lack'], { answer }: { readonly answer: { readonly state: string; readonly why?: Parameters<Reader['lack']>[1] } }): undefined {
  return lack('dnssec', answer.why ?? { reason: 'unreadable' });
}

function stateOf(domain: string, ds: readonly Delegation[], keys: readonly Key[], authenticated: boolean): NonNullable<Dns['dnssec']> {
  if (ds.length === 0) return keys.length === 0 ? 'unsigned' : 'not-delegated';
  const fits = ds.map((one) => fitting(domain, one, keys));
  if (keys.length === 0 || fits.every((fit) => fit === false)) return 'broken';
  return authenticated ? 'validated' : 'signed';
}

/** Whether a key of the domain has the digest that the parent names; undefined for a kind of digest we do not know. */
function fitting(domain: string, { keyTag, algorithm, digestType, digest }: Delegation, keys: readonly Key[]): boolean | undefined {
  const hash = digests[digestType];
  if (hash === undefined) return undefined;
  return keys.some((key) => {
    if (key.algorithm !== algorithm || tagOf(key) !== keyTag) return false;
    return createHash(hash).update(wireName(domain)).update(dataOf(key)).digest('hex') === digest;
  });
}

function delegationsOf(domain: string, ds: readonly Delegation[], keys: readonly Key[] | undefined): NonNullable<Dns['delegations']> {
  const items = ds.map((one) => {
    const fits = keys && fitting(domain, one, keys);
    return { keyTag: one.keyTag, algorithm: one.algorithm, digestType: one.digestType, ...(fits === undefined ? {} : { fits }) };
  });
  return sortedBy(items, (item) => [item.keyTag, item.algorithm, item.digestType].map((part) => String(part).padStart(5, '0')).join(' '));
}

function keysOf(keys: readonly Key[]): NonNullable<Dns['keys']> {
  const items = keys.map((key) => ({ keyTag: tagOf(key), algorithm: key.algorithm, entry: (key.flags & entryPoint) !== 0 }));
  return sortedBy(items, (item) => [item.keyTag, item.algorithm].map((part) => String(part).padStart(5, '0')).join(' '));
}

/** The data of a DNSKEY record; its protocol is always 3 (RFC 4034, 2.1.2). */
function dataOf({ flags, algorithm, key }: Key): Buffer {
  return Buffer.concat([Buffer.from([flags >> 8, flags & 0xff, 3, algorithm]), key]);
}

/** Tag of a key: RFC 4034, appendix B. */
function tagOf(key: Key): number {
  let sum = 0;
  for (const [index, byte] of dataOf(key).entries()) sum += index % 2 === 0 ? byte << 8 : byte;
  return (sum + (Math.floor(sum / 65_536) & 0xffff)) & 0xffff;
}

/** A name as it is hashed: labels with their length, in lower case, ended by the root. */
function wireName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
