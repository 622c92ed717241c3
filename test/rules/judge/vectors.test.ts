import { describe, expect, it } from 'vitest';
import { interval, stateOf, tally } from '../../../rules/judge/essentials.ts';
import type { EssentialState } from '../../../rules/judge/essentials.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { verdict, verdicts, waiver } from './outcomes.ts';

/** Compliance study, 5.4, row by row: the population as counted there, the target, and what must be said. */
const worked: readonly (readonly [name: string, population: readonly [pass: number, fail: number, unknown: number, accepted: number], target: number, said: readonly [state: EssentialState, proven: number, possible: number]])[] = [
  ['1: protection on 60 computers', [51, 4, 5, 0], 0.98, ['gaps', 85.0, 93.3]],
  ['2: second step of 3 administrators', [3, 0, 0, 0], 1, ['in-place', 100, 100]],
  ['3: second step of 3 administrators, nobody to ask', [0, 0, 3, 0], 1, ['not-known', 0, 100]],
  ['4: 4 server systems, one old with a valid waiver', [3, 1, 0, 1], 1, ['accepted', 75, 75]],
  ['4: the same after the waiver has ended', [3, 1, 0, 0], 1, ['gaps', 75, 75]],
  ['5: fixes: 60 of 62, 2 unknown', [60, 0, 2, 0], 0.95, ['in-place', 96.8, 100]],
  ['6: fixes: 55 of 62, 7 unknown', [55, 0, 7, 0], 0.95, ['not-known', 88.7, 100]],
  ['7: fixes: 55 of 62, 1 fails, 6 unknown', [55, 1, 6, 0], 0.95, ['not-known', 88.7, 98.4]],
  ['8: fixes: 60 of 62, 1 fails, 1 unknown', [60, 1, 1, 0], 0.95, ['in-place', 96.8, 98.4]],
  ['9: proof of restore, 3 services, all too old', [0, 3, 0, 0], 1, ['gaps', 0, 0]],
];

describe('the worked vectors', () => {
  it.each(worked)('%s', (_name, [pass, fail, unknown, accepted], target, [state, proven, possible]) => {
    const counts = tally(population({ pass, fail, unknown, accepted }));
    expect(counts).toMatchObject({ pass, fail, unknown, accepted });
    expect(stateOf(counts, target)).toBe(state);
    const share = interval(counts)!;
    expect(share.population).toBe(pass + fail + unknown);
    expect([share.proven, share.possible].map((part) => Number((part * 100).toFixed(1)))).toEqual([proven, possible]);
  });

  it('4: it is accepted to the day on which the waiver ends, and no longer', () => {
    const counted = (asOf: string) => stateOf(tally(population({ pass: 3, fail: 1, unknown: 0, accepted: 1 }), asOf), 1);
    expect([counted('2027-03-30T23:59:59Z'), counted('2027-03-31T00:00:00Z')]).toEqual(['accepted', 'gaps']);
  });

  it('10: an empty population that is proven empty is not applicable', () => {
    const counts = tally(verdicts(2, 'not-applicable'));
    expect([stateOf(counts, 1), interval(counts)]).toEqual(['not-applicable', null]);
  });

  it('10: an empty population that nobody proved is not known', () => {
    expect([stateOf(tally([]), 1), interval(tally([]))]).toEqual(['not-known', null]);
    const nobodyListed = tally([verdict('unknown', { because: { reason: 'population-not-known' }, subject: { scope: 'town', id: 'town', asset: null, label: 'Maple Hollow' } })]);
    expect([stateOf(nobodyListed, 1), interval(nobodyListed)]).toEqual(['not-known', { population: 1, proven: 0, possible: 1 }]);
  });
});

function population({ pass, fail, unknown, accepted }: { pass: number; fail: number; unknown: number; accepted: number }): Outcome[] {
  return [...verdicts(pass, 'pass'), ...verdicts(fail - accepted, 'fail'), ...verdicts(accepted, 'fail', { dispositions: [waiver] }), ...verdicts(unknown, 'unknown')];
}
