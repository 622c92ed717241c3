import { celEnv, celFunc, CelScalar, celType, isCelError, parse, plan, run } from '@bufbuild/cel';
import type { CelInput } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { RE2JS } from '@bufbuild/re2';
import { Environment } from '@marcbachmann/cel-js';
import type { Shape } from '../../../rules/engine/shape.ts';
import { PartialList, Unknown } from '../../../rules/engine/value.ts';

/** A variable with its value as our engine has it. */
export interface Given {
  readonly value: unknown;
  readonly shape: Shape;
}

/** What other engines of CEL are given: variables, the instant of judgement in milliseconds, names of installed packages. */
export interface Situation {
  readonly variables: ReadonlyMap<string, Given>;
  readonly asOf: number;
  readonly packages: ReadonlySet<string>;
}

/** Says whether a condition holds. @throws what the other engine throws */
export type Judge = (source: string, situation: Situation) => unknown;

const dayMs = 86_400_000;
const matches = (text: string, pattern: string) => RE2JS.compile(pattern).test(text);
const age = (at: number, asOf: number) => BigInt(Math.max(0, Math.floor((asOf - at) / dayMs)));
/** A day is over at its end: what was written as a day lies on midnight. */
const left = (at: number, asOf: number) => BigInt(Math.floor((at + (at % dayMs === 0 ? dayMs - 1 : 0) - asOf) / dayMs));

/** `@marcbachmann/cel-js`, evaluating. */
export const celJs: Judge = (source, { variables, asOf, packages }) => {
  const environment = new Environment({ unlistedVariablesAreDyn: true })
    .registerFunction('re2(string, string): bool', matches)
    .registerFunction('installed(string): bool', (name: string) => packages.has(name))
    .registerFunction('days(google.protobuf.Duration): int', (time: { seconds: bigint }) => BigInt(Math.floor(Number(time.seconds) / 86_400)))
    .registerFunction('daysSince(google.protobuf.Timestamp): int', (at: Date) => age(at.getTime(), asOf))
    .registerFunction('daysUntil(google.protobuf.Timestamp): int', (at: Date) => left(at.getTime(), asOf));
  return environment.evaluate(source, Object.fromEntries(converted(variables, { object: Object.fromEntries, date: (at) => new Date(at) })));
};

/** `@bufbuild/cel`. */
export const bufbuild: Judge = (source, { variables, asOf, packages }) => {
  const at = (value: unknown) => Number(run('int(at)', { at: value as CelInput })) * 1000;
  const date = celType(instant(0) as never);
  const environment = celEnv({
    funcs: [
      ...strings,
      celFunc('re2', [CelScalar.STRING, CelScalar.STRING], CelScalar.BOOL, matches),
      celFunc('installed', [CelScalar.STRING], CelScalar.BOOL, (name) => packages.has(name)),
      celFunc('daysSince', [date], CelScalar.INT, (value) => age(at(value), asOf)),
      celFunc('daysUntil', [date], CelScalar.INT, (value) => left(at(value), asOf)),
    ],
  });
  const bindings = Object.fromEntries(converted(variables, { object: (entries) => new Map(entries), date: instant }));
  const value = plan(environment, parse(source))(bindings as Record<string, CelInput>);
  if (isCelError(value)) throw new Error(value.message);
  return value;
};

interface Makers {
  readonly object: (entries: [string, unknown][]) => unknown;
  readonly date: (at: number) => unknown;
}

function converted(variables: ReadonlyMap<string, Given>, makers: Makers): [string, unknown][] {
  return [...variables].flatMap(([name, { value, shape }]): [string, unknown][] => (value === undefined || value instanceof Unknown ? [] : [[name, convert(value, shape, makers)]]));
}

function convert(value: unknown, shape: Shape, makers: Makers): unknown {
  if (value === null) return null;
  if (value instanceof PartialList) return convert(value.items, shape, makers);
  if (shape.kind === 'list') return (value as unknown[]).filter((item) => !(item instanceof Unknown)).map((item) => convert(item, shape.item, makers));
  if (shape.kind === 'object') return makers.object(Object.entries(shape.fields).flatMap(([key, field]): [string, unknown][] => {
    const member = (value as Record<string, unknown>)[key];
    return member === undefined || member instanceof Unknown ? [] : [[key, convert(member, field, makers)]];
  }));
  if (shape.kind === 'int') return BigInt(value as number);
  return shape.kind === 'timestamp' ? makers.date(typeof value === 'number' ? value : Date.parse(value as string)) : value;
}

/** Its own way to make a date, so that nothing else has to be installed. */
function instant(at: number): unknown {
  const made = run('timestamp(text)', { text: new Date(at).toISOString() });
  if (isCelError(made)) throw new Error(made.message);
  return made;
}
