import { suggestion } from '../engine/nearest.ts';
import { topicSchema, traceabilitySchema } from '../question.ts';
import type { Question, Topic, Traceability } from '../question.ts';
import type { TextFile } from './files.ts';
import { readYaml } from './yaml.ts';
import type { Problem, Read } from './yaml.ts';

/** The questionnaire, as far as its files could be read. */
export interface Questionnaire {
  /** In the order of the form. */
  readonly topics: readonly Topic[];
  readonly questions: readonly Question[];
  readonly traceability: Traceability['rows'];
  readonly problems: readonly Problem[];
}

const traceabilityFile = 'questionnaire/traceability.yaml';

/** Reads `questionnaire/*.yaml`: topics with their questions, and what they are asked for. Rules that are named are checked by {@link traceabilityProblems}. */
export function readQuestionnaire(files: readonly TextFile[]): Questionnaire {
  const topics = parted(files.filter(({ name }) => name !== traceabilityFile).map(({ name, text }) => readYaml(name, text, topicSchema)));
  const traced = parted(files.filter(({ name }) => name === traceabilityFile).map(({ name, text }) => readYaml(name, text, traceabilitySchema)));
  const rows = traced.read.flatMap(({ value }) => value.rows);
  const ordered = topics.read.map(({ value }) => value).sort((a, b) => a.order - b.order || (a.topic < b.topic ? -1 : 1));
  const questions = ordered.flatMap((topic) => topic.questions);
  return {
    topics: ordered,
    questions,
    traceability: rows,
    problems: [
      ...topics.problems,
      ...traced.problems,
      ...topics.read.flatMap(misplaced),
      ...twice(topics.read),
      ...(traced.problems.length === 0 ? topics.read.flatMap((read) => rowless(read, rows.map(({ id }) => id))) : []),
      ...traced.read.flatMap((read) => strangers(read, { kind: 'questions', ids: questions.map(({ id }) => id), whole: topics.problems.length === 0 })),
    ],
  };
}

/** Rows of the questionnaire that name a rule which does not exist. `known`: every rule, and those that wait for a section. */
export function traceabilityProblems(files: readonly TextFile[], known: readonly string[]): Problem[] {
  const read = files.filter(({ name }) => name === traceabilityFile).map(({ name, text }) => readYaml(name, text, traceabilitySchema));
  return parted(read).read.flatMap((one) => strangers(one, { kind: 'rules', ids: known, whole: true }));
}

function strangers(read: Read<Traceability>, { kind, ids, whole }: { kind: 'rules' | 'questions'; ids: readonly string[]; whole: boolean }): Problem[] {
  if (!whole) return [];
  return read.value.rows.flatMap((row, at) =>
    row[kind].flatMap((id, index) => (ids.includes(id) ? [] : [read.problem(['rows', at, kind, index], `there is no ${kind.slice(0, -1)} ${id}${suggestion(id, ids)}`)])),
  );
}

function misplaced(read: Read<Topic>): Problem[] {
  const place = `questionnaire/${read.value.topic}.yaml`;
  return read.file === place ? [] : [read.problem(['topic'], `topic "${read.value.topic}" belongs into ${place}`)];
}

function twice(reads: readonly Read<Topic>[]): Problem[] {
  const first = new Map<string, string>();
  return reads.flatMap((read) =>
    read.value.questions.flatMap(({ id }, index) => {
      const before = first.get(id);
      first.set(id, before ?? read.file);
      return before === undefined ? [] : [read.problem(['questions', index, 'id'], `"${id}" is also asked in ${before}`)];
    }),
  );
}

function rowless(read: Read<Topic>, rows: readonly string[]): Problem[] {
  return read.value.questions.flatMap(({ row }, index) =>
    rows.includes(row) || /^[A-Z]{2,5}-\d{3}$/.test(row) ? [] : [read.problem(['questions', index, 'row'], `"${row}" is no row of ${traceabilityFile} and no rule${suggestion(row, rows)}`)],
  );
}

function parted<T>(results: readonly (Read<T> | readonly Problem[])[]): { read: Read<T>[]; problems: Problem[] } {
  return {
    read: results.filter((result): result is Read<T> => 'value' in result),
    problems: results.flatMap((result) => ('value' in result ? [] : result)),
  };
}
