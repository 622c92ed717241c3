import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { Reason } from '../../../wire/reasons.ts';
import { messageOf } from '../../failure.ts';
import type { Reading } from '../source.ts';
import { beginning } from './blocks.ts';
import type { Block } from './blocks.ts';
import { framing } from './frames.ts';
import type { Frame, Framing } from './frames.ts';

/** What became of one block: the entries and the end of its answer, or why it was cut. */
export type Told = (Answered | Cut) & { readonly beganMs: number; readonly endedMs: number };

interface Answered {
  readonly items: readonly string[];
  readonly end: { readonly kind: 'E' | 'R' | 'F'; readonly body: string };
}

interface Cut {
  readonly cut: Extract<Reading, { state: 'failed' }>;
}

/** How PowerShell is started, ended and timed; a test has its own. */
export interface Shell {
  /** Absolute path and arguments. It reads its script from standard input. */
  readonly program: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Ends a process and all that it started. */
  readonly kill: (child: ChildProcess) => void;
  /** New random hex digits. */
  readonly mark: () => string;
  readonly monotonicMs: () => number;
  /** How long the whole session may take, in milliseconds. */
  readonly wholeMs: number;
}

/** One PowerShell for all questions of a scan. */
export interface Session {
  /** Asks one question after those before it. Always resolves. */
  readonly ask: (block: Block) => Promise<Told>;
}

interface Asked {
  readonly id: number;
  readonly block: Block;
  readonly items: string[];
  readonly done: (told: Told) => void;
  beganMs: number | undefined;
}

/** PowerShell itself starts within this time, also on a computer that just woke up. */
const startMs = 60_000;
/** So often is PowerShell started again after a question that hung or ended it. */
const mostStarts = 6;
/** PowerShell waits this long for the second round of a scan. It also ends when we do. */
const idleMs = 2_000;
const graceMs = 100;

/**
 * Starts PowerShell with the first question and writes all questions to its standard input, where it reads one statement
 * after the other. A question that takes too long costs its answer and the process; the questions behind it go to a new one.
 */
export function newSession(shell: Shell): Session {
  let waiting: Asked[] = [];
  let [child, timer]: [ChildProcess | undefined, NodeJS.Timeout | undefined] = [undefined, undefined];
  let [openedMs, starts, lastId, spoke]: [number | undefined, number, number, boolean] = [undefined, 0, 0, false];

  const end = (asked: Asked, said: Answered | Cut): void => {
    waiting = waiting.filter((each) => each !== asked);
    const endedMs = shell.monotonicMs();
    asked.done({ ...said, beganMs: asked.beganMs ?? endedMs, endedMs });
  };
  const cut = (all: readonly Asked[], reason: Reason, detail: string): void => {
    for (const asked of all) end(asked, { cut: { state: 'failed', reason, detail } });
  };

  const letGo = (): void => {
    clearTimeout(timer);
    const gone = child;
    child = undefined;
    if (gone) shell.kill(gone);
    gone?.stdout?.destroy();
  };

  /** Starts the clock for the first question that waits, or for the wait for a next one. */
  const watch = (): void => {
    clearTimeout(timer);
    const [first] = waiting;
    if (child) hold(child, first !== undefined);
    if (!first) {
      timer = setTimeout(() => child?.stdin?.end(), idleMs).unref();
      return;
    }
    const left = shell.wholeMs - (shell.monotonicMs() - (openedMs ?? 0));
    const limit = first.beganMs === undefined ? startMs : first.block.timeoutMs;
    // Files are read in one go, so that the clock may run out before output that is already there was taken in.
    const out = () => (timer = setTimeout(() => late(left <= limit), graceMs));
    timer = setTimeout(out, Math.max(0, Math.min(limit, left)));
  };

  const late = (whole: boolean): void => {
    letGo();
    cut(waiting.slice(0, 1), 'timeout', spoke ? 'PowerShell hung over this and was ended' : 'PowerShell did not begin');
    if (whole) cut(waiting, 'timeout', `PowerShell was asked for ${shell.wholeMs} ms, which is the limit of a scan`);
    restart('timeout');
  };

  /** Whatever still waits goes to a new process, unless the last one never said a word. */
  const restart = (reason: Reason): void => {
    if (!spoke || starts >= mostStarts) cut(waiting, reason, `PowerShell was started ${starts} times and hung or ended each time`);
    for (const asked of waiting) {
      asked.items.length = 0;
      asked.beganMs = undefined;
    }
    if (waiting.length > 0) start();
  };

  const onFrame = ({ kind, id, body }: Frame): void => {
    const at = waiting.findIndex((asked) => asked.id === id);
    const asked = waiting[at];
    if (!asked) return;
    spoke = true;
    // PowerShell answers in order: what it skipped, it did not understand.
    cut(waiting.slice(0, at), 'unreadable', 'PowerShell did not take the question');
    asked.beganMs ??= shell.monotonicMs();
    if (kind === 'K') asked.items.push(body);
    else if (kind !== 'B') end(asked, { items: asked.items, end: { kind, body } });
    watch();
  };

  const onPiece = (frames: Framing, piece: string): void => {
    try {
      for (const frame of frames(piece)) onFrame(frame);
    } catch (error) {
      letGo();
      cut(waiting.slice(0, 1), 'too-large', messageOf(error));
      restart('too-large');
    }
  };

  const start = (): void => {
    starts++;
    spoke = false;
    const mark = shell.mark();
    const frames = framing(mark);
    const [program, ...args] = shell.program;
    const started = spawn(program, args, { env: shell.env, cwd: shell.cwd, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    child = started;
    started.stdout.setEncoding('latin1');
    started.stdout.on('data', (piece: string) => child === started && onPiece(frames, piece));
    // That the process is gone is told by `close`.
    started.stdin.on('error', () => undefined);
    started.on('error', (error) => child === started && notStarted(error));
    started.on('close', (code) => child === started && gone(code));
    started.stdin.write(beginning(mark) + waiting.map(({ id, block }) => block.text(id)).join(''));
    watch();
  };

  const notStarted = (error: Error): void => {
    letGo();
    const code = 'code' in error ? String(error.code) : error.name;
    cut(waiting, code === 'ENOENT' ? 'tool-missing' : 'denied', `${shell.program[0]}: ${code}`);
  };

  const gone = (code: number | null): void => {
    letGo();
    cut(waiting.slice(0, 1), 'unreadable', `PowerShell ended over this (${code})`);
    restart('unreadable');
  };

  return {
    ask: (block) =>
      new Promise((done) => {
        openedMs ??= shell.monotonicMs();
        const asked: Asked = { id: ++lastId, block, items: [], done, beganMs: undefined };
        waiting.push(asked);
        if (!child?.stdin?.writable) start();
        else {
          child.stdin.write(block.text(asked.id));
          if (waiting.length === 1) watch();
        }
      }),
  };
}

/** A process that waits for nothing must not keep ours alive: when we end, its standard input does, and so does it. */
function hold(child: ChildProcess, needed: boolean): void {
  const pipes = [child.stdin, child.stdout].filter((pipe) => pipe instanceof Socket);
  for (const each of [child, ...pipes]) {
    if (needed) each.ref();
    else each.unref();
  }
}
