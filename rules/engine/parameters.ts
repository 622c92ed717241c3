import type { EvaluationInput, RosterAsset } from '../input.ts';
import { isOfType } from './rule.ts';
import type { Pack, RuleDefinition } from './rule.ts';
import { EngineError } from './value.ts';

/** The value of a parameter, and who set it: `rule`, `pack cyber-baseline`, `town`, `department Police`, `tag kiosk`. */
export interface ParameterValue {
  readonly value: unknown;
  readonly origin: string;
}

type Override = EvaluationInput['profile']['parameters'][number];

const levels = ['msp', 'state', 'town', 'department', 'tag'] as const;

/**
 * The parameters of a rule for one asset, or for the town where there is none. The closest wins:
 * rule, pack, MSP, state, town, department, tag; within one level the newest. Where several active packs
 * set one parameter, the pack whose id sorts last wins.
 */
export function resolveParameters(rule: RuleDefinition, packs: readonly Pack[], overrides: readonly Override[], asset: RosterAsset | null): Readonly<Record<string, ParameterValue>> {
  const values: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(rule.parameters)) values[name] = { value: parameter.default, origin: 'rule' };
  for (const pack of [...packs].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const selected = pack.rules.find(({ id }) => id === rule.id);
    for (const [name, value] of Object.entries(selected?.parameters ?? {})) values[name] = { value, origin: `pack ${pack.id}` };
  }
  const meant = overrides.filter((it) => it.rule === rule.id && Object.hasOwn(rule.parameters, it.parameter) && concerns(it, asset));
  for (const { parameter, value, level, target } of meant.sort(closestLast)) values[parameter] = { value, origin: target === undefined ? level : `${level} ${target}` };
  return values;
}

/** The values as `p` has them. @throws {EngineError} for a value that is not of the type of its parameter. */
export function parameterValues(rule: RuleDefinition, resolved: Readonly<Record<string, ParameterValue>>): Readonly<Record<string, unknown>> {
  for (const [name, { value, origin }] of Object.entries(resolved)) {
    const type = rule.parameters[name]?.type;
    if (type && !isOfType(value, type)) throw new EngineError(`parameter "${name}", set by ${origin}, is no ${type}`);
  }
  return Object.fromEntries(Object.entries(resolved).map(([name, { value }]) => [name, value]));
}

function concerns({ level, target }: Override, asset: RosterAsset | null): boolean {
  if (level === 'department') return asset !== null && asset.department !== null && asset.department === target;
  if (level === 'tag') return asset !== null && target !== undefined && asset.tags.includes(target);
  return true;
}

function closestLast(a: Override, b: Override): number {
  const byLevel = levels.indexOf(a.level) - levels.indexOf(b.level);
  if (byLevel !== 0) return byLevel;
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
