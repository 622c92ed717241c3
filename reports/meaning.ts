import { meanings } from '../wire/section.ts';
import { isSectionName, sections } from '../wire/sections/list.ts';

interface Def {
  readonly type: string;
  readonly shape?: Record<string, Schema>;
  readonly element?: Schema;
  readonly innerType?: Schema;
}
interface Schema {
  readonly def: Def;
}

/**
 * What a field of a section means, in the words of its schema.
 * @param path dotted, list items as `[]`, as in `missing`; `''` is the section itself
 * @returns the meaning, or null when this version does not know the path
 */
export function meaningOf(section: string, path: string): string | null {
  if (!isSectionName(section)) return null;
  if (path === '') return sections[section].meaning;
  let at: Schema | undefined = sections[section].schema;
  let meaning: string | null = null;
  for (const step of path.split(/\.|(?=\[)/)) {
    at = below(at, step);
    if (at === undefined) return null;
    meaning = meanings.get(at as never)?.meaning ?? meaning;
  }
  return meaning;
}

/** One step down; a path comes from a device, and may name what every JavaScript object has. */
function below(schema: Schema | undefined, step: string): Schema | undefined {
  const { element, shape } = inner(schema)?.def ?? {};
  if (step === '[]') return element;
  return shape !== undefined && Object.hasOwn(shape, step) ? shape[step] : undefined;
}

function inner(schema: Schema | undefined): Schema | undefined {
  let at = schema;
  while (at?.def.innerType !== undefined) at = at.def.innerType;
  return at;
}
