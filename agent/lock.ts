import fs from 'node:fs';
import path from 'node:path';
import { codeOf, failure } from './failure.ts';

/** A process as a lock names it: the number alone could be another's after a restart. */
export interface Holder {
  readonly pid: number;
  readonly bootId: string | null;
  /** When the process started, in clock ticks since boot (proc(5), stat field 22); null where the system does not tell. */
  readonly started: string | null;
}

/** What a lock needs to know of processes; a test tells it what it likes. */
export interface Processes {
  readonly self: Holder;
  readonly isAlive: (holder: Holder) => boolean;
}

/**
 * Takes the lock of a state folder and returns what gives it back.
 *
 * The lock is a file that is linked into place whole, so that it is never seen half written; only one process can link it.
 * A lock whose process is gone is taken over by whoever holds a second lock of the same kind meanwhile, and looks again
 * under it: two that find the same stale lock never both remove it.
 * @throws a failure when another process has it
 */
export function takeLock(folder: string, processes: Processes): () => void {
  const file = path.join(folder, 'lock');
  const own = `${file}.${processes.self.pid}`;
  try {
    fs.writeFileSync(own, JSON.stringify(processes.self), { mode: 0o600 });
    if (!link(own, file)) takeOver(own, file, processes);
  } finally {
    fs.rmSync(own, { force: true });
  }
  return () => {
    if (holderOf(file)?.pid === processes.self.pid) fs.rmSync(file, { force: true });
  };
}

function takeOver(own: string, file: string, processes: Processes): void {
  refuseAlive(file, processes);
  const second = `${file}.takeover`;
  if (!link(own, second)) {
    refuseAlive(second, processes);
    fs.rmSync(second, { force: true });
    if (!link(own, second)) throw busy();
  }
  try {
    refuseAlive(file, processes);
    fs.rmSync(file, { force: true });
    if (!link(own, file)) throw busy();
  } finally {
    fs.rmSync(second, { force: true });
  }
}

function refuseAlive(file: string, { isAlive }: Processes): void {
  const holder = holderOf(file);
  if (holder && isAlive(holder)) throw busy(holder.pid);
}

function busy(pid?: number): Error {
  return failure('another-runs', `Another run of the agent is under way${pid === undefined ? '' : ` (process ${pid})`}; wait for it to end.`);
}

function link(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(file: string): Holder | undefined {
  try {
    const { pid, bootId, started } = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' ? { pid, bootId: bootId ?? null, started: started ?? null } : undefined;
  } catch {
    return undefined;
  }
}

/** The processes of this machine. */
export function realProcesses(bootId: string | null): Processes {
  const self = { pid: process.pid, bootId, started: startOf(process.pid) };
  return {
    self,
    isAlive: ({ pid, bootId: boot, started }) => {
      if (boot !== bootId || pid === self.pid) return false;
      try {
        process.kill(pid, 0);
      } catch (error) {
        if (codeOf(error) !== 'EPERM') return false;
      }
      return started === null || startOf(pid) === started;
    },
  };
}

function startOf(pid: number): string | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the name in brackets, which may hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
