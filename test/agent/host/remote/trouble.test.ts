import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { prelude } from '../../../../agent/host/remote/prelude.ts';
import type { Hearer, OpenShell } from '../../../../agent/host/remote/shell.ts';
import type { Answer, Source, Sources } from '../../../../agent/host/source.ts';
import { peer } from '../../../peers.ts';
import { temporaryFolder } from '../temporary.ts';
import { hostOver, shellOf, shells } from './local-shell.ts';

const folder = temporaryFolder();
const tools = temporaryFolder();
const isRoot = process.geteuid?.() === 0;
const bash = '/bin/bash';

/** A program of ours; only root's are believed, so that the tests which need one run as root. */
function program(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

const command = (file: string, more: Partial<Extract<Source, { kind: 'command' }>> = {}): Source => ({ kind: 'command', program: [file], args: [], timeoutMs: 1_000, ...more });

async function ask(sources: Sources, open: OpenShell = shellOf(['/bin/sh']), more: Parameters<typeof hostOver>[1] = {}): Promise<Readonly<Record<string, Answer>>> {
  const host = await hostOver(open, more);
  try {
    return (await host.read({ all: sources }))['all']!.answers;
  } finally {
    host.close();
  }
}

const readings = (answers: Readonly<Record<string, Answer>>) => Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, answer.kind === 'one' ? answer.reading : answer]));

