import type { Question } from '../../rules/question.ts';
import { yamlFiles } from '../../rules/load/files.ts';
import { readQuestionnaire } from '../../rules/load/questions.ts';
import type { Questionnaire } from '../../rules/load/questions.ts';
import { printed } from '../../rules/load/rulebook.ts';
import { rulesFolder } from '../evaluate/rulebook.ts';
import { failure, unknownName } from '../failure.ts';

/** The questionnaire that is shipped. @throws a failure with the first problem when its files are not right */
export function loadedQuestionnaire(): Questionnaire {
  const questionnaire = readQuestionnaire(yamlFiles(rulesFolder(), 'questionnaire'));
  const [first] = questionnaire.problems;
  if (first) throw failure('input-refused', `The questionnaire is not right; "townwatch rules lint" tells all: ${printed(first)}`);
  return questionnaire;
}

/** The question of this id. @throws a failure with the nearest id */
export function questionNamed(questions: readonly Question[], id: string): Question {
  const found = questions.find((question) => question.id === id) ?? questions.find((question) => question.id.toLowerCase() === id.trim().toLowerCase());
  if (found) return found;
  throw unknownName('question', id, questions.map((question) => question.id));
}
