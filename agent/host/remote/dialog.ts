import type { Machine } from './machine.ts';
import { machineOf } from './machine.ts';
import { prelude } from './prelude.ts';
import { recordReader } from './records.ts';
import type { Record } from './records.ts';
import { mostBody, script } from './request.ts';
import type { Request } from './request.ts';
import type { Hearer, OpenShell, Shell } from './shell.ts';

/** What one request was answered, and how long the machine took. */
export interface Replied {
  readonly records: readonly Record[];
  /** What a program said on standard error. */
  readonly stderr: string;
  readonly durationMs: number;
}

/** How a round of requests went. */
export interface Round {
  /** Whole answers only, by request. */
  readonly replies: ReadonlyMap<number, Replied>;
  /** The request at which the machine fell silent, or said what our script never says. */
  readonly stuckAt?: number;
  /** Why the round ended early; the shell is of no use then. */
  readonly broken?: 'silent' | 'ended' | 'nonsense' | 'endless';
}

/** A shell that was told our script and said what machine it is on. */
export interface Dialog {
  readonly machine: Machine;
  readonly ask: (requests: readonly Request[]) => Promise<Round>;
  readonly close: () => void;
}

/** What a dialog needs besides the shell. */
export interface DialogOptions {
  /** Hexadecimal digits that nobody can guess. */
  readonly boundary: string;
  readonly monotonicMs: () => number;
  /** How long the machine may be silent before it says what it is. */
  readonly patienceMs: number;
  /** Where the script finds its tools; only tests say so. */
  readonly tools?: string;
}

/** A round that brings more, or takes longer, is an attack or a machine that nobody can wait for. */
const mostRound = { bytes: 192 * 1024 * 1024, ms: 600_000 };
const mostHello = 16 * 1024 * 1024;
const mostStderr = 4_096;

/** Opens a shell, tells it our script and hears what machine it is. @throws Error in one line when none of ours answers */
export async function openDialog(open: OpenShell, options: DialogOptions): Promise<Dialog> {
  const ears: { now?: Hearer } = {};
  let noise = '';
  const shell = await open({
    stdout: (chunk) => ears.now?.stdout(chunk),
    stderr: (chunk) => {
      noise = (noise + chunk.toString()).slice(0, mostStderr);
      ears.now?.stderr(chunk);
    },
    ended: () => ears.now?.ended(),
  });
  const { boundary, monotonicMs } = options;
  const at = { shell, ears, boundary, monotonicMs };
  const hello = await listen({ ...at, most: mostHello, patience: () => options.patienceMs }, prelude(options));
  const machine = hello.broken === undefined ? machineOf(hello.first) : undefined;
  if (!machine) {
    shell.close();
    throw new Error(`no POSIX shell answered (${hello.broken ?? 'nonsense'})${noise.trim() === '' ? '' : `: ${noise.trim()}`}`);
  }
  const ask = (requests: readonly Request[]) => {
    const patience = new Map(requests.map(({ id, patienceMs }) => [id, patienceMs]));
    const bounds = { most: Math.max(...requests.map(mostBody)), patience: (id: number) => patience.get(id) ?? options.patienceMs };
    return listen({ ...at, ...bounds }, script(requests, machine));
  };
  return { machine, ask, close: () => shell.close() };
}

interface Listening extends Pick<DialogOptions, 'boundary' | 'monotonicMs'> {
  readonly shell: Shell;
  /** Who is told what the shell says. */
  readonly ears: { now?: Hearer };
  /** Bytes of one record at most. */
  readonly most: number;
  /** How long the machine may be silent at a request, in milliseconds. */
  readonly patience: (id: number) => number;
}

/** Writes a script and listens until both streams said that it is over; records before the first request are `first`. */
function listen(to: Listening, text: string): Promise<Round & { readonly first: readonly Record[] }> {
  const { shell, ears, boundary, most, patience, monotonicMs } = to;
  const [out, err] = [recordReader(boundary, most), recordReader(boundary, mostStderr, 'cut')];
  const first: Record[] = [];
  const asked = new Map<number, { records: Record[]; beganMs: number; durationMs?: number }>();
  const errors = new Map<number, string>();
  let [id, open, bytes]: [number, number, number] = [-1, 2, 0];
  const begun = monotonicMs();

  return new Promise((resolve) => {
    const finish = (broken?: Round['broken']) => {
      clearTimeout(timer);
      delete ears.now;
      const whole = [...asked].flatMap(([request, { records, durationMs }]): [number, Replied][] =>
        durationMs === undefined ? [] : [[request, { records, stderr: errors.get(request) ?? '', durationMs }]],
      );
      resolve({ first, replies: new Map(whole), ...(broken && id >= 0 ? { stuckAt: id } : {}), ...(broken ? { broken } : {}) });
    };
    const wait = () => setTimeout(() => finish('silent'), patience(id));
    let timer = wait();
    const through = () => {
      const last = asked.get(id);
      if (last) last.durationMs = monotonicMs() - last.beganMs;
    };
    const note = (record: Record) => {
      if (record.word === 'ask') {
        through();
        id = Number(record.args[0]);
        asked.set(id, { records: [], beganMs: monotonicMs() });
      } else if (record.word === 'over') {
        through();
        open -= 1;
      } else (asked.get(id)?.records ?? first).push(record);
    };
    const noteError = ({ word, args, body }: Record) => {
      if (word === 'begin') errors.set(Number(args[0]), body.toString());
      if (word === 'over') open -= 1;
    };
    const heard = (reader: typeof out, chunk: Buffer, take: (record: Record) => void) => {
      clearTimeout(timer);
      bytes += chunk.length;
      if (bytes > mostRound.bytes || monotonicMs() - begun > mostRound.ms) return finish('endless');
      try {
        for (const record of reader.feed(chunk)) take(record);
      } catch {
        return finish('nonsense');
      }
      if (open === 0) finish();
      else timer = wait();
    };
    ears.now = { stdout: (chunk) => heard(out, chunk, note), stderr: (chunk) => heard(err, chunk, noteError), ended: () => finish('ended') };
    shell.write(text);
  });
}
