import fc from 'fast-check';
import { expect, test } from 'vitest';
import { authorityOf, relativeId, sidOfBytes, sidText } from '../../../agent/host/sid.ts';

test('an identifier from its bytes', () => {
  expect(sidOfBytes([1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0])).toBe('S-1-5-32-544');
  expect(sidOfBytes([1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0])).toBeUndefined();
  expect(sidOfBytes([1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 256])).toBeUndefined();
  expect(sidOfBytes('S-1-5-18')).toBeUndefined();
});

test('an identifier in two parts', () => {
  expect([authorityOf('S-1-5-21-1-2-3-500'), relativeId('S-1-5-21-1-2-3-500')]).toEqual(['S-1-5-21-1-2-3', '500']);
  expect([sidText('S-1-12-1-1-2-3-4'), sidText('S-1-5'), sidText('Administrators'), sidText(7)]).toEqual(['S-1-12-1-1-2-3-4', undefined, undefined, undefined]);
});

test('any bytes give an identifier or none', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.integer({ min: -1, max: 300 }), fc.anything()), { maxLength: 80 }), (bytes) => {
    const sid = sidOfBytes(bytes);
    expect(sid === undefined || sidText(sid) === sid).toBe(true);
  }));
});
