import { needsOf } from '../derive/services/services.ts';
import { listedIn } from '../derive/lists/listed.ts';
import { matchLists } from '../derive/lists/match.ts';
import { knownPeople } from '../derive/people/known.ts';
import { ownerOf } from '../derive/people/people.ts';
import type { KnownPerson } from '../derive/people/people.ts';
import { changesAt, isAboutAsset, isInForce } from '../derive/waivers/cover.ts';
import type { EvaluationInput, RosterAsset } from '../input.ts';
import { machineListKinds } from '../list.ts';
import type { MachineListKind } from '../list.ts';
import type { UnknownBecause } from '../outcome.ts';
import type { Question } from '../question.ts';
import type { Waiver } from '../waiver.ts';
import { answersOf } from './answers.ts';
import { basisBits } from './context.ts';
import type { Context, Mark } from './context.ts';
import { listMark, registerMark, together } from './marks.ts';
import { PartialList, Range, Unknown } from './value.ts';

/** What people stated about a town, ready to be asked about one subject after the other. */
export interface Stated {
  readonly input: EvaluationInput;
  readonly asOf: number;
  /** `register` and `attested`: the same for every subject. */
  readonly roots: { readonly register: unknown; readonly attested: unknown };
  /** Marks of what is the same for every subject. */
  readonly marks: Context['marks'];
  readonly matches: ReturnType<typeof matchLists>;
  readonly listed: ReturnType<typeof listedIn>;
  readonly people: ReturnType<typeof knownPeople>;
  readonly needs: ReturnType<typeof needsOf>;
}

/** Reads what people stated. Lists are matched and names are joined once, when somebody asks for them. */
export function statedOf(input: EvaluationInput, questions: readonly Question[], asOf: number): Stated {
  const answers = answersOf(questions, input.attestations, asOf);
  const register = input.register?.data ?? new Unknown({ reason: 'unanswered', section: 'register', path: '', detail: 'nobody has written town.yaml' });
  const matches = once(() => matchLists(input.roster, input.lists));
  const listed = once(() => listedIn(matches(), asOf));
  const people = once(() => knownPeople(input, asOf));
  const needs = once(() => needsOf(input.register?.data, input.roster));
  const ofRegister = registerMark(input.register);
  const ofLists = once(() => new Map(machineListKinds.map((kind) => [kind as string, listMark([matches().get(kind)?.list], asOf)])));
  const ofPeople = once(() => together([listMark([people().list], asOf), people().registered ? ofRegister : undefined]));
  return {
    input,
    asOf,
    roots: { register, attested: answers.values },
    marks: (root, member) => {
      if (root === 'register' || root === 'service' || root === 'domain') return ofRegister;
      if (root === 'attested') return answers.marks.get(member);
      if (root === 'listed') return ofLists().get(member);
      return root === 'people' || root === 'person' ? ofPeople() : undefined;
    },
    get matches() {
      return matches();
    },
    get listed() {
      return listed();
    },
    get people() {
      return people();
    },
    get needs() {
      return needs();
    },
  };
}

/** Makes a value when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What every list says of an asset, as `listed` has it. */
export function listedValues({ listed, matches }: Stated, asset: RosterAsset): Readonly<Record<MachineListKind, unknown>> {
  return Object.fromEntries(machineListKinds.map((kind) => {
    const said = listed(asset, kind);
    if (!('row' in said)) return [kind, new Unknown(said.because)];
    return [kind, said.row && { ...said.row, asOf: matches.get(kind)?.list.asOf }];
  })) as Record<MachineListKind, unknown>;
}

/** What people stated about one asset: the values of the variables, and their marks. */
export interface StatedOfAsset {
  readonly listed: unknown;
  readonly waivers: unknown;
  readonly domain: unknown;
  readonly services: unknown;
  readonly serviceRank: unknown;
  readonly marks: Context['marks'];
}

export function aboutAsset(stated: Stated, asset: RosterAsset): StatedOfAsset {
  const { input, asOf } = stated;
  const covering = once(() => input.waivers.filter((waiver) => isAboutAsset(waiver, asset)).sort(byId));
  const ranked = once(() => rankOf(stated, asset));
  return {
    get listed() {
      return listedValues(stated, asset);
    },
    get waivers() {
      return covering().filter((waiver) => isInForce(waiver, asOf)).map(({ id, rules, control, expires }) => ({ id, rules, control, expires }));
    },
    get domain() {
      return domainOf(stated, asset);
    },
    get services() {
      return ranked().services;
    },
    get serviceRank() {
      return ranked().rank;
    },
    marks: (root, member) => (root === 'waivers' ? waiverMark(covering(), asOf) : stated.marks(root, member)),
  };
}

