import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One finished run of a whole process, by the operating system's own accounting. */
export interface Run {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly exitCode: number;
  readonly outputBytes: number;
}

/** A program with its arguments, and what its surroundings know beside the usual. `{fresh}` in an argument is a path where nothing is yet. */
export interface Program {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const usual = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', HOME: tmpdir() };

/** Runs a program once under GNU time. CPU counts its children; peak memory is that of the largest single process. */
function runOnce({ argv, env }: Program): Run {
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-bench-'));
  const figures = path.join(folder, 'time');
  const begun = process.hrtime.bigint();
  const { status, stdout } = spawnSync('/usr/bin/time', ['-f', '%U %S %M', '-o', figures, ...withFresh(argv, folder)], { env: { ...usual, ...env }, maxBuffer: 64 * 1024 * 1024, timeout: 120_000 });
  const wallMs = Number(process.hrtime.bigint() - begun) / 1e6;
  const [user = 0, system = 0, peak = 0] = readFileSync(figures, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
  rmSync(folder, { recursive: true });
  return { wallMs, cpuMs: (user + system) * 1000, peakMiB: peak / 1024, exitCode: status ?? -1, outputBytes: stdout.length };
}

function withFresh(argv: readonly string[], folder: string): string[] {
  return argv.map((word) => word.replace('{fresh}', path.join(folder, 'fresh')));
}

/** How many programs a run starts, the run itself included, counted by strace. */
export function countPrograms({ argv, env }: Program): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-bench-'));
  const log = path.join(folder, 'execve');
  spawnSync('/usr/bin/strace', ['-f', '-qq', '-e', 'trace=execve', '-e', 'signal=none', '-o', log, ...withFresh(argv, folder)], { env: { ...usual, ...env }, maxBuffer: 64 * 1024 * 1024, timeout: 300_000 });
  const started = readFileSync(log, 'utf8').split('\n').filter((line) => /execve\(.* = 0$/.test(line)).length;
  rmSync(folder, { recursive: true });
  return started;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs programs in turn, A B C A B C, after one warm-up each, so that a machine that changes speed changes all of them. */
export function runInTurn<Name extends string>(programs: Readonly<Record<Name, Program>>, rounds: number): Record<Name, Run[]> {
  const names = Object.keys(programs) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as Run[]])) as Record<Name, Run[]>;
  for (const name of names) runOnce(programs[name]);
  for (let round = 0; round < rounds; round++) for (const name of names) runs[name].push(runOnce(programs[name]));
  return runs;
}

/** What a program prints on standard output. */
export function outputOf({ argv, env }: Program): string {
  return spawnSync(argv[0]!, argv.slice(1), { env: { ...usual, ...env }, maxBuffer: 64 * 1024 * 1024, timeout: 120_000 }).stdout.toString();
}
