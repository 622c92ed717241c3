import type { Failure, FixGroup, ReportModel } from '../../model.ts';
import { actionWords, responsibleWords, severityWords } from '../../words.ts';
import type { ReportFormat } from '../format.ts';

/** The technician's worklist: one line for each failure, grouped by the fix that mends it, most urgent first. RFC 4180. */
export const csv: ReportFormat = {
  id: 'csv',
  mediaType: 'text/csv; charset=utf-8',
  fileName: 'findings.csv',
  render: (model) => Buffer.from(`\uFEFF${[header, ...rows(model)].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`),
};

const header = ['When', 'Severity', 'Rule', 'Question', 'Computer or account', 'What was seen', 'What to do', 'Who', 'Effort', 'Cost', 'First seen', 'Last confirmed', 'Finding', 'Subject', 'Done on', 'Remark'];

function rows(model: ReportModel): string[][] {
  return model.fixes.flatMap((fix) => fix.failures.map((failure) => row(model, fix, failure)));
}

function row(model: ReportModel, fix: FixGroup, failure: Failure): string[] {
  const rule = model.rules[fix.rule]!;
  const seen = [...failure.items, ...failure.evidence.map(({ name, value }) => `${name}: ${value}`)].join('; ');
  return [
    actionWords[fix.action], severityWords[failure.severity], fix.rule, rule.title, failure.label, seen, fix.remediation,
    responsibleWords[rule.responsible] ?? rule.responsible, rule.effort, rule.cost, failure.firstSeen, failure.lastConfirmed, failure.finding, failure.subject, '', '',
  ];
}

/**
 * One field. A value that a spreadsheet would run as a formula is prefixed with an apostrophe (OWASP, CSV Injection):
 * names of computers and accounts come from machines that may be hostile.
 */
export function cell(value: string): string {
  const tame = /^[\s\0]*[=+\-@\t\r\0]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(tame) || tame !== tame.trim() ? `"${tame.replaceAll('"', '""')}"` : tame;
}
