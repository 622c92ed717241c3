import { nothingStated } from '../../../rules/input.ts';
import type { EvaluationInput, RosterAsset } from '../../../rules/input.ts';
import type { ActRule, Judged } from '../../../rules/judge/act.ts';
import { findingId } from '../../../rules/judge/findings.ts';
import type { Finding, Outcome } from '../../../rules/outcome.ts';
import type { Register } from '../../../rules/register.ts';

export const asOf = '2026-11-21T07:30:00Z';

/** One computer of a town. */
export function computer(id: string, more: Partial<RosterAsset> = {}): RosterAsset {
  return {
    id, class: 'workstation', classBasis: 'measured', label: id.toUpperCase(), department: null, tags: [], state: 'active', firstSeen: '2026-10-01T02:00:00Z', lastSeen: '2026-11-21T07:12:00Z',
    expectedEveryDays: 7, cloned: false, possibleDuplicateOf: [], identity: { serials: [], macs: [], names: [] }, ...more,
  };
}

/** A town without a single scan, to which tests add what they are about. */
export function townInput(more: Partial<EvaluationInput> & { readonly states?: Register } = {}): EvaluationInput {
  const { states, ...rest } = more;
  return {
    schema: 'townwatch-evaluation-input/1', town: { id: 'maple-hollow', name: 'Maple Hollow', timeZone: 'America/New_York', fiscalYearStartMonth: 7 }, asOf, engine: 'townwatch 0.1.0',
    roster: [], statements: [], contents: {}, profile: { parameters: [] }, ...nothingStated, previous: [], documents: [],
    register: states === undefined ? null : { by: 'A. Clerk', at: asOf, data: states }, ...rest,
  };
}

const roster = Array.from({ length: 8 }, (_, index) => computer(`asset-${index}`, { label: `pc-${index}`, department: index % 2 === 0 ? 'Clerk' : 'Water' }));
const efforts: readonly ActRule['effort'][] = ['minutes', 'hours', 'days', 'project'];
const costs: readonly ActRule['cost'][] = ['none', 'low', 'medium', 'high'];

/** A rule for every outcome; effort and cost differ from rule to rule and are the same every time. */
function rulesFor(outcomes: readonly Outcome[]): ActRule[] {
  return [...new Set(outcomes.map(({ rule }) => rule))].map((id) => {
    const number = Number(id.slice(-3)) + id.charCodeAt(0);
    return { id, title: `Is ${id} in place?`, plain: `It matters because of ${id}.`, responsible: (['town', 'msp', 'vendor'] as const)[number % 3] as string, effort: efforts[number % 4] as ActRule['effort'], cost: costs[(number >> 2) % 4] as ActRule['cost'] };
  });
}

/** A town that was judged, with findings that opened now. */
export function judgedTown(outcomes: readonly Outcome[], input: Partial<EvaluationInput> & { readonly states?: Register } = {}): Judged {
  const findings = outcomes.filter(({ outcome }) => outcome === 'fail').map(({ rule, subject }): Finding => (
    { id: findingId('maple-hollow', rule, subject.id), rule, subject: subject.id, state: 'open', firstSeen: asOf, lastConfirmed: asOf, resolvedAt: null, reopened: 0 }
  ));
  return { input: townInput({ roster, ...input }), outcomes, findings, rules: rulesFor(outcomes) };
}
