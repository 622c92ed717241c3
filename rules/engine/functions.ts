import { RE2JS } from '@bufbuild/re2';
import type { ASTNode } from '@marcbachmann/cel-js';
import { note, spend } from './context.ts';
import type { Context, Run } from './context.ts';
import { dayMs, daysSince, daysUntil, wholeDays } from './instant.ts';
import { bool, computed, int, misfit, must, Refusal, textOf } from './node.ts';
import type { Builder, Node } from './node.ts';
import { celType, scalar, spoken } from './shape.ts';
import type { ListShape, ObjectShape, Shape } from './shape.ts';
import { opaque, PartialList, Range, Unknown } from './value.ts';
import { tallyShape } from './stated-shapes.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A function of the language. */
export interface FunctionSpec {
  /** Kinds of the arguments; for a method the receiver is the first. Several choices are written with `|`. */
  readonly takes: readonly string[];
  /** Written `x.name()` instead of `name(x)`. */
  readonly method?: boolean;
  /** CEL has it by itself. */
  readonly builtIn?: boolean;
  readonly build: (call: Call) => Node;
}

/** A call whose arguments are compiled and of the right kinds. */
export interface Call {
  readonly ast: ASTNode;
  readonly args: readonly Node[];
  readonly builder: Builder;
  readonly variables: Vocabulary;
}

const string = scalar('string');

/** All functions, by name; methods as `.name`. Whatever is not here does not exist for rules. */
export const functions: Readonly<Record<string, FunctionSpec>> = {
  size: { takes: ['list|string'], builtIn: true, build: ({ ast, args: [value] }) => size(ast, value as Node) },
  '.size': { takes: ['list|string'], method: true, builtIn: true, build: ({ ast, args: [value] }) => size(ast, value as Node) },
  '.startsWith': ofText((text, other) => text.startsWith(other)),
  '.endsWith': ofText((text, other) => text.endsWith(other)),
  '.contains': ofText((text, other) => text.includes(other)),
  '.lowerAscii': { takes: ['string'], method: true, builtIn: true, build: ({ ast, args }) => mapped(ast, args, (text) => asciiCase(text, /[A-Z]+/g, 'toLowerCase')) },
  '.upperAscii': { takes: ['string'], method: true, builtIn: true, build: ({ ast, args }) => mapped(ast, args, (text) => asciiCase(text, /[a-z]+/g, 'toUpperCase')) },
  string: { takes: ['int|double|bool|string'], builtIn: true, build: ({ ast, args: [value] }) => unary(ast, string, value as Node, String) },
  int: { takes: ['double|int'], builtIn: true, build: ({ ast, args: [value] }) => unary(ast, int, value as Node, (it) => Math.trunc(it as number)) },
  double: { takes: ['int|double'], builtIn: true, build: ({ ast, args: [value] }) => computed(ast, scalar('double'), [value as Node], (value as Node).run) },
  duration: { takes: ['string'], builtIn: true, build: durationLiteral },
  timestamp: { takes: ['string'], builtIn: true, build: timestampOf },
  re2: { takes: ['string', 'string'], build: re2 },
  days: { takes: ['duration'], build: ({ ast, args }) => days(ast, args[0] as Node) },
  daysSince: { takes: ['timestamp'], build: ({ ast, args }) => computed(ast, int, args, daysSince(args[0] as Node)) },
  daysUntil: { takes: ['timestamp'], build: ({ ast, args }) => computed(ast, int, args, daysUntil(args[0] as Node)) },
  installed: { takes: ['string'], build: (call) => packageCall(call, bool, (found) => found !== null) },
  packageNamed: { takes: ['string'], build: packageNamed },
  tally: { takes: ['string'], build: tally },
};

