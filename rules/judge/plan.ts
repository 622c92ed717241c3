import type { Subject } from '../outcome.ts';
import { covers } from '../waiver.ts';
import type { Plan } from '../waiver.ts';
import { leaderOf } from './act.ts';
import type { Judged, NextAct } from './act.ts';
import type { Responsible } from './act-texts.ts';
import { afterDays, dayOf, fiscalYearOf } from './calendar.ts';
import { governanceActs, governanceRules, governanceTasks } from './governance.ts';
import type { GovernanceTask } from './governance.ts';
import { nextActs } from './next.ts';
import type { Next } from './next.ts';

export interface PlanOrder {
  readonly days: 30 | 90;
  /** Hours a week that the town and its service provider give to the plan together. What a vendor does takes none of them. */
  readonly hoursPerWeek: number;
}

/** What a town gives where nobody says otherwise. */
export const usualOrder: PlanOrder = { days: 90, hoursPerWeek: 4 };

/** One line of the plan. */
export interface PlanTask {
  readonly id: string;
  readonly kind: 'governance' | NextAct['kind'];
  readonly text: string;
  readonly why: string;
  readonly minutes: number;
  /** A person by name; null: the responsible party. */
  readonly owner: string | null;
  readonly responsible: Responsible;
  readonly command: string | null;
  /** Week of the plan in which it begins, from 1; null: not in these weeks. */
  readonly week: number | null;
  /** Day by which it is done at this pace, or by which its owner promised it; null: not in these weeks. */
  readonly due: string | null;
  /** Last day by its class; null: it has none. */
  readonly deadline: string | null;
  /** Day that had passed when the plan began: its deadline, or what its owner promised; null: none has. */
  readonly overdue: string | null;
  /** It is done after its deadline. */
  readonly late: boolean;
  /** Fiscal year in which it is paid for, where it needs money. */
  readonly fiscalYear: number | null;
  readonly answers: number;
  readonly essentials: readonly number[];
  readonly rules: readonly string[];
  readonly subjects: readonly Subject[];
  readonly fix: NextAct['fix'];
}

export interface PlanWeek {
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly tasks: readonly PlanTask[];
}

export interface ActionPlan {
  readonly order: PlanOrder;
  readonly from: string;
  readonly to: string;
  readonly weeks: readonly PlanWeek[];
  /** What does not fit into the hours of these weeks, in the order in which it comes next. */
  readonly later: readonly PlanTask[];
  /** What needs money or is a project: to be put into a fiscal year. */
  readonly budget: readonly PlanTask[];
  /** What can wait, to be looked at again. */
  readonly watch: readonly PlanTask[];
  /** Hours a week with which every deadline would be kept, rounded up; null: it is kept as it is. */
  readonly hoursForDeadlines: number | null;
  /** Hours a week with which all of it would be done in these weeks, rounded up; null: it is. */
  readonly hoursForAll: number | null;
  readonly remains: Next['remains'];
}

/**
 * The work of a town week by week. The first four weeks hold the governance steps that are not done, before anything else;
 * then comes what the order of {@link nextActs} says, as far as the hours go. Pure and deterministic.
 *
 * Work flows: what does not fit into one week goes on in the next, so mending one thing never delays any other.
 */
export function planFor(judged: Judged, order: PlanOrder): ActionPlan {
  const { acts, remains } = nextActs(judged);
  const calendar = calendarOf(dayOf(judged.input.asOf), order.days);
  const steps = governanceTasks(judged, calendar.length);
  const included = acts.filter(({ id }) => Object.hasOwn(governanceActs, id));
  const rest = acts.filter((act) => !included.includes(act) && !act.rules.every((rule) => governanceRules.has(rule)));
  const now = rest.filter(({ fix }) => fix === null || deadlined.has(fix.action)).map(firstStep);
  const pace = paceOf(calendar, steps, order.hoursPerWeek);
  const tasks = [...steps.map((step) => governanceTask(step, { calendar, included, leader: leaderOf(judged.input) })), ...scheduled(now, pace, judged)];
  const outside = (action: string) => rest.filter(({ fix }) => fix?.action === action).map((act) => taskOf(act, judged, null));
  return {
    order,
    from: (calendar[0] as Week).from,
    to: (calendar.at(-1) as Week).to,
    weeks: calendar.map(({ number, from, to }) => ({ number, from, to, tasks: tasks.filter(({ week }) => week === number) })),
    later: tasks.filter(({ week }) => week === null),
    budget: rest.filter((act) => act.fix?.action === 'budget' || isMoney(act)).map((act) => taskOf(act, judged, null)),
    watch: outside('watch'),
    hoursForDeadlines: hoursFor(now, pace, order.hoursPerWeek),
    hoursForAll: hoursForAll(tasks, calendar.length, order.hoursPerWeek),
    remains,
  };
}

/** What needs money or is a project, and yet cannot wait for a budget. */
function isMoney({ fix }: NextAct): boolean {
  return fix !== null && deadlined.has(fix.action) && (fix.effort === 'project' || fix.cost === 'high');
}

/** Minutes to decide on a purchase or a project, and to limit the risk until it is done. */
const minutesToDecide = 120;

/** In weeks nobody finishes a project: the plan holds its first step, the budget the rest. What risk a town lives with until then it decides itself, whoever does the work. */
function firstStep(act: NextAct): NextAct {
  if (!isMoney(act)) return act;
  return { ...act, text: `Decide, and limit the risk until then: ${act.text}`, minutes: Math.min(act.minutes, minutesToDecide), responsible: 'town', person: 'town-manager' };
}

