import { isFresh, listName, staleAt } from '../derive/lists/listed.ts';
import { newestOf } from '../derive/lists/match.ts';
import type { ListMatch } from '../derive/lists/match.ts';
import { isNear, lettersOf } from '../derive/people/people.ts';
import type { KnownPerson } from '../derive/people/people.ts';
import { endOf } from '../derive/waivers/cover.ts';
import { waiverGaps } from '../waiver.ts';
import type { EvaluationInput } from '../input.ts';
import { listKinds } from '../list.ts';
import type { ListRow, TownList } from '../list.ts';
import type { UnknownBecause } from '../outcome.ts';
import type { Plan, Waiver } from '../waiver.ts';
import { basisBits } from './context.ts';
import type { Mark } from './context.ts';
import { listMark, together } from './marks.ts';
import { personValue, waiverMark } from './stated.ts';
import type { Stated } from './stated.ts';
import { PartialList, Unknown } from './value.ts';

/** The value of `lists`: the newest of each kind. There may be more lists as long as some kind is not there. */
export function listsValue({ input, asOf, matches }: Stated): unknown {
  const newest = listKinds.map((kind) => ({ kind, list: newestOf(input.lists, kind) }));
  const items = newest.flatMap(({ list }) => (list ? [listValue(list, matches.get(list.kind as never), asOf)] : []));
  const absent = newest.filter(({ list }) => !list).map(({ kind }) => listName(kind));
  if (absent.length === 0) return items;
  return new PartialList(items, { reason: 'population-not-known', section: 'lists', path: '', detail: `nobody has imported the ${absent.join(', the ')}` });
}

function listValue(list: TownList, match: ListMatch | undefined, asOf: number): object {
  const { kind, rows, complete } = list;
  const matching = match && { matched: match.matched.length, unmatched: match.unmatched.map(rowName), ambiguous: match.ambiguous.map(({ row }) => rowName(row)) };
  return { kind, asOf: list.asOf, rows: rows.length, ...matching, fresh: isFresh(list, asOf), complete, columns: [...list.columns].sort() };
}

/** A row as people find it again. */
function rowName({ row, name, serial, assetTag }: ListRow): string {
  return name || serial || assetTag || `row ${row}`;
}

/** The mark of `lists`: all that were imported, until the next of them is too old. */
export function listsMark({ input, asOf }: Stated): Mark | undefined {
  const newest = listKinds.map((kind) => newestOf(input.lists, kind)).filter((list) => list !== undefined);
  if (newest.length === 0) return undefined;
  return together([listMark(newest, asOf), { basis: basisBits.list, until: Math.min(...newest.filter((list) => isFresh(list, asOf)).map(staleAt)), sources: [] }]);
}

/** The values of `waivers`, `plans`, `findings` and `catalogs`. */
export function recordsOf({ input, asOf }: Stated): Readonly<Record<'waivers' | 'plans' | 'findings' | 'catalogs', unknown>> {
  const waivers = input.waivers.map((waiver) => {
    const { id, rules, owner, approver, requester, reason, control, created, expires, state } = waiver;
    return { id, rules, owner, approver, requester, reason, control, created, expires, state, complete: waiverGaps(waiver).length === 0 && waiver.approver !== null, expired: asOf >= endOf(waiver) };
  });
  const plans = input.plans.map(({ id, rules, what, owner, due, done, fiscalYear, cost }) => ({ id, rules, what, owner, due, done, fiscalYear, cost }));
  const findings = input.previous.map(({ rule, subject, state, firstSeen, reopened }) => ({ rule, subject, state, firstSeen, reopened, due: dueOf(input, rule, subject) }));
  const catalogs = input.documents.flatMap(({ name, digest, asOf: of }) => (of === undefined ? [] : [{ name, asOf: of, digest }]));
  const none = new Unknown({ reason: 'catalog-gap', section: 'catalogs', path: '', detail: 'no catalog says of which day it is' });
  return { waivers: waivers.sort(by('id')), plans: plans.sort(by('id')), findings: findings.sort(by('rule', 'subject')), catalogs: catalogs.length > 0 ? catalogs.sort(by('name')) : none };
}

