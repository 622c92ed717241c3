import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import { isSea } from 'node:sea';
import { CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { realClock } from './clock.ts';
import { commandLine } from './commands/program.ts';
import type { Prepare } from './commands/program.ts';
import { codeOf, exits, isFailure, messageOf } from './failure.ts';
import { isElevatedNow } from './host/windows/host.ts';
import { harmlessLines, logTo } from './log.ts';

void main();

/** Runs one command line; the exit code is set, never forced, so that all output is written. */
async function main(): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupt(interrupted));
  // A reader such as `head` that has seen enough is no error.
  process.stdout.on('error', (error) => process.exit(codeOf(error) === 'EPIPE' ? exits.done : exits.bug));
  const program = commandLine(manifest.version, contextFor(interrupted.signal), (code) => (process.exitCode = code));
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = interrupted.signal.aborted ? exits.interrupted : told(error);
  }
}

/** The first signal lets a command end in order; if it does not within a second, it is ended. */
function interrupt(controller: AbortController): void {
  controller.abort();
  setTimeout(() => process.exit(exits.interrupted), 1000).unref();
}

function contextFor(interrupted: AbortSignal): Prepare {
  const uid = process.geteuid?.();
  const clock = realClock(interrupted);
  return (options, talk) => {
    const person = options.verbose === true || process.stderr.isTTY;
    const form = person ? 'sentences' : talk === 'steps' ? 'json' : 'quiet';
    return {
      version: manifest.version,
      options,
      clock,
      uid,
      get privileged() {
        return uid === undefined ? isElevatedNow() : uid === 0;
      },
      platform: process.platform,
      home: os.homedir(),
      env: process.env,
      uptime: os.uptime,
      random: () => randomInt(2 ** 32) / 2 ** 32,
      out: (text) => process.stdout.write(text),
      log: logTo(process.stderr, form, clock.now),
      stdin: readStandardInput,
      program: runningProgram(),
    };
  };
}

/** The single executable, or Node and the file it runs. */
function runningProgram(): readonly string[] {
  const [, file] = process.argv;
  return isSea() || file === undefined ? [process.execPath] : [process.execPath, fs.realpathSync(file)];
}

async function readStandardInput(): Promise<string | undefined> {
  if (process.stdin.isTTY) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Says in one line what went wrong. @returns the exit code */
function told(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done : exits['wrong-use'];
  const say = (text: string) => process.stderr.write(`townwatch-agent: ${harmlessLines(text)}\n`);
  if (isFailure(error)) {
    say(messageOf(error));
    return exits[error.exit];
  }
  const full = ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
  if (full) say(`The disk is full: ${messageOf(error)}; make room and run again.`);
  const broken = codeOf(error) === 'EIO';
  if (broken) say(`The disk failed: ${messageOf(error)}; check it before the next run.`);
  const closed = ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error));
  if (closed) say(`${messageOf(error)}; run as root, or name another folder with --state DIR.`);
  if (!full && !broken && !closed) say(`this is a bug, please report it: ${error instanceof Error ? error.stack : String(error)}`);
  return full ? exits['not-delivered'] : closed ? exits['wrong-use'] : exits.bug;
}
