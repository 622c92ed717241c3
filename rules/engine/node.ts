import type { ASTNode } from '@marcbachmann/cel-js';
import type { Origin, Run } from './context.ts';
import { scalar, spoken } from './shape.ts';
import type { Shape } from './shape.ts';
import { EngineError, Unknown } from './value.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One compiled part of an expression: what is known of it beforehand, and the closure that gives its value. */
export interface Node {
  readonly ast: ASTNode;
  readonly shape: Shape;
  /** Where its value is read from; null for what is computed. */
  readonly origin: Origin | null;
  /** For lists whose items come from elsewhere than the list itself. */
  readonly itemOrigin?: Origin | null;
  /** How fast a date or duration moves with `asOf`: 1, 0 or -1. */
  readonly slope: number;
  /** Steps of one run, without the items of lists. */
  readonly size: number;
  /** It can be null, but not here: the rule has asked before. */
  readonly asked?: boolean;
  /** The value, where it is written in the rule itself. */
  readonly literal?: unknown;
  readonly run: Run;
}

/** What the names in a part of an expression mean. */
export interface Scope {
  readonly variables: Vocabulary;
  /** Paths of which the rule has asked that they are not null. */
  readonly nonNull: ReadonlySet<string>;
  /** How many lists are walked around this part. */
  readonly depth: number;
}

/** What the parts of one expression share while they are compiled. */
export interface Builder {
  build(ast: ASTNode, scope: Scope): Node;
  /** A place in {@link Context.slots} for a variable. */
  slot(): number;
  /** Notes that a section, or `derived`, is read. */
  reads(section: string): void;
  /** Notes that the outcomes of a rule are counted. */
  tallies(rule: string): void;
}

/** An expression that is refused: what is wrong and how to mend it, and where in its text. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly start: number;
  readonly end: number;
  constructor(message: string, at: { readonly start: number; readonly end: number }) {
    super(message);
    this.start = at.start;
    this.end = at.end;
  }
}

/** The text of a part, as the rule has it. */
export function textOf(ast: ASTNode): string {
  return ast.input.slice(ast.start, ast.end);
}

/** A computed part: its size follows from the parts it is made of. */
export function computed(ast: ASTNode, shape: Shape, parts: readonly Node[], run: Run): Node {
  return { ast, shape, origin: null, slope: 0, size: parts.reduce((sum, part) => sum + part.size, 1), run };
}

/** @throws {Refusal} unless the part is of this kind and can't be null. */
export function must(node: Node, kind: Shape['kind'], role: string): void {
  if (node.shape.kind !== kind) throw new Refusal(`${role} must be ${kind}; "${textOf(node.ast)}" is ${spoken(node.shape)}`, node.ast);
  mustBePresent(node);
}

/** @throws {Refusal} when the part may be null. */
export function mustBePresent(node: Node): void {
  if (!node.shape.nullable) return;
  const text = textOf(node.ast);
  throw new Refusal(`"${text}" can be null; ask for that first: ${text} != null && …`, node.ast);
}

/** The error of a value that is not what the schemas promise. */
export function misfit(value: unknown, wanted: string): EngineError {
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new EngineError(`found ${found} where ${wanted} is needed`);
}

/** Applies a function to the values of two parts, once both are known. */
export function lifted(left: Run, right: Run, apply: (a: unknown, b: unknown) => unknown): Run {
  return (context) => {
    const a = left(context);
    if (a instanceof Unknown) return a;
    const b = right(context);
    return b instanceof Unknown ? b : apply(a, b);
  };
}

export const bool = scalar('bool');
export const int = scalar('int');
