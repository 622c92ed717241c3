import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grow, prefixTree, valuesAlong } from '../../../../rules/derive/support/prefix-tree.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'é', '😀', ' '), { maxLength: 5 }).map((letters) => letters.join(''));

test('gives what every beginning of a text was given, once, in any case of letters', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.nat(9)), { maxLength: 20 }), text, (entries, name) => {
      const tree = prefixTree<number>();
      for (const [beginning, value] of entries) grow(tree, beginning, value);
      const expected = new Set(entries.filter(([beginning]) => name.startsWith(beginning)).map(([, value]) => value));
      expect(new Set(valuesAlong(tree, name.toUpperCase()))).toEqual(expected);
      expect(new Set(valuesAlong(tree, name)).size).toBe(valuesAlong(tree, name).length);
    }),
  );
});
