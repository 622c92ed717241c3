import type { Receipt } from '../../wire/receipt.ts';
import { codeOf } from '../failure.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { AuditEntry } from '../store/audit-log.ts';
import { isBroken } from '../store/disk.ts';
import { foldLog, inTransaction } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import type { World } from '../world.ts';
import { keepSnapshot } from './keep.ts';
import type { Arrival, Kept } from './keep.ts';

/** What became of an arrival, and the head of the audit log that is durable with it. */
export type Decided = Kept & { readonly auditHead: Receipt['auditHead'] };

/** The store cannot take it now: the disk is full, or another program holds it. */
export interface Busy {
  readonly kind: 'busy';
  readonly detail: string;
}

export interface Committer {
  /** Resolves when the arrival is durable, or was turned down. */
  readonly commit: (arrival: Arrival) => Promise<Decided | Busy>;
  /** Resolves when everything that was handed in is decided. */
  readonly drained: () => Promise<void>;
  /** Told of an error anywhere else in the store: when the disk failed there, nothing more is acknowledged. */
  readonly noticed: (error: unknown) => void;
  /** Whether the disk failed. */
  readonly broken: () => boolean;
}

interface Waiting {
  readonly arrival: Arrival;
  readonly decided: (decision: Decided | Busy) => void;
  readonly broke: (error: unknown) => void;
}

const mostAtOnce = 32;

/**
 * Commits arrivals in groups: one transaction, so one sync of the disk, for all that wait at a time.
 *
 * A failing arrival takes nobody along: its group is decided again one by one. After an I/O error nothing is known about
 * what reached the disk, so `onBroken` must end the process; until then nothing more is acknowledged.
 */
export function makeCommitter(store: Store, world: World, onBroken: (error: unknown) => void): Committer {
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let broken = false;

  function noticed(error: unknown): void {
    if (broken || !isBroken(error)) return;
    broken = true;
    onBroken(error);
  }

  async function decide(group: readonly Waiting[]): Promise<void> {
    if (broken) return refuseAll(group, 'the disk failed');
    try {
      const kept = await inTransaction(store, async (within) => {
        const all: Kept[] = [];
        const entries: AuditEntry[] = [];
        for (const { arrival } of group) all.push(await keepSnapshot(within, arrival, { world, audit: (entry) => entries.push(entry) }));
        const auditHead = await appendAudit(within, entries);
        return all.map((one) => ({ ...one, auditHead }));
      });
      for (const [index, { decided }] of group.entries()) decided(kept[index] as Decided);
    } catch (error) {
      const code = codeOf(error);
      noticed(error);
      if (/^SQLITE_(?:IOERR|FULL|BUSY|LOCKED|READONLY)/.test(code)) return refuseAll(group, code);
      if (group.length === 1) return group[0]?.broke(error);
      for (const one of group) await decide([one]);
    }
  }

  async function run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      await foldLog(store).catch(noticed);
      await decide(waiting.splice(0, mostAtOnce));
    }
    running = undefined;
  }

  return {
    commit: (arrival) =>
      new Promise((decided, broke) => {
        waiting.push({ arrival, decided, broke });
        running ??= run();
      }),
    drained: async () => running,
    noticed,
    broken: () => broken,
  };
}

function refuseAll(group: readonly Waiting[], detail: string): void {
  for (const { decided } of group) decided({ kind: 'busy', detail });
}
