import type { Failure, FixGroup, ReportModel } from '../../model.ts';
import { dispositionText, responseText, statedText } from '../../standing.ts';
import { actionWords, dispositionWords, responsibleWords, severityWords } from '../../words.ts';
import type { ReportFormat } from '../format.ts';

/** The technician's worklist: one line for each failure, grouped by the fix that mends it, most urgent first. RFC 4180. */
export const csv: ReportFormat = {
  id: 'csv',
  mediaType: 'text/csv; charset=utf-8',
  fileName: 'findings.csv',
  render: (model) => Buffer.from(`\uFEFF${[header, ...rows(model)].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`),
};

const header = ['When', 'Severity', 'Rule', 'Question', 'Computer or account', 'What was seen', 'What to do', 'Who', 'Effort', 'Cost', 'First seen', 'Last confirmed', 'Finding', 'Subject', 'Accepted, planned or disputed', 'The town says', 'Where it is from', 'Stated by', 'Done on', 'Remark'];

function rows(model: ReportModel): string[][] {
  return model.fixes.flatMap((fix) => fix.failures.map((failure) => row(model, fix, failure)));
}

function row(model: ReportModel, fix: FixGroup, failure: Failure): string[] {
  const rule = model.rules[fix.rule]!;
  const seen = [...failure.items, ...failure.evidence.map(({ name, value }) => `${name}: ${value}`)].join('; ');
  return [
    actionWords[fix.action], severityWords[failure.severity], fix.rule, rule.title, failure.label, seen, fix.remediation,
    responsibleWords[rule.responsible] ?? rule.responsible, rule.effort, rule.cost, failure.firstSeen, failure.lastConfirmed, failure.finding, failure.subject,
    failure.dispositions.map((one) => `${dispositionWords[one.kind]}: ${dispositionText(one, model)}`).join('; '), failure.responses.map((one) => responseText(one, model)).join('; '),
    failure.basis.words, failure.stated.map((view) => statedText(view, model)).join('; '), '', '',
  ];
}

/** One field, as it stands in the file: neutralized, and quoted where RFC 4180 asks for it or a spreadsheet would trim or split. */
export function cell(value: string): string {
  const tame = neutralized(value);
  return /[",;\t\r\n]/.test(tame) || tame !== tame.trim() ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** Characters that start a formula, also in their full-width form, and what a spreadsheet skips before them. */
const starter = String.raw`[\s\0"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]`;

/**
 * A value that no spreadsheet runs as a formula: names of computers and accounts come from machines that may be hostile.
 * An apostrophe is put in front of a value that starts like one, or with a character that separates (OWASP, CSV Injection),
 * and behind a semicolon, tab or line break in it: where those separate, the file falls apart there in spite of its quotes.
 */
export function neutralized(value: string): string {
  const start = new RegExp(`^(?=${starter}|[\\t\\r\\n\\0])`);
  const inside = new RegExp(`(?<=[;\\t\\r\\n])(?=${starter})`, 'g');
  return value.replace(start, "'").replace(inside, "'");
}
