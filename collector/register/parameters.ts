import * as z from 'zod';
import { nearest, suggestion } from '../../rules/engine/nearest.ts';
import { isOfType } from '../../rules/engine/rule.ts';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import type { ParameterOverride } from '../../rules/input.ts';
import type { Problem, Read } from '../../rules/load/yaml.ts';

const sentence = z.string().trim().min(1, 'cannot be empty').max(500);

/** An entry of `parameters:` in town.yaml or msp.yaml. */
export const writtenParameter = z.strictObject({
  rule: sentence,
  parameter: sentence,
  value: z.unknown(),
  department: sentence.optional(),
  tag: sentence.optional(),
  reason: sentence,
  author: sentence,
  date: z.iso.date('must be a day, as 2026-11-21'),
});
export type WrittenParameter = z.infer<typeof writtenParameter>;

/** The entries as judgement reads them, one for one and in their order. */
export function asOverrides(parameters: readonly WrittenParameter[], level: 'msp' | 'town'): ParameterOverride[] {
  return parameters.map(({ rule, parameter, value, department, tag, reason, author, date }) => {
    const meant = { rule, parameter, value, author, reason, date };
    if (department !== undefined) return { ...meant, level: 'department', target: department };
    return tag !== undefined ? { ...meant, level: 'tag', target: tag } : { ...meant, level };
  });
}

/** What all towns share and what a town sets, together: where both set one thing for the same department or tag, the town is closer. */
export function closest(msp: readonly ParameterOverride[], town: readonly ParameterOverride[]): ParameterOverride[] {
  const own = new Set(town.map(placeOf));
  return [...msp.filter((it) => !own.has(placeOf(it))), ...town];
}

/** What an override sets, and for whom. */
function placeOf({ rule, parameter, level, target }: ParameterOverride): string {
  return JSON.stringify([rule, parameter, level, target ?? null]);
}

/** What is wrong with the parameters of a file: rules, parameters and departments that do not exist, values of a wrong type, one thing set twice. */
export function parameterProblems(
  read: Pick<Read<unknown>, 'problem'>,
  parameters: readonly WrittenParameter[],
  { rules }: Pick<Rulebook, 'rules'>,
  { today, departments }: { today: string; departments: readonly string[] | undefined },
): Problem[] {
  const byId = new Map(rules.map(({ definition }) => [definition.id, definition]));
  const first = new Map<string, number>();
  return parameters.flatMap((written, index) => {
    const { rule, parameter, value, department, tag, date } = written;
    const say = (key: keyof WrittenParameter, message: string) => [read.problem(['parameters', index, key], message)];
    const definition = byId.get(rule);
    if (!definition) return say('rule', `there is no rule "${rule}"${near(rule, byId.keys())}`);
    const declared = Object.hasOwn(definition.parameters, parameter) ? definition.parameters[parameter] : undefined;
    if (!declared) return say('parameter', `${rule} has no parameter "${parameter}"${suggestion(parameter, Object.keys(definition.parameters))}`);
    if (!isOfType(value, declared.type)) return say('value', `"${parameter}" of ${rule} must be ${spoken[declared.type]}${declared.unit === undefined ? '' : `, in ${declared.unit}`}`);
    if (department !== undefined && tag !== undefined) return say('tag', 'give a department or a tag, not both');
    if (department !== undefined && departments !== undefined && !departments.includes(department))
      return say('department', `there is no department "${department}"${suggestion(department, departments)}`);
    if (date > today) return say('date', `${date} is in the future; write the day on which it was decided`);
    const place = JSON.stringify([rule, parameter, department ?? null, tag ?? null]);
    const before = first.get(place);
    first.set(place, before ?? index);
    if (before !== undefined) return say('parameter', `"${parameter}" of ${rule} is set already on line ${read.problem(['parameters', before], '').line}; keep one of the two`);
    return [];
  });
}

const spoken = { int: 'a whole number', double: 'a number', string: 'text', bool: 'true or false', 'list<string>': 'a list of texts' } as const;

function near(id: string, known: Iterable<string>): string {
  const found = nearest(id, known);
  return found === undefined ? '; "townwatch rules list" shows them' : `; did you mean ${found}?`;
}
