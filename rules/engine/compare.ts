import type { ASTNode } from '@marcbachmann/cel-js';
import { changesIn, spend } from './context.ts';
import type { Context, Run } from './context.ts';
import { instantOf } from './instant.ts';
import { suggestion } from './nearest.ts';
import { bool, computed, misfit, mustBePresent, Refusal, textOf } from './node.ts';
import type { Builder, Node, Scope } from './node.ts';
import { celType, spoken } from './shape.ts';
import { boundsOf, itemsOf, opaque, PartialList, Range, Unknown } from './value.ts';
import type { Bounds } from './value.ts';

const ordered = new Set(['int', 'double', 'string', 'timestamp', 'duration']);
const numbers = new Set(['int', 'double']);

/** `== != < <= > >=` and `in`. */
export function comparison(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [left, right] = (ast.args as [ASTNode, ASTNode]).map((part) => builder.build(part, scope)) as [Node, Node];
  if (ast.op === 'in') return membership(ast, left, right);
  return ast.op === '==' || ast.op === '!=' ? equality(ast, left, right) : order(ast, left, right);
}

function equality(ast: ASTNode, left: Node, right: Node): Node {
  const negated = ast.op === '!=';
  if (left.shape.kind === 'null' || right.shape.kind === 'null') return nullCheck(ast, left, right);
  if (celType(left.shape) !== celType(right.shape) || left.shape.kind === 'object')
    throw new Refusal(`cannot compare ${spoken(left.shape)} with ${spoken(right.shape)}`, ast);
  mustBePossible(left, right);
  mustBePossible(right, left);
  if (left.shape.kind === 'list') {
    const { run } = computed(ast, bool, [left, right], (context) => sameLists(context, left.run(context), right.run(context)));
    return computed(ast, bool, [left, right], negated ? negate(run) : run);
  }
  if (left.shape.kind === 'timestamp' || left.shape.kind === 'duration')
    return computed(ast, bool, [left, right], timed(left, right, (a, b) => (a === b) !== negated));
  const [first, second] = [left.run, right.run];
  return computed(ast, bool, [left, right], (context) => {
    const [a, b] = [first(context), second(context)];
    if (!(a instanceof Unknown || b instanceof Unknown)) return (a === b) !== negated;
    const same = ofRanges(a, b, sameNumbers);
    return typeof same === 'boolean' ? same !== negated : same;
  });
}

function nullCheck(ast: ASTNode, left: Node, right: Node): Node {
  const asked = left.shape.kind === 'null' ? right : left;
  if (!asked.shape.nullable && !asked.asked && asked.shape.kind !== 'null')
    throw new Refusal(`"${textOf(asked.ast)}" is never null; where it was not read the outcome is unknown by itself, so leave this out`, ast);
  const { run } = asked;
  const negated = ast.op === '!=';
  return computed(ast, bool, [left, right], (context) => {
    const value = run(context);
    if (value instanceof Range) return negated;
    return value instanceof Unknown ? value : (value === null) !== negated;
  });
}

function order(ast: ASTNode, left: Node, right: Node): Node {
  const [a, b] = [left.shape.kind, right.shape.kind];
  if (!ordered.has(a) || !(a === b || (numbers.has(a) && numbers.has(b))))
    throw new Refusal(`cannot order ${spoken(left.shape)} and ${spoken(right.shape)}`, ast);
  mustBePresent(left);
  mustBePresent(right);
  const compare = orders[ast.op as keyof typeof orders];
  if (a === 'timestamp' || a === 'duration') return computed(ast, bool, [left, right], timed(left, right, compare));
  const type = a === 'string' ? 'string' : 'number';
  const certain = certainly[ast.op as keyof typeof certainly];
  const [first, second] = [left.run, right.run];
  return computed(ast, bool, [left, right], (context) => {
    const [x, y] = [first(context), second(context)];
    if (x instanceof Unknown || y instanceof Unknown) return ofRanges(x, y, certain);
    if (typeof x !== type) throw misfit(x, a);
    if (typeof y !== type) throw misfit(y, b);
    return compare(x as number, y as number);
  });
}

type Certain = (x: Bounds, y: Bounds) => boolean | undefined;

/** Compares numbers that are known between bounds: where all of them give one answer, that is the answer. */
function ofRanges(x: unknown, y: unknown, certain: Certain): unknown {
  const [a, b] = [boundsOf(x), boundsOf(y)];
  const unknown = x instanceof Unknown ? x : (y as Unknown);
  return (a && b && certain(a, b)) ?? opaque(unknown);
}

