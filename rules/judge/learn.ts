import type { Reason } from '../../wire/reasons.ts';
import { listName } from '../derive/lists/listed.ts';
import type { EvaluationInput, RosterAsset } from '../input.ts';
import type { ListKind } from '../list.ts';
import type { Outcome, UnknownBecause } from '../outcome.ts';
import type { JudgementReason } from '../reasons.ts';
import type { LearnId } from './act-texts.ts';
import { standingOf, wantedOfLists } from './learn-lists.ts';
import type { ListStanding, Wanted } from './learn-lists.ts';

/** What of a town decides which act it is. */
export interface Known {
  readonly lists: ReadonlyMap<ListKind, ListStanding>;
  readonly roster: ReadonlyMap<string, RosterAsset>;
}

/** Reads from the input of a judgment what decides which act it is. */
export function knownOf(input: Pick<EvaluationInput, 'lists' | 'asOf' | 'roster'>): Known {
  return { lists: standingOf(input), roster: new Map(input.roster.map((asset) => [asset.id, asset])) };
}

/** The act for each reason, wherever it stands; null: nothing that anybody in the town could do. */
const byReason: Readonly<Record<Reason | JudgementReason, LearnId | null>> = {
  'needs-root': 'agent-as-root',
  'tool-missing': 'install-tool',
  'not-this-platform': null,
  'switched-off': 'switch-on',
  'foreign-network': 'declare-network',
  denied: 'mend-permissions',
  timeout: 'find-hang',
  'too-large': null,
  unreadable: 'send-recording',
  'unsupported-version': 'update-townwatch',
  'license-missing': null,
  unreachable: 'reach-device',
  'not-authorized': 'mend-credential',
  'host-key-unknown': 'declare-key',
  'host-key-changed': 'explain-key',
  'agent-too-old': 'update-agent',
  'split-view': 'name-resolver',
  'outside-domain': 'follow-domain',
  'not-visible-from-here': null,
  'never-reported': 'install-agent',
  stale: 'bring-back',
  'no-target': 'connect-source',
  'population-not-known': 'list-rmm',
  'catalog-gap': 'update-catalog',
  'version-too-coarse': 'read-version',
  ambiguous: 'look-by-hand',
  'ambiguous-identity': 'tell-apart',
  unanswered: 'state-register',
  'evidence-expired': 'renew-statement',
  'too-few-sources': 'list-rmm',
  'clock-wrong': 'set-clock',
};

/** Sections that one source outside of the computer knows. */
const bySection: Readonly<Record<string, Readonly<Record<string, LearnId>>>> = {
  'no-target': { dns: 'declare-domains', mail: 'declare-domains', website: 'declare-domains', mfa: 'connect-sign-in', accounts: 'connect-sign-in' },
  'not-visible-from-here': { backups: 'list-backup', 'malware-protection': 'list-edr', mfa: 'connect-sign-in' },
};

/** Rules whose doubt ends in one way only. */
const byRule: Readonly<Record<string, LearnId>> = { 'HW-001': 'year-of-purchase', 'HW-002': 'year-of-purchase', 'IAM-008': 'say-who', 'IAM-009': 'say-who', 'CON-011': 'make-plan' };

/** What would close an outcome that is not known; null where nothing in the town's hands does. */
export function wanted({ rule, subject, because }: Pick<Outcome, 'rule' | 'subject' | 'because'>, { lists, roster }: Known): Wanted | null {
  if (because === undefined) return null;
  const { reason, section = '' } = because;
  const thing = section === '' ? rule : section;
  if (reason === 'ambiguous') return { act: own(byRule, rule) ?? 'look-by-hand', thing: rule };
  if (neverCame(reason, roster.get(subject.asset ?? ''))) return isWithoutAgent(subject, because, roster) ? null : { act: 'install-agent', thing };
  if (reason === 'unanswered' && section === '') return { act: own(byRule, rule) ?? 'set-parameters', thing: rule };
  if (reason === 'evidence-expired' && rule === ageOfCopies) return { act: 'list-backup', thing: 'backup' };
  if (reason === 'no-target' && subject.scope === 'domain') return { act: 'declare-domains', thing };
  const special = own(own(bySection, reason) ?? {}, section);
  if (special) return besideLists(special, { rule, thing, lists });
  const stated = statedPart(because);
  if (stated) return stated;
  const listed = wantedOfLists(because, lists);
  if (listed !== undefined) return listed;
  const act = own<LearnId | null>(byReason, reason) ?? null;
  return act === null ? null : { act, thing };
}

/** The rule that a newer export of a list answers, although the list counts. */
const ageOfCopies = 'BKP-002';

/** Rules that a repository answers which an agent is told to look into. */
const ofRepositories: ReadonlySet<string> = new Set(['BKP-001', 'BKP-002', 'BKP-003', 'BKP-004', 'BKP-005']);

/** What asks for a list that counts already is closed by something else, or by nothing. */
function besideLists(act: LearnId, { rule, thing, lists }: { readonly rule: string; readonly thing: string; readonly lists: Known['lists'] }): Wanted | null {
  const kind = act === 'list-backup' ? 'backup' : act === 'list-edr' ? 'edr' : null;
  const standing = kind === null ? 'missing' : lists.get(kind);
  if (kind === null || standing === 'missing' || standing === 'too-old') return { act, thing };
  if (kind === 'backup' && ofRepositories.has(rule)) return { act: 'name-repository', thing };
  return standing === 'not-complete' ? { act: 'say-complete', thing: listName(kind) } : null;
}

function neverCame(reason: string, asset: RosterAsset | undefined): boolean {
  return reason === 'never-reported' || (reason === 'stale' && asset?.lastSeen === null);
}

/** Classes on which an agent runs. */
const agentClasses: ReadonlySet<string> = new Set(['workstation', 'laptop', 'server', 'hypervisor']);

/** Whether an answer waits for a report of something that runs no agent, and that nothing can ask yet: a switch, a printer. */
export function isWithoutAgent({ asset }: Outcome['subject'], { reason }: UnknownBecause, roster: Known['roster']): boolean {
  const found = roster.get(asset ?? '');
  return found !== undefined && neverCame(reason, found) && !agentClasses.has(found.class);
}

/** A member of a table: words that come from devices may be names of what every object has. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Answers of the questionnaire and parts of the register: said by people. */
function statedPart({ reason, section, path = '', detail = '' }: UnknownBecause): Wanted | null {
  if (reason !== 'unanswered' && reason !== 'evidence-expired' && reason !== 'population-not-known') return null;
  const [part = ''] = path.split(/[.[]/);
  if (section === 'register' && part === '') return { act: 'write-register', thing: 'town.yaml' };
  const misnamed = / is no computer or device that is known$/.exec(detail);
  if (section === 'register' && misnamed) return { act: 'mend-needs', thing: detail.slice(0, misnamed.index) };
  const inside = /^services\[\]\.(\w+)/.exec(path)?.[1];
  if (section === 'register' && inside !== undefined) return { act: 'state-register', thing: `${inside} of services` };
  if (section === 'attested') return { act: reason === 'evidence-expired' ? 'confirm-answers' : 'answer-questions', thing: part };
  const named = section === 'register' ? part : section === 'service' || section === 'asset' || /\bservices\b/.test(detail) ? 'services' : null;
  if (named === null) return /\bdomains\b|\binternet names\b/.test(detail) ? { act: 'state-register', thing: 'domains' } : null;
  return { act: named === 'services' ? 'state-services' : 'state-register', thing: named };
}
