import type { ASTNode } from '@marcbachmann/cel-js';
import { spend } from './context.ts';
import type { Context, Origin } from './context.ts';
import { bool, computed, misfit, must, mustBePresent, Refusal, textOf } from './node.ts';
import type { Builder, Node, Scope } from './node.ts';
import { listOf, scalar, spoken } from './shape.ts';
import type { ListShape, Shape } from './shape.ts';
import { EngineError, opaque, PartialList, Range, Unknown } from './value.ts';
import type { UnknownBecause } from '../outcome.ts';

/** Lists inside lists inside lists: no question about a computer needs more, and each level multiplies the steps. */
const deepest = 3;

export const macros = ['all', 'exists', 'exists_one', 'filter', 'map'] as const;
export type Macro = (typeof macros)[number];

/** Where the items of a list come from. */
export function itemOrigin(list: Node): Origin | null {
  if (list.itemOrigin !== undefined) return list.itemOrigin;
  return list.origin && { section: list.origin.section, path: `${list.origin.path}[]` };
}

/** `list.all(x, …)` and its kin. */
export function macro(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [name, list, [variable, body]] = ast.args as [Macro, ASTNode, [ASTNode, ASTNode]];
  return build[name](walked({ ast, name, list, variable, body }, scope, builder));
}

/** `share(list, x, …)`: how much of a list is so. */
export function share(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [list, variable, body] = (ast.args as [string, ASTNode[]])[1] as [ASTNode, ASTNode, ASTNode];
  return shareOf(walked({ ast, name: 'share', list, variable, body }, scope, builder));
}

interface Walked {
  readonly ast: ASTNode;
  readonly name: string;
  readonly list: ASTNode;
  readonly variable: ASTNode;
  readonly body: ASTNode;
}

function walked({ ast, name, list: listAst, variable, body: bodyAst }: Walked, scope: Scope, builder: Builder): Parts {
  const list = builder.build(listAst, scope);
  if (list.shape.kind !== 'list') throw new Refusal(`${name} walks a list; "${textOf(listAst)}" is ${spoken(list.shape)}`, listAst);
  mustBePresent(list);
  if (variable.op !== 'id') throw new Refusal(`${name} needs a name for the item, as in ${name === 'share' ? 'share(list, x, …)' : `${name}(x, …)`}`, variable);
  if (scope.variables.has(variable.args)) throw new Refusal(`"${variable.args}" already means something else here; take another name`, variable);
  if (scope.depth >= deepest) throw new Refusal(`more than ${deepest} lists are walked inside each other`, ast);

  const slot = builder.slot();
  const origin = itemOrigin(list);
  const variables = new Map(scope.variables).set(variable.args, { shape: list.shape.item, origin, slope: 0, run: (context: Context) => context.slots[slot] });
  const body = builder.build(bodyAst, { ...scope, variables, depth: scope.depth + 1 });
  return { ast, list, listShape: list.shape, body, slot };
}

interface Parts {
  readonly ast: ASTNode;
  readonly list: Node;
  readonly listShape: ListShape;
  readonly body: Node;
  readonly slot: number;
}

const build: Readonly<Record<Macro, (parts: Parts) => Node>> = {
  all: (parts) => quantifier(parts, false),
  exists: (parts) => quantifier(parts, true),
  exists_one: onlyOne,
  filter,
  map,
};

/** `exists` is decided by an item that is true, `all` by one that is false; else by nothing that is unknown. */
function quantifier(parts: Parts, decides: boolean): Node {
  must(parts.body, 'bool', decides ? 'what exists asks' : 'what all asks');
  return walking(parts, bool, (items, ask, because) => {
    let unknown: Unknown | undefined;
    for (const item of items) {
      const value = ask(item);
      if (value === decides) return decides;
      if (value instanceof Unknown) unknown ??= value;
      else if (typeof value !== 'boolean') throw misfit(value, 'bool');
    }
    return unknown ?? (because ? new Unknown(because) : !decides);
  });
}

function onlyOne(parts: Parts): Node {
  must(parts.body, 'bool', 'what exists_one asks');
  return walking(parts, bool, (items, ask, because) => {
    let unknown: Unknown | undefined;
    let found = 0;
    for (const item of items) {
      const value = ask(item);
      if (value === true && ++found > 1) return false;
      if (value instanceof Unknown) unknown ??= value;
    }
    return unknown ?? (because ? new Unknown(because) : found === 1);
  });
}

