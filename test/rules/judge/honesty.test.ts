import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disposed } from '../../../rules/judge/dispositions.ts';
import { interval, judgeEssentials, stateOf, tally } from '../../../rules/judge/essentials.ts';
import type { EssentialResult, EssentialState } from '../../../rules/judge/essentials.ts';
import { severities } from '../../../rules/outcome.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { outcomes, turned, verdict, verdicts } from './outcomes.ts';
import { asOf, disputeOf, roster } from './stated.ts';

/** From worst to best. */
const order: readonly EssentialState[] = ['gaps', 'not-known', 'accepted', 'in-place', 'not-applicable'];
const rank = ({ state }: EssentialResult) => order.indexOf(state);
const share = ({ counts }: EssentialResult) => interval(counts) ?? { proven: 0, possible: 1 };
const essential3 = ['PAT-001', 'PAT-002', 'PAT-003'];

/** The rules that keep judgment honest, by their numbers in the compliance study, 5.3. Numbers 1, 2, 5 and 7 are about pages, too: test/reports/honesty.test.ts. */
describe('honesty', () => {
  it('1: what is not known is never fine, and never dropped', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const { pass, fail, unknown, notApplicable } = tally(all);
      expect([pass, fail, unknown, notApplicable]).toEqual([count(all, 'pass'), count(all, 'fail'), count(all, 'unknown', 'error'), count(all, 'not-applicable')]);
    }));
    const unknown = essential3.flatMap((rule) => [...verdicts(9, 'pass', { rule }), verdict('unknown', { rule })]);
    expect(judgeEssentials(unknown)[2]).toMatchObject({ state: 'not-known', counts: { pass: 27, unknown: 3 } });
  });

  it('1: what was fine is not known once its evidence is too old, and what failed stays a gap', () => {
    const held = (kind: 'pass' | 'not-applicable' | 'fail') => tally([verdict(kind, { validUntil: '2026-11-20T00:00:00.000Z' })], asOf);
    expect(held('pass')).toMatchObject({ pass: 0, unknown: 1 });
    expect(held('not-applicable')).toMatchObject({ notApplicable: 0, unknown: 1 });
    expect(held('fail')).toMatchObject({ fail: 1, unknown: 0 });
    expect(tally([verdict('pass', { validUntil: asOf })], asOf)).toMatchObject({ pass: 1, unknown: 0 });
    fc.assert(fc.property(outcomes, fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-01'), noInvalidDate: true }), (all, until) => {
      const ageing = all.map((one) => ({ ...one, validUntil: until.toISOString() }));
      const [fresh, old] = [judgeEssentials(ageing), judgeEssentials(ageing, '2028-01-01T00:00:00Z')];
      old.forEach((it, index) => {
        expect(share(it).proven).toBeLessThanOrEqual(share(fresh[index]!).proven);
        // Nothing is In place, and not applicable is no longer proven.
        expect(['gaps', 'not-known']).toContain(it.state);
      });
    }));
  });

  it('3: severity enters no share; it only gates', () => {
    fc.assert(fc.property(outcomes, fc.constantFrom(...severities), (all, severity) => {
      const other = judgeEssentials(all.map((one) => ({ ...one, severity })));
      judgeEssentials(all).forEach((it, index) => expect(share(other[index]!)).toEqual(share(it)));
    }));
  });

  it('4: what is only stated says so, and expires', () => {
    const of = (...bases: Outcome['basis'][]) => judgeEssentials(bases.flatMap((basis, index) => essential3.map((rule) => verdict('pass', { rule, basis, subject: { scope: 'asset', id: `a${index}`, asset: `a${index}`, label: '' }, validUntil: '2026-12-01T00:00:00Z' }))), asOf)[2]!;
    expect([of('attested'), of('list'), of('attested', 'list'), of('measured'), of('measured', 'attested'), of('mixed', 'list')].map(({ state, basis }) => [state, basis])).toEqual([
      ['in-place', 'attested'], ['in-place', 'list'], ['in-place', 'attested'], ['in-place', 'measured'], ['in-place', 'mixed'], ['in-place', 'mixed'],
    ]);
    const stated = essential3.map((rule) => verdict('pass', { rule, basis: 'attested', validUntil: '2026-12-01T00:00:00Z' }));
    expect(judgeEssentials(stated, '2026-12-02T00:00:00Z')[2]).toMatchObject({ state: 'not-known', basis: null });
  });

  it('5: the states add up to the population', () => {
    fc.assert(fc.property(outcomes, (all) => {
      for (const { rules, counts } of judgeEssentials(all)) {
        const sum = (part: 'pass' | 'fail' | 'unknown' | 'accepted' | 'notApplicable') => rules.reduce((total, rule) => total + rule.counts[part], 0);
        expect([sum('pass'), sum('fail'), sum('unknown'), sum('accepted'), sum('notApplicable')]).toEqual([counts.pass, counts.fail, counts.unknown, counts.accepted, counts.notApplicable]);
        expect(interval(counts)?.population ?? 0).toBe(counts.pass + counts.fail + counts.unknown);
      }
    }));
  });

  it('6: what is disputed stays a fail, answered or not', () => {
    const fails = essential3.map((rule) => verdict('fail', { rule }));
    const disputes = essential3.flatMap((rule) => [disputeOf({ rule }), disputeOf({ rule, id: 'D-2', answer: { person: 'Dee', on: '2026-11-20', text: 'It is right', upheld: true } })]);
    const after = disposed(fails, { waivers: [], plans: [], disputes, asOf, roster });
    expect(after.map(({ outcome, dispositions }) => [outcome, dispositions.map(({ kind }) => kind)])).toEqual(essential3.map(() => ['fail', ['disputed']]));
    expect(judgeEssentials(after, asOf)).toEqual(judgeEssentials(fails, asOf));
  });

  it('8: a fail that becomes a pass never worsens the board or an interval', () => {
    fc.assert(fc.property(outcomes, fc.nat(), (all, which) => {
      const next = turned(all, 'fail', 'pass', which);
      if (next === undefined) return;
      const before = judgeEssentials(all);
      judgeEssentials(next).forEach((is, index) => {
        expect(rank(is)).toBeGreaterThanOrEqual(rank(before[index]!));
        expect(share(is).proven).toBeGreaterThanOrEqual(share(before[index]!).proven);
        expect(share(is).possible).toBeGreaterThanOrEqual(share(before[index]!).possible);
      });
    }));
  });

  it('8: an unknown that becomes a fail never improves what is possible', () => {
    fc.assert(fc.property(outcomes, fc.nat(), (all, which) => {
      const next = turned(all, 'unknown', 'fail', which);
      if (next === undefined) return;
      const before = judgeEssentials(all);
      judgeEssentials(next).forEach((is, index) => expect(share(is).possible).toBeLessThanOrEqual(share(before[index]!).possible));
    }));
  });

  it('8: a computer that never reported widens the interval', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(10), fc.nat(10), (pass, fail, unknown) => {
      const was = [...verdicts(pass, 'pass'), ...verdicts(fail, 'fail'), ...verdicts(unknown, 'unknown')];
      const width = (all: readonly Outcome[]) => interval(tally(all))!.possible - interval(tally(all))!.proven;
      const silent = verdict('unknown', { because: { reason: 'never-reported' }, subject: { scope: 'asset', id: 'silent', asset: 'silent', label: 'silent' } });
      expect(width([...was, silent])).toBeGreaterThanOrEqual(width(was));
      expect(order.indexOf(stateOf(tally([...was, silent]), 0.95))).toBeLessThanOrEqual(order.indexOf('in-place'));
    }));
  });
});

function count(all: readonly Outcome[], ...kinds: readonly Outcome['outcome'][]): number {
  return all.filter(({ outcome }) => kinds.includes(outcome)).length;
}
