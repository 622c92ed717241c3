import * as z from 'zod/mini';
import { sections } from '../../wire/sections/list.ts';
import { derived } from '../derive/schema.ts';
import { assetClasses } from '../input.ts';
import type { RosterAsset } from '../input.ts';
import type { Origin, Run } from './context.ts';
import type { RuleParameter, RuleScope } from './rule.ts';
import { listOf, scalar, shapeOf } from './shape.ts';
import type { ListShape, ObjectShape, Shape } from './shape.ts';

/** A variable of the language. */
export interface Binding {
  readonly shape: Shape;
  readonly origin: Origin | null;
  /** 1 when the value moves with `asOf`. */
  readonly slope: number;
  readonly run: Run;
}

/** The variables that an expression may name. */
export type Vocabulary = ReadonlyMap<string, Binding>;

/** A roster entry as rules see it; also checks those that the tests of rules write. */
export const rosterAsset = z.strictObject({
  id: z.string(),
  class: z.enum(assetClasses),
  classBasis: z.enum(['measured', 'stated', 'assumed']),
  label: z.string(),
  department: z.nullable(z.string()),
  tags: z.array(z.string()),
  state: z.enum(['expected', 'active', 'silent', 'spare', 'retired', 'out-of-scope']),
  firstSeen: z.iso.datetime(),
  lastSeen: z.nullable(z.iso.datetime()),
  expectedEveryDays: z.int(),
  cloned: z.boolean(),
  possibleDuplicateOf: z.array(z.string()),
  identity: z.strictObject({ serials: z.array(z.string()), macs: z.array(z.string()), names: z.array(z.string()) }),
}) satisfies z.ZodMiniType<RosterAsset>;

const town = z.object({ id: z.string(), name: z.string(), timeZone: z.string(), fiscalYearStartMonth: z.int() });

/** The key of a section in `facts`: `remote-access` is written `facts.remoteAccess`. */
export function camelCase(section: string): string {
  return !section.includes('-') ? section : section.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The name of the section that stands at `facts.<key>`. */
export function sectionAt(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The shape of `facts`: every section of the wire. */
function factsShape(): ObjectShape {
  const fields = Object.values(sections).map((it): [string, Shape] => {
    const key = camelCase(it.name);
    return [key, shapeOf(it.schema, `Facts${key.charAt(0).toUpperCase()}${key.slice(1)}`)];
  });
  return { kind: 'object', nullable: false, name: 'Facts', fields: Object.fromEntries(fields) };
}

/** What a rule of a scope may name. Built anew for every caller: nothing is kept in the module. */
export function vocabularyOf(scope: RuleScope): Vocabulary {
  const variables = new Map<string, Binding>();
  const add = (name: string, shape: Shape, origin: Origin | null) =>
    variables.set(name, { shape, origin, slope: name === 'asOf' ? 1 : 0, run: name === 'account' ? (context) => context.account : (context) => context.roots[name] });

  add('town', shapeOf(town, 'Town'), { section: 'town', path: '' });
  add('asOf', scalar('timestamp'), null);
  if (scope === 'town') {
    add('assets', listOf(shapeOf(rosterAsset, 'Asset')), { section: 'roster', path: '' });
    return variables;
  }
  const facts = factsShape();
  add('facts', facts, { section: 'facts', path: '' });
  add('asset', shapeOf(rosterAsset, 'Asset'), { section: 'asset', path: '' });
  add('derived', shapeOf(derived, 'Derived'), { section: 'derived', path: '' });
  if (scope === 'account') {
    const users = (facts.fields['accounts'] as ObjectShape).fields['users'] as ListShape;
    add('account', users.item, { section: 'accounts', path: 'users[]' });
  }
  return variables;
}

/** The variable `p`: the parameters of one rule. */
export function parametersBinding(parameters: Readonly<Record<string, RuleParameter>>): Binding {
  const fields = Object.entries(parameters).map(([name, { type }]): [string, Shape] => [
    name,
    type === 'list<string>' ? listOf(scalar('string')) : scalar(type),
  ]);
  return {
    shape: { kind: 'object', nullable: false, name: 'Parameters', fields: Object.fromEntries(fields) },
    origin: { section: 'parameters', path: '' },
    slope: 0,
    run: (context) => context.parameters(),
  };
}
