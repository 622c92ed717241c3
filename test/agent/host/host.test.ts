import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { localHost, localPaths } from '../../../agent/host/host.ts';
import type { Sources } from '../../../agent/host/source.ts';
import { me, temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
fs.writeFileSync(at('a'), 'one');

test('this machine says what it is', () => {
  const host = localHost();
  expect(host).toMatchObject({ platform: 'linux', privileged: me === 0, bootId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(Math.abs(Date.parse(host.now()) - Date.now())).toBeLessThan(1_000);
  const [before, after] = [host.monotonicMs(), host.monotonicMs()];
  expect(after).toBeGreaterThanOrEqual(before);
});

test('every kind of source is answered, under its name', async () => {
  const sources: Sources = {
    file: { kind: 'file', path: at('a') },
    none: { kind: 'file', path: at('none') },
    files: { kind: 'files', pattern: at('*') },
    names: { kind: 'names', pattern: at('*') },
    times: { kind: 'times', pattern: at('*') },
    links: { kind: 'links', pattern: at('*') },
    space: { kind: 'space' },
    interfaces: { kind: 'interfaces' },
    command: { kind: 'command', program: ['/bin/echo'], args: ['said'] },
  };
  const { one, other } = await localHost({ owner: me }).read({ one: sources, other: { command: sources['command']! } });
  expect(one?.answers).toEqual({
    file: { kind: 'one', reading: { state: 'read', text: 'one' } },
    none: { kind: 'one', reading: { state: 'absent' } },
    files: { kind: 'many', entries: [{ path: at('a'), reading: { state: 'read', text: 'one' } }] },
    names: { kind: 'many', entries: [{ path: at('a'), reading: { state: 'read', text: '' } }] },
    times: { kind: 'many', entries: [{ path: at('a'), reading: { state: 'read', text: expect.stringMatching(/^\d{4}-.*Z 3 0644$/) } }] },
    links: { kind: 'many', entries: [] },
    space: { kind: 'one', reading: { state: 'read', text: expect.stringContaining('"mountPoint":"/"') } },
    interfaces: { kind: 'one', reading: { state: 'read', text: expect.stringContaining('"cidr":"127.0.0.1/8"') } },
    command: { kind: 'one', reading: { state: 'read', text: 'said\n', exitCode: 0, stderr: '' } },
  });
  expect(other?.answers).toEqual({ command: one?.answers['command'] });
  expect(one).toMatchObject({ startedAt: expect.stringMatching(/Z$/), durationMs: expect.any(Number) });
});

test('two sections that ask the same are told the same, and a program runs once', async () => {
  const counted: Sources = { count: { kind: 'command', program: ['/bin/sh'], args: ['-c', `echo x >> ${at('count')}; wc -l < ${at('count')}`] } };
  const read = await localHost({ owner: me }).read({ a: counted, b: structuredClone(counted) });
  expect(read['a']?.answers).toEqual(read['b']?.answers);
  expect(fs.readFileSync(at('count'), 'utf8')).toBe('x\n');
});

test('programs run while others are read, not one after the other', async () => {
  const slow = (name: string): Sources => ({ [name]: { kind: 'command', program: ['/bin/sh'], args: ['-c', `sleep 0.3; echo ${name}`] } });
  const begun = performance.now();
  const read = await localHost().read({ a: slow('a'), b: slow('b'), c: slow('c') });
  expect(performance.now() - begun).toBeLessThan(800);
  expect(Object.values(read).every(({ durationMs }) => durationMs >= 250)).toBe(true);
});

test('what a source stands for now is listed without reading it', () => {
  expect(localPaths({ kind: 'file', path: '/etc/passwd' })).toEqual(['/etc/passwd']);
  expect(localPaths({ kind: 'file', path: at('none') })).toEqual([]);
  expect(localPaths({ kind: 'files', pattern: at('*') })).toContain(at('a'));
  expect(localPaths({ kind: 'command', program: [at('none'), '/bin/sh'], args: [] })).toEqual(['/bin/sh']);
  expect(localPaths({ kind: 'space' })).toEqual([]);
});
