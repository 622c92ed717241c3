import type { EvaluationInput, InputStatement } from '../rules/input.ts';
import { actionClass, actionClasses } from '../rules/judge/actions.ts';
import { essentials, interval, judgeEssentials } from '../rules/judge/essentials.ts';
import { findingId } from '../rules/judge/findings.ts';
import { severities } from '../rules/outcome.ts';
import type { Evidence, Finding, Outcome } from '../rules/outcome.ts';
import { buildCoverage } from './coverage.ts';
import type { Act, Counts, EssentialView, Failure, FixGroup, ReportModel, RuleView } from './model.ts';
import { counted, essentialWords, reasonWords, valueWords, visible } from './words.ts';

/** What a report is built from: the input that was judged, what came out, and the texts of the rules. */
export interface ReportSource {
  readonly input: EvaluationInput;
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleView[];
  readonly preparedBy: string;
}

/** Turns a judged input into the model that every format renders. Pure. */
export function buildReport(source: ReportSource): ReportModel {
  const { input, outcomes, findings } = source;
  const rules = Object.fromEntries([...source.rules].sort((a, b) => order(a.id, b.id)).map((rule) => [rule.id, rule]));
  return {
    town: { id: input.town.id, name: visible(input.town.name, 120), timeZone: input.town.timeZone },
    asOf: input.asOf,
    edition: 'confidential',
    preparedBy: visible(source.preparedBy, 120),
    oneComputer: input.roster.length === 1,
    oneOff: input.statements.length > 0 && input.statements.every((statement) => statement.predicate.oneOff),
    coverage: buildCoverage(input),
    counts: countOutcomes(outcomes),
    essentials: essentialViews(outcomes),
    acts: groupUnknowns(outcomes),
    fixes: groupFailures(source, rules),
    outcomes,
    findings,
    rules,
    inputs: digests(input),
    engine: input.engine,
  };
}

/** Counts outcomes by kind. The kinds add up to the total. */
export function countOutcomes(outcomes: readonly Outcome[]): Counts {
  const of = (kind: Outcome['outcome']) => outcomes.filter((outcome) => outcome.outcome === kind).length;
  return { total: outcomes.length, pass: of('pass'), fail: of('fail'), unknown: of('unknown'), notApplicable: of('not-applicable'), error: of('error') };
}

function essentialViews(outcomes: readonly Outcome[]): EssentialView[] {
  return judgeEssentials(outcomes).map((result) => {
    const text = essentials.find((essential) => essential.number === result.number)!.en;
    const { counts, state } = result;
    const share = interval(counts);
    const alsoUnknown = state === 'gaps' && counts.unknown > 0 ? `, and ${counts.unknown} not known` : '';
    const notAsked = result.rules.filter((rule) => !rule.active).length;
    return {
      number: result.number,
      title: text.title,
      state,
      words: `${essentialWords[state]}${alsoUnknown}`,
      interval: share === null
        ? null
        : `${counts.pass} of ${share.population} shown to be fine, ${counts.fail} not, ${counts.unknown} not checked`
          + (notAsked > 0 ? `; ${counted(notAsked, 'question')} of ${result.rules.length} not asked yet` : ''),
      act: state === 'not-known' || alsoUnknown !== '' ? text.act : null,
      rules: result.rules.map(({ rule, active, state: ruleState }) => ({ rule, active, state: ruleState })),
    };
  });
}

