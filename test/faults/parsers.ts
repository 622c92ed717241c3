import os from 'node:os';
import { parseArgs } from 'node:util';
import type { Platform } from '../../agent/facts/fact.ts';
import { isSectionName } from '../../wire/sections/list.ts';
import { fuzzTogether } from './fuzz/crew.ts';
import { inputAgain } from './fuzz/drive.ts';
import type { FuzzResult } from './fuzz/drive.ts';

const platforms: readonly Platform[] = ['linux', 'windows', 'macos'];

/**
 * `npm run faults -- parsers [--count N] [--seconds N] [--seed N] [--jobs N] [--platform NAME] [--section NAME]`: mutated
 * answers for the parsers of every section and platform. `--seed N --input N` shows one input again, with what was changed
 * and what came of it; it needs the same platform and section.
 */
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '10000000' },
      seconds: { type: 'string', default: '7200' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      jobs: { type: 'string', default: String(os.availableParallelism()) },
      platform: { type: 'string', multiple: true, default: [...platforms] },
      section: { type: 'string', multiple: true, default: [] },
      input: { type: 'string' },
    },
  });
  const [seed, count, seconds, jobs] = [values.seed, values.count, values.seconds, values.jobs].map(Number) as [number, number, number, number];
  const chosen = { platforms: platforms.filter((name) => values.platform.includes(name)), sections: values.section.filter(isSectionName) };
  const plan = { seed, ...chosen, from: Number(values.input ?? 0), step: 1, count, seconds };
  if (values.input !== undefined) console.log(JSON.stringify(inputAgain(plan), shortened, 1));
  else {
    const begun = performance.now();
    const result = await fuzzTogether(plan, jobs, (inputs) => console.error(`${inputs} inputs, ${Math.round(inputs / ((performance.now() - begun) / 1000))} a second`));
    const again = [...values.platform.map((name) => ` --platform ${name}`), ...values.section.map((name) => ` --section ${name}`)].join('');
    show(result, { seed, took: (performance.now() - begun) / 1000, again });
    process.exitCode = result.wrong.length === 0 ? 0 : 1;
  }
}

function show({ inputs, times, slowest, torn, wrong }: FuzzResult, { seed, took, again }: { readonly seed: number; readonly took: number; readonly again: string }): void {
  console.log(`seed ${seed}: ${inputs} inputs in ${took.toFixed(0)} s (${Math.round(inputs / took)} a second); slowest parse ${slowest.ms} ms (${slowest.section}, input ${slowest.input})`);
  for (const platform of platforms) {
    const counts = Object.entries(times).flatMap(([place, count]) => (place.startsWith(`${platform} `) ? [`${place.slice(platform.length + 1)} ${count}`] : []));
    if (counts.length > 0) console.log(`${platform}: ${counts.sort().join(', ')}`);
  }
  console.log(`secrets torn apart in ${torn.inputs} inputs, and a part seen in ${torn.leaks}`);
  for (const { section, platform, machine, input, what, times: often } of wrong) {
    console.log(`WRONG ${often} ×: ${platform} ${section} of the ${machine}: ${what}\n  npm run faults -- parsers --seed ${seed} --input ${input}${again}`);
  }
}

/** Long texts and lists say only how long they are. */
function shortened(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && value.length > 400) return `${value.slice(0, 400)}… ${value.length} letters`;
  return Array.isArray(value) && value.length > 20 ? [...(value as unknown[]).slice(0, 5), `… ${value.length} items`] : value;
}
