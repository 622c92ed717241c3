import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliver, pauseMs } from '../../../agent/outbox/send.ts';
import type { Outbox } from '../../../agent/outbox/outbox.ts';
import { waiting } from '../../../agent/outbox/spool.ts';
import { openLine } from '../../../agent/outbox/transport.ts';
import type { Line } from '../../../agent/outbox/transport.ts';
import { readEnrollment, readProgress, writeProgress } from '../../../agent/state.ts';
import { signNextCa } from '../../../wire/next-ca.ts';
import { authority } from './authority.ts';
import { receiptFor, statementIn, testCollector } from './collector.ts';
import type { Arrived, Said, TestCollector } from './collector.ts';
import { scanOf, testComputer } from './computer.ts';

let collector: TestCollector;
let line: Line;
let computer: ReturnType<typeof testComputer>;

beforeAll(async () => {
  collector = await testCollector();
  line = await openLine({ url: collector.url, ca: [collector.ca.pem], proxy: null }, '0.1.0');
});
afterAll(async () => {
  line.close();
  await collector.close();
});
beforeEach(() => {
  computer = testComputer({ url: collector.url, ca: [collector.ca.pem] });
  collector.arrived.length = 0;
});
afterEach(() => computer.remove());

const send = (more: Partial<Outbox> = {}) => deliver(computer.outbox(line, more));
const stored = (change: Parameters<typeof receiptFor>[1] = {}) => (one: Arrived) => receiptFor(one, change);
const statements = () => collector.arrived.map(({ body }) => statementIn(body));
const left = () => waiting(computer.spool).map(({ sequence }) => sequence);
const digestOf = (text: string) => scanOf({ os: text }).sections.os!.digest!;

describe('a snapshot that is stored', () => {
  test('leaves the spool; what was acknowledged is not sent again', async () => {
    collector.say(stored());
    computer.keep({ os: 'a', software: 'b' });
    expect(await send()).toEqual({ sent: 1, left: 0, refused: [] });
    computer.keep({ os: 'a', software: 'c' });
    computer.keep({ os: 'a', software: 'c' });
    expect(await send()).toEqual({ sent: 2, left: 0, refused: [] });
    expect(statements().map(({ inlined }) => inlined.length)).toEqual([2, 1, 0]);
    expect(collector.arrived[0]!.authorization).toBe('Townwatch agent-1.door');
    const [first, second, third] = statements();
    expect([first!.predicate.previous, third!.predicate.previous]).toEqual([null, first!.digest]);
    expect(second!.predicate).toMatchObject({ agent: 'agent-1', town: 'town-1', sequence: 2, epoch: 'epoch-1', dropped: 0, oneOff: false });
    expect(readProgress(computer.folder)).toMatchObject({ previous: third!.digest, epoch: 'epoch-1', lastReceipt: { receipt: 'r-3' } });
  });

  test('by a collector that starts with nothing is sent whole again', async () => {
    collector.say(stored(), stored({ epoch: 'epoch-2' }));
    computer.keep({ os: 'a' });
    await send();
    computer.keep({ os: 'a' });
    await send();
    expect(readProgress(computer.folder)).toMatchObject({ epoch: 'epoch-2', acknowledged: [digestOf('a')] });
  });

  test('tells of dropped ones once', async () => {
    collector.say(stored());
    writeProgress(computer.folder, { ...readProgress(computer.folder), drops: [{ toldBy: 1, count: 3 }, { toldBy: 2, count: 1 }] });
    computer.keep({ os: 'a' });
    await send();
    expect(statements()[0]!.predicate.dropped).toBe(4);
    expect(readProgress(computer.folder).drops).toEqual([{ toldBy: 2, count: 1 }]);
  });

  test('is sent again when the answer was lost, as the same bytes signed', async () => {
    computer.keep({ os: 'a' });
    collector.say({ status: 500 }, stored());
    await send();
    const [first, second] = statements();
    expect(second!.digest).toBe(first!.digest);
  });
});

