import type { CellObject, Row } from 'write-excel-file/node';
import type { Question, Topic } from '../../rules/question.ts';
import { typeWords } from './answer.ts';

/** Headings of the columns that are filled in, by what they hold; reading finds them by these. */
export const headings = {
  question: 'Id',
  answer: 'Answer',
  evidence: 'Evidence file',
  person: 'Person',
  on: 'Date',
  note: 'Note',
} as const;

const order = [headings.question, 'Topic', 'Question', 'Why it matters', 'How an auditor checks it', 'What to enter', 'Answered before', headings.answer, headings.evidence, headings.person, headings.on, headings.note] as const;
const widths = [24, 20, 52, 40, 46, 30, 30, 24, 26, 22, 14, 40];
const filledIn = [headings.answer, headings.evidence, headings.person, headings.on, headings.note];
const answerColumn = order.indexOf(headings.answer);

/** How a question and its version are written in one cell. */
function questionCell({ id, version }: Pick<Question, 'id' | 'version'>): string {
  return `${id} v${version}`;
}

/**
 * The questionnaire as a workbook: one row a question, what was answered before (`before`, in words, by question), and a list
 * to choose from where a question has choices. Every text is a text cell: nothing in it is ever calculated.
 */
export async function questionnaireSheet(topics: readonly Topic[], before: Readonly<Record<string, string>>): Promise<Buffer> {
  const { default: writeSheet } = await import('write-excel-file/node');
  const { findElement, insertElementMarkupAccordingToOrderOfSiblings, getOrderOfSiblings, sanitizeTextContent } = await import('write-excel-file/utility');
  const asked = topics.flatMap((topic) => topic.questions.map((question) => ({ topic, question })));
  const rows: Row[] = [order.map((heading) => ({ value: heading, fontWeight: 'bold', backgroundColor: '#e9edf1' })), ...asked.map(({ topic, question }) => rowOf(topic, question, before[question.id] ?? ''))];
  const validations = asked.flatMap(({ question }, index) => validation(question, index + 2, sanitizeTextContent));
  const feature = {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml: string) => {
            if (validations.length === 0 || !findElement(xml, 'worksheet')) return xml;
            const markup = `<dataValidations count="${validations.length}">${validations.join('')}</dataValidations>`;
            return insertElementMarkupAccordingToOrderOfSiblings(xml, markup, getOrderOfSiblings('xl/worksheets/sheet{id}.xml', 'worksheet') ?? [], 'worksheet');
          },
        },
      },
    },
  };
  return writeSheet(rows, { sheet: 'Questions', columns: widths.map((width) => ({ width })), stickyRowsCount: 1, orientation: 'landscape' }, { features: [feature] }).toBuffer();
}

function rowOf(topic: Topic, question: Question, before: string): Row {
  const { en } = question;
  const texts = [questionCell(question), topic.en.title, en.question, en.why, [en.verify, en.help ?? ''].join(' ').trim(), `${typeWords(question)}${question.evidence === 'required' ? '. Needs a file or a note that says where it can be seen' : ''}`, before];
  return [...texts.map((text): CellObject => ({ value: text, type: String, wrap: true, alignVertical: 'top' })), ...filledIn.map((): CellObject => ({ type: String, format: '@', wrap: true, alignVertical: 'top', backgroundColor: '#fdf9e7' }))];
}

/** The list of a cell with few possible answers; Excel takes at most 255 characters. */
function validation(question: Question, row: number, escaped: (text: string) => string): string[] {
  const some = question.type === 'yes-no' ? ['yes', 'no'] : (question.choices ?? []);
  if (some.length === 0) return [];
  const all = question.en.none === undefined ? some : [...some, 'none'];
  const cell = `${String.fromCharCode(65 + answerColumn)}${row}`;
  return [`<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${cell}"><formula1>${escaped(`"${all.join(',')}"`)}</formula1></dataValidation>`];
}