/** Compiles a call once its arguments are. @throws {Refusal} for arguments of the wrong number or kind. */
export function called(spec: FunctionSpec, name: string, call: Call): Node {
  const { ast, args } = call;
  if (args.length !== spec.takes.length) throw new Refusal(`${name} takes ${spec.takes.length} argument(s), here are ${args.length}`, ast);
  for (const [index, takes] of spec.takes.entries()) {
    const arg = args[index] as Node;
    const kinds = takes.split('|') as Shape['kind'][];
    if (!kinds.includes(arg.shape.kind)) throw new Refusal(`${name} takes ${kinds.join(' or ')}; "${textOf(arg.ast)}" is ${spoken(arg.shape)}`, arg.ast);
    must(arg, arg.shape.kind, name);
  }
  return spec.build(call);
}

/** How the functions that CEL does not have are declared to its type checker. */
export function declarations(variables: Vocabulary): string[] {
  const common = ['re2(string, string): bool', 'days(google.protobuf.Duration): int', 'daysSince(google.protobuf.Timestamp): int', 'daysUntil(google.protobuf.Timestamp): int'];
  if (variables.has('assets')) return [...common, `tally(string): ${celType(tallyShape)}`];
  if (!variables.has('facts')) return common;
  return [...common, 'installed(string): bool', `packageNamed(string): ${celType(packageShape(variables))}`];
}

/** What {@link functions} can give that may be null. */
export function packageShape(variables: Vocabulary): Shape {
  const facts = variables.get('facts')?.shape as ObjectShape;
  const software = facts.fields['software'] as ObjectShape;
  return { ...(software.fields['packages'] as ListShape).item, nullable: true };
}

function unary(ast: ASTNode, shape: Shape, part: Node, apply: (value: unknown) => unknown): Node {
  const { run } = part;
  return computed(ast, shape, [part], (context) => {
    const value = run(context);
    if (value instanceof Unknown) return opaque(value);
    if (value === null) throw misfit(value, part.shape.kind);
    return apply(value);
  });
}

function mapped(ast: ASTNode, [part]: readonly Node[], apply: (text: string) => string): Node {
  const { run } = part as Node;
  return computed(ast, string, [part as Node], (context) => {
    const value = run(context);
    return value instanceof Unknown ? value : apply(measured(context, value));
  });
}

function ofText(apply: (text: string, other: string) => boolean): FunctionSpec {
  return {
    takes: ['string', 'string'],
    method: true,
    builtIn: true,
    build: ({ ast, args }) => {
      const [text, other] = args.map(({ run }) => run) as [Run, Run];
      return computed(ast, bool, args, (context) => {
        const [a, b] = [text(context), other(context)];
        if (a instanceof Unknown) return a;
        return b instanceof Unknown ? b : apply(measured(context, a), measured(context, b));
      });
    },
  };
}

/** A text, paid for by its length. */
function measured(context: Context, value: unknown): string {
  if (typeof value !== 'string') throw misfit(value, 'string');
  spend(context, value.length >> 6);
  return value;
}

function asciiCase(text: string, letters: RegExp, turn: 'toLowerCase' | 'toUpperCase'): string {
  return text.replace(letters, (found) => found[turn]());
}

function size(ast: ASTNode, part: Node): Node {
  const { run } = part;
  return computed(ast, int, [part], (context) => {
    const value = run(context);
    if (value instanceof Unknown) return value;
    if (value instanceof PartialList) return new Range({ low: value.items.length, high: Infinity }, value.because);
    if (Array.isArray(value)) return value.length;
    return Array.from(measured(context, value)).length;
  });
}

function days(ast: ASTNode, part: Node): Node {
  const { run, slope } = part;
  return computed(ast, int, [part], (context) => {
    const value = run(context);
    if (value instanceof Unknown) return value;
    if (typeof value !== 'number') throw misfit(value, 'a duration');
    return wholeDays(context, value, slope);
  });
}

const units: Readonly<Record<string, number>> = { h: dayMs / 24, m: 60_000, s: 1_000, ms: 1 };

