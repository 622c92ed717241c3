import { answererWords } from '../../reports/questionnaire/words.ts';
import { counted, visible } from '../../reports/words.ts';
import type { Terminal } from '../cli/terminal.ts';
import { answerWords } from './answer.ts';
import { counts, expiringDays, openBy } from './standing.ts';
import type { Standing } from './standing.ts';

/** What `questions status --json` gives. */
export interface QuestionnaireStatus {
  readonly questions: number;
  readonly answered: number;
  readonly open: number;
  readonly expiring: readonly string[];
  readonly expired: readonly string[];
  readonly askedAnew: readonly string[];
  readonly withoutFile: readonly string[];
  readonly openBy: readonly { readonly by: string; readonly questions: readonly string[] }[];
}

/** How the questionnaire of a town stands. */
export function statusOf(all: readonly Standing[]): QuestionnaireStatus {
  const ids = (state: Standing['state']) => all.filter((one) => one.state === state).map(({ question }) => question.id);
  const answered = all.filter(counts).length;
  return {
    questions: all.length,
    answered,
    open: all.length - answered,
    expiring: ids('expiring'),
    expired: ids('expired'),
    askedAnew: ids('asked-anew'),
    withoutFile: all.filter((one) => counts(one) && one.withoutFile).map(({ question }) => question.id),
    openBy: openBy(all).map(({ by, questions }) => ({ by, questions: questions.map(({ question }) => question.id) })),
  };
}

/** Prints it for people. */
export function printStatus(all: readonly Standing[], terminal: Terminal): void {
  const status = statusOf(all);
  terminal.out(`${bar(status.answered, status.questions)} ${status.answered} of ${status.questions} questions have an answer that counts.`);
  listed(terminal, `Ends within ${expiringDays} days`, all.filter(({ state }) => state === 'expiring').map((one) => `${one.question.id} (counts until ${one.until ?? ''})`));
  listed(terminal, 'Too old to count', all.filter(({ state }) => state === 'expired').map((one) => `${one.question.id} (counted until ${one.until ?? ''})`));
  listed(terminal, 'Asked in another way now, answer again', status.askedAnew);
  listed(terminal, 'Shown by a note only, no file', status.withoutFile);
  for (const { by, questions } of openBy(all)) {
    terminal.out(`\n${answererWords[by]}: ${counted(questions.length, 'question')} to answer`);
    for (const { question } of questions) terminal.out(`  ${question.id}: ${question.en.question}`);
  }
}

/** An answer that is there, for whoever is to confirm or change it. */
export function beforeWords({ question, answer, until, state }: Standing): string {
  if (answer === null) return '';
  const given = state === 'asked-anew' ? 'to an older wording, counts no longer' : state === 'expired' ? `counted until ${until ?? ''}` : `counts until ${until ?? ''}`;
  const words = state === 'asked-anew' ? visible(String(answer.answer), 300) : answerWords(question, answer.answer);
  return `${words} (${visible(answer.person, 200)}, ${answer.on}; ${given}).`;
}

function listed(terminal: Terminal, heading: string, items: readonly string[]): void {
  if (items.length > 0) terminal.out(`${heading}: ${items.join(', ')}`);
}

function bar(done: number, all: number): string {
  const full = all === 0 ? 0 : Math.floor((done / all) * 20);
  return `[${'#'.repeat(full)}${'.'.repeat(20 - full)}]`;
}
