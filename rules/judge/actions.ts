import type { Outcome } from '../outcome.ts';
import { topRank } from './ranks.ts';

export const actionClasses = ['this-week', '30-days', '90-days', 'budget', 'watch'] as const;
export type ActionClass = (typeof actionClasses)[number];

/** Days within which a finding of a class is to be mended. What needs money has its fiscal year, what is watched its day of review. */
export const deadlineDays: Readonly<Record<ActionClass, number | null>> = { 'this-week': 7, '30-days': 30, '90-days': 90, budget: null, watch: null };

/** What of a rule decides how soon its failure must be mended. */
export interface ActionTraits {
  readonly effort: 'minutes' | 'hours' | 'days' | 'project';
  readonly cost: 'none' | 'low' | 'medium' | 'high';
}

/** What else is known of the subject that fails. */
export interface Standing {
  readonly tags: readonly string[];
  /** The best ranked public service that needs it; null: none; undefined: nobody has said. */
  readonly service?: { readonly name: string; readonly rank: number } | null | undefined;
}

/** How soon, and the answers that say so. */
export interface Placement {
  readonly action: ActionClass;
  /** For people, the deciding one first: "an administrator without a second step at sign-in". */
  readonly because: readonly string[];
}

/** What cannot wait (compliance study 5.2, "Act now"), and when it is so. */
interface Urgent {
  readonly because: string;
  /** `critical`: only at this severity. `needed`: not where it is known that no top service needs it. */
  readonly only?: 'critical' | 'needed';
}

const urgent: Readonly<Record<string, Urgent>> = {
  'IAM-001': { because: 'an administrator without a second step at sign-in' },
  'IAM-002': { because: 'sign-in from anywhere without a second step' },
  'IAM-003': { because: 'remote sign-in without a second step' },
  'IAM-009': { because: 'somebody who has left can still sign in' },
  'BKP-001': { because: 'no backup', only: 'needed' },
  'BKP-004': { because: 'every copy can be changed or deleted', only: 'needed' },
  'HW-006': { because: 'a disk says that it is about to fail' },
  'HW-007': { because: 'one of the mirrored disks has failed' },
  'NET-001': { because: 'a network device that anybody can manage' },
  'NET-004': { because: 'the management page can be reached from the internet' },
  'GOV-012': { because: 'an answer to the insurer that the measurement contradicts' },
  // Critical only where the internet can reach it or ransomware uses it (rules PAT-002, NET-005).
  'PAT-002': { because: 'a hole that attackers are known to use', only: 'critical' },
  'NET-005': { because: 'a hole in a device at the border that attackers are known to use', only: 'critical' },
};

/** Tags that make a high severity urgent, and what they say. */
const exposed: readonly (readonly [tag: string, because: string])[] = [
  ['internet-facing', 'the internet can reach it'],
  ['cji', 'criminal justice information is worked on here'],
];

const nothingKnown: Standing = { tags: [] };

/**
 * How soon a failure must be mended. An order of answers, never arithmetic over severities:
 * what cannot wait, what is critical or high where it hurts most, what needs money, what is high or quick and cheap, the rest.
 */
export function placed(outcome: Pick<Outcome, 'rule' | 'severity' | 'dispositions' | 'raised'>, { effort, cost }: ActionTraits, standing: Standing = nothingKnown): Placement {
  const { severity, raised } = outcome;
  const waived = outcome.dispositions.find(({ kind }) => kind === 'waived');
  if (waived) return { action: 'watch', because: [waived.until === null ? 'an accepted risk' : `an accepted risk until ${waived.until.slice(0, 10)}`] };
  const grave = severity === 'critical' || severity === 'high';
  const where = grave ? whereItHurts(standing) : [];
  const at = (action: ActionClass, ...answers: readonly string[]): Placement => ({ action, because: [...new Set([...answers, ...where, ...raised.map(lowerFirst)])] });
  const now = grave ? cannotWait(outcome, standing) : null;
  if (now !== null) return at('this-week', now);
  if (severity === 'critical') return at('30-days', 'critical');
  if (severity === 'high' && where.length > 0) return at('30-days', 'high');
  if (effort === 'project' || cost === 'high') return at('budget', effort === 'project' ? 'a project' : 'needs money');
  if (severity === 'high') return at('90-days', 'high');
  const quickAndCheap = (effort === 'minutes' || effort === 'hours') && (cost === 'none' || cost === 'low');
  if (severity === 'medium' && quickAndCheap) return at('90-days', 'medium, but quick and cheap');
  return at('watch', severity === 'medium' ? 'medium, and neither quick nor cheap' : 'low');
}

/** The class alone of {@link placed}. */
export function actionClass(outcome: Parameters<typeof placed>[0], traits: ActionTraits, standing?: Standing): ActionClass {
  return placed(outcome, traits, standing).action;
}

function cannotWait({ rule, severity }: Pick<Outcome, 'rule' | 'severity'>, { service }: Standing): string | null {
  const why = Object.hasOwn(urgent, rule) ? urgent[rule] : undefined;
  if (!why || (why.only === 'critical' && severity !== 'critical')) return null;
  // Where nobody has ranked the services, this may be the one that matters most.
  if (why.only === 'needed' && service !== undefined && (service === null || service.rank > topRank)) return null;
  return why.because;
}

function whereItHurts({ tags, service }: Standing): string[] {
  const top = service && service.rank <= topRank ? [`${service.name} needs it, service ${service.rank} of the town`] : [];
  return [...top, ...exposed.flatMap(([tag, because]) => (tags.includes(tag) ? [because] : []))];
}

function lowerFirst(sentence: string): string {
  return /^[A-Z][a-z ]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
