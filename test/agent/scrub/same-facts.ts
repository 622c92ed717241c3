import type { FactModule } from '../../../agent/facts/fact.ts';
import { replay } from '../../../agent/recording.ts';
import type { Recording } from '../../../agent/recording.ts';

/** A text that another took the place of: where it stands among the facts, and both. */
export interface Renamed {
  readonly path: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** How the facts of two recordings of one machine differ. Lists are compared without their order, which follows names. */
export async function differences(one: Recording, other: Recording, modules: readonly FactModule[]) {
  const [before, after] = [await leaves(one, modules), await leaves(other, modules)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const renamed: Renamed[] = [];
  const changed: string[] = [];
  for (const path of paths) {
    const [from, to] = [before.get(path) ?? [], after.get(path) ?? []];
    const [gone, come] = [without(from, to), without(to, from)];
    if (gone.length === 0 && come.length === 0) continue;
    const isText = [...gone, ...come].every((text) => text.startsWith('"'));
    if (isText && from.length === to.length) renamed.push({ path, from: gone, to: come });
    else changed.push(`${path}: ${gone.join(' ')} → ${come.join(' ')}`);
  }
  return { renamed, changed };
}

/** Every value among the facts and gaps, by its path without the numbers of lists. */
async function leaves(recording: Recording, modules: readonly FactModule[]): Promise<Map<string, string[]>> {
  const { sections } = await replay(recording, modules);
  const found = new Map<string, string[]>();
  const visit = (path: string, value: unknown): void => {
    if (Array.isArray(value)) {
      note(`${path}[]#`, String(value.length));
      for (const item of value) visit(`${path}[]`, item);
    } else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) visit(`${path}.${name}`, item);
    else note(path, JSON.stringify(value));
  };
  const note = (path: string, text: string) => found.set(path, [...(found.get(path) ?? []), text]);
  for (const [name, section] of Object.entries(sections)) {
    note(`${name}:status`, `${section.status} ${section.reason ?? ''}`);
    if (section.content) visit(name, JSON.parse(section.content.toString()));
  }
  return found;
}

/** What is in one list and not in the other, as often as it is there more. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
