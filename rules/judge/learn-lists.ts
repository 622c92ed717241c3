import { isFresh, listName } from '../derive/lists/listed.ts';
import { newestOf } from '../derive/lists/match.ts';
import type { EvaluationInput } from '../input.ts';
import { listKinds } from '../list.ts';
import type { ListKind } from '../list.ts';
import type { UnknownBecause } from '../outcome.ts';
import type { LearnId } from './act-texts.ts';

/** What one answer that is not known asks for: the act, and which of its things. */
export interface Wanted {
  readonly act: LearnId;
  /** What is asked, by name: a question, a part of the register, a section. One act names it once. */
  readonly thing: string;
}

/** How a list stands: nobody has to import what counts and is complete once more. */
export type ListStanding = 'missing' | 'too-old' | 'not-complete' | 'complete';

/** How the newest list of each kind stands at the instant of judgment. */
export function standingOf({ lists, asOf }: Pick<EvaluationInput, 'lists' | 'asOf'>): ReadonlyMap<ListKind, ListStanding> {
  return new Map(
    listKinds.map((kind) => {
      const list = newestOf(lists, kind);
      if (!list) return [kind, 'missing'];
      if (!isFresh(list, Date.parse(asOf))) return [kind, 'too-old'];
      return [kind, list.complete ? 'complete' : 'not-complete'];
    }),
  );
}

/** Reasons that a list mends. */
const listReasons: ReadonlySet<string> = new Set(['population-not-known', 'evidence-expired', 'too-few-sources', 'not-visible-from-here', 'unanswered', 'ambiguous-identity']);

/** What a list would close: undefined where it is no matter of a list, null where every list that could is there already. */
export function wantedOfLists(because: UnknownBecause, standing: ReadonlyMap<ListKind, ListStanding>): Wanted | null | undefined {
  const { reason, path = '' } = because;
  if (!listReasons.has(reason)) return undefined;
  const kinds = reason === 'too-few-sources' || (reason === 'population-not-known' && listsNamed(because).length === 0) ? computerLists : listsNamed(because);
  const [first] = kinds;
  if (first === undefined) return undefined;
  if (reason === 'ambiguous-identity') return { act: 'name-rows', thing: path === '' ? first : path };
  if (reason === 'unanswered') return unsaid(first, path, standing);
  // A list that counts answers until its own day is too far back for the question.
  if (reason === 'evidence-expired') return { act: `list-${first}`, thing: first };
  const absent = kinds.find((kind) => isAbsent(standing.get(kind)));
  // One list that counts and may name everything is nearer than one that nobody has.
  const partial = kinds.find((kind) => standing.get(kind) === 'not-complete');
  if (reason === 'too-few-sources') return absent === undefined ? null : { act: `list-${absent}`, thing: absent };
  if (partial !== undefined) return { act: 'say-complete', thing: listName(partial) };
  return absent === undefined || kinds.some((kind) => standing.get(kind) === 'complete') ? null : { act: `list-${absent}`, thing: absent };
}

/** Lists of computers, what a town gets most easily first. */
const computerLists: readonly ListKind[] = ['rmm', 'ledger', 'directory', 'edr'];

function isAbsent(standing: ListStanding | undefined): boolean {
  return standing === 'missing' || standing === 'too-old' || standing === undefined;
}

/** A list that counts, and does not say it: by a column or a cell that is missing. */
function unsaid(kind: ListKind, path: string, standing: ReadonlyMap<ListKind, ListStanding>): Wanted {
  if (isAbsent(standing.get(kind))) return { act: `list-${kind}`, thing: kind };
  const field = path.split('.').at(-1) ?? '';
  // No list of people says until when somebody may sign in; the register does.
  if (kind === 'people' && field === 'until') return { act: 'state-register', thing: 'until of people' };
  return { act: 'complete-rows', thing: field === '' || field === kind ? listName(kind) : `${field} (${listName(kind)})` };
}

/** The lists that would say it: by where the value stands, or as the detail names them. */
function listsNamed({ section = '', path = '', detail = '' }: UnknownBecause): ListKind[] {
  if (section === 'listed' || section === 'lists') {
    const word = path.split(/[.[]/)[0];
    return listKinds.filter((kind) => kind === word);
  }
  const said = listKinds.map((kind) => ({ kind, at: detail.indexOf(listName(kind)) })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at).map(({ kind }) => kind);
  return said.length === 0 && (section === 'person' || section === 'people') ? ['people'] : said;
}
