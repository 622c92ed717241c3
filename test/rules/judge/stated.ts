import fc from 'fast-check';
import type { RosterAsset } from '../../../rules/input.ts';
import { essentials } from '../../../rules/judge/essentials.ts';
import type { Dispute, Plan, Waiver } from '../../../rules/waiver.ts';

export const asOf = '2026-11-21T07:30:00Z';

/** A waiver that counts at `asOf`, of PAT-001 on one computer. */
export function waiverOf(more: Partial<Waiver> = {}): Waiver {
  return {
    id: 'W-1', rules: ['PAT-001'], subjects: ['asset-1'], department: null, requester: 'Ann Lee', owner: 'Bo Diaz', approver: 'Cy Ode', reason: 'The maker of the water program has no fix yet.',
    risk: 'Water bills may be late for a week.', control: { what: 'It stands in a network of its own.', rule: null }, created: '2026-10-01', from: '2026-10-01', expires: '2027-03-31',
    state: 'approved', by: 'Cy Ode', version: 2, ...more,
  };
}

export function planOf(more: Partial<Plan> = {}): Plan {
  return { id: 'P-1', rules: ['PAT-001'], subjects: ['asset-1'], department: null, what: 'Replace it', owner: 'Bo Diaz', due: '2027-01-31', fiscalYear: 2027, cost: 1200, done: null, by: 'Bo Diaz', version: 1, ...more };
}

export function disputeOf(more: Partial<Dispute> = {}): Dispute {
  return { id: 'D-1', rule: 'PAT-001', subject: 'asset-1', person: 'Bo Diaz', on: '2026-11-01', why: 'It was updated by hand.', evidence: null, answer: null, by: 'Bo Diaz', version: 1, ...more };
}

export function assetOf(id: string, department: string | null): RosterAsset {
  return {
    id, class: 'workstation', classBasis: 'measured', label: id, department, tags: [], state: 'active', firstSeen: '2026-10-01T02:00:00Z', lastSeen: '2026-11-21T07:12:00Z',
    expectedEveryDays: 7, cloned: false, possibleDuplicateOf: [], identity: { serials: [], macs: [], names: [] },
  };
}

/** The eight computers that outcomes.ts speaks of, in three departments and none. */
export const roster: readonly RosterAsset[] = Array.from({ length: 8 }, (_, index) => assetOf(`asset-${index}`, ['Clerk', 'Police', 'Water', null][index % 4] ?? null));

const rules = fc.subarray(essentials.flatMap((essential) => essential.rules).slice(0, 16), { minLength: 1 });
const day = fc.constantFrom('2025-11-21', '2026-11-20', '2026-11-21', '2026-11-22', '2027-03-31', '2027-11-21', '2027-11-22');
const cover = fc.oneof(
  fc.record({ subjects: fc.subarray(roster.map(({ id }) => id)), department: fc.constant(null) }),
  fc.record({ subjects: fc.constant(null), department: fc.constantFrom('Clerk', ' police', 'WATER', 'Library', null) }),
);

/** Any waiver: valid ones, and ones that lack something or have ended. */
export const anyWaiver: fc.Arbitrary<Waiver> = fc
  .record({
    id: fc.nat(99), rules, cover, from: day, expires: day, state: fc.constantFrom('proposed', 'approved', 'approved', 'approved', 'rejected', 'withdrawn'), approver: fc.constantFrom(null, 'Cy Ode', 'Cy Ode', ' ann  LEE'),
    governingBody: fc.constantFrom(null, 'Resolution 12-2026'), reason: fc.constantFrom('', 'no money', 'no fix'), by: fc.constantFrom('Cy Ode', 'file, unverified'), control: fc.constantFrom(null, { what: 'watched', rule: null }),
  })
  .map(({ id, cover: its, ...rest }) => waiverOf({ ...rest, ...its, id: `W-${id}` }));

export const anyPlan: fc.Arbitrary<Plan> = fc.record({ id: fc.nat(99), rules, cover, due: day, done: fc.option(day) }).map(({ id, cover: its, ...rest }) => planOf({ ...rest, ...its, id: `P-${id}` }));

export const anyDispute: fc.Arbitrary<Dispute> = fc
  .record({ id: fc.nat(99), rule: rules.map(([first]) => first ?? ''), subject: fc.constantFrom(...roster.map(({ id }) => id)), answered: fc.boolean() })
  .map(({ id, answered, ...rest }) => disputeOf({ ...rest, id: `D-${id}`, answer: answered ? { person: 'Dee', on: '2026-11-20', text: 'Looked at', upheld: true } : null }));
