import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DerivedAge, SupportMatch } from '../../../rules/derive/schema.ts';
import type { Rulebook } from '../../../rules/engine/rulebook.ts';
import type { RosterAsset } from '../../../rules/input.ts';
import { replacementPlan } from '../../../rules/judge/replacement.ts';
import type { Replacement, ReplacementPlan } from '../../../rules/judge/replacement.ts';
import type { TownList } from '../../../rules/list.ts';
import { loadRulebook } from '../../../rules/load/rulebook.ts';
import type { Outcome, OutcomeKind } from '../../../rules/outcome.ts';
import type { Register } from '../../../rules/register.ts';
import { root } from '../../house/tree.ts';
import { asOf, computer, townInput } from './judged.ts';
import { verdict } from './outcomes.ts';

/** What is derived of one computer, as the lifecycle catalog and the evidence of its age would give it. */
interface Old {
  readonly age?: Partial<DerivedAge> | null;
  readonly os?: Partial<SupportMatch>;
  readonly runsNewer?: OutcomeKind;
  readonly more?: Partial<RosterAsset>;
}
const order = { years: 5, inflation: 0 };
const made = (likely: string, grade: 'A' | 'B' | 'C' | 'D' = 'A') => ({ likely, earliest: likely, latest: likely, grade });

/** A rulebook that knows the planned lives, and derives what the test says. */
function rulebookFor(old: Readonly<Record<string, Old>>, given: readonly RosterAsset[]): Rulebook {
  const rule = (id: string, years: number) => ({ definition: { id, parameters: { maxYears: { type: 'int', default: years } } } });
  const byFirstSeen = new Map(given.map(({ firstSeen, id }) => [firstSeen, old[id] as Old]));
  const derive: Rulebook['derive'] = (_facts, _notes, { firstSeen }) => {
    const { age, os } = byFirstSeen.get(firstSeen) as Old;
    return { data: { ...(age === undefined ? {} : { age }), support: os ? { os } : {} }, missing: age === undefined ? [{ path: 'age', because: { reason: 'never-reported', section: 'hardware' } }] : [] };
  };
  return { rules: [rule('HW-001', 5), rule('HW-002', 7)], packs: [{ id: 'p', version: 1, en: {}, rules: [] }], frameworks: [], derive, documents: [], questions: [] } as unknown as Rulebook;
}

function planOf(old: Readonly<Record<string, Old>>, states: Register = {}, how = order, today = asOf): ReplacementPlan {
  const roster = Object.entries(old).map(([id, { more }], index) => computer(id, { firstSeen: `2026-10-01T00:00:${String(index).padStart(2, '0')}Z`, ...more }));
  const outcomes = Object.entries(old).flatMap(([id, { runsNewer }]): Outcome[] => (runsNewer ? [verdict(runsNewer, { rule: 'HW-005', subject: { scope: 'asset', id, asset: id, label: id } })] : []));
  return replacementPlan({ input: townInput({ roster, states, asOf: today }), outcomes }, rulebookFor(old, roster), how);
}
const itemsOf = (plan: ReplacementPlan) => plan.years.flatMap(({ items }) => items);
const brief = ({ label, fiscalYear, what, firm, passed, price }: Replacement) => [label, fiscalYear, what, firm, passed, price];
const windows10 = { name: 'Windows 10 Pro', product: 'windows', cycle: '10 22h2', fixesUntil: '2025-10-14', source: 'x' };

