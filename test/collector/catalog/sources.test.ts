import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceFile } from '../../../collector/catalog/sources.ts';

const server = http.createServer((request, response) => {
  if (request.url === '/moved/endoflife.json') response.writeHead(302, { location: '/good/endoflife.json' }).end();
  else if (request.url === '/slow/endoflife.json') response.writeHead(200).write('{');
  else if (request.url === '/large/endoflife.json') response.writeHead(200).end(Buffer.alloc(5_000, 'a'));
  else if (request.url === '/good/endoflife.json') response.writeHead(200).end('{"a":1}');
  else response.writeHead(404).end();
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const bounds = { bytes: 1_000, idleMs: 300, totalMs: 500 };

test('a file comes as its source has it', async () => {
  expect(await sourceFile('releases', `${base}/good/`, bounds)).toEqual({ source: `${base}/good/endoflife.json`, bytes: Buffer.from('{"a":1}') });
});

test.each([
  ['a redirect is not followed', '/moved', /answered 302, and redirects are not followed/],
  ['a file that is not there', '/none', /answered 404/],
  ['an answer that does not end', '/slow', /cannot be fetched \(/],
  ['an answer that is too large', '/large', /cannot be fetched \(maxContentLength/],
])('%s', async (_, place, message) => {
  await expect(sourceFile('releases', base + place, bounds)).rejects.toMatchObject({ exit: 'not-delivered', message: expect.stringMatching(message) });
});
