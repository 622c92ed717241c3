import type { ListKind } from '../../rules/list.ts';
import { listKinds } from '../../rules/list.ts';
import { failure } from '../failure.ts';
import { chooseColumns, knownAmong } from './columns.ts';
import type { ColumnOrder, Columns, Said } from './columns.ts';
import { identities, isMachineKind } from './fields.ts';
import type { Field } from './fields.ts';

/** Fields of which a list of a kind has one at least, beside what tells its rows apart. A kind that is not here may have names alone. */
const marks: Readonly<Partial<Record<ListKind, readonly Field[]>>> = {
  rmm: ['lastSeen', 'os', 'user', 'macs'],
  ledger: ['purchased', 'cost', 'assetTag', 'retired'],
  edr: ['healthy', 'product', 'lastSeen'],
  backup: ['job', 'lastSuccess'],
  training: ['completed', 'course'],
};
/** What a list that may have names alone usually has: good enough to guess by, not to refuse by. */
const habits: Readonly<Partial<Record<ListKind, readonly Field[]>>> = { people: ['started', 'left', 'email'], contracts: ['ends', 'noticeBy'], directory: ['unit'] };

/** Fields that only who buys equipment writes down. */
const bought: readonly Field[] = ['purchased', 'cost', 'assetTag'];
/** Fields that only machines have. */
const ofMachines: readonly Field[] = ['serial', 'macs', 'os', 'class', 'model', 'lastSeen', 'lastSuccess', 'healthy'];
/** Words in the headings of a protection console, and of no other program. */
const protectionWords = /sensor|callback|threat|infect|quarantin|malware|tamper|isolat|onboarding|exposure|risk level/i;
/** Words in a heading that names a backup job. `Device Name` and `Policy Name` may stand for it, and for anything else. */
const jobWords = /job|backup|plan/i;

/** The headings of a file, and what they were read as. */
interface Looked {
  readonly headings: readonly string[];
  readonly columns: Columns;
}

/**
 * Makes sure that a list is what it is called: training taken for backups makes people into computers.
 * @throws a failure that names the columns there are and the kind that they look like
 */
export function checkKind({ headings, columns }: Looked, order: ColumnOrder): void {
  const { kind } = order;
  const [needed, why] = isNamed(kind, columns) ? [marks[kind] ?? [], `No column makes this ${aList(kind)}: it needs one of`] : [identities[kind], 'No column is known to hold'];
  if (isNamed(kind, columns) && isMarked({ headings, columns }, order)) return;
  const looks = likeliest(headings, kind);
  throw failure('input-refused', `${why} ${needed.join(', ')}; say which one does, as in --map ${needed[0]}="Column".${looks ? ` It looks like ${aList(looks)}.` : ''} The columns are: ${headings.filter(Boolean).slice(0, 20).join(', ')}.`);
}

/**
 * Makes sure that a list is written by the program that wrote the one before, unless a person says how to read it.
 * @throws a failure when the columns that were remembered are nearly all gone
 */
export function checkRemembered({ headings, columns }: Looked, { kind, remembered, chosen }: ColumnOrder, forgotten: readonly string[]): void {
  if (Object.keys(chosen).length > 0 || !areGone(remembered, forgotten)) return;
  const before = knownBefore(remembered);
  const left = before.length - forgotten.length;
  const field = identities[kind].find((it) => columns.has(it)) ?? identities[kind][0] ?? 'name';
  const gone = forgotten.slice(0, 8).map((heading) => `"${heading}"`).join(', ');
  throw failure('input-refused', `${left === 0 ? 'None' : `Only ${left}`} of the ${before.length} columns of the ${kind} list before ${left === 0 ? 'is' : 'is still'} there; gone: ${gone}. If this is the right file, say so by one column, as in --map ${field}="${headings[columns.get(field) ?? -1] ?? 'Column'}".`);
}

/** Whether nearly all columns that were remembered are gone: four of five. One alone says nothing. */
export function areGone(remembered: Said, forgotten: readonly string[]): boolean {
  const { length } = knownBefore(remembered);
  return length > 1 && length - forgotten.length <= length / 5;
}

function knownBefore(remembered: Said): string[] {
  return Object.values(remembered).filter((heading) => heading !== null);
}

function isNamed(kind: ListKind, columns: Columns): boolean {
  return identities[kind].some((field) => columns.has(field)) || columns.has('lastName');
}

function isMarked({ headings, columns }: Looked, { kind, remembered, chosen }: ColumnOrder): boolean {
  const needed = marks[kind];
  if (needed === undefined || needed.some((field) => typeof chosen[field] === 'string')) return true;
  const has = (field: Field) => columns.has(field);
  const heading = (field: Field) => headings[columns.get(field) ?? -1] ?? '';
  const isBought = bought.some(has);
  if (isMachineKind(kind) && !ofMachines.some(has) && isOfPeople(headings)) return false;
  if (kind === 'edr') return has('healthy') || (has('product') && (!isBought || remembered.product === heading('product'))) || (has('lastSeen') && !isBought && headings.some((text) => protectionWords.test(text)));
  if (kind === 'backup') return has('lastSuccess') || (has('job') && (jobWords.test(heading('job')) || remembered.job === heading('job')));
  if (kind === 'rmm') return has('lastSeen') || has('os') || (needed.some(has) && !isBought);
  return needed.some(has);
}

function isOfPeople(headings: readonly string[]): boolean {
  return (['people', 'training'] as const).some((kind) => [...(marks[kind] ?? []), ...(habits[kind] ?? [])].some((field) => guessed(headings, kind).has(field)));
}

/** The kind of list that these headings are known of, when they are those of another one. */
function likeliest(headings: readonly string[], not: ListKind): ListKind | undefined {
  const fitting = listKinds.filter((kind) => {
    if (kind === not) return false;
    const columns = guessed(headings, kind);
    const isUsual = habits[kind]?.some((field) => columns.has(field)) ?? true;
    return isUsual && isNamed(kind, columns) && isMarked({ headings, columns }, { kind, remembered: {}, chosen: {} });
  });
  // Plain words are known of every kind of machine list; what tells of buying twice is a ledger.
  const isLedger = (kind: ListKind) => kind === 'ledger' && bought.filter((field) => guessed(headings, kind).has(field)).length > 1;
  const known = new Map(fitting.map((kind) => [kind, knownAmong(headings, kind) + (isLedger(kind) ? 1 : 0)]));
  return fitting.sort((a, b) => (known.get(b) ?? 0) - (known.get(a) ?? 0))[0];
}

function guessed(headings: readonly string[], kind: ListKind): Columns {
  return chooseColumns(headings, { kind, remembered: {}, chosen: {} }).columns;
}

function aList(kind: ListKind): string {
  return `${kind === 'rmm' || kind === 'edr' ? 'an' : 'a'} ${kind} list`;
}
