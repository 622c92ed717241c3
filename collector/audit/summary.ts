import type { ComputerCoverage, ReportModel, SectionCoverage } from '../../reports/model.ts';
import { counted, reasonWords, sectionNamed, visible } from '../../reports/words.ts';
import { severities } from '../../rules/outcome.ts';
import type { Severity } from '../../rules/outcome.ts';

const mostNamed = 8;

/** What an audit came to, in a few sentences for the terminal. */
export function summaryOf(model: ReportModel, files: readonly string[]): string[] {
  const { counts, coverage, fixes, acts } = model;
  const gaps = fixes.map(({ rule, severity }) => `  - ${visible(model.rules[rule]?.title ?? rule)} (${severity})`);
  return [
    ...coverage.computers.flatMap(seen),
    `Not visible from a computer, and nobody asked yet: ${listed(coverage.notLookedAt.filter(({ where }) => where.length === 0).map(({ what }) => what)) || 'nothing'}.`,
    `${counted(counts.total, 'question')}: ${counts.pass} in order, ${counts.fail} not in order, ${counts.unknown} not known, ${counts.notApplicable} not applicable${counts.error > 0 ? `, ${counts.error} failed by our own fault` : ''}.`,
    fixes.length === 0 ? 'No gaps were found.' : `${counted(fixes.length, 'gap')}:`,
    ...gaps.slice(0, mostNamed),
    ...(gaps.length > mostNamed ? [`  - and ${gaps.length - mostNamed} more, see the report`] : []),
    ...(acts[0] ? [`What would answer most of the rest: ${visible(acts[0].act)}`] : []),
    'The report:',
    ...files.map((file) => `  ${file}`),
  ];
}

/** One computer: what it is, and what of it was not looked at, by name and by why. */
function seen({ label, system, sections }: ComputerCoverage): string[] {
  const asked = sections.filter(({ status, reason }) => status !== 'skipped' || reason !== 'not-this-platform');
  const name = ({ section }: SectionCoverage) => sectionNamed(section);
  const left = asked.filter(({ status }) => status === 'failed' || status === 'skipped');
  const partial = asked.filter(({ status }) => status === 'partial');
  const reasons = [...Map.groupBy(left, ({ reason }) => reason ?? 'unreadable')];
  return [
    `Looked at ${visible(label)}${system === null ? '' : `, ${visible(system)}`}: ${asked.length - left.length} of ${counted(asked.length, 'subject')}.`,
    ...(partial.length > 0 ? [`Looked at in part: ${listed(partial.map(name))}.`] : []),
    ...reasons.map(([reason, these]) => `Not looked at: ${listed(these.map(name))}. ${reasonWords(reason).sentence}`),
  ];
}

/** Whether something failed that is at least this severe and that nobody accepted. */
export function reaches({ outcomes }: ReportModel, least: Severity): boolean {
  const limit = severities.indexOf(least);
  return outcomes.some(({ outcome, severity, dispositions }) => outcome === 'fail' && dispositions.length === 0 && severities.indexOf(severity) >= limit);
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, mostNamed).map((text) => visible(text)).join('; ');
  return texts.length > mostNamed ? `${shown}; and ${texts.length - mostNamed} more, see the report` : shown;
}
