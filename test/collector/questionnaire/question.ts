import type { Question } from '../../../rules/question.ts';

/** A question about something, as tests need it. */
export function question(about: Partial<Omit<Question, 'en'>> & { en?: Partial<Question['en']> } = {}): Question {
  const { en, ...rest } = about;
  return { id: 'planAdopted', version: 1, type: 'yes-no', expiresDays: 365, evidence: 'optional', row: 'GOV-001', by: 'clerk', sensitivity: 'internal', ...rest, en: { question: 'Is it?', why: 'It matters.', verify: 'Look.', ...en } };
}
