import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { straceOptions, stepsIn } from './calls.ts';
import type { Step } from './calls.ts';

/** What a program is started with. */
export interface Start {
  readonly strace: string;
  /** Program and arguments. */
  readonly argv: readonly string[];
  /** An existing folder outside the disk, for the trace and what the program says. */
  readonly notes: string;
  /** Name of this start, for its files there. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `fsync,fdatasync:retval=0` and the like, as strace's `inject=` takes it. */
  readonly inject?: string;
}

/** A program that runs under strace. */
export interface Traced {
  /** Files to which standard output and standard error go. */
  readonly out: string;
  readonly err: string;
  /** Text on standard output and standard error so far. */
  readonly said: () => { readonly out: string; readonly err: string };
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when program and trace are at their end: the exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The calls, once it has ended. */
  readonly steps: () => Iterable<Step>;
}

/** Starts a program under strace. Its libuv stays away from io_uring, whose writes no trace shows. */
export function startTraced({ strace, argv, notes, name, env = {}, inject }: Start): Traced {
  const [out, err, trace] = ['out', 'err', 'trace'].map((kind) => path.join(notes, `${name}.${kind}`)) as [string, string, string];
  const streams = [out, err].map((file) => fs.openSync(file, 'w'));
  const options = [...straceOptions, ...(inject === undefined ? [] : ['-e', `inject=${inject}`]), '-o', trace];
  const surroundings = { PATH: process.env['PATH'] ?? '', HOME: notes, UV_USE_IO_URING: '0', ...env };
  const child = spawn(strace, [...options, ...argv], { stdio: ['ignore', ...streams], env: surroundings });
  for (const stream of streams) fs.closeSync(stream);
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => void traceEnds(trace, child.pid).then(() => resolve(code ?? signal ?? 1), reject));
  });
  return {
    out,
    err,
    said: () => ({ out: fs.readFileSync(out, 'utf8'), err: fs.readFileSync(err, 'utf8') }),
    kill: (signal) => void child.kill(signal),
    ended,
    steps: () => stepsIn(linesOf(trace)),
  };
}

/** Runs a program under strace to its end. @throws Error when it does not end with the wanted code */
export async function runTraced(start: Start, wanted = 0): Promise<Traced> {
  const traced = startTraced(start);
  const code = await traced.ended;
  if (code !== wanted) throw new Error(`${start.name} ended with ${code} instead of ${wanted}: ${traced.said().err.trim()}`);
  return traced;
}

/** The tracer is a process of its own and ends after what it traced. */
async function traceEnds(trace: string, pid: number | undefined): Promise<void> {
  if (!fs.existsSync(trace)) throw new Error(`strace did not begin ${trace}; the file beside it for standard error says why`);
  for (let tries = 0; tries < 400; tries += 1) {
    const { size } = fs.statSync(trace);
    if (new RegExp(`^${pid} +\\+\\+\\+ (?:exited|killed)`, 'm').test(tailOf(trace, size))) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`strace did not come to an end with ${trace}`);
}

function tailOf(file: string, size: number): string {
  if (size === 0) return '';
  const tail = Buffer.alloc(Math.min(size, 4096));
  const handle = fs.openSync(file, 'r');
  try {
    fs.readSync(handle, tail, 0, tail.length, size - tail.length);
  } finally {
    fs.closeSync(handle);
  }
  return `\n${tail.toString('latin1')}`;
}

function* linesOf(file: string): Generator<string> {
  const text = fs.readFileSync(file, 'latin1');
  for (let from = 0; from < text.length; ) {
    const to = text.indexOf('\n', from);
    const end = to < 0 ? text.length : to;
    yield text.slice(from, end);
    from = end + 1;
  }
}
