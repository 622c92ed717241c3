import { waitingSchema } from '../waiting.ts';
import type { WaitingRule } from '../waiting.ts';
import type { TextFile } from './files.ts';
import { readYaml } from './yaml.ts';
import type { Problem } from './yaml.ts';

/** Where the rules stand that wait, below the root of a rulebook. */
export const waitingFile = 'catalog/waiting.yaml';

/**
 * Reads which rules wait for something.
 * @param ids of the rules that are written: none of them waits any more
 * @returns the rules by id; none, where a rulebook has no such file
 */
export function readWaiting(files: readonly TextFile[], ids: ReadonlySet<string>): { readonly waiting: readonly WaitingRule[]; readonly problems: readonly Problem[] } {
  const file = files.find(({ name }) => name === waitingFile);
  if (!file) return { waiting: [], problems: [] };
  const read = readYaml(file.name, file.text, waitingSchema);
  if (!('value' in read)) return { waiting: [], problems: read };
  const problems = read.value.flatMap(({ id }, index): Problem[] => {
    const first = read.value.findIndex((other) => other.id === id);
    if (first < index) return [read.problem([index, 'id'], `${id} waits twice; leave one line`)];
    return ids.has(id) ? [read.problem([index, 'id'], `${id} is written; take its line out`)] : [];
  });
  return { waiting: [...read.value].sort((a, b) => (a.id < b.id ? -1 : 1)), problems };
}
