import { isDeepStrictEqual } from 'node:util';
import { factModules } from '../../../agent/facts/list.ts';
import type { FactModule, Platform, PlatformFact } from '../../../agent/facts/fact.ts';
import type { Answers, Source, Sources } from '../../../agent/host/source.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { below } from './hostility.ts';
import type { Hostility, Random } from './hostility.ts';
import { mutated } from './mutate.ts';
import { around, canary } from './seeds.ts';
import type { Seed } from './seeds.ts';

export type Data = Readonly<Record<string, unknown>>;

/** One parser with the answers of one machine in both rounds. */
export interface Case {
  readonly section: SectionName;
  readonly platform: Platform;
  readonly fact: PlatformFact<Data>;
  readonly seed: Seed;
  readonly first: Answers;
  readonly second: { readonly sources: Sources; readonly answers: Answers };
}

/** What may be done to the answers of a platform: with `tears` also secrets may be torn apart and put where they do not belong. */
export type Hostilities = (platform: Platform, random: Random, tears: boolean) => Hostility;

/** An input: which case, and what its parser is told. */
export interface Input {
  readonly one: Case;
  /** Secrets were torn apart, so that a part of one may have come to stand where names stand. */
  readonly tears: boolean;
  readonly made: { readonly answers: Answers } | { readonly broken: string };
}

export const secret = new RegExp(canary, 'i');
const mostSources = 5_000;
/** What a text may have when its source does not say. */
const usualBytes = 1024 * 1024;

/** All parsers of these platforms beside all seeds, grouped by section and platform, so that each group is as likely as any other. */
export function casesOf(seeds: readonly Seed[], only: readonly SectionName[] = []): Case[][] {
  const platforms = [...new Set(seeds.map(({ platform }) => platform))];
  const modules = Object.values(factModules).filter(({ name }) => only.length === 0 || only.includes(name));
  const groups = platforms.flatMap((platform) =>
    modules.map((module): Case[] => {
      const fact: PlatformFact<Data> | undefined = (module as FactModule)[platform];
      return seeds.flatMap((seed) => (fact && seed.platform === platform ? [caseOf(module.name, fact, seed)] : []));
    }),
  );
  return groups.filter((cases) => cases.length > 0);
}

function caseOf(section: SectionName, fact: PlatformFact<Data>, seed: Seed): Case {
  const first = seed.answersTo(fact.sources(around.settings));
  const sources = fact.more?.sources(first, around) ?? {};
  return { section, platform: seed.platform, fact, seed, first, second: { sources, answers: seed.answersTo(sources) } };
}

/** What may stand where it does not belong: the texts of all sources of the platform. */
export function hostilities(groups: readonly (readonly Case[])[]): Hostilities {
  const all = new Map<Platform, string[]>();
  for (const { platform, first, second } of groups.flat()) {
    const texts = all.get(platform) ?? [];
    all.set(platform, texts);
    texts.push(...textsOf({ ...first, ...second.answers }));
  }
  const known = new Map([...all].map(([platform, texts]) => [platform, [...new Set(texts)]]));
  const harmless = new Map([...known].map(([platform, texts]) => [platform, texts.filter((text) => !secret.test(text) && !isBinary(text))]));
  return (platform, random, tears) =>
    tears ? { random, strangers: known.get(platform) ?? [''] } : { random, strangers: harmless.get(platform) ?? [''], secret };
}

/** In base64 a secret would not be found. */
function isBinary(text: string): boolean {
  return text.length > 40 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

/** The parser and machine that follow from these numbers. */
export function caseFrom(groups: readonly (readonly Case[])[], random: Random): Case {
  const group = groups[below(random, groups.length)]!;
  return group[below(random, group.length)]!;
}

/** The input that follows from these numbers. */
export function inputOf(groups: readonly (readonly Case[])[], hostilityOf: Hostilities, random: Random): Input {
  const one = caseFrom(groups, random);
  const tears = random() < 0.2;
  return { one, tears, made: answersOf(one, hostilityOf(one.platform, random, tears)) };
}

/** Both rounds of answers, each mutated; what the second asks for follows from the mutated first. */
function answersOf({ fact, seed, first, second }: Case, hostility: Hostility): Input['made'] {
  const one = mutated(first, limitsOf(fact.sources(around.settings)), hostility);
  let sources: Sources;
  try {
    sources = fact.more?.sources(one, around) ?? {};
  } catch (error) {
    return { broken: `the second round threw ${nameOf(error)}` };
  }
  const wild = Object.entries(sources).find(([name, source]) => isWild(source, second.sources[name]));
  if (wild) return { broken: `the second round asks for ${JSON.stringify(wild[1]).slice(0, 200)}` };
  if (Object.keys(sources).length > mostSources) return { broken: `the second round asks for ${Object.keys(sources).length} sources` };
  const answered = isDeepStrictEqual(sources, second.sources) ? second.answers : seed.answersTo(sources);
  return { answers: { ...one, ...(hostility.random() < 0.5 ? mutated(answered, limitsOf(sources), hostility) : answered) } };
}

/** A second round may follow paths (the hosts refuse odd ones), never put what a machine said into a query, a script or a program's name. */
function isWild(source: Source, usual: Source | undefined): boolean {
  if ('path' in source || 'pattern' in source) {
    const place = 'path' in source ? source.path : source.pattern;
    return !/^(?:\/|[A-Za-z]:\\|%[\w()]+%\\)/.test(place);
  }
  if (source.kind === 'command') return !source.program.every((program) => program.startsWith('/') || program.startsWith('%')) || source.args.some((arg) => arg.includes('\0'));
  if (source.kind === 'cim' || source.kind === 'powershell') return usual !== undefined && !isDeepStrictEqual(source, usual);
  return false;
}

/** The most bytes that the host would read, by the name of the source. */
function limitsOf(sources: Sources): (name: string) => number {
  return (name) => {
    const source = sources[name];
    return (source && 'maxBytes' in source ? source.maxBytes : undefined) ?? usualBytes;
  };
}

function textsOf(answers: Answers): string[] {
  const readings = Object.values(answers).flatMap((answer) => (answer.kind === 'one' ? [answer.reading] : answer.entries.map(({ reading }) => reading)));
  return readings.flatMap((reading) => (reading.state === 'read' && reading.text !== '' ? [reading.text] : []));
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : String(error);
}
