import type { Stats } from 'node:fs';
import type { Reason } from '../../wire/reasons.ts';
import type { Reading } from './source.ts';

/** What one round of reading knows and remembers: whose files count, how long it may take, folders already judged. */
export interface Visit {
  /** A user whose files are believed beside root's; root itself unless a test says otherwise. */
  readonly owner: number;
  readonly privileged: boolean;
  readonly monotonicMs: () => number;
  /** Monotonic time after which no further file is opened for the section at hand. */
  deadline: number;
  /** Folders already judged, by path as asked. */
  readonly folders: Map<string, Place | undefined>;
  /** Names in folders already listed, by path without links. */
  readonly listings: Map<string, readonly string[]>;
  /** Mount points that are not entered and why; unknown until first needed. */
  closed?: ReadonlyMap<string, string>;
  /** Which of procfs and sysfs are not mounted; unknown until first needed. */
  unmounted?: ReadonlySet<string>;
  /** Device numbers of procfs and sysfs; unknown until first needed. */
  kernelDevices?: { readonly proc: number; readonly sys: number };
  /** What files are read into, one after another. */
  buffer?: Buffer;
  /** Groups whose right to write is no objection; unknown until first needed. */
  groups?: ReadonlySet<number>;
}

/** Where a path really leads, and who may have had a hand in it. */
export interface Place {
  /** The path without symbolic links. */
  readonly real: string;
  readonly stats: Stats;
  /** Owner of the folders so far: root (0), or the first other one, which makes it a home. */
  readonly home: number;
  /** Why this is not root's word: the first path on the way that somebody else may change. */
  readonly notRoots?: string | undefined;
  /** Why this is not the word of the owner of `home` either. */
  readonly notOwners?: string | undefined;
  /** A symbolic link on the way that somebody other than root could have made. */
  readonly trap?: string | undefined;
}

/** A path that is left unread for a reason of ours. Thrown inside `host/` only; leaves it as a value. */
export class Refused extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A fresh round of reading; nothing is remembered from an earlier one. */
export function newVisit(start: Pick<Visit, 'owner' | 'privileged' | 'monotonicMs'>): Visit {
  return { ...start, deadline: Number.POSITIVE_INFINITY, folders: new Map(), listings: new Map() };
}

/** Says in a reading what an error of the operating system means; any other error is named as it is, and hides no other reading. */
export function refusal(error: unknown, path: string, visit: Visit): Reading {
  if (error instanceof Refused) return { state: 'failed', reason: error.reason, detail: error.message };
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  // On macOS the rights of files say EACCES; EPERM is the guard of privacy (TCC), which holds for root too and asks nobody where no person is.
  if (code === 'EPERM' && process.platform === 'darwin') return { state: 'failed', reason: 'denied', detail: `${path}: give the agent Full Disk Access in System Settings, or by a profile` };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ESRCH':
      return { state: 'absent' };
    case 'EACCES':
    case 'EPERM':
      return { state: 'failed', reason: visit.privileged ? 'denied' : 'needs-root', detail: path };
    case 'ELOOP':
      return { state: 'failed', reason: 'denied', detail: `${path} is a symbolic link or a ring of them` };
    default:
      return { state: 'failed', reason: 'unreadable', detail: `${path}: ${code}` };
  }
}
