import net from 'node:net';
import tls from 'node:tls';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compressContent, encodeBody, openContent } from '../../wire/frame.ts';
import { keyidOf, sealStatement } from '../../wire/seal.ts';
import { refusals } from '../../wire/receipt.ts';
import type { RefusalCode } from '../../wire/receipt.ts';
import { snapshotMediaType } from '../../wire/snapshot.ts';
import { bodyOf, contentBytes, machine, newKeys, request, sendBody, statementOf } from './fake-agent.ts';
import type { FakeAgent, Scan } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
let agent: FakeAgent;
beforeAll(async () => {
  town = await fakeTown({ order: { limits: { headers: 500, request: 1_500, idle: 1_000, connections: 200, connectionsPerAddress: 20 } } });
  agent = await town.enroll();
});
afterAll(() => town.stop());

/** How many rows there are of what an ingest leaves: none, which is what every test here is about. */
async function stored(): Promise<number> {
  const counts = (['statement', 'content', 'asset'] as const).map((table) => town.store.selectFrom(table).select((it) => it.fn.countAll<number>().as('rows')).executeTakeFirstOrThrow());
  return (await Promise.all(counts)).reduce((sum, { rows }) => sum + rows, 0);
}

/** What becomes of a body. */
async function sent(body: Buffer): Promise<{ status: number; code: unknown; stored: number }> {
  const { status, json } = await sendBody(town.at, agent, body);
  return { status, code: (json as { code?: unknown }).code, stored: await stored() };
}

const refused = (code: RefusalCode) => ({ status: refusals[code].status, code, stored: 0 });

/** A body whose one content is these bytes, properly signed. */
function signed(bytes: Buffer, section = 'os'): Buffer {
  return bodyOf(agent, { sequence: 1, contents: { [section]: bytes } });
}

/** A properly signed statement with frames of our choice. */
function framed(scan: Scan, frames: Parameters<typeof encodeBody>[1]): Buffer {
  return encodeBody(sealStatement(statementOf(agent, scan), agent.privateKey, keyidOf(agent.privateKey)), frames);
}

