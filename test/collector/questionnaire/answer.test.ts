import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerWords, readAnswer, typeWords } from '../../../collector/questionnaire/answer.ts';
import type { RawAnswer } from '../../../collector/questionnaire/answer.ts';
import { questionTypes } from '../../../rules/question.ts';
import type { Question } from '../../../rules/question.ts';
import { question } from './question.ts';

const today = '2026-11-21';
const never = question({ id: 'reviewedOn', type: 'day', en: { none: 'It was never done.' } });
const watched = question({ type: 'choice', choices: ['always', 'office-hours'], en: { choices: { always: 'Day and night', 'office-hours': 'In office hours' } } });

describe('an answer is read as its question wants it', () => {
  test.each([
    [question(), 'Yes', true],
    [question(), ' n ', false],
    [question(), true, true],
    [question({ type: 'number' }), '1,250', 1250],
    [question({ type: 'number' }), 3, 3],
    [question({ type: 'text' }), '=1+1', '=1+1'],
    [watched, 'OFFICE-HOURS', 'office-hours'],
    [watched, 'Day and night', 'always'],
    [never, '3/9/2026', '2026-03-09'],
    [never, '2026-11-21', '2026-11-21'],
    [never, 'none', null],
    [never, 'It was never done.', null],
    [never, null, null],
  ])('%#: %j', (asked, raw, value) => {
    expect(readAnswer(asked, raw, today)).toEqual({ value });
  });

  test.each([
    [question(), 'perhaps', 'planAdopted wants yes or no, not "perhaps".'],
    [question(), 'none', 'planAdopted must be answered; "none" is no answer to it.'],
    [question({ type: 'number' }), '-1', 'wants a number'],
    [question({ type: 'number' }), 'many', 'wants a number'],
    [question({ type: 'number' }), true, 'wants a number'],
    [question({ type: 'text' }), '  ', 'wants a text'],
    [question({ type: 'text' }), 'x'.repeat(2001), 'has an answer of 2001 characters'],
    [watched, 'sometimes', 'wants one of always, office-hours'],
    [never, '2026-02-30', 'wants a day'],
    [never, '2026-11-22', 'has not been yet'],
    [never, '1980-01-01', 'since 1990'],
    [never, 46000, 'wants a day'],
  ])('or refused in one line: %#', (asked, raw, problem) => {
    expect(readAnswer(asked, raw, today)).toEqual({ problem: expect.stringContaining(problem) as string });
  });

  test('whatever it is, it is read or refused, and what is read fits the question', () => {
    const raw = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)));
    const asked = fc.tuple(fc.constantFrom(...questionTypes), fc.boolean()).map(([type, mayBeNone]) => question({ type, ...(type === 'choice' ? { choices: ['a', 'b'] } : {}), en: mayBeNone ? { none: 'Never.' } : {} }));
    fc.assert(
      fc.property(asked, raw, (one, value) => {
        expect(misread(one, value)).toBeUndefined();
      }),
    );
  });
});

/** What is wrong with how an answer was read. */
function misread(asked: Question, raw: RawAnswer): string | undefined {
  const read = readAnswer(asked, raw, today);
  if ('problem' in read) return /^planAdopted .*\.$/.test(read.problem) ? undefined : `refused with ${read.problem}`;
  const { value } = read;
  if (value === null) return asked.en.none === undefined ? 'none, which is no answer' : undefined;
  const types = { 'yes-no': 'boolean', number: 'number', text: 'string', choice: 'string', day: 'string' };
  const fits = asked.type === 'choice' ? asked.choices?.includes(String(value)) : asked.type !== 'day' || (/^\d{4}-\d\d-\d\d$/.test(String(value)) && String(value) <= today);
  return typeof value === types[asked.type] && fits ? undefined : `read as ${String(value)}`;
}

test('words for people', () => {
  expect(answerWords(never, null)).toBe('It was never done.');
  expect(answerWords(watched, 'always')).toBe('Day and night');
  expect(answerWords(question(), false)).toBe('No');
  expect(typeWords(never)).toBe('a day, as 2026-03-31 or 3/31/2026; or none: It was never done.');
});