describe('the year of a computer', () => {
  it('is the fiscal year in which its planned life ends; what has passed stands in the present one', () => {
    const plan = planOf({
      a: { age: made('2022-07-02') }, // five years of 365.25 days and one day: 2027-07-03, fiscal year 2028
      b: { age: made('2022-06-01') },
      c: { age: made('2012-03-01', 'B') },
      d: { age: made('2023-03-01'), more: { class: 'server' } }, // seven years
      e: { age: made('2026-09-01') }, // after the five years
      f: { age: null }, // virtual
    }, { prices: { workstation: 900 } });
    expect(itemsOf(plan).map(brief)).toEqual([
      ['B', 2027, 'replace', true, false, 900],
      ['C', 2027, 'replace', true, true, 900],
      ['A', 2028, 'replace', true, false, 900],
      ['D', 2030, 'replace', true, false, null],
    ]);
    expect(plan.years.map(({ year, from, to, totals }) => [year, from, to, totals.firm])).toEqual([
      [2027, '2026-07-01', '2027-06-30', { computers: 2, dollars: 1800, unpriced: 0 }],
      [2028, '2027-07-01', '2028-06-30', { computers: 1, dollars: 900, unpriced: 0 }],
      [2029, '2028-07-01', '2029-06-30', { computers: 0, dollars: 0, unpriced: 0 }],
      [2030, '2029-07-01', '2030-06-30', { computers: 1, dollars: 0, unpriced: 1 }],
      [2031, '2030-07-01', '2031-06-30', { computers: 0, dollars: 0, unpriced: 0 }],
    ]);
    expect(plan.computers).toEqual({ all: 6, planned: 4, later: 2, notKnown: 0 });
  });

  it('goes to the next fiscal year where the present one is nearly over, at the price of that year', () => {
    const old = { a: { age: made('2012-03-01') }, b: { age: made('2022-06-10') }, c: { age: made('2023-03-01') } };
    const at = (today: string) => { const { closing, years, order: { years: count } } = planOf(old, { prices: { workstation: 1000 } }, { years: 5, inflation: 0.1 }, today); return { closing, first: years[0]?.year, count: years.length === count, items: years.flatMap(({ items }) => items.map(({ label, fiscalYear, price, passed }) => [label, fiscalYear, price, passed])) }; };
    expect(at('2027-04-01T07:30:00Z')).toEqual({ closing: null, first: 2027, count: true, items: [['A', 2027, 1000, true], ['B', 2027, 1000, false], ['C', 2028, 1100, false]] });
    // June 30 is 89 days away.
    expect(at('2027-04-02T07:30:00Z')).toEqual({ closing: { year: 2027, daysLeft: 89 }, first: 2028, count: true, items: [['A', 2028, 1100, true], ['B', 2028, 1100, false], ['C', 2028, 1100, false]] });
  });

  it('follows a limit that the town has set for a department', () => {
    const roster = [computer('a', { firstSeen: 'x', department: 'Police' })];
    const parameters = [{ rule: 'HW-001', parameter: 'maxYears', value: 4, level: 'department', target: 'Police', author: 'A', reason: 'r', date: '2026-01-01' }] as const;
    const input = townInput({ roster, profile: { parameters } });
    const [item] = itemsOf(replacementPlan({ input, outcomes: [] }, rulebookFor({ a: { age: made('2024-03-01') } }, roster), order));
    expect(item).toMatchObject({ fiscalYear: 2028, reasons: [{ kind: 'age', limitYears: 4, on: '2028-03-02' }] });
  });

  it('never counts an estimate among what is firm, and never invents a price', () => {
    const plan = planOf({ a: { age: made('2021-01-01', 'C') }, b: { age: made('2021-01-01', 'D'), more: { class: 'laptop' } }, c: { age: { latest: '2021-01-01', grade: 'E' } }, d: { age: made('2021-01-01') } }, { prices: { workstation: 1000 } });
    expect(plan.totals).toEqual({ firm: { computers: 1, dollars: 1000, unpriced: 0 }, estimate: { computers: 3, dollars: 2000, unpriced: 1 }, upgrades: 0 });
    expect(itemsOf(plan).find(({ label }) => label === 'C')?.reasons).toEqual([{ kind: 'age', on: '2026-01-02', made: '2021-01-01', grade: 'E', limitYears: 5, bound: 'latest' }]);
  });

  it('is not known where no evidence tells it, and the computer is named', () => {
    const plan = planOf({ a: {}, b: { age: { earliest: '2019-01-01', grade: 'E' } } });
    expect(plan.notKnown.map(({ label, because }) => [label, because.reason, because.detail])).toEqual([['A', 'never-reported', undefined], ['B', 'ambiguous', 'made on 2019-01-01 or later']]);
    expect([plan.computers, itemsOf(plan)]).toEqual([{ all: 2, planned: 0, later: 0, notKnown: 2 }, []]);
  });

  it('rises with prices, rounded to dollars', () => {
    const plan = planOf({ a: { age: made('2020-01-01') }, b: { age: made('2025-01-01') } }, { prices: { workstation: 999 } }, { years: 5, inflation: 0.03 });
    expect(itemsOf(plan).map(({ price }) => price)).toEqual([999, Math.round(999 * 1.03 ** 3)]);
  });

  it('asks nothing of what is retired, a spare or out of scope', () => {
    const plan = planOf({ a: { age: made('2015-01-01'), more: { state: 'retired' } }, b: { age: made('2015-01-01'), more: { state: 'spare' } }, c: { age: made('2015-01-01'), more: { state: 'out-of-scope' } } });
    expect(plan.computers.all).toBe(0);
  });
});

