import path from 'node:path';
import { viewCache } from '../../../rules/engine/view.ts';
import { evaluating } from '../../../rules/evaluate.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import { loadRulebook, printed } from '../../../rules/load/rulebook.ts';

/** Judges inputs in a process of its own, step by step with the cache emptied between them, and tells the bytes. */
const loaded = loadRulebook(path.join(import.meta.dirname, '../../../rules'));
if (!loaded.ok) throw new Error(loaded.problems.map(printed).join('\n'));
const { rulebook } = loaded;
process.once('message', (message) => {
  const { inputs, packs } = message as { inputs: readonly EvaluationInput[]; packs: readonly string[] };
  process.send?.({ zone: new Date(2026, 6, 1).getTimezoneOffset(), locale: (1234.5).toLocaleString(), bytes: inputs.map((input) => judged(input, packs)) }, () => process.disconnect?.());
});

function judged(input: EvaluationInput, packs: readonly string[]): string {
  const cache = viewCache();
  const steps = evaluating(input, rulebook, packs, cache);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return JSON.stringify(step.value);
    for (const map of [cache.contents, cache.derived]) map.clear();
  }
}
