import type { ReplacementDocument, WorkDocument } from '../../../reports/plan/document.ts';
import type { AgingReason } from '../../../rules/judge/aging.ts';
import { planFor } from '../../../rules/judge/plan.ts';
import type { Replacement, ReplacementPlan, Totals } from '../../../rules/judge/replacement.ts';
import type { ReportSource } from '../../../reports/build.ts';

const about = (source: ReportSource) => ({ town: source.input.town, asOf: source.input.asOf, preparedBy: source.preparedBy, engine: source.input.engine });

/** The plan of the next weeks of a town. */
export function workDocument(source: ReportSource, days: 30 | 90 = 90): WorkDocument {
  return { ...about(source), plan: planFor(source, { days, hoursPerWeek: 6 }) };
}

/** A replacement plan with every kind of line, about computers with these labels. */
export function replacementDocument(source: ReportSource, labels: readonly string[]): ReplacementDocument {
  const years = [2027, 2028, 2029, 2030, 2031];
  const items = labels.map((label, index): Replacement => {
    const reason: AgingReason = index % 3 === 0 ? { kind: 'support', on: '2026-10-14', name: label, source: 'x' } : { kind: 'age', on: '2027-01-05', made: '2022-01-04', grade: (['A', 'C', 'E'] as const)[index % 3] as 'A', limitYears: 5, bound: 'likely' };
    const what = (['upgrade', 'replace', 'replace', 'check'] as const)[index % 4] as Replacement['what'];
    return {
      asset: `asset-${index}`, label, class: 'workstation', department: index % 4 === 0 ? null : label, fiscalYear: years[index % 5] as number, what, firm: what !== 'check' && index % 2 === 1, passed: index % 3 === 0, reasons: [reason],
      price: what === 'upgrade' || index % 5 === 4 ? null : 1200, service: index % 3 === 1 ? { name: label, rank: 1, owner: null } : null, phase: what === 'upgrade' ? ([1, 2, 3, null] as const)[(index >> 2) % 4] as 1 : null,
    };
  });
  const plan: ReplacementPlan = {
    order: { years: 5, inflation: 0 },
    closing: null,
    years: years.map((year) => { const own = items.filter(({ fiscalYear }) => fiscalYear === year); return { year, from: `${year - 1}-07-01`, to: `${year}-06-30`, items: own, totals: totals(own), departments: departments(own) }; }),
    totals: totals(items),
    departments: departments(items),
    computers: { all: items.length + 2, planned: items.length, later: 1, notKnown: 1 },
    notKnown: [{ asset: 'none', label: labels[0] as string, class: 'laptop', department: null, because: { reason: 'never-reported' } }],
    prices: { workstation: 1200 },
  };
  return { ...about(source), plan };
}

function totals(items: readonly Replacement[]): Totals {
  const bought = items.filter(({ what }) => what !== 'upgrade');
  const sum = (of: readonly Replacement[]) => ({ computers: of.length, dollars: of.reduce((all, { price }) => all + (price ?? 0), 0), unpriced: of.filter(({ price }) => price === null).length });
  return { firm: sum(bought.filter(({ firm }) => firm)), estimate: sum(bought.filter(({ firm }) => !firm)), upgrades: items.length - bought.length };
}

function departments(items: readonly Replacement[]): ReplacementPlan['departments'] {
  return [...Map.groupBy(items, ({ department }) => department)].map(([department, own]) => ({ department, totals: totals(own) }));
}
