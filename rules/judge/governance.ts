import type { Service } from '../register.ts';
import type { Judged } from './act.ts';

/** A step that people take before any technical one helps. Done once the rule shows it for all it asks about. */
interface GovernanceStep {
  readonly id: string;
  readonly rule: string;
  /** Weeks of the plan in which it stands; more than one: it returns. */
  readonly weeks: readonly number[];
  readonly minutes: number;
  /** `{service}`: the best ranked service that has not done it. */
  readonly text: string;
  readonly why: string;
  readonly command: string;
}

const steps: readonly GovernanceStep[] = [
  { id: 'rank-services', rule: 'CON-001', weeks: [1], minutes: 60, text: 'Rank the public services by what residents feel when they stop', why: 'Everything else is put in order by this, so it comes first.', command: 'In town.yaml: services, with rank, impact and hours' },
  { id: 'name-owners', rule: 'CON-002', weeks: [1], minutes: 30, text: 'Name one owner and one backup owner for each critical service', why: 'Somebody must be the one who is called at two in the morning, and somebody else when she is away.', command: 'In town.yaml: services, owner and backupOwner' },
  { id: 'message-template', rule: 'CON-003', weeks: [2], minutes: 60, text: 'Adopt one shared message template: who is told, how, how often, and who approves it', why: 'In an outage residents must hear from the town early and often, and from one voice.', command: 'In town.yaml: communication' },
  { id: 'drill', rule: 'CON-004', weeks: [3], minutes: 120, text: 'Run one drill of at most 90 minutes for {service}, and write down two changes', why: 'A plan that nobody has practiced fails on the day it is needed.', command: 'In town.yaml: drills' },
  { id: 'checkpoint', rule: 'CON-014', weeks: [4, 8, 12], minutes: 30, text: 'Hold the monthly checkpoint: name the two handoffs that cost most time, and tighten them', why: 'Small steady meetings beat yearly panic.', command: 'In town.yaml: checkpoints' },
];

/** Rules that the steps are about: what else asks for them is done with the step. */
export const governanceRules: ReadonlySet<string> = new Set(steps.map(({ rule }) => rule));

/** Acts that a step includes. */
export const governanceActs: Readonly<Record<string, string>> = { 'state-services': 'rank-services' };

/** One step in one week. */
export interface GovernanceTask extends Omit<GovernanceStep, 'weeks'> {
  readonly week: number;
  /** Answers that are not shown to be fine yet. */
  readonly answers: number;
}

/**
 * The steps that are not done yet, by week. A step is done when its rule was asked and nothing of it fails or is unknown;
 * one that no rule asks is not done, because nobody has shown it. The monthly checkpoint returns every four weeks.
 */
export function governanceTasks({ outcomes, input }: Judged, weeks: number): GovernanceTask[] {
  return steps.flatMap(({ weeks: own, ...step }) => {
    const asked = outcomes.filter(({ rule }) => rule === step.rule);
    const open = asked.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable');
    const isDone = asked.length > 0 && open.length === 0;
    const service = nextService(input.register?.data.services ?? [], new Set(open.map(({ subject }) => subject.id)));
    const begun = step.id === 'rank-services' ? unfinished(input.register?.data.services ?? []) : undefined;
    const text = begun?.text ?? step.text.replace('{service}', () => service);
    const minutes = begun?.minutes ?? step.minutes;
    const due = own.filter((week) => week <= weeks && (!isDone || own.length > 1));
    return due.map((week) => ({ ...step, text, minutes, week, answers: week === due[0] ? open.length : 0 }));
  });
}

/** What is left of a ranking that has begun: the services that lack something, and what. */
function unfinished(services: readonly Service[]): { readonly text: string; readonly minutes: number } | undefined {
  const parts = [['rank', 'a rank'], ['impact', 'the impact on residents'], ['recoveryHours', 'the hours until it is back'], ['lossHours', 'the hours of work that may be lost'], ['reviewed', 'the day of the last review']] as const;
  const lacking = parts.filter(([key]) => services.some((service) => service[key] === undefined)).map(([, words]) => words);
  const names = services.filter((service) => parts.some(([key]) => service[key] === undefined)).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { text: `Finish the ranking of ${names.join(', ')}: ${lacking.join(', ')}`, minutes: 5 * names.length };
}

/** Name of the best ranked service of which something is still open. */
function nextService(services: readonly Service[], open: ReadonlySet<string>): string {
  const ranked = services.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.name < b.name ? -1 : 1));
  return (ranked.find(({ name }) => open.has(`service:${name.toLowerCase()}`)) ?? ranked[0])?.name ?? 'the most important service';
}
