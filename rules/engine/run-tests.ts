import type { Outcome, OutcomeKind, UnknownBecause } from '../outcome.ts';
import { inputOfTest } from './rule-tests.ts';
import type { RuleTest } from './rule.ts';
import type { Rule, Rulebook } from './rulebook.ts';
import type { Derive } from './view.ts';
import { evaluate } from '../evaluate.ts';

/** How one test of one rule went. */
export interface RuleTestResult {
  readonly rule: string;
  readonly name: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly got: string;
  /** Why it came out unknown or as an error. */
  readonly because?: UnknownBecause;
}

/** Runs the tests that rules carry with them, through the whole evaluation. */
export function testRules(rulebook: Rulebook, ids?: readonly string[]): RuleTestResult[] {
  return rulebook.rules.filter(({ definition }) => !ids || ids.includes(definition.id)).flatMap((rule) => rule.definition.tests.map((test) => run(rule, test, rulebook)));
}

/** The outcomes that a test of a rule gives. */
export function outcomesOfTest(rule: Rule, test: RuleTest, derive: Derive): readonly Outcome[] {
  const { derived } = test;
  const pack = { id: 'test', version: 1, en: { title: 'Test', meaning: 'Test' }, rules: [{ id: rule.definition.id, parameters: test.parameters }] };
  const rulebook: Rulebook = { rules: [rule], packs: [pack], frameworks: [], documents: [], derive: derived ? () => ({ data: derived, missing: [] }) : derive };
  return evaluate(inputOfTest(rule.definition, test), rulebook, ['test']).outcomes;
}

function run(rule: Rule, test: RuleTest, { derive }: Rulebook): RuleTestResult {
  const outcomes = outcomesOfTest(rule, test, derive).filter(({ subject }) => test.account === undefined || subject.id.endsWith(`/${test.account}`));
  const got = worst(outcomes);
  const expected = test.reason === undefined ? test.expect : `${test.expect}(${test.reason})`;
  const found = got === undefined ? 'no outcome' : test.reason === undefined ? got.outcome : `${got.outcome}(${got.because?.reason ?? ''})`;
  return { rule: rule.definition.id, name: test.name, ok: found === expected, expected, got: found, ...(got?.because ? { because: got.because } : {}) };
}

const worstFirst: readonly OutcomeKind[] = ['error', 'fail', 'unknown', 'pass', 'not-applicable'];

/** Several accounts count together: any error, else any fail, else any unknown, else pass. */
function worst(outcomes: readonly Outcome[]): Outcome | undefined {
  return [...outcomes].sort((a, b) => worstFirst.indexOf(a.outcome) - worstFirst.indexOf(b.outcome))[0];
}
