import type { EvaluationInput, InputStatement, RosterAsset } from '../input.ts';
import type { Outcome, Subject } from '../outcome.ts';
import { accountsOf } from './accounts.ts';
import type { AccountSubjects } from './accounts.ts';
import type { Context, Facts } from './context.ts';
import { withoutFacts } from './judge.ts';
import type { Question } from './judge.ts';
import { parameterValues, resolveParameters } from './parameters.ts';
import type { Pack } from './rule.ts';
import type { Rule, Rulebook } from './rulebook.ts';
import { EngineError } from './value.ts';
import { viewOf } from './view.ts';
import type { AssetView, ViewCache } from './view.ts';

/** The town while it is judged: every asset looked at once. */
export interface Town {
  readonly input: EvaluationInput;
  readonly asOf: number;
  /** The packs that are active. */
  readonly packs: readonly Pack[];
  readonly subject: Subject;
  /** Assets that are asked: retired ones, spares and those out of scope are not. */
  readonly population: readonly RosterAsset[];
  readonly view: (asset: RosterAsset) => AssetView;
  readonly accounts: (asset: RosterAsset) => AccountSubjects;
  readonly roots: (asset: RosterAsset) => Context['roots'];
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
  const from = { input, asOf, derive: rulebook.derive, cache };
  const view = latest((asset) => viewOf(asset, statements.get(asset.id) ?? [], from));
  return {
    input,
    asOf,
    packs,
    subject: { scope: 'town', id: 'town', asset: null, label: input.town.name },
    population: input.roster.filter(({ state }) => state === 'expected' || state === 'active' || state === 'silent').sort(byId),
    view,
    accounts: latest((asset) => accountsOf(view(asset))),
    roots: latest((asset) => rootsOf(asset, view(asset), input)),
  };
}

/** Remembers what it made last: all rules are asked about one asset before the next one comes, and nothing piles up. */
function latest<T>(make: (asset: RosterAsset) => T): (asset: RosterAsset) => T {
  let last: { readonly asset: RosterAsset; readonly made: T } | undefined;
  return (asset) => {
    if (last?.asset !== asset) last = { asset, made: make(asset) };
    return last.made;
  };
}

/** What a rule asks in a town: questions, and outcomes where there is nothing to ask. */
export interface Asking {
  /** About the town itself, also where it has no asset to ask about. */
  readonly once: readonly (Question | Outcome)[];
  /** About an asset and the accounts on it. */
  readonly about: (asset: RosterAsset) => readonly (Question | Outcome)[];
}

export function asking(rule: Rule, town: Town): Asking {
  const parameters = parametersFor(rule, town);
  const { scope, classes } = rule.definition;
  if (scope === 'town') {
    const roots = { assets: [...town.input.roster].sort(byId), town: town.input.town, asOf: town.asOf };
    return { once: [{ rule, subject: town.subject, view: undefined, context: contextOf(town, roots, noFacts, parameters(null)) }], about: () => [] };
  }
  if (!town.population.some((asset) => classes.includes(asset.class))) {
    const detail = `no ${classes.join(', ')} is on the list of computers`;
    return { once: [withoutFacts(rule, town.subject, { because: { reason: 'population-not-known', detail } })], about: () => [] };
  }
  return {
    once: [],
    about: (asset) => {
      if (!classes.includes(asset.class)) return [];
      const context = contextOf(town, town.roots(asset), town.view(asset), parameters(asset));
      return scope === 'asset' ? [aboutAsset(rule, asset, town, context)] : aboutAccounts(rule, asset, town, context);
    },
  };
}

/** Everything that a rule asks in a town. */
export function asked(rule: Rule, town: Town): (Question | Outcome)[] {
  const { once, about } = asking(rule, town);
  return [...once, ...town.population.flatMap(about)];
}

function aboutAsset(rule: Rule, asset: RosterAsset, town: Town, context: Context): Question {
  const subject: Subject = { scope: 'asset', id: asset.id, asset: asset.id, label: asset.label };
  return { rule, subject, view: town.view(asset), context };
}

function aboutAccounts(rule: Rule, asset: RosterAsset, town: Town, context: Context): (Question | Outcome)[] {
  const view = town.view(asset);
  const { accounts, all, because } = town.accounts(asset);
  const questions = accounts.map(({ subject, account }): Question => ({ rule, subject, view, context: { ...context, account, slots: [] } }));
  const source = view.source('accounts');
  const until = view.holdsUntil('accounts');
  const rest = (verdict: Parameters<typeof withoutFacts>[2]): Outcome => ({
    ...withoutFacts(rule, all, verdict, source ? [source] : []),
    validUntil: until === Infinity ? null : new Date(until).toISOString(),
  });
  if (because) return [...questions, rest({ because })];
  return questions.length > 0 ? questions : [rest({ notApplicable: 'The list of accounts was read, and it is empty.' })];
}

function contextOf(town: Town, roots: Context['roots'], facts: Facts, parameters: Context['parameters']): Context {
  return { asOf: town.asOf, roots, parameters, account: undefined, facts, slots: [], steps: 0, until: Infinity };
}

/** The variables of rules about an asset. Derivation waits until a rule asks for it. */
function rootsOf(asset: RosterAsset, view: AssetView, input: EvaluationInput): Context['roots'] {
  return {
    facts: view.values,
    asset,
    town: input.town,
    asOf: Date.parse(input.asOf),
    get derived() {
      return view.derived();
    },
  };
}

/**
 * Gives the parameters of a rule for an asset. They are looked up when the rule reads one, so that a value that does not
 * fit is the error of that rule; and once for all assets, unless a department or a tag has values of its own.
 */
function parametersFor({ definition }: Rule, { packs, input }: Town): (asset: RosterAsset | null) => Context['parameters'] {
  const overrides = input.profile.parameters.filter((it) => it.rule === definition.id);
  const lookUp = (asset: RosterAsset | null): Context['parameters'] => {
    let values: Readonly<Record<string, unknown>> | undefined;
    return () => (values ??= parameterValues(definition, resolveParameters(definition, packs, overrides, asset)));
  };
  if (overrides.some(({ level }) => level === 'department' || level === 'tag')) return lookUp;
  const same = lookUp(null);
  return () => same;
}

/** A town has no sections: what it asks of facts would be a mistake of the compiler. */
const noFacts: Facts = {
  absent: ({ section, path }) => {
    throw new EngineError(`${section} has no "${path}"`);
  },
  clock: () => undefined,
  packages: () => {
    throw new EngineError('a town has no packages');
  },
};

function byId(a: RosterAsset, b: RosterAsset): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
