import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { started } from '../../../agent/host/command.ts';
import type { Source } from '../../../agent/host/source.ts';
import { temporaryFolder, visit } from './temporary.ts';

const folder = temporaryFolder();

type Command = Extract<Source, { kind: 'command' }>;

async function run(script: string, more: Partial<Command> = {}, program = '/bin/sh') {
  const { reading } = await started({ kind: 'command', program: [program], args: ['-c', script], ...more }, visit()).done;
  return reading;
}

test('a program is told its arguments, nothing of us, and no input', async () => {
  const script = 'cat; pwd; env; printf "%s|" "$@"; echo "to stderr" >&2; exit 3';
  process.env['TOWNWATCH_SECRET'] = 'secret';
  const reading = await run('', { args: ['-c', script, 'sh', 'a b', '$(id)', '*'] });
  delete process.env['TOWNWATCH_SECRET'];
  if (reading.state !== 'read') throw new Error(JSON.stringify(reading));
  const [cwd, ...rest] = reading.text.split('\n');
  const names = rest.slice(0, -1).map((line) => line.split('=')[0]);
  expect(cwd).toBe('/');
  expect(names.filter((name) => !['_', 'PWD', 'OLDPWD', 'SHLVL'].includes(name ?? ''))).toEqual(expect.arrayContaining(['HOME', 'LC_ALL', 'PATH', 'TZ']));
  expect(names).not.toContain('TOWNWATCH_SECRET');
  expect(names.length).toBeLessThanOrEqual(8);
  expect(rest.at(-1)).toBe('a b|$(id)|*|');
  expect(reading).toMatchObject({ exitCode: 3, stderr: 'to stderr\n' });
});

test('the first of the paths that exists is started; none is absent', async () => {
  expect(await run('echo yes', { program: [path.join(folder, 'none'), '/bin/sh'] })).toMatchObject({ text: 'yes\n' });
  expect(await run('echo yes', { program: [path.join(folder, 'none'), '/bin/sh/none'] })).toEqual({ state: 'absent' });
});

test('a program that somebody else could have written is not started, nor the next one instead', async () => {
  const program = path.join(folder, 'tool');
  fs.writeFileSync(program, '#!/bin/sh\necho started\n', { mode: 0o755 });
  expect(await run('', { program: [program] })).toMatchObject({ text: 'started\n' });
  fs.chmodSync(program, 0o757);
  expect(await run('', { program: [program, '/bin/sh'] })).toEqual({ state: 'failed', reason: 'denied', detail: `${program} may be written by everybody` });
  expect(await run('', { program: [folder] })).toMatchObject({ reason: 'denied' });
});

test('what needs root is not tried without', async () => {
  const { reading } = await started({ kind: 'command', program: ['/bin/sh'], args: [], needsRoot: true }, visit({ privileged: false })).done;
  expect(reading).toEqual({ state: 'failed', reason: 'needs-root', detail: '/bin/sh' });
});

test('a program that hangs is cut, and all that it started', async () => {
  const mark = `${process.pid}.${Math.floor(performance.now())}`;
  const begun = performance.now();
  const reading = await run(`sleep 1000${mark} & sleep 2000${mark}`, { timeoutMs: 200 });
  expect(reading).toEqual({ state: 'failed', reason: 'timeout', detail: '/bin/sh: cut after 200 ms' });
  expect(performance.now() - begun).toBeLessThan(2_000);
  await expect.poll(() => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(mark)).toBe(false);
});

test('a program that leaves a child with its output behind does not hold us', async () => {
  const reading = await run('sleep 3 & echo done', { timeoutMs: 300 });
  expect(reading).toMatchObject({ state: 'failed', reason: 'timeout' });
});

test('too much output ends it', async () => {
  const reading = await run('while :; do echo 0123456789; done', { maxBytes: 1000 });
  expect(reading).toEqual({ state: 'failed', reason: 'too-large', detail: '/bin/sh: more than 1000 bytes, which is the limit' });
  expect(await run('printf 0123456789', { maxBytes: 10 })).toMatchObject({ text: '0123456789' });
});

test('a program that is killed has given no answer', async () => {
  expect(await run('kill -SEGV $$')).toEqual({ state: 'failed', reason: 'unreadable', detail: '/bin/sh was ended by SIGSEGV' });
});

test('what cannot be started is said', async () => {
  const program = path.join(folder, 'no-program');
  fs.writeFileSync(program, 'x');
  fs.chmodSync(program, 0o644);
  expect(await run('', { program: [program] })).toMatchObject({ state: 'failed', reason: 'denied' });
});

test('a program that insists on a home has an empty one for itself alone, which is gone afterwards', async () => {
  const reading = await run('ls -A "$HOME"; stat -c %a "$HOME"; echo note > "$HOME/note"; echo "$HOME $ANSWER"', { scratch: true, env: { ANSWER: '42' } });
  if (reading.state !== 'read') throw new Error(JSON.stringify(reading));
  const [mode, last = ''] = reading.text.trimEnd().split('\n');
  const [home = '', answer] = last.split(' ');
  expect([mode, answer]).toEqual(['700', '42']);
  expect(fs.existsSync(home)).toBe(false);
  const cut = await run('echo "$HOME" >&2; sleep 60', { scratch: true, timeoutMs: 300 });
  expect(cut).toMatchObject({ state: 'failed', reason: 'timeout' });
  expect(fs.readdirSync(path.dirname(home)).filter((name) => name.startsWith('townwatch-scratch-'))).toEqual([]);
});
