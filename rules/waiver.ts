/** Who may be given a waiver for longer than this is nobody: months. */
export const longestWaiverMonths = 12;

/** An accepted risk: a fail that a person answers for, for a time. It never changes what was measured. */
export interface Waiver {
  readonly id: string;
  /** Rules that it covers. */
  readonly rules: readonly string[];
  /** What it covers: subject ids, or all of a department; null: the whole town, which the governing body must approve. */
  readonly subjects: readonly string[] | null;
  readonly department: string | null;
  readonly requester: string;
  readonly owner: string;
  /** Null while it is proposed. Never the requester. */
  readonly approver: string | null;
  readonly reason: string;
  /** What it means for residents when it goes wrong. */
  readonly risk: string;
  /** What is done instead, and the rule that shows it where there is one. */
  readonly control: { readonly what: string; readonly rule: string | null } | null;
  /** Days, YYYY-MM-DD. */
  readonly created: string;
  readonly from: string;
  readonly expires: string;
  readonly state: 'proposed' | 'approved' | 'rejected' | 'withdrawn';
  /** Who wrote the last version, or `file, unverified`. */
  readonly by: string;
  readonly version: number;
}

/** What is to be done about findings, by whom, until when. */
export interface Plan {
  readonly id: string;
  readonly rules: readonly string[];
  readonly subjects: readonly string[] | null;
  readonly department: string | null;
  readonly what: string;
  readonly owner: string;
  readonly due: string;
  /** Fiscal year in which it is paid for, as 2028; null: no money is needed. */
  readonly fiscalYear: number | null;
  readonly cost: number | null;
  readonly done: string | null;
  readonly by: string;
  readonly version: number;
}

/** Somebody holds that an outcome is wrong. It stays a fail until it is answered. */
export interface Dispute {
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly person: string;
  readonly on: string;
  readonly why: string;
  readonly evidence: { readonly file: string; readonly digest: string } | null;
  /** Null while nobody has answered. */
  readonly answer: { readonly person: string; readonly on: string; readonly text: string; readonly upheld: boolean } | null;
  readonly by: string;
  readonly version: number;
}

/** Why findings came to be (compliance study 2.2). */
export const causes = ['no-process', 'no-owner', 'no-money', 'vendor', 'technical-limit', 'not-known'] as const;

/** What management says to a finding (views of responsible officials), and its cause. */
export interface FindingResponse {
  readonly rule: string;
  /** Null: about the rule in the whole town. */
  readonly subject: string | null;
  readonly response: 'agree' | 'partly' | 'disagree' | null;
  readonly text: string | null;
  readonly cause: (typeof causes)[number] | null;
  readonly person: string;
  readonly on: string;
  readonly status: 'implemented' | 'partly-implemented' | 'not-implemented' | null;
  readonly by: string;
  readonly version: number;
}
