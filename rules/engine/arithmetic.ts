import type { ASTNode } from '@marcbachmann/cel-js';
import { spend } from './context.ts';
import type { Run } from './context.ts';
import { instantOf } from './instant.ts';
import { computed, int, lifted, misfit, mustBePresent, Refusal } from './node.ts';
import type { Builder, Node, Scope } from './node.ts';
import { celType, scalar, spoken } from './shape.ts';
import { boundsOf, EngineError, opaque, PartialList, Range, Unknown } from './value.ts';

/** `+ - * / %` of numbers; `+` of texts and lists; `+ -` of dates and durations. */
export function arithmetic(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const parts = (ast.args as [ASTNode, ASTNode]).map((part) => builder.build(part, scope)) as [Node, Node];
  const [left, right] = parts;
  for (const part of parts) mustBePresent(part);
  const kinds = `${left.shape.kind} ${ast.op} ${right.shape.kind}`;
  if (/^(?:int|double) . (?:int|double)$/.test(kinds) && left.shape.kind === right.shape.kind) return numeric(ast, left, right);
  if (kinds === 'string + string') return joined(ast, left, right);
  if (kinds === 'list + list' && celType(left.shape) === celType(right.shape)) return appended(ast, left, right);
  const result = dates[kinds];
  if (!result) throw new Refusal(`cannot calculate ${spoken(left.shape)} ${ast.op} ${spoken(right.shape)}`, ast);
  const sign = ast.op === '-' ? -1 : 1;
  const [a, b] = parts.map((part) => (part.shape.kind === 'timestamp' ? instantOf(part) : part.run)) as [Run, Run];
  const node = computed(ast, scalar(result), parts, lifted(a, b, (x, y) => number(x) + sign * number(y)));
  return { ...node, slope: left.slope + sign * right.slope };
}

const dates: Readonly<Record<string, 'timestamp' | 'duration'>> = {
  'timestamp + duration': 'timestamp',
  'duration + timestamp': 'timestamp',
  'timestamp - duration': 'timestamp',
  'timestamp - timestamp': 'duration',
  'duration + duration': 'duration',
  'duration - duration': 'duration',
};

const whole: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
};

function numeric(ast: ASTNode, left: Node, right: Node): Node {
  const isInt = left.shape.kind === 'int';
  const apply = whole[ast.op];
  if (!apply || (!isInt && ast.op === '%')) throw new Refusal(`cannot calculate double ${ast.op} double`, ast);
  const calculate = (a: number, b: number): number => {
    if (!isInt) return ast.op === '/' ? a / b : apply(a, b);
    if (b === 0 && (ast.op === '/' || ast.op === '%')) throw new EngineError('divides by zero');
    return exact(apply(a, b));
  };
  const [first, second] = [left.run, right.run];
  return computed(ast, isInt ? int : left.shape, [left, right], (context) => {
    const [a, b] = [first(context), second(context)];
    if (a instanceof Unknown || b instanceof Unknown) return ofRanges(ast.op, a, b);
    return calculate(number(a), number(b));
  });
}

/** Calculates with numbers that are known between bounds, as far as `+ - *` go; else what is unknown stays so. */
function ofRanges(op: string, a: unknown, b: unknown): Unknown {
  const unknown = a instanceof Unknown ? a : (b as Unknown);
  const apply = op === '+' || op === '-' || op === '*' ? whole[op] : undefined;
  const [x, y] = [boundsOf(a), boundsOf(b)];
  if (!apply || !x || !y) return opaque(unknown);
  const corners = [x.low, x.high].flatMap((one) => [y.low, y.high].map((other) => apply(one, other)));
  // Nothing times no end is no number, and says nothing.
  return corners.some(Number.isNaN) ? new Unknown(unknown.because) : new Range({ low: Math.min(...corners), high: Math.max(...corners) }, unknown.because);
}

/** `-x` */
export function negative(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const part = builder.build(ast.args as ASTNode, scope);
  mustBePresent(part);
  if (part.shape.kind !== 'int' && part.shape.kind !== 'double') throw new Refusal(`cannot take the negative of ${spoken(part.shape)}`, ast);
  const { run } = part;
  return computed(ast, part.shape, [part], (context) => {
    const value = run(context);
    if (value instanceof Range) return new Range({ low: 0 - value.high, high: 0 - value.low }, value.because);
    return value instanceof Unknown ? value : 0 - number(value);
  });
}

function joined(ast: ASTNode, left: Node, right: Node): Node {
  return computed(ast, scalar('string'), [left, right], (context) => {
    const [a, b] = [left.run(context), right.run(context)];
    if (a instanceof Unknown) return a;
    if (b instanceof Unknown) return b;
    if (typeof a !== 'string') throw misfit(a, 'string');
    if (typeof b !== 'string') throw misfit(b, 'string');
    spend(context, (a.length + b.length) >> 6);
    return a + b;
  });
}

function appended(ast: ASTNode, left: Node, right: Node): Node {
  if (left.shape.kind !== 'list' || ['object', 'list', 'timestamp'].includes(left.shape.item.kind))
    throw new Refusal('only lists of text, numbers or bools can be put together', ast);
  return computed(ast, left.shape, [left, right], (context) => {
    const [a, b] = [left.run(context), right.run(context)];
    if (a instanceof Unknown) return a;
    if (b instanceof Unknown) return b;
    const items = [a, b].flatMap((list) => (list instanceof PartialList ? list.items : (list as unknown[])));
    spend(context, items.length);
    const partial = [a, b].find((list) => list instanceof PartialList);
    return partial instanceof PartialList ? new PartialList(items, partial.because) : items;
  });
}

function number(value: unknown): number {
  if (typeof value === 'number') return value;
  throw misfit(value, 'a number');
}

function exact(value: number): number {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw new EngineError('a whole number is larger than can be held exactly');
}
