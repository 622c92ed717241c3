import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { checkJson } from '../wire/json.ts';
import { codeOf, failure } from './failure.ts';
import { checkPrivate, moveDurably, readyFolder, writePrivate } from './private.ts';
import type { Uid } from './private.ts';

/** What the collector gave at enrollment. Written once; `ca` grows when a next CA is announced. */
export interface Enrollment {
  readonly agent: string;
  readonly town: string;
  /** Base URL of the collector. */
  readonly url: string;
  readonly pin: string;
  /** CA certificates (PEM) that the collector is verified against; empty: the machine's own store. */
  readonly ca: readonly string[];
  readonly doorSecret: string;
  readonly enrolledAt: string;
}

/** A moment on both clocks, so that a wall clock that jumps is noticed. */
export interface Moment {
  /** RFC 3339 UTC. */
  readonly wallTime: string;
  readonly bootId: string | null;
  /** Milliseconds since boot, sleep included: the monotonic clock of Linux stands still in a sleeping laptop. */
  readonly uptimeMs: number;
}

/** What moves from night to night. Losing it costs one full send: the agent starts a new incarnation. */
export interface Progress {
  /** Random name of this history of the state folder. */
  readonly incarnation: string;
  /** Number of the last statement that was sealed. */
  readonly sequence: number;
  /** Digest (hex) of the payload of the last acknowledged statement. */
  readonly previous: string | null;
  /** History of the collector as last told. */
  readonly epoch: string | null;
  /** Digests of the contents of the last acknowledged snapshot of this machine, in this epoch. */
  readonly acknowledged: readonly string[];
  /** The same of each other target, by `kind:id`. */
  readonly acknowledgedOfTargets: Readonly<Record<string, readonly string[]>>;
  /** Snapshots that were dropped, each group with the number of the first statement that tells of it. */
  readonly drops: readonly { readonly toldBy: number; readonly count: number }[];
  readonly lastScan: Moment | null;
  readonly lastReceipt: LastReceipt | null;
  /** The collector asked not to be called before this instant, RFC 3339 UTC. */
  readonly notBefore: string | null;
}

export interface LastReceipt {
  readonly receipt: string;
  readonly at: string;
  /** The collector's clock minus ours, in seconds. */
  readonly clockOffsetSeconds: number;
  readonly auditHead: { readonly size: number; readonly hash: string };
}

/** Format of the files in the state folder; a program refuses what a newer one wrote. */
const format = 1;

const files = { key: 'key.pem', enrollment: 'enrollment.json', progress: 'progress.json' } as const;

/** Folders below the state folder. */
export const folders = { spool: 'spool', quarantine: 'quarantine' } as const;

/** Makes the state folder, or refuses one that is open to others. */
export function readyState(folder: string, uid: Uid): void {
  readyFolder(folder, uid);
  for (const name of Object.values(folders)) readyFolder(path.join(folder, name), uid);
}

/** Refuses a state folder that is open to others; one that is not there is fine. */
export function checkState(folder: string, uid: Uid): void {
  if (!fs.existsSync(folder)) return;
  checkPrivate(folder, '700', uid);
  for (const name of Object.values(files)) {
    const file = path.join(folder, name);
    if (fs.existsSync(file)) checkPrivate(file, '600', uid);
  }
}

/** The key of this endpoint, made here when there is none; the private half never leaves the folder. */
export function ensureKey(folder: string): KeyObject {
  const kept = readKey(folder);
  if (kept) return kept;
  const { privateKey } = generateKeyPairSync('ed25519');
  writePrivate(path.join(folder, files.key), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return privateKey;
}

/** The key of this endpoint, or undefined when none was made yet. */
export function readKey(folder: string): KeyObject | undefined {
  const file = path.join(folder, files.key);
  const text = textOf(file);
  if (text === undefined) return undefined;
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw failure('wrong-use', `The key ${file} is damaged; move it away and enroll this computer anew.`, error);
  }
}

/** Public half of a key as the wire has it: SPKI DER, base64. */
export function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
}

/** The enrollment, or undefined when this computer has none. */
export function readEnrollment(folder: string): Enrollment | undefined {
  const file = path.join(folder, files.enrollment);
  const read = documentOf(file);
  if (read === 'damaged') throw failure('wrong-use', `${file} is damaged; move it away and enroll this computer anew.`);
  return read as Enrollment | undefined;
}

export function writeEnrollment(folder: string, enrollment: Enrollment): void {
  writeDocument(path.join(folder, files.enrollment), enrollment);
}

/** What moved so far. A damaged file is put aside: the next statement starts a new incarnation, and nothing is lost. */
export function readProgress(folder: string): Progress {
  const file = path.join(folder, files.progress);
  const read = documentOf(file);
  if (read === 'damaged') moveDurably(file, `${file}.damaged`);
  return read === undefined || read === 'damaged' ? freshProgress() : { ...freshProgress(), ...read };
}

export function writeProgress(folder: string, progress: Progress): void {
  writeDocument(path.join(folder, files.progress), progress);
}

/** A new random name for a history of the state folder. */
export function newIncarnation(): string {
  return randomBytes(16).toString('hex');
}

function freshProgress(): Progress {
  const nothing = { sequence: 0, previous: null, epoch: null, acknowledged: [], acknowledgedOfTargets: {}, drops: [], lastScan: null, lastReceipt: null, notBefore: null };
  return { incarnation: newIncarnation(), ...nothing };
}

function writeDocument(file: string, document: object): void {
  writePrivate(file, `${JSON.stringify({ format, ...document }, null, 1)}\n`);
}

function documentOf(file: string): object | undefined | 'damaged' {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const read = checkJson(Buffer.from(text));
  if ('refusal' in read || typeof read.value !== 'object' || read.value === null) return 'damaged';
  const { format: written, ...document } = read.value as { format?: unknown };
  if (typeof written === 'number' && written > format)
    throw failure('wrong-use', `${file} was written by a newer agent (format ${written}, this one knows ${format}); install that version again.`);
  return written === format ? document : 'damaged';
}

function textOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    if (codeOf(error) === 'EACCES') throw failure('wrong-use', `${file} cannot be read by this user; run as root.`, error);
    throw error;
  }
}
