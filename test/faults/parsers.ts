import { parseArgs } from 'node:util';
import { fuzz, inputAgain } from './fuzz/drive.ts';

/**
 * `npm run faults -- parsers [--count N] [--seconds N] [--seed N]`: mutated answers for the Linux parsers of every section.
 * `--seed N --input N` shows one input again, with what was changed and what came of it.
 */
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '10000000' },
      seconds: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      input: { type: 'string' },
    },
  });
  const [seed, count, seconds] = [values.seed, values.count, values.seconds].map(Number) as [number, number, number];
  if (values.input !== undefined) console.log(JSON.stringify(inputAgain(seed, Number(values.input)), shortened, 1));
  else {
    const begun = performance.now();
    const { inputs, bySection, slowest, torn, wrong } = fuzz({ seed, count, seconds });
    const took = (performance.now() - begun) / 1000;
    console.log(`seed ${seed}: ${inputs} inputs in ${took.toFixed(0)} s (${Math.round(inputs / took)} a second); slowest parse ${slowest.ms} ms (${slowest.section}, input ${slowest.input})`);
    console.log(Object.entries(bySection).map(([section, times]) => `${section} ${times}`).join(', '));
    console.log(`secrets torn apart in ${torn.inputs} inputs, and a part seen in ${torn.leaks}`);
    for (const { section, machine, input, what, times } of wrong) console.log(`WRONG ${times} ×: ${section} of the ${machine}, input ${input}: ${what}`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  }
}

/** Long texts and lists say only how long they are. */
function shortened(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && value.length > 400) return `${value.slice(0, 400)}… ${value.length} letters`;
  return Array.isArray(value) && value.length > 20 ? [...(value as unknown[]).slice(0, 5), `… ${value.length} items`] : value;
}
