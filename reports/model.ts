import type { SectionStatus } from '../wire/section.ts';
import type { ActionClass } from '../rules/judge/actions.ts';
import type { EssentialState } from '../rules/judge/essentials.ts';
import type { EvidenceSource, Finding, Outcome, Severity } from '../rules/outcome.ts';

/**
 * What every format renders, and all it knows. A format adds no judgment, asks nothing, and gives the same bytes for the
 * same model.
 */
export interface ReportModel {
  readonly town: { readonly id: string; readonly name: string; readonly timeZone: string };
  /** Instant of judgment, RFC 3339 UTC. */
  readonly asOf: string;
  readonly edition: 'confidential';
  /** Who prepared it: the name of the service provider or person. */
  readonly preparedBy: string;
  /** True when the roster holds one asset: then it is a report about a computer and says so. */
  readonly oneComputer: boolean;
  /** True when every signed snapshot behind it was made with a key that lived for one run only. */
  readonly oneOff: boolean;
  readonly coverage: Coverage;
  readonly counts: Counts;
  readonly essentials: readonly EssentialView[];
  /** Unknowns, grouped by the one act that closes them, largest first. */
  readonly acts: readonly Act[];
  /** Failures, grouped by the rule whose remediation mends them, most urgent first. */
  readonly fixes: readonly FixGroup[];
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly Finding[];
  readonly rules: Readonly<Record<string, RuleView>>;
  /** What took part, by name: digests of rulebook documents, statements and contents. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly engine: string;
}

/** Outcomes by kind. They add up to `total`: one for every active rule and subject. */
export interface Counts {
  readonly total: number;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly error: number;
}

export interface Coverage {
  readonly assets: { readonly known: number; readonly reported: number; readonly silent: number; readonly neverReported: number };
  readonly computers: readonly ComputerCoverage[];
  /** What was not looked at, by name. Empty only when nothing was left out. */
  readonly notLookedAt: readonly NotLookedAt[];
}

/** One asset: when it was last heard, and how reading went. */
export interface ComputerCoverage {
  readonly asset: string;
  readonly label: string;
  readonly class: string;
  readonly state: string;
  readonly lastSeen: string | null;
  /** Name and version of the operating system as seen, or null when it was not. */
  readonly system: string | null;
  readonly privileged: boolean | null;
  readonly sections: readonly SectionCoverage[];
}

export interface SectionCoverage {
  readonly section: string;
  readonly meaning: string;
  readonly status: SectionStatus;
  readonly reason: string | null;
  /** Parts that were not read, in words. */
  readonly parts: readonly { readonly what: string; readonly reason: string; readonly detail: string | null }[];
}

export interface NotLookedAt {
  readonly what: string;
  readonly why: string;
  readonly act: string;
  /** Labels of the computers this is true of; empty for what concerns the whole town. */
  readonly where: readonly string[];
}

export interface EssentialView {
  readonly number: number;
  readonly title: string;
  readonly state: EssentialState;
  /** The state in words, with what was found: "Gaps, and 5 not known". */
  readonly words: string;
  /** "51 of 60 shown to be fine, 4 not, 5 not checked"; null when no rule of it was asked. */
  readonly interval: string | null;
  /** The one act that would close it; null when it needs none. */
  readonly act: string | null;
  readonly rules: readonly { readonly rule: string; readonly active: boolean; readonly state: EssentialState }[];
}

/** One act that closes unknowns. */
export interface Act {
  readonly reason: string;
  /** Sections in which something is missing; empty where it is not about one. */
  readonly sections: readonly string[];
  readonly sentence: string;
  readonly act: string;
  readonly closes: number;
  readonly rules: readonly string[];
  readonly subjects: readonly string[];
  readonly details: readonly string[];
}

export interface FixGroup {
  readonly rule: string;
  readonly action: ActionClass;
  readonly severity: Severity;
  readonly remediation: string;
  readonly failures: readonly Failure[];
}

/** One failing outcome, ready to read. */
export interface Failure {
  readonly finding: string;
  readonly subject: string;
  readonly label: string;
  readonly asset: string | null;
  readonly severity: Severity;
  readonly raised: readonly string[];
  readonly firstSeen: string;
  readonly lastConfirmed: string;
  readonly items: readonly string[];
  readonly evidence: readonly { readonly name: string; readonly value: string }[];
  readonly sources: readonly EvidenceSource[];
  readonly dispositions: Outcome['dispositions'];
}

/** What a report says of a rule. */
export interface RuleView {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly plain: string;
  readonly technical: string;
  /** By platform, `any` for all. */
  readonly remediation: Readonly<Record<string, string>>;
  readonly responsible: string;
  readonly effort: 'minutes' | 'hours' | 'days' | 'project';
  readonly cost: 'none' | 'low' | 'medium' | 'high';
  readonly severity: Severity;
  readonly packs: readonly string[];
}

