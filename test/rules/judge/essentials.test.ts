import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { essentials, interval, judgeEssentials, stateOf, tally } from '../../../rules/judge/essentials.ts';
import type { EssentialResult, EssentialState, Tally } from '../../../rules/judge/essentials.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { outcomes, turned, verdict, verdicts, waiver } from './outcomes.ts';

describe('the state of a rule', () => {
  it('an open critical fail is a gap however many pass', () => {
    const counts = tally([...verdicts(999, 'pass'), verdict('fail', { severity: 'critical' })]);
    expect(stateOf(counts, 0.95)).toBe('gaps');
  });

  it('a critical fail that was accepted is Accepted at best, however many pass', () => {
    expect(stateOf(tally([...verdicts(999, 'pass'), verdict('fail', { severity: 'critical', dispositions: [waiver] })]), 0.95)).toBe('accepted');
    expect(stateOf(tally([...verdicts(999, 'pass'), verdict('fail', { severity: 'high', dispositions: [waiver] })]), 0.95)).toBe('in-place');
  });

  it('more than one in twenty that are not known is too many, whatever the target', () => {
    const counts = (pass: number, unknown: number) => tally([...verdicts(pass, 'pass'), ...verdicts(unknown, 'unknown')]);
    expect([stateOf(counts(95, 5), 0.9), stateOf(counts(94, 6), 0.9)]).toEqual(['in-place', 'not-known']);
  });

  it('a disputed or planned fail is as open as any', () => {
    const disputed = verdict('fail', { dispositions: [{ ...waiver, kind: 'disputed' }, { ...waiver, kind: 'planned' }] });
    expect(stateOf(tally([disputed]), 1)).toBe('gaps');
  });
});

describe('the twelve', () => {
  it('are twelve, each with rules of its own and a target that leaves little room', () => {
    expect(essentials.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const rules = essentials.flatMap((essential) => essential.rules);
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules.filter((rule) => !/^[A-Z]{2,5}-\d{3}$/.test(rule))).toEqual([]);
    // A lower target would let an essential become In place by turning an unknown into a fail: see the property below.
    expect(essentials.filter(({ target }) => target < 0.95 || target > 1)).toEqual([]);
  });

  it('are not known where none of their rules was asked', () => {
    expect(judgeEssentials([]).map(({ state }) => state)).toEqual(Array.from({ length: 12 }, () => 'not-known'));
  });

  it('are as good as the worst of their rules, and one that was not asked counts as not known', () => {
    const [inv1, inv2, inv3, inv4] = essentials[0]!.rules.map((rule) => rule);
    const of = (...judged: Outcome[]) => judgeEssentials(judged)[0]!.state;
    const pass = (rule: string | undefined) => verdict('pass', { rule: rule! });
    expect(of(pass(inv1), pass(inv2), pass(inv3), pass(inv4))).toBe('in-place');
    expect(of(pass(inv1), pass(inv2), pass(inv3))).toBe('not-known');
    expect(of(pass(inv1), pass(inv2), pass(inv3), verdict('not-applicable', { rule: inv4! }))).toBe('in-place');
    expect(of(pass(inv1), pass(inv2), pass(inv3), verdict('fail', { rule: inv4!, dispositions: [waiver] }))).toBe('accepted');
    expect(of(pass(inv1), verdict('fail', { rule: inv2! }))).toBe('gaps');
    expect(of(...essentials[0]!.rules.map((rule) => verdict('not-applicable', { rule })))).toBe('not-applicable');
  });
});

