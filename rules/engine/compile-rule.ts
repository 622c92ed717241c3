import type { Environment } from '@marcbachmann/cel-js';
import { checkerOf, withVariable } from './checker.ts';
import { compile } from './compile.ts';
import type { Expression, Surroundings } from './compile.ts';
import type { Binding, Vocabulary } from './vocabulary.ts';
import { parametersBinding, vocabularyOf } from './vocabulary.ts';
import { guards } from './logic.ts';
import { Refusal } from './node.ts';
import type { Node } from './node.ts';
import type { RuleDefinition, RuleScope } from './rule.ts';
import { ruleScopes } from './rule.ts';
import type { Question } from '../question.ts';
import { spoken } from './shape.ts';
import type { Shape } from './shape.ts';

/** What a rule of each scope may name, with its checker; made once for many rules. */
export type Languages = Readonly<Record<RuleScope, { readonly variables: Vocabulary; readonly checker: Environment }>> & {
  /** Lists of sections that rules read, so that rules that read the same share one list. */
  readonly sections: Map<string, readonly string[]>;
};

export function languages(questions: readonly Question[] = []): Languages {
  const entries = ruleScopes.map((scope) => {
    const variables = vocabularyOf(scope, questions);
    return [scope, { variables, checker: checkerOf(variables) }] as const;
  });
  return { ...(Object.fromEntries(entries) as Record<RuleScope, { variables: Vocabulary; checker: Environment }>), sections: new Map() };
}

/** The expressions of a rule, ready to run. */
export interface CompiledRule {
  readonly applies: Expression | undefined;
  readonly each: Expression | undefined;
  readonly itemLabel: Expression | undefined;
  readonly pass: Expression;
  readonly fail: Expression | undefined;
  readonly evidence: readonly { readonly name: string; readonly value: Expression }[];
  readonly raise: readonly { readonly when: Expression; readonly to: RuleDefinition['severity']; readonly because: string }[];
  /** Sections of the wire whose facts decide it. */
  readonly sections: readonly string[];
  /** Rules whose outcomes it counts: they are judged before it. */
  readonly tallies: readonly string[];
}

/** Something that is wrong with a rule, where in the rule: `['evidence', 'installed']`, characters of that text. */
export interface RuleProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly start?: number;
  readonly end?: number;
}

/** The slot in which the item of `each` stands while it is judged. */
export const itemSlot = 0;

/** Compiles every expression of a rule, or says what is wrong with each that cannot be. */
export function compileRule(rule: RuleDefinition, all: Languages, trace?: (node: Node) => Node): CompiledRule | readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  const parameters = parametersBinding(rule.parameters);
  const language = all[rule.scope];
  const plain: Surroundings = {
    variables: variablesFor(rule, language.variables).set('p', parameters),
    checker: withVariable(language.checker, 'p', parameters),
    nonNull: [],
    firstSlot: itemSlot + 1,
    ...(trace ? { trace } : {}),
  };
  const attempt = (path: readonly (string | number)[], source: string | undefined, want: { kind?: Shape['kind']; at: Surroundings }): Expression | undefined => {
    if (source === undefined) return undefined;
    try {
      return wanted(compile(source, want.at), want.kind);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({ path, message: error.message, start: error.start, end: error.end });
      return undefined;
    }
  };

  const applies = attempt(['applies'], rule.applies, { kind: 'bool', at: plain });
  // What applies has asked is known wherever the rest is asked at all.
  const applied: Surroundings = { ...plain, nonNull: applies ? guards(applies.ast, true) : [] };
  const each = attempt(['each'], rule.each, { kind: 'list', at: applied });
  const inside = each ? withItem(applied, each) : applied;
  const pass = attempt(['pass'], rule.pass, { kind: 'bool', at: inside });
  const fail = attempt(['fail'], rule.fail, { kind: 'bool', at: inside });
  const itemLabel = attempt(['itemLabel'], rule.itemLabel, { kind: 'string', at: inside });
  const evidence = Object.entries(rule.evidence).flatMap(([name, source]) => {
    const value = attempt(['evidence', name], source, { at: applied });
    return value ? [{ name, value }] : [];
  });
  const raise = rule.raise.flatMap(({ when, to, because }, index) => {
    const compiled = attempt(['raise', index, 'when'], when, { kind: 'bool', at: applied });
    return compiled ? [{ when: compiled, to, because }] : [];
  });
  if (problems.length > 0 || !pass) return problems;
  const expressions = [applies, each, itemLabel, pass, fail, ...evidence.map(({ value }) => value), ...raise.map(({ when }) => when)];
  const tallies = [...new Set(expressions.flatMap((expression) => [...(expression?.tallies ?? [])]))].sort();
  return { applies, each, itemLabel, pass, fail, evidence, raise, sections: shared(sectionsOf(rule, expressions), all), tallies };
}

function shared(list: readonly string[], { sections }: Languages): readonly string[] {
  const key = list.join(' ');
  const known = sections.get(key) ?? list;
  sections.set(key, known);
  return known;
}

/** Only a rule about domains has `domain`. */
function variablesFor({ classes }: RuleDefinition, variables: Vocabulary): Map<string, Binding> {
  const own = new Map(variables);
  if (classes.some((name) => name !== 'domain')) own.delete('domain');
  return own;
}

function wanted(expression: Expression, kind: Shape['kind'] | undefined): Expression {
  if (kind === undefined || (expression.shape.kind === kind && !expression.shape.nullable)) return expression;
  const found = expression.shape.nullable ? `${spoken(expression.shape)} or null` : spoken(expression.shape);
  throw new Refusal(`must come out as ${kind}; this is ${found}`, { start: 0, end: expression.source.length });
}

function withItem(surroundings: Surroundings, each: Expression): Surroundings {
  if (each.shape.kind !== 'list') return surroundings;
  const item: Binding = { shape: each.shape.item, origin: each.itemOrigin, slope: 0, run: (context) => context.slots[itemSlot] };
  return { ...surroundings, variables: new Map(surroundings.variables).set('item', item), checker: withVariable(surroundings.checker, 'item', item) };
}

function sectionsOf(rule: RuleDefinition, expressions: readonly (Expression | undefined)[]): string[] {
  const read = new Set(expressions.flatMap((expression) => [...(expression?.reads ?? [])]));
  if (rule.platforms) read.add('os');
  if (rule.scope === 'account') read.add('accounts');
  read.delete('derived');
  return [...read].sort();
}
