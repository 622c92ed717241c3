import type { ParseContext, PlatformFact } from '../../../agent/facts/fact.ts';
import type { Answer, Answers, Sources } from '../../../agent/host/source.ts';
import { answersOf, context } from './machine.ts';
import type { Machine } from './machine.ts';

/** What a program of a made-up machine answers, by the name of its source: text, or any reading. One that is not here is not installed. */
export type Programs = Readonly<Record<string, string | Extract<Answer, { kind: 'one' }>['reading']>>;

/** Like {@link answersOf}, for sources with programs among them. */
export function startedOn(sources: Sources, machine: Machine, programs: Programs = {}): Answers {
  const files = Object.entries(sources).filter(([, { kind }]) => kind !== 'command');
  const commands = Object.entries(sources).filter(([, { kind }]) => kind === 'command');
  const answers = commands.map(([name]): [string, Answer] => {
    const said = programs[name];
    if (said === undefined) return [name, { kind: 'one', reading: { state: 'absent' } }];
    return [name, { kind: 'one', reading: typeof said === 'string' ? { state: 'read', text: said, exitCode: 0, stderr: '' } : said }];
  });
  return { ...answersOf(Object.fromEntries(files), machine), ...Object.fromEntries(answers) };
}

/** The answers of both rounds. */
export function bothRounds<Data>(fact: PlatformFact<Data>, machine: Machine, programs: Programs = {}, around: ParseContext = context): Answers {
  const first = startedOn(fact.sources(around.settings), machine, programs);
  return { ...first, ...startedOn(fact.more?.sources(first, around) ?? {}, machine, programs) };
}

/** Facts and gaps of a made-up machine on which programs are started. */
export function factsWith<Data>(fact: PlatformFact<Data>, machine: Machine, programs: Programs = {}, around: ParseContext = context) {
  const parsed = fact.parse(bothRounds(fact, machine, programs, around), around);
  if ('failed' in parsed) throw new Error(`${parsed.failed}: ${parsed.detail}`);
  return { data: parsed.data, missing: parsed.missing, gaps: Object.fromEntries(parsed.missing.map(({ path, reason }) => [path, reason])) };
}
