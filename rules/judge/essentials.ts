import type { Basis, Outcome } from '../outcome.ts';

export type EssentialState = 'in-place' | 'accepted' | 'not-known' | 'gaps' | 'not-applicable';

/**
 * One of the twelve things a council asks about, and the rules that decide it.
 * Essential 2 asks Linux and macOS (EOL-005, EOL-006) as well as Windows: a town whose server runs Linux would else be *In place* without it.
 */
export interface Essential {
  readonly number: number;
  readonly rules: readonly string[];
  /** Share of the population that must be shown to be fine, 0 to 1. */
  readonly target: number;
  readonly en: {
    readonly title: string;
    /** The usual first step where nothing is known of it; else `adviceOf` names what closes most. */
    readonly act: string;
  };
}

export const essentials: readonly Essential[] = [
  { number: 1, rules: ['INV-001', 'INV-002', 'INV-003', 'INV-004'], target: 0.98, en: { title: 'We know what we own and it all reports', act: 'Import one list of computers (from your remote-management tool or your equipment ledger).' } },
  { number: 2, rules: ['EOL-001', 'EOL-002', 'EOL-005', 'EOL-006', 'EOL-007', 'EOL-008', 'EOL-014', 'EOL-018', 'EOL-022', 'HW-003'], target: 1, en: { title: 'Nothing important is out of support', act: 'Install the agent on every computer, and name the network devices to ask.' } },
  { number: 3, rules: ['PAT-001', 'PAT-002', 'PAT-003'], target: 0.95, en: { title: 'Fixes are installed on time', act: 'Let the agent run every night as root or LocalSystem, and connect the source of updates.' } },
  { number: 4, rules: ['IAM-001', 'IAM-002', 'IAM-003', 'IAM-005'], target: 1, en: { title: 'A password alone is not enough', act: 'Connect the sign-in service of the town (Entra, Google or the directory).' } },
  { number: 5, rules: ['IAM-007', 'IAM-008', 'IAM-009', 'IAM-014', 'IAM-015', 'IAM-016', 'IAM-023'], target: 1, en: { title: 'Only the right people have keys', act: 'Import the list of staff, and connect the directory.' } },
  { number: 6, rules: ['EDR-001', 'EDR-003', 'EDR-005', 'CFG-007'], target: 0.98, en: { title: 'Every computer is protected and watched', act: 'Import the device list of your protection console.' } },
  { number: 7, rules: ['BKP-001', 'BKP-002', 'BKP-003', 'BKP-004', 'BKP-005', 'BKP-008'], target: 1, en: { title: 'Backups exist, elsewhere, and cannot be altered', act: 'Import the job list of your backup system, or name the backup repositories in the agent’s settings.' } },
  { number: 8, rules: ['BKP-006', 'BKP-007'], target: 1, en: { title: 'We have proven we can restore in time', act: 'Restore something, and write down who, what, when and how long it took.' } },
  { number: 9, rules: ['NET-001', 'NET-004', 'NET-005', 'NET-007', 'NET-012', 'NET-013', 'CFG-004'], target: 1, en: { title: 'Our border is closed and current', act: 'Name the firewall and the switches to ask, and have the town looked at from outside.' } },
  { number: 10, rules: ['WEB-001', 'WEB-002', 'WEB-003', 'WEB-004', 'WEB-007', 'LOG-004'], target: 1, en: { title: 'Our name and mail can be trusted', act: 'List the town’s internet names in town.yaml ("townwatch town apply"), and under “domains” in the settings of one agent.' } },
  { number: 11, rules: ['CON-001', 'CON-002', 'CON-003', 'CON-004', 'CON-005', 'CON-006', 'GOV-007'], target: 1, en: { title: 'We have practiced a bad day', act: 'Rank the critical services, name an owner for each, and run one drill of 90 minutes.' } },
  { number: 12, rules: ['GOV-001', 'GOV-002', 'GOV-004', 'GOV-010', 'GOV-012'], target: 0.95, en: { title: 'People are trained and someone is responsible', act: 'Name the responsible person, and import the training list.' } },
];

/** How many subjects of a rule or an essential stand where. `accepted` is part of `fail`. */
export interface Tally {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly accepted: number;
  readonly notApplicable: number;
  /** An open fail of critical severity that nobody accepted. */
  readonly openCritical: boolean;
  /** A fail of critical severity that somebody accepted. */
  readonly acceptedCritical: boolean;
}

/**
 * Counts outcomes. `error` counts as unknown: our bug is never the town's pass or fail. At an instant after an outcome was
 * judged, a pass or not-applicable that no longer holds is unknown, a fail stays one, and a waiver that has ended is none.
 * @param asOf RFC 3339 UTC; left out: the instant for which the outcomes were judged
 */
