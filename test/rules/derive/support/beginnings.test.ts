import { RE2JS } from '@bufbuild/re2';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginnings } from '../../../../rules/derive/support/beginnings.ts';

test.each<[string, string[]]>([
  ['^python(?:2|3)$', ['python2', 'python3']],
  ['^pythons?$', ['pythons', 'python']],
  ['^python|ruby$', []],
  ['python', []],
  ['(?i)^Python', ['python']],
  ['^Python \\d', ['python ']],
  ['^Node\\.js$', ['node.js']],
  ['^(?:Old )?Shop', ['old shop', 'shop']],
  ['^(?:Old|New(?:er)?) Shop\\b', ['old shop', 'newer shop', 'new shop']],
  ['^(?:a|b)+c', []],
  ['^ab(?:c|\\d)e', ['abce', 'ab']],
  ['^ab*c', ['a']],
  ['^[ab]c', []],
  ['^x(?:[|)]y|z)w', ['x', 'xzw']],
])('%s', (pattern, texts) => {
  expect(beginnings(pattern)).toEqual(texts);
});

const piece = fc.constantFrom('a', 'B', 'c', ' ', '\\.', '\\d', '[ab]', 'x?', 'y*', 'z{2}', '(?:p|q)', '(?:r)?', '(?:s|t\\d|)', '(?:u(?:v|w)?|[|)]x)', '$');
const anchored = fc.array(piece, { maxLength: 6 }).map((pieces) => `^${pieces.join('')}`);
const name = fc.array(fc.constantFrom('a', 'B', 'c', ' ', '.', '1', 'x', 'y', 'zz', 'p', 'q', 'r', 's', 't1', 'u', 'uv', '|x', ')x'), { maxLength: 7 }).map((pieces) => pieces.join(''));

test('no name that a pattern matches begins otherwise', () => {
  let matched = 0;
  fc.assert(
    fc.property(anchored, name, (pattern, text) => {
      const texts = beginnings(pattern);
      if (!new RE2JS(pattern).test(text) || texts.length === 0) return;
      matched++;
      expect(texts.some((it) => text.toLowerCase().startsWith(it))).toBe(true);
    }),
    { numRuns: 20_000, seed: 7 },
  );
  expect(matched).toBeGreaterThan(100);
});
