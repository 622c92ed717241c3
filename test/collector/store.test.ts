import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendAudit, auditHead, verifyAudit } from '../../collector/store/audit-log.ts';
import type { AuditEntry } from '../../collector/store/audit-log.ts';
import { latestEvaluation, storeEvaluation } from '../../collector/store/evaluations.ts';
import { claimFolder, dataVersion, inTransaction, openStore, readEpoch } from '../../collector/store/open.ts';
import type { Store } from '../../collector/store/tables.ts';
import { addTown, findTown, listTowns } from '../../collector/store/towns.ts';
import { realWorld } from '../../collector/world.ts';
import type { Finding } from '../../rules/outcome.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { temporaryFolder } from './temporary.ts';

const world = realWorld();
let place: ReturnType<typeof temporaryFolder>;
let store: Store;
beforeEach(async () => {
  place = temporaryFolder();
  store = await openStore(place.folder, world);
});
afterEach(async () => {
  await store.destroy();
  place.remove();
});

const town = { name: 'Cedar Falls', timeZone: 'America/Chicago', fiscalYearStartMonth: 7 };

describe('the store', () => {
  test('has the durability that an acknowledgement promises', async () => {
    const pragma = async (name: string) => Object.values((await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(store)).rows[0] ?? {})[0];
    expect([await pragma('journal_mode'), await pragma('synchronous'), await pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
    expect(fs.statSync(path.join(place.folder, 'townwatch.sqlite')).mode & 0o777).toBe(0o600);
  });

  test('keeps its epoch when it is opened again, and another store has another', async () => {
    const epoch = await readEpoch(store);
    const again = await openStore(place.folder, world);
    expect(await readEpoch(again)).toBe(epoch);
    await again.destroy();
    const elsewhere = temporaryFolder();
    const other = await openStore(elsewhere.folder, world);
    expect(await readEpoch(other)).not.toBe(epoch);
    await other.destroy();
    elsewhere.remove();
  });

  test('refuses a folder that a newer program wrote', async () => {
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01T00:00:00.000Z')`.execute(store);
    await expect(openStore(place.folder, world)).rejects.toMatchObject({ exit: 'wrong-use', message: expect.stringContaining('newer Townwatch (it has 9999-later)') });
  });

  test('refuses a file that is no store', async () => {
    const { folder, remove } = temporaryFolder();
    fs.writeFileSync(path.join(folder, 'townwatch.sqlite'), 'x'.repeat(5_000));
    await expect(openStore(folder, world)).rejects.toMatchObject({ exit: 'input-refused' });
    remove();
  });

  test('notices when another program wrote', async () => {
    const other = await openStore(place.folder, world);
    const before = await dataVersion(store);
    await addTown(store, town, world);
    expect(await dataVersion(store)).toBe(before);
    await addTown(other, { ...town, name: 'Elsewhere' }, world);
    expect(await dataVersion(store)).not.toBe(before);
    await other.destroy();
  });

  test('is left as it was by a transaction that fails', async () => {
    await expect(
      inTransaction(store, async (within) => {
        await addTown(within, town, world);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await listTowns(store)).toEqual([]);
  });
});

test('one server at a time serves a folder, and a server that is gone holds nothing', () => {
  const release = claimFolder(place.folder);
  expect(() => claimFolder(place.folder)).toThrow(expect.objectContaining({ exit: 'another-runs' }));
  release();
  claimFolder(place.folder)();
});

describe('a town', () => {
  test('is found by name, in any case, or id', async () => {
    const added = await addTown(store, town, world);
    expect(added.id).toMatch(/^[0-9a-f]{32}$/);
    for (const name of ['Cedar Falls', 'cedar falls', ' Cedar Falls ', added.id]) expect(await findTown(store, name)).toEqual(added);
    await expect(findTown(store, 'Cedar')).rejects.toMatchObject({ message: 'There is no town "Cedar"; there is "Cedar Falls".' });
  });

  test.each([
    [{ ...town, name: ' ' }, /needs a name/],
    [{ ...town, timeZone: 'Mars/Olympus' }, /no time zone "Mars\/Olympus"/],
    [{ ...town, timeZone: 'EST' }, /no time zone "EST"/],
    [{ ...town, fiscalYearStartMonth: 13 }, /from 1 to 12/],
  ])('cannot be %j', async (wrong, message) => {
    await expect(addTown(store, wrong, world)).rejects.toMatchObject({ exit: 'wrong-use', message: expect.stringMatching(message) });
  });

  test('has its name alone', async () => {
    await addTown(store, town, world);
    await expect(addTown(store, town, world)).rejects.toMatchObject({ exit: 'wrong-use' });
  });
});

describe('the audit log', () => {
  const entry: AuditEntry = { at: '2026-11-21T00:00:00Z', town: null, actor: 'operator', action: 'town-added', detail: { n: 1 } };

  test('is a chain in which any change shows', async () => {
    for (let index = 0; index < 5; index += 1) await appendAudit(store, [entry, { ...entry, detail: { n: index } }]);
    expect(await verifyAudit(store)).toEqual({ size: 10, whole: true });
    expect((await auditHead(store)).size).toBe(10);
    const raw = new Database(path.join(place.folder, 'townwatch.sqlite'));
    const tampering = [`update audit_log set detail = '{"n":9}' where size = 4`, `update audit_log set actor = 'x' where size = 4`, 'delete from audit_log where size = 4', 'update audit_log set size = 99 where size = 4'];
    for (const statement of tampering) {
      raw.exec('begin');
      raw.exec(statement);
      raw.exec('commit');
      expect([statement, await verifyAudit(store)]).toEqual([statement, { size: 3, whole: false }]);
      raw.exec('delete from audit_log');
      for (let index = 0; index < 5; index += 1) await appendAudit(store, [entry, { ...entry, detail: { n: index } }]);
    }
    raw.close();
  });
});

describe('a judgement', () => {
  const finding: Finding = { id: 'F-1', rule: 'EOL-001', subject: 's', state: 'open', firstSeen: 'a', lastConfirmed: 'a', resolvedAt: null, reopened: 0 };
  const judgement = (revision: number) => ({ revision, asOf: `2026-11-2${revision}T00:00:00Z`, documents: [], outcomes: [] });
  const digest = sha256('[]');

  test('is stored only on top of the one it was made after', async () => {
    const { id } = await addTown(store, town, world);
    expect(await storeEvaluation(store, id, judgement(1), [finding])).toEqual({ stored: true, digest, changed: true });
    expect(await storeEvaluation(store, id, judgement(1), [])).toEqual({ stored: false });
    expect(await storeEvaluation(store, id, judgement(2), [{ ...finding, state: 'resolved', resolvedAt: 'b' }])).toEqual({ stored: true, digest, changed: false });
    expect(await latestEvaluation(store, id)).toEqual({ ...judgement(2), digest });
    const history = await store.selectFrom('finding_history').select(['at', 'state']).orderBy('at').execute();
    expect(history).toEqual([
      { at: '2026-11-21T00:00:00Z', state: 'open' },
      { at: '2026-11-22T00:00:00Z', state: 'resolved' },
    ]);
  });
});
