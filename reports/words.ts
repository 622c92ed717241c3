import { reasons } from '../wire/reasons.ts';
import { judgementReasons } from '../rules/reasons.ts';
import type { ActionClass } from '../rules/judge/actions.ts';
import type { EssentialState } from '../rules/judge/essentials.ts';
import type { OutcomeKind, Severity } from '../rules/outcome.ts';
import type { SectionName } from '../wire/sections/list.ts';

/** Every word that people read stands here or in a rule, once. */
export const outcomeWords: Record<OutcomeKind, string> = {
  pass: 'Shown to be fine',
  fail: 'Gap',
  unknown: 'Not known',
  'not-applicable': 'Does not apply',
  error: 'Our error',
};

export const essentialWords: Record<EssentialState, string> = {
  'in-place': 'In place',
  accepted: 'Accepted',
  'not-known': 'Not known',
  gaps: 'Gaps',
  'not-applicable': 'Not applicable',
};

export const severityWords: Record<Severity, string> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' };

export const actionWords: Record<ActionClass, string> = {
  'this-week': 'This week',
  '30-days': 'Within 30 days',
  '90-days': 'Within 90 days',
  budget: 'Plan and budget',
  watch: 'Watch',
};

export const responsibleWords: Record<string, string> = { town: 'the town', msp: 'the service provider', vendor: 'the maker or vendor' };

export const sectionWords: Record<SectionName, string> = {
  identity: 'Identity of the computer',
  os: 'Operating system',
  hardware: 'Hardware',
  software: 'Installed programs',
  updates: 'Updates',
  accounts: 'Accounts and administrators',
  mfa: 'Second step at sign-in',
  'remote-access': 'Remote access',
  firewall: 'Firewall',
  encryption: 'Disk encryption',
  backups: 'Backups',
  network: 'Network and open ports',
  vitals: 'Free space, last start, last update check',
  activity: 'Last sign-ins',
};

/** What no agent on a computer can see: named in every report, with the act that would show it. */
export const beyondTheComputer: readonly { what: string; act: string }[] = [
  { what: 'Computers that have no agent', act: 'Import a list of computers, or install the agent on them.' },
  { what: 'Switches, firewalls, printers and other network devices', act: 'Name them to an agent that may ask them.' },
  { what: 'Mail and cloud sign-in (Microsoft 365, Google)', act: 'Connect the sign-in service to an agent of the town.' },
  { what: 'Backups made from outside the computer', act: 'Import the job list of the backup system.' },
  { what: 'The town’s internet name, mail protection and web site', act: 'Declare the town’s internet names.' },
  { what: 'Policies, training, contracts and drills', act: 'Answer the questionnaire, with evidence.' },
];

/** The sentence that stands under every title. */
export function disclaimer(preparedBy: string): string {
  return `Prepared with Townwatch by ${preparedBy}. It reports what was measured and what people stated. It is not an independent auditor’s opinion and does not certify compliance with any law.`;
}

const known: Record<string, { sentence: string; remedy: string }> = { ...reasons, ...judgementReasons };

/** Sentence and remedy of a reason; a reason of a newer agent is shown as it came. */
export function reasonWords(reason: string): { sentence: string; remedy: string } {
  return Object.hasOwn(known, reason)
    ? known[reason]!
    : { sentence: `The agent gave a reason that this version does not know (${visible(reason)}).`, remedy: 'Update Townwatch.' };
}

/**
 * Text of a device, made safe to look at: control, bidirectional and zero-width characters are shown as `\u{…}`, so that
 * a host name cannot hide or reorder what stands beside it. Markup is the renderer's to escape.
 */
export function visible(value: string, max = 400): string {
  const shown = value.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
  return shown.length > max ? `${shown.slice(0, max)}… (${value.length} characters)` : shown;
}

/** A JSON value as a short text. */
export function valueWords(value: unknown): string {
  if (value === null) return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return visible(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    const shown = value.slice(0, 12).map(valueWords).join(', ');
    return value.length > 12 ? `${shown} and ${value.length - 12} more` : shown;
  }
  if (typeof value === 'object') return Object.entries(value as object).map(([key, member]) => `${visible(key)}: ${valueWords(member)}`).join(', ');
  return visible(String(value));
}

/** "1 computer", "4 computers". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** An instant or a day for people, in the town's time zone; a day stays a day. */
export function whenWords(when: string, timeZone: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(when)) return new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(when));
  return new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(new Date(when));
}
