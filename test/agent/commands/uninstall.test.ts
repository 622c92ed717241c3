import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Context } from '../../../agent/commands/context.ts';
import { uninstallCommand } from '../../../agent/commands/install.ts';
import { ensureKey, readyState } from '../../../agent/state.ts';
import { testClock } from '../outbox/computer.ts';

let home: string;
let out: string;
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-home-'));
  out = '';
});
afterEach(() => fs.rmSync(home, { recursive: true }));

/** The world of an ordinary user with this home. */
function user(options: Context['options'] = {}): Context {
  return {
    version: '0.1.0', platform: 'linux', privileged: false, uid: process.geteuid?.(), home, env: {}, options,
    clock: testClock(), uptime: () => 1, random: () => 0.5, out: (text) => void (out += text), log: () => {}, stdin: () => Promise.resolve(''), program: ['node', 'x.cjs'],
  };
}

test('an ordinary user removes what stands in the own home', async () => {
  const state = path.join(home, '.local/state/townwatch-agent');
  readyState(state, process.geteuid?.());
  ensureKey(state);
  fs.mkdirSync(path.join(home, '.config/townwatch'), { recursive: true });
  fs.writeFileSync(path.join(home, '.config/townwatch/agent.yaml'), 'skip: [mfa]', { mode: 0o600 });
  expect(await uninstallCommand({}, user())).toBe(0);
  expect(out).toBe(`removed   ${state}\nremoved   ${path.join(home, '.config/townwatch/agent.yaml')}\n`);
  expect(fs.existsSync(state)).toBe(false);
  await uninstallCommand({}, user());
  expect(out).toContain('Nothing of the agent is in your home');
});

test('and never a folder that was only named', async () => {
  fs.writeFileSync(path.join(home, 'letter.txt'), 'dear');
  await expect(uninstallCommand({}, user({ state: home }))).rejects.toThrow('Only the usual places');
  expect(fs.readdirSync(home)).toEqual(['letter.txt']);
});

test('and nothing of the computer', async () => {
  await expect(uninstallCommand({ root: '/' }, user())).rejects.toThrow('run it as root');
});
