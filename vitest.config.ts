import { defineConfig } from 'vitest/config';

// These change the machine they run on (packages, users, services): alone, one after the other, on a disposable machine.
const machine = process.env['TOWNWATCH_MACHINE_TESTS'] === '1';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: [machine ? 'test/machine/**/*.test.{ts,tsx}' : 'test/**/*.test.{ts,tsx}'],
    exclude: machine ? [] : ['test/machine/**'],
    passWithNoTests: machine,
    fileParallelism: !machine,
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
