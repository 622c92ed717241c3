import type { RosterAsset } from '../input.ts';
import type { Outcome } from '../outcome.ts';
import { byEssential, essentialShares, leaderOf, order, subjectsOf, unique } from './act.ts';
import type { Judged, NextAct } from './act.ts';
import { learnTexts } from './act-texts.ts';
import type { LearnId, LearnText } from './act-texts.ts';
import { actionClasses } from './actions.ts';
import { fixActs } from './fixes.ts';
import { isWithoutAgent, knownOf, wanted } from './learn.ts';
import type { Wanted } from './learn-lists.ts';
import { placeCount, placesOf } from './places.ts';
import { ranksOf } from './ranks.ts';
import type { Ranks } from './ranks.ts';

/** All that is to be done, and what would still be open after it. */
export interface Next {
  /** In the order in which they are worth doing. */
  readonly acts: readonly NextAct[];
  readonly remains: {
    /** Not known, and nothing in the hands of the town closes it: by reason, or `no-agent-for-it`. */
    readonly notKnown: readonly { readonly reason: string; readonly answers: number }[];
    /** Failures that somebody has accepted for a time. */
    readonly accepted: number;
    /** Errors of Townwatch itself. */
    readonly errors: number;
  };
}

/**
 * Groups what is not known and what fails by the one act that closes most. Pure; the order of the input changes nothing.
 *
 * First what cannot wait, then acts that are quick or leave nothing of an essential unknown, then by class and by how much they close.
 */
export function nextActs(judged: Judged): Next {
  const unknown = judged.outcomes.filter(({ outcome }) => outcome === 'unknown');
  const known = knownOf(judged.input);
  const asked: Asked[] = [];
  const without: Outcome[] = [];
  for (const outcome of unknown) {
    const act = wanted(outcome, known);
    if (act === null) without.push(outcome);
    else asked.push({ outcome, wanted: act });
  }
  const reasons = Map.groupBy(without, ({ subject, because }) => (because === undefined ? 'none was given' : isWithoutAgent(subject, because, known.roster) ? noAgentForIt : because.reason));
  return {
    acts: [...fixActs(judged), ...learnActs(judged, asked)].map((act, at) => ({ act, at })).sort(worthFirst).map(({ act }) => act),
    remains: {
      notKnown: [...reasons].map(([reason, group]) => ({ reason, answers: group.length })).sort((a, b) => b.answers - a.answers || order(a.reason, b.reason)),
      accepted: judged.outcomes.filter(({ outcome, dispositions }) => outcome === 'fail' && dispositions.some(({ kind }) => kind === 'waived')).length,
      errors: judged.outcomes.filter(({ outcome }) => outcome === 'error').length,
    },
  };
}

/** Stands for the reason where a device runs no agent, and no agent asks it over the network yet. */
const noAgentForIt = 'no-agent-for-it';

type Asked = { readonly outcome: Outcome; readonly wanted: Wanted };

/** Acts that close what is not known, by what they close. */
function learnActs({ input, outcomes }: Judged, asked: readonly Asked[]): NextAct[] {
  const about = {
    roster: new Map(input.roster.map((asset) => [asset.id, asset])),
    open: byEssential(outcomes.filter(({ outcome }) => outcome === 'unknown')),
    ranks: ranksOf(input),
    town: quoted(input.town.name),
    leader: leaderOf(input),
  };
  const groups = Map.groupBy(asked, keyOf);
  return [...groups].map(([key, group]) => learnAct(key, group, about)).sort(mostFirst);
}

/** One sitting closes all that asks for the same act, but for acts that go to another place for each thing. */
function keyOf({ wanted: { act, thing } }: Asked): string {
  return perThing.has(act) ? `${act} ${thing}` : act;
}

const perThing: ReadonlySet<LearnId> = new Set(['switch-on', 'mend-permissions', 'connect-source']);

interface About {
  readonly roster: ReadonlyMap<string, RosterAsset>;
  readonly open: ReadonlyMap<number, number>;
  readonly ranks: Ranks;
  /** Name of the town as a shell takes it. */
  readonly town: string;
  /** Who answers for it in the town. */
  readonly leader: string | null;
}

function learnAct(key: string, group: readonly Asked[], { roster, open, ranks, town, leader }: About): NextAct {
  const outcomes = group.map(({ outcome }) => outcome);
  const { act } = (group[0] as Asked).wanted;
  const text: LearnText = learnTexts[act];
  const things = unique(group.map((it) => it.wanted.thing));
  const subjects = subjectsOf(outcomes);
  const places = placesOf(subjects, roster);
  const many = text.text.includes('{n}') ? things.length : text.text.includes('{where}') ? placeCount(subjects) : things.length;
  const services = subjects.flatMap((subject) => ranks.serviceOf(subject) ?? []).sort((a, b) => a.rank - b.rank || order(a.name, b.name));
  const said: Readonly<Record<string, string>> = {
    where: places === '' ? 'the town' : places,
    n: things.length === 1 ? '1 question' : `${things.length} questions`,
    what: named(things),
    answers: things.length === 1 ? 'answer has' : 'answers have',
  };
  return {
    id: key.replaceAll(' ', '-'),
    kind: 'learn',
    text: text.text.replace(/\{(\w+)\}/g, (_, name: string) => said[name] as string),
    why: text.why,
    minutes: text.minutes.first + text.minutes.next * (many - 1),
    person: text.person,
    responsible: text.responsible,
    command: text.command?.replaceAll('{town}', () => town) ?? null,
    answers: outcomes.length,
    essentials: essentialShares(outcomes, open),
    rules: unique(outcomes.map(({ rule }) => rule)),
    subjects,
    details: unique(outcomes.flatMap(({ because }) => (because?.detail === undefined ? [] : [because.detail]))),
    service: services[0] ?? null,
    owner: text.responsible === 'town' ? leader : null,
    fix: null,
  };
}

function named(things: readonly string[]): string {
  const shown = things.slice(0, 6).map((thing) => (/^[A-Z]+-\d+$|"/.test(thing) ? thing : thing.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()));
  return things.length > 6 ? `${shown.join(', ')} and ${things.length - 6} more` : shown.join(', ');
}

/** A name as one argument of a command line. */
function quoted(name: string): string {
  return /^[\p{L}\p{N} .,_-]+$/u.test(name) ? `"${name}"` : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}

/** Of acts that close what is not known: those that leave nothing of an essential open, then the number of answers, then minutes. */
function mostFirst(a: NextAct, b: NextAct): number {
  return finished(b) - finished(a) || b.answers - a.answers || a.minutes - b.minutes || order(a.id, b.id);
}

function finished({ essentials }: NextAct): number {
  return essentials.filter(({ all }) => all).length;
}

/** Each kind stands in its own order already; this only lays one between the other. */
function worthFirst(a: { act: NextAct; at: number }, b: { act: NextAct; at: number }): number {
  return turn(a.act) - turn(b.act) || a.at - b.at;
}

/** Minutes up to which it pays to look before anything else is mended. */
const quick = 15;

/** What fails this week, what is quick or ends an essential's doubt, what fails within 30 days, what else is not known, the rest. */
function turn(act: NextAct): number {
  if (act.fix === null) return finished(act) > 0 || act.minutes <= quick ? 1 : 3;
  return actionClasses.indexOf(act.fix.action) * 2;
}
