import fc from 'fast-check';
import type { GeneratorValue } from 'fast-check';
import { vocabularyOf } from '../../../rules/engine/vocabulary.ts';
import { present } from '../../../rules/engine/shape.ts';
import type { ListShape, ObjectShape, Shape } from '../../../rules/engine/shape.ts';

/** Draws of one run of a property. */
export type Draw = GeneratorValue;

export function below(draw: Draw, limit: number): number {
  return draw(fc.nat, limit - 1);
}

export function pick<T>(draw: Draw, list: readonly T[]): T {
  if (list.length === 0) throw new Error('nothing to pick from');
  return list[below(draw, list.length)] as T;
}

const words = ['a', 'b', 'linux', 'debian', 'openssl', ''];
/** Every date of the sections asked takes a day, and some take nothing else; an instant there would be unreadable. */
const dates = ['2026-11-20', '2026-11-01', '2020-01-01'];

/** Any value of a shape with nothing unread; lists have at most two items. */
export function anyValue(draw: Draw, shape: Shape): unknown {
  if (shape.nullable && below(draw, 4) === 0) return null;
  switch (shape.kind) {
    case 'bool':
      return below(draw, 2) === 0;
    case 'int':
      return below(draw, 4);
    case 'double':
      return below(draw, 4) / 2;
    case 'string':
      return pick(draw, shape.values ?? words);
    case 'timestamp':
      return pick(draw, dates);
    case 'list':
      return Array.from({ length: below(draw, 3) }, () => anyValue(draw, shape.item));
    case 'object':
      return Object.fromEntries(Object.entries(shape.fields).map(([key, field]) => [key, anyValue(draw, field)]));
    case 'duration':
    case 'null':
      return null;
  }
}

/** Sections that random expressions ask about. */
export const askedSections = ['os', 'accounts', 'software', 'updates', 'remoteAccess'] as const;

/** The shape of `facts` as a whole. */
export const allFacts = vocabularyOf('asset').get('facts')?.shape as ObjectShape;

/** The shapes of the facts that random expressions ask about. */
export const askedFacts: ObjectShape = { ...allFacts, fields: Object.fromEntries(askedSections.map((key) => [key, allFacts.fields[key] as Shape])) };

/** A name that an expression may use, and its shape. */
export interface Named {
  readonly text: string;
  readonly shape: Shape;
}

/** What can be reached from some names by dots alone, without passing something that may be null. */
export function reachable(names: readonly Named[]): Named[] {
  return names.flatMap((name) => {
    if (name.shape.kind !== 'object') return [name];
    const fields = Object.entries(name.shape.fields).map(([key, shape]) => ({ text: `${name.text}.${key}`, shape }));
    return name.shape.nullable ? [name] : reachable(fields);
  });
}

/** What random expressions may use beside CEL itself. */
export interface Taste {
  /** Functions and variables of our own, which other engines do not have. */
  readonly own: boolean;
  /** There is no computer whose packages could be asked. */
  readonly bare?: boolean;
}

/** Where a part of a random expression stands. */
interface Place extends Taste {
  readonly names: readonly Named[];
  readonly depth: number;
}

/** Any condition over some names. */
export function anyCondition(draw: Draw, names: readonly Named[], depth: number, taste: Taste): string {
  const part = () => anyCondition(draw, names, depth - 1, taste);
  const place = { ...taste, names, depth };
  if (depth <= 0) return anyQuestion(draw, place);
  switch (below(draw, 8)) {
    case 0:
      return `(${part()} && ${part()})`;
    case 1:
      return `(${part()} || ${part()})`;
    case 2:
      return `!(${part()})`;
    case 3:
      return `(${part()} ? ${part()} : ${part()})`;
    default:
      return anyQuestion(draw, place);
  }
}

function anyQuestion(draw: Draw, place: Place): string {
  const { names, depth, own, bare } = place;
  const choice = reachable(names).filter(({ shape }) => depth > 0 || shape.kind !== 'list');
  const [list] = reachable(names);
  if (choice.length === 0) return list && !list.shape.nullable ? `size(${list.text}) > ${below(draw, 3)}` : 'true';
  if (own && !bare && below(draw, 12) === 0) return `installed("${pick(draw, words)}")`;
  const { text, shape } = pick(draw, choice);
  if (!shape.nullable) return question(draw, { text, shape }, place);
  const [ask, asked] = [below(draw, 3), question(draw, { text, shape: present(shape) }, place)];
  return ask === 0 ? `${text} == null` : ask === 1 ? `(${text} == null || ${asked})` : `(${text} != null && ${asked})`;
}

function question(draw: Draw, { text, shape }: Named, place: Place): string {
  const number = () => below(draw, 5);
  const order = () => pick(draw, ['<', '<=', '>', '>=', '==', '!=']);
  switch (shape.kind) {
    case 'bool':
      return text;
    case 'int':
      return pick(draw, [`${text} ${order()} ${number()}`, `${text} + ${number()} ${order()} ${number()}`, `-${text} * 2 ${order()} ${number()} - ${number()}`]);
    case 'double':
      return `${text} > ${number()}.5`;
    case 'string':
      return textQuestion(draw, text, shape.values ?? words);
    case 'timestamp':
      return place.own ? pick(draw, [`daysSince(${text}) ${order()} ${number() * 10}`, `${text} ${pick(draw, ['<', '>='])} asOf - duration("48h")`]) : `${text} ${order()} ${text}`;
    case 'list':
      return listQuestion(draw, { text, shape }, place);
    case 'object':
      return anyQuestion(draw, { ...place, names: [{ text, shape }] });
    case 'duration':
    case 'null':
      return 'true';
  }
}

function textQuestion(draw: Draw, text: string, values: readonly string[]): string {
  const [one, other] = [JSON.stringify(pick(draw, values)), JSON.stringify(pick(draw, values))];
  return pick(draw, [`${text} == ${one}`, `${text} != ${one}`, `${text} in [${one}, ${other}]`, `${text}.startsWith(${one})`, `${text}.contains("a")`, `size(${text}) > 2`, `${text} + ${one} == ${other}`, `${text} < ${one}`]);
}

function listQuestion(draw: Draw, { text, shape }: { text: string; shape: ListShape }, { names, depth, own, bare = false }: Place): string {
  // Lists are walked at a smaller depth inside than outside, so that the names differ.
  const item = { text: `v${depth}`, shape: shape.item };
  const inside = () => anyCondition(draw, [...names, item], depth - 1, { own, bare });
  switch (below(draw, 6)) {
    case 0:
      return `${text}.exists(${item.text}, ${inside()})`;
    case 1:
      return `${text}.all(${item.text}, ${inside()})`;
    case 2:
      return `${text}.exists_one(${item.text}, ${inside()})`;
    case 3:
      return `${text}.filter(${item.text}, ${inside()}).all(${item.text}, ${inside()})`;
    case 4:
      return `size(${text}.filter(${item.text}, ${inside()})) ${pick(draw, ['==', '>', '<='])} ${below(draw, 3)}`;
    default:
      return `true in ${text}.map(${item.text}, ${inside()})`;
  }
}
