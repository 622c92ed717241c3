import type { Outcome, OutcomeKind, UnknownBecause } from '../outcome.ts';
import { asked } from './asking.ts';
import { judge } from './judge.ts';
import { inputOfTest } from './rule-tests.ts';
import type { RuleTest } from './rule.ts';
import type { Rule, Rulebook } from './rulebook.ts';
import { talliesGiven } from './tally.ts';
import { townOf } from './town.ts';
import { viewCache } from './view.ts';
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
export function outcomesOfTest(rule: Rule, test: RuleTest, { derive, questions }: Pick<Rulebook, 'derive' | 'questions'>): readonly Outcome[] {
  const { derived } = test;
  const pack = { id: 'test', version: 1, en: { title: 'Test', meaning: 'Test' }, rules: [{ id: rule.definition.id, parameters: test.parameters }] };
  const rulebook: Rulebook = { rules: [rule], packs: [pack], frameworks: [], documents: [], questions, derive: derived ? () => ({ data: derived, missing: [] }) : derive };
  const input = inputOfTest(rule.definition, test, questions);
  if (rule.compiled.tallies.length === 0) return evaluate(input, rulebook, ['test']).outcomes;
  const town = townOf(input, rulebook, [pack], viewCache());
  return asked(rule, town, talliesGiven(test.tallies)).map((it) => ('outcome' in it ? it : judge(it)));
}

function run(rule: Rule, test: RuleTest, rulebook: Rulebook): RuleTestResult {
  const isMeant = ({ id }: Outcome['subject']) => (test.account === undefined || id.endsWith(`/${test.account}`)) && (test.service === undefined || id === `service:${test.service.trim().toLowerCase()}`);
  const all = outcomesOfTest(rule, test, rulebook).filter(({ subject }) => isMeant(subject));
  // That nobody has said which domains there are stands beside what is said of one.
  const own = all.filter(({ subject }) => subject.asset !== null);
  const outcomes = own.length > 0 ? own : all;
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
