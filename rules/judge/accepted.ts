import type { RosterAsset } from '../input.ts';
import type { Outcome } from '../outcome.ts';
import { covers, waiverGaps, waiverStanding } from '../waiver.ts';
import type { Cover, Waiver, WaiverStanding } from '../waiver.ts';

/** What measurement says of that which is done instead: shown to be in place, shown not to be, or neither. */
export type ControlState = 'shown' | 'contradicted' | 'not-known';

/** A waiver as it stands among the outcomes of a town. */
export interface AcceptedRisk {
  readonly waiver: Waiver;
  readonly standing: WaiverStanding;
  /** What it lacks, in words. */
  readonly gaps: readonly string[];
  /** The fails that it is about now, whether it counts or not. */
  readonly fails: readonly Outcome[];
  /** Null where no rule shows what is done instead. */
  readonly control: ControlState | null;
  /** It covers every asset that the town uses. */
  readonly blanket: boolean;
}

export interface Around {
  readonly outcomes: readonly Outcome[];
  readonly roster: readonly RosterAsset[];
  /** RFC 3339 UTC. */
  readonly asOf: string;
}

/** Every waiver there ever was, with what it is about now; by the day it begins, then by id. Pure. */
export function acceptedRisks(waivers: readonly Waiver[], around: Around): AcceptedRisk[] {
  const departments = new Map(around.roster.map(({ id, department }) => [id, department]));
  const byRule = Map.groupBy(around.outcomes, ({ rule }) => rule);
  const about = ({ subject: { id, asset } }: Outcome) => ({ id, department: asset === null ? null : (departments.get(asset) ?? null) });
  return waivers
    .map((waiver): AcceptedRisk => {
      const covered = waiver.rules.flatMap((rule) => (byRule.get(rule) ?? []).filter((outcome) => covers(waiver, rule, about(outcome))));
      return {
        waiver,
        standing: waiverStanding(waiver, around.asOf),
        gaps: waiverGaps(waiver),
        fails: covered.filter(({ outcome }) => outcome === 'fail'),
        control: controlState(byRule.get(waiver.control?.rule ?? '') ?? [], waiver, covered),
        blanket: isBlanket(waiver, around.roster),
      };
    })
    .sort((a, b) => compared(a.waiver.from, b.waiver.from) || compared(a.waiver.id, b.waiver.id));
}

/** Tells whether a waiver or plan covers every asset that a town uses, one by one or all at once, where there are several. */
export function isBlanket({ subjects, department }: Cover, roster: readonly RosterAsset[]): boolean {
  if (subjects === null && department === null) return true;
  const used = roster.filter(({ state }) => state === 'expected' || state === 'active' || state === 'silent');
  const named = subjects && new Set(subjects.map((subject) => subject.split('/')[0]));
  const covered = used.filter((asset) => (named === null ? covers({ rules: ['*'], subjects, department }, '*', asset) : named.has(asset.id)));
  return used.length > 1 && covered.length === used.length;
}

/** What the rule that shows the control says of that which the waiver covers, and of the town as a whole. */
function controlState(outcomes: readonly Outcome[], { control }: Waiver, covered: readonly Outcome[]): ControlState | null {
  if (control === null || control.rule === null) return null;
  const subjects = new Set(covered.flatMap(({ subject: { id, asset } }) => (asset === null ? [id] : [id, asset])));
  const kinds = outcomes.filter(({ subject }) => subject.scope === 'town' || subjects.has(subject.id)).map(({ outcome }) => outcome);
  if (kinds.includes('fail')) return 'contradicted';
  return kinds.length > 0 && kinds.every((kind) => kind === 'pass') ? 'shown' : 'not-known';
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
