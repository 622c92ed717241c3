import { expect, test } from 'vitest';
import { byteGate, rateLimit } from '../../collector/api/limits.ts';

test('a byte gate lets in what it has room for, and again what was let out', () => {
  const gate = byteGate(100);
  expect([gate.enter(60), gate.enter(41), gate.enter(40), gate.enter(1)]).toEqual([true, false, true, false]);
  gate.leave(60);
  expect([gate.enter(60), gate.enter(1)]).toEqual([true, false]);
});

test('an address has a burst and a steady rate of its own', () => {
  let now = 0;
  const limit = rateLimit({ burst: 3, perSecond: 2 }, () => now);
  const allowed = (address: string, times: number) => Array.from({ length: times }, () => limit.allows(address)).filter(Boolean).length;
  expect([allowed('a', 5), allowed('b', 1)]).toEqual([3, 1]);
  now = 1_000;
  expect(allowed('a', 5)).toBe(2);
  now = 60_000;
  expect(allowed('a', 9)).toBe(3);
});

test('a flood of addresses takes no more memory than ten thousand of them', () => {
  const limit = rateLimit({ burst: 1, perSecond: 0 }, () => 0);
  for (let address = 0; address < 10_001; address += 1) limit.allows(String(address));
  // The first address was forgotten, so it has its burst again; the last one has not.
  expect([limit.allows('0'), limit.allows('10000')]).toEqual([true, false]);
});
