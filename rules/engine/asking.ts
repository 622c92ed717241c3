import type { RosterAsset } from '../input.ts';
import type { Outcome, UnknownBecause } from '../outcome.ts';
import type { Context } from './context.ts';
import { withoutFacts } from './judge.ts';
import type { Question } from './judge.ts';
import { dayMs } from './instant.ts';
import { parameterValues, resolveParameters } from './parameters.ts';
import { emptinessOf } from './population.ts';
import type { Rule } from './rulebook.ts';
import { isDomain } from './stated.ts';
import { serviceValue } from './stated-services.ts';
import { contextOf } from './subjects.ts';
import type { AssetSubjects } from './subjects.ts';
import type { Town } from './town.ts';

/** What a rule asks in a town: questions, and outcomes where there is nothing to ask. */
export interface Asking {
  /** About the town itself and its services, also where it has no asset to ask about. */
  readonly once: readonly (Question | Outcome)[];
  /** About an asset and the accounts on it: tells one after the other. */
  readonly about: (asset: RosterAsset, tell: (it: Question | Outcome) => void) => void;
}

/** The outcomes of other rules, counted, for rules that ask for them. */
export type Tallies = Context['tally'];

export function asking(rule: Rule, town: Town, tallies?: Tallies): Asking {
  const { scope, classes } = rule.definition;
  const parameters = parametersFor(rule, town);
  if (scope === 'town') return { once: [{ rule, subject: town.subject, view: undefined, context: { ...contextOf(town.asOf, town.whole), parameters: parameters(null), ...(tallies ? { tally: tallies } : {}) } }], about: () => {} };
  if (scope === 'service') return { once: aboutServices(rule, town, parameters(null)), about: () => {} };
  const isAsked = town.population.some((asset) => classes.includes(asset.class));
  const silent = classes.includes('domain') ? silentDomains(rule, town, isAsked) : [];
  return {
    once: isAsked || silent.length > 0 ? silent : [aboutNothing(rule, town)],
    about: (asset, tell) => {
      if (!classes.includes(asset.class)) return;
      const subjects = town.subjects(asset);
      if (scope === 'account') return aboutAccounts(rule, subjects, parameters(asset)).forEach(tell);
      const { subject, context } = subjects.itself;
      tell({ rule, subject, view: subjects.view, context: withParameters(context, parameters(asset)) });
    },
  };
}

/** Everything that a rule asks in a town. */
export function asked(rule: Rule, town: Town, tallies?: Tallies): (Question | Outcome)[] {
  const { once, about } = asking(rule, town, tallies);
  const all = [...once];
  for (const asset of town.population) about(asset, (it) => void all.push(it));
  return all;
}

/** The one outcome of a rule that has nothing to ask about: either that is shown, or nobody knows. */
function aboutNothing(rule: Rule, { subject, stated }: Town): Outcome {
  const emptiness = emptinessOf(rule.definition.classes, stated);
  // Lists grow old, rows retire and years end at midnight (UTC): until then nothing of it changes.
  if ('because' in emptiness) return withoutFacts(rule, subject, emptiness, { until: midnightAfter(stated.asOf) });
  const { proof, basis, until, stated: sources } = emptiness;
  return withoutFacts(rule, subject, { notApplicable: proof }, { basis, until: stated.input.lists.some((list) => Date.parse(list.asOf) > stated.asOf) ? Math.min(until, midnightAfter(stated.asOf)) : until, stated: sources });
}

/** Internet names of the register that nothing reports on; where it names none although there are some, that nobody knows how many. */
function silentDomains(rule: Rule, { input, population, stated, subject }: Town, isAsked: boolean): Outcome[] {
  const assets = population.filter((asset) => asset.class === 'domain');
  const domains = input.register?.data.domains;
  if (!domains && isAsked) return [withoutFacts(rule, subject, { because: populationUnknown('nobody has said in the register which internet names the town has') })];
  const names = (domains ?? []).map(({ name }) => name).filter((name) => !assets.some((asset) => isDomain(asset, name)));
  const because: UnknownBecause = { reason: 'no-target', detail: 'no agent has been told to look at it' };
  return [...new Set(names.map((name) => name.trim().toLowerCase()))].sort().map((name) =>
    withoutFacts(rule, { scope: 'domain', id: `domain:${name}`, asset: null, label: name }, { because }, { basis: 'attested', stated: stated.marks('register', '')?.sources ?? [] }),
  );
}

function aboutServices(rule: Rule, town: Town, parameters: Context['parameters']): (Question | Outcome)[] {
  const { stated, subject, whole } = town;
  const { needs } = stated;
  if (!needs) return [withoutFacts(rule, subject, { because: populationUnknown('nobody has said in the register which services the town has') })];
  if (needs.length === 0) return [withoutFacts(rule, subject, { notApplicable: 'The register says that the town has no services.' }, { basis: 'attested', stated: stated.marks('register', '')?.sources ?? [] })];
  return needs.map((of): Question => {
    const { value, until } = serviceValue(stated, of);
    const values = { ...stated.roots, town: town.input.town, asOf: town.asOf, service: value };
    const marks: Context['marks'] = (root, member) => {
      const mark = whole.marks(root, member);
      return root === 'service' && mark ? { ...mark, until } : mark;
    };
    const id = `service:${of.service.name.trim().toLowerCase()}`;
    return { rule, subject: { scope: 'service', id, asset: null, label: of.service.name }, view: undefined, context: { ...contextOf(town.asOf, { values, marks }), parameters } };
  });
}

function aboutAccounts(rule: Rule, { view, accounts }: AssetSubjects, parameters: Context['parameters']): (Question | Outcome)[] {
  const { each, all, because } = accounts();
  const questions = each.map(({ subject, context }): Question => ({ rule, subject, view, context: withParameters(context, parameters) }));
  const rest = (verdict: Parameters<typeof withoutFacts>[2]) => withoutFacts(rule, all, verdict, view.read(accountsAlone));
  if (because) return [...questions, rest({ because })];
  return questions.length > 0 ? questions : [rest({ notApplicable: 'The list of accounts was read, and it is empty.' })];
}

const accountsAlone = ['accounts'];

function withParameters(context: Context, parameters: Context['parameters']): Context {
  context.parameters = parameters;
  return context;
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
  const tagged = packs.some(({ tag, rules }) => tag !== undefined && rules.some(({ id, parameters }) => id === definition.id && Object.keys(parameters).length > 0));
  if (tagged || overrides.some(({ level }) => level === 'department' || level === 'tag')) return lookUp;
  const same = lookUp(null);
  return () => same;
}

function midnightAfter(asOf: number): number {
  return (Math.floor(asOf / dayMs) + 1) * dayMs;
}

function populationUnknown(detail: string): UnknownBecause {
  return { reason: 'population-not-known', detail };
}