/** Unknown outcomes by the act that closes them: the same reason, at the same place, is mended by the same hand. */
function groupUnknowns(outcomes: readonly Outcome[]): Act[] {
  const unknown = outcomes.filter((outcome) => outcome.outcome === 'unknown' && outcome.because !== undefined);
  const groups = Map.groupBy(unknown, ({ because }) => JSON.stringify([because!.reason, because!.reason === 'needs-root' ? '' : (because!.section ?? '')]));
  return [...groups.values()]
    .map((group) => {
      const because = group[0]!.because!;
      const words = reasonWords(because.reason);
      return {
        reason: because.reason,
        sentence: words.sentence,
        act: words.remedy,
        closes: group.length,
        rules: unique(group.map((outcome) => outcome.rule)),
        subjects: unique(group.map((outcome) => visible(outcome.subject.label, 80))),
        details: unique(group.flatMap(({ because: own }) => (own?.detail === undefined ? [] : [visible(own.detail, 160)]))).slice(0, 6),
      };
    })
    .sort((a, b) => b.closes - a.closes || order(a.reason, b.reason) || order(a.rules[0] ?? '', b.rules[0] ?? ''));
}

function groupFailures({ input, outcomes, findings }: ReportSource, rules: Readonly<Record<string, RuleView>>): FixGroup[] {
  const failing = outcomes.filter((outcome) => outcome.outcome === 'fail' && rules[outcome.rule] !== undefined);
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const groups = [...Map.groupBy(failing, (outcome) => outcome.rule)].map(([id, group]): FixGroup => {
    const rule = rules[id]!;
    const worst = group.reduce((a, b) => (severities.indexOf(b.severity) > severities.indexOf(a.severity) ? b : a));
    return {
      rule: id,
      action: group.map((outcome) => actionClass(outcome, rule)).sort((a, b) => actionClasses.indexOf(a) - actionClasses.indexOf(b))[0]!,
      severity: worst.severity,
      remediation: remediationFor(rule, group, input.statements),
      failures: group.map((outcome) => failure(outcome, byId, input)).sort((a, b) => order(a.label, b.label) || order(a.subject, b.subject)),
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

function failure(outcome: Outcome, byId: ReadonlyMap<string, Finding>, input: EvaluationInput): Failure {
  const id = findingId(input.town.id, outcome.rule, outcome.subject.id);
  const finding = byId.get(id);
  return {
    finding: id,
    subject: outcome.subject.id,
    label: visible(outcome.subject.label, 120),
    asset: outcome.subject.asset,
    severity: outcome.severity,
    raised: outcome.raised,
    firstSeen: finding?.firstSeen ?? input.asOf,
    lastConfirmed: finding?.lastConfirmed ?? input.asOf,
    items: outcome.items.filter((item) => item.outcome === 'fail').map((item) => visible(item.item, 200)),
    evidence: outcome.evidence.map((one) => ({ name: one.name, value: evidenceWords(one) })),
    sources: outcome.sources,
    dispositions: outcome.dispositions,
  };
}

function evidenceWords(one: Evidence): string {
  return one.unknown === undefined ? valueWords(one.value) : `not known: ${reasonWords(one.unknown.reason).sentence}`;
}

/** The remediation of the platform that fails, or of each where several do. */
function remediationFor(rule: RuleView, group: readonly Outcome[], statements: readonly InputStatement[]): string {
  const platformOf = new Map(statements.map((statement) => [statement.asset, statement.predicate.platform]));
  const platforms = unique(group.flatMap(({ subject }) => (subject.asset === null ? [] : [platformOf.get(subject.asset) ?? 'any'])));
  const texts = unique(platforms.map((platform) => rule.remediation[platform] ?? rule.remediation.any ?? '').filter((text) => text !== ''));
  return texts.length > 0 ? texts.join('\n') : (rule.remediation.any ?? Object.values(rule.remediation)[0] ?? '');
}

function digests(input: EvaluationInput): Record<string, string> {
  const named: [string, string][] = [
    ...input.documents.map((document): [string, string] => [document.name, document.digest]),
    ...input.statements.map((statement): [string, string] => [`statement/${statement.receipt}`, statement.digest]),
    ...input.statements.flatMap((statement) =>
      Object.entries(statement.predicate.sections).flatMap(([name, section]): [string, string][] =>
        section.digest === undefined ? [] : [[`content/${statement.asset}/${name}`, section.digest]],
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