describe('a body is refused with a code and leaves nothing behind', () => {
  test('with any bit flipped, but for bits of the compression that mean nothing: then what is stored is what was signed', async () => {
    const flips = await fakeTown();
    const sender = await flips.enroll();
    const contents = machine('pc');
    const body = bodyOf(sender, { sequence: 1, contents });
    const positions = Array.from({ length: 60 }, (_, index) => Math.floor((index * (body.length - 1)) / 59));
    const answers: { position: number; status: number; code: unknown }[] = [];
    for (const [index, position] of positions.entries()) {
      const flipped = Buffer.from(body);
      flipped[position] = (flipped[position] ?? 0) ^ (1 << (index % 8));
      const { status, json } = await sendBody(flips.at, sender, flipped);
      answers.push({ position, status, code: (json as { code?: unknown }).code });
    }
    const others = answers.filter(({ status }) => status !== 201);
    expect(others.filter(({ status, code }) => ![400, 413].includes(status) || typeof code !== 'string')).toEqual([]);
    const rows = await flips.store.selectFrom('content').selectAll().orderBy('section').execute();
    const signedContents = Object.entries(contents).map(([section, bytes]) => [section, { bytes }]);
    expect(rows.map((row) => [row.section, openContent(row, row.bytes)])).toEqual(others.length < answers.length ? signedContents : []);
    expect(others.length).toBeGreaterThan(answers.length - 4);
    await flips.stop();
  });

  test('cut at any place', async () => {
    const body = bodyOf(agent, { sequence: 1, contents: machine('pc') });
    for (const part of [0, 1, 4, 5, body.length / 3, body.length / 2, body.length - 33, body.length - 1].map(Math.floor)) {
      const { status } = await sendBody(town.at, agent, body.subarray(0, part));
      expect([part, status]).toEqual([part, 400]);
    }
    expect(await stored()).toBe(0);
  });

  test('when a content has not the digest it comes under', async () => {
    const contents = machine('pc');
    const frames = Object.values(contents).map(compressContent);
    const swapped = frames.map(({ digest }, index) => ({ digest, frame: frames[1 - index]?.frame ?? Buffer.alloc(0) }));
    expect(await sent(framed({ sequence: 1, contents }, swapped))).toEqual(refused('digest-mismatch'));
  });

  test('when a content comes that the statement does not name, or one twice', async () => {
    const contents = machine('pc');
    const frames = Object.values(contents).map(compressContent);
    expect(await sent(framed({ sequence: 1, contents }, [...frames, compressContent(contentBytes('software', {}))]))).toEqual(refused('unnamed-content'));
    expect(await sent(framed({ sequence: 1, contents }, [...frames, ...frames.slice(0, 1)]))).toEqual(refused('unnamed-content'));
  });

  test('when it inflates beyond the bound', async () => {
    const bomb = { digest: compressContent(contentBytes('os', {})).digest, frame: zstdCompressSync(Buffer.alloc(80 * 1024 * 1024)) };
    expect(await sent(framed({ sequence: 1, contents: { os: contentBytes('os', {}) } }, [bomb]))).toEqual(refused('body-too-large'));
  });

  test('when it is larger than the limit, by its word or by its bytes', async () => {
    const headers = { authorization: agent.authorization, 'content-type': snapshotMediaType, 'content-length': String(9 * 1024 * 1024) };
    expect(await raw(town.at, `POST /v1/snapshots HTTP/1.1\r\nhost: x\r\n${lines(headers)}\r\n`)).toMatch(/^HTTP\/1.1 413 /);
    expect(await stored()).toBe(0);
  });

  test('when a content is nested 100,000 deep', async () => {
    expect(await sent(signed(Buffer.from(`{"section":"os","version":1,"missing":[],"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)))).toEqual(refused('too-deep'));
  });

  test('when a content has a key twice', async () => {
    expect(await sent(signed(Buffer.from('{"section":"os","version":1,"missing":[],"data":{"name":"a","name":"b"}}')))).toEqual(refused('duplicate-key'));
  });

  test('when a content has a key that reaches a prototype', async () => {
    expect(await sent(signed(Buffer.from('{"section":"os","version":1,"missing":[],"data":{"__proto__":{"admin":true}}}')))).toEqual(refused('forbidden-key'));
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  test('when a content is no JSON, or not the section it is named', async () => {
    expect(await sent(signed(Buffer.from('{"section":"os"')))).toEqual(refused('bad-json'));
    expect(await sent(signed(contentBytes('software', {})))).toEqual(refused('bad-statement'));
    expect(await sent(signed(Buffer.from('"os"')))).toEqual(refused('bad-statement'));
  });

  test('when the statement is signed by another key', async () => {
    const stranger = { ...agent, ...newKeys() };
    expect(await sent(bodyOf(stranger, { sequence: 1, contents: machine('pc') }))).toEqual(refused('bad-signature'));
  });

  test('when the statement names another agent or town', async () => {
    const other = await town.enroll();
    expect(await sent(bodyOf({ ...agent, id: other.id }, { sequence: 1, contents: machine('pc') }))).toEqual(refused('wrong-sender'));
    expect(await sent(bodyOf({ ...agent, town: 'elsewhere' }, { sequence: 1, contents: machine('pc') }))).toEqual(refused('wrong-sender'));
  });

  test('when it is of another type or encoding', async () => {
    const body = bodyOf(agent, { sequence: 1, contents: machine('pc') });
    for (const headers of [{ 'content-type': 'application/json' }, { 'content-type': `${snapshotMediaType}; charset=utf-8` }, { 'content-encoding': 'gzip' }])
      expect(await sendBody(town.at, agent, body, headers)).toMatchObject({ status: 415, json: { code: 'media-type' } });
    expect(await stored()).toBe(0);
  });
});

describe('whoever has no valid credential', () => {
  test('is refused before a byte of the body is read', async () => {
    const answer = await raw(town.at, `POST /v1/snapshots HTTP/1.1\r\nhost: x\r\n${lines({ 'content-type': snapshotMediaType, 'content-length': '5000000' })}\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });

  test('gets the same bytes, whatever is wrong with it', async () => {
    const other = await town.enroll();
    const [id, secret] = agent.authorization.replace('Townwatch ', '').split('.') as [string, string];
    const wrong = ['', 'Townwatch', `Bearer ${id}.${secret}`, `Townwatch ${id}.${secret}x`, `Townwatch ${other.id}.${secret}`, `Townwatch ${'0'.repeat(32)}.${secret}`, `Townwatch ${id}.`, `Townwatch ${id}.${'A'.repeat(5000)}`];
    const answers = await Promise.all(wrong.map((authorization) => sendBody(town.at, { authorization }, Buffer.from('x'))));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['401 {"code":"not-admitted","message":"The credential is not valid here."}']));
  });

  test('finds nothing anywhere else', async () => {
    for (const path of ['/', '/v1', '/v1/snapshots/', '/v1//snapshots', '/v1/snapshots/x', '/v1/Snapshots', '/v1/%2e%2e/v1/snapshots', '/admin'])
      expect([path, (await request(town.at, path)).status]).toEqual([path, 404]);
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) expect([method, (await request(town.at, '/v1/snapshots', { method })).status]).toEqual([method, 404]);
  });
});

describe('a slow or broken connection', () => {
  test('that is cut in the middle of a body stores nothing', async () => {
    const body = bodyOf(agent, { sequence: 1, contents: machine('pc') });
    const head = `POST /v1/snapshots HTTP/1.1\r\nhost: x\r\n${lines({ authorization: agent.authorization, 'content-type': snapshotMediaType, 'content-length': String(body.length) })}\r\n`;
    for (const part of [0, 1, 64, body.length - 1]) {
      const socket = await open(town.at);
      socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, part)]));
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.destroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await stored()).toBe(0);
  });

  test.each(['headers', 'body'])('that trickles its %s is ended, and nobody else waits for it', async (part) => {
    const slow = await Promise.all(Array.from({ length: 10 }, () => open(town.at)));
    const ended = slow.map((socket) => new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (part: Buffer) => (text += part.toString('latin1'))).on('error', () => undefined).on('close', () => resolve(text));
    }));
    const trickle = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('a')), 100);
    const whole = `host: x\r\n${lines({ authorization: agent.authorization, 'content-type': snapshotMediaType, 'content-length': '5000' })}\r\n`;
    slow.forEach((socket) => socket.write(`POST /v1/snapshots HTTP/1.1\r\n${part === 'body' ? whole : 'x-a: '}`));
    const begun = performance.now();
    expect((await request(town.at, '/v1/health', { method: 'GET' })).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(2_000);
    const texts = await Promise.all(ended);
    clearInterval(trickle);
    expect(new Set(texts.map((text) => text.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 408']));
  });

  test('has few neighbors from the same address', async () => {
    const sockets = await Promise.all(Array.from({ length: 30 }, () => opened(town.at)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const alive = sockets.filter((socket) => !socket.destroyed).length;
    sockets.forEach((socket) => socket.destroy());
    expect(alive).toBeLessThanOrEqual(20);
    expect(alive).toBeGreaterThan(10);
    await expect.poll(async () => request(town.at, '/v1/health', { method: 'GET' }).then(({ status }) => status, () => 0)).toBe(200);
  });
});

function lines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

function open({ port, ca }: { port: number; ca: string }): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port, ca }, () => resolve(socket));
    socket.on('error', reject);
  });
}

/** A connection that is made, whether the server keeps it or not. */
function opened({ port }: { port: number }): Promise<net.Socket> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port }, () => resolve(socket));
    socket.on('error', () => undefined).resume();
  });
}

/** Sends bytes as they are and gives back what came until the server closed. */
async function raw(at: { port: number; ca: string }, text: string): Promise<string> {
  const socket = await open(at);
  socket.write(text);
  return new Promise((resolve) => {
    let answer = '';
    socket.on('data', (part: Buffer) => (answer += part.toString('latin1'))).on('error', () => undefined).on('close', () => resolve(answer));
  });
}
