import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFile } from '../../collector/ingest/import.ts';
import { roster } from '../../collector/assets/roster.ts';
import { addTown } from '../../collector/store/towns.ts';
import { encodeOneOff } from '../../wire/parcel.ts';
import { bodyOf, machine, newKeys } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let town: FakeTown;
beforeAll(async () => {
  town = await fakeTown();
});
afterAll(() => town.stop());

const take = (file: Buffer, into = town.town.id) => importFile(town.store, into, file, town.world);

/** A file as an agent that was never enrolled writes it. */
function oneOff(name: string, keys = newKeys()): Buffer {
  const agent = { id: 'one-off-x', town: 'none', privateKey: keys.privateKey };
  return encodeOneOff(keys.publicKey, bodyOf(agent, { sequence: 1, contents: machine(name), predicate: { oneOff: true } }));
}

describe('a file of a computer that was never enrolled', () => {
  test('is stored under the town that a person names, as an asset, marked as a one-off', async () => {
    expect(await take(oneOff('visited'))).toMatchObject({ kind: 'stored', behind: false });
    const agent = await town.store.selectFrom('agent').select(['one_off', 'door_hash', 'state']).where('one_off', '=', 1).executeTakeFirst();
    expect(agent).toEqual({ one_off: 1, door_hash: null, state: 'active' });
    expect((await roster(town.store, town.town.id, new Date().toISOString())).map(({ label }) => label)).toContain('visited');
  });

  test('changes nothing the second time', async () => {
    const file = oneOff('twice');
    const [first, again] = [await take(file), await take(file)];
    expect([first, again]).toMatchObject([{ kind: 'stored' }, { kind: 'repeated', receipt: 'receipt' in first ? first.receipt : '' }]);
  });

  test('is refused when anything in it was altered', async () => {
    const file = oneOff('altered');
    for (let position = 8; position < file.length; position += 37) {
      const altered = Buffer.from(file);
      altered[position] = (altered[position] ?? 0) ^ 1;
      expect([position, await take(altered)]).toEqual([position, { refusal: expect.any(String), detail: expect.any(String) }]);
    }
    expect((await roster(town.store, town.town.id, new Date().toISOString())).map(({ label }) => label)).not.toContain('altered');
  });

  test('is refused when its statement does not say that it is one', async () => {
    const keys = newKeys();
    const body = bodyOf({ id: 'x', town: 'none', privateKey: keys.privateKey }, { sequence: 1, contents: machine('liar') });
    expect(await take(encodeOneOff(keys.publicKey, body))).toMatchObject({ refusal: 'wrong-sender' });
  });
});

describe('a file of an enrolled computer', () => {
  test('counts like a snapshot that it sent', async () => {
    const agent = await town.enroll();
    expect(await take(bodyOf(agent, { sequence: 1, contents: machine('offline') }))).toMatchObject({ kind: 'stored' });
    const audit = await town.store.selectFrom('audit_log').select('action').where('actor', '=', `agent:${agent.id}`).orderBy('size', 'desc').executeTakeFirst();
    expect(audit).toEqual({ action: 'snapshot-imported' });
  });

  test('is refused under another town, or when nobody knows its key', async () => {
    const agent = await town.enroll();
    const other = await addTown(town.store, { name: 'Other', timeZone: 'UTC', fiscalYearStartMonth: 1 }, town.world);
    const file = bodyOf(agent, { sequence: 1, contents: machine('strayed') });
    expect(await take(file, other.id)).toMatchObject({ refusal: 'wrong-sender' });
    expect(await take(bodyOf({ ...agent, ...newKeys() }, { sequence: 1, contents: machine('strayed') }))).toMatchObject({ refusal: 'wrong-sender' });
  });
});

test('what is no snapshot is refused with a code', async () => {
  for (const file of [Buffer.alloc(0), Buffer.from('hello'), Buffer.from('{"a":1}'), Buffer.alloc(10_000, 0x7b), Buffer.concat([Buffer.from([0, 0, 0, 90]), Buffer.from('{"format":"townwatch-one-off/1"}')])])
    expect([file.length, await take(file)]).toEqual([file.length, { refusal: expect.any(String), detail: expect.any(String) }]);
});
