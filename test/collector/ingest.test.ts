import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openContent } from '../../wire/frame.ts';
import type { Need, Receipt } from '../../wire/receipt.ts';
import { verifyAudit } from '../../collector/store/audit-log.ts';
import { bodyOf, contentBytes, machine, sendBody } from './fake-agent.ts';
import type { FakeAgent } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
beforeAll(async () => {
  town = await fakeTown();
});
afterAll(() => town.stop());

const send = (agent: FakeAgent, body: Buffer) => sendBody(town.at, agent, body);
const statements = (agent: FakeAgent) => town.store.selectFrom('statement').selectAll().where('agent', '=', agent.id).orderBy('sequence').execute();

test('a snapshot is acknowledged when it is stored, byte for byte, and judged afterwards', async () => {
  const agent = await town.enroll();
  const contents = machine('pc-1');
  const answer = await send(agent, bodyOf(agent, { sequence: 1, contents }));
  expect(answer).toMatchObject({ status: 201, json: { behind: false, last: { incarnation: 'first', sequence: 1 } } });
  const rows = await town.store.selectFrom('content').selectAll().where('agent', '=', agent.id).orderBy('section').execute();
  const stored = rows.map((row) => [row.section, openContent(row, row.bytes)]);
  expect(stored).toEqual(Object.entries(contents).map(([section, bytes]) => [section, { bytes }]));
  await expect.poll(() => town.judged).toContain(town.town.id);
});

test('the receipt has the present head of an audit log that holds together', async () => {
  const agent = await town.enroll();
  const { auditHead } = (await send(agent, bodyOf(agent, { sequence: 1, contents: machine('pc-2') }))).json as Receipt;
  expect(await verifyAudit(town.store)).toEqual({ size: auditHead.size, whole: true });
  const leaf = await town.store.selectFrom('audit_log').selectAll().where('size', '=', auditHead.size).executeTakeFirstOrThrow();
  expect(leaf).toMatchObject({ hash: auditHead.hash, action: 'snapshot-stored', actor: `agent:${agent.id}`, town: town.town.id });
});

test('a content is stored once, and an unchanged night sends none', async () => {
  const agent = await town.enroll();
  const contents = machine('pc-3');
  await send(agent, bodyOf(agent, { sequence: 1, contents }));
  const second = await send(agent, bodyOf(agent, { sequence: 2, contents, leaveOut: ['identity', 'os'] }));
  expect(second).toMatchObject({ status: 201, json: { last: { sequence: 2 } } });
  expect(await town.store.selectFrom('content').select('digest').where('agent', '=', agent.id).execute()).toHaveLength(2);
  expect((await statements(agent)).map(({ status }) => status)).toEqual(['current', 'current']);
});

test('a snapshot that waited for a network does not make the clock wrong, a clock that is wrong does', async () => {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
  const agent = await town.enroll();
  const late = bodyOf(agent, { sequence: 1, contents: machine('pc-5'), wallTime: ago(3).toISOString() });
  await sendBody(town.at, agent, late, { date: new Date().toUTCString() });
  const wrong = bodyOf(agent, { sequence: 2, contents: machine('pc-5'), wallTime: ago(3).toISOString() });
  await sendBody(town.at, agent, wrong, { date: ago(3).toUTCString() });
  const [first, second] = (await statements(agent)).map(({ clock_offset_seconds }) => clock_offset_seconds);
  expect(Math.abs(first ?? Number.NaN)).toBeLessThan(5);
  expect(second).toBeLessThan(-3 * 86_400 + 60);
});

test('an unchanged snapshot is not judged again; one with another reason is', async () => {
  const agent = await town.enroll();
  const contents = machine('pc-4');
  await send(agent, bodyOf(agent, { sequence: 1, contents }));
  const quiet = async () => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return town.judged.splice(0).length;
  };
  expect(await quiet()).toBeGreaterThan(0);
  await send(agent, bodyOf(agent, { sequence: 2, contents, leaveOut: ['identity', 'os'] }));
  expect(await quiet()).toBe(0);
  const failed = { status: 'failed', reason: 'denied', version: 1, startedAt: new Date().toISOString(), durationMs: 1, sources: [] } as const;
  await send(agent, bodyOf(agent, { sequence: 3, contents: {}, predicate: { sections: { os: failed } } }));
  expect(await quiet()).toBe(1);
});

test('the digest of a content of another agent is asked for, never believed', async () => {
  const [one, other] = [await town.enroll('one'), await town.enroll('other')];
  const contents = machine('shared-image');
  await send(one, bodyOf(one, { sequence: 1, contents }));
  const answer = await send(other, bodyOf(other, { sequence: 1, contents, leaveOut: ['os'] }));
  expect(answer.status).toBe(409);
  expect((answer.json as Need).need).toHaveLength(1);
  expect(await statements(other)).toEqual([]);
  expect(await town.store.selectFrom('content').select('digest').where('agent', '=', other.id).execute()).toEqual([]);
  expect((await send(other, bodyOf(other, { sequence: 1, contents }))).status).toBe(201);
});

