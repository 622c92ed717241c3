import * as packet from 'dns-packet';
import type { Answer as PacketRecord, DecodedPacket } from 'dns-packet';
import { sortedSet } from '../../host/order.ts';
import { printable } from '../../host/reading.ts';
import type { Why } from '../../host/reading.ts';
import type { Answer, AskOptions, DnsRecord, Lookup, Question } from './lookup.ts';
import { unanswered } from './lookup.ts';
import { isWithin, isPrivateAddress, plainName } from './names.ts';

/** Largest answer we take by UDP: what passes everywhere unfragmented (DNS flag day 2020). */
const udpPayload = 1232;
const mostAliases = 8;
const mostEvidence = 64;

/** A query with EDNS that asks a resolver to tell whether it checked signatures (RFC 6840, 5.7). */
export function encodeQuery(id: number, { name, type }: Question, { unchecked = false, direct = false }: AskOptions & { direct?: boolean } = {}): Buffer {
  const flags = (direct ? 0 : packet.RECURSION_DESIRED) | packet.AUTHENTIC_DATA | (unchecked ? packet.CHECKING_DISABLED : 0);
  const edns = { type: 'OPT', name: '.', udpPayloadSize: udpPayload, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] } as const;
  return packet.encode({ type: 'query', id, flags, questions: [{ type, name }], additionals: [{ ...edns, options: [] }] });
}

/** A packet that answers a query, or what is wrong with it. `foreign`: it belongs to another question and is to be ignored. */
export type Decoded = { readonly state: 'foreign' } | { readonly state: 'truncated' } | { readonly state: 'answered'; readonly lookup: Lookup };

/**
 * Reads the bytes that came back for a query. Takes any bytes and never throws.
 * @param server address of who answered
 */
export function decodeAnswer(bytes: Buffer, id: number, asked: Question & { readonly server: string }): Decoded {
  const { server, ...question } = asked;
  const isOurs = bytes.length >= 12 && bytes.readUInt16BE(0) === id && (bytes.readUInt8(2) & 0x80) !== 0;
  if (!isOurs) return { state: 'foreign' };
  const read = decoded(bytes);
  // A cut packet need not be whole.
  if ((bytes.readUInt8(2) & 0x02) !== 0) return { state: 'truncated' };
  if (read === undefined) return { state: 'answered', lookup: { ...unanswered(question, { reason: 'unreadable', detail: `the answer of ${server} is no DNS packet` }), server } };
  const [echoed] = read.questions ?? [];
  if (echoed !== undefined && (plainName(echoed.name) !== plainName(question.name) || echoed.type !== question.type)) return { state: 'foreign' };
  return { state: 'answered', lookup: lookupOf(read, question, server) };
}

function decoded(bytes: Buffer): (DecodedPacket & { readonly rcode?: string }) | undefined {
  try {
    return packet.decode(bytes);
  } catch {
    return undefined;
  }
}

function lookupOf(read: DecodedPacket & { readonly rcode?: string }, question: Question, server: string): Lookup {
  const rcode = rcodeOf(read);
  const records = (read.answers ?? []).filter((record) => record !== undefined && record.type !== 'OPT');
  const evidence = sortedSet(records.flatMap((record) => textOf(record) ?? [])).slice(0, mostEvidence);
  const about = { server, rcode, authenticated: read.flag_ad, authoritative: read.flag_aa, evidence };
  return { ...question, ...about, answer: answerOf(read, { rcode, records, question, server }) };
}

/** The code of the header, which EDNS makes longer (RFC 6891, 6.1.3): BADVERS is 16, in the header alone it looks like NOERROR. */
function rcodeOf({ rcode = '', additionals = [] }: DecodedPacket & { readonly rcode?: string }): string {
  const edns = additionals.find((record) => record?.type === 'OPT');
  const beyond = edns?.type === 'OPT' ? edns.extendedRcode : 0;
  return beyond === 0 ? printable(rcode, 32) : `extended ${beyond}`;
}

interface Read {
  readonly rcode: string;
  readonly records: readonly PacketRecord[];
  readonly question: Question;
  readonly server: string;
}

