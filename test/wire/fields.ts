import { meanings } from '../../wire/section.ts';
import type { FactMeaning, Section } from '../../wire/section.ts';
import { sections } from '../../wire/sections/list.ts';

interface Schema {
  readonly _zod: { readonly def: { readonly type: string; readonly shape?: Record<string, Schema>; readonly element?: Schema; readonly innerType?: Schema; readonly options?: readonly Schema[]; readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string } } }[] } };
}

/** One field of a section, by its dotted path, list items as `[]`. */
export interface Field {
  readonly path: string;
  readonly meaning: FactMeaning | undefined;
  /** It holds a list. */
  readonly list: boolean;
  /** The list has a bound of its own in the schema. */
  readonly bounded: boolean;
  /** It may be absent. */
  readonly optional: boolean;
}

/** All sections, without their exact types. */
export const all: readonly Section[] = Object.values(sections);

/** Every field of a section, at any depth. */
export function fieldsOf(section: Section): Field[] {
  return below(section.schema, '');
}

function below(schema: Schema, at: string): Field[] {
  const { shape, element, options = [] } = core(schema)._zod.def;
  if (element !== undefined) return below(element, `${at}[]`);
  const here = Object.entries(shape ?? {}).flatMap(([name, field]): Field[] => {
    const path = at === '' ? name : `${at}.${name}`;
    const { type, checks = [] } = core(field)._zod.def;
    const bounded = checks.some((check) => check._zod.def.check === 'max_length');
    return [{ path, meaning: meanings.get(field as never), list: type === 'array', bounded, optional: field._zod.def.type === 'optional' }, ...below(field, path)];
  });
  return [...here, ...options.flatMap((option) => below(option, at))];
}

function core(schema: Schema): Schema {
  let at = schema;
  while (at._zod.def.innerType !== undefined) at = at._zod.def.innerType;
  return at;
}
