import type { NextAct } from '../../../rules/judge/act.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import type { ReportModel } from '../../model.ts';
import type { ReportFormat } from '../format.ts';

/**
 * The report as data, for programs and for comparison. Keys and lists have a fixed order; the key `outcome` stands in
 * `outcomes` and nowhere else, so that a text search counts verdicts.
 */
export const json: ReportFormat = {
  id: 'json',
  mediaType: 'application/json',
  fileName: 'report.json',
  render: (model) => Buffer.from(`${JSON.stringify(reportJson(model), null, 1)}\n`),
};

function reportJson(model: ReportModel) {
  const subjects = new Map(model.outcomes.map(({ subject }) => [subject.id, subject]));
  return {
    schema: 'townwatch-report/1',
    town: model.town,
    asOf: model.asOf,
    edition: model.edition,
    preparedBy: model.preparedBy,
    oneComputer: model.oneComputer,
    oneOff: model.oneOff,
    ...(model.synthetic ? { synthetic: true } : {}),
    engine: model.engine,
    counts: model.counts,
    coverage: model.coverage,
    seen: model.seen,
    essentials: model.essentials,
    acts: model.acts,
    next: model.next.acts.map(nextJson),
    subjects: Object.fromEntries([...subjects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, { scope, asset, label }]) => [id, { scope, asset, label }])),
    stated: model.stated,
    outcomes: model.outcomes.map((one) => outcomeJson(one, model.statedOf.get(one))),
    findings: model.findings,
    accepted: model.accepted,
    disputes: model.disputes,
    responses: model.responses,
    frameworks: model.frameworks,
    inputs: model.inputs,
  };
}

function nextJson({ subjects, ...act }: NextAct) {
  return { ...act, subjects: subjects.map(({ id }) => id) };
}

function outcomeJson(one: Outcome, stated: readonly string[] | undefined) {
  return {
    rule: one.rule,
    ruleVersion: one.ruleVersion,
    subject: one.subject.id,
    outcome: one.outcome,
    ...(one.because === undefined ? {} : { reason: one.because.reason, because: one.because }),
    ...(one.notApplicable === undefined ? {} : { notApplicable: one.notApplicable }),
    severity: one.severity,
    raised: one.raised,
    basis: one.basis,
    evidence: one.evidence.map(({ value, ...rest }) => (value === undefined ? rest : { ...rest, value: withoutVerdictKey(value) })),
    items: one.items.map(({ item, outcome, because }) => ({ item, state: outcome, ...(because === undefined ? {} : { because }) })),
    sources: one.sources,
    ...(stated === undefined ? {} : { stated }),
    dispositions: one.dispositions,
    validUntil: one.validUntil,
  };
}

/** A value as a device sent it, with a key `outcome` renamed: in a report that key is a verdict. */
function withoutVerdictKey(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutVerdictKey);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key === 'outcome' ? 'outcome (as sent)' : key, withoutVerdictKey(member)]));
}
