import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { renderForm } from '../../reports/questionnaire/form.tsx';
import { visible } from '../../reports/words.ts';
import type { Question } from '../../rules/question.ts';
import { codeOf, failure } from '../failure.ts';
import { answerWords, typeWords } from '../questionnaire/answer.ts';
import { readEvidence } from '../questionnaire/evidence.ts';
import { checkGiven } from '../questionnaire/given.ts';
import type { Accepted, GivenAnswer } from '../questionnaire/given.ts';
import { loadedQuestionnaire, questionNamed } from '../questionnaire/questions.ts';
import { answersSchema, largestForm, readReturned } from '../questionnaire/returned.ts';
import { questionnaireSheet } from '../questionnaire/sheet.ts';
import { standings } from '../questionnaire/standing.ts';
import { beforeWords, printStatus, statusOf } from '../questionnaire/status.ts';
import { changesOf, knownAnswers, takeAnswers } from '../questionnaire/take.ts';
import type { Taken } from '../questionnaire/take.ts';
import { findTown } from '../store/towns.ts';
import type { Town } from '../store/towns.ts';
import { instant } from '../world.ts';
import { dayIn } from '../day.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface TownFlags extends FolderFlags {
  readonly town: string;
  readonly json?: boolean;
}

/** Who an answer is from when nobody vouches for the file it stands in. */
const unverified = 'file, unverified';

/** `townwatch questions list | show | answer | export | import | status` */
export function questionCommands(program: Command, terminal: Terminal): void {
  const questions = program.command('questions').description('what no scan can see: ask people, and keep what they answer');
  registerReading(questions, terminal);
  registerAnswer(questions, terminal);
  registerExport(questions, terminal);
  registerImport(questions, terminal);
}

function registerReading(questions: Command, terminal: Terminal): void {
  withFolder(questions.command('list'))
    .description('list every question and how it stands')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch questions list --town "Cedar Falls"')
    .action((flags: TownFlags) =>
      inTown(flags, async ({ session, town, today }) => {
        const all = standings(loadedQuestionnaire().questions, await knownAnswers(session.store, town.id), today);
        const rows = all.map((one) => ({ id: one.question.id, version: one.question.version, state: one.state, answer: one.answer?.answer ?? null, until: one.until, question: one.question.en.question }));
        if (flags.json) return printJson(terminal, rows);
        printTable(terminal, ['ID', 'STATE', 'ANSWER', 'COUNTS UNTIL', 'QUESTION'], all.map((one) => [one.question.id, one.state, one.answer ? answerWords(one.question, one.answer.answer) : '-', one.until ?? '-', one.question.en.question]));
      }),
    );
  questions
    .command('show <id>')
    .description('print one question in full, with how to check an answer')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch questions show programReviewed')
    .action((id: string, { json }: { json?: boolean }) => {
      const question = questionNamed(loadedQuestionnaire().questions, id);
      if (json) printJson(terminal, question);
      else showQuestion(question, terminal);
    });
  withFolder(questions.command('status'))
    .description('how many are answered, what ends soon, and who can answer what is open')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch questions status --town "Cedar Falls"')
    .action((flags: TownFlags) =>
      inTown(flags, async ({ session, town, today }) => {
        const all = standings(loadedQuestionnaire().questions, await knownAnswers(session.store, town.id), today);
        if (flags.json) printJson(terminal, statusOf(all));
        else printStatus(all, terminal);
      }),
    );
}

function showQuestion(question: Question, terminal: Terminal): void {
  const { en } = question;
  terminal.out(`${question.id} version ${question.version}: ${en.question}`);
  terminal.out(`\n${en.why}\n`);
  if (en.help !== undefined) terminal.out(en.help);
  terminal.out(`Answer: ${typeWords(question)}`);
  terminal.out(`Evidence: ${question.evidence}. Counts for ${question.expiresDays} days. Asked for: ${question.row}.`);
  terminal.out(`How an auditor checks it: ${en.verify}`);
}

interface AnswerFlags extends TownFlags {
  readonly by: string;
  readonly person?: string;
  readonly on?: string;
  readonly note?: string;
  readonly evidence?: string;
}

