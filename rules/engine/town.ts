import type { AgeRecord } from '../derive/age/facts.ts';
import { purchaseRecords } from '../derive/age/purchases.ts';
import type { EvaluationInput, InputStatement, RosterAsset } from '../input.ts';
import type { Subject } from '../outcome.ts';
import { accountsOf } from './accounts.ts';
import { basisBits } from './context.ts';
import type { Context, Mark } from './context.ts';
import { together as allMarks } from './marks.ts';
import type { Pack } from './rule.ts';
import type { Rulebook } from './rulebook.ts';
import { townAssets } from './stated-assets.ts';
import { listsMark, listsValue, peopleMark, peopleValue, recordsMark, recordsOf } from './stated-town.ts';
import { subjectsOf } from './subjects.ts';
import type { AssetSubjects } from './subjects.ts';
import { aboutAsset as statedAboutAsset, once, statedOf } from './stated.ts';
import type { Stated } from './stated.ts';
import { townNeighbors } from './town-neighbors.ts';
import { viewOf } from './view.ts';
import type { AssetView, ViewCache } from './view.ts';

/** The town while it is judged: every asset looked at once. */
export interface Town {
  readonly input: EvaluationInput;
  readonly asOf: number;
  /** The packs that are active. */
  readonly packs: readonly Pack[];
  readonly subject: Subject;
  readonly stated: Stated;
  /** Assets that are asked: retired ones, spares and those out of scope are not. */
  readonly population: readonly RosterAsset[];
  readonly view: (asset: RosterAsset) => AssetView;
  readonly roots: (asset: RosterAsset) => Roots;
  readonly subjects: (asset: RosterAsset) => AssetSubjects;
  /** The variables of rules about the town as a whole. */
  readonly whole: Roots;
}

/** Values of variables, and the marks of those that people stated. */
export interface Roots {
  readonly values: Context['roots'];
  readonly marks: Context['marks'];
}

/** Prepares a town for the questions of a rulebook. */
export function townOf(input: EvaluationInput, rulebook: Rulebook, packs: readonly Pack[], cache: ViewCache): Town {
  const asOf = Date.parse(input.asOf);
  const statements = new Map<string, InputStatement[]>();
  for (const statement of input.statements) {
    const list = statements.get(statement.asset);
    if (list) list.push(statement);
    else statements.set(statement.asset, [statement]);
  }
  const stated = statedOf(input, rulebook.questions, asOf);
  const roster = [...input.roster].sort(byId);
  const records = recordsIn(stated);
  const from = { input, asOf, derive: rulebook.derive, cache, records };
  const view = latest((asset) => viewOf(asset, statements.get(asset.id) ?? [], from));
  const roots = latest((asset) => rootsOf(asset, view(asset), stated, records(asset)));
  return {
    input,
    asOf,
    packs,
    subject: { scope: 'town', id: 'town', asset: null, label: input.town.name },
    stated,
    population: roster.filter(({ state }) => state === 'expected' || state === 'active' || state === 'silent'),
    view,
    roots,
    subjects: latest((asset) => subjectsOf(asset, { view: view(asset), roots: roots(asset), accounts: () => accountsOf(view(asset)) }, stated)),
    whole: rootsOfTown(stated, once(() => townAssets(stated, roster, statements)), once(() => townNeighbors(stated, roster, statements))),
  };
}

/**
 * Assets that are judged together. Every rule is asked about some assets in a row, because what a rule is made of is then
 * at hand for the processor (twice as fast as one asset by one); and few enough that nothing piles up.
 */
export const together = 8;

/** Remembers what it made for the last assets. */
function latest<T>(make: (asset: RosterAsset) => T): (asset: RosterAsset) => T {
  const made = new Map<RosterAsset, T>();
  return (asset) => {
    const known = made.get(asset);
    if (known !== undefined) return known;
    if (made.size >= together) made.clear();
    const value = make(asset);
    made.set(asset, value);
    return value;
  };
}

/** The day on which an asset was bought, by a ledger that counts. */
function recordsIn(stated: Stated): (asset: RosterAsset) => readonly AgeRecord[] {
  if (!stated.input.lists.some(({ kind }) => kind === 'ledger')) return () => [];
  return (asset) => {
    const said = stated.listed(asset, 'ledger');
    return 'row' in said && said.row ? purchaseRecords(asset, said.row) : [];
  };
}

/** The variables of rules about an asset. What costs something is made when a rule asks for it. */
function rootsOf(asset: RosterAsset, view: AssetView, stated: Stated, records: readonly AgeRecord[]): Roots {
  const ledger = records.length > 0 ? stated.marks('listed', 'ledger') : undefined;
  const own = statedAboutAsset(stated, asset);
  const values = {
    facts: view.values,
    town: stated.input.town,
    asOf: stated.asOf,
    ...stated.roots,
    asset: lazily({ ...asset }, { services: () => own.services, serviceRank: () => own.serviceRank }),
  };
  return {
    values: lazily(values, { derived: () => view.derived(), scan: () => view.scan(), listed: () => own.listed, waivers: () => own.waivers, domain: () => own.domain }),
    marks: (root, member) => {
      if (root === 'scan') return { basis: basisBits.measured, until: view.scanUntil, sources: [] };
      return root === 'derived' ? derivedMark(member, view, ledger) : own.marks(root, member);
    },
  };
}

/** What is derived rests on facts, and the age also on a ledger that tells it; without a scan that counts, on that alone. */
function derivedMark(member: string, { scanUntil }: AssetView, ledger: Mark | undefined): Mark {
  const measured: Mark = { basis: basisBits.measured, until: Infinity, sources: [] };
  if (member !== 'age' || !ledger) return measured;
  return allMarks([ledger, scanUntil === Infinity ? undefined : measured]) ?? measured;
}

function rootsOfTown(stated: Stated, assets: () => ReturnType<typeof townAssets>, neighbors: () => ReturnType<typeof townNeighbors>): Roots {
  const records = once(() => recordsOf(stated));
  const values = lazily({ town: stated.input.town, asOf: stated.asOf, ...stated.roots }, {
    assets: () => assets().value,
    lists: () => listsValue(stated),
    waivers: () => records().waivers,
    plans: () => records().plans,
    findings: () => records().findings,
    catalogs: () => records().catalogs,
    people: () => peopleValue(stated),
    neighbors: () => neighbors().value,
  });
  const marks: Context['marks'] = (root, member) => {
    // Before anything reported, all that is known of the assets is from lists.
    if (root === 'assets') return { basis: assets().measured ? basisBits.measured : basisBits.list, until: assets().until, sources: [] };
    if (root === 'lists') return listsMark(stated);
    if (root === 'people') return peopleMark(stated);
    if (root === 'neighbors') return neighbors().mark;
    return recordsMark(stated, root) ?? stated.marks(root, member);
  };
  return { values, marks };
}

/** Adds members that are made when they are first read. */
function lazily(target: object, members: Readonly<Record<string, () => unknown>>): Readonly<Record<string, unknown>> {
  for (const [name, make] of Object.entries(members)) Object.defineProperty(target, name, { get: once(make), enumerable: true, configurable: true });
  return target as Readonly<Record<string, unknown>>;
}

function byId(a: RosterAsset, b: RosterAsset): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
