import * as z from 'zod';
import { visible } from '../../reports/words.ts';
import { failure } from '../failure.ts';
import { readTable } from '../lists/file.ts';
import type { GivenAnswer } from './given.ts';
import { headings } from './sheet.ts';

/** The name of the format that the form saves. */
export const answersSchema = 'townwatch-answers/1';

/** Largest form that is read, in bytes; a filled one is below 200 KB. */
export const largestForm = 8 * 1024 * 1024;
const mostAnswers = 1_000;

const line = z.string().max(4_000);
const answersFile = z.strictObject({
  schema: z.literal(answersSchema),
  town: z.strictObject({ id: z.string().max(100), name: z.string().max(200) }),
  person: line.nullable(),
  on: line.nullable(),
  answers: z.array(z.strictObject({ question: z.string().max(200), version: z.int(), answer: z.union([line, z.number(), z.boolean(), z.null()]), note: line.nullable(), person: line.nullable(), evidence: line.nullable() })).max(mostAnswers),
});

/** A questionnaire that came back. */
export interface Returned {
  /** The town that the form was made for; null where the file does not say (a workbook). */
  readonly town: { readonly id: string; readonly name: string } | null;
  readonly given: readonly GivenAnswer[];
}

/** Reads what came back: the JSON that the form saved, or the workbook (also saved as CSV). @throws a failure that names the file and the place */
export async function readReturned(name: string, bytes: Buffer): Promise<Returned> {
  if (bytes.length === 0) throw refused(name, 'is empty');
  if (bytes.length > largestForm) throw refused(name, 'is larger than 8 MB; a questionnaire is not');
  return bytes[0] === 0x7b ? readAnswersFile(name, bytes) : readSheet(name, bytes);
}

function readAnswersFile(name: string, bytes: Buffer): Returned {
  const checked = answersFile.safeParse(parsed(name, bytes));
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw refused(name, `is not what the form saves: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? ''}`);
  }
  const { town, person, on, answers } = checked.data;
  return { town, given: answers.map((one, index) => ({ place: `answers[${index}]`, ...one, person: one.person ?? person, on })) };
}

function parsed(name: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refused(name, 'is not the JSON that the form saves, or it is damaged; save it again');
  }
}

async function readSheet(name: string, bytes: Buffer): Promise<Returned> {
  const rate = (cells: readonly string[]) => cells.filter((cell) => Object.values(headings).some((heading) => heading === cell)).length;
  const { rows } = await readTable(bytes, { rate });
  const at = rows.findIndex(({ cells }) => rate(cells) >= 2);
  const head = rows[at]?.cells ?? [];
  const lost = Object.values(headings).find((heading) => !head.includes(heading));
  if (lost !== undefined) throw refused(name, `has no column "${lost}"; fill in the workbook that "townwatch questions export" wrote`);
  const answers = rows.slice(at + 1).filter(({ cells }) => (cells[head.indexOf(headings.answer)] ?? '').trim() !== '');
  if (answers.length > mostAnswers) throw refused(name, `has ${answers.length} answers; a questionnaire has at most ${mostAnswers}`);
  return { town: null, given: answers.map(({ row, cells }) => givenIn(`row ${row}`, (heading) => (cells[head.indexOf(heading)] ?? '').trim())) };
}

function givenIn(place: string, cell: (heading: string) => string): GivenAnswer {
  const text = (heading: string) => (cell(heading) === '' ? null : cell(heading));
  const [, id = cell(headings.question), version] = /^(\S+) v(\d{1,6})$/.exec(cell(headings.question)) ?? [];
  return { place, question: id, version: version === undefined ? null : Number(version), answer: cell(headings.answer), note: text(headings.note), person: text(headings.person), on: text(headings.on), evidence: text(headings.evidence) };
}

function refused(name: string, what: string) {
  return failure('input-refused', `${visible(name)} ${what}. Nothing was taken in.`);
}
