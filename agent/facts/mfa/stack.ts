import type { Why } from '../../host/reading.ts';
import { authStack } from './pam-config.ts';
import type { PamFiles, PamModule } from './pam-config.ts';
import { kindOf } from './pam-modules.ts';
import { walk } from './pam-walk.ts';
import type { ModuleAnswer, Passage } from './pam-walk.ts';

/** What stands outside of the stacks and decides over their modules. */
export interface Surroundings {
  readonly files: PamFiles;
  /** Whether a Duo module lets some people or, when its server is down, everybody through; undefined where its settings are hidden. */
  readonly duo: (module: PamModule) => { readonly skips: boolean; readonly failsOpen: boolean } | undefined;
  /** Groups that nobody belongs to, so that a condition on them is never true; undefined where groups are not all local. */
  readonly isEmptyGroup: (group: string) => boolean;
}

/** What a stack demands, once with doubtful modules taken as one proof and once as two. */
export interface Demand {
  readonly passages: readonly Passage[];
  readonly bestCase: readonly Passage[];
  readonly reached: readonly PamModule[];
  readonly methods: readonly string[];
  /** A second step is left out when its server cannot be reached; undefined where that is hidden. */
  readonly failsOpen: boolean | undefined;
  readonly hole: Why | undefined;
  /** Modules whose demands are decided elsewhere. */
  readonly doubtful: readonly string[];
}

const refusals = ['auth_err', 'user_unknown', 'perm_denied', 'cred_insufficient', 'maxtries', 'new_authtok_reqd'];
const failures = ['authinfo_unavail', 'cred_unavail', 'service_err', 'system_err', 'try_again', 'conv_err'];

/** What the `auth` stack of a service demands of somebody who signs in. */
export function demandOf(service: string, around: Surroundings): Demand {
  const stack = authStack(service, around.files);
  const worst = walk(stack, (module) => answersOf(module, around, 'first'));
  const best = walk(stack, (module) => answersOf(module, around, 'both'));
  const steps = worst.reached.filter((module) => isStep(module));
  const duo = steps.filter(({ name }) => name === 'pam_duo').map((module) => around.duo(module));
  const hidden = duo.includes(undefined);
  return {
    passages: worst.passages,
    bestCase: best.passages,
    reached: worst.reached,
    methods: steps.flatMap((module) => kindOf(module).method ?? []),
    failsOpen: duo.some((settings) => settings?.failsOpen) ? true : hidden || worst.hole ? undefined : false,
    hole: worst.hole ?? (hidden ? { reason: 'needs-root', detail: 'settings of Duo' } : undefined),
    doubtful: worst.reached.filter((module) => kindOf(module).asks === 'unknown').map(({ name }) => name),
  };
}

/** Whether a module asks for a second step. */
export function isStep(module: PamModule): boolean {
  const { asks } = kindOf(module);
  return asks === 'second' || asks === 'both';
}

/** Every answer that matters of a module, given to somebody who may lack the second step. */
function answersOf(module: PamModule, around: Surroundings, unknownAsks: 'first' | 'both'): ModuleAnswer[] {
  const kind = kindOf(module);
  if (around.files.modules.size > 0 && !around.files.modules.has(module.name)) return [{ value: 'module_unknown' }];
  const only = isNeverTrue(module, around) ? ['auth_err', 'user_unknown'] : kind.answers;
  if (only) return only.map((value) => ({ value }));
  const asks = kind.asks === 'unknown' ? unknownAsks : kind.asks;
  const proves = { first: asks === 'first' || asks === 'both', second: asks === 'second' || asks === 'both' };
  const skips = kind.skips || (module.name === 'pam_duo' && around.duo(module)?.skips);
  return [
    { value: 'success', proves },
    ...(skips ? [{ value: 'success' }] : []),
    ...(skips || kind.ignores ? [{ value: 'ignore' }] : []),
    ...[...refusals, ...otherValues(module)].map((value): ModuleAnswer => ({ value })),
    ...failures.map((value): ModuleAnswer => ({ value, proves: { down: kind.remote ?? false } })),
  ];
}

/** `user ingroup NAME` with a group that has no members, as gdm ships it with `nopasswdlogin`. */
function isNeverTrue({ name, args }: PamModule, { isEmptyGroup }: Surroundings): boolean {
  if (name !== 'pam_succeed_if') return false;
  const at = args.indexOf('ingroup');
  const groups = at > 0 && args[at - 1] === 'user' ? (args[at + 1] ?? '').split(':') : [];
  return groups.length > 0 && groups.every(isEmptyGroup);
}

/** Refusals that a control names beside the usual ones. What only a module that is not installed answers is none. */
function otherValues({ control }: PamModule): string[] {
  const others = new Set(['success', 'default', 'ignore', 'module_unknown', 'open_err', 'symbol_err', ...refusals, ...failures]);
  return [...control.keys()].filter((value) => !others.has(value));
}
