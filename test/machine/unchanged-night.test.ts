import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { peer } from '../peers.ts';
import { program } from '../programs.ts';

/** A collector and an agent whose clock is one file, with a relay between them that counts what goes up. */
const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-night-'));
const clock = path.join(folder, 'clock');
const faketime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const env = {
  PATH: process.env['PATH'] ?? '', HOME: folder, XDG_STATE_HOME: path.join(folder, 'state'), XDG_CONFIG_HOME: path.join(folder, 'config'), TOWNWATCH_HOME: path.resolve(import.meta.dirname, '../..'),
  LD_PRELOAD: faketime, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1',
};
const agentState = path.join(folder, 'agent');
let server: ChildProcess | undefined;
let relay: net.Server | undefined;
let up = 0;

const townwatch = (...args: string[]) => run('townwatch', [...args, '--data', path.join(folder, 'data')]);
const agent = (args: string[], input = '') => run('townwatch-agent', [...args, '--state', agentState], input);

/** Not synchronous: the relay lives in this process. */
function run(name: 'townwatch' | 'townwatch-agent', args: readonly string[], input = ''): Promise<{ out: string; err: string }> {
  const { node, file } = program(name);
  const child = spawn(node, [file, ...args], { env });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve({ out, err }) : reject(new Error(`${name} ${args.join(' ')} ended with ${code}: ${err}`))));
  });
}

beforeAll(() => writeFileSync(clock, '+0'));
afterAll(() => {
  server?.kill('SIGKILL');
  relay?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('sends at most 4 KB, moves only what moves by itself, and changes no finding', async ({ skip }) => {
  if (peer('faketime') === undefined) return skip();
  const port = await freePort();
  const { node, file } = program('townwatch');
  server = spawn(node, [file, 'serve', '--data', path.join(folder, 'data'), '--listen', '127.0.0.1', '--port', String(port), '--host', '127.0.0.1'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await listening(port);
  const door = await freePort();
  relay = net.createServer((socket) => {
    const onward = net.connect(port, '127.0.0.1');
    socket.on('data', (bytes) => (up += bytes.length));
    for (const [from, to] of [[socket, onward], [onward, socket]] as const) from.on('error', () => to.destroy()).pipe(to);
  }).listen(door, '127.0.0.1');

  await townwatch('town', 'add', 'Maple Hollow');
  const token = (await townwatch('token', 'create', '--town', 'Maple Hollow', '--url', `https://127.0.0.1:${door}`)).out.trim().split('\n').at(-1)!;
  await agent(['enroll', '--token-file', '-'], token);
  await agent(['run', '--now', '--once']);
  const first = await night();

  writeFileSync(clock, '+3600');
  up = 0;
  const { err } = await agent(['run', '--now', '--once']);
  const sent = err.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { event: string; bytes: number }).filter(({ event }) => event === 'sending');
  const second = await night();

  const moved = Object.keys(second.digests).filter((name) => second.digests[name] !== first.digests[name]);
  expect(moved.filter((name) => !['vitals', 'activity'].includes(name)), 'stable sections whose digest moved').toEqual([]);
  expect(second.findings).toEqual(first.findings);
  expect(first.findings.length).toBeGreaterThan(0);
  expect(second.statement).not.toBe(first.statement);
  console.log(`an unchanged night sent a body of ${sent[0]?.bytes} bytes, ${up} bytes up with TLS and headers; moved: ${moved.join(', ') || 'nothing'}`);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.bytes).toBeLessThanOrEqual(4096);
  // Beside the body go a TLS 1.3 handshake with a post-quantum key share and the headers.
  expect(up).toBeGreaterThan(sent[0]?.bytes ?? 0);
  expect(up).toBeLessThanOrEqual(4096 + 2048);
}, 60_000);

interface Night {
  readonly digests: Readonly<Record<string, string>>;
  readonly findings: readonly unknown[];
  readonly statement: string;
}

/** What the collector holds of the newest report. */
async function night(): Promise<Night> {
  await townwatch('report', '--town', 'Maple Hollow', '--out', path.join(folder, 'report'));
  const report = JSON.parse(readFileSync(path.join(folder, 'report', 'report.json'), 'utf8')) as { inputs: Record<string, string>; findings: { id: string; rule: string; state: string; firstSeen: string }[] };
  const digests = Object.fromEntries(Object.entries(report.inputs).filter(([name]) => name.startsWith('content/')).map(([name, digest]) => [name.split('/').at(-1)!, digest]));
  const statement = Object.entries(report.inputs).find(([name]) => name.startsWith('statement/'))?.[1] ?? '';
  return { digests, findings: report.findings.map(({ id, rule, state, firstSeen }) => ({ id, rule, state, firstSeen })), statement };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server does not listen');
}
