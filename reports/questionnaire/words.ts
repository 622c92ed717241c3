import type { Answerer } from '../../rules/question.ts';

/** Who can answer, as a person would say it. */
export const answererWords: Record<Answerer, string> = {
  'town-manager': 'Town manager',
  clerk: 'Clerk',
  finance: 'Finance officer',
  it: 'Whoever looks after the computers',
  police: 'Police',
  utilities: 'Water and public works',
};
