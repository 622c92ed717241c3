import type { Attestation } from '../../rules/attestation.ts';
import { countsUntil } from '../../rules/question.ts';
import type { Answerer, Question } from '../../rules/question.ts';

/** How a question stands: `asked-anew` was answered in an older version of it. */
export type StandingState = 'open' | 'answered' | 'expiring' | 'expired' | 'asked-anew';

/** One question of a town, and its answer. */
export interface Standing {
  readonly question: Question;
  readonly state: StandingState;
  readonly answer: Attestation | null;
  /** Last day on which the answer counts. */
  readonly until: string | null;
  /** Nothing but a person’s word and note shows an answer that needs a file. */
  readonly withoutFile: boolean;
}

/** Days before its end in which an answer is called expiring. */
export const expiringDays = 30;

/** How every question stands on a day (YYYY-MM-DD), in the order of the questions. */
export function standings(questions: readonly Question[], answers: readonly Attestation[], today: string): Standing[] {
  const known = new Map(answers.map((answer) => [answer.question, answer]));
  return questions.map((question) => {
    const answer = known.get(question.id) ?? null;
    if (answer === null) return { question, state: 'open', answer, until: null, withoutFile: false };
    const until = countsUntil(question, answer.on);
    return { question, state: stateOf(question, { answer, until, today }), answer, until, withoutFile: question.evidence === 'required' && answer.evidence === null && answer.answer !== null && answer.answer !== false };
  });
}

/** Tells whether a question has an answer that counts. */
export function counts({ state }: Standing): boolean {
  return state === 'answered' || state === 'expiring';
}

/** What is left to answer, by who can; the most first. */
export function openBy(all: readonly Standing[]): { by: Answerer; questions: readonly Standing[] }[] {
  const groups = Map.groupBy(all.filter((one) => !counts(one)), ({ question }) => question.by);
  return [...groups].map(([by, questions]) => ({ by, questions })).sort((a, b) => b.questions.length - a.questions.length || (a.by < b.by ? -1 : 1));
}

function stateOf(question: Question, { answer, until, today }: { answer: Attestation; until: string; today: string }): StandingState {
  if (answer.version !== question.version) return 'asked-anew';
  if (today > until) return 'expired';
  return Date.parse(until) - Date.parse(today) <= expiringDays * 86_400_000 ? 'expiring' : 'answered';
}
