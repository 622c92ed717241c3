import type { Rulebook } from '../engine/rulebook.ts';
import type { EvaluationInput, RosterAsset } from '../input.ts';
import type { Outcome, UnknownBecause } from '../outcome.ts';
import type { Register } from '../register.ts';
import { order } from './act.ts';
import { agingOf } from './aging.ts';
import type { Aging, AgingReason } from './aging.ts';
import { dayOf, daysBetween, fiscalYearDays, fiscalYearOf } from './calendar.ts';
import { ranksOf, topRank } from './ranks.ts';
import type { RankedService, Ranks } from './ranks.ts';

export interface ReplacementOrder {
  /** How many fiscal years: from the present one on, or from the next where the present one is nearly over. */
  readonly years: number;
  /** Yearly, as a share: 0.03 is 3 percent. */
  readonly inflation: number;
}

/** One computer in one fiscal year. */
export interface Replacement {
  readonly asset: string;
  readonly label: string;
  readonly class: RosterAsset['class'];
  readonly department: string | null;
  readonly fiscalYear: number;
  /** `replace`: buy another. `check`: perhaps; somebody must look. `upgrade`: move to another system, and no price here. */
  readonly what: 'replace' | 'check' | 'upgrade';
  /** False: the year is an estimate, to be confirmed. Never part of a firm total. */
  readonly firm: boolean;
  /** The day has passed already. */
  readonly passed: boolean;
  readonly reasons: readonly AgingReason[];
  /** Dollars in that year, from the town's own planning prices; null: none is stated, or none is needed. */
  readonly price: number | null;
  readonly service: RankedService | null;
  /** Order of upgrades: 1 for what the top services need or others can reach, 2 for other services, 3 for the rest; null where services are not ranked. */
  readonly phase: 1 | 2 | 3 | null;
}

/** What some computers cost together. */
export interface Sum {
  readonly computers: number;
  readonly dollars: number;
  /** Of these computers, those without a planning price: in no sum. */
  readonly unpriced: number;
}

export interface Totals {
  readonly firm: Sum;
  /** Never part of the firm sum. */
  readonly estimate: Sum;
  /** Systems of servers to move. */
  readonly upgrades: number;
}

export interface ReplacementYear {
  readonly year: number;
  readonly from: string;
  readonly to: string;
  readonly items: readonly Replacement[];
  readonly totals: Totals;
  readonly departments: readonly { readonly department: string | null; readonly totals: Totals }[];
}

export interface ReplacementPlan {
  readonly order: ReplacementOrder;
  /** The present fiscal year, where it is too nearly over to buy anything in it: what is due in it stands in the next. */
  readonly closing: { readonly year: number; readonly daysLeft: number } | null;
  readonly years: readonly ReplacementYear[];
  readonly totals: Totals;
  readonly departments: ReplacementYear['departments'];
  /** Computers in use: in the plan, after it, without an end, and of which nobody knows. They add up. */
  readonly computers: { readonly all: number; readonly planned: number; readonly later: number; readonly notKnown: number };
  /** Computers of which no year can be said, and why. */
  readonly notKnown: readonly { readonly asset: string; readonly label: string; readonly class: RosterAsset['class']; readonly department: string | null; readonly because: UnknownBecause }[];
  readonly prices: NonNullable<Register['prices']> | null;
}

/**
 * Which computers have to be replaced in which fiscal year, and what that costs by the prices the town has stated. What
 * has passed its day stands in the first year. Grades C to E are estimates: they have a sum of their own. Pure.
 */
export function replacementPlan({ input, outcomes }: { readonly input: EvaluationInput; readonly outcomes: readonly Outcome[] }, rulebook: Rulebook, order: ReplacementOrder): ReplacementPlan {
  const agings = agingOf(input, outcomes, rulebook);
  const start = input.town.fiscalYearStartMonth;
  const today = dayOf(input.asOf);
  const present = fiscalYearOf(today, start);
  const daysLeft = daysBetween(today, fiscalYearDays(present, start).to);
  const closing = daysLeft < daysToBuy ? { year: present, daysLeft } : null;
  const first = closing === null ? present : present + 1;
  const prices = input.register?.data.prices ?? null;
  const about: About = { first, present, start, today, prices, inflation: order.inflation, ranks: ranksOf(input) };
  const items = agings.flatMap((aging) => itemsOf(aging, about)).filter(({ fiscalYear }) => fiscalYear < first + order.years);
  const planned = new Set(items.map(({ asset }) => asset));
  const notKnown = agings.filter(({ asset, becauseAge }) => becauseAge !== null && !planned.has(asset.id));
  return {
    order,
    closing,
    years: Array.from({ length: order.years }, (_, index) => yearOf(first + index, items, start)),
    totals: totalsOf(items),
    departments: byDepartment(items),
    computers: { all: agings.length, planned: planned.size, later: agings.length - planned.size - notKnown.length, notKnown: notKnown.length },
    notKnown: notKnown.map(({ asset, becauseAge }) => ({ asset: asset.id, label: asset.label, class: asset.class, department: asset.department, because: becauseAge as UnknownBecause })).sort(byLabel),
    prices,
  };
}

