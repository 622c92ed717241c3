import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a web server of a test says to one request. */
export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Never answers. */
  readonly hangs?: boolean;
}

/** One host of a web server: its certificate and key for https, none for http. */
export type Identity = { readonly cert: string; readonly key: string } | undefined;

/** A web server on loopback that notes what it was asked, as `host path`. */
export async function webServer(identity: Identity, say: (host: string, path: string) => Said) {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const listener: http.RequestListener = (request, response) => {
    const host = request.headers.host ?? '';
    asked.push(`${host} ${request.url}`);
    const { status = 200, headers = {}, body = '', hangs } = say(host, request.url ?? '');
    if (!hangs) response.writeHead(status, headers).end(body);
  };
  const server = identity ? https.createServer({ ...identity }, listener) : http.createServer(listener);
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { asked, port: (server.address() as AddressInfo).port, close };
}
