import dgram from 'node:dgram';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import * as packet from 'dns-packet';
import type { Answer, DecodedPacket, Question } from 'dns-packet';

/** What a name server of a test says to one question. */
export interface Reply {
  readonly rcode?: number;
  readonly flags?: number;
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  /** Bytes instead of a packet; the id of the question is put in front unless `whole`. */
  readonly raw?: Buffer;
  readonly whole?: boolean;
  /** By UDP only the word that the rest did not fit. */
  readonly truncated?: boolean;
  readonly silent?: boolean;
}

export interface Asked {
  readonly name: string;
  readonly type: string;
  readonly by: 'udp' | 'tcp';
  readonly checkingDisabled: boolean;
}

/** A name server on loopback, UDP and TCP on one port, that notes everything it is asked. */
export async function nameServer(say: (question: Question, about: Asked) => Reply | readonly Reply[]) {
  const asked: Asked[] = [];
  const { udp, tcp } = await samePort();
  const replies = (bytes: Buffer, by: Asked['by']): Buffer[] => {
    const query = packet.decode(bytes);
    const [question] = query.questions ?? [];
    if (!question) return [];
    const about: Asked = { name: question.name, type: question.type, by, checkingDisabled: query.flag_cd };
    asked.push(about);
    const said = say(question, about);
    return (Array.isArray(said) ? (said as readonly Reply[]) : [said as Reply]).flatMap((reply) => bytesOf(query, reply, by) ?? []);
  };
  udp.on('message', (bytes, { port: from, address }) => {
    for (const reply of replies(bytes, 'udp')) udp.send(reply, from, address);
  });
  tcp.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      for (const reply of replies(bytes.subarray(2), 'tcp')) {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([length, reply]));
      }
    });
  });
  const close = () => {
    udp.close();
    tcp.close();
  };
  return { asked, address: `127.0.0.1:${(tcp.address() as AddressInfo).port}`, close };
}

/** Both kinds of socket on one free port; a port that is free for one may be somebody's for the other. */
async function samePort(tries = 20): Promise<{ udp: dgram.Socket; tcp: net.Server }> {
  const tcp = net.createServer();
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const udp = dgram.createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => udp.once('error', reject).bind((tcp.address() as AddressInfo).port, '127.0.0.1', resolve));
    return { udp, tcp };
  } catch (error) {
    tcp.close();
    if (tries === 0) throw error;
    return samePort(tries - 1);
  }
}

function bytesOf(query: DecodedPacket, reply: Reply, by: Asked['by']): Buffer | undefined {
  if (reply.silent) return undefined;
  const id = Buffer.alloc(2);
  id.writeUInt16BE(query.id ?? 0);
  if (reply.raw) return reply.whole ? reply.raw : Buffer.concat([id, reply.raw]);
  const cut = reply.truncated === true && by === 'udp';
  const flags = packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (reply.flags ?? 0) | (reply.rcode ?? 0) | (cut ? packet.TRUNCATED_RESPONSE : 0);
  const { questions = [] } = query;
  return packet.encode({ type: 'response', ...(query.id === undefined ? {} : { id: query.id }), flags, questions, answers: cut ? [] : [...(reply.answers ?? [])], authorities: cut ? [] : [...(reply.authorities ?? [])] });
}

/** Records of a town by `NAME TYPE`, in lower case. */
export type Zone = Readonly<Record<string, readonly (string | object)[]>>;

const noError = 0;
const noSuchName = 3;

/** What a resolver says that knows a zone: records, aliases followed within it, or proof that there are none. */
export function fromZone(zone: Zone, origin: string): (question: Question) => Reply {
  const names = new Set(Object.keys(zone).map((key) => key.split(' ')[0] ?? ''));
  return ({ name, type }) => {
    let owner = name.toLowerCase();
    const answers: Answer[] = [];
    for (let alias = zone[`${owner} CNAME`]?.[0]; alias !== undefined && answers.length < 5; alias = zone[`${owner} CNAME`]?.[0]) {
      answers.push({ type: 'CNAME', name: owner, ttl: 300, data: nameIn(alias) });
      owner = nameIn(alias);
    }
    const own = (zone[`${owner} ${type}`] ?? []).map((data) => ({ type, name: owner, ttl: 300, data: type === 'TXT' ? strings(data) : data }) as Answer);
    const authorities = own.length > 0 ? [] : [soa(origin)];
    const exists = [...names].some((known) => known === owner || known.endsWith(`.${owner}`));
    return { rcode: exists ? noError : noSuchName, answers: [...answers, ...own], authorities };
  };
}

function nameIn(data: string | object): string {
  if (typeof data !== 'string') throw new Error('an alias is a name');
  return data;
}

/** One string of a TXT record is at most 255 bytes. */
function strings(data: unknown): unknown {
  return typeof data === 'string' && data.length > 255 ? data.match(/[^]{1,255}/g) : data;
}

/** The record that proves that there is nothing else. */
export function soa(name: string): Answer {
  return { type: 'SOA', name, ttl: 300, data: { mname: `ns1.${name}`, rname: `hostmaster.${name}`, serial: 7, refresh: 3600, retry: 600, expire: 86_400, minimum: 300 } };
}
