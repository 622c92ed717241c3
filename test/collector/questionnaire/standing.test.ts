import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayIn } from '../../../collector/day.ts';
import { counts, openBy, standings } from '../../../collector/questionnaire/standing.ts';
import { statusOf } from '../../../collector/questionnaire/status.ts';
import { answersOf } from '../../../rules/engine/answers.ts';
import { Unknown } from '../../../rules/engine/value.ts';
import type { Attestation } from '../../../rules/attestation.ts';
import { question } from './question.ts';

const answer = (about: Partial<Attestation> = {}): Attestation => ({ question: 'planAdopted', version: 1, answer: true, note: null, person: 'A. Clerk', on: '2026-01-01', evidence: null, by: 'A. Clerk', ...about });
const stateOn = (today: string, about: Partial<Attestation> = {}) => standings([question({ expiresDays: 90 })], [answer(about)], today)[0]?.state;

test('an answer ends by itself', () => {
  expect(standings([question()], [], '2026-01-01')[0]?.state).toBe('open');
  expect(stateOn('2026-01-02')).toBe('answered');
  expect(stateOn('2026-03-01')).toBe('answered');
  expect(stateOn('2026-03-02')).toBe('expiring');
  expect(stateOn('2026-04-01')).toBe('expiring');
  expect(stateOn('2026-04-02')).toBe('expired');
  expect(stateOn('2026-01-02', { version: 0 })).toBe('asked-anew');
});

test('it counts here exactly as long as it does in judgment', () => {
  const asked = question({ expiresDays: 90 });
  const day = fc.integer({ min: 0, max: 400 }).map((days) => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, fc.constantFrom(0, 1), (today, version) => {
      const answers = [answer({ version })];
      const judged = answersOf([asked], answers, Date.parse(`${today}T12:00:00Z`)).values['planAdopted'];
      expect(standings([asked], answers, today).some(counts)).toBe(!(judged instanceof Unknown));
    }),
  );
});

test('what is open is told by who can answer, the most first', () => {
  const all = standings([question({ id: 'a', by: 'it' }), question({ id: 'b', by: 'clerk' }), question({ id: 'c', by: 'it' }), question()], [answer({ on: '2026-11-01' })], '2026-11-21');
  expect(openBy(all).map(({ by, questions }) => [by, questions.map((one) => one.question.id)])).toEqual([['it', ['a', 'c']], ['clerk', ['b']]]);
  expect(statusOf(all)).toMatchObject({ questions: 4, answered: 1, open: 3, expiring: [], withoutFile: [] });
  expect(statusOf(standings([question({ evidence: 'required' })], [answer({ on: '2026-11-01', note: 'in the minutes' })], '2026-11-21')).withoutFile).toEqual(['planAdopted']);
});

test('a day is the day in the town', () => {
  expect(dayIn('America/Chicago', new Date('2026-11-21T03:00:00Z'))).toBe('2026-11-20');
  expect(dayIn('Pacific/Guam', new Date('2026-11-21T20:00:00Z'))).toBe('2026-11-22');
});