function decided(yes: boolean, no: boolean): boolean | undefined {
  return yes ? true : no ? false : undefined;
}

const certainly = {
  '<': (x: Bounds, y: Bounds) => decided(x.high < y.low, x.low >= y.high),
  '<=': (x: Bounds, y: Bounds) => decided(x.high <= y.low, x.low > y.high),
  '>': (x: Bounds, y: Bounds) => decided(x.low > y.high, x.high <= y.low),
  '>=': (x: Bounds, y: Bounds) => decided(x.low >= y.high, x.high < y.low),
};

/** Equal, for certain: two numbers that are known exactly, or two that cannot meet. */
function sameNumbers(x: Bounds, y: Bounds): boolean | undefined {
  return decided(x.low === x.high && y.low === y.high && x.low === y.low, x.high < y.low || x.low > y.high);
}

const orders = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
};

/** Compares dates or durations, and notes when time alone will turn the answer. */
function timed(left: Node, right: Node, compare: (a: number, b: number) => boolean): Run {
  const [a, b] = [left, right].map((node) => (node.shape.kind === 'timestamp' ? instantOf(node) : node.run)) as [Run, Run];
  const drift = right.slope - left.slope;
  return (context) => {
    const [x, y] = [a(context), b(context)];
    if (x instanceof Unknown) return x;
    if (y instanceof Unknown) return y;
    if (drift !== 0 && typeof x === 'number' && typeof y === 'number' && (x - y) / drift >= 0) changesIn(context, (x - y) / drift);
    return compare(x as number, y as number);
  };
}

/** `x in list`: true once an item that was read matches; unknown while unread items may. */
function membership(ast: ASTNode, left: Node, right: Node): Node {
  const { shape } = right;
  if (shape.kind !== 'list') throw new Refusal(`right of in must be a list; "${textOf(right.ast)}" is ${spoken(shape)}`, right.ast);
  mustBePresent(right);
  if (shape.item.kind !== left.shape.kind || !['bool', 'int', 'string'].includes(left.shape.kind))
    throw new Refusal(`cannot look for ${spoken(left.shape)} in ${spoken(shape)}`, ast);
  if (Array.isArray(right.literal)) for (const literal of right.literal) mustBePossible(left, { ...right, literal });
  return computed(ast, bool, [left, right], (context) => {
    const value = left.run(context);
    const list = right.run(context);
    if (value instanceof Unknown) return value;
    if (list instanceof Unknown) return list;
    return contains(context, list, value);
  });
}

function contains(context: Context, list: unknown, value: unknown): unknown {
  const read = itemsOf(list);
  if (!read) throw misfit(list, 'a list');
  spend(context, read.items.length);
  if (read.items.includes(value)) return true;
  if (list instanceof PartialList && !list.without?.has(value)) return new Unknown(list.because);
  return read.items.find((item) => item instanceof Unknown) ?? false;
}

function sameLists(context: Context, a: unknown, b: unknown): unknown {
  if (a instanceof Unknown) return a;
  if (b instanceof Unknown) return b;
  if (a instanceof PartialList) return new Unknown(a.because);
  if (b instanceof PartialList) return new Unknown(b.because);
  if (a === null || b === null) return a === b;
  if (!Array.isArray(a) || !Array.isArray(b)) throw misfit(a, 'a list');
  spend(context, Math.min(a.length, b.length));
  if (a.length !== b.length) return false;
  const pairs = a.map((item: unknown, at): [unknown, unknown] => [item, b[at]]);
  if (pairs.some(([x, y]) => x !== y && !(x instanceof Unknown) && !(y instanceof Unknown))) return false;
  return pairs.flat().find((item) => item instanceof Unknown) ?? true;
}

function negate(run: Run): Run {
  return (context) => {
    const value = run(context);
    return typeof value === 'boolean' ? !value : value;
  };
}

/** A fact that has a closed list of words is compared with one of them. */
function mustBePossible(fact: Node, { literal, ast }: Node): void {
  const values = fact.shape.kind === 'string' ? fact.shape.values : undefined;
  if (!values || typeof literal !== 'string' || values.includes(literal)) return;
  throw new Refusal(`"${textOf(fact.ast)}" is never "${literal}"${suggestion(literal, values)}`, ast);
}