describe('the end of support', () => {
  it.each<[runsNewer: OutcomeKind | undefined, expected: unknown[]]>([
    ['fail', [['A', 2027, 'replace', true, true, null]]],
    ['pass', []],
    ['not-applicable', []],
    ['unknown', [['A', 2027, 'check', false, true, null]]],
    [undefined, [['A', 2027, 'check', false, true, null]]],
  ])('where HW-005 came out as %s', (runsNewer, expected) => {
    expect(itemsOf(planOf({ a: { age: made('2025-01-01'), os: windows10, ...(runsNewer ? { runsNewer } : {}) } })).filter(({ passed }) => passed).map(brief)).toEqual(expected);
  });

  it('a Mac may take the next macOS or not: somebody must look', () => {
    expect(itemsOf(planOf({ a: { age: null, os: { ...windows10, product: 'macos' }, runsNewer: 'not-applicable' } })).map(({ what, firm }) => [what, firm])).toEqual([['check', false]]);
  });

  it('paid support counts until its own end, where a rule has shown it', () => {
    const os = { ...windows10, extendedEndsOn: '2027-10-12' };
    const roster = [computer('a', { firstSeen: 'x' })];
    const plan = (kind: OutcomeKind) => replacementPlan({ input: townInput({ roster }), outcomes: [verdict(kind, { rule: 'EOL-001', subject: { scope: 'asset', id: 'a', asset: 'a', label: 'A' } })] }, rulebookFor({ a: { age: null, os } }, roster), order);
    expect(itemsOf(plan('pass')).map(({ fiscalYear, reasons }) => [fiscalYear, reasons[0]?.on])).toEqual([[2028, '2027-10-13']]);
    expect(itemsOf(plan('fail')).map(({ fiscalYear, reasons }) => [fiscalYear, reasons[0]?.on])).toEqual([[2027, '2025-10-15']]);
  });

  it('and old age in one year are one computer to buy, with both reasons', () => {
    const [item, ...others] = itemsOf(planOf({ a: { age: made('2019-01-01', 'C'), os: windows10, runsNewer: 'fail' } }, { prices: { workstation: 900 } }));
    expect(others).toEqual([]);
    expect(item).toMatchObject({ what: 'replace', firm: true, price: 900, reasons: [{ kind: 'age' }, { kind: 'support' }] });
  });

  it('moves the systems of servers in the order of public services', () => {
    const server = { age: null, os: { ...windows10, name: 'Windows Server 2016' } };
    const states = { services: [{ name: 'Dispatch', rank: 1, needs: ['A'] }, { name: 'Library', rank: 5, needs: ['B'] }] };
    const old = { a: { ...server, more: { class: 'server' } }, b: { ...server, more: { class: 'server' } }, c: { ...server, more: { class: 'server' } }, d: { ...server, more: { class: 'hypervisor', tags: ['cji'] } } } as const;
    const phases = (stated: Register) => Object.fromEntries(itemsOf(planOf(old, stated)).map(({ label, phase, what, price }) => [label, [phase, what, price]]));
    expect(phases(states)).toEqual({ A: [1, 'upgrade', null], B: [2, 'upgrade', null], C: [3, 'upgrade', null], D: [1, 'upgrade', null] });
    expect(phases({})).toEqual({ A: [null, 'upgrade', null], B: [null, 'upgrade', null], C: [null, 'upgrade', null], D: [1, 'upgrade', null] });
  });
});

