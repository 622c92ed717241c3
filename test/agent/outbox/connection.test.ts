import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { findPinned } from '../../../agent/outbox/connection.ts';
import type { Door } from '../../../agent/outbox/connection.ts';
import { openLine } from '../../../agent/outbox/transport.ts';
import { asName, authority, leaf } from './authority.ts';
import type { LeafOptions } from './authority.ts';
import { testCollector } from './collector.ts';
import type { TestCollector } from './collector.ts';
import { testProxy } from './proxy.ts';

const patience = { connectMs: 8000, idleMs: 8000, totalMs: 16_000 };
const little = { connectMs: 500, idleMs: 500, totalMs: 3000 };
const secret = Buffer.from('a secret');
let collector: TestCollector;

beforeAll(async () => {
  collector = await testCollector();
});
afterAll(() => collector.close());
beforeEach(() => {
  collector.arrived.length = 0;
  collector.say({ status: 200, body: { ok: true } });
});
afterEach(() => vi.unstubAllEnvs());

async function ask(door: Partial<Door> = {}, waiting = patience) {
  const line = await openLine({ url: collector.url, ca: [collector.ca.pem], proxy: null, ...door }, '0.1.0', waiting);
  try {
    return await line.ask({ method: 'POST', path: '/v1/enroll', body: secret });
  } finally {
    line.close();
  }
}

const unreachable = expect.objectContaining({ unreachable: expect.any(String) as unknown });

describe('the collector is reached', () => {
  test.each(['localhost', '127.0.0.1', '[::1]'])('as %s', async (host) => {
    expect(await ask({ url: `https://${host}:${collector.port}` })).toMatchObject({ status: 200 });
    expect(collector.arrived[0]).toMatchObject({ path: '/v1/enroll', body: secret });
  });

  test('below a path, and with the next CA beside the present one', async () => {
    const other = await authority();
    expect(await ask({ url: `${collector.url}/townwatch/`, ca: [other.pem, collector.ca.pem] })).toMatchObject({ status: 200 });
    expect(collector.arrived[0]!.path).toBe('/townwatch/v1/enroll');
  });
});

