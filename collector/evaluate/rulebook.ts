import path from 'node:path';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { loadRulebook, printed } from '../../rules/load/rulebook.ts';
import { failure } from '../failure.ts';
import { home } from '../program.ts';

/** Folder with the rules that this installation judges by. */
export function rulesFolder(): string {
  return path.join(home(process.env), 'rules');
}

/** The rules of this installation, checked and compiled. @throws a failure with the first problem, when they do not load */
export function loadedRulebook(): Rulebook {
  const folder = rulesFolder();
  const loaded = loadRulebook(folder);
  if (loaded.ok) return loaded.rulebook;
  const [first] = loaded.problems;
  const more = loaded.problems.length > 1 ? ` (and ${loaded.problems.length - 1} more; "townwatch rules lint" lists them)` : '';
  throw failure('wrong-use', `The rules in ${folder} do not load: ${first ? printed(first) : 'no reason was given'}${more}`);
}
