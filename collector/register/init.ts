import fs from 'node:fs';
import { codeOf, failure } from '../failure.ts';
import { newestDocuments } from '../store/documents.ts';
import { addTown, isTimeZone, listTowns } from '../store/towns.ts';
import type { Town } from '../store/towns.ts';
import type { Store } from '../store/tables.ts';
import type { World } from '../world.ts';
import type { Answers } from './answers.ts';
import { askOpen } from './ask.ts';
import type { Asker } from './ask.ts';
import { dayIn } from '../day.ts';
import { draftTown } from './draft.ts';

/** What starting a town needs. */
export interface Start {
  readonly town: string;
  readonly out: string;
  readonly answers: Answers;
  /** A person to ask what is open; null: nobody is there. */
  readonly asker: Asker | null;
}

/**
 * Asks what is not answered yet, writes a `town.yaml`, and adds the town when there is none of this name.
 * Until all is asked nothing is kept, and a file that is there is never overwritten.
 */
export async function startTown(store: Store, { town: name, out, answers: given, asker }: Start, world: World): Promise<{ town: Town; added: boolean; answers: Answers }> {
  if (fs.existsSync(out)) throw failure('wrong-use', `${out} is there already; name another file with --out FILE.`);
  if (given.timeZone !== undefined && !isTimeZone(given.timeZone)) throw failure('wrong-use', `There is no time zone "${given.timeZone}"; name one like America/Chicago.`);
  const known = (await listTowns(store)).find((it) => it.id === name || it.name.toLowerCase() === name.trim().toLowerCase());
  if (known) await refuseStated(store, known);
  const answers = asker ? await askOpen(given, { asker, newTown: !known }) : given;
  const timeZone = known?.timeZone ?? answers.timeZone;
  if (timeZone === undefined) throw failure('wrong-use', `"${name}" is a new town; name its time zone with --time-zone, as America/Chicago.`);
  writeNew(out, draftTown(known?.name ?? name.trim(), answers, dayIn(timeZone, world.now())));
  if (known) return { town: known, added: false, answers };
  try {
    const town = await addTown(store, { name, timeZone, fiscalYearStartMonth: answers.fiscalYearStart ?? 7 }, world);
    return { town, added: true, answers };
  } catch (error) {
    fs.rmSync(out, { force: true });
    throw error;
  }
}

/** Who starts anew from an empty file would take back all that was stated. */
async function refuseStated(store: Store, { id, name }: Town): Promise<void> {
  const [stated] = await newestDocuments(store, id, 'register');
  if (!stated) return;
  throw failure('wrong-use', `"${name}" has stated things already (version ${stated.version}); print them with: townwatch town show --text --town "${name}" > town.yaml`);
}

/** Writes a file that must not be there yet. It may name people and telephone numbers: only its owner reads it. */
function writeNew(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw failure('wrong-use', `${file} cannot be written (${codeOf(error)}); name another file with --out FILE.`, error);
  }
}
