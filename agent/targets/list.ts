import { failure } from '../failure.ts';
import { nearest } from '../nearest.ts';
import type { Settings } from '../settings.ts';
import type { DeclaredKind, OpenTarget, TargetContext, TargetKind } from './target.ts';

/** Every kind of target the agent can read, in the order in which a night reads them. A kind loads its code when one is opened. */
const targetKinds: Readonly<Partial<Record<DeclaredKind, TargetKind>>> = {
  ssh: {
    declared: ({ ssh }) => ssh.map(({ name }) => name),
    open: async (id, context) => (await import('./ssh/open.ts')).openSsh(id, context),
  },
  domain: {
    declared: ({ domains }) => domains.map(({ name }) => name),
    open: async (id, context) => (await import('./domain/open.ts')).openDomain(id, context),
  },
};

/** All declared targets as they are written on a command line: `domain:town.example`. */
export function declaredTargets(settings: Settings): string[] {
  return Object.entries(targetKinds).flatMap(([kind, { declared }]) => declared(settings).map((id) => `${kind}:${id}`));
}

/**
 * Opens a declared target; nothing is asked by that.
 * @param wanted `kind:id`
 * @throws a failure that names the declared ones when the settings do not declare it
 */
export async function openTarget(wanted: string, context: TargetContext): Promise<OpenTarget> {
  const colon = wanted.indexOf(':');
  const [kind, id] = [wanted.slice(0, colon), wanted.slice(colon + 1)];
  const known = declaredTargets(context.settings);
  const found = Object.entries(targetKinds).find(([name]) => name === kind)?.[1];
  if (found && known.includes(wanted)) return found.open(id, context);
  const near = nearest(wanted, known);
  const declared = known.length > 0 ? `declared are ${known.join(', ')}` : 'agent.yaml declares none';
  throw failure('wrong-use', `There is no target "${wanted}"${near ? `; did you mean "${near}"?` : `; ${declared}.`}`);
}
