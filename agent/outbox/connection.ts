import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { messageOf } from '../failure.ts';

/** How the collector is reached and by what it is known. */
export interface Door {
  /** Base URL of the collector, https. */
  readonly url: string;
  /** CA certificates (PEM) to verify it against; empty: the machine's own store. */
  readonly ca: readonly string[];
  /** `http://[user:password@]host:port`, from the settings only. */
  readonly proxy: string | null;
}

/** Milliseconds: for name, proxy and TLS together; of silence on an open connection; for one request as a whole. */
export interface Patience {
  readonly connectMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

export const usualPatience: Patience = { connectMs: 10_000, idleMs: 15_000, totalMs: 120_000 };

/**
 * Opens a connection that is verified against exactly the CA of the door: chain, name and time.
 * Nothing outside decides here: no proxy variable, no extra CA, no switch that turns verification off.
 */
export function openVerified(door: Door, patience: Patience = usualPatience): Promise<tls.TLSSocket> {
  const ca = door.ca.length > 0 ? [...door.ca] : tls.getCACertificates('system');
  return open(door, { ca, rejectUnauthorized: true }, patience);
}

/**
 * The certificate with this SHA-256 (hex) in the chain that the server shows, as PEM; undefined when none has it.
 * The connection is not verified and proves nothing, since anybody can show our CA: nothing is sent on it, and it is closed.
 */
export async function findPinned(door: Omit<Door, 'ca'>, pin: string, patience: Patience = usualPatience): Promise<string | undefined> {
  const socket = await open(door, { rejectUnauthorized: false }, patience);
  try {
    const seen = new Set<string>();
    let certificate: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
    while (certificate?.raw && !seen.has(certificate.fingerprint256)) {
      seen.add(certificate.fingerprint256);
      if (certificate.fingerprint256.replaceAll(':', '').toLowerCase() === pin) return pemOf(certificate.raw);
      certificate = certificate.issuerCertificate;
    }
    return undefined;
  } finally {
    socket.destroy();
  }
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

async function open(door: Omit<Door, 'ca'>, trust: tls.ConnectionOptions, patience: Patience): Promise<tls.TLSSocket> {
  const { hostname, port } = new URL(door.url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const signal = AbortSignal.timeout(patience.connectMs);
  const target = { host, port: Number(port || 443) };
  const through = door.proxy === null ? undefined : await tunnel(door.proxy, target, signal);
  const options: tls.ConnectionOptions = {
    ...target,
    ...(through ? { socket: through } : {}),
    ...(net.isIP(host) ? {} : { servername: host }),
    minVersion: 'TLSv1.2',
    ...trust,
  };
  return secured(options, signal, patience);
}

function secured(options: tls.ConnectionOptions, signal: AbortSignal, { connectMs }: Patience): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options);
    const late = () => socket.destroy(new Error(`no connection within ${connectMs / 1000} s`));
    const failed = (error: Error) => {
      signal.removeEventListener('abort', late);
      reject(error);
    };
    if (signal.aborted) late();
    signal.addEventListener('abort', late);
    socket.once('error', failed);
    socket.once('close', () => failed(new Error('the connection was closed before it was secure')));
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', late);
      socket.removeListener('error', failed);
      resolve(socket);
    });
  });
}

/** A connection through a proxy by CONNECT. What the proxy says is not for us, except whether it let us through. */
function tunnel(proxy: string, { host, port }: { host: string; port: number }, signal: AbortSignal): Promise<net.Socket> {
  const url = new URL(proxy);
  const authority = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  const credentials = url.username === '' ? undefined : Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`);
  const headers = { host: authority, ...(credentials ? { 'proxy-authorization': `Basic ${credentials.toString('base64')}` } : {}) };
  const address = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80) };
  return new Promise((resolve, reject) => {
    const failed = (why: string) => reject(new Error(`the proxy ${address.host}:${address.port} ${why}`));
    const request = http.request({ ...address, method: 'CONNECT', path: authority, headers, agent: false, signal });
    request.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      return failed(`answered ${statusCode}`);
    });
    request.once('response', ({ statusCode }) => failed(`answered ${statusCode}`));
    request.once('error', (error) => failed(`does not answer: ${messageOf(error)}`));
    request.end();
  });
}
