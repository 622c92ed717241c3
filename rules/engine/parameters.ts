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

/** One place that sets a parameter: the rule itself, a pack, or somebody. */
export interface ParameterLayer extends ParameterValue {
  readonly pack?: Pack;
  readonly override?: Override;
}

/** What sets the parameters of rules, and for which asset it is asked; null for the town as a whole. */
export interface Setting {
  readonly packs: readonly Pack[];
  readonly overrides: readonly Override[];
  readonly asset: RosterAsset | null;
}

const levels = ['rule', 'pack', 'msp', 'state', 'town', 'department', 'tag'] as const;

/**
 * Every place that sets a parameter of a rule, weakest first: the last one counts. The closest wins: rule, pack, MSP, state, town,
 * department, tag. The pack of a state stands at the level of the state, a pack for a tag at that of the tag; each below what
 * somebody set at the same level. Where several packs of one level set it, the one whose id sorts last wins; of several people
 * at one level, the newest.
 */
export function parameterLayers(rule: RuleDefinition, parameter: string, { packs, overrides, asset }: Setting): ParameterLayer[] {
  const chosen = [...packs].sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap((pack) => packLayer(pack, rule, { parameter, asset }));
  const set = overrides
    .filter((it) => it.rule === rule.id && it.parameter === parameter && concerns(it, asset))
    .sort(newestLast)
    .map((override) => ({ level: override.level, value: override.value, origin: override.target === undefined ? override.level : `${override.level} ${override.target}`, override }));
  const above = [...chosen, ...set].map(({ level, ...layer }, index) => ({ rank: levels.indexOf(level), index, layer }));
  const first: ParameterLayer = { value: rule.parameters[parameter]?.default, origin: 'rule' };
  return [first, ...above.sort((a, b) => a.rank - b.rank || a.index - b.index).map(({ layer }) => layer)];
}

/** The parameters of a rule for one asset, or for the town where there is none, each by the closest place that sets it. */
export function resolveParameters(rule: RuleDefinition, packs: readonly Pack[], overrides: readonly Override[], asset: RosterAsset | null): Readonly<Record<string, ParameterValue>> {
  return Object.fromEntries(
    Object.keys(rule.parameters).map((name) => {
      const { value, origin } = parameterLayers(rule, name, { packs, overrides, asset }).at(-1) as ParameterLayer;
      return [name, { value, origin }];
    }),
  );
}

function packLayer(pack: Pack, rule: RuleDefinition, { parameter, asset }: { parameter: string; asset: RosterAsset | null }): (ParameterLayer & { level: (typeof levels)[number] })[] {
  const values = pack.rules.find(({ id }) => id === rule.id)?.parameters ?? {};
  if (!Object.hasOwn(values, parameter)) return [];
  if (pack.tag !== undefined && !asset?.tags.includes(pack.tag)) return [];
  const level = pack.tag !== undefined ? 'tag' : pack.when?.state !== undefined ? 'state' : 'pack';
  return [{ level, value: values[parameter], origin: `pack ${pack.id}`, pack }];
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

function newestLast(a: Override, b: Override): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
