import https from 'node:https';
import type { Duplex } from 'node:stream';
import { failure, messageOf } from '../failure.ts';
import { openVerified, usualPatience } from './connection.ts';
import type { Door, Patience } from './connection.ts';

/** What came back, or why nothing did. Whatever an answer says, it was the verified collector or its reverse proxy. */
export type Answer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }
  | { readonly unreachable: string };

export interface Request {
  readonly method: 'GET' | 'POST';
  /** Path below the URL of the collector, such as `/v1/snapshots`. */
  readonly path: string;
  readonly body?: Buffer;
  readonly type?: string;
  readonly authorization?: string;
}

/** A way to the collector that keeps its connection between requests. */
export interface Line {
  readonly ask: (request: Request) => Promise<Answer>;
  readonly close: () => void;
}

const mostAnswer = 1024 * 1024;

/**
 * Opens a line to the collector. The HTTP library is loaded here and nowhere else; the connections are our own.
 * @throws a failure for an address that is not https
 */
export async function openLine(door: Door, agentVersion: string, patience: Patience = usualPatience): Promise<Line> {
  if (new URL(door.url).protocol !== 'https:') throw failure('wrong-use', `${door.url} is no https address; enroll this computer anew.`);
  const { default: axios } = await import('axios');
  const agent = verifiedAgent(door, patience);
  const base = door.url.replace(/\/+$/, '');
  const client = axios.create({
    adapter: 'http',
    httpsAgent: agent,
    // A redirect is an answer like any other, and no variable of the environment names a proxy.
    maxRedirects: 0,
    // Silence on the open connection; how long a request takes as a whole is the signal's matter.
    timeout: patience.idleMs,
    transitional: { clarifyTimeoutError: true },
    proxy: false,
    decompress: false,
    maxContentLength: mostAnswer,
    maxBodyLength: Number.POSITIVE_INFINITY,
    responseType: 'arraybuffer',
    validateStatus: () => true,
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
  });
  const ask = async ({ method, path, body, type, authorization }: Request): Promise<Answer> => {
    const headers = {
      'user-agent': `townwatch-agent/${agentVersion}`,
      // The clock of this computer at this moment: a snapshot may have waited for days, so its own time cannot tell.
      date: new Date().toUTCString(),
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...(type ? { 'content-type': type } : {}),
      ...(authorization ? { authorization } : {}),
    };
    try {
      const answer = await client.request<Buffer>({ method, url: base + path, data: body, headers, signal: AbortSignal.timeout(patience.totalMs) });
      return { status: answer.status, headers: plain(answer.headers), body: Buffer.from(answer.data) };
    } catch (error) {
      return { unreachable: axios.isCancel(error) ? `no answer within ${patience.totalMs / 1000} s` : reasonOf(error, patience) };
    }
  };
  return { ask, close: () => agent.destroy() };
}

/** An agent for HTTP whose every connection was verified by us before a byte of the request is written. */
function verifiedAgent(door: Door, patience: Patience): https.Agent {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  const connect = (_options: unknown, ready: (error: Error | null, socket?: Duplex) => void) => {
    openVerified(door, patience).then(
      (socket) => ready(null, socket),
      (error: Error) => ready(error),
    );
    return undefined;
  };
  return Object.assign(agent, { createConnection: connect });
}

function plain(headers: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])));
}

/** One line for a person. OpenSSL words that need it are said in plain ones. */
function reasonOf(error: unknown, { idleMs }: Patience): string {
  const { code, errors } = error as { code?: string; errors?: readonly unknown[] };
  const meaning: Readonly<Record<string, string>> = {
    ENOTFOUND: 'its name is not known (DNS)',
    EAI_AGAIN: 'no DNS server answers',
    ECONNREFUSED: 'nothing listens there',
    ECONNRESET: 'the connection was cut',
    ETIMEDOUT: `nothing came for ${idleMs / 1000} s`,
    EHOSTUNREACH: 'no way leads there',
    ENETUNREACH: 'there is no network',
    CERT_HAS_EXPIRED: 'its certificate has expired, or the clock of this computer is wrong',
    CERT_NOT_YET_VALID: 'its certificate is not valid yet, or the clock of this computer is wrong',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not from the collector this agent is enrolled with',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not from the collector this agent is enrolled with',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not from the collector this agent is enrolled with',
    CERT_SIGNATURE_FAILURE: 'its certificate is not from the collector this agent is enrolled with',
  };
  const [first] = errors ?? [];
  const known = meaning[code ?? ''] ?? meaning[(first as { code?: string } | undefined)?.code ?? ''];
  return known ? `${known} (${code})` : messageOf(error) || String(code);
}
