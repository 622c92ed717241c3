import * as z from 'zod/mini';
import { sections } from '../../wire/sections/list.ts';
import { derived } from '../derive/schema.ts';
import { assetClasses } from '../input.ts';
import type { RosterAsset } from '../input.ts';
import type { Question } from '../question.ts';
import { measured, readStated } from './context.ts';
import type { Origin, Run } from './context.ts';
import type { RuleParameter, RuleScope } from './rule.ts';
import { scanShape } from './scan.ts';
import { neighborsShape } from './neighbors-shape.ts';
import { listOf, scalar, shapeOf } from './shape.ts';
import { assetExtras, attestedShape, domainShape, listedShape, personShape, registerShape, serviceShape, townAssetExtras, townShapes, waiversShape } from './stated-shapes.ts';
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
export function vocabularyOf(scope: RuleScope, questions: readonly Question[] = []): Vocabulary {
  const variables = new Map<string, Binding>();
  const add = (name: string, shape: Shape, origin: Origin | null, run: Run = (context) => context.roots[name]) => variables.set(name, { shape, origin, slope: name === 'asOf' ? 1 : 0, run });
  /** Something that people stated: reading it counts for the basis of the outcome. */
  const addStated = (name: string, shape: Shape, origin: Origin = { section: name, path: '' }) =>
    add(name, shape, origin, byMember.has(name) ? undefined : (context) => readStated(context, name, ''));

  const register = registerShape();
  add('town', shapeOf(town, 'Town'), { section: 'town', path: '' });
  add('asOf', scalar('timestamp'), null);
  addStated('register', register);
  addStated('attested', attestedShape(questions));
  if (scope === 'service') addStated('service', serviceShape(register), { section: 'register', path: 'services[]' });
  if (scope === 'town') {
    add('assets', listOf(assetWith(townAssetExtras())), { section: 'roster', path: '' }, (context) => readStated(context, 'assets', ''));
    for (const [name, shape] of Object.entries(townShapes())) addStated(name, shape);
    addStated('neighbors', neighborsShape());
  }
  if (scope !== 'asset' && scope !== 'account') return variables;
  const facts = factsShape();
  add('facts', facts, { section: 'facts', path: '' }, (context) => measured(context, context.roots['facts']));
  add('asset', assetWith(assetExtras), { section: 'asset', path: '' });
  add('scan', scanShape(), { section: 'scan', path: '' }, (context) => readStated(context, 'scan', ''));
  add('derived', shapeOf(derived, 'Derived'), { section: 'derived', path: '' });
  addStated('listed', listedShape());
  addStated('waivers', waiversShape());
  addStated('domain', domainShape(register), { section: 'register', path: 'domains[]' });
  if (scope === 'account') {
    const users = (facts.fields['accounts'] as ObjectShape).fields['users'] as ListShape;
    add('account', users.item, { section: 'accounts', path: 'users[]' }, (context) => measured(context, context.account));
    addStated('person', personShape(), { section: 'person', path: '' });
  }
  return variables;
}

/** Roots of which every member is a statement of its own: what counts is the member that is read. */
const byMember: ReadonlySet<string> = new Set(['attested', 'listed']);

/** Whose statement a member is, where reading it counts by itself: an answer, a list, what the register says of an asset. */
export function markedMember({ section, path }: Origin, key: string): { readonly root: string; readonly member: string } | undefined {
  if (path === '' && byMember.has(section)) return { root: section, member: key };
  if (section === 'derived' && path === '') return { root: section, member: key };
  if (section === 'asset' && path === '' && Object.hasOwn(assetExtras, key)) return { root: 'register', member: '' };
  if (section !== 'roster') return undefined;
  if (path === '[]' && key === 'sources') return { root: 'lists', member: '' };
  return path === '[].listed' ? { root: 'listed', member: key } : undefined;
}

const statedSections: ReadonlySet<string> = new Set(['register', 'attested', 'listed', 'lists', 'waivers', 'plans', 'findings', 'catalogs', 'people', 'person', 'tally']);

/** Tells whether people state what stands at an origin: what is absent there nobody has said. */
export function saidByPeople({ section, path }: Origin): boolean {
  return statedSections.has(section) || (section === 'roster' && path.startsWith('[].listed.'));
}

function assetWith(extras: Readonly<Record<string, Shape>>): ObjectShape {
  const own = shapeOf(rosterAsset, 'Asset') as ObjectShape;
  return { ...own, fields: { ...own.fields, ...extras } };
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
