import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packageOrder } from '../../../agent/host/package-order.ts';
import { versionOrder } from '../../../rules/derive/support/version-order.ts';
import { peer } from '../../peers.ts';

const version = fc.string({ unit: fc.constantFrom('0', '1', '9', '10', 'a', 'z', 'B', '.', '~', '+', '-', ':', '^', 'rc', 'deb12u'), minLength: 1, maxLength: 8 });

describe.each(['dpkg', 'rpm'] as const)('%s', (kind) => {
  test('orders as the judging side does', () => {
    const run = fc.check(fc.property(version, version, (a, b) => Math.sign(packageOrder[kind](a, b)) === Math.sign(versionOrder[kind](a, b))), { numRuns: 3_000 });
    expect(run.counterexample).toBeNull();
  });

  test('is an order', () => {
    const run = fc.check(fc.property(version, version, (a, b) => Math.sign(packageOrder[kind](a, b)) + Math.sign(packageOrder[kind](b, a)) === 0 && packageOrder[kind](a, a) === 0), { numRuns: 1_000 });
    expect(run.counterexample).toBeNull();
  });
});

test.each([
  ['1.0~rc1-1', '1.0-1'], ['3.0.14-1~deb12u2', '3.0.15-1~deb12u1'], ['2.36-9+deb12u9', '2.36-9+deb12u10'], ['9:1', '10:0'], ['1.0', '1.0+b1'],
])('%s is older than %s, and dpkg says so too', (older, newer) => {
  expect(packageOrder.dpkg(older, newer)).toBeLessThan(0);
  const dpkg = peer('dpkg');
  expect(dpkg ? spawnSync(dpkg, ['--compare-versions', older, 'lt', newer]).status : 0).toBe(0);
});

test.each([['5.14.0-427.el9', '5.14.0-427.13.1.el9'], ['1.0~rc1-1', '1.0-1'], ['1.0-1', '1.0^git1-1'], ['1.0^git1-1', '1.0.1-1'], ['1.0-9', '1:0.1-1']])('%s is older than %s', (older, newer) => {
  expect(packageOrder.rpm(older, newer)).toBeLessThan(0);
});
