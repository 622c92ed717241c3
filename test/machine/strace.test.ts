import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pieces } from '../../agent/schedule/layout.ts';
import type { PrintedSection } from '../../agent/sources.ts';
import { nodeOwnFiles } from '../agent/node-own-files.ts';
import { program } from '../programs.ts';
import { absent } from '../shared.ts';
import { declared } from './declared.ts';
import { straceOptions, tracedFrom } from './traced.ts';
import type { Traced } from './traced.ts';

const tool = '/usr/bin/strace';
const strace = fs.existsSync(tool) ? tool : absent(`${tool} is not installed`);
const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-strace-')));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

fs.writeFileSync(path.join(folder, 'agent.yaml'), '{}\n', { mode: 0o600 });
const places = ['--config', path.join(folder, 'agent.yaml'), '--state', path.join(folder, 'state')];

describe.skipIf(!strace)('strace sees that a scan', () => {
  const { node, file } = program('townwatch-agent');
  const listed = JSON.parse(execFileSync(node, [file, 'sources', '--json', ...places], { encoding: 'utf8' })) as PrintedSection[];
  const sources = listed.flatMap((section) => section.sources);
  const commands = sources.flatMap(({ kind, reads }) => (kind === 'command' ? [reads] : []));
  const paths = sources.flatMap(({ kind, reads }) => (kind === 'command' || reads === '' ? [] : [reads]));

  /** One command of the agent under strace, with a file that Node loads before it. */
  function traced(args: readonly string[], plant = ''): Traced {
    const [preload, trace] = [path.join(folder, 'plant.cjs'), path.join(folder, 'trace')];
    fs.writeFileSync(preload, plant);
    execFileSync(tool, [...straceOptions, '-o', trace, node, '--require', preload, file, ...args, ...places], { stdio: ['ignore', 'ignore', 'inherit'] });
    return tracedFrom(fs.readFileSync(trace, 'utf8'), file);
  }

  const out = path.join(folder, 'scan.json');

  function scanned(plant = ''): Traced {
    fs.rmSync(out, { force: true });
    return traced(['scan', '--out', out], plant);
  }

  /** What the sections followed from their first answers, as the scan itself reports it. */
  function followedPaths(): string[] {
    const { sections } = JSON.parse(fs.readFileSync(out, 'utf8')) as { sections: Record<string, { sources: string[] }> };
    const lines = Object.values(sections).flatMap((section) => section.sources.map((line) => line.replace(/^(?:names|times|links) of /, '')));
    return lines.filter((line) => line.startsWith('/'));
  }

  /** What was opened and executed and stands on no list. */
  function undeclared(traced: Traced): string[] {
    const followed = followedPaths();
    const { covers } = declared([...paths, ...followed, ...Object.keys(nodeOwnFiles)]);
    const own = (opened: string) => path.dirname(opened) === path.join(path.dirname(file), pieces) || opened === out || opened === `${folder}/snapshot` || opened === `${folder}/agent.yaml` || opened.startsWith(`${folder}/state`);
    const mayStart = (executed: string) => [...commands, ...followed].some((line) => startsWithProgram(line, executed));
    return [...traced.opened.filter((opened) => !own(opened) && !covers(opened)), ...traced.executed.filter((executed) => !mayStart(executed))];
  }

  test('opens and starts what is declared, its own state, and what Node needs', () => {
    const scan = scanned();
    expect(scan.opened.length).toBeGreaterThan(50);
    expect(undeclared(scan)).toEqual([]);
    expect(scan.executed.length).toBeLessThanOrEqual(12);
    expect(undeclared(traced(['run', '--to', path.join(folder, 'snapshot')]))).toEqual([]);
  }, 60_000);

  test('that reads one file more is caught', () => {
    const secret = path.join(folder, 'secret');
    fs.writeFileSync(secret, '');
    expect(undeclared(scanned(`process.on('exit', () => require('node:fs').readFileSync(${JSON.stringify(secret)}))`))).toEqual([secret]);
    expect(undeclared(scanned(`process.on('exit', () => require('node:fs').readdirSync('/var/mail'))`))).toEqual(['/var/mail']);
  }, 60_000);

  test('that starts one program more is caught, and what that one starts', () => {
    const plant = `process.on('exit', () => require('node:child_process').spawnSync('/bin/sh', ['-c', '/bin/true; :']))`;
    expect(undeclared(scanned(plant))).toEqual(expect.arrayContaining(['/bin/sh', '/bin/true']));
  }, 60_000);
});

function startsWithProgram(line: string, executed: string): boolean {
  const programs = line.split(' or ').map((part) => part.split(' ')[0]);
  return programs.includes(executed);
}

test('the list of Node\'s own files is short, and each has its reason', () => {
  expect(Object.keys(nodeOwnFiles).length).toBeLessThanOrEqual(20);
  for (const reason of Object.values(nodeOwnFiles)) expect(reason.length).toBeGreaterThan(20);
});

test('what strace writes is understood', () => {
  const output = [
    '10 openat(AT_FDCWD</work>, "/before", O_RDONLY) = 3</before>',
    '10 openat(AT_FDCWD</work>, "/our/program.cjs", O_RDONLY|O_CLOEXEC) = 3</our/program.cjs>',
    '10 openat(AT_FDCWD</work>, "/etc/a", O_RDONLY <unfinished ...>',
    '11 openat(4</etc/b.d>, "c", O_RDONLY) = 5</etc/b.d/c>',
    '10 <... openat resumed>) = -1 EACCES (Permission denied)',
    '10 openat(AT_FDCWD</work>, "relative", O_RDONLY) = -1 ENOENT (No such file or directory)',
    '10 vfork( <unfinished ...>',
    '12 openat(AT_FDCWD</work>, "/dev/null", O_RDONLY) = 0',
    '12 execve("/usr/bin/tool", ["tool"], 0x1 /* 4 vars */ <unfinished ...>',
    '10 <... vfork resumed>) = 12',
    '12 <... execve resumed>) = 0',
    '12 openat(AT_FDCWD</>, "/lib/of-the-tool.so", O_RDONLY) = 3',
    '12 clone(child_stack=NULL, flags=SIGCHLD) = 13',
    '13 openat(AT_FDCWD</>, "/of/its/child", O_RDONLY) = 3',
    '13 execve("/bin/grandchild", ["x"], 0x1 /* 4 vars */) = 0',
  ].join('\n');
  expect(tracedFrom(output, '/our/program.cjs')).toEqual({ opened: ['/dev/null', '/etc/a', '/etc/b.d/c'], executed: ['/bin/grandchild', '/usr/bin/tool'] });
  expect(() => tracedFrom(output, '/other')).toThrow('did not see');
});

test('declared paths cover what they stand for, and the folders on the way of a pattern', () => {
  fs.mkdirSync(path.join(folder, 'd/sub'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'd/sub/a.conf'), '');
  fs.symlinkSync('d', path.join(folder, 'link'));
  const { covers } = declared([`${folder}/link/*/*.conf`, '/proc/*/comm']);
  expect(['d', 'd/sub', 'd/sub/a.conf', 'link/x'].map((name) => covers(path.join(folder, name)))).toEqual([true, true, true, true]);
  expect(['', 'd/sub/a.txt', 'd/sub/deeper/a.conf', 'd/.hidden'].map((name) => covers(path.join(folder, name)))).toEqual([false, false, false, false]);
  expect(['/proc/77/comm', '/proc', '/proc/77/environ'].map(covers)).toEqual([true, true, false]);
});
