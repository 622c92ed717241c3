import { sortedJson } from '../wire/snapshot.ts';
import { isSynthetic } from '../wire/synthetic.ts';
import { concerns } from '../rules/engine/packs.ts';
import type { EvaluationInput, InputStatement } from '../rules/input.ts';
import type { NextAct } from '../rules/judge/act.ts';
import { actionClasses } from '../rules/judge/actions.ts';
import { adviceOf } from '../rules/judge/advice.ts';
import { essentials, interval, judgeEssentials } from '../rules/judge/essentials.ts';
import type { EssentialResult } from '../rules/judge/essentials.ts';
import { findingId } from '../rules/judge/findings.ts';
import { place } from '../rules/judge/fixes.ts';
import { nextActs } from '../rules/judge/next.ts';
import { planFor, usualOrder } from '../rules/judge/plan.ts';
import { ranksOf } from '../rules/judge/ranks.ts';
import { severities } from '../rules/outcome.ts';
import type { Evidence, Finding, Outcome } from '../rules/outcome.ts';
import { acceptedViews, disputeViews, responsesTo, responseViews } from './accepted.ts';
import { buildCoverage } from './coverage.ts';
import { frameworkViews } from './frameworks.ts';
import type { FrameworkSource } from './frameworks.ts';
import { buildSeen } from './lists.ts';
import type { Act, Counts, EssentialView, Failure, FixGroup, NextView, ReportModel, RuleView } from './model.ts';
import { statedIn } from './stated.ts';
import type { QuestionText, StatedIndex, StatedView } from './stated.ts';
import { amount, basisOf, basisWords, counted, essentialWords, named, platformWords, reasonWords, valueWords, visible, whenWords } from './words.ts';

/** What a report is built from: the input that was judged, what came out, and the texts of the rules. */
export interface ReportSource {
  readonly input: EvaluationInput;
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleView[];
  readonly preparedBy: string;
  /** What else the rulebook holds: requirements of others, rules that wait, texts of questions. A rulebook is one. */
  readonly catalog?: FrameworkSource & { readonly questions: readonly QuestionText[] };
}

/** Turns a judged input into the model that every format renders. Pure. */
export function buildReport(source: ReportSource): ReportModel {
  const { input } = source;
  const outcomes = [...source.outcomes].sort((a, b) => order(a.rule, b.rule) || order(a.subject.id, b.subject.id) || order(sortedJson(a), sortedJson(b)));
  const findings = [...source.findings].sort((a, b) => order(a.id, b.id));
  const rules = rulesById(source.rules, outcomes);
  const coverage = buildCoverage(input);
  const oneComputer = coverage.assets.known === 1;
  const stated = statedIn(outcomes, input, source.catalog?.questions ?? []);
  const { acts } = nextActs({ ...source, outcomes, rules: Object.values(rules) });
  return {
    town: { id: input.town.id, name: visible(input.town.name, 120), timeZone: input.town.timeZone },
    asOf: input.asOf,
    edition: 'confidential',
    preparedBy: visible(source.preparedBy, 120),
    oneComputer,
    oneOff: input.statements.length > 0 && input.statements.every((statement) => statement.predicate.oneOff),
    ...(input.statements.some(({ predicate }) => isSynthetic(predicate)) ? { synthetic: true as const } : {}),
    coverage,
    seen: buildSeen(input),
    counts: countOutcomes(outcomes),
    essentials: essentialViews(outcomes, input, acts),
    acts: groupUnknowns(outcomes),
    fixes: groupFailures({ ...source, outcomes }, { rules, stated }),
    next: nextView(acts),
    plan: oneComputer ? null : planFor({ ...source, outcomes, rules: Object.values(rules) }, usualOrder),
    accepted: acceptedViews(input, outcomes),
    disputes: disputeViews(input, outcomes),
    responses: responseViews(input),
    outcomes,
    stated: stated.views,
    statedOf: new Map(outcomes.flatMap((one) => (one.stated ? [[one, stated.idsOf(one)]] : []))),
    frameworks: source.catalog === undefined || oneComputer ? [] : frameworkViews(concerning(source.catalog, input), outcomes, input.asOf),
    findings,
    rules,
    inputs: digests(input),
    engine: input.engine,
  };
}

/** A catalog with the frameworks that concern a town. */
function concerning(catalog: FrameworkSource, input: EvaluationInput): FrameworkSource {
  return { ...catalog, frameworks: catalog.frameworks.filter((framework) => concerns(framework, input)) };
}

/** Texts of all rules that judged. One whose text is not loaded has a title that says so: its outcomes are not dropped. */
function rulesById(loaded: readonly RuleView[], outcomes: readonly Outcome[]): Record<string, RuleView> {
  const known = new Map(loaded.map((rule) => [rule.id, rule]));
  for (const { rule, ruleVersion, severity } of outcomes) {
    if (known.has(rule)) continue;
    const plain = 'The rule that judged this is not among the rules that were loaded for the report.';
    const remediation = { any: 'Load the rules that judged, and write the report again.' };
    known.set(rule, { id: rule, version: ruleVersion, title: `${rule} (its text is not loaded)`, plain, technical: plain, remediation, responsible: 'msp', effort: 'minutes', cost: 'none', severity, packs: [] });
  }
  return Object.fromEntries([...known].sort(([a], [b]) => order(a, b)));
}