const deadlined: ReadonlySet<string> = new Set(['this-week', '30-days', '90-days']);

type Week = Pick<PlanWeek, 'number' | 'from' | 'to'>;

/** Weeks of seven days from a day on; the last ends with the plan. */
function calendarOf(start: string, days: number): Week[] {
  const count = Math.round(days / 7);
  return Array.from({ length: count }, (_, index) => ({ number: index + 1, from: afterDays(start, index * 7), to: afterDays(start, index === count - 1 ? days : index * 7 + 6) }));
}

/** Minutes that are free from the first week to the end of each one, after the governance steps. */
interface Pace {
  readonly weeks: readonly (Week & { readonly free: number })[];
}

function paceOf(calendar: readonly Week[], steps: readonly GovernanceTask[], hoursPerWeek: number): Pace {
  let free = 0;
  return {
    weeks: calendar.map((week) => {
      const taken = steps.filter((step) => step.week === week.number).reduce((sum, { minutes }) => sum + minutes, 0);
      free += Math.max(0, hoursPerWeek * 60 - taken);
      return { ...week, free };
    }),
  };
}

function scheduled(acts: readonly NextAct[], { weeks }: Pace, judged: Judged): PlanTask[] {
  let spent = 0;
  return acts.map((act) => {
    const begin = weeks.find(({ free }) => free > spent);
    spent += act.responsible === 'vendor' ? 0 : act.minutes;
    const end = weeks.find(({ free }) => free >= spent);
    return taskOf(act, judged, begin && end ? { begin, end } : null);
  });
}

function taskOf(act: NextAct, { input }: Judged, when: { begin: Week; end: Week } | null): PlanTask {
  const plan = planOf(act, input);
  const deadline = act.fix?.deadline ?? null;
  const today = dayOf(input.asOf);
  const promised = plan?.due ?? null;
  const due = promised !== null && promised >= today ? promised : (when?.end.to ?? null);
  const passed = [promised, deadline].flatMap((day) => (day !== null && day < today ? [day] : [])).sort();
  const money = when === null && (act.fix?.action === 'budget' || isMoney(act));
  return {
    id: act.id,
    kind: act.kind,
    text: act.text,
    why: act.why,
    minutes: act.minutes,
    owner: plan?.owner ?? act.owner,
    responsible: act.responsible,
    command: act.command,
    week: when?.begin.number ?? null,
    due,
    deadline,
    overdue: passed[0] ?? null,
    late: deadline !== null && (due === null || due > deadline),
    fiscalYear: plan?.fiscalYear ?? (money ? fiscalYearOf(dayOf(input.asOf), input.town.fiscalYearStartMonth) + 1 : null),
    answers: act.answers,
    essentials: act.essentials.map(({ number }) => number),
    rules: act.rules,
    subjects: act.subjects,
    fix: act.fix,
  };
}

/** The plan that somebody has made for all that an act is about: the one that is due first. */
function planOf({ rules, subjects }: NextAct, { plans, roster }: Judged['input']): Plan | undefined {
  const departments = new Map(roster.map(({ id, department }) => [id, department]));
  const isAbout = (plan: Plan) =>
    plan.done === null && rules.every((rule) => subjects.every(({ id, asset }) => covers(plan, rule, { id, department: asset === null ? null : (departments.get(asset) ?? null) })));
  return plans.filter(isAbout).sort((a, b) => (a.due === b.due ? (a.id < b.id ? -1 : 1) : a.due < b.due ? -1 : 1))[0];
}

function governanceTask(step: GovernanceTask, { calendar, included, leader }: { calendar: readonly Week[]; included: readonly NextAct[]; leader: string | null }): PlanTask {
  const also = included.filter(({ id }) => governanceActs[id] === step.id);
  return {
    id: `${step.id}-${step.week}`,
    kind: 'governance',
    text: step.text,
    why: step.why,
    minutes: step.minutes,
    owner: leader,
    responsible: 'town',
    command: step.command,
    week: step.week,
    due: (calendar[step.week - 1] as Week).to,
    deadline: null,
    overdue: null,
    late: false,
    fiscalYear: null,
    answers: step.answers + also.reduce((sum, { answers }) => sum + answers, 0),
    essentials: [...new Set([11, ...also.flatMap(({ essentials }) => essentials.map(({ number }) => number))])].sort((a, b) => a - b),
    rules: [step.rule],
    subjects: [],
    fix: null,
  };
}

/** Hours a week in which all of it is done; null where these are enough. */
function hoursForAll(tasks: readonly PlanTask[], weeks: number, hoursPerWeek: number): number | null {
  if (tasks.every(({ week }) => week !== null)) return null;
  const minutes = tasks.reduce((sum, task) => sum + (task.responsible === 'vendor' ? 0 : task.minutes), 0);
  return Math.max(hoursPerWeek + 1, Math.ceil(minutes / weeks / 60));
}

/** Hours a week that would keep every deadline that has not passed; null where these do. */
function hoursFor(acts: readonly NextAct[], { weeks }: Pace, hoursPerWeek: number): number | null {
  const first = weeks[0] as Pace['weeks'][number];
  let spent = 0;
  let needed = 0;
  for (const act of acts) {
    spent += act.responsible === 'vendor' ? 0 : act.minutes;
    const { deadline } = act.fix ?? { deadline: null };
    if (deadline === null || deadline < first.from) continue;
    const before = weeks.findLast(({ to }) => to <= deadline) ?? first;
    const taken = hoursPerWeek * 60 * before.number - before.free;
    needed = Math.max(needed, (spent + taken) / before.number / 60);
  }
  return needed > hoursPerWeek ? Math.ceil(needed) : null;
}
