import { needsOf } from '../derive/services/services.ts';
import type { EvaluationInput } from '../input.ts';
import type { Subject } from '../outcome.ts';
import type { Service } from '../register.ts';

/** Services up to this place are the ones that residents miss first. */
export const topRank = 3;

/** Which public service stands on what. */
export interface Ranks {
  /** The best ranked service that needs a subject; null: none does; undefined: nobody has stated services, or ranked those that need it. */
  readonly serviceOf: (subject: Subject) => RankedService | null | undefined;
}

export interface RankedService {
  readonly name: string;
  readonly rank: number;
  /** Who answers for it; null: nobody, or nobody has said. */
  readonly owner: string | null;
}

/** Finds the services of the register that need an asset. */
export function ranksOf({ register, roster }: Pick<EvaluationInput, 'register' | 'roster'>): Ranks {
  const needs = needsOf(register?.data, roster);
  if (needs === undefined) return { serviceOf: () => undefined };
  const byAsset = new Map<string, Service[]>();
  for (const { service, assets } of needs) for (const { id } of assets ?? []) byAsset.set(id, [...(byAsset.get(id) ?? []), service]);
  const bySubject = new Map(needs.map(({ service }) => [`service:${service.name.toLowerCase()}`, [service]]));
  // A service that does not say what it needs, or names what nobody found, may need anything.
  const complete = needs.every(({ service, assets, unmatched }) => assets !== undefined && unmatched.length === 0 && service.rank !== undefined);
  return {
    serviceOf: ({ scope, id, asset }) => {
      const own = (scope === 'service' ? bySubject.get(id) : byAsset.get(asset ?? '')) ?? [];
      const [best] = own.flatMap(ranked).sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
      return best ?? (own.length === 0 && complete ? null : undefined);
    },
  };
}

function ranked({ name, rank, owner }: Service): RankedService[] {
  return rank === undefined ? [] : [{ name, rank, owner: owner ?? null }];
}
