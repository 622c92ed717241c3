import type { AnswerValue, Attestation } from '../../rules/attestation.ts';
import { newestDocuments, stateDocument } from '../store/documents.ts';
import { inTransaction } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import { keepEvidence } from './evidence.ts';
import type { Accepted } from './given.ts';

/** What an answer does to what was answered before. */
export interface Taken {
  readonly question: string;
  readonly change: 'new' | 'changed' | 'confirmed' | 'same';
  readonly before: AnswerValue | null;
  readonly after: AnswerValue | null;
}

/** How answers differ from those that are there: `confirmed` is the same answer given again, `same` is the same document. */
export function changesOf(accepted: readonly Accepted[], known: readonly Attestation[]): Taken[] {
  return accepted.map(({ attestation }) => {
    const before = known.find(({ question }) => question === attestation.question);
    return { question: attestation.question, change: changeOf(before, attestation), before: before?.answer ?? null, after: attestation.answer };
  });
}

/** The newest answers of a town. */
export async function knownAnswers(store: Store, town: string): Promise<Attestation[]> {
  return (await newestDocuments<Attestation>(store, town, 'answer')).map(({ body }) => body);
}

/** Keeps answers and what shows them, all or none. */
export async function takeAnswers(store: Store, accepted: readonly Accepted[], about: { town: string; folder: string; at: string }): Promise<Taken[]> {
  const changes = changesOf(accepted, await knownAnswers(store, about.town));
  for (const { evidence } of accepted) if (evidence) keepEvidence(about.folder, about.town, evidence);
  await inTransaction(store, async (within) => {
    for (const { attestation } of accepted) {
      await stateDocument(within, { town: about.town, kind: 'answer', id: attestation.question, at: about.at, actor: attestation.by, body: attestation });
    }
  });
  return changes;
}

function changeOf(before: Attestation | undefined, after: Attestation): Taken['change'] {
  if (before === undefined) return 'new';
  if (before.answer !== after.answer || before.version !== after.version) return 'changed';
  return JSON.stringify(before) === JSON.stringify(after) ? 'same' : 'confirmed';
}
