import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import writeSheet from 'write-excel-file/node';
import { isFailure } from '../../../collector/failure.ts';
import { checkedArchive } from '../../../collector/lists/archive.ts';
import { answersSchema, largestForm, readReturned } from '../../../collector/questionnaire/returned.ts';
import { headings, questionnaireSheet } from '../../../collector/questionnaire/sheet.ts';
import { question } from './question.ts';

const topic = { topic: 'people', order: 1, en: { title: 'People', meaning: 'Who.' }, questions: [question({ type: 'choice', choices: ['a', 'b'], en: { none: 'Neither.', choices: { a: 'One & two', b: 'B' } } }), question({ id: 'signedOn', type: 'day', version: 3 })] };
const order = Object.values(headings);
const sheet = (...rows: readonly (readonly (string | number | boolean | Date | null)[])[]) => writeSheet([[...order], ...rows.map((row) => [...row])], { dateFormat: 'yyyy-mm-dd' }).toBuffer();
const file = (about: object = {}) => Buffer.from(JSON.stringify({ schema: answersSchema, town: { id: 't', name: 'Cedar Falls' }, person: 'A. Clerk', on: '2026-11-20', answers: [{ question: 'planAdopted', version: 1, answer: true, note: null, person: null, evidence: null }], ...about }));

describe('the workbook', () => {
  test('that goes out empty comes back empty, with a list to choose from', async () => {
    const bytes = await questionnaireSheet([topic], { signedOn: '=cmd|x (A. Clerk, 2026-01-01; counts until 2027-01-01).' });
    expect(await readReturned('q.xlsx', bytes)).toEqual({ town: null, given: [] });
    let xml = '';
    checkedArchive(bytes, (name, part) => void (name.startsWith('xl/worksheets/') && (xml += part.toString())));
    expect(xml).toMatch(/<dataValidation type="list"[^>]* sqref="H2"><formula1>"a,b,none"<\/formula1>/);
    expect(xml).not.toContain('<f>');
  });

  test('gives each answer with the row in which it stands; formulas stay text', async () => {
    const bytes = await sheet(['planAdopted v1', true, null, 'A. Clerk', new Date('2026-11-20T00:00:00Z'), '=1+1'], ['signedOn v3', ' ', null, null, null, null], ['signedOn v3', new Date('2026-03-01T00:00:00Z'), 'page.pdf', 'A. Clerk', '3/1/2026', null], ['nonsense', 7, null, null, null, null]);
    expect((await readReturned('q.xlsx', bytes)).given).toEqual([
      { place: 'row 2', question: 'planAdopted', version: 1, answer: 'yes', note: '=1+1', person: 'A. Clerk', on: '2026-11-20', evidence: null },
      { place: 'row 4', question: 'signedOn', version: 3, answer: '2026-03-01', note: null, person: 'A. Clerk', on: '3/1/2026', evidence: 'page.pdf' },
      { place: 'row 5', question: 'nonsense', version: null, answer: '7', note: null, person: null, on: null, evidence: null },
    ]);
  });

  test('may come back as CSV', async () => {
    const { given } = await readReturned('q.csv', Buffer.from(`${order.join(',')}\nplanAdopted v1,yes,,"Clerk, A.",2026-11-20,\n`));
    expect(given).toEqual([{ place: 'row 2', question: 'planAdopted', version: 1, answer: 'yes', note: null, person: 'Clerk, A.', on: '2026-11-20', evidence: null }]);
  });
});

describe('the file of the page', () => {
  test('gives who answers to each answer that names nobody else', async () => {
    const { town, given } = await readReturned('a.json', file());
    expect(town).toEqual({ id: 't', name: 'Cedar Falls' });
    expect(given).toEqual([{ place: 'answers[0]', question: 'planAdopted', version: 1, answer: true, note: null, person: 'A. Clerk', on: '2026-11-20', evidence: null }]);
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'is empty'],
    ['too much', Buffer.alloc(largestForm + 1, '{'), 'larger than 8 MB'],
    ['half a file', file().subarray(0, 60), 'damaged'],
    ['another schema', file({ schema: 'x' }), 'schema'],
    ['a key that nobody knows', file({ answerz: [] }), 'is not what the form saves'],
    ['an object for an answer', file({ answers: [{ question: 'a', version: 1, answer: {}, note: null, person: null, evidence: null }] }), 'answers.0.answer'],
    ['too many answers', file({ answers: Array.from({ length: 1001 }, () => ({ question: 'a', version: 1, answer: 1, note: null, person: null, evidence: null })) }), 'answers'],
    ['another table', Buffer.from('a,b\n1,2\n'), 'has no column "Id"'],
  ])('is refused: %s', async (_, bytes, words) => {
    await expect(readReturned('a.json', bytes)).rejects.toThrow(words);
  });
});

test('bytes of any kind are read or refused, never a bug', async () => {
  const workbook = await sheet(['planAdopted v1', true, null, 'A. Clerk', '2026-11-20', null]);
  const broken = fc.tuple(fc.constantFrom(workbook, file()), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 })).map(([whole, changes]) => {
    const bytes = Buffer.from(whole);
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
    return bytes;
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(broken, fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))), async (bytes) => {
      const result = await readReturned('x', bytes).catch((error: unknown) => error);
      expect(result instanceof Error ? isFailure(result) : true).toBe(true);
    }),
    { numRuns: 300 },
  );
});
