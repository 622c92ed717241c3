import type { Register } from '../register.ts';
import type { ProfileCondition } from './rule.ts';
import type { Rulebook } from './rulebook.ts';

/** What a town states of itself, or that it has stated nothing. */
interface Stating {
  readonly register: { readonly data: Register } | null;
}

/** The packs that judge a town, by id: those for every town, and those whose condition its profile meets. */
export function activePacks({ packs }: Pick<Rulebook, 'packs'>, town: Stating): string[] {
  return packs.filter((pack) => concerns(pack, town)).map(({ id }) => id);
}

/**
 * Tells whether a pack or a framework concerns a town. What the profile does not say meets no condition: the law of a state
 * is not asked of a town that has not named its state.
 */
export function concerns({ when = {} }: { readonly when?: ProfileCondition | undefined }, { register }: Stating): boolean {
  const profile = register?.data.profile ?? {};
  return (Object.keys(when) as (keyof ProfileCondition)[]).every((key) => profile[key] === when[key]);
}
