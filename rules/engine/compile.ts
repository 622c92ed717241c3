import { ParseError, TypeError as CheckError } from '@marcbachmann/cel-js';
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { derivedFrom } from '../derive/schema.ts';
import { arithmetic, negative } from './arithmetic.ts';
import { comparison } from './compare.ts';
import { measured, note, spend } from './context.ts';
import type { Context, Origin, Run } from './context.ts';
import { called, functions } from './functions.ts';
import { indexed, itemOrigin, literalList, macro, macros, share } from './lists.ts';
import type { Macro } from './lists.ts';
import { choice, logical, not, pathOf } from './logic.ts';
import { suggestion } from './nearest.ts';
import { misfit, mustBePresent, Refusal, textOf } from './node.ts';
import type { Builder, Node, Scope } from './node.ts';
import { present, scalar, spoken } from './shape.ts';
import type { Shape } from './shape.ts';
import { Unknown } from './value.ts';
import { markedMember, saidByPeople, sectionAt } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A compiled expression. */
export interface Expression {
  readonly source: string;
  readonly ast: ASTNode;
  readonly shape: Shape;
  /** For a list: where its items are read from. */
  readonly itemOrigin: Origin | null;
  /** Sections of the wire whose facts it reads, and `derived`. */
  readonly reads: ReadonlySet<string>;
  /** Rules whose outcomes it counts. */
  readonly tallies: ReadonlySet<string>;
  /**
   * The value: plain JSON, `Unknown`, `PartialList`; dates that were calculated as milliseconds.
   * @throws {EngineError} for what is our bug.
   */
  readonly run: (context: Context) => unknown;
}

/** Where an expression stands: what it may name, and what has been asked before it runs. */
export interface Surroundings {
  readonly variables: Vocabulary;
  readonly checker: Environment;
  readonly nonNull: readonly string[];
  /** Slots of {@link Context.slots} that are taken. */
  readonly firstSlot: number;
  /** Stands between every part and its value: how `explain` sees them. */
  readonly trace?: (node: Node) => Node;
}

/** @throws {Refusal} for an expression that cannot be compiled: what, where in its text, and how to mend it. */
export function compile(source: string, surroundings: Surroundings): Expression {
  const ast = parsed(source, surroundings.checker);
  const reads = new Set<string>();
  const tallies = new Set<string>();
  let slots = surroundings.firstSlot;
  const { trace } = surroundings;
  const builder: Builder = {
    build: (part, scope) => {
      const node = part.op in forms ? (forms[part.op] as Form)(part, scope, builder) : refused(part);
      return trace ? trace(node) : node;
    },
    slot: () => slots++,
    reads: (section) => void reads.add(section),
    tallies: (rule) => void tallies.add(rule),
  };
  const node = builder.build(ast, { variables: surroundings.variables, nonNull: new Set(surroundings.nonNull), depth: 0 });
  checked(source, surroundings.checker);
  const { run, size } = node;
  return {
    source,
    ast,
    shape: node.shape,
    itemOrigin: itemOrigin(node),
    reads,
    tallies,
    run: (context) => {
      spend(context, size);
      return run(context);
    },
  };
}

function parsed(source: string, checker: Environment): ASTNode {
  try {
    return checker.parse(source).ast;
  } catch (error) {
    if (error instanceof ParseError) throw new Refusal(error.summary, error.range ?? { start: 0, end: source.length });
    throw error;
  }
}

/** The second opinion of CEL's own type checker: what it refuses is no CEL, whatever we make of it. */
function checked(source: string, checker: Environment): void {
  const { valid, error } = checker.parse(source).check();
  if (valid) return;
  const at = error instanceof ParseError || error instanceof CheckError ? error : undefined;
  throw new Refusal(at?.summary ?? String(error), at?.range ?? { start: 0, end: source.length });
}

type Form = (ast: ASTNode, scope: Scope, builder: Builder) => Node;

const forms: Readonly<Record<string, Form>> = {
  value: literal,
  id: variable,
  '.': field,
  '[]': indexed,
  call,
  rcall: method,
  list: literalList,
  '?:': choice,
  '&&': logical,
  '||': logical,
  '!_': not,
  '-_': negative,
  '==': comparison,
  '!=': comparison,
  '<': comparison,
  '<=': comparison,
  '>': comparison,
  '>=': comparison,
  in: comparison,
  '+': arithmetic,
  '-': arithmetic,
  '*': arithmetic,
  '/': arithmetic,
  '%': arithmetic,
};

function refused(ast: ASTNode): never {
  throw new Refusal(`rules do not have "${ast.op}" of CEL`, ast);
}

function literal(ast: ASTNode): Node {
  const value = typeof ast.args === 'bigint' ? Number(ast.args) : ast.args;
  const kind = kinds[typeof ast.args] ?? (value === null ? 'null' : undefined);
  if (kind === undefined) throw new Refusal('rules have no bytes and no unsigned numbers', ast);
  if (kind === 'int' && !Number.isSafeInteger(value)) throw new Refusal('this number is larger than can be held exactly', ast);
  return { ast, shape: { ...scalar(kind), nullable: kind === 'null' }, origin: null, slope: 0, size: 1, literal: value, run: () => value };
}

const kinds: Readonly<Record<string, 'int' | 'double' | 'string' | 'bool'>> = { bigint: 'int', number: 'double', string: 'string', boolean: 'bool' };

