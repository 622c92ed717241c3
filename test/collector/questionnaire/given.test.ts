import { describe, expect, test } from 'vitest';
import { failure } from '../../../collector/failure.ts';
import { checkGiven } from '../../../collector/questionnaire/given.ts';
import type { Checking, GivenAnswer } from '../../../collector/questionnaire/given.ts';
import { question } from './question.ts';

const questions = [question(), question({ id: 'signedOn', type: 'day', evidence: 'required', version: 2, en: { none: 'It was never signed.' } })];
const checking: Checking = {
  questions,
  today: '2026-11-21',
  known: [],
  by: 'file, unverified',
  evidence: (file) => ({ file, digest: 'd'.repeat(64), bytes: Buffer.from('x') }),
};
const given = (about: Partial<GivenAnswer>): GivenAnswer => ({ place: 'row 2', question: 'planAdopted', version: 1, answer: 'yes', note: null, person: 'A. Clerk', on: '2026-11-20', evidence: null, ...about });
const signed = { question: 'signedOn', version: 2, answer: '2026-03-01' };

describe('answers that came back', () => {
  test('become attestations, with person, day and what shows them', () => {
    const { accepted, problems } = checkGiven([given({ note: ' as minuted ' }), given({ ...signed, evidence: 'page.pdf' })], checking);
    expect(problems).toEqual([]);
    expect(accepted.map(({ attestation }) => attestation)).toEqual([
      { question: 'planAdopted', version: 1, answer: true, note: 'as minuted', person: 'A. Clerk', on: '2026-11-20', evidence: null, by: 'file, unverified' },
      { question: 'signedOn', version: 2, answer: '2026-03-01', note: null, person: 'A. Clerk', on: '2026-11-20', evidence: { file: 'page.pdf', digest: 'd'.repeat(64) }, by: 'file, unverified' },
    ]);
  });

  test('null bears the words of the question, where the person says nothing', () => {
    const { accepted } = checkGiven([given({ ...signed, answer: 'none' })], checking);
    expect(accepted[0]?.attestation).toMatchObject({ answer: null, note: 'It was never signed.' });
  });

  test.each<[string, Partial<GivenAnswer>, string]>([
    ['a question that does not exist', { question: 'planAdoptd' }, 'row 2: There is no question "planAdoptd"; did you mean "planAdopted"?'],
    ['an older version', { ...signed, version: 1 }, 'was answered as version 1, but version 2 is asked now'],
    ['nobody says it', { person: ' ' }, 'does not say who answers'],
    ['no day', { on: null }, 'has no day on which it was answered'],
    ['a day to come', { on: '2026-12-01' }, 'is in the future'],
    ['nothing shows it', signed, 'needs a file that shows it, or a note'],
    ['a long note', { note: 'x'.repeat(2001) }, 'has a note of 2001 characters'],
    ['no answer to it', { answer: 'maybe' }, 'wants yes or no'],
  ])('are refused: %s', (_, about, problem) => {
    const { accepted, problems } = checkGiven([given(about)], checking);
    expect(accepted).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('are refused when they are twice there, or older than what is known', () => {
    expect(checkGiven([given({}), given({ place: 'row 3', answer: 'no' })], checking).problems).toEqual(['row 3: planAdopted is answered twice, here and at row 2; leave one answer.']);
    const known = [{ question: 'planAdopted', version: 1, answer: true, note: null, person: 'B. New', on: '2026-11-21', evidence: null, by: 'B. New' }];
    expect(checkGiven([given({})], { ...checking, known }).problems).toEqual([expect.stringContaining('B. New answered it on 2026-11-21')]);
  });

  test('a note that says where it can be seen stands in for a file', () => {
    expect(checkGiven([given({ ...signed, note: 'Resolution 12-2026' })], checking).problems).toEqual([]);
  });

  test('a file that is not there fails as a whole', () => {
    const missing = () => {
      throw failure('wrong-use', 'The evidence page.pdf cannot be read (ENOENT).');
    };
    expect(() => checkGiven([given({ ...signed, evidence: 'page.pdf' })], { ...checking, evidence: missing })).toThrow('page.pdf cannot be read');
  });
});
