import { isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type * as z from 'zod';
import { suggestion } from '../engine/nearest.ts';

/** Something that is wrong with a file of the rulebook: where, and in one line what and how to mend it. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
}

type Path = readonly (string | number)[];

/** A file that was read and is what its schema says; `at` gives the place of any part of it. */
export interface Read<T> {
  readonly file: string;
  readonly value: T;
  /** The problem that a message about a part is, or about the characters from `start` of the text that stands there. */
  readonly problem: (path: Path, message: string, start?: number) => Problem;
}

/**
 * Reads one YAML file against a schema. Duplicate keys, aliases and tags are refused, an unknown key is an error with
 * the nearest name.
 */
export function readYaml<S extends z.ZodType>(file: string, text: string, schema: S): Read<z.infer<S>> | readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2', schema: 'core' });
  const at = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, message };
  };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) return [at(broken.pos[0], broken.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'is no YAML')];
  const problem = (path: Path, message: string, start?: number): Problem => at(offsetOf(document, text, path, start), message);
  const value = plain(document);
  if (value === undefined) return [at(0, 'uses an alias (*name); write the value out')];
  const checked = schema.safeParse(value);
  if (checked.success) return { file, value: checked.data, problem };
  return checked.error.issues.flatMap((issue) => sentences(issue, schema).map(({ path, message }) => problem(path, message)));
}

function plain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch {
    return undefined;
  }
}

/** Where a part of the document begins, by the longest beginning of the path that is there. */
function offsetOf(document: Document, text: string, path: Path, start: number | undefined): number {
  for (let length = path.length; length >= 0; length--) {
    const found = length === 0 ? document.contents : keyed(document, path.slice(0, length), start === undefined);
    if (!isNode(found) || !found.range) continue;
    const [from, to] = found.range;
    if (start === undefined || length < path.length || !isScalar(found) || typeof found.value !== 'string') return from;
    return from + within(text.slice(from, to), found.value, start);
  }
  return 0;
}

/** The node at a path: the key where there is one and nothing inside the value is meant. */
function keyed(document: Document, path: Path, key: boolean): unknown {
  const value = document.getIn(path, true);
  if (!key || value === undefined) return value;
  const owner = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const items = owner !== null && typeof owner === 'object' && 'items' in owner && Array.isArray(owner.items) ? (owner.items as unknown[]) : [];
  const pair = items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === path.at(-1));
  return isPair(pair) ? pair.key : value;
}

/** How far into the written form of a text its `start`-th character stands; exact unless the text was folded or escaped before it. */
function within(written: string, value: string, start: number): number {
  const whole = written.indexOf(value);
  if (whole >= 0) return whole + start;
  const near = written.indexOf(value.slice(start, start + 12), start);
  return near >= 0 ? near : 0;
}

type Issue = z.core.$ZodIssue;

/** An issue of zod in our words; one per unknown key. */
function sentences(issue: Issue, schema: z.ZodType): { path: Path; message: string }[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const name = path.length > 0 ? `"${path.join('.')}"` : 'the file';
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema as Schema, path);
    return issue.keys.map((key) => ({ path: [...path, key], message: `unknown key "${key}"${suggestion(key, known)}` }));
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return [{ path, message: `${name} must be ${values.length > 12 ? 'a word of its closed list' : `one of ${values.join(', ')}`}` }];
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message)) return [{ path, message: `${name} is missing` }];
  return [{ path, message: `${name}: ${issue.message}` }];
}

/** As much of a schema, classic or mini, as leads to the keys of its objects. */
export interface Schema {
  readonly def: { readonly innerType?: Schema; readonly in?: Schema; readonly element?: Schema; readonly valueType?: Schema; readonly options?: readonly Schema[]; readonly shape?: Readonly<Record<string, Schema>> };
}

/** The keys that an object of a schema may have at a path. */
export function keysAt({ def }: Schema, path: Path): string[] {
  const inner = def.innerType ?? def.in;
  if (inner) return keysAt(inner, path);
  if (def.options) return def.options.flatMap((option) => keysAt(option, path));
  const [first, ...rest] = path;
  if (def.shape) {
    if (first === undefined) return Object.keys(def.shape);
    const member = def.shape[String(first)];
    return member ? keysAt(member, rest) : [];
  }
  const item = def.element ?? def.valueType;
  return item && first !== undefined ? keysAt(item, rest) : [];
}
