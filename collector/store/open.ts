import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Database as Sqlite, Statement } from 'better-sqlite3';
import { Kysely, SqliteAdapter, SqliteDialect, sql } from 'kysely';
import type { SqliteDatabase } from 'kysely';
import { Migrator } from 'kysely/migration';
import { codeOf, failure, messageOf } from '../failure.ts';
import { syncFolder } from '../settings/folder.ts';
import { newId } from '../world.ts';
import type { World } from '../world.ts';
import { diskFailure, isBroken } from './disk.ts';
import { migrations } from './migrations.ts';
import type { Store, Tables } from './tables.ts';

const fileName = 'townwatch.sqlite';
const busyMilliseconds = 5_000;
const mostPrepared = 300;

/**
 * Opens the store of a data folder, and makes or migrates it. Several programs may have it open at once.
 * @throws a failure when the folder was written by a newer program, is no store, or its disk is full or failed
 */
export async function openStore(folder: string, world: World): Promise<Store> {
  const database = connect(folder);
  const store = new Kysely<Tables>({ dialect: new OwnDialect({ database: immediate(database) }) });
  try {
    await migrate(store, folder);
    await store
      .insertInto('meta')
      .values({ key: 'epoch', value: newId(world) })
      .onConflict((it) => it.doNothing())
      .execute();
    syncFolder(folder);
    return store;
  } catch (error) {
    await store.destroy();
    throw diskFailure(error, folder) ?? error;
  }
}

/**
 * Kysely leaves transactions out of migrations of SQLite. In one, two programs that open a new folder at once wait for each
 * other, and one that is killed leaves nothing behind that the next would stumble over.
 */
class OwnDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new OwnAdapter();
  }
}

class OwnAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A file of SQLite with the durability that an acknowledgement promises, asserted rather than assumed. */
function connect(folder: string): Sqlite {
  const file = path.join(folder, fileName);
  try {
    const database = new Database(file, { timeout: busyMilliseconds });
    fs.chmodSync(file, 0o600);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    const wanted = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 };
    for (const [name, value] of Object.entries(wanted))
      if (database.pragma(name, { simple: true }) !== value)
        throw failure('wrong-use', `${file} does not take ${name}=${value}; move the data folder to a local disk.`);
    return database;
  } catch (error) {
    if (codeOf(error) === 'SQLITE_NOTADB') throw failure('input-refused', `${file} is not a store of Townwatch; restore it from a backup.`, error);
    throw diskFailure(error, folder) ?? error;
  }
}

/**
 * Kysely starts transactions with `begin`, which only reads at first and then fails at once when another program wrote
 * meanwhile; `begin immediate` waits its turn instead. SQLite ends a transaction by itself when the disk is full; then
 * there is nothing left to roll back, and saying so would hide the cause. Kysely also prepares every text anew, which costs
 * as much as running it.
 */
function immediate(database: Sqlite): SqliteDatabase {
  const prepared = new Map<string, Statement>();
  const spelled = (text: string) => {
    if (text === 'begin') return 'begin immediate';
    return text === 'rollback' && !database.inTransaction ? 'select 0' : text;
  };
  const prepare = (text: string) => {
    const known = prepared.get(text);
    if (known) return known;
    const made = database.prepare(text);
    // Lists of different lengths are different texts; whatever is asked often comes back soon.
    if (prepared.size >= mostPrepared) prepared.clear();
    prepared.set(text, made);
    return made;
  };
  return { prepare: (text) => prepare(spelled(text)), close: () => database.close() };
}

async function migrate(store: Store, folder: string): Promise<void> {
  const known = await sql<{ name: string }>`select name from sqlite_master where name = 'kysely_migration'`.execute(store);
  if (known.rows.length > 0) {
    const done = await sql<{ name: string }>`select name from kysely_migration`.execute(store);
    const newer = done.rows.find(({ name }) => !Object.hasOwn(migrations, name));
    if (newer) throw failure('wrong-use', `${folder} was written by a newer Townwatch (it has ${newer.name}); update this program.`);
    if (done.rows.length === Object.keys(migrations).length) return;
  }
  const migrator = new Migrator({ db: store, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw failure('bug', `The tables in ${folder} could not be brought up to date: ${messageOf(error)}`, error);
}

/** Runs `work` in one transaction; it is durable when the promise resolves. */
export function inTransaction<Result>(store: Store, work: (within: Store) => Promise<Result>): Promise<Result> {
  return store.isTransaction ? work(store) : store.transaction().execute(work);
}

/** Random id of this history of the collector. */
export async function readEpoch(store: Store): Promise<string> {
  const row = await store.selectFrom('meta').select('value').where('key', '=', 'epoch').executeTakeFirstOrThrow();
  return row.value;
}

/** Claims a data folder for one server until the process ends, however it ends: the operating system holds the lock. */
export function claimFolder(folder: string): () => void {
  const lock = new Database(path.join(folder, 'server.lock'), { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('begin exclusive');
    return () => lock.close();
  } catch (error) {
    lock.close();
    if (codeOf(error).startsWith('SQLITE_BUSY'))
      throw failure('another-runs', `Another Townwatch server uses ${folder}; stop it, or give this one its own with --data.`, error);
    throw error;
  }
}

/** Changes whenever another program wrote to the store; costs no access to the disk. */
export async function dataVersion(store: Store): Promise<number> {
  const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(store);
  return rows[0]?.data_version ?? 0;
}

const longLog = 1_000;

/** From now on the log is folded into the store by {@link foldLog} alone: SQLite would do it too, and keep errors to itself. */
export async function foldByHand(store: Store): Promise<void> {
  await sql`pragma wal_autocheckpoint = 0`.execute(store);
}

/**
 * Folds the log into the store when at least so many pages wait there. On a full disk, or while somebody reads, what is left
 * waits for the next time.
 * @throws the error of SQLite when the disk failed
 */
export async function foldLog(store: Store, pages: number = longLog): Promise<void> {
  const { rows } = await sql<{ log: number; checkpointed: number }>`pragma wal_checkpoint(noop)`.execute(store);
  const { log = 0, checkpointed = 0 } = rows[0] ?? {};
  if (log - checkpointed < pages) return;
  try {
    await sql`pragma wal_checkpoint(passive)`.execute(store);
  } catch (error) {
    if (isBroken(error)) throw error;
  }
}
