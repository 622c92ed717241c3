import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { program } from '../../programs.ts';

/** How a command ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What a command is started with besides its arguments. */
export interface Around {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Told of each chunk on standard error, to end the process at a moment. */
  readonly said?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** A computer with settings and state of its own in a temporary folder, on which the real program runs. */
export function agentComputer({ node, file }: ReturnType<typeof program>) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-agent-'));
  const at = (name: string) => path.join(folder, name);
  fs.writeFileSync(at('agent.yaml'), '# nothing\n', { mode: 0o600 });
  const own = { TOWNWATCH_AGENT_CONFIG: at('agent.yaml'), TOWNWATCH_AGENT_STATE: at('state') };
  const run = (args: readonly string[], { env = {}, input = '', said }: Around = {}): Promise<Ended> => {
    const child = spawn(node, [file, ...args], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...own, ...env } });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      texts.err += chunk.toString();
      said?.(texts.err, (signal) => void child.kill(signal));
    });
    child.stdin.on('error', () => {}).end(input);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
  };
  return { folder, at, run, remove: () => fs.rmSync(folder, { recursive: true }) };
}
