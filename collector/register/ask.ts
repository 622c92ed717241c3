import { createInterface } from 'node:readline/promises';
import { failure } from '../failure.ts';
import { isTimeZone } from '../store/towns.ts';
import { firstQuestions, ownedBy } from './answers.ts';
import type { Answers, FirstQuestion } from './answers.ts';

/** A person who answers. */
export interface Asker {
  /** Puts a question and gives the line that was typed. @throws a failure when the person ends it */
  readonly line: (prompt: string) => Promise<string>;
  readonly say: (text: string) => void;
}

/** Asks whatever the answers so far leave open. Enter alone leaves a question open, too. */
export async function askOpen(given: Answers, { asker, newTown }: { asker: Asker; newTown: boolean }): Promise<Answers> {
  asker.say('Enter alone: not known yet. "none": there is none. Ctrl-C ends it, and nothing is kept.');
  let answers = given;
  if (newTown && answers.timeZone === undefined) answers = await askTimeZone(answers, asker);
  for (const [index, question] of firstQuestions.entries()) {
    const number = `${index + 1}/${firstQuestions.length}`;
    if (question.key === 'owners') answers = await askOwners(answers, { asker, number });
    else if (answers[question.key] === undefined) answers = await askOne(answers, question, { asker, number });
  }
  return answers;
}

async function askTimeZone(answers: Answers, { line, say }: Asker): Promise<Answers> {
  for (;;) {
    const timeZone = (await line('Time zone of the town (America/Chicago): ')).trim() || 'America/Chicago';
    if (isTimeZone(timeZone)) return { ...answers, timeZone };
    say(`There is no time zone "${timeZone}"; write one like America/New_York.`);
  }
}

async function askOne(answers: Answers, { ask, example, take }: FirstQuestion, { asker, number }: { asker: Asker; number: string }): Promise<Answers> {
  for (;;) {
    const text = (await asker.line(`${number} ${ask}\n    (for example: ${example}) `)).trim();
    if (text === '') return answers;
    const taken = take(text, answers);
    if (typeof taken !== 'string') return taken;
    asker.say(taken);
  }
}

async function askOwners(given: Answers, { asker, number }: { asker: Asker; number: string }): Promise<Answers> {
  let answers = given;
  for (const [index, { name, owner }] of (given.services ?? []).entries()) {
    if (owner !== undefined) continue;
    const text = (await asker.line(`${number} Who answers for "${name}", and who does when that person is away?\n    (for example: Ann Reyes, Bob Lindt; or: nobody) `)).trim();
    if (text !== '') answers = ownedBy(answers, index, text);
  }
  return answers;
}

/** The person at this terminal. `close` when all is asked. */
export function personAtTerminal(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Asker & { close: () => void } {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  // Ctrl-C, and Ctrl-D or an input that ends: without this an open question would wait for ever.
  lines.on('SIGINT', () => ended.abort());
  lines.on('close', () => ended.abort());
  return {
    line: async (prompt) => {
      try {
        return await lines.question(prompt, { signal: ended.signal });
      } catch (error) {
        throw failure('interrupted', 'Ended before the last question; nothing was kept.', error);
      }
    },
    say: (text) => void output.write(`${text}\n`),
    close: () => lines.close(),
  };
}