function answerOf({ authorities = [] }: DecodedPacket, { rcode, records, question, server }: Read): Answer {
  const failed = (reason: Why['reason'], detail: string): Answer => ({ state: 'failed', why: { reason, detail } });
  const asked = `${question.type} ${question.name}`;
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return failed('unreachable', `${server} answered ${rcode} for ${asked}`);
  const owner = ownerOf(question.name, records);
  if (owner === undefined) return failed('unreadable', `${server} answered a ring of aliases for ${asked}`);
  const own = records.filter((record) => record.type === question.type && plainName(record.name) === owner);
  if (rcode === 'NOERROR' && own.length > 0) {
    const known = own.flatMap((record) => recordOf(record) ?? []);
    return known.length === own.length ? { state: 'found', records: known } : failed('unreadable', `${server} answered a record that is torn for ${asked}`);
  }
  const proof = authorities.some((record) => record?.type === 'SOA' && (record.name === '.' || isWithin(owner, plainName(record.name))));
  if (proof) return { state: 'none', exists: rcode === 'NOERROR' };
  return failed('unreachable', `${server} answered ${rcode} without a record and without proof that there is none for ${asked}`);
}

/** The name at the end of the aliases (CNAME) of an answer; undefined when they go round. */
function ownerOf(name: string, records: readonly PacketRecord[]): string | undefined {
  let owner = plainName(name);
  for (let step = 0; step <= mostAliases; step++) {
    const alias = records.find((record) => record.type === 'CNAME' && plainName(record.name) === owner);
    if (alias?.type !== 'CNAME') return owner;
    owner = plainName(alias.data);
  }
  return undefined;
}

function recordOf(record: PacketRecord): DnsRecord | undefined {
  if (record.type === 'A' || record.type === 'AAAA') return { type: record.type, address: record.data };
  if (record.type === 'NS') return { type: 'NS', host: nameOf(record.data) };
  if (record.type === 'MX') return { type: 'MX', priority: record.data.preference ?? 0, host: nameOf(record.data.exchange) };
  if (record.type === 'TXT') return { type: 'TXT', text: txtOf(record.data) };
  if (record.type === 'CAA') {
    const { issuerCritical, tag, value } = record.data;
    return { type: 'CAA', critical: issuerCritical === true, tag: printable(tag.toLowerCase(), 64), value: printable(value, 255) };
  }
  if (record.type === 'DS') {
    const { keyTag, algorithm, digestType, digest } = record.data;
    return { type: 'DS', keyTag, algorithm, digestType, digest: digest.toString('hex') };
  }
  if (record.type !== 'DNSKEY') return undefined;
  const { flags, algorithm, key } = record.data;
  return { type: 'DNSKEY', flags, algorithm, key };
}

/** A record as evidence. Signatures move by themselves and addresses may; neither is kept as it came. */
function textOf(record: PacketRecord): string | undefined {
  if (record.type === 'CNAME') return `CNAME ${nameOf(record.data)}`;
  const known = recordOf(record);
  switch (known?.type) {
    case 'A':
    case 'AAAA':
      return isPrivateAddress(known.address) ? `private ${printable(known.address, 64)}` : 'public';
    case 'NS':
      return known.host;
    case 'MX':
      return `${known.priority} ${known.host}`;
    case 'TXT':
      return printable(known.text, 4096);
    case 'CAA':
      return `${known.critical ? 128 : 0} ${known.tag} "${known.value}"`;
    case 'DS':
      return `${known.keyTag} ${known.algorithm} ${known.digestType} ${known.digest}`;
    case 'DNSKEY':
      return `${known.flags} 3 ${known.algorithm} ${known.key.toString('base64')}`.slice(0, 4096);
    case undefined:
      return undefined;
  }
}

function nameOf(name: string): string {
  const plain = printable(plainName(name), 255);
  return plain === '' ? '.' : plain;
}

/** The strings of a TXT record are one text (RFC 7208, 3.3). */
function txtOf(data: unknown): string {
  const parts = Array.isArray(data) ? data : [data];
  return Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(String(part))))).toString('utf8');
}
