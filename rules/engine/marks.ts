import type { EvaluationInput } from '../input.ts';
import type { TownList } from '../list.ts';
import type { StatedSource } from '../outcome.ts';
import { basisBits } from './context.ts';
import type { Mark } from './context.ts';
import { isFresh, staleAt } from '../derive/lists/listed.ts';

/** The mark of lists that count: the outcome rests on them, and holds until the first of them is too old. */
export function listMark(lists: readonly (TownList | undefined)[], asOf: number): Mark | undefined {
  const fresh = lists.filter((list) => list !== undefined).filter((list) => isFresh(list, asOf));
  if (fresh.length === 0) return undefined;
  return { basis: basisBits.list, until: Math.min(...fresh.map(staleAt)), sources: fresh.map(listSource) };
}

function listSource({ kind, asOf, by, digest }: TownList): StatedSource {
  return { kind: 'list', name: kind, asOf, by, digest };
}

/** The mark of the register. */
export function registerMark(register: EvaluationInput['register']): Mark | undefined {
  return register ? { basis: basisBits.attested, until: Infinity, sources: [{ kind: 'register', name: 'town', asOf: register.at, by: register.by, digest: null }] } : undefined;
}

/** Several marks as one. */
export function together(marks: readonly (Mark | undefined)[]): Mark | undefined {
  const given = marks.filter((mark) => mark !== undefined);
  if (given.length === 0) return undefined;
  return { basis: given.reduce((bits, { basis }) => bits | basis, 0), until: Math.min(...given.map(({ until }) => until)), sources: given.flatMap(({ sources }) => sources) };
}