/** The mark of waivers: who answers for what, until the next of them begins or ends. */
export function waiverMark(waivers: readonly Waiver[], asOf: number): Mark | undefined {
  if (waivers.length === 0) return undefined;
  const sources = waivers.filter((waiver) => isInForce(waiver, asOf)).map(({ id, created, by }) => ({ kind: 'waiver', name: id, asOf: created, by, digest: null }) as const);
  return { basis: basisBits.attested, until: Math.min(...waivers.map((waiver) => changesAt(waiver, asOf))), sources };
}

/** The names of services that need an asset, and the best of their ranks. */
function rankOf({ needs }: Stated, asset: RosterAsset): { services: unknown; rank: unknown } {
  const unanswered = (path: string, detail: string): UnknownBecause => ({ reason: 'unanswered', section: 'register', path, detail });
  if (!needs) {
    const unknown = new Unknown(unanswered('services', 'nobody has ranked the services of the town'));
    return { services: unknown, rank: unknown };
  }
  const own = needs.filter(({ assets }) => assets?.some(({ id }) => id === asset.id));
  const names = own.map(({ service }) => service.name);
  const ranks = own.map(({ service }) => service.rank).filter((rank) => rank !== undefined);
  const best = ranks.length > 0 ? Math.min(...ranks) : undefined;
  const unsaid = needs.find(({ assets }) => assets === undefined);
  // Needs are exact names: one that fits nothing is a gap in the map of the service (CON-010), and means none of these.
  const open = needs.find(({ doubtful }) => doubtful.has(asset.id));
  const because = unsaid ? unanswered('services[].needs', `nobody has said what "${unsaid.service.name}" needs`) : open && unanswered('services[].needs', `what "${open.service.name}" needs fits several computers or devices, this one among them`);
  const unranked = own.find(({ service }) => service.rank === undefined);
  const doubt = because ?? (unranked && unanswered('services[].rank', `"${unranked.service.name}" has no rank`));
  const rank = doubt ? (best === undefined ? new Unknown(doubt) : best === 1 ? 1 : new Range({ low: 1, high: best, text: String(best) }, doubt)) : (best ?? null);
  return { services: because ? new PartialList(names, because) : names, rank };
}

/** The entry of the register about the name that an asset of class domain is. */
function domainOf({ input }: Stated, asset: RosterAsset): unknown {
  const domains = input.register?.data.domains;
  if (!domains) return new Unknown({ reason: 'unanswered', section: 'register', path: 'domains', detail: 'nobody has said which internet names the town has' });
  return domains.find(({ name }) => isDomain(asset, name)) ?? null;
}

/** Tells whether an asset of class domain is this internet name. */
export function isDomain({ label, identity }: RosterAsset, name: string): boolean {
  const wanted = bare(name);
  return [label, ...identity.names].some((it) => bare(it) === wanted);
}

function bare(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '');
}

/** The value of `person`: who has an account. */
export function personOf({ people: { people, more } }: Stated, account: unknown): unknown {
  if (account === null || typeof account !== 'object') return null;
  const { name, description } = account as { name?: unknown; description?: unknown };
  const owner = ownerOf({ name: typeof name === 'string' ? name : '', description: typeof description === 'string' ? description : null }, people);
  if ('person' in owner) return personValue(owner.person);
  if ('near' in owner) return new Unknown({ reason: 'ambiguous', section: 'person', path: '', detail: `it may be the account of ${owner.near.join(' or ')}` });
  const open = people.find(({ accountsOpen }) => accountsOpen);
  if (open && !more) return new Unknown({ reason: 'unanswered', section: 'people', path: '[].accounts', detail: `nobody has said which accounts ${open.name} has` });
  return more ? new Unknown(more) : null;
}

/** A person as rules see it: what register and list say differently is unknown. */
export function personValue({ accounts: _accounts, accountsOpen: _open, emails: _emails, contradictory, ...facts }: KnownPerson): Readonly<Record<string, unknown>> {
  const doubts = contradictory.map((fact) => [fact, new Unknown({ reason: 'ambiguous', section: 'people', path: fact, detail: `register and list say different things of ${facts.name}` })] as const);
  return { ...facts, ...Object.fromEntries(doubts) };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
