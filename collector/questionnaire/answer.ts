import type { AnswerValue } from '../../rules/attestation.ts';
import type { Question } from '../../rules/question.ts';
import { visible } from '../../reports/words.ts';
import { readDay } from '../lists/dates.ts';

/** Longest text that is taken as an answer or a note, in characters. */
export const longestText = 2_000;
/** Longest name of a person or a file. */
export const longestName = 200;

/** An answer as it came: from a command line, a form or a cell. */
export type RawAnswer = string | number | boolean | null;

/** A value, or one sentence that says what is wrong with it and how to mend it. */
export type Checked<T> = { readonly value: T } | { readonly problem: string };

const yes = ['yes', 'y', 'true'];
const no = ['no', 'n', 'false'];

/**
 * Reads an answer as its question wants it. The word `none` (or what the question says for it) is null: "it was never done", "we have none".
 * @param today day (YYYY-MM-DD) in the town: nothing was done after it
 */
export function readAnswer(question: Question, raw: RawAnswer, today: string): Checked<AnswerValue | null> {
  const text = typeof raw === 'string' ? raw.trim() : raw;
  if (text === null || isNone(question, text)) {
    return question.en.none === undefined ? wrong(question, 'must be answered; "none" is no answer to it') : { value: null };
  }
  switch (question.type) {
    case 'yes-no':
      return yesNo(question, text);
    case 'number':
      return numeral(question, text);
    case 'text':
      return words(question, text);
    case 'choice':
      return chosen(question, text);
    case 'day':
      return dayOf(question, text, today);
  }
}

/** The instructions for one type of answer, as a person types it. */
export function typeWords(question: Question): string {
  const words = { 'yes-no': 'yes or no', number: 'a number from 0', text: 'a text', choice: (question.choices ?? []).map((one) => `${one} (${question.en.choices?.[one] ?? one})`).join(', '), day: 'a day, as 2026-03-31 or 3/31/2026' }[question.type];
  return question.en.none === undefined ? words : `${words}; or none: ${question.en.none}`;
}

/** An answer for people. */
export function answerWords(question: Question, answer: AnswerValue | null): string {
  if (answer === null) return question.en.none ?? 'None';
  if (typeof answer === 'boolean') return answer ? 'Yes' : 'No';
  if (typeof answer === 'number') return String(answer);
  return visible(question.en.choices?.[answer] ?? answer, 300);
}

/** Reads a day as people write it: 2026-03-31, 3/31/2026, Mar 31, 2026. Undefined when it is none. */
export function dayWritten(raw: RawAnswer, today: string): string | undefined {
  if (typeof raw !== 'string') return undefined;
  const read = readDay(raw, 'month-first', Number(today.slice(0, 4)));
  return 'day' in read ? (read.day ?? undefined) : undefined;
}

function isNone(question: Question, text: Exclude<RawAnswer, null>): boolean {
  return typeof text === 'string' && (text.toLowerCase() === 'none' || text === question.en.none);
}

function yesNo(question: Question, text: Exclude<RawAnswer, null>): Checked<boolean> {
  if (typeof text === 'boolean') return { value: text };
  const word = typeof text === 'string' ? text.toLowerCase() : '';
  if (yes.includes(word)) return { value: true };
  return no.includes(word) ? { value: false } : wrong(question, `wants yes or no, not ${told(text)}`);
}

function numeral(question: Question, text: Exclude<RawAnswer, null>): Checked<number> {
  const value = typeof text === 'number' ? text : typeof text === 'string' && /^\d[\d,]*(?:\.\d+)?$/.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN;
  return value >= 0 && value <= 1e9 ? { value } : wrong(question, `wants a number from 0 to 1,000,000,000, not ${told(text)}`);
}

function words(question: Question, text: Exclude<RawAnswer, null>): Checked<string> {
  const value = String(text);
  if (value === '') return wrong(question, 'wants a text');
  return value.length > longestText ? wrong(question, `has an answer of ${value.length} characters; ${longestText} are the most`) : { value };
}

function chosen(question: Question, text: Exclude<RawAnswer, null>): Checked<string> {
  const word = String(text).trim().toLowerCase();
  const value = (question.choices ?? []).find((one) => one === word || question.en.choices?.[one]?.toLowerCase() === word);
  return value === undefined ? wrong(question, `wants one of ${(question.choices ?? []).join(', ')}, not ${told(text)}`) : { value };
}

function dayOf(question: Question, text: Exclude<RawAnswer, null>, today: string): Checked<string> {
  const value = dayWritten(text, today);
  if (value === undefined) return wrong(question, `wants a day, as 2026-03-31 or 3/31/2026, not ${told(text)}`);
  if (value > today) return wrong(question, `asks when something was done; ${value} has not been yet`);
  return value < '1990-01-01' ? wrong(question, `wants a day since 1990, not ${value}`) : { value };
}

function wrong(question: Question, what: string): { problem: string } {
  return { problem: `${question.id} ${what}.` };
}

function told(text: Exclude<RawAnswer, null>): string {
  return `"${visible(String(text), 60)}"`;
}