function durationLiteral({ ast, args: [part] }: Call): Node {
  const { literal } = part as Node;
  const parts = typeof literal === 'string' && /^(?:\d+(?:h|ms|m|s))+$/.test(literal) ? literal.matchAll(/(\d+)(h|ms|m|s)/g) : undefined;
  if (!parts) throw new Refusal('duration needs a written text such as duration("36h") or duration("90m")', ast);
  const value = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit as string] as number), 0);
  return computed(ast, scalar('duration'), [part as Node], () => value);
}

/** An instant that a rule writes, or puts together of what was stated, such as a month; a text that is none is unknown. */
function timestampOf({ ast, args: [part] }: Call): Node {
  const { literal, run } = part as Node;
  const parsed = (text: unknown) => (typeof text === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? Date.parse(text) : Number.NaN);
  if (literal !== undefined && Number.isNaN(parsed(literal))) throw new Refusal('timestamp needs an instant such as timestamp("2025-10-14T00:00:00Z")', ast);
  return computed(ast, scalar('timestamp'), [part as Node], (context) => {
    const value = run(context);
    if (value instanceof Unknown) return value;
    const instant = parsed(value);
    return Number.isNaN(instant) ? new Unknown({ reason: 'unreadable', detail: 'is no instant' }) : instant;
  });
}

/** Matching in linear time; the pattern is compiled once, so that it has to be written in the rule. */
function re2({ ast, args }: Call): Node {
  const [text, pattern] = args as [Node, Node];
  if (typeof pattern.literal !== 'string') throw new Refusal('the pattern of re2 must be written in the rule', pattern.ast);
  const matches = remembering(compilePattern(pattern.literal, pattern.ast));
  return computed(ast, bool, [text], (context) => {
    const value = text.run(context);
    if (value instanceof Unknown) return value;
    if (typeof value !== 'string') throw misfit(value, 'string');
    spend(context, value.length);
    return matches(value);
  });
}

/** Short texts whose answers are kept for each pattern: the machines of a town name the same disks and package sources. */
const kept = { texts: 256, length: 256 } as const;

function remembering(pattern: RE2JS): (text: string) => boolean {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = pattern.test(text);
    if (answers.size >= kept.texts) answers.clear();
    if (text.length <= kept.length) answers.set(text, answer);
    return answer;
  };
}

function compilePattern(pattern: string, at: ASTNode): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new Refusal(`re2 does not understand the pattern: ${error instanceof Error ? error.message : String(error)}`, at);
  }
}

function packageCall({ ast, args, builder, variables }: Call, shape: Shape, answer: (found: unknown) => unknown): Node {
  if (!variables.has('facts')) throw new Refusal('packages belong to a computer; this rule is not about one', ast);
  builder.reads('software');
  const { run } = args[0] as Node;
  return computed(ast, shape, args, (context) => {
    const name = run(context);
    if (name instanceof Unknown) return name;
    const { byName, rest } = context.facts.packages();
    return answerFor(byName.get(name as string), rest, answer);
  });
}

function answerFor(found: unknown, rest: Unknown | undefined, answer: (found: unknown) => unknown): unknown {
  if (found === undefined && rest) return rest;
  return answer(found ?? null);
}

function packageNamed(call: Call): Node {
  const node = packageCall(call, packageShape(call.variables), (found) => found);
  return { ...node, origin: { section: 'software', path: 'packages[]' } };
}


/** The outcomes of another rule, counted. Which rule is written in the rule, so that it can be judged before. */
function tally({ ast, args: [part], builder, variables }: Call): Node {
  if (!variables.has('assets')) throw new Refusal('tally counts the outcomes of a whole town; only rules of scope town have it', ast);
  const { literal } = part as Node;
  if (typeof literal !== 'string') throw new Refusal('tally needs the id of a rule, written out as in tally("EDR-001")', ast);
  builder.tallies(literal);
  const node = computed(ast, tallyShape, [part as Node], (context) => {
    const { value, mark } = context.tally(literal);
    note(context, mark);
    return value;
  });
  return { ...node, origin: { section: 'tally', path: literal } };
}
