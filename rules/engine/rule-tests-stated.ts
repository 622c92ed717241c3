import type { EvaluationInput } from '../input.ts';
import type { TownList } from '../list.ts';
import type { Question } from '../question.ts';
import type { RuleTest } from './rule.ts';

type StatedParts = Pick<EvaluationInput, 'register' | 'lists' | 'attestations' | 'waivers' | 'plans' | 'disputes' | 'responses' | 'previous'>;

const person = 'A. Clerk';

/** What people stated in the test of a rule, with what it does not care about filled in. */
export function statedInTest(test: RuleTest, questions: readonly Question[]): StatedParts {
  const today = test.asOf.slice(0, 10);
  return {
    register: test.register ? { by: person, at: test.asOf, data: test.register } : null,
    lists: test.lists.map((it): TownList => {
      const rows = it.rows.map((row, index) => ({ row: index + 2, ...row }));
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((key) => key !== 'row');
      return { kind: it.kind, asOf: it.asOf ?? today, importedAt: test.asOf, by: person, file: `${it.kind}.csv`, digest: it.kind, complete: it.complete, columns, rows, refused: [] };
    }),
    attestations: Object.entries(test.attested).map(([question, it]) => ({
      question,
      version: it.version ?? questions.find(({ id }) => id === question)?.version ?? 1,
      answer: it.answer,
      note: it.note ?? null,
      person: it.person ?? person,
      on: it.on ?? today,
      evidence: it.evidence ?? null,
      by: it.person ?? person,
    })),
    waivers: test.waivers.map((it, index) => ({ ...waiver, id: `waiver-${index + 1}`, created: today, from: today, expires: dayAfter(today, 180), ...it })),
    plans: test.plans.map((it, index) => ({ ...plan, id: `plan-${index + 1}`, due: dayAfter(today, 30), ...it })),
    disputes: [],
    responses: [],
    previous: test.findings.map((it, index) => ({ ...finding, id: `finding-${index + 1}`, firstSeen: test.asOf, lastConfirmed: test.asOf, ...it })),
  };
}

const waiver = { rules: [], subjects: null, department: null, requester: 'A. Technician', owner: person, approver: 'T. Manager', reason: 'It is replaced in spring.', risk: 'It may stop for a day.', governingBody: 'Resolution 12-2026', control: { what: 'It stands in a network of its own.', rule: null }, state: 'approved', by: person, version: 1 } as const;
const plan = { rules: [], subjects: null, department: null, what: 'Replace it.', owner: person, fiscalYear: null, cost: null, done: null, by: person, version: 1 } as const;
const finding = { rule: 'TST-001', subject: 'asset-1', state: 'open', resolvedAt: null, reopened: 0 } as const;

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
