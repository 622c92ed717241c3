import type { Attestation } from '../attestation.ts';
import type { UnknownBecause } from '../outcome.ts';
import type { Question } from '../question.ts';
import { basisBits } from './context.ts';
import type { Mark } from './context.ts';
import { dayMs } from './instant.ts';
import { Unknown } from './value.ts';

/** The value of `attested`, and the mark of every answer in it. */
export interface Answers {
  readonly values: Readonly<Record<string, unknown>>;
  readonly marks: ReadonlyMap<string, Mark>;
}

/**
 * The newest answer to every question. One that nobody gave, that was given to another version of the question, or that
 * does not fit it, is unknown; so is one that is older than the question allows.
 */
export function answersOf(questions: readonly Question[], attestations: readonly Attestation[], asOf: number): Answers {
  const values: Record<string, unknown> = {};
  const marks = new Map<string, Mark>();
  const byQuestion = Map.groupBy(attestations, ({ question }) => question);
  for (const question of questions) {
    const newest = (byQuestion.get(question.id) ?? []).toSorted(newestFirst)[0];
    const until = newest ? Date.parse(newest.on) + (question.expiresDays + 1) * dayMs : Infinity;
    const because = newest ? doubt(question, newest, { asOf, until }) : unanswered(question, 'nobody has answered it');
    values[question.id] = because || !newest ? new Unknown(because ?? unanswered(question, 'nobody has answered it')) : answerOf(newest);
    if (newest && !because)
      marks.set(question.id, { basis: basisBits.attested, until, sources: [{ kind: 'answer', name: question.id, asOf: newest.on, by: newest.by, digest: newest.evidence?.digest ?? null }] });
  }
  return { values, marks };
}

function answerOf({ answer, on, person, evidence, note }: Attestation): Readonly<Record<string, unknown>> {
  return { answer, on, person, evidence, note };
}

function doubt(question: Question, { version, answer, on }: Attestation, { asOf, until }: { asOf: number; until: number }): UnknownBecause | undefined {
  if (version !== question.version) return unanswered(question, `version ${version} was answered on ${on}; it now asks something else`);
  if (answer !== null && !fits(question, answer)) return unanswered(question, 'the answer does not fit the question');
  if (asOf >= until || Date.parse(on) > asOf + dayMs) return { reason: 'evidence-expired', section: 'attested', path: question.id, detail: `answered on ${on}` };
  return undefined;
}

function unanswered({ id }: Question, detail: string): UnknownBecause {
  return { reason: 'unanswered', section: 'attested', path: id, detail };
}

function fits({ type, choices }: Question, answer: NonNullable<Attestation['answer']>): boolean {
  switch (type) {
    case 'yes-no':
      return typeof answer === 'boolean';
    case 'number':
      return typeof answer === 'number' && Number.isFinite(answer);
    case 'text':
      return typeof answer === 'string';
    case 'choice':
      return typeof answer === 'string' && choices?.includes(answer) === true;
    case 'day':
      return typeof answer === 'string' && /^\d{4}-\d\d-\d\d$/.test(answer) && !Number.isNaN(Date.parse(answer));
  }
}

function newestFirst(a: Attestation, b: Attestation): number {
  if (a.on !== b.on) return a.on < b.on ? 1 : -1;
  return JSON.stringify(a) < JSON.stringify(b) ? 1 : -1;
}
