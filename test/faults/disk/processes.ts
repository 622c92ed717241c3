import { spawn, spawnSync } from 'node:child_process';

/** A program that runs, and what it said so far. */
export interface Started {
  readonly said: () => { readonly out: string; readonly err: string };
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts a program. */
export function start([file = '', ...args]: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (texts.out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (texts.err += chunk));
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => child.on('error', reject).on('close', (code, signal) => resolve(code ?? signal ?? 1)));
  return { said: () => ({ ...texts }), kill: (signal) => void child.kill(signal), ended };
}

/** Runs a program to its end. */
export async function runToEnd(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ readonly code: number | NodeJS.Signals; readonly out: string; readonly err: string }> {
  const started = start(argv, env);
  const code = await started.ended;
  return { code, ...started.said() };
}

/** Standard output of a program that must succeed. */
export function outputOf([file = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.slice(1, 3).join(' ')} ended with ${status}: ${stderr}`);
  return stdout.trim();
}
