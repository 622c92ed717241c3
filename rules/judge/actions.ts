import type { Outcome } from '../outcome.ts';

export const actionClasses = ['this-week', '30-days', '90-days', 'budget', 'watch'] as const;
export type ActionClass = (typeof actionClasses)[number];

/** What of a rule decides how soon its failure must be mended. */
export interface ActionTraits {
  readonly effort: 'minutes' | 'hours' | 'days' | 'project';
  readonly cost: 'none' | 'low' | 'medium' | 'high';
}

/**
 * Rules whose failure cannot wait (compliance study 5.2, "Act now"): administrator or remote sign-in without a second step,
 * a leaver with a key, a missing or alterable backup, a disk or array that says it is dying, a network device that anybody
 * can manage, an answer to an insurer that measurement contradicts.
 */
const cannotWait: ReadonlySet<string> = new Set([
  'IAM-001', 'IAM-002', 'IAM-003', 'IAM-009', 'BKP-001', 'BKP-004', 'HW-006', 'HW-007', 'NET-001', 'NET-004', 'GOV-012',
]);

/**
 * How soon a failure must be mended. An order of answers, never arithmetic over severities:
 * what cannot wait, what is critical, what is high or quick and cheap, what needs money, the rest.
 */
export function actionClass(outcome: Pick<Outcome, 'rule' | 'severity' | 'dispositions'>, traits: ActionTraits): ActionClass {
  if (outcome.dispositions.some((disposition) => disposition.kind === 'waived')) return 'watch';
  if (cannotWait.has(outcome.rule) && (outcome.severity === 'critical' || outcome.severity === 'high')) return 'this-week';
  if (outcome.severity === 'critical') return '30-days';
  if (traits.effort === 'project' || traits.cost === 'high') return 'budget';
  if (outcome.severity === 'high') return '90-days';
  const quickAndCheap = (traits.effort === 'minutes' || traits.effort === 'hours') && (traits.cost === 'none' || traits.cost === 'low');
  return outcome.severity === 'medium' && quickAndCheap ? '90-days' : 'watch';
}
