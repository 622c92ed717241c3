import type { RosterAsset } from '../input.ts';
import type { Disposition, Outcome } from '../outcome.ts';
import { covers, unverifiedFile, waiverStanding } from '../waiver.ts';
import type { Dispute, Plan, Waiver } from '../waiver.ts';

/** What people state about fails, and what it is matched by. */
export interface Standing {
  readonly waivers: readonly Waiver[];
  readonly plans: readonly Plan[];
  readonly disputes: readonly Dispute[];
  /** Instant of judgment, RFC 3339 UTC. */
  readonly asOf: string;
  /** Says which department an asset serves. */
  readonly roster: readonly RosterAsset[];
}

/**
 * The outcomes with what people state on top of them: `waived` from valid waivers, `planned` from plans that are not done,
 * `disputed` from disputes that nobody has answered. On fails only; no outcome changes, and whatever stood on top before
 * is replaced. A waived outcome holds no longer than its waivers, and a fail no longer than to the day on which the
 * next waiver begins. Pure; the order of nothing that comes in matters.
 */
export function disposed(outcomes: readonly Outcome[], stated: Standing): Outcome[] {
  const departments = new Map(stated.roster.map(({ id, department }) => [id, department]));
  const byRule = statedByRule(stated);
  return outcomes.map((outcome) => {
    if (outcome.outcome !== 'fail') return outcome.dispositions.length === 0 ? outcome : { ...outcome, dispositions: [] };
    const here = byRule.get(outcome.rule);
    if (here === undefined) return outcome.dispositions.length === 0 ? outcome : { ...outcome, dispositions: [] };
    const { id, asset } = outcome.subject;
    const about = { id, department: asset === null ? null : (departments.get(asset) ?? null) };
    const waivers = here.waivers.filter((waiver) => covers(waiver, outcome.rule, about));
    const coming = here.coming.filter((waiver) => covers(waiver, outcome.rule, about));
    const dispositions = [
      ...waivers.map(waived),
      ...here.plans.filter((plan) => covers(plan, outcome.rule, about)).map(planned),
      ...here.disputes.filter(({ subject }) => subject === id).map(disputed),
    ];
    const turns = [...waivers.map(({ expires }) => expires), ...coming.map(({ from }) => from)];
    return { ...outcome, dispositions: dispositions.sort(byKindAndEnd), validUntil: earliest(outcome.validUntil, turns) };
  });
}

/** What is stated about one rule and counts now; `coming`: waivers that will count. */
interface RuleStanding {
  readonly waivers: Waiver[];
  readonly coming: Waiver[];
  readonly plans: Plan[];
  readonly disputes: Dispute[];
}

function statedByRule({ waivers, plans, disputes, asOf }: Standing): ReadonlyMap<string, RuleStanding> {
  const byRule = new Map<string, RuleStanding>();
  const at = (rule: string): RuleStanding => {
    const here = byRule.get(rule) ?? { waivers: [], coming: [], plans: [], disputes: [] };
    byRule.set(rule, here);
    return here;
  };
  for (const waiver of waivers) {
    const standing = waiverStanding(waiver, asOf);
    if (standing !== 'valid' && standing !== 'not-yet') continue;
    for (const rule of new Set(waiver.rules)) at(rule)[standing === 'valid' ? 'waivers' : 'coming'].push(waiver);
  }
  for (const plan of plans) if (plan.done === null) for (const rule of new Set(plan.rules)) at(rule).plans.push(plan);
  for (const dispute of disputes) if (dispute.answer === null) at(dispute.rule).disputes.push(dispute);
  return byRule;
}

function waived({ id, owner, approver, reason, expires, by }: Waiver): Disposition {
  return { kind: 'waived', by: `${owner}, approved by ${approver ?? ''}`, reason, until: expires, id, ...marked(by) };
}

function planned({ id, what, owner, due, by }: Plan): Disposition {
  return { kind: 'planned', by: owner, reason: what, until: due, id, ...marked(by) };
}

function disputed({ id, person, why, by }: Dispute): Disposition {
  return { kind: 'disputed', by: person, reason: why, until: null, id, ...marked(by) };
}

function marked(by: string): { unverified?: true } {
  return by === unverifiedFile ? { unverified: true } : {};
}

const kinds: readonly Disposition['kind'][] = ['waived', 'planned', 'disputed'];

function byKindAndEnd(a: Disposition, b: Disposition): number {
  const key = ({ kind, until, id, by, reason }: Disposition) => JSON.stringify([kinds.indexOf(kind), until ?? '9', id, by, reason]);
  const [one, other] = [key(a), key(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The earliest of an instant and days, as an instant. */
function earliest(until: string | null, days: readonly string[]): string | null {
  const instants = days.map((day) => new Date(`${day}T00:00:00Z`).toISOString());
  return [...(until === null ? [] : [until]), ...instants].reduce<string | null>((best, one) => (best === null || Date.parse(one) < Date.parse(best) ? one : best), null);
}
