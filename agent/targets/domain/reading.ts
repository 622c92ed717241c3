import type { Lookups } from '../../../wire/lookups.ts';
import { sortedBy } from '../../host/order.ts';
import { look } from '../../host/reading.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Ask, Lookup } from './lookup.ts';

/** Reading one section of a domain: the questions it asked, and what it could not learn. */
export interface Reader extends Pick<Look<Sources>, 'lack' | 'missing'> {
  readonly ask: Ask;
  /** Keeps a lookup that was made past the resolver. */
  readonly noted: (lookup: Lookup) => Lookup;
  /** The answer as a fact: its records, the empty value when there are provably none, a gap at `path` otherwise. */
  readonly take: <T>(path: string, lookup: Lookup, read: (lookup: Lookup) => T, none: T) => T | undefined;
  /** Everything that was asked so far, as evidence. */
  readonly lookups: () => Lookups;
  /** The same in one line each with who answered, for the statement. */
  readonly sources: () => string[];
}

/** Starts to read one section. */
export function startReading(ask: Ask): Reader {
  const { lack, missing } = look({}, {});
  const asked = new Map<string, Lookup & { readonly past?: true }>();
  return {
    lack,
    missing,
    ask: async (name, type, options) => {
      const lookup = await ask(name, type, options);
      // What was refused before it was asked is no lookup.
      if (lookup.server !== null || !isRefusal(lookup)) asked.set(`${lookup.name} ${lookup.type}${options?.unchecked ? ' unchecked' : ''}`, lookup);
      return lookup;
    },
    noted: (lookup) => {
      asked.set(`${lookup.name} ${lookup.type} @${lookup.server ?? ''}`, { ...lookup, past: true });
      return lookup;
    },
    take: (path, lookup, read, none) => {
      if (lookup.answer.state === 'failed') return lack(path, lookup.answer.why);
      return lookup.answer.state === 'none' ? none : read(lookup);
    },
    lookups: () => sortedBy([...asked], ([key]) => key).map(([, { name, type, rcode, evidence }]) => ({ name, type, rcode, answers: [...evidence] })),
    sources: () => sortedBy([...asked], ([key]) => key).map(([, { name, type, server, past }]) => `${type} ${name} @${server ?? 'nobody'}${past ? ', not the resolver' : ''}`),
  };
}

function isRefusal({ answer }: Lookup): boolean {
  const reasons: readonly Why['reason'][] = ['outside-domain', 'too-large', 'unreadable'];
  return answer.state === 'failed' && reasons.includes(answer.why.reason);
}
