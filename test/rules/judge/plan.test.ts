import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planFor } from '../../../rules/judge/plan.ts';
import type { ActionPlan, PlanOrder, PlanTask } from '../../../rules/judge/plan.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import type { Plan } from '../../../rules/waiver.ts';
import { computer, judgedTown } from './judged.ts';
import { outcomes, turned, verdict } from './outcomes.ts';

const order: PlanOrder = { days: 90, hoursPerWeek: 4 };
const on = (id: string) => ({ scope: 'asset', id, asset: id, label: id.toUpperCase() }) as const;
const service = (name: string) => ({ scope: 'service', id: `service:${name.toLowerCase()}`, asset: null, label: name }) as const;
const tasksOf = (plan: ActionPlan) => plan.weeks.flatMap(({ tasks }) => tasks);
const shown = (tasks: readonly PlanTask[]) => tasks.map(({ week, due, text }) => [week, due, text]);
const hours = { effort: 'hours', cost: 'none', responsible: 'msp' } as const;

/** So many failing rules of one effort, each on one computer. */
function failing(count: number, more: Partial<Outcome> = {}): Outcome[] {
  return Array.from({ length: count }, (_, index) => verdict('fail', { rule: `CFG-${String(101 + index)}`, severity: 'high', subject: on('asset-0'), ...more }));
}
function judgedWith(of: readonly Outcome[], traits: Partial<typeof hours> | object = hours, input: Parameters<typeof judgedTown>[1] = {}) {
  const judged = judgedTown(of, input);
  return { ...judged, rules: judged.rules.map((rule) => ({ ...rule, ...traits })) };
}

describe('the first four weeks', () => {
  const done = (rule: string, ...more: Outcome[]) => [verdict('pass', { rule, subject: service('Dispatch') }), ...more];

  it('hold the governance steps where nothing is known of them', () => {
    expect(shown(tasksOf(planFor(judgedTown([]), { days: 30, hoursPerWeek: 4 })))).toEqual([
      [1, '2026-11-27', 'Rank the public services by what residents feel when they stop'],
      [1, '2026-11-27', 'Name one owner and one backup owner for each critical service'],
      [2, '2026-12-04', 'Adopt one shared message template: who is told, how, how often, and who approves it'],
      [3, '2026-12-11', 'Run one drill of at most 90 minutes for the most important service, and write down two changes'],
      [4, '2026-12-21', 'Hold the monthly checkpoint: name the two handoffs that cost most time, and tighten them'],
    ]);
  });

  it('hold only those that are not done, for the service that comes first', () => {
    const states = { responsible: { leader: 'A. Chief', confirmed: '2026-01-01' }, services: [{ name: 'Library', rank: 3 }, { name: 'Dispatch', rank: 1 }, { name: 'Water', rank: 2 }] };
    const all = [...done('CON-001'), ...done('CON-002'), ...done('CON-003'), ...done('CON-004', verdict('fail', { rule: 'CON-004', subject: service('Library') }), verdict('unknown', { rule: 'CON-004', subject: service('Water') })), ...done('CON-014')];
    const tasks = tasksOf(planFor(judgedTown(all, { states }), order));
    expect(shown(tasks.filter(({ kind }) => kind === 'governance'))).toEqual([
      [3, '2026-12-11', 'Run one drill of at most 90 minutes for Water, and write down two changes'],
      ...[[4, '2026-12-18'], [8, '2027-01-15'], [12, '2027-02-12']].map((when) => [...when, 'Hold the monthly checkpoint: name the two handoffs that cost most time, and tighten them']),
    ]);
    expect(tasks[0]).toMatchObject({ owner: 'A. Chief', answers: 2, responsible: 'town' });
  });

  it('finish a ranking that has begun, naming what lacks what', () => {
    const states = { services: [{ name: 'Dispatch', rank: 1, impact: 5, recoveryHours: 1, lossHours: 0, reviewed: '2026-10-01' }, { name: 'Payroll', rank: 2, recoveryHours: 72 }] };
    const [first] = tasksOf(planFor(judgedTown([verdict('fail', { rule: 'CON-001', subject: service('Payroll') })], { states }), order));
    expect(first).toMatchObject({ text: 'Finish the ranking of Payroll: the impact on residents, the hours of work that may be lost, the day of the last review', minutes: 5 });
  });

  it('come before anything else, and the step takes in the act that is the same work', () => {
    const unknown = verdict('unknown', { rule: 'CON-009', because: { reason: 'unanswered', section: 'register', path: 'services' } });
    const plan = planFor(judgedWith([...failing(40), unknown]), order);
    expect(plan.weeks[0]?.tasks.slice(0, 2).map(({ kind }) => kind)).toEqual(['governance', 'governance']);
    expect(plan.weeks[0]?.tasks[0]).toMatchObject({ id: 'rank-services-1', answers: 1, essentials: [11] });
    expect([...tasksOf(plan), ...plan.later].filter(({ id }) => id === 'state-services')).toEqual([]);
  });
});

