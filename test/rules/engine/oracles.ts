import { celEnv, celFunc, CelScalar, isCelError, isCelList, parse, plan, run } from '@bufbuild/cel';
import type { CelInput } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { RE2JS } from '@bufbuild/re2';
import { Environment } from '@marcbachmann/cel-js';
import type { Shape } from '../../../rules/engine/shape.ts';

/** The value of an expression on complete facts, as another engine of CEL sees it, as JSON text. */
export type Oracle = (source: string, facts: unknown, shape: Shape, asOf: string) => string;

const re2 = (text: string, pattern: string) => RE2JS.compile(pattern).test(text);

/** `@marcbachmann/cel-js`, which only reads and checks for us, evaluating. */
export const marcbachmann: Oracle = (source, facts, shape, asOf) => {
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  environment.registerFunction('re2(string, string): bool', re2);
  const convert = (value: unknown, of: Shape): unknown => {
    if (of.kind === 'object' && value !== null) return Object.fromEntries(fieldsOf(value, of).map(([key, member, field]) => [key, convert(member, field)]));
    if (of.kind === 'list' && value !== null) return (value as unknown[]).map((item) => convert(item, of.item));
    return scalarOf(value, of, (date) => date);
  };
  const variables: Record<string, unknown> = { facts: convert(facts, shape), asOf: new Date(asOf) };
  return json(environment.evaluate(source, variables));
};

/** `@bufbuild/cel`, the engine of the CEL authors' own conformance tests for JavaScript. */
export const bufbuild: Oracle = (source, facts, shape, asOf) => {
  const environment = celEnv({ funcs: [...strings, celFunc('re2', [CelScalar.STRING, CelScalar.STRING], CelScalar.BOOL, re2)] });
  const convert = (value: unknown, of: Shape): CelInput => {
    if (of.kind === 'object' && value !== null) return new Map(fieldsOf(value, of).map(([key, member, field]) => [key, convert(member, field)]));
    if (of.kind === 'list' && value !== null) return (value as unknown[]).map((item) => convert(item, of.item));
    return scalarOf(value, of, instant) as CelInput;
  };
  const value = plan(environment, parse(source))({ facts: convert(facts, shape), asOf: instant(new Date(asOf)) });
  if (isCelError(value)) throw new Error(value.message);
  return json(value);
};

/** Its own way to make a date, so that nothing else has to be installed. */
function instant(date: Date): CelInput {
  const made = run('timestamp(text)', { text: date.toISOString() });
  if (isCelError(made)) throw new Error(made.message);
  return made;
}

function fieldsOf(value: unknown, shape: Extract<Shape, { kind: 'object' }>): [string, unknown, Shape][] {
  return Object.entries(value as Record<string, unknown>).map(([key, member]) => [key, member, shape.fields[key] as Shape]);
}

function scalarOf(value: unknown, shape: Shape, date: (value: Date) => unknown): unknown {
  if (shape.kind === 'int' && typeof value === 'number') return BigInt(value);
  return shape.kind === 'timestamp' && typeof value === 'string' ? date(new Date(value)) : value;
}

/** JSON with whole numbers as such: what both engines have as bigint. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return Number(member);
    return isCelList(member) ? [...member] : member;
  });
}
