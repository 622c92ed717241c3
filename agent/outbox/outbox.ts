import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodeBody } from '../../wire/frame.ts';
import type { Frame } from '../../wire/frame.ts';
import { openEnvelope, parseEnvelope } from '../../wire/seal.ts';
import { sha256 } from '../../wire/snapshot.ts';
import type { Envelope, Statement } from '../../wire/snapshot.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Enrollment } from '../state.ts';
import { bodyOf } from './spool.ts';
import type { Item } from './spool.ts';
import type { Line } from './transport.ts';

/** All that sending needs. Only one process at a time may have it: the lock is the caller's. */
export interface Outbox {
  /** The state folder. */
  readonly folder: string;
  readonly enrollment: Enrollment;
  readonly key: KeyObject;
  readonly agentVersion: string;
  readonly line: Line;
  readonly clock: Clock;
  /** From 0 to 1, for the jitter. */
  readonly random: () => number;
  readonly log: Log;
  /** A snapshot for which there was no room on the disk: sent last, and lost when that fails. */
  readonly unkept?: Item;
  /** How long to go on trying, in milliseconds; 0 tries once. */
  readonly patienceMs: number;
}

/** A snapshot of the spool, opened and verified with our own key. */
export interface Opened {
  readonly envelope: Envelope;
  readonly statement: Statement;
  readonly frames: readonly Frame[];
  /** Digest of the signed payload. */
  readonly digest: string;
}

/** Opens a snapshot; undefined when it is damaged or was sealed with a key that is no longer ours. */
export function openItem({ file, body = bodyOf(file) }: Pick<Item, 'file' | 'body'>, key: KeyObject): Opened | undefined {
  const parts = body && decodeBody(body);
  if (!parts || 'refusal' in parts) return undefined;
  const envelope = parseEnvelope(parts.envelopeBytes);
  if ('refusal' in envelope) return undefined;
  const opened = openEnvelope(envelope, createPublicKey(key));
  return 'refusal' in opened ? undefined : { envelope, statement: opened.statement, frames: parts.frames, digest: sha256(opened.payload) };
}
