import path from 'node:path';
import { acceptNextCa } from '../../wire/next-ca.ts';
import type { Receipt } from '../../wire/receipt.ts';
import type { SnapshotPredicate } from '../../wire/snapshot.ts';
import { folders, newIncarnation, readEnrollment, readProgress, writeEnrollment, writeProgress } from '../state.ts';
import type { Progress } from '../state.ts';
import { resealed } from './seal.ts';
import { openItem } from './outbox.ts';
import type { Opened, Outbox } from './outbox.ts';
import { put, waiting } from './spool.ts';

/** Clocks that differ by more than this are told of. */
const clockLimitSeconds = 300;

/** Writes down what a receipt says: what the collector has now, which history it is in, and the next CA. */
export function acknowledged({ folder, clock, log }: Outbox, { statement, digest }: Opened, receipt: Receipt): void {
  const { predicate } = statement;
  const progress = readProgress(folder);
  const now = clock.now();
  const clockOffsetSeconds = Math.round((Date.parse(receipt.serverTime) - now.getTime()) / 1000);
  if (Math.abs(clockOffsetSeconds) > clockLimitSeconds)
    log('clock', `The clock of this computer is off by ${Math.round(Math.abs(clockOffsetSeconds) / 60)} minutes; switch time synchronization on.`, { clockOffsetSeconds });
  learnNextCa(folder, receipt, now);
  writeProgress(folder, {
    ...progress,
    previous: digest,
    epoch: receipt.epoch,
    ...had(receipt.epoch === progress.epoch ? progress : { acknowledged: [], acknowledgedOfTargets: {} }, predicate),
    drops: progress.drops.filter(({ toldBy }) => toldBy > predicate.sequence),
    lastReceipt: { receipt: receipt.receipt, at: now.toISOString(), clockOffsetSeconds, auditHead: receipt.auditHead },
    notBefore: null,
  });
}

type Acknowledged = Pick<Progress, 'acknowledged' | 'acknowledgedOfTargets'>;

/** The collector has these contents of the target now; those of the others it has still. */
function had(before: Acknowledged, { target, sections }: SnapshotPredicate): Acknowledged {
  const digests = Object.values(sections).flatMap((section) => section.digest ?? []);
  const { acknowledged, acknowledgedOfTargets } = before;
  if (target.kind === 'local') return { acknowledged: digests, acknowledgedOfTargets };
  return { acknowledged, acknowledgedOfTargets: { ...acknowledgedOfTargets, [`${target.kind}:${target.id}`]: digests } };
}

/** The only setting that a receipt can change, and only with the signature of a CA that is trusted already. */
function learnNextCa(folder: string, { nextCa }: Receipt, now: Date): void {
  const enrollment = readEnrollment(folder);
  if (!nextCa || !enrollment || enrollment.ca.length === 0) return;
  const next = acceptNextCa(nextCa, enrollment.ca, now);
  const present = enrollment.ca.at(-1);
  if (next === undefined || present === undefined || enrollment.ca.includes(next)) return;
  writeEnrollment(folder, { ...enrollment, ca: [present, next] });
}

/**
 * Starts a new history of the state and seals the newest snapshot anew in it, so that the current state is told again.
 * What it saw and when stays as it was.
 */
export function resealNewest({ folder, key, enrollment, agentVersion, unkept }: Outbox): void {
  const spool = path.join(folder, folders.spool);
  const newest = unkept ?? waiting(spool).at(-1);
  const opened = newest && openItem(newest, key);
  const before = readProgress(folder);
  const progress: Progress = { ...before, incarnation: newIncarnation(), sequence: before.sequence + 1 };
  // First the number, then the statement: a crash between them leaves a gap, never two statements of one number.
  writeProgress(folder, progress);
  if (!opened) return;
  const { wallTime, monotonicMs } = opened.statement.predicate;
  const { incarnation, sequence, previous, epoch } = progress;
  const said = { agent: enrollment.agent, town: enrollment.town, incarnation, sequence, previous, epoch, dropped: droppedSince(progress) };
  const { body } = resealed(opened.statement.predicate, opened.frames, { ...said, key, agentVersion, oneOff: false, wallTime, monotonicMs });
  put(spool, { sequence, sealedAt: newest.sealedAt }, body);
}

/** How many snapshots were dropped that no acknowledged statement told of. */
export function droppedSince({ drops }: Pick<Progress, 'drops'>): number {
  return drops.reduce((sum, { count }) => sum + count, 0);
}