function registerAnswer(questions: Command, terminal: Terminal): void {
  withFolder(questions.command('answer <id> <answer>'))
    .description('answer one question; "none" says what the question offers for it ("townwatch questions show ID")')
    .requiredOption('--town <name>', 'the town')
    .requiredOption('--by <name>', 'who tells it to this program')
    .option('--person <name>', 'who answers, when it is somebody else')
    .option('--on <day>', 'day of the answer (default: today in the town)')
    .option('--note <text>', 'what should be said beside it')
    .option('--evidence <file>', 'file that shows it; it is kept in the data folder')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch questions answer programReviewed 2026-03-09 --evidence resolution-12.pdf --by "A. Clerk" --town "Cedar Falls"\n  townwatch questions answer cardCheckOn none --by "A. Clerk" --town "Cedar Falls"')
    .action((id: string, answer: string, flags: AnswerFlags) =>
      inTown(flags, async ({ session, town, today }) => {
        const list = loadedQuestionnaire().questions;
        const question = questionNamed(list, id);
        const given: GivenAnswer = { place: question.id, question: question.id, version: question.version, answer, note: flags.note ?? null, person: flags.person ?? flags.by, on: flags.on ?? today, evidence: flags.evidence ?? null };
        const { accepted, problems } = checkGiven([given], { questions: list, today, known: await knownAnswers(session.store, town.id), by: flags.by, evidence: readEvidence });
        const [problem] = problems;
        if (problem !== undefined) throw failure('input-refused', problem.replace(`${question.id}: `, ''));
        const taken = await takeAnswers(session.store, accepted, { town: town.id, folder: session.folder, at: instant(session.world) });
        tell({ taken, accepted, stored: true }, { questions: list, json: flags.json ?? false, terminal });
      }),
    );
}

function registerExport(questions: Command, terminal: Terminal): void {
  withFolder(questions.command('export <file>'))
    .description('write the questionnaire as a form: .html to fill in with any browser, or .xlsx')
    .requiredOption('--town <name>', 'the town')
    .option('--open', 'only what has no answer that counts')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch questions export questions.html --town "Cedar Falls"\n  townwatch questions export questions.xlsx --open --town "Cedar Falls"')
    .action((file: string, flags: TownFlags & { open?: boolean }) =>
      inTown(flags, async ({ session, town, today }) => {
        const { topics: whole, questions: list } = loadedQuestionnaire();
        const all = standings(list, await knownAnswers(session.store, town.id), today);
        const asked = new Set(all.filter((one) => !flags.open || one.state === 'open' || one.state === 'expired' || one.state === 'asked-anew').map(({ question }) => question.id));
        const topics = whole.map((topic) => ({ ...topic, questions: topic.questions.filter(({ id }) => asked.has(id)) })).filter((topic) => topic.questions.length > 0);
        const before = Object.fromEntries(all.flatMap((one) => (one.answer === null ? [] : [[one.question.id, beforeWords(one)]])));
        const bytes = await formBytes(file, { town, topics, before });
        writeForm(file, bytes);
        if (flags.json) printJson(terminal, { file, questions: asked.size, bytes: bytes.length });
        else terminal.out(`Wrote ${asked.size} questions to ${visible(file)}. Filled in, take it back with: townwatch questions import FILE --town "${town.name}"`);
      }),
    );
}

async function formBytes(file: string, { town, topics, before }: { town: Town; topics: ReturnType<typeof loadedQuestionnaire>['topics']; before: Record<string, string> }): Promise<Buffer> {
  switch (path.extname(file).toLowerCase()) {
    case '.html':
      return Buffer.from(renderForm({ town: { id: town.id, name: town.name }, topics, before, schema: answersSchema, file: `answers-${town.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.json` }));
    case '.xlsx':
      return questionnaireSheet(topics, before);
    default:
      throw failure('wrong-use', `${file} ends neither in .html nor in .xlsx; name the file so that its kind is clear.`);
  }
}

