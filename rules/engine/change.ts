import { reasons } from '../../wire/reasons.ts';
import type { UnknownBecause } from '../outcome.ts';
import { judgementReasons } from '../reasons.ts';
import type { Explained } from './explain.ts';

/** One thing that would have to be otherwise; several alternatives where one of them is enough. */
export interface Change {
  /** The part of the condition, or null where one of `anyOf` is enough. */
  readonly part: string | null;
  readonly is: string;
  readonly wanted: boolean;
  /** For what is not known: what to do about it. */
  readonly remedy?: string;
  readonly anyOf: readonly Change[];
}

/** What of an explained condition would have to be otherwise for it to come out as wanted; empty when it does already. */
export function changesFor(explained: Explained, wanted: boolean): Change[] {
  if (explained.value === wanted) return [];
  const { op, parts } = explained;
  const [only] = parts;
  if (op === '!_' && only && parts.length === 1) return changesFor(only, !wanted);
  if (op !== '&&' && op !== '||') return [leaf(explained, wanted)];
  const open = parts.map((part) => changesFor(part, wanted)).filter((changes) => changes.length > 0);
  // All parts of an "and" must hold, one of an "or" is enough; and the other way around for what must not hold.
  if ((op === '&&') === wanted) return open.flat();
  const choices = open.map((changes) => (changes.length === 1 && changes[0] ? changes[0] : all(changes, wanted)));
  return choices.length > 1 ? [{ part: null, is: '', wanted, anyOf: choices.flatMap((choice) => (choice.part === null && choice.is === '' ? choice.anyOf : [choice])) }] : choices;
}

/** The changes as lines for people, indented. */
export function changeLines(changes: readonly Change[], depth = 1): string[] {
  const indent = '  '.repeat(depth);
  return changes.flatMap(({ part, is, wanted, remedy, anyOf }) => {
    if (part === null) return [`${indent}${is === '' ? 'one of these:' : is}`, ...changeLines(anyOf, depth + 1)];
    return [`${indent}${part}: ${is}${remedy === undefined ? `; it would have to be ${String(wanted)}` : `. ${remedy}`}`];
  });
}

function all(changes: readonly Change[], wanted: boolean): Change {
  return { part: null, is: 'all of these:', wanted, anyOf: changes };
}

function leaf({ text, value, unknown, error, parts }: Explained, wanted: boolean): Change {
  const part = text.replace(/\s+/g, ' ');
  const base = { part, wanted, anyOf: [] };
  if (error !== undefined) return { ...base, is: `went wrong (${error})` };
  if (unknown) return { ...base, is: `not known (${unknown.reason}${unknown.detail === undefined ? '' : `, ${unknown.detail}`})`, remedy: remedyOf(unknown) };
  const seen = parts.filter((it) => it.value !== undefined && it.op !== 'value').map((it) => `${it.text} is ${short(it.value)}`);
  return { ...base, is: seen.length > 0 ? `${String(value)}, for ${seen.join(', ')}` : String(value) };
}

function remedyOf({ reason }: UnknownBecause): string {
  const known: Readonly<Record<string, { readonly remedy: string }>> = { ...reasons, ...judgementReasons };
  return known[reason]?.remedy ?? '';
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
