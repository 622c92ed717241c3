import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { isIPv6 } from 'node:net';
import { codeOf } from '../../failure.ts';
import { printable } from '../../host/reading.ts';
import type { Why } from '../../host/reading.ts';
import { certificateOf } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import type { Ask } from './lookup.ts';
import { addressesOf } from './view.ts';

/** What came of asking for one page. Redirects are not followed here. */
export type Page =
  | { readonly state: 'no-address' }
  /** The connection was refused by who has the address. */
  | { readonly state: 'refused'; readonly why: Why }
  /** No protocol or cipher in common. */
  | { readonly state: 'tls-failed' }
  | { readonly state: 'failed'; readonly why: Why }
  | Answered;

export interface Answered {
  readonly state: 'answered';
  readonly status: number;
  /** Headers that are looked at, or null. */
  readonly location: string | null;
  readonly hsts: string | null;
  readonly type: string | null;
  /** The first 64 KiB as text; empty unless it was wanted. */
  readonly body: string;
  /** Of https only. */
  readonly certificate?: Certificate;
}

export interface Wanted {
  readonly url: URL;
  readonly wantsBody?: boolean;
}

/** Asks for a page, its address by the given door to DNS. Never rejects. */
export type Browse = (wanted: Wanted, ask: Ask) => Promise<Page>;

export interface BrowserOptions {
  readonly version: string;
  readonly isPrivate: (address: string) => boolean;
  readonly ports: { readonly http: number; readonly https: number };
  /** Authorities instead of those that come with the agent. */
  readonly ca?: readonly string[];
  readonly timeoutMs?: number;
  /** Milliseconds that are left for all pages of the domain. */
  readonly left: () => number;
}

const mostBody = 64 * 1024;

/** Makes a browser that connects only to addresses that our own lookup gave, and never to private ones. */
export function makeBrowser(options: BrowserOptions): Browse {
  return async (wanted, ask) => {
    const { hostname } = wanted.url;
    const { known, failed } = await addressesOf(ask, hostname);
    if (known.length === 0) return failed ? { state: 'failed', why: failed.why } : { state: 'no-address' };
    const inside = known.find(options.isPrivate);
    if (inside !== undefined) return { state: 'failed', why: { reason: 'split-view', detail: `${hostname} is ${inside}, which nobody on the internet can reach` } };
    const timeoutMs = Math.min(options.timeoutMs ?? 10_000, options.left());
    if (timeoutMs <= 0) return { state: 'failed', why: { reason: 'timeout', detail: `no time was left to ask ${wanted.url.origin}` } };
    return page(wanted, known, { ...options, timeoutMs });
  };
}

function page({ url, wantsBody = false }: Wanted, addresses: readonly string[], options: BrowserOptions & { timeoutMs: number }): Promise<Page> {
  const isSealed = url.protocol === 'https:';
  const port = url.port === '' ? options.ports[isSealed ? 'https' : 'http'] : Number(url.port);
  const { ca, timeoutMs, version } = options;
  const ordinary = {
    host: url.hostname, port, path: `${url.pathname}${url.search}`, method: 'GET', agent: false, lookup: pinned(addresses), signal: AbortSignal.timeout(timeoutMs),
    headers: { Host: url.host, 'User-Agent': `townwatch-agent/${version}`, Accept: '*/*', Connection: 'close' },
  } as const;
  return new Promise((resolve) => {
    // The certificate itself is what is looked at: a bad one must not end the connection. Nothing secret is sent.
    const sealed = { servername: url.hostname, rejectUnauthorized: false, ...(ca ? { ca: [...ca] } : {}) };
    const request = isSealed ? https.request({ ...ordinary, ...sealed }) : http.request(ordinary);
    let certificate: Certificate | undefined;
    const done = (came: Page) => {
      request.destroy();
      resolve(came);
    };
    request.on('socket', (socket) => socket.on('secureConnect', () => (certificate = shown(socket as TLSSocket))));
    request.on('error', (error) => done(certificate ? failedAfter(error, url) : failedBefore(error, url)));
    request.on('response', (response) => {
      const { headers, statusCode = 0 } = response;
      const about = { status: statusCode, location: headers.location ?? null, hsts: textOf(headers['strict-transport-security']), type: headers['content-type'] ?? null };
      const answered = (body: string) => done({ state: 'answered', ...about, body, ...(certificate ? { certificate } : {}) });
      if (!wantsBody) return answered('');
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', (error) => done(failedAfter(error, url)));
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= mostBody) answered(Buffer.concat(chunks).subarray(0, mostBody).toString('utf8'));
      });
      response.on('end', () => answered(Buffer.concat(chunks).toString('utf8')));
    });
    request.end();
  });
}

/** Addresses as Node asks for them: ours, whatever the computer itself would say. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all) callback(null, all);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function shown(socket: TLSSocket): Certificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  return certificate && certificateOf(certificate, socket.authorized ? null : problemOf(socket.authorizationError));
}

function problemOf(error: unknown): string {
  return error instanceof Error ? codeOf(error) || error.message : String(error);
}

function failedBefore(error: Error, url: URL): Page {
  const codes = error instanceof AggregateError ? error.errors.map(codeOf) : [codeOf(error)];
  const why: Why = { reason: 'unreachable', detail: printable(`${url.origin}: ${codes.filter((code) => code !== '').join(', ') || error.name}`, 255) };
  if (codes.includes('ECONNREFUSED')) return { state: 'refused', why };
  if (codes.some((code) => /^(?:EPROTO|ERR_SSL_)/.test(code))) return { state: 'tls-failed' };
  return { state: 'failed', why };
}

function failedAfter(error: Error, url: URL): Page {
  const unread = codeOf(error).startsWith('HPE_');
  return { state: 'failed', why: { reason: unread ? 'unreadable' : 'unreachable', detail: printable(`${url.origin}: ${codeOf(error) || error.name}`, 255) } };
}

function textOf(header: string | string[] | undefined): string | null {
  return header === undefined ? null : Array.isArray(header) ? (header[0] ?? null) : header;
}
