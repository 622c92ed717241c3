import { findingId } from './findings.ts';
import type { RosterAsset } from '../input.ts';
import type { Finding, Outcome } from '../outcome.ts';
import { byEssential, essentialShares, leaderOf, order, subjectsOf, unique } from './act.ts';
import type { ActRule, Judged, NextAct } from './act.ts';
import type { Person, Responsible } from './act-texts.ts';
import { actionClasses, deadlineDays, placed } from './actions.ts';
import type { ActionClass, ActionTraits } from './actions.ts';
import { afterDays, dayOf } from './calendar.ts';
import { fixTexts } from './fix-texts.ts';
import { placeCount, placesOf } from './places.ts';
import { ranksOf } from './ranks.ts';
import type { RankedService, Ranks } from './ranks.ts';

/** Subjects beyond which a fix is told department by department. */
const largeFix = 20;

/** Minutes by the effort class of a rule: for the first place and for each further one. Own estimate; a setting that goes out by policy takes less. */
const effortMinutes: Readonly<Record<ActionTraits['effort'], { readonly first: number; readonly next: number }>> = {
  minutes: { first: 15, next: 5 },
  hours: { first: 90, next: 15 },
  days: { first: 480, next: 120 },
  project: { first: 2400, next: 480 },
};

const costs: readonly ActionTraits['cost'][] = ['none', 'low', 'medium', 'high'];

/** A failing outcome with where it was placed. */
interface Placed {
  readonly outcome: Outcome;
  readonly action: ActionClass;
  readonly because: readonly string[];
  readonly service: RankedService | null | undefined;
  readonly department: string | null;
}

/**
 * What mends the failures of a town: one act for each rule and class, and for each department where it is large. Accepted
 * risks, and what waits to be confirmed, are not among them. In the order in which they are to be done: class, rank of the service, number of subjects that one act
 * mends, cost, id.
 *
 * The order of a part is that of the whole fix, so that mending one subject never delays any other fix.
 */
export function fixActs({ input, outcomes, findings, rules }: Judged): NextAct[] {
  const roster = new Map(input.roster.map((asset) => [asset.id, asset]));
  const ranks = ranksOf(input);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const waits = new Set(findings.filter(({ state }) => state === 'unconfirmed').map(({ id }) => id));
  const failing = outcomes.filter(({ outcome, rule, subject, dispositions }) => outcome === 'fail' && !dispositions.some(({ kind }) => kind === 'waived') && !waits.has(findingId(input.town.id, rule, subject.id)));
  const open = byEssential(failing);
  const firstSeen = new Map(findings.map((finding: Finding) => [finding.id, finding.firstSeen]));
  const about: About = { roster, open, leader: leaderOf(input), today: dayOf(input.asOf), firstSeen: ({ rule, subject }) => firstSeen.get(findingId(input.town.id, rule, subject.id)) ?? input.asOf };
  const wholes = [...Map.groupBy(failing, ({ rule }) => rule)].flatMap(([id, group]) => {
    const rule = byId.get(id) ?? unloaded(id);
    const placings = group.map((outcome) => place(outcome, rule, { roster, ranks }));
    return [...Map.groupBy(placings, ({ action }) => action).values()].map((parts) => ({ rule, parts }));
  });
  return wholes.sort(urgentFirst).flatMap(({ rule, parts }) => byDepartment(parts).map((part) => fixAct(rule, part, about)));
}

/** What a failing outcome is placed by beside its rule. */
export function place(outcome: Outcome, traits: ActionTraits, { roster, ranks }: { readonly roster: ReadonlyMap<string, RosterAsset>; readonly ranks: Ranks }): Placed {
  const asset = roster.get(outcome.subject.asset ?? '');
  const service = ranks.serviceOf(outcome.subject);
  return { outcome, ...placed(outcome, traits, { tags: asset?.tags ?? [], service }), service, department: asset?.department ?? null };
}

type Whole = { readonly rule: ActRule; readonly parts: readonly Placed[] };

