import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { locate } from './place.ts';
import type { Reading, Source } from './source.ts';
import { refusal } from './visit.ts';
import type { Visit } from './visit.ts';

type Command = Extract<Source, { kind: 'command' }>;

/** A program under way. `done` always resolves, at the latest shortly after the time limit of the source. */
export interface Running {
  readonly done: Promise<{ readonly reading: Reading; readonly endedMs: number }>;
}

/** Limits of a program whose source names none. */
export const usualTimeoutMs = 5_000;
export const usualMaxOutput = 1024 * 1024;
const mostStderr = 4_096;
const graceMs = 100;

/** All that a program of ours learns of its surroundings: no language, no home, no time zone changes what it prints. */
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: '/nonexistent' };

/**
 * Starts the first of the declared programs that exists, if root alone could have written it; none exists → `absent`.
 * No shell, no input, its own process group, which is killed as a whole when time or output run over.
 */
export function started(source: Command, visit: Visit): Running {
  const ended = (reading: Reading) => ({ reading, endedMs: visit.monotonicMs() });
  const program = programOf(source, visit);
  if (typeof program !== 'string') return { done: Promise.resolve(ended(program)) };
  return { done: (source.scratch ? inScratch(program, source, visit) : output(program, source, visit)).then(ended) };
}

/** The path to start, or the reading that says why none is started. */
export function programOf({ program, needsRoot }: Command, visit: Visit): string | Reading {
  for (const candidate of program) {
    try {
      const place = locate(candidate, visit);
      if (!place) continue;
      if (place.notRoots !== undefined) return { state: 'failed', reason: 'denied', detail: place.notRoots };
      if (!place.stats.isFile()) return { state: 'failed', reason: 'denied', detail: `${candidate} is not a regular file` };
      return needsRoot && !visit.privileged ? { state: 'failed', reason: 'needs-root', detail: candidate } : candidate;
    } catch (error) {
      const reading = refusal(error, candidate, visit);
      if (reading.state === 'failed') return reading;
    }
  }
  return { state: 'absent' };
}

/** Gives a program that insists on a home an empty one, for itself alone, and takes it away afterwards. */
async function inScratch(program: string, source: Command, visit: Visit): Promise<Reading> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-scratch-'));
  try {
    return await output(program, source, visit, home);
  } catch (error) {
    return refusal(error, program, visit);
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

function output(program: string, source: Command, visit: Visit, home = environment.HOME): Promise<Reading> {
  const { timeoutMs = usualTimeoutMs, maxBytes = usualMaxOutput } = source;
  const child = spawn(program, source.args, { cwd: '/', env: { ...environment, HOME: home, ...source.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    let [length, stderr] = [0, ''];
    const finish = (reading: Reading) => {
      clearTimeout(timer);
      resolve(reading);
    };
    const cut = (reason: 'timeout' | 'too-large', limit: string) => {
      killGroup(child);
      finish({ state: 'failed', reason, detail: `${program}: ${limit}` });
    };
    const late = () => cut('timeout', `cut after ${timeoutMs} ms`);
    // Files are read in one go, so that the clock may run out before output that is already there was taken in.
    let timer = setTimeout(() => (timer = setTimeout(late, graceMs)), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      length += chunk.length;
      if (length > maxBytes) cut('too-large', `more than ${maxBytes} bytes, which is the limit`);
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(0, mostStderr)));
    child.on('error', (error) => finish(refusal(error, program, visit)));
    child.on('close', (exitCode, signal) => {
      if (exitCode === null) finish({ state: 'failed', reason: 'unreadable', detail: `${program} was ended by ${signal}` });
      else finish({ state: 'read', text: Buffer.concat(stdout).toString(), exitCode, stderr });
    });
  });
}

/** Ends the program and all that it started, and lets go of pipes that an escaped child may still hold. */
function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended at this very moment.
    }
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}
