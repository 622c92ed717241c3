import { packsNamed } from '../evaluate.ts';
import type { DerivedAge, SupportMatch } from '../derive/schema.ts';
import { resolveParameters } from '../engine/parameters.ts';
import type { Pack } from '../engine/rule.ts';
import type { Rulebook } from '../engine/rulebook.ts';
import { townOf } from '../engine/town.ts';
import { Unknown } from '../engine/value.ts';
import { viewCache } from '../engine/view.ts';
import type { AssetView } from '../engine/view.ts';
import type { EvaluationInput, RosterAsset } from '../input.ts';
import type { Outcome, UnknownBecause } from '../outcome.ts';
import { afterDays } from './calendar.ts';

/** Why a computer has to be replaced or looked at, and on which day that begins. */
export type AgingReason =
  | { readonly kind: 'age'; readonly on: string; readonly made: string; readonly grade: NonNullable<DerivedAge['grade']>; readonly limitYears: number; readonly bound: 'likely' | 'latest' }
  | { readonly kind: 'support'; readonly on: string; readonly name: string; readonly source: string };

/** When one computer grows old. */
export interface Aging {
  readonly asset: RosterAsset;
  /** Its planned life ends. Null: not for what can be known; `becauseAge` says why. */
  readonly age: Extract<AgingReason, { kind: 'age' }> | null;
  /** Why no year can be said. Null: a year is known, or it has no age (virtual), or its year lies far ahead. */
  readonly becauseAge: UnknownBecause | null;
  /** Its system gets no fixes any more. `replace`: no newer system runs on it. `upgrade`: a server's system is moved. `check`: nobody knows whether a newer one runs on it. */
  readonly support: (Extract<AgingReason, { kind: 'support' }> & { readonly means: 'replace' | 'upgrade' | 'check' }) | null;
}

/** Rules that hold the planned life of a class: parameter `maxYears`. */
const limits: Readonly<Record<string, string>> = { workstation: 'HW-001', laptop: 'HW-001', server: 'HW-002', hypervisor: 'HW-002' };
/** The rule that says whether a computer can run a system that still gets fixes. */
const canRunNewer = 'HW-005';
/** Rules that know of paid support beyond the usual end. */
const supported: ReadonlySet<string> = new Set(['EOL-001', 'EOL-002', 'EOL-003', 'EOL-005', 'EOL-006']);

/** Tells when each computer in use grows old, by what is derived from its evidence and by the town's own limits. Pure. */
export function agingOf(input: EvaluationInput, outcomes: readonly Outcome[], rulebook: Rulebook): Aging[] {
  const packs = packsNamed(rulebook, rulebook.packs.map(({ id }) => id));
  const town = townOf(input, rulebook, packs, viewCache());
  const byAsset = Map.groupBy(outcomes.filter(({ rule, subject }) => subject.scope === 'asset' && (rule === canRunNewer || supported.has(rule))), ({ subject }) => subject.id);
  const computers = town.population.filter((asset) => Object.hasOwn(limits, asset.class));
  return computers.map((asset): Aging => {
    const view = town.view(asset);
    const { age, because } = ageOf(view, limitOf(asset, { input, rulebook, packs }));
    return { asset, age, becauseAge: because, support: supportOf(asset, view, { asOf: input.asOf, own: byAsset.get(asset.id) ?? [] }) };
  });
}

/** Years that a computer is planned to live; null where no rule says so. */
function limitOf(asset: RosterAsset, { input, rulebook, packs }: { input: EvaluationInput; rulebook: Rulebook; packs: readonly Pack[] }): number | null {
  const rule = rulebook.rules.find(({ definition }) => definition.id === limits[asset.class]);
  const years = rule && resolveParameters(rule.definition, packs, input.profile.parameters, asset)['maxYears']?.value;
  return typeof years === 'number' && Number.isFinite(years) && years > 0 ? years : null;
}

function ageOf(view: AssetView, limitYears: number | null): { age: Aging['age']; because: UnknownBecause | null } {
  const derived = view.derived() as { readonly age?: DerivedAge | null | Unknown };
  const { age } = derived;
  if (limitYears === null || age === null) return { age: null, because: null };
  if (age === undefined || age instanceof Unknown) return { age: null, because: age?.because ?? view.absent({ section: 'derived', path: 'age' }).because };
  const { grade, likely, latest, earliest } = age;
  const made = likely ?? latest;
  if (made === undefined) return { age: null, because: { reason: 'ambiguous', section: 'derived', path: 'age', detail: earliest === undefined ? 'no evidence bounds it' : `made on ${earliest} or later` } };
  return { age: { kind: 'age', on: afterYears(made, limitYears), made, grade: grade ?? 'E', limitYears, bound: likely === undefined ? 'latest' : 'likely' }, because: null };
}

/** The first day past a number of years of 365.25 days, as rules count them. */
function afterYears(day: string, years: number): string {
  return afterDays(day, Math.floor((years * 1461) / 4) + 1);
}

function supportOf(asset: RosterAsset, view: AssetView, { asOf, own }: { asOf: string; own: readonly Outcome[] }): Aging['support'] {
  const derived = view.derived() as { readonly support?: { readonly os?: SupportMatch | Unknown } | Unknown };
  const system = derived.support instanceof Unknown ? undefined : derived.support?.os;
  if (system === undefined || system instanceof Unknown) return null;
  const isPaidFor = own.some(({ rule, outcome }) => supported.has(rule) && outcome === 'pass');
  const usual = system.fixesUntil ?? null;
  const end = usual !== null && usual < asOf.slice(0, 10) && isPaidFor ? (system.extendedEndsOn ?? null) : usual;
  const means = end === null ? null : meaning(asset, system, own.find(({ rule }) => rule === canRunNewer)?.outcome);
  return end === null || means === null ? null : { kind: 'support', on: afterDays(end, 1), name: system.name, source: system.source ?? '', means };
}

/** What the end of support means for a computer; null where the next release installs itself, or is free and runs on it. */
function meaning({ class: kind }: RosterAsset, system: SupportMatch, runsNewer: Outcome['outcome'] | undefined): NonNullable<Aging['support']>['means'] | null {
  if (kind === 'server' || kind === 'hypervisor') return 'upgrade';
  if (runsNewer === 'fail') return 'replace';
  if (runsNewer === 'pass') return null;
  // What HW-005 does not ask: a Mac may or may not run the next macOS; Linux does not outgrow a computer within years.
  if (runsNewer === 'not-applicable') return system.product === 'macos' ? 'check' : null;
  return 'check';
}
