import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import { decodeBody } from '../../../wire/frame.ts';
import { parseEnvelope } from '../../../wire/seal.ts';
import { sha256 } from '../../../wire/snapshot.ts';
import type { Statement } from '../../../wire/snapshot.ts';
import type { Receipt } from '../../../wire/receipt.ts';
import { authority, leaf } from './authority.ts';
import type { Authority, LeafOptions } from './authority.ts';

/** One request as it arrived. */
export interface Arrived {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** What the server says next. */
export interface Said {
  readonly status: number;
  readonly body?: object | string;
  readonly headers?: Record<string, string>;
}

/** A server on loopback that records what arrives and says what it is told to say. */
export interface TestCollector {
  readonly url: string;
  readonly port: number;
  readonly ca: Authority;
  readonly arrived: Arrived[];
  /** Answers, in their order; the last one stays. */
  say: (...answers: (Said | ((arrived: Arrived) => Said))[]) => void;
  readonly close: () => Promise<void>;
}

/** Starts a server. `host` is the name in its URL. */
export async function testCollector({ host = 'localhost', ca, ...options }: LeafOptions & { host?: string; ca?: Authority } = {}): Promise<TestCollector> {
  const issuer = ca ?? (await authority());
  const arrived: Arrived[] = [];
  let answers: (Said | ((arrived: Arrived) => Said))[] = [{ status: 404, body: 'nothing here' }];
  const handle: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', authorization: request.headers.authorization, body: Buffer.concat(chunks) };
      arrived.push(one);
      const next = answers.length > 1 ? answers.shift()! : answers[0]!;
      const { status, body = '', headers } = typeof next === 'function' ? next(one) : next;
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };
  const server = https.createServer(await leaf(issuer, options), handle);
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  const { port } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `https://${name}:${port}`, port, ca: issuer, arrived,
    say: (...next) => (answers = next),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** What a body that arrived says, as the collector reads it. */
export function statementIn(body: Buffer): Statement & { readonly digest: string; readonly inlined: string[] } {
  const parts = decodeBody(body);
  if ('refusal' in parts) throw new Error(parts.detail);
  const envelope = parseEnvelope(parts.envelopeBytes);
  if ('refusal' in envelope) throw new Error(envelope.detail);
  const payload = Buffer.from(envelope.payload, 'base64');
  return { ...(JSON.parse(payload.toString()) as Statement), digest: sha256(payload), inlined: parts.frames.map(({ digest }) => digest) };
}

/** The receipt that a good collector gives for a body. */
export function receiptFor({ body }: Pick<Arrived, 'body'>, change: Partial<Receipt> = {}): Said {
  const { predicate, digest } = statementIn(body);
  const last = { incarnation: predicate.incarnation, sequence: predicate.sequence, digest };
  const receipt: Receipt = { receipt: `r-${predicate.sequence}`, epoch: 'epoch-1', behind: false, last, serverTime: new Date().toISOString(), auditHead: { size: 1, hash: 'a'.repeat(64) }, ...change };
  return { status: 201, body: receipt };
}

/** What a good collector answers to an enrollment and to a snapshot. */
export function goodAnswer(arrived: Arrived): Said {
  if (arrived.path === '/v1/snapshots') return receiptFor(arrived);
  return { status: 201, body: { agent: 'agent-1', town: 'town-1', doorSecret: 'd00rsecret', state: 'active', epoch: 'epoch-1', serverTime: new Date().toISOString() } };
}
