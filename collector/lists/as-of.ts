import { isFresh } from '../../rules/derive/lists/listed.ts';
import { listDays } from '../../rules/list.ts';
import type { TownList } from '../../rules/list.ts';
import { isDay } from '../../rules/waiver.ts';
import { failure } from '../failure.ts';

/**
 * Checks the day for which a list is said to be true.
 * @param today the day in the town
 * @returns what a person should know of it
 * @throws a failure for what is no day, a day to come, and a day before the list that is there
 */
export function checkAsOf(asOf: string, today: string, previous: Pick<TownList, 'asOf' | 'kind' | 'file'> | undefined): string[] {
  if (!isDay(asOf)) throw failure('wrong-use', `--as-of ${asOf}: write the day on which the list was exported as YYYY-MM-DD.`);
  if (asOf > today) throw failure('wrong-use', `--as-of ${asOf} is a day to come; write the day on which the list was exported.`);
  if (previous && asOf < previous.asOf)
    throw failure('input-refused', `The ${previous.kind} list of ${previous.asOf} ("${previous.file}") is newer than this one of ${asOf}; to go back to this one run "townwatch list forget" first.`);
  return isFresh({ asOf }, Date.parse(today)) ? [] : [`The list is of ${asOf}: lists older than ${listDays} days do not count. Export a new one.`];
}
