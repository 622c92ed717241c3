import type { Platform } from '../../facts/fact.ts';
import type { Answered, Host } from '../host.ts';
import type { Sources } from '../source.ts';
import { openDialog } from './dialog.ts';
import type { Dialog, DialogOptions } from './dialog.ts';
import type { Machine } from './machine.ts';
import { answersTo, keyOf } from './questions.ts';
import type { Asking, Timed } from './questions.ts';
import type { OpenShell } from './shell.ts';

/** What a remote host needs besides the way to a shell. */
export interface RemoteOptions extends Pick<DialogOptions, 'monotonicMs' | 'tools'>, Pick<Asking, 'filePatienceMs'> {
  /** Random hexadecimal digits, new at each call. */
  readonly boundary: () => string;
  /** How long a machine may be silent before it says what it is. */
  readonly patienceMs?: number;
}

/** A host at the other end of a shell; `close` lets the shell end. */
export interface RemoteHost extends Host {
  readonly close: () => void;
}

const usualPatienceMs = 20_000;
/** A machine that hangs at more sources than this is left alone. */
const mostShells = 5;

const platforms: Readonly<{ [system: string]: Platform }> = { Linux: 'linux', Darwin: 'macos' };

/**
 * The machine at the other end of a shell, read by a script on its standard input: no agent, no file, no terminal.
 * One exchange tells what machine it is; each round of sources is one more, in the same shell. A source at which the
 * machine falls silent is `timeout`, and the rest is asked of a new shell.
 * @throws Error in one line when no POSIX shell answers, or the system is none that we read
 */
export async function remoteHost(open: OpenShell, options: RemoteOptions): Promise<RemoteHost> {
  const { monotonicMs, patienceMs = usualPatienceMs, boundary } = options;
  const begin = () => openDialog(open, { ...options, patienceMs, boundary: boundary() });
  const first = await begin();
  const { machine } = first;
  const platform = platforms[machine.system];
  if (!platform) {
    first.close();
    throw new Error(`its system calls itself ${JSON.stringify(machine.system.slice(0, 32))}, which is not read over SSH`);
  }
  const line = lineOf(first, begin);
  const asking = { machine, dialog: line.dialog, ...(options.filePatienceMs === undefined ? {} : { filePatienceMs: options.filePatienceMs }) };
  const now = clockOf(machine, monotonicMs);
  const read = async (wanted: Readonly<Record<string, Sources>>) => {
    const startedAt = now();
    const known = await answersTo(Object.values(wanted).flatMap((sources) => Object.values(sources)), asking);
    return Object.fromEntries(Object.entries(wanted).map(([section, sources]) => [section, { ...answered(sources, known), startedAt }]));
  };
  return { platform, privileged: machine.uid === 0, bootId: machine.bootId, now, monotonicMs, read, close: line.close };
}

/** The clock of the machine: what it said at first, and what has passed since. */
function clockOf({ clock }: Machine, monotonicMs: () => number): () => string {
  const ahead = Date.parse(clock) - monotonicMs();
  return () => new Date(ahead + monotonicMs()).toISOString();
}

/** The shell in use; one that broke is closed and another is opened, a few times. */
function lineOf(first: Dialog, begin: () => Promise<Dialog>) {
  let [current, shells]: [Dialog | undefined, number] = [first, 1];
  const guarded = (dialog: Dialog): Dialog => ({
    ...dialog,
    ask: async (requests) => {
      const round = await dialog.ask(requests);
      if (round.broken) {
        dialog.close();
        current = undefined;
      }
      return round;
    },
  });
  const dialog = async () => {
    if (!current && shells < mostShells) {
      shells += 1;
      current = await begin().catch(() => undefined);
    }
    return current && guarded(current);
  };
  return { dialog, close: () => current?.close() };
}

function answered(sources: Sources, known: ReadonlyMap<string, Timed>): Omit<Answered, 'startedAt'> {
  const timed = Object.entries(sources).flatMap(([name, source]) => {
    const one = known.get(keyOf(source));
    return one ? [{ name, ...one }] : [];
  });
  return {
    answers: Object.fromEntries(timed.map(({ name, answer }) => [name, answer])),
    durationMs: timed.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}
