import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../failure.ts';
import type { CopiedFile } from './sample.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
const chunkBytes = 1024 * 1024;

/** Why a file of this computer cannot stand against its copy. */
export type Incomparable = 'changed-since' | 'gone' | 'denied';

/** A file of this computer that is as it was when the copy was made. */
export interface Source {
  readonly path: string;
  readonly stamp: string;
}

/**
 * Finds the file that a copy was made of, if it did not change since: same size, same time of modification (borg rounds to
 * microseconds), and neither contents nor rights touched after the copy was begun, which the time of change tells.
 * @param begunUs when the copy was begun, microseconds since 1970
 */
export function unchangedSource(file: CopiedFile, origins: readonly string[], begunUs: number): Source | Incomparable {
  let worst: Incomparable = 'gone';
  for (const origin of origins) {
    const found = statOf(origin);
    if (found === 'denied') worst = 'denied';
    if (typeof found !== 'object' || !found.isFile()) continue;
    const modifiedUs = Number(found.mtimeNs / 1000n);
    const isSame = Number(found.size) === file.bytes && Math.abs(modifiedUs - file.modifiedUs) <= 1 && Number(found.ctimeNs / 1000n) < begunUs;
    if (isSame) return { path: origin, stamp: stampOf(found) };
    worst = 'changed-since';
  }
  return worst;
}

/** Whether a file stood at a place, as it stands there now, before a moment in microseconds since 1970. */
export function stoodBefore(file: string, momentUs: number): boolean {
  const found = statOf(file);
  return typeof found === 'object' && Number(found.ctimeNs / 1000n) < momentUs;
}

/** SHA-256 (hex) of a source; undefined when it changed while it was read, or cannot be read. */
export function sourceDigest({ path: file, stamp }: Source): string | undefined {
  const digest = digestOf(file);
  const after = statOf(file);
  return typeof after === 'object' && stampOf(after) === stamp ? digest : undefined;
}

/** Bytes that files below a folder have by now. */
export function sizeOf(folder: string, files: readonly CopiedFile[]): number {
  const sizes = files.map((file) => statOf(path.join(folder, file.path)));
  return sizes.reduce((sum, found) => sum + (typeof found === 'object' ? Number(found.size) : 0), 0);
}

/** SHA-256 (hex) and size of a file that came back below `folder`; undefined when it did not, or is no regular file there. */
export function restoredDigest(folder: string, file: CopiedFile): { readonly digest: string; readonly bytes: number } | undefined {
  const place = path.join(folder, file.path);
  const found = statOf(place);
  if (typeof found !== 'object' || !found.isFile() || !fs.realpathSync(place).startsWith(`${fs.realpathSync(folder)}${path.sep}`)) return undefined;
  const digest = digestOf(place);
  return digest === undefined ? undefined : { digest, bytes: Number(found.size) };
}

/** SHA-256 (hex) of a regular file, no link followed; undefined when it cannot be read. */
export function digestOf(file: string): string | undefined {
  let handle: number;
  try {
    handle = fs.openSync(file, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  } catch {
    return undefined;
  }
  try {
    if (!fs.fstatSync(handle).isFile()) return undefined;
    const [hash, buffer] = [createHash('sha256'), Buffer.allocUnsafe(chunkBytes)];
    for (let read = fs.readSync(handle, buffer); read > 0; read = fs.readSync(handle, buffer)) hash.update(buffer.subarray(0, read));
    return hash.digest('hex');
  } catch {
    return undefined;
  } finally {
    fs.closeSync(handle);
  }
}

function statOf(file: string): fs.BigIntStats | 'denied' | undefined {
  try {
    return fs.lstatSync(file, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    return ['EACCES', 'EPERM'].includes(codeOf(error)) ? 'denied' : undefined;
  }
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: fs.BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
