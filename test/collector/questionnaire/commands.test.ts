import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import writeSheet from 'write-excel-file/node';
import { runProgram } from '../../../collector/cli/program.ts';
import { answersSchema } from '../../../collector/questionnaire/returned.ts';
import { headings } from '../../../collector/questionnaire/sheet.ts';
import { temporaryFolder } from '../temporary.ts';

/** A day (YYYY-MM-DD) so many days ago: answers end by themselves, also in a test that is run in years. */
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const [reviewed, again, answeredOn, savedOn] = [ago(60), ago(40), ago(30), ago(20)];
/** The same as people write it here. */
const written = (day: string) => day.replace(/(\d+)-0?(\d+)-0?(\d+)/, '$2/$3/$1');

const { folder, remove } = temporaryFolder();
const settings = path.join(folder, 'settings.yaml');
let town: { id: string };
beforeAll(async () => {
  fs.writeFileSync(settings, '');
  fs.writeFileSync(path.join(folder, 'resolution.pdf'), 'resolved');
  town = JSON.parse((await run('town', 'add', 'Cedar Falls', '--json')).out) as { id: string };
});
afterAll(remove);

/** Runs a command line in this process. */
async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await runProgram([...args, '--data', path.join(folder, 'data'), '--config', settings], { out: (text) => (said.out += `${text}\n`), err: (text) => (said.err += `${text}\n`) });
  return { code, ...said };
}

const questions = (...args: readonly string[]) => run('questions', ...args, '--town', 'Cedar Falls');
const status = async () => JSON.parse((await questions('status', '--json')).out) as { questions: number; answered: number; openBy: { by: string; questions: string[] }[] };
/** A file that a form saved. */
const saved = (answers: readonly object[], about: object = {}) => {
  const file = path.join(folder, 'answers.json');
  const whole = answers.map((answer) => ({ version: 1, note: null, person: null, evidence: null, ...answer }));
  fs.writeFileSync(file, JSON.stringify({ schema: answersSchema, town: { id: town.id, name: 'Cedar Falls' }, person: 'A. Clerk', on: savedOn, answers: whole, ...about }));
  return file;
};

test('one answer: kept with what shows it, for nobody else to read', async () => {
  const before = await status();
  const answered = await questions('answer', 'programReviewed', written(reviewed), '--by', 'A. Clerk', '--on', answeredOn, '--evidence', path.join(folder, 'resolution.pdf'));
  expect(answered).toMatchObject({ code: 0, err: '', out: expect.stringMatching(new RegExp(`programReviewed +new +- +${reviewed}`)) as string });
  expect((await status()).answered).toBe(before.answered + 1);
  const [kept, ...others] = fs.readdirSync(path.join(folder, 'data', 'evidence', town.id));
  expect(others).toEqual([]);
  const place = path.join(folder, 'data', 'evidence', town.id, String(kept));
  expect(fs.readFileSync(place, 'utf8')).toBe('resolved');
  expect(fs.statSync(place).mode & 0o777).toBe(0o600);
  expect((await questions('list', '--json')).out).toContain(`"answer": "${reviewed}"`);
});

test.each([
  [['programReviewd', 'yes', '--by', 'A'], 2, 'did you mean "programReviewed"'],
  [['programReviewed', 'yes', '--by', 'A'], 3, 'wants a day'],
  [['responsibilitySigned', reviewed, '--by', 'A'], 3, 'needs a file that shows it'],
  [['responsibilitySigned', reviewed, '--by', 'A', '--evidence', 'nowhere.pdf'], 2, 'nowhere.pdf cannot be read (ENOENT)'],
])('an answer that is not right: %j', async (args, code, words) => {
  const { code: ended, err } = await questions('answer', ...args);
  expect([ended, err.trim().split('\n').length]).toEqual([code, 1]);
  expect(err).toContain(words);
});

test('a form that came back is taken in as a whole, and what changed is told', async () => {
  const file = saved([{ question: 'skillsTwoDeep', answer: false }, { question: 'programReviewed', answer: again, evidence: 'resolution.pdf' }, { question: 'cardCheckOn', answer: null }]);
  const trial = await questions('import', file, '--dry-run');
  expect(trial.out).toMatch(new RegExp(`programReviewed +changed +${reviewed} +${again}`));
  const before = await status();
  expect((await questions('import', file)).out).toContain('Kept 3 answers: 2 new, 1 changed, 0 confirmed, 0 same.');
  expect((await status()).answered).toBe(before.answered + 2);
  expect((await questions('import', file)).out).toContain('3 same');
});

test('with one answer to mend nothing is taken in, and each is named', async () => {
  const before = await questions('list', '--json');
  const { code, err } = await questions('import', saved([{ question: 'crossTrainingDone', answer: true }, { question: 'crossTrainingDon', answer: true }, { question: 'itTrainingDone', answer: 'x', version: 9 }]));
  expect(code).toBe(3);
  expect(err.trim().split('\n')).toEqual([
    'answers[1]: There is no question "crossTrainingDon"; did you mean "crossTrainingDone"?',
    expect.stringContaining('answers[2]: itTrainingDone was answered as version 9, but version 1 is asked now'),
    expect.stringContaining('has 2 answers to mend; nothing was taken in.'),
  ]);
  expect(await questions('list', '--json')).toEqual(before);
});

test('a form of another town is refused', async () => {
  const { code, err } = await questions('import', saved([{ question: 'skillsTwoDeep', answer: true }], { town: { id: 'x', name: 'Maple Hollow' } }));
  expect([code, err]).toEqual([3, expect.stringContaining('was made for "Maple Hollow", not for "Cedar Falls"')]);
});

test('out as a page and as a workbook, back as a workbook', async () => {
  const [page, workbook] = [path.join(folder, 'q.html'), path.join(folder, 'q.xlsx')];
  const { questions: all, answered } = await status();
  expect((await questions('export', page)).out).toContain(`Wrote ${all} questions`);
  expect(fs.readFileSync(page, 'utf8')).toContain('Questions to Cedar Falls');
  expect((await questions('export', workbook, '--open')).out).toContain(`Wrote ${all - answered} questions`);
  expect((await questions('export', path.join(folder, 'q.pdf'))).err).toContain('ends neither in .html nor in .xlsx');
  const filled = await writeSheet([Object.values(headings), ['guestsApart v1', 'none', '', 'J. Tech', savedOn, '']]).toBuffer();
  fs.writeFileSync(workbook, filled);
  expect((await questions('import', workbook, '--by', 'J. Tech')).out).toMatch(/guestsApart +new +- +There is no Wi-Fi for visitors\./);
});

test('status says who can answer what is open', async () => {
  const { out } = await questions('status');
  const { questions: all, answered } = await status();
  expect(out).toContain(`] ${answered} of ${all} questions have an answer that counts.`);
  expect(out).toMatch(/Clerk: \d+ questions to answer\n {2}\w+: /);
});
