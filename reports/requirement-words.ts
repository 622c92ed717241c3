import type { RequirementState, RequirementView, RuleStanding } from './frameworks.ts';
import { visible } from './words.ts';

/** What the rules say of a requirement of somebody else. */
export const requirementWords: Record<RequirementState, string> = {
  gaps: 'Gaps',
  'not-known': 'Not known',
  'in-part': 'Fine in part, not all asked',
  fine: 'Shown to be fine',
  'not-applicable': 'Does not apply',
  'not-measured': 'Not measured yet',
  'not-asked': 'Not asked of this town',
  'no-rule': 'Nobody has a rule for it yet',
};

/** How rules stand, worst first. */
export const standingOrder = ['gaps', 'not-known', 'fine', 'not-applicable', 'not-asked', 'waits', 'not-written'] as const satisfies readonly RuleStanding['state'][];

/** How a rule stands among those that show a requirement. */
export const ruleStandingWords: Record<RuleStanding['state'], string> = {
  gaps: 'Gaps',
  'not-known': 'Not known',
  fine: 'Fine',
  'not-applicable': 'Does not apply',
  'not-asked': 'Not asked of this town',
  waits: 'Not measured yet',
  'not-written': 'Not written yet',
};

/** What a rule waits for: "target snmp" as "a way to ask network devices (SNMP)". */
export function waitsWords(waitsFor: string): string {
  const [, kind = '', what = ''] = /^(target|section|list|catalog) (?:of )?(.+)$/.exec(waitsFor) ?? [];
  if (!Object.hasOwn(waitKinds, kind)) return visible(waitsFor, 80);
  return `${waitKinds[kind]} ${Object.hasOwn(waitedFor, what) ? waitedFor[what] : visible(what, 80)}`;
}

const waitKinds: Readonly<Record<string, string>> = { target: 'a way to ask', section: 'a reading of', list: 'a list of', catalog: 'a catalog of' };

const waitedFor: Readonly<Record<string, string>> = {
  snmp: 'network devices (SNMP)',
  entra: 'the sign-in service (Entra or Google)',
  directory: 'the directory',
  'backup console': 'the console of the backup system',
  'device management': 'the management of phones and tablets',
  'outside view': 'the internet what it sees of the town',
  'firewall settings': 'the firewall for its settings',
  wireless: 'wireless networks',
};

/** The state of a requirement in words; one that nothing measured is called so. */
export function requirementText({ state, stated }: Pick<RequirementView, 'state' | 'stated'>): string {
  return stated ? `${requirementWords[state]}, as stated` : requirementWords[state];
}
