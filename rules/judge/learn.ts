import type { Reason } from '../../wire/reasons.ts';
import { listName } from '../derive/lists/listed.ts';
import type { EvaluationInput } from '../input.ts';
import { listKinds } from '../list.ts';
import type { ListKind } from '../list.ts';
import type { Outcome, UnknownBecause } from '../outcome.ts';
import type { JudgementReason } from '../reasons.ts';
import type { LearnId } from './act-texts.ts';

/** What one answer that is not known asks for: the act, and which of its things. */
export interface Wanted {
  readonly act: LearnId;
  /** What is asked, by name: a question, a part of the register, a section. One act names it once. */
  readonly thing: string;
}

/** What of a town decides which act it is. */
export interface Known {
  readonly lists: EvaluationInput['lists'];
  /** Assets that have never reported: what is stale there was never installed. */
  readonly silent: ReadonlySet<string>;
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
  'evidence-expired': 'list-rmm',
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
export function wanted({ rule, subject, because }: Pick<Outcome, 'rule' | 'subject' | 'because'>, { lists, silent }: Known): Wanted | null {
  if (because === undefined) return null;
  const { reason, section = '', path = '' } = because;
  const thing = section === '' ? rule : section;
  if (reason === 'ambiguous') return { act: own(byRule, rule) ?? 'look-by-hand', thing: rule };
  if (reason === 'stale' && silent.has(subject.asset ?? '')) return { act: 'install-agent', thing };
  if (reason === 'unanswered' && section === '') return { act: own(byRule, rule) ?? 'set-parameters', thing: rule };
  if (reason === 'no-target' && subject.scope === 'domain') return { act: 'declare-domains', thing };
  const special = own(own(bySection, reason) ?? {}, section);
  if (special) return { act: special, thing };
  const stated = statedPart(because);
  if (stated) return stated;
  const list = reason === 'too-few-sources' ? anotherList(lists) : listNamed(because);
  if (list && listReasons.has(reason)) return { act: reason === 'ambiguous-identity' ? 'name-rows' : `list-${list}`, thing: path === '' ? list : path };
  const act = own<LearnId | null>(byReason, reason) ?? null;
  return act === null ? null : { act, thing };
}

/** A member of a table: words that come from devices may be names of what every object has. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Reasons that a list mends. */
const listReasons: ReadonlySet<string> = new Set(['population-not-known', 'evidence-expired', 'too-few-sources', 'not-visible-from-here', 'unanswered', 'ambiguous-identity']);

/** Answers of the questionnaire and parts of the register: said by people. */
function statedPart({ reason, section, path = '', detail = '' }: UnknownBecause): Wanted | null {
  if (reason !== 'unanswered' && reason !== 'evidence-expired' && reason !== 'population-not-known') return null;
  const [part = ''] = path.split(/[.[]/);
  if (section === 'register' && part === '') return { act: 'write-register', thing: 'town.yaml' };
  if (section === 'attested') return { act: reason === 'evidence-expired' ? 'confirm-answers' : 'answer-questions', thing: part };
  const named = section === 'register' ? part : section === 'service' || section === 'asset' || /\bservices\b/.test(detail) ? 'services' : null;
  if (named === null) return /\bdomains\b|\binternet names\b/.test(detail) ? { act: 'state-register', thing: 'domains' } : null;
  return { act: named === 'services' ? 'state-services' : 'state-register', thing: named };
}

/** The list that is missing, by where the value stands or by the first that the detail names. */
function listNamed({ section = '', path = '', detail = '' }: UnknownBecause): ListKind | null {
  const kind = (word: string) => listKinds.find((it) => it === word) ?? null;
  if (section === 'listed' || section === 'lists') return kind(path.split(/[.[]/)[0] ?? '');
  if (section === 'person' || section === 'people') return 'people';
  const said = listKinds.map((it) => ({ it, at: detail.indexOf(listName(it)) })).filter(({ at }) => at >= 0);
  return said.sort((a, b) => a.at - b.at)[0]?.it ?? null;
}

/** The list of computers that a town does not have yet and gets most easily. */
function anotherList(lists: Known['lists']): ListKind {
  return (['rmm', 'ledger', 'directory'] as const).find((kind) => !lists.some((list) => list.kind === kind)) ?? 'edr';
}
