import type { KeyObject } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Scan } from '../scan.ts';
import { folders, readProgress, writeProgress } from '../state.ts';
import type { Enrollment, Progress } from '../state.ts';
import { droppedSince } from './acknowledge.ts';
import { sealScan } from './seal.ts';
import type { Sealed } from './seal.ts';
import { drop, hasRoom, put, roomAt, spoolLimits, surplus, waiting } from './spool.ts';
import type { Item, Room, SpoolLimits } from './spool.ts';

/** What sealing and spooling need. The lock is the caller's. */
export interface Sealer {
  readonly folder: string;
  readonly enrollment: Pick<Enrollment, 'agent' | 'town'>;
  readonly key: KeyObject;
  readonly agentVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Space on the disk of a folder; a test tells what it likes. */
  readonly room?: (folder: string) => Room;
  readonly limits?: SpoolLimits;
}

/** A snapshot that is sealed under its own number, before it is written anywhere. */
export interface Numbered extends Sealed {
  readonly sequence: number;
  readonly sealedAt: number;
}

/** Seals a scan under the next number. The number is on disk before the statement exists, so that none is used twice. */
export function sealNext(scan: Scan, { folder, enrollment, key, agentVersion, clock }: Sealer): Numbered {
  const before = readProgress(folder);
  const progress: Progress = { ...before, sequence: before.sequence + 1 };
  writeProgress(folder, progress);
  const { incarnation, sequence, previous, epoch } = progress;
  const now = clock.now();
  const said = { agent: enrollment.agent, town: enrollment.town, incarnation, sequence, previous, epoch, dropped: droppedSince(progress) };
  const times = { wallTime: now.toISOString(), monotonicMs: clock.monotonicMs() };
  return { ...sealScan(scan, { ...said, ...times, key, agentVersion, oneOff: false }), sequence, sealedAt: now.getTime() };
}

/**
 * Puts a sealed snapshot into the spool and drops what is beyond its limits, oldest first.
 * @returns the item; with its body in memory when the disk is too full to keep it
 */
export function enqueue(sealed: Numbered, { folder, log, clock, room = roomAt, limits = spoolLimits }: Sealer): Item {
  const spool = path.join(folder, folders.spool);
  const { sequence, sealedAt, body } = sealed;
  const beyond = surplus([...waiting(spool), { file: '', sequence, sealedAt, bytes: body.length }], clock.now().getTime(), limits);
  for (const item of beyond) drop(item);
  if (beyond.length > 0) {
    countDropped(folder, beyond.length);
    log('dropped', `${beyond.length} old snapshots were dropped: the spool holds 14 days, 500 snapshots, 64 MiB.`, { dropped: beyond.length });
  }
  if (hasRoom(room(folder), body.length, limits)) return put(spool, { sequence, sealedAt }, body);
  log('no-room', 'The disk is almost full: the snapshot is sent at once and not kept.', { sequence });
  return { file: path.join(spool, `${sequence} in memory`), sequence, sealedAt, bytes: body.length, body };
}

/** Notes snapshots that were lost, for the next statement to tell. */
export function countDropped(folder: string, count: number): void {
  const progress = readProgress(folder);
  writeProgress(folder, { ...progress, drops: [...progress.drops, { toldBy: progress.sequence + 1, count }] });
}
