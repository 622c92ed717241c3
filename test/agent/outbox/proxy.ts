import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';

/** A CONNECT proxy on loopback. `answer` other than 200 refuses. */
export interface TestProxy {
  readonly url: string;
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[];
  readonly close: () => Promise<void>;
}

/** Starts a proxy; whatever is asked for it connects to `port` on this machine. */
export async function testProxy(port: number, answer = 200): Promise<TestProxy> {
  const asked: { target: string; authorization: string | undefined }[] = [];
  const server = http.createServer((_request, response) => response.writeHead(500).end());
  server.on('connect', (request, client: net.Socket) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (answer !== 200) return void client.end(`HTTP/1.1 ${answer} No\r\n\r\n`);
    const upstream = net.connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const [one, other] of [[upstream, client], [client, upstream]] as const) one.on('error', () => {}).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    }),
  };
}
