import type { EvaluationInput } from '../rules/input.ts';
import { listName } from '../rules/derive/lists/listed.ts';
import { listKinds } from '../rules/list.ts';
import type { Outcome, StatedSource } from '../rules/outcome.ts';
import { unverifiedFile } from '../rules/waiver.ts';
import { sortedJson } from '../wire/snapshot.ts';
import { visible } from './words.ts';

/** Something that people stated and that answers rest on, ready to read. */
export interface StatedView {
  /** By which outcomes name it: `list/rmm`, `answer/cyberTraining`, `register/town`, `waiver/W-1`. */
  readonly id: string;
  readonly kind: StatedSource['kind'];
  readonly name: string;
  /** What it is, in words: which list, which question. */
  readonly title: string;
  /** Day or instant for which it is true. */
  readonly asOf: string;
  /** Who said so; null where nobody is named beside `by`. */
  readonly person: string | null;
  /** Who brought it in. */
  readonly by: string;
  /** False when it came from a file and no person vouches for it. */
  readonly verified: boolean;
  /** Name of the file that shows it; null where there is none. */
  readonly file: string | null;
  /** SHA-256 (hex) of that file. */
  readonly digest: string | null;
}

/** What people stated that answers rest on. */
export interface StatedIndex {
  /** Each once, by id. */
  readonly views: readonly StatedView[];
  /** The ids of what one outcome rests on, sorted. */
  readonly idsOf: (outcome: Pick<Outcome, 'stated'>) => readonly string[];
}

/** What of the questionnaire a report says. */
export type QuestionText = { readonly id: string; readonly en: { readonly question: string } };

type Said = Pick<EvaluationInput, 'lists' | 'attestations' | 'waivers'>;

/**
 * Collects what people stated that outcomes read. Two that carry one name and differ are both kept.
 * @param questions texts of the questionnaire; an answer whose question is not among them is named by its id
 */
export function statedIn(outcomes: readonly Outcome[], input: Said, questions: readonly QuestionText[]): StatedIndex {
  const sources = new Map<string, StatedSource>();
  const keys = new Map<StatedSource, string>();
  for (const source of outcomes.flatMap(({ stated }) => stated ?? [])) {
    if (keys.has(source)) continue;
    const key = sortedJson(source);
    keys.set(source, key);
    sources.set(key, source);
  }
  const texts = new Map(questions.map(({ id, en }) => [id, en.question]));
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  for (const [key, { kind, name }] of [...sources].sort(([a], [b]) => order(a, b))) {
    const base = `${kind}/${visible(name, 80)}`;
    let id = base;
    for (let number = 2; taken.has(id); number += 1) id = `${base}/${number}`;
    taken.add(id);
    ids.set(key, id);
  }
  return {
    views: [...sources].map(([key, source]) => viewOf(ids.get(key)!, source, { input, texts })).sort((a, b) => order(a.id, b.id)),
    idsOf: ({ stated = [] }) => [...new Set(stated.map((source) => ids.get(keys.get(source) ?? sortedJson(source)) ?? ''))].filter((id) => id !== '').sort(order),
  };
}

function viewOf(id: string, source: StatedSource, { input, texts }: { input: Said; texts: ReadonlyMap<string, string> }): StatedView {
  const { kind, name, asOf, by, digest } = source;
  return { id, kind, name: visible(name, 80), asOf, by: visible(by, 200), verified: by !== unverifiedFile, digest, ...shownBy(source, { input, texts }) };
}

/** What it is called, who said it, and the file that shows it. */
function shownBy({ kind, name, digest }: StatedSource, { input, texts }: { input: Said; texts: ReadonlyMap<string, string> }): Pick<StatedView, 'title' | 'person' | 'file'> {
  switch (kind) {
    case 'list': {
      const list = input.lists.find((it) => it.kind === name && it.digest === digest);
      return { title: capital(listNamed(name)), person: null, file: list === undefined ? null : visible(list.file, 200) };
    }
    case 'answer': {
      const answer = input.attestations.find(({ question, evidence }) => question === name && (evidence?.digest ?? null) === digest);
      const question = texts.get(name);
      return { title: question === undefined ? `Answer to the question ${visible(name, 80)}` : `Answer to “${question}”`, person: answer === undefined ? null : visible(answer.person, 200), file: answer?.evidence ? visible(answer.evidence.file, 200) : null };
    }
    case 'register':
      return { title: 'What the town states of itself (town.yaml)', person: null, file: null };
    case 'waiver':
      return { title: `Accepted risk ${visible(name, 80)}`, person: ownerOf(name, input), file: null };
  }
}

function ownerOf(waiver: string, { waivers }: Said): string | null {
  const owner = waivers.find(({ id }) => id === waiver)?.owner;
  return owner === undefined ? null : visible(owner, 200);
}

/** A kind of list in words; one of a newer engine is shown as it came. */
function listNamed(name: string): string {
  const kind = listKinds.find((it) => it === name);
  return kind === undefined ? `list ${visible(name, 80)}` : listName(kind);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
