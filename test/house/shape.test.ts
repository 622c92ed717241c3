import { describe, expect, test } from 'vitest';
import { hollow, isBarrel, misnamed } from './shape.ts';
import { files, products, read } from './tree.ts';

const limit = 300;

/** Files that are longer for a reason. Whoever shortens one takes it out. */
const longer: Readonly<Record<string, string>> = {};

const sources = files(/\.(tsx?|mjs)$/, ...products, 'docs', 'test');

describe('this tree', () => {
  test('names files after what they hold', () => {
    expect(sources.flatMap(misnamed)).toEqual([]);
  });

  test('has no file that only passes on what stands elsewhere', () => {
    expect(sources.filter((file) => isBarrel(read(file)))).toEqual([]);
  });

  test(`has no file over ${limit} lines without a reason`, () => {
    const long = [...sources, 'start.mjs'].filter((file) => read(file).split('\n').length > limit + 1);
    expect(long).toEqual(Object.keys(longer).sort());
  });

  test('asserts something in every test file', () => {
    expect(files(/\.test\.tsx?$/, 'test').flatMap((file) => hollow(file, read(file)))).toEqual([]);
  });
});

describe('misnamed', () => {
  test.each([
    'rules/utils.ts',
    'wire/date-helpers.ts',
    'agent/common/a.ts',
    'collector/web/lib/a.tsx',
    'wire/a.util.ts',
    'wire/camelCase.ts',
  ])('sees %s', (file) => {
    expect(misnamed(file)).toHaveLength(1);
  });

  test.each(['wire/snapshot.ts', 'agent/host/library.ts', 'rules/derive/age/cpu-launch.ts', 'test/rules/a.test.ts'])(
    'allows %s',
    (file) => {
      expect(misnamed(file)).toEqual([]);
    },
  );
});

test('isBarrel', () => {
  expect(isBarrel(`// all\nexport * from './a.ts';\nexport { b } from './b.ts';\nexport type { C } from "./c.ts"\n`)).toBe(true);
  expect(isBarrel(`import './a.ts';\nexport { b } from './b.ts';`)).toBe(true);
  expect(isBarrel(`import { a } from './a.ts';\nexport const list = [a];`)).toBe(false);
  expect(isBarrel(`export { a } from './a.ts';\nexport const b = 1;`)).toBe(false);
  expect(isBarrel(`import { a } from './a.ts';\na();`)).toBe(false);
});

test('hollow', () => {
  expect(hollow('a.test.ts', `test('a', () => { run(); /* expect(1) */ })`)).toEqual(['a.test.ts asserts nothing']);
  expect(hollow('a.test.ts', `test.only('a', () => { expect(1).toBe(1) })`)).toEqual(['a.test.ts has .only']);
  expect(hollow('a.test.ts', `test.skipIf(!peer)('a', () => fc.assert(property))`)).toEqual([]);
});