function variable(ast: ASTNode, { variables, nonNull }: Scope, builder: Builder): Node {
  const name = ast.args as string;
  const binding = variables.get(name);
  if (!binding) throw new Refusal(`there is no "${name}" here${suggestion(name, variables.keys())}`, ast);
  if (name === 'derived') builder.reads(name);
  if (name === 'account') builder.reads('accounts');
  const { shape, origin, slope, run } = binding;
  return unlessAsked({ ast, shape, origin, slope, size: 1, run }, nonNull);
}

function field(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [ownerAst, key] = ast.args as [ASTNode, string];
  const owner = builder.build(ownerAst, scope);
  if (owner.shape.kind !== 'object') throw new Refusal(`"${textOf(ownerAst)}" is ${spoken(owner.shape)} and has no "${key}"`, ast);
  mustBePresent(owner);
  const shape = Object.hasOwn(owner.shape.fields, key) ? owner.shape.fields[key] : undefined;
  if (!shape) throw new Refusal(`there is no "${textOf(ownerAst)}.${key}"${suggestion(key, Object.keys(owner.shape.fields))}`, { start: ast.pos, end: ast.end });
  if (!owner.origin) throw new Refusal(`nobody can say where "${textOf(ownerAst)}" comes from; name the fact itself`, ast);
  const origin = originOf(owner.origin, key);
  if (owner.origin.section === 'facts') builder.reads(origin.section);
  if (owner.origin.section === 'derived' && owner.origin.path === '') for (const section of derivedFrom[key as keyof typeof derivedFrom]) builder.reads(section);
  const section = sectionOf(ownerAst);
  const run = section === undefined ? memberOf(owner, key, origin) : factOf(section, key, origin);
  const node: Node = { ast, shape, origin, slope: 0, size: owner.size + 1, run };
  return unlessAsked(node, scope.nonNull);
}

/** The key of the section, where a part is `facts.section`: what stands before the dot of most of what rules read. */
function sectionOf({ op, args }: ASTNode): string | undefined {
  if (op !== '.') return undefined;
  const [owner, key] = args;
  return owner.op === 'id' && owner.args === 'facts' ? key : undefined;
}

/** Reads `facts.section.key` in one step. */
function factOf(section: string, key: string, origin: Origin): Run {
  return (context) => {
    const facts = measured(context, context.sections?.[section]);
    if (facts instanceof Unknown) return facts;
    const member = (facts as Record<string, unknown>)[key];
    return member === undefined ? context.facts.absent(origin) : member;
  };
}

/** Reads a member. One that is absent from what people state is unanswered; from anything else the facts know why. */
function memberOf({ run, origin: of }: Node, key: string, origin: Origin): Run {
  const isStated = saidByPeople(origin);
  const unanswered = new Unknown({ reason: 'unanswered', ...origin });
  const marked = of && markedMember(of, key);
  return (context) => {
    const value = run(context);
    if (value instanceof Unknown) return value;
    if (value === null || typeof value !== 'object') throw misfit(value, 'an object');
    if (marked) note(context, context.marks(marked.root, marked.member));
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) return member;
    return isStated ? unanswered : context.facts.absent(origin);
  };
}

/** A part that can be null, unless the rule has asked. */
function unlessAsked(node: Node, nonNull: ReadonlySet<string>): Node {
  const path = node.shape.nullable ? pathOf(node.ast) : undefined;
  return path !== undefined && nonNull.has(path) ? { ...node, shape: present(node.shape), asked: true } : node;
}

function originOf({ section, path }: Origin, key: string): Origin {
  if (section === 'facts') return { section: sectionAt(key), path: '' };
  return { section, path: path === '' ? key : `${path}.${key}` };
}

/** What CEL has and rules must not use, with what to write instead. */
const instead: Readonly<Record<string, string>> = {
  has: 'has() is refused: a fact that was not read makes the outcome unknown by itself, and one that is not there is null',
  '.matches': 'matches is refused: its time can explode; write re2(text, pattern)',
};

function call(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [name, args] = ast.args as [string, ASTNode[]];
  if (name === 'share' && args.length === 3) return share(ast, scope, builder);
  return apply(name, { ast, parts: args }, scope, builder);
}

function method(ast: ASTNode, scope: Scope, builder: Builder): Node {
  const [name, receiver, args] = ast.args as [string, ASTNode, ASTNode[]];
  if (macros.includes(name as Macro) && args.length === 2) return macro(ast, scope, builder);
  return apply(`.${name}`, { ast, parts: [receiver, ...args] }, scope, builder);
}

function apply(name: string, { ast, parts }: { ast: ASTNode; parts: readonly ASTNode[] }, scope: Scope, builder: Builder): Node {
  if (Object.hasOwn(instead, name)) throw new Refusal(instead[name] as string, ast);
  const spec = Object.hasOwn(functions, name) ? functions[name] : undefined;
  const shown = name.replace(/^\./, '');
  if (!spec) {
    const names = [...Object.keys(functions).map((it) => it.replace(/^\./, '')), ...macros, 'share'];
    throw new Refusal(`there is no function "${shown}" with ${parts.length} argument(s)${suggestion(shown, names)}`, ast);
  }
  const args = parts.map((part) => builder.build(part, scope));
  return unlessAsked(called(spec, shown, { ast, args, builder, variables: scope.variables }), scope.nonNull);
}
