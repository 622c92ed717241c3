import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import readline from 'node:readline';

/** One call of a backup program: what is started, where, and what becomes of its lines. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the program and all that it started. */
  readonly stop: AbortSignal;
  /** Told of each line on standard output; a line of more than a mebibyte is passed over. */
  readonly line: (text: string) => void;
  /** Asked twice a second: whether the program wrote more than it may. */
  readonly isTooMuch?: () => boolean;
}

/** How a call ended. `said` is the end of standard error, for our own judgement only: it may name secrets. */
export interface Called {
  readonly ended: 'exit' | 'timeout' | 'stopped' | 'too-much' | 'not-started';
  /** Exit code; null when it did not end by itself. */
  readonly code: number | null;
  readonly said: string;
  readonly durationMs: number;
}

const longestLine = 1024 * 1024;
const mostSaid = 16_384;

/** Starts a program without a shell, in a process group of its own, and waits for it. Never rejects. */
export function called({ program, args, cwd, env, timeoutMs, stop, line, isTooMuch }: Call, monotonicMs: () => number): Promise<Called> {
  const begun = monotonicMs();
  if (stop.aborted) return Promise.resolve({ ended: 'stopped', code: null, said: '', durationMs: 0 });
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  return new Promise((resolve) => {
    let [ended, said] = ['exit' as Called['ended'], ''];
    const end = (how: Called['ended']) => () => {
      ended = how;
      killGroup(child);
    };
    const [late, stopped] = [end('timeout'), end('stopped')];
    const timer = setTimeout(late, timeoutMs);
    const watch = isTooMuch && setInterval(() => isTooMuch() && end('too-much')(), 500);
    stop.addEventListener('abort', stopped);
    // A process that is ended by force takes its children along.
    process.once('exit', stopped);
    readline.createInterface({ input: child.stdout, crlfDelay: Infinity }).on('line', (text) => {
      if (text.length <= longestLine && ended === 'exit') line(text);
    });
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-mostSaid)));
    const finish = (code: number | null) => {
      clearTimeout(timer);
      clearInterval(watch);
      stop.removeEventListener('abort', stopped);
      process.off('exit', stopped);
      resolve({ ended, code: ended === 'exit' ? code : null, said, durationMs: monotonicMs() - begun });
    };
    child.on('error', () => {
      ended = 'not-started';
      finish(null);
    });
    child.on('close', finish);
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended at this very moment.
  }
}