describe('nothing is sent', () => {
  const bad: [string, LeafOptions, Partial<Door>?][] = [
    ['to a server whose certificate has expired', { from: -10, to: -1 }],
    ['to a server whose certificate is not valid yet', { from: 1, to: 10 }],
    ['to a server with a certificate for clients', { usage: '1.3.6.1.5.5.7.3.2' }],
    ['to a server of another name', { names: ['example.org', '192.0.2.1'].map(asName) }],
    ['to an address that only the name of the certificate covers', { names: [asName('localhost')] }, { url: 'https://127.0.0.1' }],
    ['to a name when only the address is covered', { names: [asName('127.0.0.1')] }],
    ['to an address written as a name', { names: [{ type: 'dns', value: '127.0.0.1' }] }, { url: 'https://127.0.0.1' }],
  ];
  test.each(bad)('%s', async (_name, options, door = {}) => {
    const server = await testCollector({ ...options, ca: collector.ca });
    const url = door.url ? `${door.url}:${server.port}` : server.url;
    expect(await ask({ url })).toEqual(unreachable);
    expect(server.arrived).toEqual([]);
    await server.close();
  });

  test('to a server with another CA, also when the environment says not to look', async () => {
    const other = await authority();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await ask({ ca: [other.pem] })).toEqual(unreachable);
    expect(await ask({ ca: [] })).toEqual(unreachable);
    expect(collector.arrived).toEqual([]);
  });

  test('to a server whose certificate our own server signed', async () => {
    const { cert, key } = await leaf(collector.ca);
    const names = [asName('localhost')];
    const middle = { ...collector.ca, pem: cert };
    const forged = await leaf({ ...middle, keys: (await authority()).keys }, { names });
    const server = tls.createServer({ cert: forged.cert, key: forged.key });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    expect(key).toContain('PRIVATE KEY');
    expect(await ask({ url: `https://localhost:${(server.address() as AddressInfo).port}` })).toEqual(unreachable);
    server.close();
  });

  test('to where a redirect leads', async () => {
    const elsewhere = await testCollector({ ca: collector.ca });
    collector.say({ status: 307, headers: { location: `${elsewhere.url}/v1/enroll` } });
    expect(await ask()).toMatchObject({ status: 307 });
    expect(elsewhere.arrived).toEqual([]);
    await elsewhere.close();
  });

  test('without encryption', async () => {
    const got: Buffer[] = [];
    const plain = net.createServer((socket) => {
      socket.on('error', () => {}).on('data', (chunk: Buffer) => {
        got.push(chunk);
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => plain.listen(0, resolve));
    const { port } = plain.address() as AddressInfo;
    expect(await ask({ url: `https://localhost:${port}` })).toEqual(unreachable);
    await expect(ask({ url: `http://localhost:${port}` })).rejects.toThrow('no https address');
    expect(Buffer.concat(got).includes(secret)).toBe(false);
    plain.close();
  });

  test('to a server of 2011', async () => {
    const server = tls.createServer({ ...(await leaf(collector.ca)), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    expect(await ask({ url: `https://localhost:${(server.address() as AddressInfo).port}` })).toEqual(unreachable);
    server.close();
  });
});

describe('a proxy', () => {
  test('of the environment is ignored', async () => {
    const proxy = await testProxy(collector.port);
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'ALL_PROXY', 'all_proxy']) vi.stubEnv(name, proxy.url);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await findPinned({ url: collector.url, proxy: null }, collector.ca.pin, patience)).toBe(collector.ca.pem);
    expect(proxy.asked).toEqual([]);
    await proxy.close();
  });

  test('of the settings is used, and the collector behind it is verified all the same', async () => {
    const proxy = await testProxy(collector.port);
    const withPassword = proxy.url.replace('//', '//ann:p%40ss@');
    expect(await ask({ proxy: withPassword })).toMatchObject({ status: 200 });
    expect(proxy.asked).toEqual([{ target: `localhost:${collector.port}`, authorization: `Basic ${Buffer.from('ann:p@ss').toString('base64')}` }]);
    expect(await findPinned({ url: collector.url, proxy: proxy.url }, collector.ca.pin, patience)).toBe(collector.ca.pem);
    expect(await ask({ proxy: proxy.url, url: `https://wrong.example:${collector.port}` })).toMatchObject({ unreachable: expect.stringContaining('another name') });
    expect(await ask({ proxy: proxy.url, ca: [(await authority()).pem] })).toEqual(unreachable);
    expect(collector.arrived).toHaveLength(1);
    await proxy.close();
  });

  test.each([403, 407])('that answers %d is named', async (status) => {
    const proxy = await testProxy(collector.port, status);
    expect(await ask({ proxy: proxy.url })).toMatchObject({ unreachable: expect.stringContaining(`answered ${status}`) });
    await proxy.close();
  });

  test('that is not there, or is none, is named', async () => {
    const web = http.createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    for (const proxy of [`http://127.0.0.1:${port}`, 'http://127.0.0.1:1']) expect(await ask({ proxy })).toMatchObject({ unreachable: expect.stringContaining('the proxy') });
    web.close();
  });
});

describe('patience', () => {
  test.each([
    ['says nothing at all', (_socket: net.Socket) => {}],
    ['cuts the connection', (socket: net.Socket) => void socket.destroy()],
  ])('ends when a server %s', async (_name, behave) => {
    const server = net.createServer((socket) => behave(socket.on('error', () => {})));
    const sockets: net.Socket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const begun = performance.now();
    expect(await ask({ url: `https://localhost:${(server.address() as AddressInfo).port}` }, little)).toEqual(unreachable);
    expect(performance.now() - begun).toBeLessThan(2500);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('ends when a server takes the request and never answers, or answers too much', async () => {
    const server = tls.createServer(await leaf(collector.ca), (socket) => socket.on('error', () => {}).resume());
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const begun = performance.now();
    expect(await ask({ url: `https://localhost:${(server.address() as AddressInfo).port}` }, little)).toMatchObject({ unreachable: expect.stringContaining('nothing came for 0.5 s') });
    expect(performance.now() - begun).toBeLessThan(2500);
    server.close();
    collector.say({ status: 200, body: 'x'.repeat(2 * 1024 * 1024) });
    expect(await ask()).toEqual(unreachable);
  });
});

describe('first contact', () => {
  test('finds the certificate of the pin in the chain, and sends nothing', async () => {
    expect(await findPinned({ url: collector.url, proxy: null }, collector.ca.pin, patience)).toBe(collector.ca.pem);
    expect(collector.arrived).toEqual([]);
  });

  test('finds nothing for another pin', async () => {
    expect(await findPinned({ url: collector.url, proxy: null }, (await authority()).pin, patience)).toBeUndefined();
  });

  test('fails when nobody is there', async () => {
    await expect(findPinned({ url: 'https://localhost:1', proxy: null }, collector.ca.pin, patience)).rejects.toThrow('ECONNREFUSED');
  });
});
