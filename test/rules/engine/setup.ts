import { compileRule, languages } from '../../../rules/engine/compile-rule.ts';
import type { RuleProblem } from '../../../rules/engine/compile-rule.ts';
import { inputOfTest } from '../../../rules/engine/rule-tests.ts';
import { ruleSchema, ruleTest } from '../../../rules/engine/rule.ts';
import type { RuleDefinition, RuleTest } from '../../../rules/engine/rule.ts';
import type { Rule, Rulebook } from '../../../rules/engine/rulebook.ts';
import { asked } from '../../../rules/engine/asking.ts';
import { townOf } from '../../../rules/engine/town.ts';
import type { Context } from '../../../rules/engine/context.ts';
import { PartialList, Unknown } from '../../../rules/engine/value.ts';
import { viewCache } from '../../../rules/engine/view.ts';
import type { Derive } from '../../../rules/engine/view.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import type { Question } from '../../../rules/question.ts';

/** Questions that tests ask. */
export const questions: readonly Question[] = [
  question('policyAdopted', { type: 'yes-no', expiresDays: 365 }),
  question('peopleTrained', { type: 'number', expiresDays: 90 }),
  question('mailHosting', { type: 'choice', choices: ['own-server', 'rented'], expiresDays: 365 }),
  question('lastReview', { type: 'day', expiresDays: 365 }),
];

function question(id: string, more: Pick<Question, 'type' | 'expiresDays'> & Partial<Question>): Question {
  return { id, version: 1, evidence: 'optional', row: 'TST-001', by: 'clerk', sensitivity: 'internal', en: { question: 'Is it so?', why: 'So that it is.', verify: 'Look.' }, ...more };
}

const all = languages(questions);

/** What a rule file may have, as its author writes it. */
export type Written = Record<string, unknown>;

/** A rule that is right, with what a test wants otherwise. */
function written(parts: Written = {}): Written {
  return {
    id: 'TST-001',
    version: 1,
    scope: 'asset',
    pass: 'facts.os.family == "linux"',
    evidence: { family: 'facts.os.family' },
    severity: 'medium',
    severityReason: 'a test',
    responsible: 'msp',
    effort: 'minutes',
    cost: 'none',
    sensitivity: 'internal',
    en: { title: 'Is it right?', plain: 'Plain.', technical: 'Technical.', notApplicable: 'It does not apply.', remediation: { any: 'Mend it.' } },
    tests: [],
    ...parts,
  };
}

/** @throws Error with the problems of a rule that does not compile. */
export function ruleOf(parts: Written = {}): Rule {
  const definition = ruleSchema.parse(written(parts));
  const compiled = compileRule(definition, all);
  if (!('pass' in compiled)) throw new Error(compiled.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  return { definition, compiled, file: 'test.yaml' };
}

/** What is wrong with the condition of a rule; undefined when it compiles. */
export function refusalOf(source: string, parts: Written = {}): RuleProblem | undefined {
  const compiled = compileRule(ruleSchema.parse(written({ evidence: { x: source }, ...parts })), all);
  return 'pass' in compiled ? undefined : compiled[0];
}

export const deriveNothing: Derive = () => ({ data: {}, missing: [] });

/** A rulebook of these rules, all of them in the pack `all`. */
export function rulebookOf(rules: readonly Rule[], derive: Derive = deriveNothing): Rulebook {
  const pack = { id: 'all', version: 1, en: { title: 'All', meaning: 'All' }, rules: rules.map(({ definition }) => ({ id: definition.id, parameters: {} })) };
  return { rules, packs: [pack], frameworks: [], documents: [], questions, derive };
}

/** An input as the test of a rule describes it. */
export function inputOf(test: Written = {}, definition: RuleDefinition = ruleOf().definition): EvaluationInput {
  return inputOfTest(definition, testOf(test), questions);
}

/** The test of a rule, with what it does not care about filled in. */
export function testOf(test: Written = {}): RuleTest {
  return ruleTest.parse({ name: 'test', expect: 'pass', ...test });
}

/** The outcomes of one rule. */
export function outcomesOf(parts: Written, test: Written = {}, derive: Derive = deriveNothing): readonly Outcome[] {
  const rule = ruleOf(parts);
  return evaluate(inputOf(test, rule.definition), rulebookOf([rule], derive), ['all']).outcomes;
}

/** The value of one expression, with the context that it ran in. */
export function ran(source: string, test: Written = {}, parts: Written = {}, derive: Derive = deriveNothing): { value: unknown; context: Context } {
  const rule = ruleOf({ evidence: { x: source }, ...parts });
  const town = townOf(inputOf(test, rule.definition), rulebookOf([rule], derive), [], viewCache());
  const [question] = asked(rule, town);
  if (!question || !('context' in question)) throw new Error('there is no subject');
  const { context } = question;
  return { value: rule.compiled.evidence[0]?.value.run(context), context };
}

/** As {@link ran}, in words: a JSON value, `?reason` for unknown, `[…]?reason` for a list that is known in part. */
export function said(source: string, test: Written = {}, parts: Written = {}, derive: Derive = deriveNothing): string {
  return inWords(ran(source, test, parts, derive).value);
}

export function inWords(value: unknown): string {
  if (value instanceof Unknown) return `?${value.because.reason}`;
  if (value instanceof PartialList) return `${JSON.stringify(value.items)}?${value.because.reason}`;
  return JSON.stringify(value);
}
