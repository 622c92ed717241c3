import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { peer, peers } from './peers.ts';
import { sharedFixtures } from './shared.ts';
import { read } from './house/tree.ts';

beforeEach(() => {
  vi.stubEnv('CI', '');
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('every line names a package, its programs and why', () => {
  const lines = read('test/peers.txt')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  expect(peers()).toHaveLength(lines.length);
  const names = lines.map((line) => line.replace(/\s.*/, ''));
  expect(names).toEqual([...new Set(names)].sort());
});

test('a program that is there is found by its whole path', () => {
  expect(peer('ps')).toMatch(/^\/.*\/ps$/);
});

test('a program that is not there is skipped loudly, and is an error in CI', () => {
  vi.stubEnv('PATH', '/nowhere');
  const absent = () => peer('chromium');
  expect(absent()).toBeUndefined();
  expect(console.warn).toHaveBeenCalledWith(expect.stringMatching(/^SKIPPED: chromium/));
  vi.stubEnv('CI', 'true');
  expect(absent).toThrow('apt-get install chromium');
});

test('a program that is not declared is refused', () => {
  expect(() => peer('perl')).toThrow('not in test/peers.txt');
});

test('shared recordings that are not there are skipped loudly, and are an error in CI', () => {
  vi.stubEnv('TOWNWATCH_SHARED', '/nowhere');
  expect(sharedFixtures('facterdb')).toBeUndefined();
  expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('TOWNWATCH_SHARED'));
  vi.stubEnv('CI', 'true');
  expect(() => sharedFixtures()).toThrow('TOWNWATCH_SHARED');
});
