import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distance, nearest, suggestion } from '../../../rules/engine/nearest.ts';

describe('distance', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['family', 'famly', 1],
    ['family', 'fmaily', 1],
    ['family', 'familiy', 1],
    ['family', 'fanily', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%s to %s: %d', (a, b, edits) => {
    expect(distance(a, b)).toBe(edits);
    expect(distance(b, a)).toBe(edits);
  });

  test('is 0 for equal words only, and never more than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const edits = distance(a, b);
        expect(edits === 0).toBe(a === b);
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});

test('nearest takes the most alike, by name where two are, and none that is far', () => {
  expect(nearest('famly', ['name', 'family', 'familiar'])).toBe('family');
  expect(nearest('Family', ['family'])).toBe('family');
  expect(nearest('bat', ['cat', 'bar'])).toBe('bar');
  expect(nearest('weather', ['family', 'name'])).toBeUndefined();
  expect(nearest('a', [])).toBeUndefined();
});

test('suggestion names the nearest, else the whole choice when it is short', () => {
  expect(suggestion('famly', ['family'])).toBe('; did you mean "family"?');
  expect(suggestion('weather', ['name', 'family'])).toBe('; there is family, name');
  expect(suggestion('weather', Array.from({ length: 21 }, (_, index) => `x${index}`))).toBe('');
  expect(suggestion('weather', [])).toBe('');
});
