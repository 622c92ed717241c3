import * as z from 'zod';
import { meanings } from '../../wire/section.ts';
import type { FactMeaning, Section } from '../../wire/section.ts';
import { sections } from '../../wire/sections/list.ts';

interface Schema {
  readonly def: { readonly type: string; readonly shape?: Record<string, Schema>; readonly element?: Schema; readonly innerType?: Schema; readonly options?: readonly Schema[] };
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
  return below(section.schema as unknown as Schema, '');
}

function below(schema: Schema, at: string): Field[] {
  const { shape, element, options = [] } = core(schema).def;
  if (element !== undefined) return below(element, `${at}[]`);
  const here = Object.entries(shape ?? {}).flatMap(([name, field]): Field[] => {
    const path = at === '' ? name : `${at}.${name}`;
    const list = core(field).def.type === 'array';
    const bounded = list && z.toJSONSchema(core(field) as never).maxItems !== undefined;
    return [{ path, meaning: meanings.get(field as never), list, bounded, optional: field.def.type === 'optional' }, ...below(field, path)];
  });
  return [...here, ...options.flatMap((option) => below(option, at))];
}

function core(schema: Schema): Schema {
  let at = schema;
  while (at.def.innerType !== undefined) at = at.def.innerType;
  return at;
}
