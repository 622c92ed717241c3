import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { realClock } from '../../../agent/clock.ts';
import { drillCommand } from '../../../agent/commands/drill.ts';
import type { DrillOptions } from '../../../agent/commands/drill.ts';
import type { Context } from '../../../agent/commands/context.ts';
import { exits, isFailure } from '../../../agent/failure.ts';

/** What a drill command says, in a folder that has `agent.yaml` and `state`. */
export function contextIn(folder: string, told: { out: string; log: string[] }): Context {
  return {
    version: '0.1.0',
    options: { config: path.join(folder, 'agent.yaml'), state: path.join(folder, 'state'), json: true },
    clock: realClock(new AbortController().signal),
    uid: process.geteuid?.(),
    privileged: process.geteuid?.() === 0,
    platform: process.platform,
    home: folder,
    env: {},
    uptime: os.uptime,
    random: Math.random,
    out: (text) => (told.out += text),
    log: (_event, sentence) => told.log.push(sentence),
    stdin: () => Promise.resolve(undefined),
    program: ['townwatch-agent'],
  };
}

/** Runs a drill in a process of its own, to be ended from outside: `node drill-here.ts FOLDER`. */
if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true });
  const told = { out: '', log: [] as string[] };
  const context = contextIn(positionals[0] ?? '', told);
  try {
    const options: DrillOptions = {};
    process.exitCode = await drillCommand(options, { ...context, log: (_event, sentence) => void process.stderr.write(`${sentence}\n`) });
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = isFailure(error) ? exits[error.exit] : 1;
  }
}
