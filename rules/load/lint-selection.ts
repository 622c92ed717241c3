import { nearest, suggestion } from '../engine/nearest.ts';
import { isOfType } from '../engine/rule.ts';
import type { Framework, Pack, RuleDefinition } from '../engine/rule.ts';
import type { Problem, Read } from './yaml.ts';

interface Selection {
  readonly rules: readonly Read<RuleDefinition>[];
  readonly packs: readonly Read<Pack>[];
  readonly frameworks: readonly Read<Framework>[];
  /** Ids of rules that wait to be written: frameworks may name them. */
  readonly waiting: ReadonlySet<string>;
  /** False when some rules could not be read: then a name that is not found says nothing. */
  readonly complete: boolean;
}

/** What is wrong between files: ids that occur twice, rules in no pack, names of rules and parameters that do not exist. */
export function selectionProblems({ rules, packs, frameworks, waiting, complete }: Selection): Problem[] {
  const byId = new Map(rules.map(({ value }) => [value.id, value]));
  const selected = new Set(packs.flatMap(({ value }) => value.rules.map(({ id }) => id)));
  const unknown = (id: string) => (byId.has(id) || !complete ? undefined : `there is no rule ${id}${suggestionOf(id, byId)}`);
  return [
    ...[rules, packs, frameworks].flatMap(twice),
    ...rules.filter(({ value }) => !selected.has(value.id) && !value.draft).map((read) => read.problem(['id'], `${read.value.id} is in no pack; add it to one, or set "draft: true"`)),
    ...packs.flatMap((read) => packProblems(read, byId, unknown)),
    ...frameworks.flatMap((read) =>
      read.value.requirements.flatMap((requirement, index) =>
        requirement.rules.flatMap((id, at) => {
          const message = waiting.has(id) ? undefined : unknown(id);
          return message ? [read.problem(['requirements', index, 'rules', at], message)] : [];
        }),
      ),
    ),
  ];
}

function packProblems(read: Read<Pack>, byId: ReadonlyMap<string, RuleDefinition>, unknown: (id: string) => string | undefined): Problem[] {
  const seen = new Set<string>();
  const stem = read.file.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
  const misplaced = stem === read.value.id ? [] : [read.problem(['id'], `pack "${read.value.id}" belongs into packs/${read.value.id}.yaml`)];
  return misplaced.concat(
    read.value.rules.flatMap(({ id, parameters }, index): Problem[] => {
      const message = seen.has(id) ? `${id} is in this pack twice` : unknown(id);
      seen.add(id);
      if (message) return [read.problem(['rules', index, 'id'], message)];
      return Object.entries(parameters).flatMap(([name, value]) => {
        const parameter = byId.get(id)?.parameters[name];
        if (!parameter) return byId.has(id) ? [read.problem(['rules', index, 'parameters', name], `${id} has no parameter "${name}"${suggestion(name, Object.keys(byId.get(id)?.parameters ?? {}))}`)] : [];
        return isOfType(value, parameter.type) ? [] : [read.problem(['rules', index, 'parameters', name], `"${name}" of ${id} is no ${parameter.type}`)];
      });
    }),
  );
}

function twice(reads: readonly Read<{ id: string }>[]): Problem[] {
  const first = new Map<string, string>();
  return reads.flatMap((read) => {
    const before = first.get(read.value.id);
    first.set(read.value.id, before ?? read.file);
    return before === undefined ? [] : [read.problem(['id'], `"${read.value.id}" is also the id of ${before}`)];
  });
}

function suggestionOf(id: string, byId: ReadonlyMap<string, unknown>): string {
  const near = nearest(id, byId.keys());
  return near === undefined ? '' : `; did you mean ${near}?`;
}
