import type * as z from 'zod';
import { inputOfTest } from '../../../rules/engine/rule-tests.ts';
import { ruleTest } from '../../../rules/engine/rule.ts';
import type { Rule, Rulebook } from '../../../rules/engine/rulebook.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import type { EvaluationInput, ParameterOverride } from '../../../rules/input.ts';
import type { Outcome, OutcomeKind } from '../../../rules/outcome.ts';
import { shippedRulebook } from '../catalog/rulebook.ts';

/** What is known of a town, as the tests of rules write it; `parameters` are set by the town. */
export type Given = Omit<z.input<typeof ruleTest>, 'name' | 'expect' | 'reason' | 'derived'>;

/** One case of a rule that would end a pilot if it were wrong. */
export interface HardCase {
  /** Whose computer or account, and what is special about it. */
  readonly who: string;
  readonly given: Given;
  /** For rules about the town: its computers, each with facts of its own. */
  readonly computers?: readonly Given[];
  readonly expect: OutcomeKind;
  /** Wanted wherever the outcome is unknown. */
  readonly reason?: string;
  /** What the outcome has to say beside, in evidence, items or detail. */
  readonly shows?: RegExp;
  /** Why a person who knows the machine would agree. */
  readonly agree: string;
}

const rulebook = shippedRulebook();

/** Fewest cases of a rule. */
const fewest = 10;

/** What is wrong with a table of cases: too few, two of one name, no reason a person could agree with, unknown without saying why. */
export function mistakes(cases: readonly HardCase[]): string[] {
  const names = cases.map(({ who }) => who);
  return [
    ...(cases.length < fewest ? [`only ${cases.length} cases`] : []),
    ...names.filter((who, index) => names.indexOf(who) < index).map((who) => `"${who}" stands there twice`),
    ...cases.filter(({ agree }) => !/^[A-Z].{20,}\.$/.test(agree)).map(({ who }) => `"${who}" has no sentence with which a person would agree`),
    ...cases.filter((it) => (it.expect === 'unknown') !== (it.reason !== undefined)).map(({ who }) => `"${who}" needs a reason, or has none`),
  ];
}

/** The cases with their names first, as `test.each` wants them. */
export function named(cases: readonly HardCase[]): [string, HardCase][] {
  return cases.map((it) => [it.who, it]);
}

/** What came out, or has to. */
interface Verdict {
  readonly outcome: OutcomeKind;
  readonly reason: string | undefined;
  /** The whole outcome where it is another one, so that a failure says why. */
  readonly otherwise: string;
}

/** What has to come out of a case. */
export function wanted({ expect: outcome, reason }: HardCase): Verdict {
  return { outcome, reason, otherwise: '' };
}

/** Judges a case by the shipped rulebook, through the whole evaluation, in the packs that carry the rule. */
export function judged(id: string, { given, computers = [], expect: outcome, reason, shows }: HardCase): Verdict {
  const found = worstOf(id, given, computers);
  const text = JSON.stringify(found);
  const fits = found.outcome === outcome && found.because?.reason === reason && (shows === undefined || shows.test(text));
  return { outcome: found.outcome, reason: found.because?.reason, otherwise: fits ? '' : text };
}

/** The worst outcome of a rule about what a case gives. */
function worstOf(id: string, given: Given, computers: readonly Given[]): Outcome {
  const rule = rulebook.rules.find(({ definition }) => definition.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  const described = ruleTest.parse({ ...given, name: id, expect: 'pass' });
  const parameters = Object.entries(described.parameters).map(([parameter, value]) => stated(id, parameter, value));
  const input = { ...withComputers(inputOfTest(rule.definition, described, rulebook.questions), computers), profile: { parameters } };
  const packs = packsWith(id, rulebook);
  const outcomes = evaluate(input, rulebook, packs).outcomes.filter(({ rule: of, subject }) => of === id && (given.account === undefined || subject.id.endsWith(`/${given.account}`)));
  const [worst] = [...outcomes].sort((a, b) => worstFirst.indexOf(a.outcome) - worstFirst.indexOf(b.outcome));
  if (!worst) throw new Error(`${id} has no outcome`);
  return worst;
}

/** A town with these computers in it, beside those that stand in its roster already. */
function withComputers(town: EvaluationInput, computers: readonly Given[]): EvaluationInput {
  const [about] = rulebook.rules.filter(({ definition }) => definition.scope === 'asset');
  const inputs = computers.map((it, index) => {
    const own = ruleTest.parse({ ...(town.asOf === undefined ? {} : { asOf: town.asOf }), ...it, asset: { id: `computer-${index + 1}`, label: `PC-${index + 1}`, ...it.asset }, name: 'computer', expect: 'pass' });
    return renamed(inputOfTest((about as Rule).definition, own), `computer-${index + 1}`);
  });
  return {
    ...town,
    roster: [...town.roster, ...inputs.flatMap(({ roster }) => roster)],
    statements: [...town.statements, ...inputs.flatMap(({ statements }) => statements)],
    contents: Object.assign({}, town.contents, ...inputs.map(({ contents }) => contents)) as EvaluationInput['contents'],
  };
}

/** Digests of one computer, told from those of the next. */
function renamed(input: EvaluationInput, by: string): EvaluationInput {
  const named = (digest: string) => `${by} ${digest}`;
  return {
    ...input,
    contents: Object.fromEntries(Object.entries(input.contents).map(([digest, content]) => [named(digest), content])),
    statements: input.statements.map((statement) => ({
      ...statement,
      digest: named(statement.digest),
      predicate: { ...statement.predicate, sections: Object.fromEntries(Object.entries(statement.predicate.sections).map(([name, report]) => [name, report.digest === undefined ? report : { ...report, digest: named(report.digest) }])) },
    })),
  };
}

const worstFirst: readonly OutcomeKind[] = ['error', 'fail', 'unknown', 'pass', 'not-applicable'];

function packsWith(id: string, { packs }: Rulebook): string[] {
  return packs.filter(({ rules }) => rules.some((it) => it.id === id)).map((pack) => pack.id);
}

function stated(rule: string, parameter: string, value: unknown): ParameterOverride {
  return { rule, parameter, value, level: 'town', author: 'A. Clerk', reason: 'list of the town', date: '2026-10-01' };
}
