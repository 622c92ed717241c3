import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { realProcesses, takeLock } from '../../agent/lock.ts';
import type { Holder } from '../../agent/lock.ts';

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-lock-'))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Processes as a test tells them. */
function processes(pid: number, alive: readonly number[]) {
  return { self: { pid, bootId: 'b', started: '1' }, isAlive: (holder: Holder) => alive.includes(holder.pid) };
}

test('one process has it, and the next one after it', () => {
  const release = takeLock(folder, processes(1, [1, 2]));
  expect(() => takeLock(folder, processes(2, [1, 2]))).toThrow('process 1');
  release();
  takeLock(folder, processes(2, [1, 2]))();
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('a full disk leaves nothing behind', () => {
  vi.spyOn(fs, 'writeFileSync').mockImplementation((file) => {
    fs.closeSync(fs.openSync(file as string, 'w'));
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  });
  expect(() => takeLock(folder, processes(1, []))).toThrow('ENOSPC');
  vi.restoreAllMocks();
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('a lock whose process is gone, or that is damaged, is taken over', () => {
  takeLock(folder, processes(1, [1]));
  const release = takeLock(folder, processes(2, [2]));
  expect(JSON.parse(fs.readFileSync(path.join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: 2 });
  release();
  for (const text of ['', '{}', '{"pid":"1"}']) {
    fs.writeFileSync(path.join(folder, 'lock'), text);
    takeLock(folder, processes(3, []))();
  }
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('a process that died while it took over is no obstacle, one that lives is', () => {
  fs.writeFileSync(path.join(folder, 'lock'), '{"pid":1}');
  fs.writeFileSync(path.join(folder, 'lock.takeover'), '{"pid":2}');
  expect(() => takeLock(folder, processes(3, [2, 3]))).toThrow('process 2');
  takeLock(folder, processes(3, [3]))();
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('a lock that another took over between two looks is left alone', () => {
  const file = path.join(folder, 'lock');
  fs.writeFileSync(file, '{"pid":1}');
  const isAlive = ({ pid }: Holder) => {
    if (pid === 1) fs.writeFileSync(file, '{"pid":9}');
    return pid === 9;
  };
  expect(() => takeLock(folder, { self: { pid: 2, bootId: 'b', started: '1' }, isAlive })).toThrow('process 9');
  expect(fs.readdirSync(folder)).toEqual(['lock']);
});

test('nobody gives back the lock of another', () => {
  const first = takeLock(folder, processes(1, [1]));
  takeLock(folder, processes(2, [2]));
  first();
  expect(fs.existsSync(path.join(folder, 'lock'))).toBe(true);
});

test('real processes are told apart by start and boot', async () => {
  const { self, isAlive } = realProcesses('boot-1');
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
  const { started } = realProcesses('boot-1').self;
  expect(self.started).toBe(started);
  const alive = { pid: child.pid!, bootId: 'boot-1', started: null };
  expect(isAlive(alive)).toBe(true);
  expect(isAlive({ ...alive, started: '1' })).toBe(process.platform !== 'linux');
  expect(isAlive({ ...alive, bootId: 'boot-0' })).toBe(false);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(isAlive(alive)).toBe(false);
  // A lock of our own number is from a process that had it before us.
  expect(isAlive(self)).toBe(false);
});

test('of many that start at once over a stale lock, one gets it', async () => {
  fs.writeFileSync(path.join(folder, 'lock'), '{"pid":4194305,"bootId":"b","started":"1"}');
  const module = new URL('../../agent/lock.ts', import.meta.url).href;
  const code = `const { takeLock, realProcesses } = await import(${JSON.stringify(module)});
    try { takeLock(${JSON.stringify(folder)}, realProcesses('b')); console.log('mine'); setTimeout(() => {}, 2000); } catch (error) { console.log(error.exit ?? error); }`;
  const all = await Promise.all(Array.from({ length: 6 }, () => new Promise<string>((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.stderr.once('data', (chunk: Buffer) => resolve(chunk.toString()));
  })));
  expect(all.sort()).toEqual(['another-runs', 'another-runs', 'another-runs', 'another-runs', 'another-runs', 'mine']);
});