function writeForm(file: string, bytes: Buffer): void {
  try {
    fs.writeFileSync(file, bytes, { mode: 0o600 });
  } catch (error) {
    throw failure('wrong-use', `${file} cannot be written (${codeOf(error)}); name another place.`, error);
  }
}

interface ImportFlags extends TownFlags {
  readonly by?: string;
  readonly evidence?: string;
  readonly dryRun?: boolean;
}

function registerImport(questions: Command, terminal: Terminal): void {
  withFolder(questions.command('import <file>'))
    .description('take in a filled-in form: the .json that the page saved, or the .xlsx; all of it or nothing')
    .requiredOption('--town <name>', 'the town')
    .option('--by <name>', `who vouches for the file (default: ${unverified})`)
    .option('--evidence <dir>', 'folder of the files that the answers name (default: beside the form)')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch questions import answers-cedar-falls.json --town "Cedar Falls" --by "J. Tech" --dry-run\n  townwatch questions import questions.xlsx --town "Cedar Falls"')
    .action((file: string, flags: ImportFlags) =>
      inTown(flags, async ({ session, town, today }) => {
        const list = loadedQuestionnaire().questions;
        const returned = await readReturned(path.basename(file), bytesOf(file));
        if (returned.town !== null && returned.town.id !== town.id) throw failure('input-refused', `${visible(file)} was made for "${visible(returned.town.name)}", not for "${town.name}"; name that town, or give the right file.`);
        if (returned.given.length === 0) throw failure('input-refused', `${visible(file)} holds no answer; fill in the form first.`);
        const below = flags.evidence ?? path.dirname(file);
        const known = await knownAnswers(session.store, town.id);
        const { accepted, problems } = checkGiven(returned.given, { questions: list, today, known, by: flags.by ?? unverified, evidence: (name) => readEvidence(path.join(below, path.basename(name))) });
        if (problems.length > 0) {
          for (const problem of problems) terminal.err(visible(problem, 500));
          throw failure('input-refused', `${visible(file)} has ${problems.length} ${problems.length === 1 ? 'answer' : 'answers'} to mend; nothing was taken in.`);
        }
        const about = { town: town.id, folder: session.folder, at: instant(session.world) };
        const taken = flags.dryRun ? changesOf(accepted, known) : await takeAnswers(session.store, accepted, about);
        tell({ taken, accepted, stored: !flags.dryRun }, { questions: list, json: flags.json ?? false, terminal });
      }),
    );
}

function bytesOf(file: string): Buffer {
  try {
    if (fs.statSync(file).size > largestForm) throw failure('input-refused', `${file} is larger than 8 MB; a questionnaire is not.`);
    return fs.readFileSync(file);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `${file} cannot be read (${codeOf(error)}); name the file that the form saved.`, error);
  }
}

/** Says what answers did to those that were there. */
function tell({ taken, accepted, stored }: { taken: readonly Taken[]; accepted: readonly Accepted[]; stored: boolean }, { questions, json, terminal }: { questions: readonly Question[]; json: boolean; terminal: Terminal }): void {
  if (json) return printJson(terminal, { stored, answers: taken, evidence: accepted.flatMap(({ attestation }) => (attestation.evidence ? [attestation.evidence] : [])) });
  const words = (one: Taken, answer: Taken['before']) => answerWords(questionNamed(questions, one.question), answer);
  printTable(terminal, ['QUESTION', 'CHANGE', 'BEFORE', 'NOW'], taken.map((one) => [one.question, one.change, one.change === 'new' ? '-' : words(one, one.before), words(one, one.after)]));
  terminal.out(`${stored ? 'Kept' : 'Would keep'} ${taken.length} ${taken.length === 1 ? 'answer' : 'answers'}: ${(['new', 'changed', 'confirmed', 'same'] as const).map((change) => `${taken.filter((one) => one.change === change).length} ${change}`).join(', ')}.`);
}

function inTown<Result>(flags: TownFlags, work: (about: { session: Session; town: Town; today: string }) => Promise<Result>): Promise<Result> {
  return inSession(flags, async (session) => {
    const town = await findTown(session.store, flags.town);
    return work({ session, town, today: dayIn(town.timeZone, session.world.now()) });
  });
}
