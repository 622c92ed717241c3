import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drills } from '../../../../agent/facts/drills/index.ts';
import { drillsIn, resultsSource } from '../../../../agent/facts/drills/results.ts';
import { drills as section } from '../../../../wire/sections/drills.ts';
import { anyText } from '../any-text.ts';
import { dishonesty } from '../honesty.ts';
import { context, factsOf } from '../machine.ts';

const examples = section.examples[0].drills!;
const file = JSON.stringify({ format: 1, drills: examples });
const of = (text: string | undefined, state: string | undefined = '/state') =>
  factsOf(drills.linux!, { '/state/drills/results.json': text }, { ...context, settings: { repositories: [], networks: [], ...(state === undefined ? {} : { state }) } });

test('what was kept is what is told', () => {
  expect(of(file)).toEqual({ data: { drills: examples }, missing: [], gaps: {} });
});

test('none kept, not ours to know, and nonsense are told apart', () => {
  expect(of(undefined).data).toEqual({ drills: [] });
  expect(factsOf(drills.linux!, {}, context)).toMatchObject({ data: {}, gaps: { drills: 'not-visible-from-here' } });
  expect(of('nonsense')).toMatchObject({ data: {}, gaps: { drills: 'unreadable' } });
  expect(of(JSON.stringify({ format: 2, drills: [] }))).toMatchObject({ data: {}, gaps: { drills: 'unreadable' } });
});

test('one that is torn is left out, and the list is known in part', () => {
  const { data, gaps } = of(JSON.stringify({ format: 1, drills: [{ ...examples[0], result: 'fine' }, { ...examples[1], at: '2026-02-30' }, examples[1]] }));
  expect(data.drills).toEqual([examples[1]]);
  expect(gaps).toEqual({ drills: 'unreadable' });
});

test('every system has it, in the folder of its own', () => {
  expect([drills.linux, drills.windows, drills.macos].every((reader) => reader === drills.linux)).toBe(true);
  expect([resultsSource('/var/lib/x'), resultsSource('C:\\ProgramData\\Townwatch\\agent')]).toMatchObject([{ path: '/var/lib/x/drills/results.json' }, { path: 'C:\\ProgramData\\Townwatch\\agent\\drills\\results.json' }]);
});

test('whatever the file says, it is within the schema or missing', () => {
  const value: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(null, 'passed', 'tool', '2026-11-21', -1, 1.5, 2 ** 60, 'x'.repeat(5000)), anyText(40), fc.nat());
  const item = fc.record(Object.fromEntries(Object.entries(examples[1]!).map(([name, likely]) => [name, fc.oneof({ weight: 6, arbitrary: fc.constant<unknown>(likely) }, { weight: 1, arbitrary: value })])));
  fc.assert(
    fc.property(fc.array(item, { maxLength: 4 }), (items) => {
      const { data, missing } = of(JSON.stringify({ format: 1, drills: items }));
      expect(dishonesty('drills', data, missing)).toEqual([]);
    }),
    { numRuns: 300 },
  );
  fc.assert(fc.property(anyText(200), (text) => drillsIn(text) === undefined));
});
