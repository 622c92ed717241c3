import type { ASTNode } from '@marcbachmann/cel-js';
import { celType, spoken } from './shape.ts';
import { Unknown } from './value.ts';
import { bool, computed, misfit, must, Refusal } from './node.ts';
import type { Builder, Node, Scope } from './node.ts';

type Pair = [ASTNode, ASTNode];

/**
 * `&&` and `||`. The deciding value (false, true) decides whatever is unknown on the other side; the right side is
 * compiled knowing what the left side has asked for.
 */
export function logical(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [leftAst, rightAst] = ast.args as Pair;
  const decides = ast.op === '||';
  const left = builder.build(leftAst, scope);
  must(left, 'bool', `left of ${ast.op}`);
  const right = builder.build(rightAst, { ...scope, nonNull: new Set([...scope.nonNull, ...guards(leftAst, !decides)]) });
  must(right, 'bool', `right of ${ast.op}`);
  const [a, b] = [left.run, right.run];
  return computed(ast, bool, [left, right], (context) => {
    const { basis } = context;
    const first = a(context);
    if (first === decides) return decides;
    const open = context.basis;
    // A side that stays unknown decides nothing: what it read does not count where the other side does.
    if (first instanceof Unknown) context.basis = basis;
    const second = b(context);
    if (second === decides) return decides;
    context.basis |= open;
    if (typeof second !== 'boolean' && !(second instanceof Unknown)) throw misfit(second, 'bool');
    if (typeof first === 'boolean') return second;
    if (first instanceof Unknown) return first;
    throw misfit(first, 'bool');
  });
}

export function not(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const part = builder.build(ast.args as ASTNode, scope);
  must(part, 'bool', 'what ! turns');
  const { run } = part;
  return computed(ast, bool, [part], (context) => {
    const value = run(context);
    if (typeof value === 'boolean') return !value;
    if (value instanceof Unknown) return value;
    throw misfit(value, 'bool');
  });
}

/** `condition ? then : else`. An unknown condition makes the whole unknown, even where both sides agree. */
export function choice(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [conditionAst, thenAst, elseAst] = ast.args as [ASTNode, ASTNode, ASTNode];
  const condition = builder.build(conditionAst, scope);
  must(condition, 'bool', 'a condition');
  const given = (truth: boolean): Scope => ({ ...scope, nonNull: new Set([...scope.nonNull, ...guards(conditionAst, truth)]) });
  const [yes, no] = [builder.build(thenAst, given(true)), builder.build(elseAst, given(false))];
  if (celType(yes.shape) !== celType(no.shape))
    throw new Refusal(`both sides of ?: must be of one type; here are ${spoken(yes.shape)} and ${spoken(no.shape)}`, ast);
  const rooted = ['timestamp', 'duration', 'object', 'list'].includes(yes.shape.kind);
  if (rooted && (yes.slope !== no.slope || yes.origin?.section !== no.origin?.section || yes.origin?.path !== no.origin?.path))
    throw new Refusal('?: can choose between dates, lists and objects of one and the same fact only; choose between the comparisons instead', ast);

  const [test, first, second] = [condition.run, yes.run, no.run];
  const node = computed(ast, yes.shape.nullable ? yes.shape : no.shape, [condition, yes, no], (context) => {
    const value = test(context);
    if (value === true) return first(context);
    if (value === false) return second(context);
    if (value instanceof Unknown) return value;
    throw misfit(value, 'bool');
  });
  return { ...node, origin: rooted ? yes.origin : null, slope: yes.slope };
}

/** The paths that are certainly not null once an expression has come out as `truth`. */
export function guards(ast: ASTNode, truth: boolean): string[] {
  if (ast.op === '!_') return guards(ast.args, !truth);
  if (ast.op === '==' || ast.op === '!=') return comparisonGuards(ast.args, truth === (ast.op === '=='));
  if (ast.op === '&&' || ast.op === '||') return truth === (ast.op === '&&') ? ast.args.flatMap((part) => guards(part, truth)) : [];
  if (!truth || ast.op !== 'call' || ast.args[0] !== 'installed') return [];
  const name = ast.args[1][0] && pathOf(ast.args[1][0]);
  return name === undefined ? [] : [`packageNamed(${name})`];
}

/** `x != null`, and `x == "text"`, both say that x is not null. */
function comparisonGuards([left, right]: Pair, equal: boolean): string[] {
  const asked = [
    [left, right],
    [right, left],
  ] as const;
  return asked.flatMap(([path, literal]) => (literal.op === 'value' && (literal.args === null) !== equal ? (pathOf(path) ?? []) : []));
}

/** A path in one spelling, as far as it can be compared: names, fields, literal arguments. */
export function pathOf(ast: ASTNode): string | undefined {
  if (ast.op === 'id') return ast.args;
  if (ast.op === 'value') return typeof ast.args === 'string' ? JSON.stringify(ast.args) : String(ast.args);
  if (ast.op === '.') {
    const owner = pathOf(ast.args[0]);
    return owner === undefined ? undefined : `${owner}.${ast.args[1]}`;
  }
  if (ast.op === '[]') {
    const [owner, index] = ast.args.map(pathOf);
    return owner === undefined || ast.args[1].op !== 'value' ? undefined : `${owner}[${index}]`;
  }
  if (ast.op === 'call' && ast.args[1].length === 1) {
    const argument = ast.args[1][0] && pathOf(ast.args[1][0]);
    return argument === undefined ? undefined : `${ast.args[0]}(${argument})`;
  }
  return undefined;
}

