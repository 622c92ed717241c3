import { failure } from '../failure.ts';
import { instant, newId } from '../world.ts';
import type { World } from '../world.ts';
import { appendAudit } from './audit-log.ts';
import { inTransaction } from './open.ts';
import type { Store } from './tables.ts';

export interface Town {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly fiscalYearStartMonth: number;
}

/** Adds a town. @throws a failure when the name is taken or the time zone does not exist */
export async function addTown(store: Store, town: Omit<Town, 'id'>, world: World): Promise<Town> {
  const name = town.name.trim();
  if (name === '' || name.length > 200) throw failure('wrong-use', 'A town needs a name of 1 to 200 characters.');
  if (!isTimeZone(town.timeZone)) throw failure('wrong-use', `There is no time zone "${town.timeZone}"; name one like America/Chicago.`);
  const { fiscalYearStartMonth: month } = town;
  if (!Number.isInteger(month) || month < 1 || month > 12) throw failure('wrong-use', 'A fiscal year starts in a month from 1 to 12.');
  const added = { ...town, name, id: newId(world) };
  await inTransaction(store, async (within) => {
    if (await within.selectFrom('town').select('id').where('name', '=', name).executeTakeFirst())
      throw failure('wrong-use', `There is a town "${name}" already; "townwatch town list" shows it.`);
    const at = instant(world);
    const row = { id: added.id, name, time_zone: town.timeZone, fiscal_year_start_month: month, created_at: at };
    await within.insertInto('town').values(row).execute();
    await appendAudit(within, [{ at, town: added.id, actor: 'operator', action: 'town-added', detail: { name } }]);
  });
  return added;
}

/** Changes the month in which a town's fiscal year starts. */
export async function changeTown(store: Store, { id }: Pick<Town, 'id'>, { fiscalYearStartMonth, actor, at }: { fiscalYearStartMonth: number; actor: string; at: string }): Promise<void> {
  await inTransaction(store, async (within) => {
    await within.updateTable('town').set({ fiscal_year_start_month: fiscalYearStartMonth }).where('id', '=', id).execute();
    await appendAudit(within, [{ at, town: id, actor, action: 'town-changed', detail: { fiscalYearStartMonth } }]);
  });
}

/** All towns, by name. */
export async function listTowns(store: Store): Promise<Town[]> {
  const rows = await store.selectFrom('town').selectAll().orderBy('name').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    fiscalYearStartMonth: row.fiscal_year_start_month,
  }));
}

/** The town of this name or id. @throws a failure that names the towns there are */
export async function findTown(store: Store, wanted: string): Promise<Town> {
  const towns = await listTowns(store);
  const same = (text: string) => text.toLowerCase() === wanted.trim().toLowerCase();
  const found = towns.find(({ id }) => id === wanted) ?? towns.find(({ name }) => name === wanted) ?? towns.find(({ name }) => same(name));
  if (found) return found;
  const names = towns.map(({ name }) => `"${name}"`).join(', ');
  throw failure('wrong-use', `There is no town "${wanted}"; ${names === '' ? 'add it with "townwatch town add NAME".' : `there is ${names}.`}`);
}

/** Tells whether there is a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    // Abbreviations such as EST are zones to the platform, too, but without daylight saving time.
    return (name === 'UTC' || name.includes('/')) && new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
