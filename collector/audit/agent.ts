import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { failure } from '../failure.ts';

/** One run of the agent. */
export interface AgentRun {
  /** The bundle `townwatch-agent.cjs`. */
  readonly program: string;
  /** Folder of key, state and spool. */
  readonly state: string;
  readonly args: readonly string[];
  /** What it reads on stdin: secrets never stand among arguments. */
  readonly input?: string;
  /** Called with each line that it says on stderr. */
  readonly onLine: (line: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** The bundle of the agent, beside that of the collector. @throws a failure when it was not built */
export function agentProgram(home: string): string {
  const file = path.join(home, 'dist', 'townwatch-agent.cjs');
  if (fs.existsSync(file)) return file;
  throw failure('bug', `The agent is missing: ${file}; build it with: node start.mjs bundle`);
}

/** Runs the agent as it runs in a town: a process of its own, on the same Node. @returns its exit code */
export function runAgent({ program, state, args, input, onLine, signal }: AgentRun): Promise<number> {
  const env = { ...process.env, TOWNWATCH_AGENT_STATE: state };
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'ignore', 'pipe'], env, signal, killSignal: 'SIGTERM' });
  let open = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (open + chunk).split('\n');
    open = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  // A child that ends before it read everything closes the pipe; its exit code says why.
  child.stdin.on('error', () => undefined).end(input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', (error) => (signal.aborted ? undefined : reject(error)));
    child.on('close', (code) => {
      if (open !== '') onLine(open);
      resolve(signal.aborted ? 130 : (code ?? 1));
    });
  });
}