/** Counts outcomes by kind. The kinds add up to the total. */
function countOutcomes(outcomes: readonly Outcome[]): Counts {
  const of = (kind: Outcome['outcome']) => outcomes.filter((outcome) => outcome.outcome === kind).length;
  return { total: outcomes.length, pass: of('pass'), fail: of('fail'), unknown: of('unknown'), notApplicable: of('not-applicable'), error: of('error') };
}

function essentialViews(outcomes: readonly Outcome[], { asOf, town }: EvaluationInput, acts: readonly NextAct[]): EssentialView[] {
  return judgeEssentials(outcomes, asOf).map((result) => {
    const text = essentials.find((essential) => essential.number === result.number)!.en;
    const { counts, state, until } = result;
    const share = interval(counts);
    const notAsked = result.rules.filter((rule) => !rule.active).length;
    return {
      number: result.number,
      title: text.title,
      state,
      words: stateWords(result, town.timeZone),
      until,
      interval: share === null
        ? null
        : `${amount(counts.pass)} of ${amount(share.population)} shown to be fine, ${amount(counts.fail)} not${counts.accepted > 0 ? ` (${amount(counts.accepted)} accepted)` : ''}, ${amount(counts.unknown)} not checked`
          + (notAsked > 0 ? `; ${counted(notAsked, 'question')} of ${result.rules.length} not asked yet` : ''),
      act: state === 'not-known' || (state === 'gaps' && counts.unknown > 0) ? adviceText(result, acts) : null,
      rules: result.rules.map(({ rule, active, state: ruleState }) => ({ rule, active, state: ruleState })),
    };
  });
}

/** What would close most of it; names of machines are made safe to look at. */
function adviceText(result: EssentialResult, acts: readonly NextAct[]): string | null {
  const advice = adviceOf(result, acts);
  return advice === null ? null : visible(advice, 400);
}

/** The state, and what stands beside it: "Gaps, and 5 not known", "In place, as stated", "Accepted until March 31, 2027". */
function stateWords({ state, counts, until, basis }: EssentialResult, timeZone: string): string {
  const words = essentialWords[state];
  const open = counts.fail - counts.accepted;
  if (state === 'gaps') return counts.unknown > 0 ? `${words}, and ${amount(counts.unknown)} not known` : words;
  if (state === 'not-known') return open > 0 ? `${words}, and ${counted(open, 'gap')}` : words;
  if (state === 'accepted') return until === null ? words : `${words} until ${whenWords(until, timeZone)}`;
  if (state !== 'in-place') return words;
  const stated = basis === 'attested' || basis === 'list';
  return `${words}${stated ? ', as stated' : ''}${open > 0 ? `, with ${counted(open, 'gap')} still open` : ''}`;
}

/** Unknown outcomes by the act that closes them: the same reason, at the same place, is mended by the same hand. */
function groupUnknowns(outcomes: readonly Outcome[]): Act[] {
  const unknown = outcomes.filter((outcome) => outcome.outcome === 'unknown');
  const groups = Map.groupBy(unknown, ({ because }) => JSON.stringify([because?.reason ?? '', because?.reason === 'needs-root' ? '' : (because?.section ?? '')]));
  return [...groups]
    .map(([key, group]) => {
      const reason = group[0]!.because?.reason ?? 'none was given';
      const words = reasonWords(reason);
      const act: Act = {
        reason,
        sections: unique(group.flatMap(({ because: own }) => (own?.section === undefined ? [] : [own.section]))),
        sentence: words.sentence,
        act: words.remedy,
        closes: group.length,
        rules: unique(group.map((outcome) => outcome.rule)),
        subjects: unique(group.map((outcome) => named(outcome.subject.label, outcome.subject.id))),
        details: unique(group.flatMap(({ because: own }) => (own?.detail === undefined ? [] : [visible(own.detail, 160)]))).slice(0, 6),
      };
      return { key, act };
    })
    .sort((a, b) => b.act.closes - a.act.closes || order(a.key, b.key))
    .map(({ act }) => act);
}

/** The first acts, and what stands behind them. */
function nextView(acts: readonly NextAct[]): NextView {
  const rest = acts.slice(mostNext);
  return { acts: acts.slice(0, mostNext), more: rest.length, answersOfMore: rest.reduce((sum, { answers }) => sum + answers, 0) };
}

/** Acts that the report shows one by one. */
const mostNext = 5;