describe('properties', () => {
  const grade = fc.constantFrom<'A' | 'B' | 'C' | 'D'>('A', 'B', 'C', 'D');
  const day = fc.integer({ min: 2012, max: 2026 }).map((year) => `${year}-04-15`);
  const one = fc.record({ age: fc.option(fc.tuple(day, grade).map(([on, sure]) => made(on, sure)), { nil: undefined }), department: fc.constantFrom('Clerk', 'Water', null), kind: fc.constantFrom<RosterAsset['class']>('workstation', 'laptop', 'server') });

  it('sums add up: by year, by department, and all computers are somewhere', () => {
    fc.assert(fc.property(fc.array(one, { maxLength: 25 }), fc.boolean(), (computers, priced) => {
      const old = Object.fromEntries(computers.map(({ age, department, kind }, index): [string, Old] => [`pc-${index}`, { ...(age ? { age } : {}), more: { department, class: kind } }]));
      const plan = planOf(old, priced ? { prices: { workstation: 900, laptop: 1300 } } : {});
      const { all, planned, later, notKnown } = plan.computers;
      expect(planned + later + notKnown).toBe(all);
      const sum = (of: readonly { readonly totals: ReplacementPlan['totals'] }[], read: (totals: ReplacementPlan['totals']) => number) => of.reduce((total, { totals }) => total + read(totals), 0);
      for (const read of [(t: ReplacementPlan['totals']) => t.firm.dollars, (t: ReplacementPlan['totals']) => t.estimate.dollars, (t: ReplacementPlan['totals']) => t.firm.computers + t.estimate.computers]) {
        expect(sum(plan.years, read)).toBe(read(plan.totals));
        expect(sum(plan.departments, read)).toBe(read(plan.totals));
        for (const year of plan.years) expect(sum(year.departments, read)).toBe(read(year.totals));
      }
      expect(priced || plan.totals.firm.dollars + plan.totals.estimate.dollars === 0).toBe(true);
      expect(itemsOf(plan).filter(({ firm, reasons }) => firm && reasons.every((reason) => reason.kind === 'age' && reason.grade > 'B'))).toEqual([]);
    }));
  });
});

describe('with the rules that are shipped', () => {
  it('an equipment ledger alone gives the year of a computer that never reported', () => {
    const loaded = loadRulebook(path.join(root, 'rules'));
    if (!loaded.ok) throw new Error(loaded.problems.map(({ file, message }) => `${file} ${message}`).join('; '));
    const roster = [computer('a', { state: 'expected', lastSeen: null, identity: { serials: ['5cg1234567'], macs: [], names: [] } })];
    const ledger: TownList = { kind: 'ledger', asOf: '2026-11-15', importedAt: asOf, by: 'A. Clerk', file: 'ledger.csv', digest: 'ab', complete: true, columns: ['serial', 'purchased'], rows: [{ row: 2, serial: '5CG1234567', purchased: '2020-02-03' }], refused: [] };
    const plan = replacementPlan({ input: townInput({ roster, lists: [ledger] }), outcomes: [] }, loaded.rulebook, order);
    expect(itemsOf(plan)).toMatchObject([{ label: 'A', fiscalYear: 2027, firm: true, passed: true, reasons: [{ kind: 'age', grade: 'A', limitYears: 5 }] }]);
  });
});
