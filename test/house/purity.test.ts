import { describe, expect, test } from 'vitest';
import { impure } from './purity.ts';
import { files, read } from './tree.ts';

test('rules and reports are functions of their input', () => {
  expect(files(/\.tsx?$/, 'rules', 'reports').flatMap((file) => impure(file, read(file)))).toEqual([]);
});

describe('impure', () => {
  test.each([
    'Date.now()',
    'new Date()',
    'const d = new Date;',
    'const text = Date();',
    'new Date(2026, 1, 1)',
    'when.getFullYear()',
    'performance.now()',
    'Math.random()',
    'randomUUID()',
    'n.toLocaleString()',
    "n.toLocaleDateString('en-US')",
    'a.localeCompare(b)',
    'new Intl.NumberFormat()',
    'new Intl.DateTimeFormat(undefined, { timeZone })',
    'new Intl.Collator([])',
    'process.env.TZ',
    'fetch(url)',
  ])('sees %s', (line) => {
    expect(impure('a.ts', `ok();\n${line}`)).toEqual([expect.stringMatching(/^a\.ts:2 /)]);
  });

  test.each([
    'new Date(asOf)',
    'new Date(Date.UTC(2026, 0, 1))',
    'when.getUTCFullYear()',
    "new Intl.NumberFormat('en-US')",
    'new Intl.DateTimeFormat(locale, { timeZone })',
    'const d: Date = when',
    'isDate(x)',
    'z.date()',
    '// Date.now() is what we avoid',
    "say('Math.random()')",
    'preprocess.run()',
  ])('allows %s', (line) => {
    expect(impure('a.ts', line)).toEqual([]);
  });
});