describe('the work', () => {
  it('flows week by week as far as the hours go', () => {
    // 90 minutes each; 240 a week, less the steps: 150, 180, 120, 210, then 240.
    const plan = planFor(judgedWith(failing(40)), order);
    const fixes = tasksOf(plan).filter(({ kind }) => kind === 'fix');
    expect(fixes.slice(0, 6).map(({ week, due }) => [week, due])).toEqual([[1, '2026-11-27'], [1, '2026-12-04'], [2, '2026-12-04'], [2, '2026-12-11'], [3, '2026-12-11'], [4, '2026-12-18']]);
    const minutes = tasksOf(plan).reduce((sum, task) => sum + task.minutes, 0);
    expect(minutes).toBeLessThanOrEqual(13 * 240);
    expect(fixes.length + plan.later.length).toBe(40);
    expect(plan.later.length).toBeGreaterThan(0);
    expect(plan.later.every(({ week, due }) => week === null && due === null)).toBe(true);
  });

  it('says what is late, and how many hours a week would keep every day', () => {
    const urgent = failing(10, { severity: 'critical' });
    const plan = planFor(judgedWith(urgent), order);
    expect([...tasksOf(plan), ...plan.later].filter(({ late }) => late).map(({ due, deadline }) => [due, deadline])).toEqual(Array.from({ length: 3 }, () => ['2026-12-25', '2026-12-21']));
    expect(plan.hoursForDeadlines).toBe(5);
    expect(tasksOf(planFor(judgedWith(urgent), { days: 90, hoursPerWeek: 5 })).filter(({ late }) => late)).toEqual([]);
    expect(planFor(judgedWith(urgent), { days: 90, hoursPerWeek: 5 }).hoursForDeadlines).toBeNull();
  });

  it('says since when something is overdue, and never that it will be done before the plan begins', () => {
    const judged = judgedWith(failing(1, { severity: 'critical' }));
    const old = { ...judged, findings: judged.findings.map((one) => ({ ...one, firstSeen: '2026-09-01T00:00:00Z' })) };
    const fix = (of: typeof judged) => tasksOf(planFor(of, order)).find(({ kind }) => kind === 'fix');
    expect(fix(judged)).toMatchObject({ overdue: null, late: false });
    expect(fix(old)).toMatchObject({ deadline: '2026-10-01', overdue: '2026-10-01', late: true, due: '2026-11-27' });
    const promise: Plan = { id: 'P-1', rules: ['CFG-101'], subjects: ['asset-0'], department: null, what: 'Close it', owner: 'T. Lee', due: '2026-11-01', fiscalYear: null, cost: null, done: null, by: 'T. Lee', version: 1 };
    expect(fix(judgedWith(failing(1), hours, { plans: [promise] }))).toMatchObject({ owner: 'T. Lee', due: '2026-11-27', overdue: '2026-11-01' });
  });

  it('says how many hours a week all of it would take', () => {
    // 40 fixes of 90 minutes and 7 governance steps of 360 minutes in 13 weeks.
    expect(planFor(judgedWith(failing(40)), order).hoursForAll).toBe(6);
    expect(planFor(judgedWith(failing(2)), order).hoursForAll).toBeNull();
  });

  it('takes no hours for what a vendor does', () => {
    const plan = planFor(judgedWith(failing(40), { ...hours, responsible: 'vendor' }), order);
    expect(plan.later).toEqual([]);
    expect(plan.weeks[0]?.tasks).toHaveLength(42);
  });

  it('decides on projects that cannot wait, and puts the rest into the budget', () => {
    const plan = planFor(judgedWith([verdict('fail', { rule: 'EOL-002', severity: 'critical', subject: on('asset-0') }), verdict('fail', { rule: 'HW-001', severity: 'medium', subject: on('asset-0') })], { effort: 'project', cost: 'high', responsible: 'town' }), order);
    expect(tasksOf(plan).filter(({ kind }) => kind === 'fix').map(({ text, minutes, fiscalYear, responsible }) => [text, minutes, fiscalYear, responsible])).toEqual([['Decide, and limit the risk until then: Move servers to a Windows that still gets fixes: pc-0', 120, null, 'town']]);
    expect(plan.budget.map(({ text, fiscalYear, week }) => [text, fiscalYear, week])).toEqual([['Move servers to a Windows that still gets fixes: pc-0', 2028, null], ['Put computers past their planned life into the replacement plan: pc-0', 2028, null]]);
  });

  it('keeps what somebody has promised: owner, day, fiscal year', () => {
    const promise: Plan = { id: 'P-1', rules: ['CFG-101'], subjects: ['asset-0'], department: null, what: 'Close it', owner: 'T. Lee', due: '2027-03-01', fiscalYear: 2028, cost: 100, done: null, by: 'T. Lee', version: 1 };
    const task = (plans: readonly Plan[]) => tasksOf(planFor(judgedWith(failing(1), hours, { plans }), order)).find(({ kind }) => kind === 'fix');
    expect(task([promise])).toMatchObject({ owner: 'T. Lee', due: '2027-03-01', fiscalYear: 2028, late: true, deadline: '2027-02-19' });
    expect(task([{ ...promise, done: '2026-11-01' }])).toMatchObject({ owner: null, due: '2026-11-27', late: false });
    expect(task([{ ...promise, subjects: ['asset-1'] }])).toMatchObject({ owner: null });
  });

  it('ends on its last day', () => {
    const thirty = planFor(judgedTown([]), { days: 30, hoursPerWeek: 4 });
    const ninety = planFor(judgedTown([]), order);
    expect([thirty.weeks.length, thirty.from, thirty.to, ninety.weeks.length, ninety.to]).toEqual([4, '2026-11-21', '2026-12-21', 13, '2027-02-19']);
  });
});

