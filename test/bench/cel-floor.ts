import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from '@bufbuild/re2';
import type { RuleDefinition } from '../../rules/engine/rule.ts';
import type { Rule } from '../../rules/engine/rulebook.ts';
import type { Shape } from '../../rules/engine/shape.ts';
import { PartialList, Unknown } from '../../rules/engine/value.ts';
import { vocabularyOf } from '../../rules/engine/vocabulary.ts';

/** An asset as cel-js takes it. */
export interface CelAsset {
  readonly variables: Record<string, unknown>;
  /** Names of installed packages: what `installed()` asks. */
  readonly packages: ReadonlySet<string>;
}

/** Says whether a rule passes on one asset; without unknown, evidence, sources, or how long it holds. @throws for what it cannot say, such as a part that nobody read */
export type Floor = (asset: CelAsset) => boolean;

const dayMs = 86_400_000;
const shapes = vocabularyOf('asset');

/**
 * The `pass` of a rule as cel-js itself evaluates it: every item of `each` in turn, until one does not pass.
 * Undefined for rules about other things than computers.
 */
export function floorOf({ definition }: Rule, asOf: number): Floor | undefined {
  if (definition.scope !== 'asset') return undefined;
  let installed: ReadonlySet<string> = new Set();
  const environment = environmentAt(asOf, (name) => installed.has(name));
  const pass = environment.parse(definition.pass);
  const each = definition.each === undefined ? undefined : environment.parse(definition.each);
  return ({ variables, packages }) => {
    installed = packages;
    if (!each) return pass(variables) === true;
    return (each(variables) as unknown[]).every((item) => pass({ ...variables, item }) === true);
  };
}

/** Facts in the values of cel-js: whole numbers as bigint, dates as Date. Made once, outside of what is measured. */
export function celValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries([...shapes].flatMap(([name, { shape }]) => (values[name] === undefined || values[name] instanceof Unknown ? [] : [[name, convert(values[name], shape)]])));
}

/** Parameters in the values of cel-js. */
export function celParameters({ parameters: types }: RuleDefinition, parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, types[name]?.type === 'int' ? BigInt(value as number) : value]));
}

/** Rules' own functions, on complete facts whose clocks are right: then an age is the time from then to now. */
function environmentAt(asOf: number, installed: (name: string) => boolean): Environment {
  const patterns = new Map<string, RE2JS>();
  const re2 = (text: string, pattern: string) => {
    let compiled = patterns.get(pattern);
    if (!compiled) patterns.set(pattern, (compiled = RE2JS.compile(pattern)));
    return compiled.test(text);
  };
  return new Environment({ unlistedVariablesAreDyn: true })
    .registerFunction('re2(string, string): bool', re2)
    .registerFunction('installed(string): bool', installed)
    .registerFunction('daysSince(google.protobuf.Timestamp): int', (then: Date) => BigInt(Math.max(0, Math.floor((asOf - then.getTime()) / dayMs))))
    // A day is over at its end; the dates of the catalog are days.
    .registerFunction('daysUntil(google.protobuf.Timestamp): int', (then: Date) => BigInt(Math.floor((then.getTime() + (then.getTime() % dayMs === 0 ? dayMs - 1 : 0) - asOf) / dayMs)));
}

function convert(value: unknown, shape: Shape | undefined): unknown {
  if (value === null || shape === undefined) return value;
  // What is not known in full decides nothing that is compared.
  if (value instanceof Unknown) return undefined;
  if (value instanceof PartialList) return convert(value.items, shape);
  if (shape.kind === 'list') return (value as unknown[]).map((item) => convert(item, shape.item));
  if (shape.kind === 'object') return Object.fromEntries(Object.entries(value as object).map(([key, member]) => [key, convert(member, shape.fields[key])]));
  if (shape.kind === 'int') return BigInt(value as number);
  return shape.kind === 'timestamp' ? new Date(value as string) : value;
}
