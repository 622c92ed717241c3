import { isDeepStrictEqual } from 'node:util';
import type { Platform } from '../../../agent/facts/fact.ts';
import type { Answers } from '../../../agent/host/source.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { generator } from '../disk/numbers.ts';
import { caseFrom, casesOf, hostilities, inputOf } from './cases.ts';
import { judge } from './check.ts';
import { around, seedsOf } from './seeds.ts';

/** How long and what. Inputs are numbered; every `step`th from `from` on is tried. */
export interface FuzzPlan {
  readonly seed: number;
  readonly platforms: readonly Platform[];
  /** Only these; all when empty. */
  readonly sections: readonly SectionName[];
  readonly from: number;
  readonly step: number;
  readonly count: number;
  readonly seconds: number;
  /** Told before each input, so that one that never ends is known. */
  readonly begun?: (input: number) => void;
}

/** One way in which a parser was wrong, with the number of the input that showed it first. */
export interface Wrong {
  readonly input: number;
  readonly section: SectionName;
  readonly platform: Platform;
  readonly machine: string;
  readonly what: string;
  times: number;
}

export interface FuzzResult {
  inputs: number;
  /** Inputs by platform and section, such as `linux accounts`. */
  readonly times: Record<string, number>;
  /** Milliseconds of the slowest call of a parser, and of which section. */
  slowest: { readonly ms: number; readonly section: string; readonly input: number };
  /** Inputs in which secrets were torn apart, so that a part of one may have come to stand where names stand, and how often one came out. */
  readonly torn: { inputs: number; leaks: number };
  wrong: Wrong[];
}

export const nothing = (): FuzzResult => ({ inputs: 0, times: {}, slowest: { ms: 0, section: '', input: 0 }, torn: { inputs: 0, leaks: 0 }, wrong: [] });

/**
 * Feeds mutated answers to the parsers and looks that none throws, that what they say is what the wire allows and the
 * collector takes, that none needs more than a second, and that no secret comes out. The same seed gives the same inputs.
 */
export function fuzz({ seed, platforms, sections, from, step, count, seconds, begun }: FuzzPlan): FuzzResult {
  const groups = casesOf(seedsOf(platforms), sections);
  const hostilityOf = hostilities(groups);
  const verdictOf = judge();
  const until = performance.now() + seconds * 1000;
  const result = nothing();
  for (let input = from; input < count && performance.now() < until; input += step) {
    begun?.(input);
    const { one, tears, made } = inputOf(groups, hostilityOf, numbers(seed, input));
    const { problems, ms, leaks } = verdictOf({ one, tears, made });
    const place = `${one.platform} ${one.section}`;
    result.inputs += 1;
    result.times[place] = (result.times[place] ?? 0) + 1;
    if (ms > result.slowest.ms) result.slowest = { ms: Math.round(ms), section: place, input };
    result.torn.inputs += tears ? 1 : 0;
    result.torn.leaks += tears && leaks ? 1 : 0;
    const found = leaks && !tears ? [...problems, 'a secret came out'] : problems;
    for (const what of found) note(result.wrong, { input, section: one.section, platform: one.platform, machine: one.seed.name, what, times: 1 });
  }
  return result;
}

/** The results of several together. */
export function together(results: readonly FuzzResult[]): FuzzResult {
  const all = nothing();
  for (const { inputs, times, slowest, torn, wrong } of results) {
    all.inputs += inputs;
    for (const [place, count] of Object.entries(times)) all.times[place] = (all.times[place] ?? 0) + count;
    if (slowest.ms > all.slowest.ms) all.slowest = slowest;
    all.torn.inputs += torn.inputs;
    all.torn.leaks += torn.leaks;
    for (const each of wrong) note(all.wrong, each);
  }
  return all;
}

function note(known: Wrong[], one: Wrong): void {
  const alike = (what: string) => what.replaceAll(/\d+/g, '0');
  const same = known.find(({ section, platform, what }) => section === one.section && platform === one.platform && alike(what) === alike(one.what));
  if (same) same.times += one.times;
  else known.push({ ...one });
}

/** What is told of an input that never ended. */
export function hangOf({ seed, platforms, sections }: FuzzPlan, input: number): Wrong {
  const { section, platform, seed: machine } = caseFrom(casesOf(seedsOf(platforms), sections), numbers(seed, input));
  return { input, section, platform, machine: machine.name, what: 'never ended', times: 1 };
}

/** One input again, with what was answered differently from the machine, and what came of it. */
export function inputAgain({ seed, platforms, sections, from }: FuzzPlan): { readonly place: string; readonly ms: number; readonly problems: readonly string[]; readonly parsed: unknown; readonly answers: Answers } {
  const groups = casesOf(seedsOf(platforms), sections);
  const input = inputOf(groups, hostilities(groups), numbers(seed, from));
  const { one, made } = input;
  const { problems, ms, leaks } = judge()(input);
  const answers = 'broken' in made ? {} : made.answers;
  const changed = Object.entries(answers).filter(([name, answer]) => !isDeepStrictEqual(answer, one.first[name] ?? one.second.answers[name]));
  let parsed: unknown;
  try {
    parsed = one.fact.parse(answers, around);
  } catch (error) {
    parsed = error instanceof Error ? error.stack : error;
  }
  return { place: `${one.platform} ${one.section} of the ${one.seed.name}`, ms, problems: leaks ? [...problems, 'a secret came out'] : problems, parsed, answers: Object.fromEntries(changed) };
}

function numbers(seed: number, input: number): () => number {
  return generator(seed * 1_000_003 + input);
}
