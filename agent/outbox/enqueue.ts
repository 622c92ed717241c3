import type { KeyObject } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../clock.ts';
import { codeOf } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Scan } from '../scan.ts';
import { folders, readProgress, writeProgress } from '../state.ts';
import type { Enrollment, Progress } from '../state.ts';
import { droppedSince } from './acknowledge.ts';
import { sealScan } from './seal.ts';
import type { Sealed } from './seal.ts';
import { drop, hasRoom, put, removeLeftovers, roomAt, spoolLimits, surplus, waiting } from './spool.ts';
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
  const told = new Set([...progress.acknowledged, ...Object.values(progress.acknowledgedOfTargets).flat()]);
  return { ...sealScan(scan, { ...said, ...times, key, agentVersion, oneOff: false }, told), sequence, sealedAt: now.getTime() };
}

/**
 * Puts a sealed snapshot into the spool and drops what is beyond its limits, oldest first. On a disk that is almost full the
 * spool does not grow: the newest takes the place of the oldest.
 * @returns the item; with its body in memory when there is no place for it
 */
export function enqueue(sealed: Numbered, sealer: Sealer): Item {
  const { folder, clock, log, room = roomAt, limits = spoolLimits } = sealer;
  const spool = path.join(folder, folders.spool);
  const { sequence, sealedAt, body } = sealed;
  const beyond = surplus([...waiting(spool), { file: '', sequence, sealedAt, bytes: body.length }], clock.now().getTime(), limits);
  dropAll(beyond, sealer, 'the spool holds 14 days, 500 snapshots, 64 MiB');
  const roomy = hasRoom(room(folder), body.length, limits);
  const oldest = oldestFor(waiting(spool), body.length);
  let item = roomy || oldest ? putIfRoom(spool, sealed) : undefined;
  if (oldest && !(roomy && item)) {
    dropAll(oldest, sealer, 'the disk is almost full, and the newest one takes their place');
    item ??= putIfRoom(spool, sealed);
  }
  if (item) return item;
  log('no-room', 'The disk is almost full: the snapshot is sent at once and not kept.', { sequence });
  return { file: path.join(spool, `${sequence} in memory`), sequence, sealedAt, bytes: body.length, body };
}

/** The oldest items that together take as much place as a new one, or undefined when all of them do not. */
function oldestFor(items: readonly Item[], bytes: number): Item[] | undefined {
  let freed = 0;
  const count = items.findIndex((item) => (freed += item.bytes) >= bytes) + 1;
  return count > 0 ? items.slice(0, count) : undefined;
}

/** Puts an item into the spool; undefined, with nothing left half done, when the disk is full. */
function putIfRoom(spool: string, { sequence, sealedAt, body }: Numbered): Item | undefined {
  try {
    return put(spool, { sequence, sealedAt }, body);
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(codeOf(error))) throw error;
    removeLeftovers(spool);
    return undefined;
  }
}

function dropAll(items: readonly Item[], { folder, log }: Sealer, why: string): void {
  if (items.length === 0) return;
  for (const item of items) drop(item);
  countDropped(folder, items.length);
  log('dropped', `${items.length} old snapshots were dropped: ${why}.`, { dropped: items.length });
}

/** Notes snapshots that were lost, for the next statement to tell. */
export function countDropped(folder: string, count: number): void {
  const progress = readProgress(folder);
  writeProgress(folder, { ...progress, drops: [...progress.drops, { toldBy: progress.sequence + 1, count }] });
}