describe('properties over any outcomes', () => {
  const plans = fc.tuple(outcomes, fc.constantFrom<PlanOrder>(order, { days: 30, hoursPerWeek: 1 }, { days: 90, hoursPerWeek: 20 }));

  it('no act is lost, none stands twice, and each week begins where the one before ended', () => {
    fc.assert(fc.property(plans, ([all, how]) => {
      const plan = planFor(judgedTown(all), how);
      const tasks = [...tasksOf(plan), ...plan.later];
      expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
      const weeks = tasksOf(plan).map(({ week }) => week as number).filter((_, index) => tasksOf(plan)[index]?.kind !== 'governance');
      expect(weeks).toEqual([...weeks].sort((a, b) => a - b));
      expect(plan.weeks.every((week, index) => week.from <= week.to && (index === 0 || Date.parse(week.from) - Date.parse(plan.weeks[index - 1]!.to) === 86_400_000))).toBe(true);
      for (const task of tasksOf(plan)) expect(task.due !== null && task.due >= plan.from).toBe(true);
      for (const task of tasks) expect(task.late).toBe(task.deadline !== null && (task.due === null || task.due > task.deadline));
    }));
  });

  it('with more hours nothing is done later', () => {
    fc.assert(fc.property(outcomes, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 10 }), (all, few, more) => {
      const dues = (hoursPerWeek: number) => new Map(tasksOf(planFor(judgedTown(all), { days: 90, hoursPerWeek })).map(({ id, due }) => [id, due as string]));
      const before = dues(few);
      const after = dues(few + more);
      for (const [id, due] of before) expect((after.get(id) ?? '9999') <= due).toBe(true);
    }));
  });

  it('mending one failure never makes anything else be done later', () => {
    fc.assert(fc.property(plans, fc.nat(), ([all, how], pick) => {
      const better = turned(all, 'fail', 'pass', pick);
      fc.pre(better !== undefined);
      const mended = all.find((one, index) => better[index]?.outcome !== one.outcome)?.rule as string;
      const due = (of: readonly Outcome[]) => new Map(tasksOf(planFor(judgedTown(of), how)).filter(({ rules }) => !rules.includes(mended)).map(({ id, due: day }) => [id, day as string]));
      const after = due(better);
      for (const [id, day] of due(all)) expect((after.get(id) ?? '9999') <= day).toBe(true);
    }));
  });

  it('the same town gives the same plan, in whatever order its lists stand', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const roster = Array.from({ length: 8 }, (_, index) => computer(`asset-${index}`));
      expect(planFor(judgedTown(all.toReversed(), { roster: roster.toReversed() }), order)).toEqual(planFor(judgedTown(all, { roster }), order));
    }));
  });
});
