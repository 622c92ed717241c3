import { createPublicKey, verify } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { enroll } from '../../agent/enroll.ts';
import { isFailure } from '../../agent/failure.ts';
import { readEnrollment } from '../../agent/state.ts';
import { formatToken } from '../../wire/enrollment.ts';
import type { EnrollRequest } from '../../wire/enrollment.ts';
import { authority } from './outbox/authority.ts';
import { testCollector } from './outbox/collector.ts';
import type { Said, TestCollector } from './outbox/collector.ts';

let collector: TestCollector;
let folder: string;
const good: Said = { status: 200, body: { agent: 'agent-1', town: 'town-1', doorSecret: 'door', state: 'active', epoch: 'e', serverTime: '2026-11-21T07:00:00Z' } };

beforeAll(async () => {
  collector = await testCollector();
});
afterAll(() => collector.close());
beforeEach(() => {
  collector.arrived.length = 0;
  collector.say(good);
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-enroll-')), 'state');
});
afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true }));

const token = (change = {}) => formatToken({ url: collector.url, pin: collector.ca.pin, town: 'town-1', secret: 's3cret', ...change });
const start = (line: string) =>
  enroll(line, {
    folder, uid: process.geteuid?.(), proxy: null, agentVersion: '0.1.0', platform: 'linux', now: () => new Date('2026-11-21T07:00:00Z'),
    patience: { connectMs: 2000, idleMs: 2000, totalMs: 3000 },
  });
const failureOf = (line: string) => start(line).then(() => undefined, (error: unknown) => (isFailure(error) ? { exit: error.exit, message: error.message } : error));
const requests = () => collector.arrived.map(({ body }) => JSON.parse(body.toString()) as EnrollRequest);

test('the key is made here, its possession is proven, and the CA of the pin is kept', async () => {
  expect(await start(`  ${token()}\n`)).toMatchObject({ outcome: 'active', agent: 'agent-1' });
  const [request] = requests();
  const key = createPublicKey({ key: Buffer.from(request!.publicKey, 'base64'), format: 'der', type: 'spki' });
  expect(verify(null, Buffer.from('townwatch-enroll:s3cret'), key, Buffer.from(request!.proof, 'base64'))).toBe(true);
  expect(request).toMatchObject({ town: 'town-1', agentVersion: '0.1.0', platform: 'linux', hostname: os.hostname() });
  expect(readEnrollment(folder)).toEqual({
    agent: 'agent-1', town: 'town-1', url: collector.url, pin: collector.ca.pin, ca: [collector.ca.pem], doorSecret: 'door', enrolledAt: '2026-11-21T07:00:00.000Z',
  });
  const kept = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => [name, fs.statSync(path.join(folder, name)).mode & 0o777]);
  expect(kept).toEqual([['enrollment.json', 0o600], ['key.pem', 0o600]]);
  expect(fs.readFileSync(path.join(folder, 'enrollment.json'), 'utf8')).not.toContain('s3cret');
});

test('a repeat after a lost answer brings the same key; a repeat after success asks nobody', async () => {
  collector.say({ status: 503, body: { code: 'busy' } }, good);
  expect(await failureOf(token())).toMatchObject({ exit: 'not-delivered' });
  await start(token());
  const [first, second] = requests();
  expect(second!.publicKey).toBe(first!.publicKey);
  expect(await start(token({ secret: 'another' }))).toMatchObject({ outcome: 'already', agent: 'agent-1' });
  expect(collector.arrived).toHaveLength(2);
});

test('an agent that waits for approval is enrolled', async () => {
  collector.say({ ...good, body: { ...(good.body as object), state: 'pending' } });
  expect(await start(token())).toMatchObject({ outcome: 'pending' });
});

test('an enrolled computer does not move by itself', async () => {
  await start(token());
  expect(await failureOf(token({ town: 'town-2' }))).toMatchObject({ exit: 'wrong-use', message: expect.stringContaining('uninstall') });
  expect(await failureOf(token({ url: 'https://localhost:1' }))).toMatchObject({ exit: 'wrong-use' });
});

test('the secret goes to nobody but the server of the pin', async () => {
  const other = await authority();
  expect(await failureOf(token({ pin: other.pin }))).toMatchObject({ exit: 'refused', message: expect.stringContaining('nothing was sent') });
  // Somebody who shows our CA in a chain that it did not sign.
  const impostor = await testCollector({ ca: { ...other, pem: collector.ca.pem } });
  impostor.say(good);
  expect(await failureOf(token({ url: impostor.url }))).toMatchObject({ exit: expect.stringMatching(/refused|not-delivered/) });
  expect(impostor.arrived).toEqual([]);
  expect(await failureOf(token({ pin: 'system' }))).toMatchObject({ exit: 'not-delivered' });
  expect(collector.arrived).toEqual([]);
  expect(readEnrollment(folder)).toBeUndefined();
  await impostor.close();
});

test.each<[string, Said, string]>([
  ['a token that is not taken', { status: 401, body: { code: 'not-admitted' } }, 'refused'],
  ['an agent that is too old', { status: 426, body: { code: 'version-too-old' } }, 'refused'],
  ['a collector that is busy', { status: 429, body: { code: 'rate-limited' } }, 'not-delivered'],
  ['a page of somebody else', { status: 200, body: '<html>' }, 'not-delivered'],
  ['an answer with a part missing', { status: 200, body: { agent: 'a', town: 't', state: 'active' } }, 'not-delivered'],
  ['a redirect', { status: 302, headers: { location: 'https://localhost:1/' } }, 'not-delivered'],
])('%s leaves this computer as it was', async (_name, said, exit) => {
  collector.say(said);
  expect(await failureOf(token())).toMatchObject({ exit, message: expect.stringMatching(/\.$/) });
  expect(readEnrollment(folder)).toBeUndefined();
});

test.each(['', 'hello', 'tw1.AAAA', 'tw1.e30'])('%j is no token', async (line) => {
  expect(await failureOf(line)).toMatchObject({ exit: 'wrong-use' });
  expect(fs.existsSync(folder)).toBe(false);
});

test('a state folder that is open to others is refused with the command that mends it', async () => {
  fs.mkdirSync(folder, { mode: 0o755 });
  expect(await failureOf(token())).toMatchObject({ exit: 'wrong-use', message: expect.stringContaining(`chmod 700 '${folder}'`) });
  expect(collector.arrived).toEqual([]);
});
