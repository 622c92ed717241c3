import type { Reason } from '../wire/reasons.ts';
import type { JudgementReason } from './reasons.ts';

export type Scope = 'asset' | 'account' | 'directory' | 'domain' | 'service' | 'town';

export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** What one outcome is about. `id` is stable for life: an asset id, `asset-id/uid` of an account, `town`. */
export interface Subject {
  readonly scope: Scope;
  readonly id: string;
  /** The asset that the subject is, or stands on; null for the town. */
  readonly asset: string | null;
  /** For people: label of the asset, name of the account. */
  readonly label: string;
}

export type OutcomeKind = 'pass' | 'fail' | 'not-applicable' | 'unknown' | 'error';

/** Where the facts behind an outcome come from. */
export type Basis = 'measured' | 'list' | 'attested' | 'mixed';

/** Why an outcome is unknown: the first thing that was missing, and where. */
export interface UnknownBecause {
  readonly reason: Reason | JudgementReason;
  readonly section?: string;
  /** Dotted path inside the section, items as `[]`. */
  readonly path?: string;
  readonly detail?: string;
}

/** One value on which an outcome rests. */
export interface Evidence {
  readonly name: string;
  /** JSON value as seen; `undefined` never occurs, an unread value has `unknown` instead. */
  readonly value?: unknown;
  readonly unknown?: UnknownBecause;
}

/** Where the contents came from that an outcome read: enough to find the signed bytes. */
export interface EvidenceSource {
  readonly section: string;
  /** Digest of the content, sha256 hex. */
  readonly digest: string;
  /** Receipt of the statement that vouches for it. */
  readonly receipt: string;
  readonly observedAt: string;
  readonly receivedAt: string;
}

/** What people stated that an outcome read: enough to find the document. */
export interface StatedSource {
  readonly kind: 'list' | 'answer' | 'register' | 'waiver';
  /** The kind of list, the question, `town`, the waiver. */
  readonly name: string;
  /** Day or instant for which it is true. */
  readonly asOf: string;
  /** Who stated it: a person, or `file, unverified`. */
  readonly by: string;
  /** SHA-256 (hex) of the file that shows it; null where there is none. */
  readonly digest: string | null;
}

/** One person's standing on top of a fail; the outcome stays. */
export interface Disposition {
  readonly kind: 'disputed' | 'waived' | 'planned';
  readonly by: string;
  readonly reason: string;
  /** Day from which it no longer stands, or on which what is planned is due. */
  readonly until: string | null;
  /** Id of the waiver, plan or dispute behind it. */
  readonly id?: string;
  /** True when it came from a file and no person vouches for it. */
  readonly unverified?: true;
}

/** One verdict: exactly one for every active rule and subject. */
export interface Outcome {
  readonly rule: string;
  readonly ruleVersion: number;
  readonly subject: Subject;
  readonly outcome: OutcomeKind;
  /** For unknown: why. For error: what our bug said, in `detail`. */
  readonly because?: UnknownBecause;
  /** For not-applicable: why, in words. */
  readonly notApplicable?: string;
  readonly severity: Severity;
  /** Why the severity is higher than the rule's own. */
  readonly raised: readonly string[];
  readonly basis: Basis;
  readonly evidence: readonly Evidence[];
  /** For rules with `each`: the failing and unknown items, as short texts. */
  readonly items: readonly { readonly item: string; readonly outcome: 'fail' | 'unknown'; readonly because?: UnknownBecause }[];
  readonly sources: readonly EvidenceSource[];
  /** Absent: it read nothing that people stated. */
  readonly stated?: readonly StatedSource[];
  readonly dispositions: readonly Disposition[];
  /** Until when the outcome holds without new evidence, RFC 3339; null when time alone does not change it. */
  readonly validUntil: string | null;
}

/** A finding: a failing question about one subject, over time. */
export interface Finding {
  /** Stable: derived from town, rule and subject. */
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  /** `unconfirmed`: seen, and not yet as often or as long as its rule asks before a finding opens. */
  readonly state: 'unconfirmed' | 'open' | 'unverifiable' | 'resolved' | 'retired';
  readonly firstSeen: string;
  /** When a fail was last measured. */
  readonly lastConfirmed: string;
  readonly resolvedAt: string | null;
  /** How often it came back after it was resolved. */
  readonly reopened: number;
  /** In how many scans it was seen; there while it is unconfirmed. */
  readonly seen?: number;
}
