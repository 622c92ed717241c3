import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { program } from '../programs.ts';

test.each([
  ['townwatch', ['rules', 'list']],
  ['townwatch-agent', ['sources']],
] as const)('%s ends quietly when its reader has seen enough, as head does', async (name, args) => {
  const { node, file } = program(name);
  const child = spawn(node, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TOWNWATCH_HOME: `${import.meta.dirname}/../..` } });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (part) => (said += part));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, said }).toEqual({ code: 0, said: '' });
});
