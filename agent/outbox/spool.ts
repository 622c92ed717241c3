import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { moveDurably, syncFolder, writePrivate } from '../private.ts';

/**
 * Snapshots that wait to be sent, one file each: length of the body (unsigned, 32 bits, big-endian), its SHA-256, the body
 * with all contents. The name carries number and time, so that a look into the folder opens nothing.
 */
export interface Item {
  readonly file: string;
  /** Number of the statement inside. */
  readonly sequence: number;
  /** When it was sealed, milliseconds since 1970. */
  readonly sealedAt: number;
  readonly bytes: number;
  /** The body itself, for a snapshot that is sent at once because the disk is too full to keep it. */
  readonly body?: Buffer;
}

/** What the spool may hold, and the room that it leaves on the disk. */
export const spoolLimits = {
  bytes: 64 * 1024 * 1024,
  ageMs: 14 * 24 * 3_600_000,
  items: 500,
  freeBytes: 200 * 1000 * 1000,
  freeShare: 0.05,
} as const;

export type SpoolLimits = { readonly [Name in keyof typeof spoolLimits]: number };

/** Space of a file system, in bytes. */
export interface Room {
  readonly free: number;
  readonly total: number;
}

const headBytes = 36;
const name = /^(\d{12})-(\d{1,16})\.snapshot$/;
const mostQuarantined = 20;
const quarantineBytes = 16 * 1024 * 1024;

/** Removes what a writer that died has left half done. Only for whoever has the lock. */
export function removeLeftovers(folder: string): void {
  for (const entry of fs.readdirSync(folder)) if (entry.endsWith('.snapshot.new')) fs.rmSync(path.join(folder, entry), { force: true });
}

/** What waits, oldest first. */
export function waiting(folder: string): Item[] {
  const items = fs.readdirSync(folder).flatMap((entry) => {
    const [, sequence, sealedAt] = name.exec(entry) ?? [];
    const file = path.join(folder, entry);
    const stat = sequence === undefined ? undefined : fs.lstatSync(file, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ file, sequence: Number(sequence), sealedAt: Number(sealedAt), bytes: stat.size }] : [];
  });
  return items.sort((a, b) => a.sequence - b.sequence || a.sealedAt - b.sealedAt);
}

/** Puts a body into the spool; durable when this returns. */
export function put(folder: string, { sequence, sealedAt }: Pick<Item, 'sequence' | 'sealedAt'>, body: Buffer): Item {
  const file = path.join(folder, `${String(sequence).padStart(12, '0')}-${sealedAt}.snapshot`);
  writePrivate(file, Buffer.concat([head(body), body]));
  return { file, sequence, sealedAt, bytes: body.length + headBytes };
}

/** The body of an item, or undefined when the file is cut, altered or gone. */
export function bodyOf(file: string): Buffer | undefined {
  try {
    const record = fs.readFileSync(file);
    const body = record.subarray(headBytes);
    return record.length >= headBytes && record.subarray(0, headBytes).equals(head(body)) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Whether another item may be written without filling the disk. */
export function hasRoom({ free, total }: Room, bytes: number, limits: SpoolLimits = spoolLimits): boolean {
  return free - bytes >= Math.max(limits.freeBytes, limits.freeShare * total);
}

/** Space of the file system that holds a folder. */
export function roomAt(folder: string): Room {
  const { bavail, blocks, bsize } = fs.statfsSync(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

/** Which items are beyond the limits, oldest first. The newest is never one of them. */
export function surplus(items: readonly Item[], now: number, limits: SpoolLimits = spoolLimits): Item[] {
  const newest = items.at(-1);
  let [count, bytes, full] = [1, newest?.bytes ?? 0, false];
  const beyond: Item[] = [];
  for (const item of items.slice(0, -1).toReversed()) {
    full ||= count === limits.items || bytes + item.bytes > limits.bytes;
    if (full || now - item.sealedAt > limits.ageMs) beyond.unshift(item);
    else [count, bytes] = [count + 1, bytes + item.bytes];
  }
  return beyond;
}

/** Removes an item. */
export function drop({ file }: Item): void {
  fs.rmSync(file, { force: true });
  syncFolder(path.dirname(file));
}

/**
 * Puts an item aside with the reason beside it, for a person to look at; the oldest there make room. Never throws: an item
 * that cannot even be moved must not stop the others.
 */
export function quarantine(folder: string, { file }: Pick<Item, 'file'>, reason: string): boolean {
  try {
    const target = path.join(folder, path.basename(file));
    moveDurably(file, target);
    writePrivate(`${target}.reason`, `${reason}\n`);
    tidy(folder);
    return true;
  } catch {
    return false;
  }
}

function tidy(folder: string): void {
  const files = fs.readdirSync(folder).filter((entry) => name.test(entry));
  const known = files.map((entry) => {
    const file = path.join(folder, entry);
    const { size, mtimeMs } = fs.statSync(file);
    return { file, size, mtimeMs };
  });
  let bytes = 0;
  for (const [index, { file, size }] of known.sort((a, b) => b.mtimeMs - a.mtimeMs).entries()) {
    bytes += size;
    if (index < mostQuarantined && bytes <= quarantineBytes) continue;
    fs.rmSync(file, { force: true });
    fs.rmSync(`${file}.reason`, { force: true });
  }
}

function head(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, createHash('sha256').update(body).digest()]);
}
