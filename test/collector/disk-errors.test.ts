import { sql } from 'kysely';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { foldLog } from '../../collector/store/open.ts';
import { diskFailure, isBroken } from '../../collector/store/disk.ts';
import { bodyOf, enrollBody, machine, newKeys, request, sendBody } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

const failed = (code: string) => Object.assign(new Error('disk I/O error'), { code });

describe('a disk that fails outside of a commit', () => {
  let town: FakeTown;
  afterEach(() => town.stop());

  test('in a judgement: nothing more is acknowledged, and the server is told to end', async () => {
    const broken: unknown[] = [];
    const error = failed('SQLITE_IOERR_FSYNC');
    let fails = false;
    const judge = () => (fails ? Promise.reject(error) : Promise.resolve());
    town = await fakeTown({ order: { judge, onBroken: (cause) => broken.push(cause) } });
    const [agent, token] = [await town.enroll(), await town.token()];
    fails = true;
    expect((await sendBody(town.at, agent, bodyOf(agent, { sequence: 1, contents: machine('pc') }))).status).toBe(201);
    await vi.waitFor(() => expect(broken).toEqual([error]));
    expect(await sendBody(town.at, agent, bodyOf(agent, { sequence: 2, contents: machine('pc') }))).toMatchObject({ status: 503, headers: { 'retry-after': '30' }, json: { code: 'busy' } });
    const enrolling = { body: JSON.stringify(enrollBody(token, newKeys())), headers: { 'content-type': 'application/json' } };
    expect(await request(town.at, '/v1/enroll', enrolling)).toMatchObject({ status: 503, json: { code: 'busy' } });
    expect(await town.store.selectFrom('statement').select('sequence').execute()).toEqual([{ sequence: 1 }]);
    expect(broken).toHaveLength(1);
  });

  test('in another request: the same', async () => {
    const broken: unknown[] = [];
    town = await fakeTown({ order: { onBroken: (cause) => broken.push(cause) } });
    const [agent, token] = [await town.enroll(), await town.token()];
    vi.spyOn(town.store, 'transaction').mockImplementation(() => {
      throw failed('SQLITE_IOERR_WRITE');
    });
    const enrolling = { body: JSON.stringify(enrollBody(token, newKeys())), headers: { 'content-type': 'application/json' } };
    expect((await request(town.at, '/v1/enroll', enrolling)).status).toBe(503);
    vi.restoreAllMocks();
    expect((await sendBody(town.at, agent, bodyOf(agent, { sequence: 1, contents: machine('pc') }))).status).toBe(503);
    expect(broken).toHaveLength(1);
  });

  test('with any other error goes on', async () => {
    const broken: unknown[] = [];
    town = await fakeTown({ order: { judge: () => Promise.reject(failed('SQLITE_FULL')), onBroken: (cause) => broken.push(cause) } });
    const agent = await town.enroll();
    for (const sequence of [1, 2]) {
      expect((await sendBody(town.at, agent, bodyOf(agent, { sequence, contents: machine(`pc-${sequence}`) }))).status).toBe(201);
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
    expect(broken).toEqual([]);
  });
});

test.each([['SQLITE_IOERR_FSYNC', true], ['SQLITE_IOERR', true], ['EIO', true], ['SQLITE_FULL', false], ['ENOSPC', false], ['SQLITE_IOERR_SHMSIZE', false], ['SQLITE_BUSY', false], ['', false]])(
  '%s: whether the disk failed is %s',
  (code, broken) => {
    expect(isBroken(failed(code))).toBe(broken);
  },
);

test('what a person is told is one line, with the folder and what to do', () => {
  expect(diskFailure(failed('SQLITE_FULL'), '/data')).toMatchObject({ exit: 'wrong-use', message: 'The disk under /data is full; make room and run it again.' });
  expect(diskFailure(failed('SQLITE_IOERR_SHMSIZE'), '/data')).toMatchObject({ exit: 'wrong-use' });
  expect(diskFailure(failed('SQLITE_IOERR_FSYNC'), '/data')).toMatchObject({ exit: 'bug', message: 'The disk under /data failed (disk I/O error); check it before the next start.' });
  expect(diskFailure(failed('SQLITE_CONSTRAINT'), '/data')).toBeUndefined();
});

test('a server folds its log into the store by itself once it is long, and when it stops', async () => {
  const town = await fakeTown();
  const waiting = async () => {
    const { rows } = await sql<{ log: number; checkpointed: number }>`pragma wal_checkpoint(noop)`.execute(town.store);
    return (rows[0]?.log ?? 0) - (rows[0]?.checkpointed ?? 0);
  };
  const agent = await town.enroll();
  await town.store.insertInto('meta').values({ key: 'long', value: 'x'.repeat(5_000_000) }).execute();
  expect(await waiting()).toBeGreaterThan(1_000);
  expect((await sendBody(town.at, agent, bodyOf(agent, { sequence: 1, contents: machine('pc') }))).status).toBe(201);
  expect(await waiting()).toBeLessThan(100);
  expect(await waiting()).toBeGreaterThan(0);
  await foldLog(town.store);
  expect(await waiting()).toBeGreaterThan(0);
  await foldLog(town.store, 1);
  expect(await waiting()).toBe(0);
  await town.stop();
});
