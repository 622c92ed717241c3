import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from '../../../rules/evaluate.ts';
import { judgeEssentials } from '../../../rules/judge/essentials.ts';
import type { EssentialState } from '../../../rules/judge/essentials.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { shippedRulebook } from '../catalog/rulebook.ts';
import { invented } from '../engine/removal.ts';
import { anyTown, lessKnown } from './world.ts';

const rulebook = shippedRulebook();
const packs = rulebook.packs.map(({ id }) => id);

/** Rules that ask how a scan went: a section that can no longer be read is told, and is no fact less. */
const aboutScans = new Set(rulebook.rules.filter(({ definition }) => JSON.stringify(definition).includes('scan.failed')).map(({ definition }) => definition.id));

test('over the rules that are shipped, knowing less of a town makes no verdict and no essential better', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.gen(), (draw) => {
      let input = anyTown(draw);
      let before = evaluate(input, rulebook, packs).outcomes;
      for (let step = 0; step < 4; step++) {
        const less = lessKnown(draw, input);
        const after = evaluate(less.input, rulebook, packs).outcomes;
        const made = invented(before, after).filter((text) => !aboutScans.has(text.slice(0, text.indexOf(' '))));
        expect({ removed: less.removed, made }).toEqual({ removed: less.removed, made: [] });
        expect({ removed: less.removed, better: better(before, after) }).toEqual({ removed: less.removed, better: [] });
        expect(after.filter(({ outcome }) => outcome === 'error')).toEqual([]);
        for (const { outcome } of after) seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        [input, before] = [less.input, after];
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
  for (const outcome of ['pass', 'fail', 'unknown', 'not-applicable']) expect([outcome, (seen.get(outcome) ?? 0) > 100]).toEqual([outcome, true]);
  expect(aboutScans.size).toBeLessThanOrEqual(1);
}, 60_000);

/** Essentials that are fine now and were not before. */
function better(before: readonly Outcome[], after: readonly Outcome[]): string[] {
  const fine: readonly EssentialState[] = ['in-place', 'accepted', 'not-applicable'];
  const was = new Map(judgeEssentials(before).map(({ number, state }) => [number, state]));
  return judgeEssentials(after).flatMap(({ number, state }) => (fine.includes(state) && was.get(number) !== state ? [`${number} ${was.get(number)} became ${state}`] : []));
}
