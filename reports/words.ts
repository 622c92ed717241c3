import { reasons } from '../wire/reasons.ts';
import { judgementReasons } from '../rules/reasons.ts';
import type { ActionClass } from '../rules/judge/actions.ts';
import type { EssentialState } from '../rules/judge/essentials.ts';
import type { AssetClass } from '../rules/input.ts';
import type { ControlState } from '../rules/judge/accepted.ts';
import type { ListKind, MachineListKind } from '../rules/list.ts';
import type { Basis, Disposition, Outcome, OutcomeKind, Severity } from '../rules/outcome.ts';
import type { FindingResponse, WaiverStanding } from '../rules/waiver.ts';
import type { ListView, SeenPlace } from './lists.ts';
import { isSectionName } from '../wire/sections/list.ts';
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

/** Where an answer comes from. */
export const basisWords: Record<Basis, { readonly words: string; readonly meaning: string }> = {
  measured: { words: 'Measured', meaning: 'Read from a computer or device that signed what it sent, or from who reported.' },
  list: { words: 'From a list', meaning: 'Another program or a person keeps a list, and somebody imported it. It counts for 60 days.' },
  attested: { words: 'Stated by a person', meaning: 'Somebody answered a question or wrote it into the town’s register. Nothing measured it.' },
  mixed: { words: 'Measured and stated', meaning: 'The answer needed more than one of these; its words say which.' },
};

/** Where one answer comes from; null where there is none. */
export function basisOf({ outcome, basis, stated = [], sources }: Pick<Outcome, 'outcome' | 'basis' | 'stated' | 'sources'>): { readonly basis: Basis; readonly words: string } | null {
  if (outcome === 'unknown' || outcome === 'error') return null;
  if (basis !== 'mixed') return { basis, words: basisWords[basis].words };
  const list = stated.some(({ kind }) => kind === 'list');
  const person = stated.some(({ kind }) => kind !== 'list');
  if (!list) return { basis, words: basisWords.mixed.words };
  if (!person) return { basis, words: 'Measured and from a list' };
  return { basis, words: sources.length > 0 ? 'Measured, from a list and stated' : 'From a list and stated' };
}

/** Where a computer or device is seen, as a column is headed. */
export const placeNames: Record<SeenPlace, string> = { agent: 'Agent', ssh: 'SSH', snmp: 'SNMP', rmm: 'Remote management', directory: 'Directory', ledger: 'Equipment ledger', edr: 'Protection', backup: 'Backup' };

/** The same inside a sentence. */
export const placeSentence: Record<SeenPlace, string> = { agent: 'the agent', ssh: 'the agent over SSH', snmp: 'the agent over SNMP', rmm: 'the list of the remote-management tool', directory: 'the list of the directory', ledger: 'the equipment ledger', edr: 'the list of the protection console', backup: 'the job list of the backup system' };

export const listNames: Record<ListKind, string> = { rmm: 'Remote management', directory: 'Directory', ledger: 'Equipment ledger', edr: 'Protection console', backup: 'Backup jobs', people: 'People', training: 'Training', contracts: 'Contracts' };

export const listStanding: Record<ListView['standing'], string> = { counts: 'Counts', 'too-old': 'Too old to count', 'not-yet': 'Its day is still to come' };

export const severityWords: Record<Severity, string> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' };

export const actionWords: Record<ActionClass, string> = {
  'this-week': 'This week',
  '30-days': 'Within 30 days',
  '90-days': 'Within 90 days',
  budget: 'Plan and budget',
  watch: 'Watch',
};

export const dispositionWords: Record<Disposition['kind'], string> = { waived: 'Accepted risk', disputed: 'Disputed', planned: 'Planned' };

/** How an accepted risk stands. */
export const standingWords: Record<WaiverStanding, string> = {
  valid: 'Accepted',
  'not-yet': 'Begins later',
  expired: 'Ended',
  incomplete: 'Does not count',
  proposed: 'Asked for',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
};

/** What measurement says of that which is done instead. */
export const controlWords: Record<ControlState, string> = { shown: 'measured, and in place', contradicted: 'measured, and not in place', 'not-known': 'not known' };

/** Stands beside whatever a file says and no person vouches for. */
export const unverifiedWords = 'from a file, not verified';

export const answerWords: Record<NonNullable<FindingResponse['response']>, string> = { agree: 'Agrees', partly: 'Agrees in part', disagree: 'Disagrees' };

export const causeWords: Record<NonNullable<FindingResponse['cause']>, string> = {
  'no-process': 'nobody does it regularly',
  'no-owner': 'nobody answers for it',
  'no-money': 'no money',
  vendor: 'the vendor',
  'technical-limit': 'it cannot be done with what is there',
  'not-known': 'not known',
};

export const followUpWords: Record<NonNullable<FindingResponse['status']>, string> = { implemented: 'implemented', 'partly-implemented': 'partly implemented', 'not-implemented': 'not implemented' };

/** Why something that is known is not asked about. */
export const excludedWords: Record<'spare' | 'retired' | 'out-of-scope', string> = { spare: 'a spare', retired: 'retired', 'out-of-scope': 'left out because a person said so' };

export const classWords: Record<AssetClass, string> = {
  workstation: 'Desktop computer',
  laptop: 'Laptop',
  server: 'Server',
  hypervisor: 'Server for virtual machines',
  'network-device': 'Network device',
  printer: 'Printer',
  domain: 'Name on the internet',
  other: 'Other device',
};

export const platformWords: Readonly<Record<string, string>> = { linux: 'Linux', windows: 'Windows', macos: 'macOS' };

