import type { EvaluationInput } from '../../input.ts';
import type { TownList } from '../../list.ts';
import type { UnknownBecause } from '../../outcome.ts';
import { isFresh, listName } from '../lists/listed.ts';
import { newestOf } from '../lists/match.ts';
import { peopleOf } from './people.ts';
import type { KnownPerson } from './people.ts';

/** Who works for the town, as far as it is known. */
export interface KnownPeople {
  readonly people: readonly KnownPerson[];
  /** Why there may be more people than these; undefined when somebody says that these are all. */
  readonly more: UnknownBecause | undefined;
  /** The list that took part. */
  readonly list: TownList | undefined;
  /** The register took part. */
  readonly registered: boolean;
}

/** The people of the register, and of a list of people that counts. The register names everybody, where it names people at all. */
export function knownPeople({ register, lists }: EvaluationInput, asOf: number): KnownPeople {
  const newest = newestOf(lists, 'people');
  const list = newest && isFresh(newest, asOf) ? newest : undefined;
  const registered = register?.data.people !== undefined;
  const people = peopleOf(register?.data.people, list?.rows);
  return { people, more: registered || list?.complete ? undefined : lacking(newest, list), list, registered };
}

function lacking(newest: TownList | undefined, list: TownList | undefined): UnknownBecause {
  if (list) return { reason: 'not-visible-from-here', section: 'people', path: '', detail: `the ${listName('people')} is not said to be complete` };
  if (newest) return { reason: 'evidence-expired', section: 'people', path: '', detail: `the ${listName('people')} is of ${newest.asOf}` };
  return { reason: 'population-not-known', section: 'people', path: '', detail: `nobody has imported the ${listName('people')}, and the register names no people` };
}