test.skipIf(!isRoot).each(Object.entries(shells))('programs over %s: exit code, both outputs, limits, and nothing is left of one that hangs', async (_name, shell) => {
  const sources: Sources = {
    fine: command(program('fine', 'echo out; echo err >&2; exit 3'), { args: ['a b', "it's", '$HOME', '--', ''] }),
    args: command(program('args', 'printf "[%s]" "$@"; env | sort; pwd; cat'), { args: ['a b', "it's", '$HOME', '--', ''], env: { EXTRA: 'x y' } }),
    signal: command(program('signal', 'kill -SEGV $$')),
    exactly: command(program('exactly', 'head -c 1000 /dev/zero'), { maxBytes: 1_000 }),
    endless: command(program('endless', 'yes')),
    much: command(program('much', 'head -c 102400 /dev/zero'), { maxBytes: 102_399 }),
    shouting: command(program('shouting', 'head -c 102400 /dev/zero | tr "\\000" e >&2; echo done')),
    hung: command(program('hung', 'trap "" TERM HUP INT; sleep 4242 & sleep 4242')),
    absent: command('/nonexistent/program'),
    second: { kind: 'command', program: ['/nonexistent/program', '/bin/true'], args: [] },
    folder: command(folder),
    scratch: command('/bin/true', { scratch: true }),
    after: command('/bin/true'),
  };
  const { args, shouting, ...rest } = readings(await ask(sources, shellOf(shell)));
  expect(rest).toEqual({
    fine: { state: 'read', text: 'out\n', exitCode: 3, stderr: 'err\n' },
    signal: { state: 'failed', reason: 'unreadable', detail: `${folder}/signal was ended by SIGSEGV` },
    exactly: { state: 'read', text: '\0'.repeat(1_000), exitCode: 0, stderr: '' },
    endless: { state: 'failed', reason: 'too-large', detail: `${folder}/endless: more than 1048576 bytes, which is the limit` },
    much: { state: 'failed', reason: 'too-large', detail: `${folder}/much: more than 102399 bytes, which is the limit` },
    hung: { state: 'failed', reason: 'timeout', detail: `${folder}/hung: cut after 1000 ms` },
    absent: { state: 'absent' },
    second: { state: 'read', text: '', exitCode: 0, stderr: '' },
    folder: { state: 'failed', reason: 'denied', detail: `${folder} is not a regular file` },
    scratch: { state: 'failed', reason: 'not-visible-from-here', detail: '/bin/true needs a folder to write into, and over SSH nothing is written' },
    after: { state: 'read', text: '', exitCode: 0, stderr: '' },
  });
  expect(args).toMatchObject({ state: 'read', text: expect.stringMatching(/^\[a b\]\[it's\]\[\$HOME\]\[--\]\[\](?:_=\S+\n)?EXTRA=x y\nHOME=\/nonexistent\nLC_ALL=C\.UTF-8\nPATH=\/usr\/sbin:\/usr\/bin:\/sbin:\/bin\n(?:PWD=\/\n)?(?:SHLVL=\d\n)?TZ=UTC\n(?:_=\S+\n)?\/\n$/) as string });
  expect(shouting).toMatchObject({ state: 'read', text: 'done\n', stderr: expect.stringMatching(/^e{4096}$/) as string });
  expect(execFileSync(peer('ps')!, ['-eo', 'args'], { encoding: 'utf8' })).not.toContain('sleep 4242');
}, 60_000);

test.skipIf(!isRoot)('a program that leaves the group and keeps the output open costs its own time, and the rest is asked of a new shell', async () => {
  const escaped = program('escaped', `setsid sleep 30.${process.pid} & echo started`);
  const sources: Sources = { before: { kind: 'file', path: '/proc/sys/kernel/ostype', trust: 'kernel' }, escaped: command(escaped, { timeoutMs: 100 }), after: { kind: 'file', path: '/proc/sys/kernel/ostype', trust: 'kernel' }, later: command('/bin/true') };
  const answers = readings(await ask(sources));
  execFileSync('sh', ['-c', `for each in /proc/[0-9]*; do [ "$(tr "\\000" " " <$each/cmdline)" = "sleep 30.${process.pid} " ] && kill \${each#/proc/}; done 2>/dev/null; true`]);
  expect(answers).toMatchObject({ before: { state: 'read' }, escaped: { state: 'failed', reason: 'timeout' }, after: { state: 'read' }, later: { state: 'read', exitCode: 0 } });
}, 30_000);

test('a file that hangs is a timeout; all others are read, in a new shell', async () => {
  const head = path.join(tools, 'head');
  writeFileSync(head, '#!/bin/sh\ncase $* in *domainname*) exec /bin/sleep 5 ;; esac\nexec /usr/bin/head "$@"\n');
  chmodSync(head, 0o755);
  const kernel = (name: string): Source => ({ kind: 'file', path: `/proc/sys/kernel/${name}`, trust: 'kernel' });
  const shellCount = { opened: 0 };
  const open: OpenShell = (hearer) => {
    shellCount.opened += 1;
    return shellOf(['/bin/sh'])(hearer);
  };
  const answers = await ask({ a: kernel('ostype'), hangs: kernel('domainname'), c: kernel('hostname') }, open, { tools: `${tools}:/usr/bin:/bin`, filePatienceMs: 500 });
  expect(readings(answers)).toMatchObject({ a: { state: 'read', text: 'Linux\n' }, hangs: { state: 'failed', reason: 'timeout', detail: 'the machine fell silent here' }, c: { state: 'read' } });
  expect(shellCount.opened).toBe(2);
});

/** A machine whose shell is a stranger: it answers each script as a test says. */
function stranger(answer: (script: string, hearer: Hearer, turn: number) => void): OpenShell {
  return (hearer) => {
    let turn = 0;
    return Promise.resolve({ write: (script) => setImmediate(() => answer(script, hearer, turn++)), close: () => {} });
  };
}

const boundaryOf = (script: string) => /boundary='([0-9a-f]+)'/.exec(script)?.[1] ?? '';

/** Greets as a machine of ours; what comes afterwards is up to the test. */
function greeting(hearer: Hearer, script: string, system = 'Linux'): string {
  const boundary = boundaryOf(script);
  const told = [`system\n${system}`, 'user\n0', 'clock\n2026-11-22T03:31:14Z', 'boot\nb', 'mounts\n', 'groups\n', 'mounted /proc\n', 'mounted /sys\n', 'over\n', '\n'];
  hearer.stdout(Buffer.from(told.map((each) => `\n${boundary} ${each}`).join('')));
  hearer.stderr(Buffer.from(`\n${boundary} over\n\n${boundary} \n`));
  return boundary;
}

const oneFile: Sources = { a: { kind: 'file', path: '/etc/a' }, b: { kind: 'files', pattern: '/etc/*' } };

test.each([
  ['says nothing', () => {}, 'no POSIX shell answered (silent)'],
  ['ends at once', (_script: string, hearer: Hearer) => hearer.ended(), 'no POSIX shell answered (ended)'],
  ['complains', (_script: string, hearer: Hearer) => { hearer.stderr(Buffer.from('sudo: a password is required\n')); hearer.ended(); }, 'no POSIX shell answered (ended): sudo: a password is required'],
  ['is another system', (script: string, hearer: Hearer) => void greeting(hearer, script, 'FreeBSD\u001b[31m'), 'its system calls itself "FreeBSD\\u001b[31m"'],
])('a machine that %s is refused with what it said', async (_what, answer, sentence) => {
  await expect(hostOver(stranger(answer), { patienceMs: 200 })).rejects.toThrow(sentence);
});

test('a shell that ends half way leaves the rest unreachable, and nothing rejects', async () => {
  const open = stranger((script, hearer, turn) => {
    if (turn === 0) return void greeting(hearer, script);
    hearer.ended();
  });
  expect(await ask(oneFile, open)).toEqual({
    a: { kind: 'one', reading: { state: 'failed', reason: 'unreachable', detail: 'the connection ended before this was answered' } },
    b: { kind: 'many', entries: [], incomplete: { reason: 'unreachable', detail: 'the connection ended before this was answered' } },
  });
});

test('a machine that answers with bytes without end is cut, and its source is unreadable', async () => {
  let boundary = '';
  const open = stranger((script, hearer, turn) => {
    if (turn === 0) return void (boundary = greeting(hearer, script));
    hearer.stdout(Buffer.from(`\n${boundary} ask 0\n\n${boundary} data\n`));
    for (let sent = 0; sent < 4; sent++) hearer.stdout(Buffer.alloc(1024 * 1024, 'x'));
  });
  const { a } = await ask(oneFile, open);
  expect(a).toMatchObject({ reading: { state: 'failed', reason: 'unreadable', detail: 'the machine answered what our script never says' } });
});

test('a machine that answers with paths without end is cut as well', async () => {
  let boundary = '';
  const open = stranger((script, hearer, turn) => {
    if (turn === 0) return void (boundary = greeting(hearer, script));
    hearer.stdout(Buffer.from(`\n${boundary} ask 1\n`));
    const path = Buffer.from(`\n${boundary} name\n${'x'.repeat(500_000)}`);
    for (let sent = 0; sent < 450; sent++) hearer.stdout(path);
  });
  const { a, b } = await ask(oneFile, open);
  expect(b).toEqual({ kind: 'many', entries: [], incomplete: { reason: 'too-large', detail: 'the machine answered without end' } });
  expect(a).toMatchObject({ reading: { state: 'failed', reason: 'unreachable' } });
});

test.each([
  ['nothing', ''],
  ['data without an end', 'data\nx'],
  ['an end without data', 'end 0\n'],
  ['words that are none of ours', 'constructor\nx'],
  ['an end that is no number', 'data\nx\nB end yes\n'],
])('an answer of %s is unreadable, not a fact', async (_what, said) => {
  let boundary = '';
  const open = stranger((script, hearer, turn) => {
    if (turn === 0) return void (boundary = greeting(hearer, script));
    const own = said === '' ? '' : `\n${boundary} ${said.replaceAll('B ', `${boundary} `)}`;
    hearer.stdout(Buffer.from(`\n${boundary} ask 0\n${own}\n${boundary} ask 1\n${own}\n${boundary} count many\n\n${boundary} over\n\n${boundary} \n`));
    hearer.stderr(Buffer.from(`\n${boundary} over\n\n${boundary} \n`));
  });
  const { a } = await ask(oneFile, open);
  expect(a).toMatchObject({ reading: { state: 'failed', reason: 'unreadable' } });
});

test('half a script starts nothing', () => {
  const whole = prelude({ boundary: 'ab' });
  for (const share of [0.1, 0.5, 0.9, 0.99]) {
    const said = execFileSync(bash, ['-c', 'sh 2>/dev/null; true'], { input: whole.slice(0, Math.floor(whole.length * share)), encoding: 'utf8' });
    expect(said).toBe('');
  }
});

test.skipIf(!isRoot)('an ordinary user is told what needs root, as the local host tells it', async () => {
  const open = shellOf([peer('setpriv')!, '--reuid=65534', '--regid=65534', '--clear-groups', '/bin/sh']);
  const sources: Sources = {
    shadow: { kind: 'file', path: '/etc/shadow' },
    below: { kind: 'files', pattern: '/root/.*/*' },
    inside: { kind: 'file', path: '/root/.profile' },
    program: command('/bin/true', { needsRoot: true }),
    fine: { kind: 'file', path: '/proc/sys/kernel/ostype', trust: 'kernel' },
  };
  const own = readings(await ask(sources, open));
  expect(own).toMatchObject({
    shadow: { state: 'failed', reason: 'needs-root', detail: '/etc/shadow' },
    below: { incomplete: { reason: 'needs-root' } },
    inside: { state: 'failed', reason: 'needs-root', detail: '/root/.profile' },
    program: { state: 'failed', reason: 'needs-root', detail: '/bin/true' },
    fine: { state: 'read' },
  });
});
