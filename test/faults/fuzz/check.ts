import { hash } from 'node:crypto';
import { written } from '../../../agent/content.ts';
import { sectionBounds } from '../../../agent/facts/bounds.ts';
import type { Parsed } from '../../../agent/facts/fact.ts';
import { checkJson } from '../../../wire/json.ts';
import type { Missing } from '../../../wire/section.ts';
import { sections } from '../../../wire/sections/list.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { dishonesty } from '../../agent/facts/honesty.ts';
import { nameOf, secret } from './cases.ts';
import type { Data, Input } from './cases.ts';
import { around } from './seeds.ts';

/** What came of one input. */
export interface Verdict {
  readonly problems: readonly string[];
  /** Milliseconds of the call of the parser. */
  readonly ms: number;
  /** A secret, or the part of one, came out. */
  readonly leaks: boolean;
}

/** Judges what parsers say. What was said before of the same section need not be looked at again. */
export type Judge = (input: Input) => Verdict;

/** A parser that needs longer hangs. */
const mostMs = 1_000;
const mostKnown = 20_000;

/**
 * A judge: the parser may not throw, what it says has to be what the wire allows and the collector takes, no fact may be
 * absent without a word, no secret may come out, and no call may take more than a second of its own processor time.
 */
export function judge(): Judge {
  const known = new Map<string, readonly string[]>();
  return ({ one, made }) => {
    if ('broken' in made) return { problems: [made.broken], ms: 0, leaks: false };
    const parse = () => one.fact.parse(made.answers, around);
    const begun = performance.now();
    let parsed: Parsed<Data>;
    try {
      parsed = parse();
    } catch (error) {
      return { problems: [`threw ${nameOf(error)}`], ms: performance.now() - begun, leaks: false };
    }
    const ms = ownTime(performance.now() - begun, parse);
    const said = JSON.stringify(parsed);
    const key = hash('sha1', `${one.section} ${said}`, 'base64');
    let problems = known.get(key);
    if (!problems) {
      problems = problemsOf(one.section, parsed);
      if (known.size > mostKnown) known.clear();
      known.set(key, problems);
    }
    return { problems: ms > mostMs ? [...problems, `took ${Math.round(ms)} ms`] : problems, ms, leaks: secret.test(said) };
  };
}

/** The machine may have been busy with something else: what took long is measured again, in the processor time of this thread. */
function ownTime(wall: number, parse: () => unknown): number {
  if (wall < mostMs / 4) return wall;
  const before = process.threadCpuUsage();
  parse();
  const { user, system } = process.threadCpuUsage(before);
  return Math.min(wall, (user + system) / 1000);
}

function problemsOf(section: SectionName, parsed: Parsed<Data>): string[] {
  if ('failed' in parsed) return parsed.detail === '' ? ['was refused without a detail'] : [];
  return contentProblems(section, parsed);
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