describe('contents that the collector lacks', () => {
  beforeEach(async () => {
    collector.say(stored());
    computer.keep({ os: 'a' });
    await send();
    collector.arrived.length = 0;
    computer.keep({ os: 'a', software: 'b' });
  });

  test('are sent in one full post', async () => {
    collector.say({ status: 409, body: { need: [digestOf('a')], epoch: 'epoch-1' } }, stored());
    expect(await send()).toMatchObject({ sent: 1, left: 0 });
    expect(statements().map(({ inlined }) => inlined.length)).toEqual([1, 2]);
  });

  test('after a restore are preceded by the last acknowledged snapshot', async () => {
    collector.say({ status: 409, body: { need: [digestOf('a')], epoch: 'epoch-2' } }, stored({ epoch: 'epoch-2' }));
    expect(await send()).toMatchObject({ sent: 1, left: 0 });
    expect(statements().map(({ predicate, inlined }) => [predicate.sequence, inlined.length])).toEqual([[2, 1], [1, 1], [2, 2]]);
    expect(readProgress(computer.folder)).toMatchObject({ epoch: 'epoch-2' });
  });

  test('are not forgotten when the full post fails, and nothing is repeated', async () => {
    collector.say({ status: 409, body: { need: [digestOf('a')], epoch: 'epoch-2' } }, stored({ epoch: 'epoch-2' }), { status: 500 }, stored({ epoch: 'epoch-2' }));
    expect(await send()).toMatchObject({ sent: 1, left: 0 });
    expect(statements().map(({ predicate, inlined }) => [predicate.sequence, inlined.length])).toEqual([[2, 1], [1, 1], [2, 2], [2, 2]]);
  });

  test('and that it asks for again after getting them are not sent for ever', async () => {
    collector.say({ status: 409, body: { need: [digestOf('a')], epoch: 'epoch-1' } });
    expect(await send({ patienceMs: 0 })).toMatchObject({ sent: 0, left: 1, why: expect.stringContaining('asks again') });
    expect(collector.arrived).toHaveLength(2);
  });
});

describe('a refusal', () => {
  const refusal = (code: string, status: number): Said => ({ status, body: { code, message: 'x' } });

  test.each([['cloned', 409], ['bad-signature', 400], ['wrong-sender', 403], ['body-too-large', 413]])('%s puts one aside and goes on', async (code, status) => {
    const item = computer.keep({ os: 'a' });
    computer.keep({ os: 'b' });
    collector.say(refusal(code, status), stored());
    expect(await send()).toEqual({ sent: 1, left: 0, refused: [{ file: path.basename(item.file), code }] });
    const aside = path.join(computer.folder, 'quarantine', path.basename(item.file));
    expect(fs.existsSync(aside)).toBe(true);
    expect(fs.readFileSync(`${aside}.reason`, 'utf8')).toMatch(/^\S.+\.\n$/);
    expect(readProgress(computer.folder).drops).toEqual(code === 'cloned' ? [] : [{ toldBy: 3, count: 1 }]);
  });

  test.each([['not-admitted', 401], ['version-too-old', 426]])('%s keeps everything and stops', async (code, status) => {
    computer.keep({ os: 'a' });
    computer.keep({ os: 'b' });
    collector.say(refusal(code, status));
    expect(await send()).toMatchObject({ sent: 0, left: 2, refused: [], shut: code });
    expect(collector.arrived).toHaveLength(1);
  });

  test('that a collector would not say is none', async () => {
    computer.keep({ os: 'a' });
    const strange: Said[] = [
      refusal('cloned', 404), refusal('constructor', 400), { status: 404, body: '<html>sign in</html>' }, { status: 302, headers: { location: 'https://example.org/' } },
      { status: 200, body: { receipt: 'r' } }, { status: 201, body: { receipt: 1 } }, { status: 409, body: { need: 'all' } }, { status: 400, body: '{"code":"cloned","code":"cloned"}' },
    ];
    collector.say(...strange, stored());
    expect(await send()).toMatchObject({ sent: 1, left: 0, refused: [] });
    expect(collector.arrived).toHaveLength(strange.length + 1);
  });
});

test('a damaged file is put aside, and the others are sent', async () => {
  const [bad] = [computer.keep({ os: 'a' }), computer.keep({ os: 'b' })];
  fs.truncateSync(bad.file, 40);
  collector.say(stored());
  expect(await send()).toEqual({ sent: 1, left: 0, refused: [{ file: path.basename(bad.file), code: 'damaged' }] });
});

describe('waiting', () => {
  test('grows without bound for nobody, and ends after two hours with everything kept', async () => {
    computer.keep({ os: 'a' });
    collector.say({ status: 503, body: { code: 'busy' } });
    expect(await send()).toMatchObject({ sent: 0, left: 1, why: expect.stringContaining('cannot store') });
    const { slept } = computer.clock;
    expect(slept.slice(0, 9)).toEqual([2500, 5000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 450_000]);
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(2 * 3_600_000);
    expect(slept.reduce((sum, ms) => sum + ms, 450_000)).toBeGreaterThanOrEqual(2 * 3_600_000);
  });

  test('is anywhere between nothing and the limit', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const ms = pauseMs(failures, () => random);
      expect(ms).toBeGreaterThanOrEqual(1);
      expect(ms).toBeLessThanOrEqual(Math.min(900_000, 5000 * 2 ** (failures - 1)));
    }));
    expect(pauseMs(0, () => 1)).toBe(0);
  });

  test.each([['7', 7000], ['0', 1000], ['100000', undefined], ['Fri, 31 Dec 1999 23:59:59 GMT', 2500]])('is what Retry-After %s says', async (header, ms) => {
    computer.keep({ os: 'a' });
    collector.say({ status: 429, body: { code: 'rate-limited' }, headers: { 'retry-after': header } }, stored());
    const delivery = await send();
    expect(computer.clock.slept[0]).toBe(ms);
    expect(delivery.left).toBe(ms === undefined ? 1 : 0);
  });

  test('that the collector asked for is remembered by the next process', async () => {
    computer.keep({ os: 'a' });
    collector.say({ status: 503, body: { code: 'busy' }, headers: { 'retry-after': '7200' } }, stored());
    await send();
    expect(await send({ patienceMs: 3_600_000 })).toMatchObject({ left: 1, why: 'the collector asked for a pause' });
    expect(collector.arrived).toHaveLength(1);
    computer.clock.at += 7_200_000;
    expect(await send()).toMatchObject({ sent: 1 });
  });

  test('that a jump of the clock would make endless is not', async () => {
    computer.keep({ os: 'a' });
    writeProgress(computer.folder, { ...readProgress(computer.folder), notBefore: '2038-01-19T03:14:07Z' });
    collector.say(stored());
    expect(await send({ patienceMs: 0 })).toMatchObject({ sent: 1 });
  });

  test('between two snapshots is what a receipt asks for', async () => {
    computer.keep({ os: 'a' });
    computer.keep({ os: 'b' });
    collector.say(stored({ retryAfter: 30 }));
    expect(await send()).toMatchObject({ sent: 2 });
    expect(computer.clock.slept).toEqual([30_000]);
  });
});