export function tally(outcomes: readonly Outcome[], asOf?: string): Tally {
  const counts = { pass: 0, fail: 0, unknown: 0, accepted: 0, notApplicable: 0, openCritical: false, acceptedCritical: false };
  for (const outcome of outcomes) {
    const kind = kindAt(outcome, asOf);
    if (kind === 'not-applicable') counts.notApplicable += 1;
    else if (kind === 'pass') counts.pass += 1;
    else if (kind !== 'fail') counts.unknown += 1;
    else {
      const accepted = acceptedUntil(outcome, asOf) !== undefined;
      counts.fail += 1;
      if (accepted) counts.accepted += 1;
      if (outcome.severity === 'critical') counts[accepted ? 'acceptedCritical' : 'openCritical'] = true;
    }
  }
  return counts;
}

/** What an outcome counts as at an instant: what is fine, or does not apply, is so for as long as its evidence is fresh. */
function kindAt({ outcome, validUntil }: Outcome, asOf: string | undefined): Outcome['outcome'] {
  const stale = asOf !== undefined && validUntil !== null && Date.parse(validUntil) < Date.parse(asOf);
  return stale && outcome !== 'fail' ? 'unknown' : outcome;
}

/** The day on which the last waiver of a fail ends; null: it has no end; undefined: none stands. */
function acceptedUntil({ dispositions }: Outcome, asOf: string | undefined): string | null | undefined {
  const standing = dispositions.filter(({ kind, until }) => kind === 'waived' && (asOf === undefined || until === null || asOf < until));
  if (standing.length === 0) return undefined;
  return standing.reduce<string | null>((last, { until }) => (last === null || until === null ? null : last > until ? last : until), standing[0]?.until ?? null);
}

/** Share of subjects that may be unknown while an essential still counts as known (compliance study, 5.2). */
const unknownShare = 0.05;

/**
 * The state of one rule. Order matters: an open critical gap is a gap however little is known of the rest, and one that was
 * accepted is never *In place*. No outcome at all (the rule is in no active pack) is not known; an empty population is not
 * applicable only where outcomes prove it.
 */
export function stateOf(counts: Tally, target: number): EssentialState {
  const { pass, fail, unknown, accepted, notApplicable, openCritical, acceptedCritical } = counts;
  const population = pass + fail + unknown;
  if (population === 0) return notApplicable > 0 ? 'not-applicable' : 'not-known';
  if (openCritical || (pass + unknown + accepted) / population < target) return 'gaps';
  if (unknown / population > unknownShare) return 'not-known';
  if (pass / population >= target && !acceptedCritical) return 'in-place';
  return (pass + accepted) / population >= target ? 'accepted' : 'not-known';
}

/** What is shown to be fine, and what could be once everything is checked; null for an empty population. */
export function interval(counts: Tally): { population: number; proven: number; possible: number } | null {
  const population = counts.pass + counts.fail + counts.unknown;
  if (population === 0) return null;
  return { population, proven: counts.pass / population, possible: (counts.pass + counts.unknown) / population };
}

export interface EssentialResult {
  readonly number: number;
  readonly state: EssentialState;
  readonly counts: Tally;
  /** While it is accepted: the first day on which one of the waivers behind it has ended. */
  readonly until: string | null;
  /**
   * Where what is fine is known from: measured where all of it is, `list` or `attested` where none of it was measured
   * (`attested` also where both occur), else mixed; null where nothing is shown to be fine.
   */
  readonly basis: Basis | null;
  readonly rules: readonly { readonly rule: string; readonly active: boolean; readonly state: EssentialState; readonly counts: Tally }[];
}

const worstFirst: readonly EssentialState[] = ['gaps', 'not-known', 'accepted', 'in-place', 'not-applicable'];

/** The twelve essentials over all outcomes of a town: each is as good as the worst of its rules. @param asOf as in {@link tally} */
export function judgeEssentials(outcomes: readonly Outcome[], asOf?: string): EssentialResult[] {
  const byRule = Map.groupBy(outcomes, (outcome) => outcome.rule);
  return essentials.map((essential) => {
    const rules = essential.rules.map((rule) => {
      const own = byRule.get(rule) ?? [];
      const counts = tally(own, asOf);
      return { rule, active: own.length > 0, state: stateOf(counts, essential.target), counts };
    });
    const all = essential.rules.flatMap((rule) => byRule.get(rule) ?? []);
    const state = worstFirst.find((candidate) => rules.some((rule) => rule.state === candidate)) ?? 'not-known';
    const until = state === 'accepted' ? firstEnd(all, asOf) : null;
    return { number: essential.number, state, counts: tally(all, asOf), until, basis: basisOf(all, asOf), rules };
  });
}

/** The first day on which an accepted fail is none any more. */
function firstEnd(outcomes: readonly Outcome[], asOf: string | undefined): string | null {
  const ends = outcomes.flatMap((outcome) => (outcome.outcome === 'fail' ? (acceptedUntil(outcome, asOf) ?? []) : []));
  return ends.reduce<string | null>((first, end) => (first === null || end < first ? end : first), null);
}

function basisOf(outcomes: readonly Outcome[], asOf: string | undefined): Basis | null {
  const seen = new Set(outcomes.filter((outcome) => kindAt(outcome, asOf) === 'pass').map(({ basis }) => basis));
  if (seen.size <= 1) return [...seen][0] ?? null;
  return seen.has('measured') || seen.has('mixed') ? 'mixed' : 'attested';
}