/** Days that a fiscal year must have left for something to be asked for, ordered and paid in it. */
const daysToBuy = 90;

interface About {
  /** The first year of the plan. */
  readonly first: number;
  /** The year in which prices are stated. */
  readonly present: number;
  readonly start: number;
  readonly today: string;
  readonly prices: Register['prices'] | null;
  readonly inflation: number;
  readonly ranks: Ranks;
}

/** A computer is bought anew at most once; the system of a server may have to move besides. */
function itemsOf({ asset, age, support }: Aging, about: About): Replacement[] {
  const anew = [
    ...(age ? [{ reason: age as AgingReason, what: 'replace' as const, firm: age.grade === 'A' || age.grade === 'B' }] : []),
    ...(support && support.means !== 'upgrade' ? [{ reason: reasonOf(support), what: support.means, firm: support.means === 'replace' }] : []),
  ].sort((a, b) => order(a.reason.on, b.reason.on) || Number(b.firm) - Number(a.firm));
  const [earliest] = anew;
  const sameYear = anew.filter(({ reason }) => fiscalYear(reason.on, about) === (earliest && fiscalYear(earliest.reason.on, about)));
  // In one year the surer of two reasons carries the money.
  const decides = sameYear.find(({ firm }) => firm) ?? sameYear.find(({ what }) => what === 'replace') ?? earliest;
  return [
    ...(earliest && decides ? [itemOf(asset, { what: decides.what, firm: decides.firm, on: earliest.reason.on, reasons: anew.map(({ reason }) => reason) }, about)] : []),
    ...(support?.means === 'upgrade' ? [itemOf(asset, { what: 'upgrade', firm: true, on: support.on, reasons: [reasonOf(support)] }, about)] : []),
  ];
}

function reasonOf({ on, name, source }: NonNullable<Aging['support']>): AgingReason {
  return { kind: 'support', on, name, source };
}

function itemOf(asset: RosterAsset, { on, ...given }: Pick<Replacement, 'what' | 'firm' | 'reasons'> & { on: string }, about: About): Replacement {
  const year = fiscalYear(on, about);
  const service = about.ranks.serviceOf({ scope: 'asset', id: asset.id, asset: asset.id, label: asset.label });
  return {
    asset: asset.id,
    label: asset.label,
    class: asset.class,
    department: asset.department,
    fiscalYear: year,
    ...given,
    passed: on <= about.today,
    price: given.what === 'upgrade' ? null : priceOf(asset, year, about),
    service: service ?? null,
    phase: given.what === 'upgrade' ? phaseOf(asset, service) : null,
  };
}

function fiscalYear(on: string, { first, start }: About): number {
  return Math.max(first, fiscalYearOf(on, start));
}

/** The stated price of a class; a server for virtual machines is bought as a server. */
function priceOf({ class: kind }: RosterAsset, year: number, { prices, inflation, present }: About): number | null {
  const price = kind === 'hypervisor' ? prices?.server : kind === 'workstation' || kind === 'laptop' || kind === 'server' ? prices?.[kind] : undefined;
  return price === undefined ? null : Math.round(price * (1 + inflation) ** (year - present));
}

function phaseOf({ tags }: RosterAsset, service: RankedService | null | undefined): Replacement['phase'] {
  if (tags.includes('internet-facing') || tags.includes('cji') || (service && service.rank <= topRank)) return 1;
  if (service === undefined) return null;
  return service === null ? 3 : 2;
}

function yearOf(year: number, items: readonly Replacement[], start: number): ReplacementYear {
  const own = items.filter(({ fiscalYear: it }) => it === year).sort((a, b) => (a.service?.rank ?? Number.MAX_SAFE_INTEGER) - (b.service?.rank ?? Number.MAX_SAFE_INTEGER) || byLabel(a, b));
  return { year, ...fiscalYearDays(year, start), items: own, totals: totalsOf(own), departments: byDepartment(own) };
}

function byDepartment(items: readonly Replacement[]): ReplacementYear['departments'] {
  const groups = [...Map.groupBy(items, ({ department }) => department)].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : order(a, b)));
  return groups.map(([department, own]) => ({ department, totals: totalsOf(own) }));
}

function totalsOf(items: readonly Replacement[]): Totals {
  const bought = items.filter(({ what }) => what !== 'upgrade');
  const sum = (of: readonly Replacement[]): Sum => ({ computers: of.length, dollars: of.reduce((total, { price }) => total + (price ?? 0), 0), unpriced: of.filter(({ price }) => price === null).length });
  return {
    firm: sum(bought.filter(({ firm }) => firm)),
    estimate: sum(bought.filter(({ firm }) => !firm)),
    upgrades: items.length - bought.length,
  };
}

function byLabel(a: { readonly label: string; readonly asset: string }, b: { readonly label: string; readonly asset: string }): number {
  return order(a.label, b.label) || order(a.asset, b.asset);
}
