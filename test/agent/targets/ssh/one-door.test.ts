import { expect, test } from 'vitest';
import { files, read } from '../../../house/tree.ts';

const door = 'agent/targets/ssh/connection.ts';
const sources = files(/\.tsx?$/, 'wire', 'agent', 'rules', 'reports', 'collector');

/** Every call of connect in a text, with what is passed to it up to the end of the line. */
const calls = (text: string) => text.match(/\.connect\((?!\s*\)).*/g) ?? [];

test('only one file of ours reaches for SSH', () => {
  expect(sources.filter((file) => /['"](?:node-ssh|ssh2)['"]/.test(read(file)))).toEqual([door]);
});

test('no connection is opened without a verifier of the host key, and that verifier compares', () => {
  const text = read(door);
  expect(calls(text)).toHaveLength(1);
  expect(calls(text).every((call) => /\bhostVerifier\b/.test(call))).toBe(true);
  expect(text).toContain('return (shown.isPinned = secret !== undefined && peer.hostKeys.some(({ fingerprint }) => fingerprint === shown.key?.fingerprint));');
});

test('the rule sees a call without one', () => {
  expect(calls('await ssh.connect({ host, username });')).toEqual(['.connect({ host, username });']);
});
