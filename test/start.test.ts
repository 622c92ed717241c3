import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from './house/tree.ts';

let home: string;

beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-start-'));
  fs.copyFileSync(path.join(root, 'start.mjs'), path.join(home, 'start.mjs'));
  write('package-lock.json', '{"packages":{"":{}}}');
  write('node_modules/.package-lock.json', '{"packages":{}}');
  for (const name of ['esbuild', ...pinned()]) fs.symlinkSync(path.join(root, 'node_modules', name), path.join(home, 'node_modules', name));
  write('agent/main.ts', 'const args: string[] = process.argv.slice(2); console.log(JSON.stringify(args)); process.exit(args.length);');
});

afterEach(() => fs.rmSync(home, { recursive: true }));

describe('a program', () => {
  test('gets its arguments, and its exit code is ours', async () => {
    expect(await start('townwatch-agent', '--help', 'a b')).toMatchObject({ code: 2, stdout: '["--help","a b"]\n', stderr: '' });
  });

  test('runs where it was started, on the pinned Node, and knows where its files are', async () => {
    write('agent/main.ts', 'console.log(process.cwd(), process.versions.node, process.env.TOWNWATCH_HOME);');
    const { stdout } = await start('townwatch-agent');
    expect(stdout.trim()).toBe(`${process.cwd()} ${process.versions.node} ${home}`);
  });

  test('is bundled again after a change, and only then', async () => {
    await start('townwatch-agent');
    const output = path.join(home, 'dist/townwatch-agent.cjs');
    const before = fs.statSync(output).ino;
    await start('townwatch-agent');
    expect(fs.statSync(output).ino).toBe(before);
    write('agent/main.ts', 'console.log("new");');
    expect(await start('townwatch-agent')).toMatchObject({ stdout: 'new\n' });
  });

  test('comes in pieces that are loaded when they are needed, all in ASCII, and means the same', async () => {
    write('agent/more.ts', "export const more = [/[\u00e9\u{1f600}]/u.test('\u00e9'), /^\u{1f600}+$/u.test('\u{1f600}'), '\u00fc'.length];");
    write('agent/main.ts', "void import('./more.ts').then(({ more }) => console.log(JSON.stringify(more)));");
    expect(await start('townwatch-agent')).toMatchObject({ code: 0, stdout: '[true,true,1]\n' });
    const files = ['townwatch-agent.cjs', ...fs.readdirSync(path.join(home, 'dist/townwatch-agent-pieces')).map((name) => `townwatch-agent-pieces/${name}`)];
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect(fs.readFileSync(path.join(home, 'dist', file), 'utf8')).not.toMatch(/[\u0080-\uffff]/);
    expect(files.map((file) => fs.readFileSync(path.join(home, 'dist', file), 'utf8')).join('')).toContain(String.raw`[\u00e9\ud83d\ude00]`);
  });

  test('may be started many times at once', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => start('townwatch-agent', 'x')));
    expect(all.map(({ stdout }) => stdout)).toEqual(Array(4).fill('["x"]\n'));
    expect(fs.readdirSync(path.join(home, 'dist')).filter((name) => name !== 'compiled')).toEqual(['townwatch-agent.cjs']);
  });

  test('gets our signals and ends us as it ends', async () => {
    write('agent/main.ts', 'process.on("SIGTERM", () => process.exit(7)); console.log("up"); setInterval(() => {}, 1000);');
    expect(await start('townwatch-agent', 'SIGTERM')).toMatchObject({ code: 7 });
    write('agent/main.ts', 'console.log("up"); setInterval(() => {}, 1000);');
    expect(await start('townwatch-agent', 'SIGTERM')).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  test('that does not bundle says so', async () => {
    write('agent/main.ts', 'const = 1;');
    const { code, stderr } = await start('townwatch-agent');
    expect(code).toBe(1);
    expect(stderr).toContain('townwatch: agent/main.ts does not bundle\n');
  });
});

describe('packages', () => {
  const missing = '{"packages":{"":{},"node_modules/nowhere":{"version":"1.0.0","integrity":"sha512-x"}}}';

  test('that are missing are installed, and a failure is one line', async () => {
    write('package-lock.json', missing);
    const { code, stderr } = await start('townwatch-agent');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^townwatch: installing packages.*\ntownwatch: npm could not install the packages: .+\n$/);
    expect(fs.readdirSync(path.join(home, 'dist'))).toEqual([]);
  });

  test('of other platforms and for development are not missed', async () => {
    write('package-lock.json', '{"packages":{"":{},"node_modules/a":{"optional":true},"node_modules/b":{"dev":true}}}');
    expect(await start('townwatch-agent')).toMatchObject({ code: 0, stderr: '' });
  });

  test('are installed by one start at a time; a lock left behind is no obstacle', async () => {
    write('package-lock.json', missing);
    write('dist/.install-lock', '4194305');
    expect((await start('townwatch-agent')).stderr).toContain('npm could not install');
  });
});

test.each([[[]], [['nonsense']], [['constructor']], [['bench', 'nonsense']]])('%j is answered with what there is', async (args) => {
  write('node_modules/vitest/package.json', '{}');
  for (const name of ['agent', 'collector']) write(`${name}/main.ts`, '');
  const { code, stderr } = await start(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^townwatch: (give a name|there is no "\w+"|test\/bench has no nonsense)/);
});

function pinned(): string[] {
  return fs.readdirSync(path.join(root, 'node_modules')).filter((name) => /^node-(?:linux|win|bin-darwin)-/.test(name));
}

function write(file: string, text: string): void {
  const place = path.join(home, file);
  fs.mkdirSync(path.dirname(place), { recursive: true });
  fs.writeFileSync(place, text);
}

/** Starts a name; when its first argument is a signal, sends it as soon as the program has said something. */
function start(...args: string[]): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> {
  // An address where nobody answers: no test depends on the network.
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };
  const child = spawn(process.execPath, [path.join(home, 'start.mjs'), ...args], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (args[1]?.startsWith('SIG')) child.kill(args[1] as NodeJS.Signals);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}
