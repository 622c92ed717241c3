import type * as z from 'zod/mini';

/** What is known of a value before anything runs: the type language of rules, read off the schemas. */
export type Shape = ScalarShape | ListShape | ObjectShape;

export interface ScalarShape {
  readonly kind: 'bool' | 'int' | 'double' | 'string' | 'timestamp' | 'duration' | 'null';
  readonly nullable: boolean;
  /** The only texts it can be. */
  readonly values?: readonly string[];
}

export interface ListShape {
  readonly kind: 'list';
  readonly nullable: boolean;
  readonly item: Shape;
}

export interface ObjectShape {
  readonly kind: 'object';
  readonly nullable: boolean;
  /** Unique name, also the name of the type in CEL. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Shape>>;
}

export function scalar(kind: ScalarShape['kind']): ScalarShape {
  return { kind, nullable: false };
}

export function listOf(item: Shape): ListShape {
  return { kind: 'list', nullable: false, item };
}

/** The shape without null: what is left once a rule has asked `!= null`. */
export function present(shape: Shape): Shape {
  return shape.nullable ? { ...shape, nullable: false } : shape;
}

/** The type of a shape as CEL spells it. */
export function celType(shape: Shape): string {
  switch (shape.kind) {
    case 'timestamp':
      return 'google.protobuf.Timestamp';
    case 'duration':
      return 'google.protobuf.Duration';
    case 'null':
      return 'null';
    case 'list':
      return `list<${celType(shape.item)}>`;
    case 'object':
      return shape.name;
    case 'bool':
    case 'int':
    case 'double':
    case 'string':
      return shape.kind;
  }
}

/** As {@link celType}, in the words of a message. */
export function spoken(shape: Shape): string {
  if (shape.kind === 'list') return `list of ${spoken(shape.item)}`;
  return shape.kind === 'object' ? 'object' : shape.kind;
}

/** Every object shape inside a shape, inner ones first: the order in which CEL wants its types declared. */
export function objectsIn(shape: Shape): ObjectShape[] {
  if (shape.kind === 'list') return objectsIn(shape.item);
  return shape.kind === 'object' ? [...Object.values(shape.fields).flatMap(objectsIn), shape] : [];
}

/**
 * Reads the shape off a schema written with `zod/mini`.
 * @param name names the object types that are found: unique among all schemas of an environment.
 * @throws for a schema that has no shape in the language of rules; that is a mistake in the schema.
 */
export function shapeOf(schema: z.ZodMiniType, name: string): Shape {
  const def = schema.def as unknown as Def;
  switch (def.type) {
    case 'optional':
      return shapeOf(def.innerType, name);
    case 'nullable':
      return { ...shapeOf(def.innerType, name), nullable: true };
    case 'array':
      return listOf(shapeOf(def.element, `${name}Item`));
    case 'object':
      return {
        kind: 'object',
        nullable: false,
        name,
        fields: Object.fromEntries(Object.entries(def.shape).map(([key, field]) => [key, shapeOf(field, `${name}${capital(key)}`)])),
      };
    case 'boolean':
      return scalar('bool');
    case 'number':
      return scalar(def.format === 'safeint' ? 'int' : 'double');
    case 'string':
      return scalar(def.format === 'datetime' || def.format === 'date' ? 'timestamp' : 'string');
    case 'enum':
      return { kind: 'string', nullable: false, values: Object.values(def.entries) };
    case 'union':
      if (def.options.every((option) => shapeOf(option, name).kind === 'timestamp')) return scalar('timestamp');
      throw new Error(`${name} is a union that is no date: rules have no type for it`);
    default:
      throw new Error(`${name} is a "${(def as { type: string }).type}": rules have no type for it`);
  }
}

type Def =
  | { type: 'optional' | 'nullable'; innerType: z.ZodMiniType }
  | { type: 'array'; element: z.ZodMiniType }
  | { type: 'object'; shape: Record<string, z.ZodMiniType> }
  | { type: 'union'; options: readonly z.ZodMiniType[] }
  | { type: 'enum'; entries: Record<string, string> }
  | { type: 'boolean' }
  | { type: 'number' | 'string'; format?: string };

function capital(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}
