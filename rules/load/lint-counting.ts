import { suggestion } from '../engine/nearest.ts';
import type { RuleDefinition } from '../engine/rule.ts';
import type { Rule } from '../engine/rulebook.ts';
import type { Problem, Read } from './yaml.ts';

/** What is wrong with rules that count the outcomes of others: rules that do not exist, and circles, in which nobody could be judged first. */
export function countingProblems(rules: readonly Rule[], { read, problems }: { read: readonly Read<RuleDefinition>[]; problems: readonly Problem[] }): Problem[] {
  const counts = new Map(rules.map(({ definition, compiled }) => [definition.id, compiled.tallies]));
  const known = read.map(({ value }) => value.id);
  return read.flatMap((one) => {
    const { id } = one.value;
    const strangers = problems.length > 0 ? [] : (counts.get(id) ?? []).filter((other) => !known.includes(other));
    const circle = circleFrom(id, counts);
    return [
      ...strangers.map((other) => one.problem(['pass'], `tally("${other}"): there is no rule ${other}${suggestion(other, known)}`)),
      ...(circle ? [one.problem(['pass'], `counts itself: ${circle.join(' counts ')}; leave one of them out`)] : []),
    ];
  });
}

/** The way from a rule back to itself, by what each counts. */
function circleFrom(id: string, counts: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const seen = new Set<string>();
  const ways: string[][] = [[id]];
  for (let way = ways.pop(); way; way = ways.pop()) {
    for (const next of counts.get(way.at(-1) ?? '') ?? []) {
      if (next === id) return [...way, id];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}