/** The items that are certainly meant. Where an item may be meant, or items are unread, the rest of the list is unknown. */
function filter(parts: Parts): Node {
  must(parts.body, 'bool', 'what filter asks');
  const node = walking(parts, parts.listShape, (items, ask, because) => {
    const kept: unknown[] = [];
    let rest = because;
    for (const item of items) {
      const value = ask(item);
      if (value === true) kept.push(item);
      else if (value instanceof Unknown) rest ??= value.because;
      else if (value !== false) throw misfit(value, 'bool');
    }
    return rest ? new PartialList(kept, rest) : kept;
  });
  return { ...node, origin: parts.list.origin, itemOrigin: itemOrigin(parts.list) };
}

function map(parts: Parts): Node {
  const { body } = parts;
  if (body.shape.kind === 'duration' || body.slope !== 0) throw new Refusal('map cannot make a list of what moves with asOf', body.ast);
  const node = walking(parts, listOf(body.shape), (items, ask, because) => {
    const values = items.map((item) => ask(item));
    return because ? new PartialList(values, because) : values;
  });
  return { ...node, itemOrigin: body.origin };
}

/** From as much as is certainly so, to as much as may be. Of an empty list nothing is a share. */
function shareOf(parts: Parts): Node {
  must(parts.body, 'bool', 'what share asks');
  const nothing: UnknownBecause = { reason: 'population-not-known', detail: 'there is nothing to take a share of' };
  return walking(parts, scalar('double'), (items, ask, because) => {
    let [so, open] = [0, 0];
    let rest: UnknownBecause | undefined;
    for (const item of items) {
      const value = ask(item);
      if (value === true) so++;
      else if (value instanceof Unknown) {
        open++;
        rest ??= value.because;
      } else if (value !== false) throw misfit(value, 'bool');
    }
    // Any number of items that nobody has seen makes any share possible.
    if (because) return new Unknown(because);
    const all = items.length;
    if (all === 0) return new Unknown(nothing);
    const text = open === 0 ? `${so} of ${all}` : `${so} of ${all}, up to ${so + open} once ${open} are checked`;
    return new Range({ low: so / all, high: (so + open) / all, text }, rest ?? nothing);
  });
}

/** Goes over the items that were read; `ask` is what the body says of one, `because` why there may be more. */
type Walk = (items: readonly unknown[], ask: (item: unknown) => unknown, because: UnknownBecause | undefined) => unknown;

function walking({ ast, list, body, slot }: Parts, shape: Shape, walk: Walk): Node {
  const cost = body.size + 1;
  const { run } = body;
  return computed(ast, shape, [list], (context) => {
    const value = list.run(context);
    if (value instanceof Unknown) return value;
    const ask = (item: unknown): unknown => {
      spend(context, cost);
      context.slots[slot] = item;
      return run(context);
    };
    if (Array.isArray(value)) return walk(value, ask, undefined);
    if (value instanceof PartialList) return walk(value.items, ask, value.because);
    throw misfit(value, 'a list');
  });
}

/** `list[0]`. A list that was read in part has no certain places. */
export function indexed(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [listAst, indexAst] = ast.args as [ASTNode, ASTNode];
  const list = builder.build(listAst, scope);
  if (list.shape.kind !== 'list') throw new Refusal(`only lists have places; "${textOf(listAst)}" is ${spoken(list.shape)}: write a field with a dot`, ast);
  mustBePresent(list);
  const index = builder.build(indexAst, scope);
  must(index, 'int', 'a place in a list');
  const node = computed(ast, list.shape.item, [list, index], (context) => {
    const [value, at] = [list.run(context), index.run(context)];
    if (value instanceof Unknown) return value;
    if (at instanceof Unknown) return opaque(at);
    if (value instanceof PartialList) return new Unknown(value.because);
    if (!Array.isArray(value) || typeof at !== 'number') throw misfit(value, 'a list');
    if (at < 0 || at >= value.length) throw new EngineError(`asks for item ${at} of a list of ${value.length}`);
    return value[at] as unknown;
  });
  return { ...node, origin: itemOrigin(list) };
}

/** `["a", "b"]` */
export function literalList(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const parts = (ast.args as ASTNode[]).map((part) => builder.build(part, scope));
  const [first] = parts;
  if (!first) throw new Refusal('an empty list has no type; leave the comparison out', ast);
  for (const part of parts) {
    if (!['string', 'int', 'double', 'bool'].includes(part.shape.kind) || part.shape.kind !== first.shape.kind)
      throw new Refusal('the items of a list must all be texts, all numbers of one kind, or all bools', part.ast);
    mustBePresent(part);
  }
  const constant = parts.every((part) => part.literal !== undefined);
  const literal = constant ? parts.map((part) => part.literal) : undefined;
  const shape = listOf(first.shape.kind === 'string' ? { kind: 'string', nullable: false } : first.shape);
  const node = computed(ast, shape, parts, literal ? () => literal : (context) => parts.map((part) => part.run(context)));
  return literal ? { ...node, literal } : node;
}