describe('a state that was rolled back', () => {
  test('starts a new history and tells the current state again, once', async () => {
    computer.keep({ os: 'a' });
    computer.keep({ os: 'b' });
    const before = readProgress(computer.folder).incarnation;
    collector.say(stored({ behind: true }));
    expect(await send()).toMatchObject({ sent: 3, left: 0 });
    const told = statements().map(({ predicate, inlined }) => ({ old: predicate.incarnation === before, sequence: predicate.sequence, inlined: inlined.length }));
    expect(told).toEqual([{ old: true, sequence: 1, inlined: 1 }, { old: true, sequence: 2, inlined: 1 }, { old: false, sequence: 3, inlined: 0 }]);
    const [, second, third] = statements();
    expect(third!.subject).toEqual(second!.subject);
    expect(third!.predicate.previous).toBe(statements()[0]!.digest);
    expect(readProgress(computer.folder)).toMatchObject({ sequence: 3, incarnation: third!.predicate.incarnation });
  });
});

describe('the next CA', () => {
  test('is trusted when the present one vouches for it, and the older one is forgotten', async () => {
    const [next, third] = [await authority(), await authority()];
    collector.say(stored({ nextCa: signNextCa(next.pem, collector.ca.key) }), stored({ nextCa: signNextCa(third.pem, next.key) }));
    computer.keep({ os: 'a' });
    await send();
    expect(readEnrollment(computer.folder)!.ca).toEqual([collector.ca.pem, next.pem]);
    computer.keep({ os: 'a' });
    await send();
    expect(readEnrollment(computer.folder)!.ca).toEqual([next.pem, third.pem]);
  });

  test('of a stranger is ignored', async () => {
    const stranger = await authority();
    collector.say(stored({ nextCa: signNextCa(stranger.pem, stranger.key) }));
    computer.keep({ os: 'a' });
    expect(await send()).toMatchObject({ sent: 1 });
    expect(readEnrollment(computer.folder)!.ca).toEqual([collector.ca.pem]);
  });
});

test('a snapshot without room on the disk is sent from memory', async () => {
  const full = testComputer({ url: collector.url, ca: [collector.ca.pem], room: { free: 0, total: 1e9 } });
  const item = full.keep({ os: 'a' });
  collector.say({ status: 503, body: { code: 'busy' } }, stored());
  expect(await deliver(full.outbox(line, { unkept: item }))).toEqual({ sent: 1, left: 0, refused: [] });
  expect(readProgress(full.folder)).toMatchObject({ lastReceipt: { receipt: 'r-1' } });
  full.remove();
});

test('a clock that is far off is told of', async () => {
  computer.keep({ os: 'a' });
  collector.say(stored({ serverTime: new Date(computer.clock.at + 3_600_000).toISOString() }));
  await send();
  expect(computer.events).toContain('clock');
  expect(readProgress(computer.folder).lastReceipt).toMatchObject({ clockOffsetSeconds: 3600 });
});

test('killed between any two steps, nothing is lost and nothing is told twice with another signature', async () => {
  // Each answer ends the process; the next one finds the state folder as it is.
  computer.keep({ os: 'a' });
  computer.keep({ os: 'b' });
  const seen: string[] = [];
  const killing: Line = {
    ask: async (request) => {
      seen.push(statementIn(request.body!).digest);
      if (seen.length % 3 !== 0) throw new Error('killed');
      return line.ask(request);
    },
    close: () => {},
  };
  collector.say(stored());
  for (let run = 0; left().length > 0 && run < 20; run++) await deliver(computer.outbox(killing)).catch(() => undefined);
  expect(left()).toEqual([]);
  expect(new Set(seen).size).toBe(2);
});
