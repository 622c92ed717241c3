import type { Look } from '../../host/reading.ts';
import type { Answers } from '../../host/source.ts';
import { expanded } from '../../host/sudoers-grammar.ts';
import { sudoersOf } from '../../host/sudoers.ts';
import type { Sudoers, sudoersSources } from '../../host/sudoers.ts';
import { stacksDemand } from './local-entries.ts';
import type { Surroundings } from './stack.ts';
import { isTwoSteps, joined } from './verdict.ts';
import type { Findings } from './verdict.ts';

/**
 * Becoming root by sudo(8): what its stacks demand, unless a rule asks nothing at all. The rules matter only where the
 * stacks demand a second step, and only then have to be known.
 */
export function sudo(at: Look<typeof sudoersSources>, answers: Answers, around: Surroundings): Findings {
  const asked = stacksDemand(['sudo', 'sudo-i'], around);
  if (!asked.bestCase.every(isTwoSteps)) return asked;
  const rules = sudoersOf(at, answers);
  if (someAreNotAsked(rules)) {
    const paths = [{ proofs: new Set<never>(), down: false }];
    return joined([asked, { paths, bestCase: paths, methods: [], failsOpen: false, proof: [], hole: undefined, doubtful: [] }]);
  }
  return rules.unread ? { ...asked, hole: asked.hole ?? rules.unread } : asked;
}

function someAreNotAsked({ rules, aliases, neverAsked }: Sudoers): boolean {
  const others = neverAsked.filter((user) => user !== 'root' && !user.startsWith('!'));
  const isOthers = (users: readonly string[]) => expanded(users, aliases.user).some((user) => user !== 'root' && !user.startsWith('!'));
  return others.length > 0 || rules.some(({ noPassword, users }) => noPassword && isOthers(users));
}
