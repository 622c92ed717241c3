import { fork } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from '../../../rules/evaluate.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import { shippedRulebook } from '../catalog/rulebook.ts';
import { anyTown } from './world.ts';

const rulebook = shippedRulebook();
const packs = rulebook.packs.map(({ id }) => id);

/** Towns about which every shipped rule is asked. */
function towns(): EvaluationInput[] {
  const made: EvaluationInput[] = [];
  fc.assert(fc.property(fc.gen(), (draw) => void made.push(anyTown(draw))), { numRuns: 12, seed: 20_261_121 });
  return made;
}

interface Told {
  readonly zone: number;
  readonly locale: string;
  readonly bytes: readonly string[];
}

function elsewhere(inputs: readonly EvaluationInput[], env: Readonly<Record<string, string>>): Promise<Told> {
  const other = fork(new URL('./elsewhere.ts', import.meta.url), { env: { ...process.env, ...env }, execArgv: [] });
  return new Promise((resolve, reject) => {
    other.once('message', (told) => resolve(told as Told));
    other.once('error', reject);
    other.once('exit', (code) => reject(new Error(`the other process ended with ${code}`)));
    other.send({ inputs, packs });
  });
}

test('time zone, language and processes side by side change no byte', async () => {
  const inputs = towns();
  const here = inputs.map((input) => JSON.stringify(evaluate(input, rulebook, packs)));
  const places = [{ TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }, { TZ: 'America/Los_Angeles', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }];
  const told = await Promise.all(places.map((env) => elsewhere(inputs, env)));
  expect(told.map(({ zone, locale }) => [zone, locale])).toEqual([[-14 * 60, '1.234,5'], [7 * 60, '1.234,5']]);
  for (const { bytes } of told) expect(bytes).toEqual(here);
  // It would also hold if nothing were judged: all kinds of outcomes are there.
  for (const outcome of ['pass', 'fail', 'unknown', 'not-applicable']) expect(here.some((text) => text.includes(`"outcome":"${outcome}"`))).toBe(true);
}, 60_000);
