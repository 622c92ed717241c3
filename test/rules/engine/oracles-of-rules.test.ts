import { describe, expect, test } from 'vitest';
import { asked } from '../../../rules/engine/asking.ts';
import { compileRule, itemSlot, languages } from '../../../rules/engine/compile-rule.ts';
import type { CompiledRule } from '../../../rules/engine/compile-rule.ts';
import { begin } from '../../../rules/engine/context.ts';
import type { Context } from '../../../rules/engine/context.ts';
import { inputOfTest } from '../../../rules/engine/rule-tests.ts';
import type { RuleTest } from '../../../rules/engine/rule.ts';
import type { Rule, Rulebook } from '../../../rules/engine/rulebook.ts';
import type { Shape } from '../../../rules/engine/shape.ts';
import { townOf } from '../../../rules/engine/town.ts';
import { itemsOf, PartialList, Unknown } from '../../../rules/engine/value.ts';
import { viewCache } from '../../../rules/engine/view.ts';
import { parametersBinding, vocabularyOf } from '../../../rules/engine/vocabulary.ts';
import { shippedRulebook } from '../catalog/rulebook.ts';
import { bufbuild, celJs } from './oracles-of-rules.ts';
import type { Given, Situation } from './oracles-of-rules.ts';

const rulebook = shippedRulebook();
const language = languages(rulebook.questions);

/** What no other engine can be asked, and why. */
const beyond: readonly (readonly [RegExp, string])[] = [
  [/\bshare\(/, 'a number between bounds is ours'],
  [/\btally\(/, 'the outcomes of other rules are ours'],
  [/\bpackageNamed\(/, 'it gives an object of ours'],
];

/** Counts of conditions that were compared, and of those that were not, by why. */
const compared = { celJs: 0, bufbuild: 0, rules: new Set<string>() };
const left = new Map<string, Set<string>>();

describe('on complete facts two other engines of CEL agree with ours about every test of every rule', () => {
  test.each(rulebook.rules.map((rule) => [rule.definition.id, rule] as const))('%s', (id, rule) => {
    let isComplete = true;
    const compiled = compileRule(rule.definition, language, (node) => ({
      ...node,
      run: (context) => {
        const value = node.run(context);
        if (value instanceof Unknown || value instanceof PartialList) isComplete = false;
        return value;
      },
    }));
    if (!('pass' in compiled)) throw new Error(`${id} does not compile`);
    for (const one of rule.definition.tests)
      for (const { context } of contextsOf({ ...rule, compiled }, one)) {
        for (const { source, run, variables } of conditionsOf({ ...rule, compiled }, context)) {
          const why = beyond.find(([pattern]) => pattern.test(source))?.[1];
          begin(context);
          isComplete = true;
          const ours = why === undefined ? attempt(run) : undefined;
          if (typeof ours !== 'boolean' || !isComplete) {
            if (why !== undefined) left.set(why, (left.get(why) ?? new Set()).add(id));
            continue;
          }
          compared.rules.add(id);
          const situation: Situation = { variables, asOf: context.asOf, packages: new Set(context.sections ? context.facts.packages().byName.keys() : []) };
          expect([one.name, source, celJs(source, situation)]).toEqual([one.name, source, ours]);
          compared.celJs++;
          // Its durations are of another kind than those of our function.
          if (/\bdays\(/.test(source)) continue;
          expect([one.name, source, bufbuild(source, situation)]).toEqual([one.name, source, ours]);
          compared.bufbuild++;
        }
      }
  });

  test('most conditions were compared, and those that were not are known', () => {
    expect(compared.rules.size).toBeGreaterThan(rulebook.rules.length * 0.9);
    expect(compared.celJs).toBeGreaterThan(rulebook.rules.length * 4);
    expect(compared.bufbuild).toBeGreaterThan(compared.celJs * 0.95);
    expect(rulebook.rules.map(({ definition }) => definition.id).filter((id) => !compared.rules.has(id) && ![...left.values()].some((ids) => ids.has(id)))).toEqual([]);
  });
});

interface Condition {
  readonly source: string;
  readonly run: () => unknown;
  readonly variables: ReadonlyMap<string, Given>;
}

/** The conditions of a rule about one subject: `applies`, and `pass` and `fail` of the subject or of each of its items. */
function conditionsOf({ definition, compiled }: Rule, context: Context): Condition[] {
  const variables = variablesOf({ definition }, context);
  const plain = (expression: CompiledRule['applies']): Condition[] => (expression ? [{ source: expression.source, run: () => expression.run(context), variables }] : []);
  const applies = plain(compiled.applies);
  if (compiled.applies && attempt(() => compiled.applies?.run(context)) !== true) return applies;
  if (!compiled.each) return [...applies, ...plain(compiled.pass), ...plain(compiled.fail)];
  const list = attempt(() => compiled.each?.run(context));
  const shape = compiled.each.shape.kind === 'list' ? compiled.each.shape.item : compiled.each.shape;
  const items = itemsOf(list)?.items ?? [];
  return [...applies, ...items.flatMap((item) => [compiled.pass, compiled.fail].flatMap((expression): Condition[] => (expression ? [{
    source: expression.source,
    run: () => {
      context.slots[itemSlot] = item;
      return expression.run(context);
    },
    variables: new Map(variables).set('item', { value: item, shape }),
  }] : [])))];
}

function variablesOf({ definition }: Pick<Rule, 'definition'>, context: Context): ReadonlyMap<string, Given> {
  const shapes = new Map<string, Shape>([...vocabularyOf(definition.scope, rulebook.questions)].map(([name, { shape }]) => [name, shape]));
  const values = [...shapes].map(([name, shape]): [string, Given] => [name, { value: name === 'account' ? context.account : context.roots[name], shape }]);
  return new Map([...values, ['p', { value: context.parameters(), shape: parametersBinding(definition.parameters).shape }]]);
}

function contextsOf(rule: Rule, one: RuleTest): { context: Context }[] {
  const { derived } = one;
  const pack = { id: 'test', version: 1, en: { title: 'Test', meaning: 'Test' }, rules: [{ id: rule.definition.id, parameters: one.parameters }] };
  const book: Rulebook = { ...rulebook, rules: [rule], packs: [pack], derive: derived ? () => ({ data: derived, missing: [] }) : rulebook.derive };
  const town = townOf(inputOfTest(rule.definition, one, rulebook.questions), book, [pack], viewCache());
  return asked(rule, town).flatMap((it) => ('context' in it ? [it] : []));
}

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch {
    return undefined;
  }
}