function groupFailures({ input, outcomes, findings }: ReportSource, { rules, stated }: { rules: Readonly<Record<string, RuleView>>; stated: StatedIndex }): FixGroup[] {
  const failing = outcomes.filter((outcome) => outcome.outcome === 'fail');
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const said = responseViews(input);
  const views = new Map(stated.views.map((view) => [view.id, view]));
  const restsOn = (outcome: Outcome): StatedView[] => stated.idsOf(outcome).flatMap((id) => views.get(id) ?? []);
  const about = { roster: new Map(input.roster.map((asset) => [asset.id, asset])), ranks: ranksOf(input) };
  const groups = [...Map.groupBy(failing, (outcome) => outcome.rule)].map(([id, group]): FixGroup => {
    const rule = rules[id]!;
    const worst = group.reduce((a, b) => (severities.indexOf(b.severity) > severities.indexOf(a.severity) ? b : a));
    const [placed] = group.map((outcome) => place(outcome, rule, about)).sort((a, b) => actionClasses.indexOf(a.action) - actionClasses.indexOf(b.action));
    return {
      rule: id,
      action: placed!.action,
      because: placed!.because.map((answer) => visible(answer, 200)),
      severity: worst.severity,
      remediation: remediationFor(rule, group, input.statements),
      failures: group.map((outcome) => ({ ...failure(outcome, byId, input), stated: restsOn(outcome), responses: responsesTo(said, outcome) })).sort((a, b) => order(a.label, b.label) || order(a.subject, b.subject)),
    };
  });
  return groups.sort(
    (a, b) =>
      actionClasses.indexOf(a.action) - actionClasses.indexOf(b.action)
      || severities.indexOf(b.severity) - severities.indexOf(a.severity)
      || b.failures.length - a.failures.length
      || order(a.rule, b.rule),
  );
}

function failure(outcome: Outcome, byId: ReadonlyMap<string, Finding>, input: EvaluationInput): Omit<Failure, 'responses' | 'stated'> {
  const id = findingId(input.town.id, outcome.rule, outcome.subject.id);
  const finding = byId.get(id);
  return {
    finding: id,
    subject: outcome.subject.id,
    label: named(outcome.subject.label, outcome.subject.id, 120),
    asset: outcome.subject.asset,
    severity: outcome.severity,
    raised: outcome.raised.map((because) => visible(because, 200)),
    firstSeen: finding?.firstSeen ?? input.asOf,
    lastConfirmed: finding?.lastConfirmed ?? input.asOf,
    items: outcome.items.filter((item) => item.outcome === 'fail').map((item) => visible(item.item, 200)),
    evidence: outcome.evidence.map((one) => ({ name: visible(one.name, 80), value: evidenceWords(one) })),
    basis: basisOf(outcome) ?? { basis: outcome.basis, words: basisWords[outcome.basis].words },
    sources: outcome.sources,
    dispositions: outcome.dispositions.map((one) => ({ ...one, by: visible(one.by, 80), reason: visible(one.reason, 400) })),
  };
}

function evidenceWords(one: Evidence): string {
  return one.unknown === undefined ? visible(valueWords(one.value), 1000) : `not known: ${reasonWords(one.unknown.reason).sentence}`;
}

/** The remediation of the platform that fails; where several do, each under the name of its platform. */
function remediationFor(rule: RuleView, group: readonly Outcome[], statements: readonly InputStatement[]): string {
  const concerned = new Set(group.map(({ subject }) => subject.asset));
  const platforms = unique(statements.filter(({ asset }) => concerned.has(asset)).map(({ predicate }) => predicate.platform));
  const texts = Map.groupBy(platforms, (platform) => (rule.remediation[platform] ?? rule.remediation['any'] ?? '').trim());
  texts.delete('');
  if (texts.size === 0) return (rule.remediation['any'] ?? Object.values(rule.remediation)[0] ?? '').trim();
  if (texts.size === 1) return [...texts.keys()][0]!;
  return [...texts].map(([text, on]) => `On ${on.map((platform) => platformWords[platform] ?? visible(platform, 40)).join(', ')}:\n${text}`).join('\n\n');
}

function digests(input: EvaluationInput): Record<string, string> {
  const named: [string, string][] = [
    ...input.documents.map((document): [string, string] => [document.name, document.digest]),
    ...input.lists.map((list): [string, string] => [`list/${list.kind}/${list.asOf}`, list.digest]),
    ...input.attestations.flatMap(({ question, evidence }): [string, string][] => (evidence ? [[`answer/${visible(question, 80)}`, evidence.digest]] : [])),
    ...input.statements.map((statement): [string, string] => [`statement/${statement.receipt}`, statement.digest]),
    ...input.statements.flatMap((statement) =>
      Object.entries(statement.predicate.sections).flatMap(([name, section]): [string, string][] =>
        section.digest === undefined ? [] : [[`content/${statement.receipt}/${name}`, section.digest]],
      ),
    ),
  ];
  return Object.fromEntries(named.sort(([a], [b]) => order(a, b)));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort(order);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
