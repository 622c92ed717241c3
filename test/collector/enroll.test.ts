import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnrollRequest, EnrollResponse } from '../../wire/enrollment.ts';
import { formatToken, parseToken } from '../../wire/enrollment.ts';
import { createToken } from '../../collector/enroll/tokens.ts';
import { redeem } from '../../collector/enroll/redeem.ts';
import { addTown } from '../../collector/store/towns.ts';
import type { Town } from '../../collector/store/towns.ts';
import type { World } from '../../collector/world.ts';
import { realWorld } from '../../collector/world.ts';
import { agentFrom, bodyOf, enrollBody, machine, newKeys, request, sendBody } from './fake-agent.ts';
import type { Answer } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
let elsewhere: Town;
let later = 0;
const world: World = { ...realWorld(), now: () => new Date(Date.now() + later) };
beforeAll(async () => {
  town = await fakeTown({ world });
  elsewhere = await addTown(town.store, { name: 'Elsewhere', timeZone: 'America/Denver', fiscalYearStartMonth: 1 }, world);
});
afterAll(() => town.stop());

const post = (body: EnrollRequest | string) => request(town.at, '/v1/enroll', { body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const shown = ({ status, text, headers }: Answer) => ({ status, text, length: headers['content-length'], type: headers['content-type'] });

test('a token lets one key in, and that key may send', async () => {
  const keys = newKeys();
  const answer = await post(enrollBody(await town.token(), keys));
  expect(answer).toMatchObject({ status: 201, json: { town: town.town.id, state: 'active', agent: expect.stringMatching(/^[0-9a-f]{32}$/) } });
  const agent = agentFrom(answer.json as EnrollResponse, keys);
  expect((await sendBody(town.at, agent, bodyOf(agent, { sequence: 1, contents: machine('pc') }))).status).toBe(201);
});

test('only hashes of secrets are stored', async () => {
  const [keys, token] = [newKeys(), await town.token()];
  const { doorSecret } = (await post(enrollBody(token, keys))).json as EnrollResponse;
  const parsed = parseToken(token);
  const everything = JSON.stringify([await town.store.selectFrom('token').selectAll().execute(), await town.store.selectFrom('agent').selectAll().execute(), await town.store.selectFrom('audit_log').selectAll().execute()]);
  expect(everything).toContain(keys.publicKey);
  expect(everything).not.toContain(doorSecret);
  expect(everything).not.toContain('error' in parsed ? 'unparsed' : parsed.secret);
});

test('a repeat with the same key gives the same agent with a fresh door secret', async () => {
  const keys = newKeys();
  const body = enrollBody(await town.token(), keys);
  const [first, again] = [(await post(body)).json as EnrollResponse, (await post(body)).json as EnrollResponse];
  expect(again.agent).toBe(first.agent);
  expect(again.doorSecret).not.toBe(first.doorSecret);
  const send = (response: EnrollResponse) => sendBody(town.at, agentFrom(response, keys), bodyOf(agentFrom(response, keys), { sequence: 1, contents: machine('pc') }));
  expect((await send(first)).status).toBe(401);
  expect((await send(again)).status).toBe(201);
});

test('of a hundred keys that bring one token at once, one is let in', async () => {
  const token = await town.token();
  const answers = await Promise.all(Array.from({ length: 100 }, () => redeem(town.store, enrollBody(token, newKeys()), world)));
  expect(answers.filter((answer) => 'agent' in answer)).toHaveLength(1);
});

describe('a token that is no good', () => {
  test('is refused with the same bytes, whatever is wrong with it', async () => {
    const used = await town.token();
    await post(enrollBody(used, newKeys()));
    const expired = await town.token();
    const foreign = await town.token({ town: elsewhere });
    const parsed = parseToken(await town.token());
    if ('error' in parsed) throw new Error(parsed.error);
    const unknown = formatToken({ ...parsed, secret: 'A'.repeat(43) });
    later = 31 * 60_000;
    const wrong = [enrollBody(expired, newKeys())];
    const late = await post(wrong[0] as EnrollRequest);
    later = 0;
    const answers = [
      late,
      await post(enrollBody(used, newKeys())),
      await post(enrollBody(foreign, newKeys(), { town: town.town.id })),
      await post(enrollBody(unknown, newKeys())),
      await post(enrollBody(await town.token(), newKeys(), { proof: enrollBody(used, newKeys()).proof })),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(shown(answer)))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, json: { code: 'not-admitted' } });
  });

  test('is refused in the same time: no kind stands out by its median', async () => {
    const [used, foreign, good] = [await town.token(), await town.token({ town: elsewhere }), await town.token()];
    await redeem(town.store, enrollBody(used, newKeys()), world);
    const kinds = {
      used: enrollBody(used, newKeys()),
      foreign: enrollBody(foreign, newKeys(), { town: town.town.id }),
      unknown: enrollBody(good, newKeys(), { secret: 'A'.repeat(43) }),
    };
    const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
    for (let round = 0; round < 200; round += 1)
      for (const [kind, body] of Object.entries(kinds)) {
        const begun = performance.now();
        expect(await redeem(town.store, body, world)).toEqual({ refusal: 'not-admitted' });
        times[kind]?.push(performance.now() - begun);
      }
    const medians = Object.values(times).map((each) => each.sort((a, b) => a - b)[each.length / 2] ?? 0);
    expect(Math.max(...medians) - Math.min(...medians)).toBeLessThan(5);
  });

  test('leaves nothing behind', async () => {
    const before = await town.store.selectFrom('agent').select((it) => it.fn.countAll<number>().as('rows')).executeTakeFirst();
    await post(enrollBody(await town.token(), newKeys(), { town: 'nowhere' }));
    expect(await town.store.selectFrom('agent').select((it) => it.fn.countAll<number>().as('rows')).executeTakeFirst()).toEqual(before);
  });
});

describe('a bulk token', () => {
  test('has the uses it was given, and its agents wait for approval', async () => {
    const token = await town.token({ uses: 2, days: 7 });
    const states = await Promise.all([1, 2, 3].map(async () => (await post(enrollBody(token, newKeys()))).json as Partial<EnrollResponse>));
    expect(states.filter(({ state }) => state === 'pending')).toHaveLength(2);
    expect(states.filter(({ agent }) => agent === undefined)).toHaveLength(1);
  });

  test.each([
    { uses: 0, days: 1 },
    { uses: 1_001, days: 1 },
    { uses: 10, days: 8 },
    { uses: 10, days: 0 },
  ])('cannot have $uses uses and $days days', async (order) => {
    await expect(createToken(town.store, { town: town.town, url: 'https://localhost', pin: 'system', ...order }, world)).rejects.toMatchObject({ exit: 'wrong-use' });
  });
});

test('a request that is none is refused before a token is looked up', async () => {
  for (const body of ['', 'x', '[]', '{}', '{"secret":"a","secret":"b"}', '{"__proto__":{}}', JSON.stringify({ ...enrollBody(await town.token(), newKeys()), platform: 'amiga' })])
    expect([body, (await post(body)).status]).toEqual([body, 400]);
  expect((await request(town.at, '/v1/enroll', { body: '{}', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  expect((await post(JSON.stringify({ secret: 'x'.repeat(20_000) }))).status).toBe(413);
});
