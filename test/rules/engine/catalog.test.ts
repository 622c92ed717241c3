import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testRules } from '../../../rules/engine/run-tests.ts';
import type { Rulebook } from '../../../rules/engine/rulebook.ts';
import { camelCase, sectionAt } from '../../../rules/engine/vocabulary.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import { loadRulebook, printed } from '../../../rules/load/rulebook.ts';
import { sections } from '../../../wire/sections/list.ts';
import { pick } from './any.ts';
import type { Draw } from './any.ts';
import { inputWith, invented, less } from './removal.ts';
import type { Snapshot } from './removal.ts';
import type { Written } from './setup.ts';

const rulebook = shipped();

test('the rules that are shipped load and pass their own tests', () => {
  const results = testRules(rulebook);
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.length).toBeGreaterThanOrEqual(rulebook.rules.length * 3);
});

describe('over the rules that are shipped, taking facts away never makes a verdict', () => {
  test.each(rulebook.rules.filter(({ definition }) => definition.scope !== 'town').map((rule) => [rule.definition.id, rule] as const))('%s', (id, { definition, compiled }) => {
    const one: Rulebook = { ...rulebook, packs: [{ id: 'one', version: 1, en: { title: 'One', meaning: 'One' }, rules: [{ id, parameters: {} }] }] };
    const judged = (snapshot: Snapshot, more: Written) => evaluate(inputWith(snapshot, more), one, ['one']).outcomes;
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const { asset, asOf } = pick(draw, definition.tests);
        const more = { asset, asOf };
        let snapshot = anySnapshot(draw);
        if (Object.keys(snapshot).length === 0) return;
        let before = judged(snapshot, more);
        for (let step = 0; step < 6; step++) {
          snapshot = less(draw, snapshot);
          const after = judged(snapshot, more);
          expect(invented(before, after)).toEqual([]);
          before = after;
        }
      }),
      { numRuns: 60 },
    );

    /** What the rule reads: as its tests have it, else as the examples of the wire. */
    function anySnapshot(draw: Draw): Snapshot {
      const [first, second] = [pick(draw, definition.tests), pick(draw, definition.tests)];
      const told = Object.fromEntries(Object.entries({ ...first.facts, ...second.facts }).map(([key, data]) => [camelCase(sectionAt(key)), data]));
      const examples = Object.values(sections).filter((it) => compiled.sections.includes(it.name)).map((it) => [camelCase(it.name), it.examples[0]] as const);
      return Object.fromEntries(examples.map(([key, example]) => [key, { data: told[key] ?? example, missing: [] }]));
    }
  });
});

function shipped(): Rulebook {
  const loaded = loadRulebook(path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../rules'));
  if (!loaded.ok) throw new Error(loaded.problems.map(printed).join('\n'));
  return loaded.rulebook;
}