describe('honesty, for any outcomes', () => {
  const pick = fc.nat();

  it('every outcome is counted once', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const { pass, fail, unknown, notApplicable, accepted } = tally(all);
      expect(pass + fail + unknown + notApplicable).toBe(all.length);
      expect(accepted).toBeLessThanOrEqual(fail);
    }));
  });

  it('turning a fail into a pass never worsens the board or an interval', () => {
    fc.assert(fc.property(outcomes, pick, (all, which) => {
      const next = turned(all, 'fail', 'pass', which);
      if (next === undefined) return;
      compare(all, next, (was, is) => {
        expect(rank(is)).toBeGreaterThanOrEqual(rank(was));
        expect(share(is).proven).toBeGreaterThanOrEqual(share(was).proven);
        expect(share(is).possible).toBeGreaterThanOrEqual(share(was).possible);
      });
    }));
  });

  it('turning an unknown into a pass never worsens it either', () => {
    fc.assert(fc.property(outcomes, pick, (all, which) => {
      const next = turned(all, 'unknown', 'pass', which);
      if (next === undefined) return;
      compare(all, next, (was, is) => {
        expect(rank(is)).toBeGreaterThanOrEqual(rank(was));
      });
    }));
  });

  it('turning an unknown into a fail never improves what is possible, what is proven, or the board', () => {
    fc.assert(fc.property(outcomes, pick, (all, which) => {
      const next = turned(all, 'unknown', 'fail', which);
      if (next === undefined) return;
      compare(all, next, (was, is) => {
        expect(share(is).possible).toBeLessThanOrEqual(share(was).possible);
        expect(share(is).proven).toBe(share(was).proven);
        expect(rank(is)).toBeLessThanOrEqual(rank(was));
      });
    }));
  });

  it('the last one holds at the edge of every target, for populations up to 200', () => {
    const near = fc.record({ pass: fc.nat(200), fail: fc.nat(12), unknown: fc.integer({ min: 1, max: 12 }), accepted: fc.nat(3), target: fc.constantFrom(...new Set(essentials.map(({ target }) => target))) });
    fc.assert(fc.property(near, ({ target, ...counts }) => {
      const accepted = Math.min(counts.accepted, counts.fail);
      const was: Tally = { ...counts, accepted, notApplicable: 0, openCritical: false, acceptedCritical: false };
      const is: Tally = { ...was, unknown: was.unknown - 1, fail: was.fail + 1 };
      expect(order.indexOf(stateOf(is, target))).toBeLessThanOrEqual(order.indexOf(stateOf(was, target)));
    }), { numRuns: 2000 });
  });

  it('a waiver changes no number but its own', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const waived = all.map((one) => (one.outcome === 'fail' ? { ...one, dispositions: [waiver] } : one));
      compare(all, waived, (was, is) => {
        expect(share(is)).toEqual(share(was));
        const besides = { accepted: 0, openCritical: false, acceptedCritical: false };
        expect({ ...is.counts, ...besides }).toEqual({ ...was.counts, ...besides });
        expect(rank(is)).toBeGreaterThanOrEqual(rank(was));
      });
    }));
  });

  it('a waiver on anything but a fail is nothing', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const waived = all.map((one) => (one.outcome === 'fail' ? one : { ...one, dispositions: [waiver] }));
      expect(judgeEssentials(waived)).toEqual(judgeEssentials(all));
    }));
  });

  it('a computer that never reported widens the interval', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const silent = { scope: 'asset' as const, id: 'asset-99', asset: 'asset-99', label: 'pc-99' };
      const asked = new Set(all.map(({ rule }) => rule));
      const next = [...all, ...[...asked].map((rule) => verdict('unknown', { rule, subject: silent, because: { reason: 'never-reported' } }))];
      compare(all, next, (was, is) => {
        expect(share(is).proven).toBeLessThanOrEqual(share(was).proven);
        expect(share(is).possible).toBeGreaterThanOrEqual(share(was).possible);
        expect(is.state === 'in-place' && was.state !== 'in-place' && was.state !== 'not-applicable').toBe(false);
      });
    }));
  });

  it('our own error is as little a pass or a fail as an unknown', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const errors = all.map((one) => (one.outcome === 'unknown' ? { ...one, outcome: 'error' as const } : one));
      expect(judgeEssentials(errors)).toEqual(judgeEssentials(all));
    }));
  });

  it('order changes nothing', () => {
    fc.assert(fc.property(outcomes, (all) => {
      expect(judgeEssentials(all.toReversed())).toEqual(judgeEssentials(all));
    }));
  });
});

/** From worst to best. */
const order: readonly EssentialState[] = ['gaps', 'not-known', 'accepted', 'in-place', 'not-applicable'];

function rank(result: EssentialResult): number {
  return order.indexOf(result.state);
}

/** Nothing is known of an empty population: none is proven, all is possible. */
function share(result: EssentialResult): { proven: number; possible: number } {
  const { proven, possible } = interval(result.counts) ?? { proven: 0, possible: 1 };
  return { proven, possible };
}

function compare(before: readonly Outcome[], after: readonly Outcome[], each: (was: EssentialResult, is: EssentialResult) => void): void {
  const next = judgeEssentials(after);
  judgeEssentials(before).forEach((was, index) => each(was, next[index]!));
}
