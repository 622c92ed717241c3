import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, cycles, imports, target } from './source.ts';

describe('code', () => {
  test.each([
    ['a // b\nc', 'a     \nc'],
    ['a /* b\nc */ d', 'a     \n     d'],
    [`f('x // y')`, `f('      ')`],
    [String.raw`f('it\'s', "b")`, `f('     ', " ")`],
    ['`a ${b + `c ${d}`} e` + f', '`  ${b + `  ${d}`}  ` + f'],
    ['`a ${ {b: 1}.b } c`', '`  ${ {b: 1}.b }  `'],
    ['x = /"\'[/]/g; y', 'x = /     /g; y'],
    ['a / b / c', 'a / b / c'],
    [`<p>Don't</p>; f('x')`, `<p>Don't</p>; f(' ')`],
  ])('%s', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test('keeps every position and line of any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', "'", '"', '`', '/', '*', '\\', '\n', '$', '{', '}', '[', ']', ' ', '😀') }),
        (text) => {
          const blanked = code(text);
          expect(blanked).toHaveLength(text.length);
          expect(blanked.split('\n').map((line) => line.length)).toEqual(text.split('\n').map((line) => line.length));
        },
      ),
    );
  });
});

describe('imports', () => {
  test.each([
    [`import a from './a.ts'`, 'value'],
    [`import a, { type B } from './a.ts'`, 'value'],
    [`import * as a from "./a.ts"`, 'value'],
    [`import './a.ts'`, 'value'],
    [`import {\n  a,\n  b,\n} from './a.ts'`, 'value'],
    [`export * from './a.ts'`, 'value'],
    [`export { a as b } from './a.ts'`, 'value'],
    [`const a = require('./a.ts')`, 'value'],
    [`import type { A } from './a.ts'`, 'type'],
    [`import { type A, type B } from './a.ts'`, 'type'],
    [`export type { A } from './a.ts'`, 'type'],
    [`const a = await import('./a.ts')`, 'lazy'],
  ])('%s', (text, kind) => {
    expect(imports(text)).toEqual([{ specifier: './a.ts', kind }]);
  });

  test('finds none in comments, strings and look-alikes', () => {
    const text = `// import a from 'a'\nconst b = "import c from 'c'"\nexport { b }\nexport const from = 'd'\nfoo.import('e')\nexport default from`;
    expect(imports(text)).toEqual([]);
  });

  test('does not run two statements together', () => {
    expect(imports(`export { a }\nimport type { B } from './b.ts'`)).toEqual([{ specifier: './b.ts', kind: 'type' }]);
  });
});

test('target follows relative imports only', () => {
  expect(target('rules/engine/a.ts', '../../wire/b.ts')).toBe('wire/b.ts');
  expect(target('rules/engine/a.ts', 'zod')).toBeUndefined();
});

test('cycles names each ring once, with its members', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', ['a', 'd']],
    ['e', ['a']],
  ]);
  expect(cycles(graph)).toEqual([['a', 'b', 'c'], ['d']]);
});
