import fs from 'node:fs';
import path from 'node:path';
import { parameterLayers } from '../../rules/engine/parameters.ts';
import type { Pack, RuleParameter } from '../../rules/engine/rule.ts';
import type { Rule, Rulebook } from '../../rules/engine/rulebook.ts';
import type { ParameterOverride, RosterAsset } from '../../rules/input.ts';
import type { MspBody, RegisterBody } from '../evaluate/stated.ts';
import { unknownName } from '../failure.ts';
import { lineOf } from './file.ts';
import { closest } from './parameters.ts';

/** A place that sets a parameter. */
export interface Layer {
  /** `rule`, `pack NAME`, `msp`, `state`, `town`, `department NAME`, `tag NAME`. */
  readonly level: string;
  readonly value: unknown;
  readonly author: string | null;
  readonly reason: string | null;
  readonly date: string | null;
  /** As it was named when it was applied; of the rulebook: below its folder. */
  readonly file: string;
  readonly line: number;
}

/** A parameter with every place that sets it, the one that wins last. */
export interface ExplainedParameter {
  readonly rule: string;
  readonly parameter: string;
  readonly type: RuleParameter['type'];
  readonly unit: string | null;
  readonly meaning: string | null;
  readonly source: string | null;
  readonly value: unknown;
  readonly layers: readonly Layer[];
}

/** What sets parameters: the rulebook in its folder, and the newest files of the MSP and of the town. */
export interface Setters {
  readonly rulebook: Pick<Rulebook, 'rules'>;
  /** The packs that judge the town. */
  readonly packs: readonly Pack[];
  readonly folder: string;
  readonly msp: MspBody | undefined;
  readonly town: RegisterBody | undefined;
}

/**
 * Where the parameters of a rule get their values from, for one asset or for the town.
 * @param wanted `RULE` or `RULE.parameter`
 * @throws a failure that names the nearest rule or parameter
 */
export function explainParameters(wanted: string, setters: Setters, asset: RosterAsset | null): ExplainedParameter[] {
  const [id = '', name, ...more] = wanted.trim().split('.');
  const rule = setters.rulebook.rules.find(({ definition }) => definition.id === id.toUpperCase());
  if (!rule) throw unknownName('rule', id, setters.rulebook.rules.map(({ definition }) => definition.id));
  const declared = Object.keys(rule.definition.parameters);
  if (name !== undefined && (more.length > 0 || !declared.includes(name))) throw unknownName(`parameter of ${rule.definition.id}`, [name, ...more].join('.'), declared);
  return (name === undefined ? declared : [name]).map((parameter) => explained(rule, parameter, setters, asset));
}

function explained({ definition, file }: Rule, parameter: string, setters: Setters, asset: RosterAsset | null): ExplainedParameter {
  const { type, unit = null, meaning = null, source = null } = definition.parameters[parameter] as RuleParameter;
  const overrides = closest(setters.msp?.parameters ?? [], setters.town?.parameters ?? []);
  const layers = parameterLayers(definition, parameter, { packs: setters.packs, overrides, asset }).map(({ value, origin, pack, override }): Layer => {
    const of = { level: origin, value };
    if (override) return { ...of, author: override.author, reason: override.reason, date: override.date, ...placeIn(override, setters) };
    const [place, within] = pack ? [`packs/${pack.id}.yaml`, ['rules', pack.rules.findIndex(({ id }) => id === definition.id), 'parameters', parameter]] : [file, ['parameters', parameter]];
    return { ...of, author: null, reason: pack ? pack.en.title : source, date: null, file: place, line: lineIn(setters.folder, place, within) };
  });
  return { rule: definition.id, parameter, type, unit, meaning, source, value: layers.at(-1)?.value, layers };
}

function placeIn(override: ParameterOverride, { msp, town }: Setters): { file: string; line: number } {
  const own = town?.parameters.includes(override) ? town : msp;
  const index = own?.parameters.indexOf(override) ?? -1;
  return { file: own?.file ?? '', line: own && index >= 0 ? lineOf(own.file, own.text, ['parameters', index, 'value']) : 1 };
}

/** Rules of one's own stand in no folder of ours any more: the first line, then. */
function lineIn(folder: string, file: string, place: readonly (string | number)[]): number {
  const at = path.join(folder, file);
  return fs.existsSync(at) ? lineOf(file, fs.readFileSync(at, 'utf8'), place) : 1;
}