export const responsibleWords: Record<string, string> = { town: 'the town', msp: 'the service provider', vendor: 'the maker or vendor' };

export const sectionWords: Record<SectionName, string> = {
  identity: 'Identity of the computer',
  os: 'Operating system',
  hardware: 'Hardware',
  software: 'Installed programs',
  updates: 'Updates',
  accounts: 'Accounts and administrators',
  'password-policy': 'Rules for passwords',
  mfa: 'Second step at sign-in',
  'remote-access': 'Remote access',
  firewall: 'Firewall',
  encryption: 'Disk encryption',
  'malware-protection': 'Protection against malicious software',
  hardening: 'Built-in protections',
  protocols: 'Old network protocols',
  services: 'Background services and databases',
  network: 'Network and open ports',
  certificates: 'Certificates',
  logging: 'Logs',
  time: 'Clock',
  backups: 'Backups',
  drills: 'Restores that were tried',
  power: 'Battery against power failure',
  printers: 'Printers',
  neighbors: 'Other devices on the network',
  vitals: 'Free space, last start, last update check',
  activity: 'Last sign-ins',
  dns: 'Internet name',
  mail: 'Mail protection of the internet name',
  website: 'Web site',
};

/** The name of a section for people; one of a newer agent is shown as it came. */
export function sectionNamed(section: string): string {
  return isSectionName(section) ? sectionWords[section] : visible(section, 64);
}

/** What no agent on a computer can see: named in every report, with the act that would show it, unless an asset of the class `shownBy` reported, or one of `lists` is there, counts and is complete. */
export const beyondTheComputer: readonly { what: string; act: string; shownBy?: AssetClass; lists?: readonly MachineListKind[] }[] = [
  { what: 'Computers that have no agent', act: 'Import a list of computers, or install the agent on them.', lists: ['rmm', 'directory', 'ledger'] },
  { what: 'Switches, firewalls, printers and other network devices', act: 'Name them to an agent that may ask them.' },
  { what: 'Mail and cloud sign-in (Microsoft 365, Google)', act: 'Connect the sign-in service to an agent of the town.' },
  { what: 'Backups made from outside the computer', act: 'Import the job list of the backup system.', lists: ['backup'] },
  { what: 'The town’s internet name, mail protection and web site', act: 'List the town’s internet names in town.yaml ("townwatch town apply"), and under “domains” in the settings of one agent.', shownBy: 'domain' },
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

/** Characters that do something other than show themselves: controls, direction marks, what is drawn as nothing or over other lines. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]|(?<=\p{Mn}{4})\p{Mn}/gu;

/**
 * Text of a device, made safe to look at: control, bidirectional and invisible characters are shown as `\u{…}`, so that
 * a host name cannot hide or reorder what stands beside it. Markup is the renderer's to escape.
 * @param max characters that are shown; a longer text is cut and its length told
 */
export function visible(value: string, max = 400): string {
  // Twice as many code units as characters that may be shown: nobody waits for a name of 64 KiB.
  const shown = value.slice(0, (max + 1) * 2).replace(hidden, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
  const characters = Array.from(shown);
  return characters.length > max ? `${characters.slice(0, max).join('')}… (${value.length} characters)` : shown;
}

/** The label of a computer or account; where it is blank, the id says which one is meant. */
export function named(label: string, id: string, max = 80): string {
  return label.trim() === '' ? `(no name) ${visible(id, max)}` : visible(label, max);
}

/** A JSON value as a short text. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return visible(value);
  if (typeof value !== 'object') return visible(JSON.stringify(value) ?? typeof value);
  if (Array.isArray(value)) return some(value, { words: valueWords, between: value.some((one) => typeof one === 'object') ? '; ' : ', ' });
  return memberWords(value);
}

/** An object as its name, and in brackets what else is known of it; members that are not there are left out. */
function memberWords(value: object): string {
  const { name, ...rest } = value as { name?: unknown };
  const known = Object.entries(typeof name === 'string' ? rest : value).filter(([, member]) => member !== null);
  const words = known.length === 0 ? '' : some(known, { words: ([key, member]) => `${keyWords(key)}: ${valueWords(member)}`, between: ', ' });
  if (typeof name !== 'string') return words === '' ? 'none' : words;
  return words === '' ? visible(name) : `${visible(name)} (${words})`;
}

/** "enabledAtBoot" as "enabled at boot". */
function keyWords(key: string): string {
  return visible(key, 80).replace(/(?<=[a-z])(?=[A-Z][a-z])/g, ' ').replace(/ [A-Z]/g, (letter) => letter.toLowerCase());
}

/** The first of a list, and how many more there are. */
function some<T>(all: readonly T[], { words, between }: { words: (one: T) => string; between: string }): string {
  if (all.length === 0) return 'none';
  const shown = all.slice(0, mostShown).map(words).join(between);
  return all.length > mostShown ? `${shown} and ${all.length - mostShown} more` : shown;
}

const mostShown = 12;

/** "6,000". */
export function amount(count: number): string {
  return new Intl.NumberFormat('en-US').format(count);
}

/** "1 computer", "4 computers". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${amount(count)} ${count === 1 ? one : many}`;
}

/** An instant or a day for people, in the town's time zone; a day stays a day. What is neither is shown as it came. */
export function whenWords(when: string, timeZone: string): string {
  const date = new Date(when);
  if (Number.isNaN(date.getTime())) return visible(when, 40);
  if (/^\d{4}-\d{2}-\d{2}$/.test(when)) return new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'long' }).format(date);
  return new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(date);
}
