import { isDeepStrictEqual } from 'node:util';
import { written } from '../../../agent/content.ts';
import { sectionBounds } from '../../../agent/facts/bounds.ts';
import type { Parsed, PlatformFact } from '../../../agent/facts/fact.ts';
import { factModules } from '../../../agent/facts/list.ts';
import type { Answers, Sources } from '../../../agent/host/source.ts';
import { checkJson } from '../../../wire/json.ts';
import { sections } from '../../../wire/sections/list.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import type { Missing } from '../../../wire/section.ts';
import { dishonesty } from '../../agent/facts/honesty.ts';
import { canary } from '../../agent/facts/town-server.ts';
import { generator } from '../disk/numbers.ts';
import { mutated } from './mutate.ts';
import type { Hostility } from './mutate.ts';
import { around, seeds } from './seeds.ts';
import type { Seed } from './seeds.ts';

/** How long and what. */
export interface FuzzPlan {
  readonly seed: number;
  readonly count: number;
  readonly seconds: number;
  /** Only this input, to see it again. */
  readonly only?: number;
  readonly told?: (done: number, slowest: number) => void;
}

/** One way in which a parser was wrong, with the number of the input that showed it first. */
export interface Wrong {
  readonly input: number;
  readonly section: SectionName;
  readonly machine: string;
  readonly what: string;
  times: number;
}

export interface FuzzResult {
  readonly inputs: number;
  readonly bySection: Readonly<Record<string, number>>;
  /** Milliseconds of the slowest call of a parser, and of which section. */
  readonly slowest: { readonly ms: number; readonly section: string; readonly input: number };
  /** Inputs in which secrets were torn apart, so that a part of one may have come to stand where names stand, and how often one came out. */
  readonly torn: { readonly inputs: number; readonly leaks: number };
  readonly wrong: readonly Wrong[];
}

const mostMs = 1_000;
const mostSources = 5_000;
/** What a text may have when its source does not say. */
const usualBytes = 1024 * 1024;

interface Case {
  readonly section: SectionName;
  readonly fact: PlatformFact<Data>;
  readonly seed: Seed;
  readonly first: Answers;
  readonly second: { readonly sources: Sources; readonly answers: Answers };
}

type Data = Readonly<Record<string, unknown>>;

/**
 * Feeds mutated answers to the Linux parsers and looks that none throws, that what they say is what the wire allows and the
 * collector takes, that none needs more than a second, and that no secret comes out. The same seed gives the same inputs.
 */
export function fuzz({ seed, count, seconds, only, told }: FuzzPlan): FuzzResult {
  const cases = allCases();
  const hostilityOf = hostilities(cases);
  const until = performance.now() + seconds * 1000;
  const wrong = new Map<string, Wrong>();
  const bySection: Record<string, number> = {};
  let slowest = { ms: 0, section: '', input: 0 };
  const torn = { inputs: 0, leaks: 0 };
  let inputs = 0;
  for (let input = only ?? 0; input < (only === undefined ? count : only + 1) && performance.now() < until; input += 1) {
    const random = generator(seed * 1_000_003 + input);
    const one = cases[Math.floor(random() * cases.length)]!;
    const tears = random() < 0.2;
    const { problems, ms, leaks } = tried(one, hostilityOf(random, tears));
    inputs += 1;
    bySection[one.section] = (bySection[one.section] ?? 0) + 1;
    if (ms > slowest.ms) slowest = { ms: Math.round(ms), section: one.section, input };
    torn.inputs += tears ? 1 : 0;
    torn.leaks += tears && leaks ? 1 : 0;
    const found = [...problems, ...(leaks && !tears ? ['a secret came out'] : [])];
    for (const what of found) {
      const key = `${one.section} ${what.replaceAll(/\d+/g, '0')}`;
      const known = wrong.get(key);
      if (known) known.times += 1;
      else wrong.set(key, { input, section: one.section, machine: one.seed.name, what, times: 1 });
    }
    if (inputs % 20_000 === 0) told?.(inputs, slowest.ms);
  }
  return { inputs, bySection, slowest, torn, wrong: [...wrong.values()] };
}

/** One input again, with what was answered and what came of it. */
export function inputAgain(seed: number, input: number): { readonly section: SectionName; readonly parsed: unknown; readonly answers: Answers } {
  const cases = allCases();
  const hostilityOf = hostilities(cases);
  const random = generator(seed * 1_000_003 + input);
  const one = cases[Math.floor(random() * cases.length)]!;
  const tears = random() < 0.2;
  const answers = answersOf(one, hostilityOf(random, tears));
  let parsed: unknown;
  try {
    parsed = 'broken' in answers ? answers : one.fact.parse(answers.answers, around);
  } catch (error) {
    parsed = error;
  }
  const answered = 'broken' in answers ? {} : Object.fromEntries(Object.entries(answers.answers).filter(([name, answer]) => !isDeepStrictEqual(answer, one.first[name] ?? one.second.answers[name])));
  return { section: one.section, parsed, answers: answered };
}