describe('the number of a statement', () => {
  test('the same statement again gets the same receipt and changes nothing', async () => {
    const agent = await town.enroll();
    const body = bodyOf(agent, { sequence: 1, contents: machine('pc-5') });
    const [first, again] = [(await send(agent, body)).json as Receipt, (await send(agent, body)).json as Receipt];
    expect(again).toMatchObject({ receipt: first.receipt, behind: first.behind, last: first.last });
    expect(await statements(agent)).toHaveLength(1);
  });

  test('one statement that arrives many times at once is stored once', async () => {
    const agent = await town.enroll();
    const body = bodyOf(agent, { sequence: 1, contents: machine('pc-6') });
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(agent, body)));
    expect(new Set(answers.map(({ json }) => (json as Receipt).receipt)).size).toBe(1);
    expect(await statements(agent)).toHaveLength(1);
  });

  test('another statement with a taken number is kept beside the first, and the key counts as cloned', async () => {
    const agent = await town.enroll();
    await send(agent, bodyOf(agent, { sequence: 1, contents: machine('pc-7') }));
    const other = bodyOf(agent, { sequence: 1, contents: machine('pc-7-clone') });
    expect(await send(agent, other)).toMatchObject({ status: 409, json: { code: 'cloned' } });
    expect(await send(agent, other)).toMatchObject({ status: 409, json: { code: 'cloned' } });
    expect((await statements(agent)).map(({ status }) => status).sort()).toEqual(['conflict', 'current']);
    expect(await town.store.selectFrom('agent').select('cloned').where('id', '=', agent.id).executeTakeFirst()).toEqual({ cloned: 1 });
  });

  test('a late one is history: it says so and never moves back what is known', async () => {
    const agent = await town.enroll();
    const [old, now] = [machine('pc-8'), { ...machine('pc-8'), os: contentBytes('os', { family: 'linux', version: '13' }) }];
    const newest = (await send(agent, bodyOf(agent, { sequence: 5, contents: now }))).json as Receipt;
    const late = (await send(agent, bodyOf(agent, { sequence: 4, contents: old }))).json as Receipt;
    expect(late).toMatchObject({ behind: true, last: { sequence: 5, digest: newest.last.digest } });
    const held = await town.store.selectFrom('newest').select(['section', 'receipt']).where('agent', '=', agent.id).execute();
    expect(new Set(held.map(({ receipt }) => receipt))).toEqual(new Set([newest.receipt]));
  });

  test('a new incarnation goes on; the earlier one is history from then on', async () => {
    const agent = await town.enroll();
    const contents = machine('pc-9');
    const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 2, 0, second)).toISOString();
    await send(agent, bodyOf(agent, { incarnation: 'a', sequence: 7, contents, wallTime: at(1) }));
    expect((await send(agent, bodyOf(agent, { incarnation: 'b', sequence: 1, contents, wallTime: at(3) }))).json).toMatchObject({ behind: false, last: { incarnation: 'b', sequence: 1 } });
    expect((await send(agent, bodyOf(agent, { incarnation: 'a', sequence: 8, contents, wallTime: at(2) }))).json).toMatchObject({ behind: true, last: { incarnation: 'b' } });
    const cloned = () => town.store.selectFrom('agent').select('cloned').where('id', '=', agent.id).executeTakeFirst();
    expect(await cloned()).toEqual({ cloned: 0 });
    await send(agent, bodyOf(agent, { incarnation: 'a', sequence: 9, contents, wallTime: at(4) }));
    expect(await cloned()).toEqual({ cloned: 1 });
  });
});

test('the log tells what happened in one JSON object to a line, and holds no secret and nothing that steers a terminal', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const logged = await fakeTown({ order: { log } });
  const agent = await logged.enroll('log-\u001b[31m\u202e-host');
  await sendBody(logged.at, agent, bodyOf(agent, { sequence: 1, contents: machine('pc') }));
  await sendBody(logged.at, agent, bodyOf(agent, { sequence: 2, contents: {}, predicate: { sections: { '\u202eevil': {} as never } } }));
  await sendBody(logged.at, { authorization: 'Townwatch nobody.knows' }, Buffer.from('x'), { 'user-agent': '\u009b31mred' });
  await logged.stop();
  const messages = lines.map((line) => (JSON.parse(line) as { msg?: string }).msg);
  expect(messages).toEqual(expect.arrayContaining(['enrolled', 'answered', 'refused']));
  const all = lines.join('');
  expect(all).not.toContain(agent.authorization.split('.')[1] ?? '');
  expect(all).not.toMatch(/authorization|secret|proof|tw1\.|[\u007f-\u009f\u202a-\u202e]/i);
});
