import type { Attestation } from '../../rules/attestation.ts';
import { nearest } from '../../rules/engine/nearest.ts';
import type { Question } from '../../rules/question.ts';
import { visible } from '../../reports/words.ts';
import { dayWritten, longestName, longestText, readAnswer } from './answer.ts';
import type { RawAnswer } from './answer.ts';
import type { EvidenceFile } from './evidence.ts';

/** One answer as it came back: nothing of it is checked yet. */
export interface GivenAnswer {
  /** Where it stands, for people: `row 12`, `answers[3]`. */
  readonly place: string;
  readonly question: string;
  /** Version of the question that was answered; null: the newest. */
  readonly version: number | null;
  readonly answer: RawAnswer;
  readonly note: string | null;
  readonly person: string | null;
  readonly on: RawAnswer;
  /** Name of the file that shows it. */
  readonly evidence: string | null;
}

/** What checking needs beside the answers. */
export interface Checking {
  readonly questions: readonly Question[];
  /** Day in the town. */
  readonly today: string;
  /** The newest answers that are there. */
  readonly known: readonly Attestation[];
  /** Who gives them to the collector: a person, or `file, unverified`. */
  readonly by: string;
  /** Finds a file by its name; throws a failure when there is none. */
  readonly evidence: (name: string) => EvidenceFile;
}

/** An answer that is right, and the file that shows it. */
export interface Accepted {
  readonly attestation: Attestation;
  readonly evidence: EvidenceFile | null;
}

/** Checks answers as a whole: with one problem none of them counts. */
export function checkGiven(given: readonly GivenAnswer[], checking: Checking): { accepted: readonly Accepted[]; problems: readonly string[] } {
  const seen = new Map<string, string>();
  const results = given.map((one) => {
    const before = seen.get(one.question);
    seen.set(one.question, before ?? one.place);
    return before === undefined ? checkOne(one, checking) : { problem: `${one.question} is answered twice, here and at ${before}; leave one answer.` };
  });
  return {
    accepted: results.flatMap((result) => ('attestation' in result ? [result] : [])),
    problems: results.flatMap((result, index) => ('problem' in result ? [`${given[index]?.place ?? ''}: ${result.problem}`] : [])),
  };
}

function checkOne(given: GivenAnswer, { questions, today, known, by, evidence }: Checking): Accepted | { readonly problem: string } {
  const question = questions.find(({ id }) => id === given.question);
  if (!question) return { problem: stranger(given.question, questions) };
  if (given.version !== null && given.version !== question.version) {
    return { problem: `${question.id} was answered as version ${given.version}, but version ${question.version} is asked now: "${question.en.question}" Answer it again on a new form.` };
  }
  const answer = readAnswer(question, given.answer, today);
  if ('problem' in answer) return answer;
  const circumstances = circumstancesOf(given, { question, today, answer: answer.value });
  if ('problem' in circumstances) return circumstances;
  const newer = known.find((one) => one.question === question.id && one.version === question.version && one.on > circumstances.on);
  if (newer) return { problem: `${question.id} is answered as of ${circumstances.on} here, but ${visible(newer.person, 80)} answered it on ${newer.on}; leave it out, or give the day on which it was looked at again.` };
  const file = given.evidence === null ? null : evidence(given.evidence);
  const shown = file === null ? null : { file: file.file, digest: file.digest };
  return { attestation: { question: question.id, version: question.version, answer: answer.value, ...circumstances, evidence: shown, by }, evidence: file };
}

type Circumstances = Pick<Attestation, 'note' | 'person' | 'on'>;

/** Who says it, since when, and what is said beside it. */
function circumstancesOf(given: GivenAnswer, { question, today, answer }: { question: Question; today: string; answer: Attestation['answer'] }): Circumstances | { problem: string } {
  const { id } = question;
  const person = given.person?.trim() ?? '';
  const note = given.note?.trim() ?? '';
  const on = dayWritten(given.on, today);
  if (person === '' || person.length > longestName) return { problem: `${id} does not say who answers; give a name of at most ${longestName} characters.` };
  if (on === undefined) return { problem: `${id} has no day on which it was answered; write it as 2026-03-31 or 3/31/2026.` };
  if (on > today) return { problem: `${id} is answered on ${on}, which is in the future.` };
  if (note.length > longestText) return { problem: `${id} has a note of ${note.length} characters; ${longestText} are the most.` };
  const needsShowing = question.evidence === 'required' && answer !== null && answer !== false;
  if (needsShowing && given.evidence === null && note === '') return { problem: `${id} needs a file that shows it, or a note that says where it can be seen.` };
  return { note: note === '' ? (answer === null ? (question.en.none ?? null) : null) : note, person, on };
}

function stranger(id: string, questions: readonly Question[]): string {
  const near = nearest(id, questions.map((question) => question.id));
  return `There is no question "${visible(id, 80)}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
}