const secret = new RegExp(canary, 'i');

/** What may be done to answers: with `tears` also secrets may be torn apart and put where they do not belong. */
function hostilities(cases: readonly Case[]): (random: () => number, tears: boolean) => Hostility {
  const all = [...new Set(cases.flatMap(({ first, second }) => textsOf({ ...first, ...second.answers })))];
  const harmless = all.filter((text) => !secret.test(text));
  return (random, tears) => (tears ? { random, strangers: all } : { random, strangers: harmless, secret });
}

function allCases(): Case[] {
  return seeds.flatMap((seed) =>
    Object.values(factModules).flatMap((module): Case[] => {
      const fact: PlatformFact<Data> | undefined = module.linux;
      if (!fact) return [];
      const first = seed.answersTo(fact.sources(around.settings));
      const sources = fact.more?.sources(first, around) ?? {};
      return [{ section: module.name, fact, seed, first, second: { sources, answers: seed.answersTo(sources) } }];
    }),
  );
}

function textsOf(answers: Answers): string[] {
  const readings = Object.values(answers).flatMap((answer) => (answer.kind === 'one' ? [answer.reading] : answer.entries.map(({ reading }) => reading)));
  return readings.flatMap((reading) => (reading.state === 'read' && reading.text !== '' ? [reading.text] : []));
}

/** Both rounds of answers, each mutated; what the second asks for follows from the mutated first. */
function answersOf({ fact, seed, first, second }: Case, hostility: Hostility): { readonly answers: Answers } | { readonly broken: string } {
  const one = mutated(first, limitsOf(fact.sources(around.settings)), hostility);
  let sources: Sources;
  try {
    sources = fact.more?.sources(one, around) ?? {};
  } catch (error) {
    return { broken: `the second round threw ${nameOf(error)}` };
  }
  const wild = Object.values(sources).find((source) => {
    const place = 'path' in source ? source.path : 'pattern' in source ? source.pattern : '/';
    return !place.startsWith('/') || place.includes('\0');
  });
  if (wild) return { broken: `the second round asks for ${JSON.stringify(wild).slice(0, 200)}` };
  if (Object.keys(sources).length > mostSources) return { broken: `the second round asks for ${Object.keys(sources).length} sources` };
  const answered = isDeepStrictEqual(sources, second.sources) ? second.answers : seed.answersTo(sources);
  return { answers: { ...one, ...(hostility.random() < 0.5 ? mutated(answered, limitsOf(sources), hostility) : answered) } };
}

/** The most bytes that the host would read, by the name of the source. */
function limitsOf(sources: Sources): (name: string) => number {
  return (name) => {
    const source = sources[name];
    return (source && 'maxBytes' in source ? source.maxBytes : undefined) ?? usualBytes;
  };
}

function tried(one: Case, hostility: Hostility): { problems: string[]; ms: number; leaks: boolean } {
  const made = answersOf(one, hostility);
  if ('broken' in made) return { problems: [made.broken], ms: 0, leaks: false };
  const parse = () => one.fact.parse(made.answers, around);
  const begun = performance.now();
  let parsed: Parsed<Data>;
  try {
    parsed = parse();
  } catch (error) {
    return { problems: [`threw ${nameOf(error)}`], ms: performance.now() - begun, leaks: false };
  }
  let ms = performance.now() - begun;
  // The machine may have been busy with something else.
  for (let again = 0; again < 2 && ms > mostMs; again += 1) {
    const start = performance.now();
    parse();
    ms = Math.min(ms, performance.now() - start);
  }
  const slow = ms > mostMs ? [`took ${Math.round(ms)} ms`] : [];
  const leaks = secret.test(JSON.stringify(parsed));
  if ('failed' in parsed) return { problems: [...slow, ...(parsed.detail === '' ? ['was refused without a detail'] : [])], ms, leaks };
  return { problems: [...slow, ...contentProblems(one.section, parsed)], ms, leaks };
}

/** What is wrong with the content that would be sent. */
function contentProblems(section: SectionName, { data, missing }: { readonly data: Data; readonly missing: readonly Missing[] }): string[] {
  const { version } = sections[section];
  const content = written({ section, version }, data, missing, sectionBounds[section]);
  if (!content) return [];
  const read = checkJson(content.bytes);
  if ('refusal' in read) return [`the collector would refuse it: ${read.refusal}, ${read.detail.replace(/at \d+/, '')}`];
  const { data: kept } = read.value as { data: Data };
  return dishonesty(section, kept, content.missing);
}

function nameOf(error: unknown): string {
  if (process.env.FSTACK) console.error(error);
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : String(error);
}