function urgentFirst(a: Whole, b: Whole): number {
  const action = ({ parts }: Whole) => actionClasses.indexOf((parts[0] as Placed).action);
  const rank = ({ parts }: Whole) => bestService(parts)?.rank ?? Infinity;
  const ranks = rank(a) === rank(b) ? 0 : rank(a) - rank(b);
  return action(a) - action(b) || ranks || b.parts.length - a.parts.length || costs.indexOf(a.rule.cost) - costs.indexOf(b.rule.cost) || order(a.rule.id, b.rule.id);
}

function byDepartment(parts: readonly Placed[]): Part[] {
  const departments = Map.groupBy(parts, ({ department }) => department);
  if (parts.length <= largeFix || departments.size < 2) return [{ parts, department: null, divided: false }];
  return [...departments].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : order(a, b))).map(([department, own]) => ({ parts: own, department, divided: true }));
}

interface Part {
  readonly parts: readonly Placed[];
  readonly department: string | null;
  readonly divided: boolean;
}

interface About {
  readonly roster: ReadonlyMap<string, RosterAsset>;
  readonly open: ReadonlyMap<number, number>;
  readonly firstSeen: (outcome: Outcome) => string;
  readonly leader: string | null;
  readonly today: string;
}

function fixAct(rule: ActRule, { parts, department, divided }: Part, about: About): NextAct {
  const outcomes = parts.map(({ outcome }) => outcome);
  const subjects = subjectsOf(outcomes);
  const where = placesOf(subjects, about.roster);
  const { action } = parts[0] as Placed;
  const { first, next } = effortMinutes[rule.effort];
  const days = deadlineDays[action];
  const deadline = days === null ? null : (outcomes.map((outcome) => afterDays(dayOf(about.firstSeen(outcome)), days)).sort(order)[0] as string);
  const responsible: Responsible = rule.responsible === 'town' || rule.responsible === 'vendor' ? rule.responsible : 'msp';
  const text = Object.hasOwn(fixTexts, rule.id) ? (fixTexts[rule.id] as string) : `Mend what answers no to: ${rule.title}`;
  const subset = divided ? ` (${department ?? 'no department'})` : '';
  return {
    id: `fix-${rule.id}-${action}${divided ? `-${department ?? ''}` : ''}`,
    kind: 'fix',
    text: `${text}${where === '' ? '' : `: ${where}`}${subset}`,
    why: rule.plain,
    minutes: first + next * (placeCount(subjects) - 1),
    person: persons[responsible],
    responsible,
    command: `townwatch rules show ${rule.id}`,
    answers: outcomes.length,
    essentials: essentialShares(outcomes, about.open),
    rules: [rule.id],
    subjects,
    details: unique(outcomes.flatMap(({ items }) => items.filter(({ outcome }) => outcome === 'fail').map(({ item }) => withoutVersion(item)))),
    service: bestService(parts),
    owner: responsible === 'town' ? (ownerOf(parts) ?? about.leader) : null,
    fix: {
      action,
      because: mostCommon(parts.map(({ because }) => because)),
      deadline,
      overdue: deadline !== null && deadline < about.today,
      effort: rule.effort,
      cost: rule.cost,
      department,
    },
  };
}

const persons: Readonly<Record<Responsible, Person>> = { town: 'town-manager', msp: 'it-technician', vendor: 'vendor' };

function bestService(parts: readonly Placed[]): RankedService | null {
  const services = parts.flatMap(({ service }) => (service ? [service] : []));
  return services.sort((a, b) => a.rank - b.rank || order(a.name, b.name))[0] ?? null;
}

/** The owner of the one service that all of it is about. */
function ownerOf(parts: readonly Placed[]): string | null {
  const names = new Set(parts.map(({ service }) => service?.name));
  return names.size === 1 ? (parts[0]?.service?.owner ?? null) : null;
}

/** All answers that placed any of them, the most common first. */
function mostCommon(lists: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const because of lists) for (const it of because) counts.set(it, (counts.get(it) ?? 0) + 1);
  return [...counts].sort(([a, inA], [b, inB]) => inB - inA || order(a, b)).map(([because]) => because);
}

/** "Google Chrome 120.0.1" is one program with "Google Chrome 121.0". */
function withoutVersion(item: string): string {
  return item.replace(/ v?\d[\w.+:~-]*$/, '');
}

function unloaded(id: string): ActRule {
  return { id, title: id, plain: 'The text of this rule is not loaded.', responsible: 'msp', effort: 'hours', cost: 'low' };
}
