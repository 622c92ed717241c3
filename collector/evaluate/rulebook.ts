import path from 'node:path';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { loadRulebook, printed } from '../../rules/load/rulebook.ts';
import type { Beside } from '../../rules/load/rulebook.ts';
import { fetchedCatalog } from '../catalog/update.ts';
import { failure } from '../failure.ts';
import { ownFiles } from '../own-rules/trusted.ts';
import { home } from '../program.ts';
import type { Store } from '../store/tables.ts';

/** Folder with the rules that this installation judges by. */
export function rulesFolder(): string {
  return path.join(home(process.env), 'rules');
}

/** The rules that came with the program, checked and compiled, and what judges beside them. @throws a failure with the first problem, when they do not load */
export function loadedRulebook(folder: string = rulesFolder(), beside: Beside = {}): Rulebook {
  const loaded = loadRulebook(folder, beside);
  if (loaded.ok) return loaded.rulebook;
  const [first] = loaded.problems;
  const more = loaded.problems.length > 1 ? ` (and ${loaded.problems.length - 1} more; "townwatch rules lint" lists them)` : '';
  throw failure('wrong-use', `The rules in ${folder} do not load: ${first ? printed(first) : 'no reason was given'}${more}`);
}

/** The rules by which a data folder is judged: those of the program, the catalogs fetched into the folder, and rules of one's own that somebody trusted. */
export async function rulebookOf(place: { readonly folder: string; readonly store: Store }): Promise<Rulebook> {
  return loadedRulebook(rulesFolder(), await besideOf(place));
}

/** What a data folder has beside the rules of the program. */
export async function besideOf({ folder, store }: { readonly folder: string; readonly store: Store }): Promise<Beside> {
  return { fetched: fetchedCatalog(folder), own: await ownFiles(store) };
}
