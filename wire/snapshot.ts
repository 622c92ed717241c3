import { hash } from 'node:crypto';
import type { Reason } from './reasons.ts';
import type { Missing, SectionStatus } from './section.ts';

/**
 * The signed snapshot: what one scan of one target saw.
 *
 * Per section its *content* is hashed as the bytes the agent made; an in-toto Statement names the digests
 * (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md) and carries, as its predicate, all that
 * changes by itself; a DSSE envelope signs it (https://github.com/secure-systems-lab/dsse/blob/master/protocol.md).
 */
export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'https://townwatch.dev/snapshot/v1';
export const payloadType = 'application/vnd.in-toto+json';
export const snapshotMediaType = 'application/vnd.townwatch.snapshot';

/** A section's content: what is hashed, sent, stored and exported, byte for byte, and never re-serialized. */
export interface Content {
  readonly section: string;
  readonly version: number;
  readonly data: unknown;
  readonly missing: readonly Missing[];
}

/** How one section went, signed even where it has no content. */
export interface SectionReport {
  readonly status: SectionStatus;
  readonly reason?: Reason;
  readonly detail?: string;
  readonly version: number;
  /** Digest of the content, `sha256` in hex; absent for failed and skipped. */
  readonly digest?: string;
  /** Size of the content, uncompressed. */
  readonly bytes?: number;
  readonly startedAt: string;
  readonly durationMs: number;
  /** What was read, as declared: paths, patterns and command lines. Empty where the same content was acknowledged before: then the statement that brought it names them. */
  readonly sources: readonly string[];
}

/** What a target is and how it was reached. `local` is the machine the agent runs on. */
export interface Target {
  readonly kind: 'local' | 'ssh' | 'snmp' | 'directory' | 'entra' | 'google' | 'domain';
  /** Stable name of the target within the agent: `local`, or the declared name of a remote one. */
  readonly id: string;
}

/** The predicate of a snapshot statement: all that changes by itself, and the status of every section. */
export interface SnapshotPredicate {
  readonly agent: string;
  readonly town: string;
  readonly target: Target;
  /** Random, new whenever the agent's state was rolled back: see {@link Receipt} `behind`. */
  readonly incarnation: string;
  readonly sequence: number;
  /** Digest (hex) of the payload of the previous statement that a collector acknowledged; null for the first. */
  readonly previous: string | null;
  readonly bootId: string | null;
  /** The agent's clock when it sealed, RFC 3339 UTC. A claim; the collector's `receivedAt` decides order. */
  readonly wallTime: string;
  /** Monotonic clock in milliseconds since boot when it sealed. */
  readonly monotonicMs: number;
  /** Epoch of the collector as last told, or null before the first receipt. */
  readonly epoch: string | null;
  readonly agentVersion: string;
  readonly platform: 'linux' | 'windows' | 'macos';
  readonly privileged: boolean;
  /** True for a key that lives for one run only (`run --to FILE` on a machine that was never enrolled). */
  readonly oneOff: boolean;
  /** How many snapshots the spool had to drop since the last receipt. */
  readonly dropped: number;
  readonly sections: Readonly<Record<string, SectionReport>>;
}

export interface Statement {
  readonly _type: typeof statementType;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: typeof predicateType;
  readonly predicate: SnapshotPredicate;
}

/** A DSSE envelope. `payload` and `sig` are base64. */
export interface Envelope {
  readonly payloadType: typeof payloadType;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Limits that both ends keep. Sizes in bytes. */
export const bounds = {
  /** A body on the wire. */
  compressed: 8 * 1024 * 1024,
  /** All contents of a body together, inflated. */
  inflated: 64 * 1024 * 1024,
  envelope: 1024 * 1024,
  frames: 64,
  depth: 32,
  nodes: 400_000,
  string: 64 * 1024,
} as const;

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes);
}

/** The bytes that DSSE signs: pre-authentication encoding of payload type and payload. */
export function preAuthEncoding(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.byteLength} `), payload]);
}

/**
 * JSON with sorted object keys: the form in which an agent writes contents and statements.
 * Lists keep their order; a parser sorts them by their own key. `undefined` members are left out.
 */
export function sortedJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A copy with sorted keys. Faster than a replacer, which makes the engine ask back for every value. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || ('toJSON' in value && typeof value.toJSON === 'function')) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const from: Readonly<Record<string, unknown>> = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(from).sort()) {
    if (key === '__proto__') Object.defineProperty(copy, key, { value: sorted(from[key]), enumerable: true });
    else copy[key] = sorted(from[key]);
  }
  return copy;
}
