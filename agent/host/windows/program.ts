import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { usualMaxOutput, usualTimeoutMs } from '../command.ts';
import type { Reading, Source } from '../source.ts';
import { textIn } from './files.ts';

type Command = Extract<Source, { kind: 'command' }>;

/** How programs are started and ended here. */
export interface Programs {
  readonly env: Readonly<Record<string, string>>;
  readonly kill: (child: ChildProcess) => void;
}

const mostStderr = 4_096;

/**
 * All that a program of Windows learns of its surroundings. Nothing is taken from the environment of whoever started us,
 * which any user can write; `SystemRoot` is what Winsock and the .NET of PowerShell cannot do without.
 */
export function cleanEnvironment(windows: string): Record<string, string> {
  const system = `${windows}\\System32`;
  const shell = `${system}\\WindowsPowerShell\\v1.0`;
  const temporary = `${windows}\\Temp`;
  return {
    SystemRoot: windows, windir: windows, SystemDrive: windows.slice(0, 2), PATH: `${system};${windows};${system}\\Wbem;${shell}`,
    PATHEXT: '.COM;.EXE', PROCESSOR_ARCHITECTURE: process.arch === 'arm64' ? 'ARM64' : 'AMD64', ComSpec: `${system}\\cmd.exe`, PSModulePath: `${shell}\\Modules`, TEMP: temporary, TMP: temporary, POWERSHELL_TELEMETRY_OPTOUT: '1',
  };
}

/** Ends a process and all that it started. */
export function killTree(windows: string): (child: ChildProcess) => void {
  return (child) => {
    if (child.pid !== undefined && child.exitCode === null) spawnSync(`${windows}\\System32\\taskkill.exe`, ['/PID', String(child.pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore', timeout: 5_000 });
    child.kill();
    child.unref();
  };
}

/** Runs a program whose path was judged before: no shell, no input, a cleaned environment, limits of time and output. */
export async function outputOf(program: string, source: Command, programs: Programs): Promise<Reading> {
  if (!source.scratch) return run(program, source.args, { source, programs });
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-scratch-'));
  try {
    const args = source.args.map((arg) => arg.replaceAll('{scratch}', scratch));
    const said = await run(program, args, { source, programs, scratch });
    return source.output === undefined || said.state !== 'read' ? said : written(path.join(scratch, source.output), said, source);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Run {
  readonly source: Command;
  readonly programs: Programs;
  readonly scratch?: string;
}

function run(program: string, args: readonly string[], { source, programs, scratch }: Run): Promise<Reading> {
  const { timeoutMs = usualTimeoutMs, maxBytes = usualMaxOutput } = source;
  const home = scratch === undefined ? {} : { TEMP: scratch, TMP: scratch, USERPROFILE: scratch, HOME: scratch };
  const child = spawn(program, args, { cwd: scratch ?? path.dirname(program), env: { ...programs.env, ...home, ...source.env }, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    let [length, stderr] = [0, ''];
    const finish = (reading: Reading) => {
      clearTimeout(timer);
      resolve(reading);
    };
    const cut = (reason: 'timeout' | 'too-large', limit: string) => {
      programs.kill(child);
      child.stdout.destroy();
      child.stderr.destroy();
      finish({ state: 'failed', reason, detail: `${program}: ${limit}` });
    };
    const timer = setTimeout(() => cut('timeout', `cut after ${timeoutMs} ms`), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      length += chunk.length;
      if (length > maxBytes) cut('too-large', `more than ${maxBytes} bytes, which is the limit`);
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(0, mostStderr)));
    child.on('error', (error) => finish({ state: 'failed', reason: 'denied', detail: `${program}: ${'code' in error ? String(error.code) : error.name}` }));
    child.on('close', (exitCode, signal) => {
      if (exitCode === null) finish({ state: 'failed', reason: 'unreadable', detail: `${program} was ended by ${signal}` });
      else finish({ state: 'read', text: textIn(Buffer.concat(stdout)), exitCode, stderr });
    });
  });
}

function written(file: string, said: Reading, { program, maxBytes = usualMaxOutput }: Command): Reading {
  const stats = fs.lstatSync(file, { throwIfNoEntry: false });
  const failed = (reason: 'unreadable' | 'too-large', detail: string): Reading => ({ state: 'failed', reason, detail: `${program[0]}: ${detail}` });
  if (!stats?.isFile()) return failed('unreadable', `it wrote no ${path.basename(file)}`);
  if (stats.size > maxBytes) return failed('too-large', `it wrote ${stats.size} bytes, the limit is ${maxBytes}`);
  return { ...said, state: 'read', text: textIn(fs.readFileSync(file)) };
}
