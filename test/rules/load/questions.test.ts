import { describe, expect, test } from 'vitest';
import type { TextFile } from '../../../rules/load/files.ts';
import { readQuestionnaire, traceabilityProblems } from '../../../rules/load/questions.ts';
import { printed } from '../../../rules/load/rulebook.ts';

const rows = `rows:
  - { id: governance, statement: 'Who is responsible', rules: [GOV-001], questions: [planAdopted] }
`;
const topic = `topic: people
order: 1
en: { title: People, meaning: 'Who is responsible.' }
questions:
  - id: planAdopted
    version: 1
    type: yes-no
    expiresDays: 365
    evidence: optional
    row: governance
    by: clerk
    sensitivity: internal
    en: { question: 'Is it adopted?', why: 'It matters.', verify: 'Read it.' }
`;
const file = (name: string, text: string): TextFile => ({ name: `questionnaire/${name}`, text, digest: '0' });
const read = (people: string, traced = rows, ...more: TextFile[]) => readQuestionnaire([file('people.yaml', people), file('traceability.yaml', traced), ...more]);
const problems = (...args: Parameters<typeof read>) => read(...args).problems.map(printed);

test('what is right is read', () => {
  const { topics, questions, traceability, problems: none } = read(topic);
  expect(none).toEqual([]);
  expect([topics.length, questions.map(({ id }) => id), traceability.map(({ id }) => id)]).toEqual([1, ['planAdopted'], ['governance']]);
});

test('topics come in the order of the form', () => {
  const other = topic.replace('topic: people', 'topic: early').replace('order: 1', 'order: 0'.replace('0', '1')).replaceAll('planAdopted', 'other');
  expect(read(topic.replace('order: 1', 'order: 2'), rows, file('early.yaml', other)).questions.map(({ id }) => id)).toEqual(['other', 'planAdopted']);
});

describe('what is wrong is told with file, line, column and the nearest name', () => {
  test.each<[string, string, string]>([
    ['a key that nobody knows', topic.replace('expiresDays', 'expireDays'), 'questionnaire/people.yaml:8:5 unknown key "expireDays"; did you mean "expiresDays"?'],
    ['a wrong place', topic.replace('topic: people', 'topic: persons'), 'questionnaire/people.yaml:1:1 topic "persons" belongs into questionnaire/persons.yaml'],
    ['a row that is not there', topic.replace('row: governance', 'row: governence'), 'questionnaire/people.yaml:10:5 "governence" is no row of questionnaire/traceability.yaml and no rule; did you mean "governance"?'],
    ['a choice without choices', topic.replace('yes-no', 'choice'), '"questions.0.choices": stands with type choice, and only there'],
    ['a choice without a text', topic.replace('yes-no', 'choice\n    choices: [a, b]').replace("verify: 'Read it.'", "verify: 'Read it.', choices: { a: First }"), 'has no text for the choice "b" under choices'],
    ['a text for no choice', topic.replace('yes-no', 'choice\n    choices: [a, b]').replace("verify: 'Read it.'", "verify: 'Read it.', choices: { a: First, b: Second, c: Third }"), '"c" is none of the choices'],
    ['the choice none', topic.replace('yes-no', 'choice\n    choices: [a, none]').replace("verify: 'Read it.'", "verify: 'Read it.', choices: { a: First, none: No }"), '"none" is the answer null'],
  ])('%s', (_, text, problem) => {
    expect(problems(text)).toContainEqual(expect.stringContaining(problem));
  });

  test('a question that is asked twice', () => {
    expect(problems(topic, rows, file('zoo.yaml', topic.replace('topic: people', 'topic: zoo')))).toEqual(['questionnaire/zoo.yaml:5:5 "planAdopted" is also asked in questionnaire/people.yaml']);
  });

  test('rows that name what does not exist, or nothing', () => {
    expect(problems(topic, rows.replace('planAdopted', 'planAdoptd'))).toEqual([expect.stringMatching(/^questionnaire\/traceability\.yaml:2:\d+ there is no question planAdoptd; did you mean "planAdopted"\?$/)]);
    expect(problems(topic, rows.replace(', rules: [GOV-001], questions: [planAdopted]', ''))).toEqual([expect.stringContaining('names no rule and no question')]);
    expect(traceabilityProblems([file('traceability.yaml', rows)], ['GOV-002']).map(printed)).toEqual([expect.stringContaining('there is no rule GOV-001')]);
    expect(traceabilityProblems([file('traceability.yaml', rows)], ['GOV-001'])).toEqual([]);
  });

  test('a file that cannot be read does not make others wrong', () => {
    expect(problems('topic: [')).toHaveLength(1);
  });
});
