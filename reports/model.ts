import type { FrameworkView } from './frameworks.ts';
import type { SeenView } from './lists.ts';
import type { StatedView } from './stated.ts';
import type { SectionStatus } from '../wire/section.ts';
import type { NextAct } from '../rules/judge/act.ts';
import type { ActionClass } from '../rules/judge/actions.ts';
import type { EssentialState } from '../rules/judge/essentials.ts';
import type { ControlState } from '../rules/judge/accepted.ts';
import type { ActionPlan } from '../rules/judge/plan.ts';
import type { FindingResponse, WaiverStanding } from '../rules/waiver.ts';
import type { Basis, EvidenceSource, Finding, Outcome, Severity } from '../rules/outcome.ts';

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
  /** There when a snapshot behind it says of itself that it is an example: then no line of it is about a real town. */
  readonly synthetic?: true;
  readonly coverage: Coverage;
  /** Where each computer is seen, and the lists that say so. */
  readonly seen: SeenView;
  readonly counts: Counts;
  readonly essentials: readonly EssentialView[];
  /** Unknowns, grouped by the one act that closes them, largest first. */
  readonly acts: readonly Act[];
  /** Failures, grouped by the rule whose remediation mends them, most urgent first. */
  readonly fixes: readonly FixGroup[];
  /** What to do next. */
  readonly next: NextView;
  /** The next 90 days; null in a report about one computer. */
  readonly plan: ActionPlan | null;
  /** Every risk that was ever accepted or asked to be, those that count first. */
  readonly accepted: readonly AcceptedView[];
  /** Every dispute there ever was, those without an answer first. */
  readonly disputes: readonly DisputeView[];
  /** All that management says of findings. */
  readonly responses: readonly ResponseView[];
  readonly outcomes: readonly Outcome[];
  /** What people stated that outcomes rest on, by id. */
  readonly stated: readonly StatedView[];
  /** By outcome: ids in `stated`; absent: it rests on nothing that people stated. */
  readonly statedOf: ReadonlyMap<Outcome, readonly string[]>;
  /** Requirements of others that concern this town; none in a report about one computer. */
  readonly frameworks: readonly FrameworkView[];
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
  /** What is known and not asked: spares, what was retired, what a person put out of scope. */
  readonly excluded: readonly { readonly asset: string; readonly label: string; readonly class: string; readonly why: 'spare' | 'retired' | 'out-of-scope' }[];
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
  /** While it is accepted: the first day on which one of the waivers behind it has ended. */
  readonly until: string | null;
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

/** The first acts of all that is to be done. */
export interface NextView {
  readonly acts: readonly NextAct[];
  readonly more: number;
  readonly answersOfMore: number;
}

export interface FixGroup {
  readonly rule: string;
  readonly action: ActionClass;
  /** The answers that placed the most urgent of its failures. */
  readonly because: readonly string[];
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
  /** Where it is known from, in words. */
  readonly basis: { readonly basis: Basis; readonly words: string };
  readonly sources: readonly EvidenceSource[];
  /** What people stated that it rests on. */
  readonly stated: readonly StatedView[];
  readonly dispositions: Outcome['dispositions'];
  /** What management says of it. */
  readonly responses: readonly ResponseView[];
}

/** An accepted risk, ready to read. */
export interface AcceptedView {
  readonly id: string;
  readonly standing: WaiverStanding;
  /** What it lacks, in words; empty when it is complete. */
  readonly because: readonly string[];
  /** False when it came from a file and no person vouches for it. */
  readonly verified: boolean;
  readonly rules: readonly string[];
  /** What it covers, in words. */
  readonly covers: string;
  readonly wholeTown: boolean;
  /** It covers all that the town uses. */
  readonly blanket: boolean;
  /** The gaps that it is about now. */
  readonly failing: readonly { readonly rule: string; readonly subject: string; readonly label: string }[];
  readonly requester: string;
  readonly owner: string;
  readonly approver: string | null;
  readonly governingBody: string | null;
  readonly reason: string;
  /** What it means for residents when it goes wrong. */
  readonly risk: string;
  /** What is done instead; `shown` is what measurement says of that, null where no rule asks. */
  readonly control: { readonly what: string; readonly rule: string | null; readonly shown: ControlState | null } | null;
  /** Days. */
  readonly created: string;
  readonly from: string;
  readonly expires: string;
  readonly plan: string | null;
  readonly renews: string | null;
  readonly remark: string | null;
  readonly version: number;
}

/** A dispute, ready to read. */
export interface DisputeView {
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly label: string;
  readonly person: string;
  readonly on: string;
  readonly why: string;
  readonly evidence: { readonly file: string; readonly digest: string } | null;
  readonly answer: { readonly person: string; readonly on: string; readonly text: string; readonly upheld: boolean } | null;
  readonly verified: boolean;
}

/** What management says of a finding. */
export interface ResponseView extends Omit<FindingResponse, 'by' | 'version'> {
  /** False when it came from a file and no person vouches for it. */
  readonly verified: boolean;
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

