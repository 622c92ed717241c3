import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rulebook } from '../../../rules/engine/rulebook.ts';
import { loadRulebook, printed } from '../../../rules/load/rulebook.ts';

/** The rulebook as it is shipped. @throws Error with every problem, one a line. */
export function shippedRulebook(): Rulebook {
  const loaded = loadRulebook(path.join(fileURLToPath(new URL('../../..', import.meta.url)), 'rules'));
  if (!loaded.ok) throw new Error(loaded.problems.map(printed).join('\n'));
  return loaded.rulebook;
}