export function recordsMark(stated: Stated, root: string): Mark | undefined {
  const { input, asOf } = stated;
  if (root === 'waivers') return together([waiverMark(input.waivers, asOf), expiryMark(input.waivers, asOf)]);
  if (root === 'plans') return input.plans.length > 0 ? { basis: basisBits.attested, until: Infinity, sources: [] } : undefined;
  return undefined;
}

/** Also a waiver that nobody approved expires. */
function expiryMark(waivers: readonly Waiver[], asOf: number): Mark {
  return { basis: 0, until: Math.min(...waivers.map(endOf).filter((end) => end > asOf)), sources: [] };
}

/** The day until which the newest plan about a finding is to be done. */
function dueOf({ plans, roster }: EvaluationInput, rule: string, subject: string): string | null {
  const asset = roster.find(({ id }) => id === subject.split('/')[0]);
  const own = plans.filter((plan) => plan.rules.includes(rule) && isPlanAbout(plan, subject, asset?.department ?? null));
  return own.sort((a, b) => b.version - a.version || (a.id < b.id ? 1 : -1))[0]?.due ?? null;
}

function isPlanAbout({ subjects, department }: Plan, subject: string, of: string | null): boolean {
  if (subjects === null && department === null) return true;
  return subjects?.includes(subject) === true || (department !== null && department === of);
}

/** The value of `people`: everybody who works for the town, with their trainings. */
export function peopleValue(stated: Stated): unknown {
  const { people, more } = stated.people;
  if (people.length === 0 && more) return new Unknown(more);
  const trainings = trainingsOf(stated);
  const items = people.map((person) => {
    const { name, kind, department, started, left } = personValue(person);
    return { name, ...defined({ kind, department, started, left }), trainings: trainings(person) };
  });
  return more ? new PartialList(items, more) : items;
}

export function peopleMark(stated: Stated): Mark | undefined {
  return together([stated.marks('people', ''), listMark([newestOf(stated.input.lists, 'training')], stated.asOf)]);
}

/** The trainings of a person, by the same name or e-mail address. A row of somebody with a similar name may be theirs. */
function trainingsOf({ input, asOf, people: { people } }: Stated): (person: KnownPerson) => unknown {
  const lacking = (reason: UnknownBecause['reason'], detail: string): UnknownBecause => ({ reason, section: 'people', path: '[].trainings', detail });
  const list = newestOf(input.lists, 'training');
  if (!list) return () => new Unknown(lacking('population-not-known', `nobody has imported the ${listName('training')}`));
  if (!isFresh(list, asOf)) return () => new Unknown(lacking('evidence-expired', `the ${listName('training')} is of ${list.asOf}`));
  const rows = [...list.rows].sort((a, b) => a.row - b.row).map((row) => ({ row, name: row.person ?? row.name ?? '', email: row.email?.toLowerCase() }));
  const isOf = ({ name, email }: { name: string; email: string | undefined }, person: KnownPerson) => (email !== undefined && person.emails.includes(email)) || (name !== '' && lettersOf(name) === lettersOf(person.name));
  const strangers = rows.filter((row) => !people.some((person) => isOf(row, person)));
  return (person) => {
    const own = rows.filter((row) => isOf(row, person)).map(({ row: { course, completed, due } }) => defined({ course: course ?? undefined, completed, due }));
    const near = strangers.find(({ name }) => isNear(name, person.name));
    if (near) return new PartialList(own, lacking('ambiguous', `row ${near.row.row} of the ${listName('training')} may be about ${person.name}`));
    return list.complete ? own : new PartialList(own, lacking('not-visible-from-here', `the ${listName('training')} is not said to be complete`));
  };
}

function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function by<K extends string>(...keys: readonly K[]): (a: Readonly<Record<K, string>>, b: Readonly<Record<K, string>>) => number {
  return (a, b) => {
    for (const key of keys) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
    return 0;
  };
}
