import dgram from 'node:dgram';
import net from 'node:net';
import { codeOf } from '../../failure.ts';
import type { Why } from '../../host/reading.ts';
import { decodeAnswer, encodeQuery } from './packet.ts';
import type { Decoded } from './packet.ts';
import { unanswered } from './lookup.ts';
import type { AskOptions, Lookup, Question } from './lookup.ts';

/** Who is asked: a resolver, or a server that speaks for a zone. */
export interface Server {
  readonly address: string;
  readonly port: number;
}

/** One exchange: the id has to be hard to guess. */
export interface Exchange extends AskOptions {
  readonly id: number;
  readonly timeoutMs: number;
  /** The server speaks for the zone itself and is not to ask others. */
  readonly direct?: boolean;
}

/** What came of an exchange. `silent`: no answer came, another try may help. */
export type Exchanged = Lookup & { readonly silent?: true };

/** Asks one server once, by UDP, and by TCP where the answer does not fit. Never rejects. */
export async function exchange(server: Server, question: Question, order: Exchange): Promise<Exchanged> {
  const query = encodeQuery(order.id, question, order);
  const read = (bytes: Buffer) => decodeAnswer(bytes, order.id, { ...question, server: server.address });
  const short = await byUdp(server, query, read, order.timeoutMs);
  const last = 'state' in short && short.state === 'truncated' ? await byTcp(server, query, read, order.timeoutMs) : short;
  if ('state' in last && last.state === 'answered') return last.lookup;
  if ('reason' in last) return { ...unanswered(question, last), silent: true };
  return unanswered(question, { reason: 'unreadable', detail: `${server.address} cuts its answers by TCP, too` });
}

type Read = (bytes: Buffer) => Decoded;
type Came = Exclude<Decoded, { state: 'foreign' }> | Why;

function byUdp({ address, port }: Server, query: Buffer, read: Read, timeoutMs: number): Promise<Came> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket(net.isIPv6(address) ? 'udp6' : 'udp4');
    const done = (came: Came) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(came);
    };
    const timer = setTimeout(() => done({ reason: 'unreachable', detail: `${address} did not answer within ${timeoutMs} ms` }), timeoutMs);
    socket.on('error', (error) => done({ reason: 'unreachable', detail: `${address} cannot be asked (${codeOf(error)})` }));
    socket.on('message', (bytes) => {
      const decoded = read(bytes);
      if (decoded.state !== 'foreign') done(decoded);
    });
    // A connected socket takes packets of this server only.
    socket.connect(port, address, () => socket.send(query, (error) => error && done({ reason: 'unreachable', detail: `${address} cannot be asked (${codeOf(error)})` })));
  });
}

function byTcp({ address, port }: Server, query: Buffer, read: Read, timeoutMs: number): Promise<Came> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: address, port });
    const chunks: Buffer[] = [];
    const done = (came: Came) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      resolve(came);
    };
    const failed = (detail: string) => done({ reason: 'unreachable', detail: `${address} ${detail}` });
    const timer = setTimeout(() => failed(`did not answer by TCP within ${timeoutMs} ms`), timeoutMs);
    socket.on('error', (error) => failed(`cannot be asked by TCP (${codeOf(error)})`));
    socket.on('close', () => failed('closed the connection without an answer'));
    socket.on('connect', () => socket.write(Buffer.concat([lengthOf(query), query])));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const whole = Buffer.concat(chunks);
      if (whole.length < 2 || whole.length < 2 + whole.readUInt16BE(0)) return;
      const decoded = read(whole.subarray(2, 2 + whole.readUInt16BE(0)));
      if (decoded.state === 'foreign') failed('answered another question by TCP');
      else done(decoded);
    });
  });
}

function lengthOf(query: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  return length;
}
