import type { Mfa } from '../../../wire/sections/mfa.ts';
import { firstSet, known, mapped, numberSet } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look, Why } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';
import type { credentialSources, SignInScreen } from './credential-providers.ts';
import { duoFilter, duoProvider, passwordProvider } from './credential-providers.ts';
import type { ProofLine } from './verdict.ts';
import { proofLine } from './verdict.ts';

type State = NonNullable<NonNullable<Mfa['entryPoints']>[number]['state']>;

const duoValues = ['FailOpen', 'RdpOnly', 'ProvidersWhitelist'] as const;

/**
 * Settings of Duo for Windows Logon, those of group policy before those of its installer (duo.com/docs/rdp-faq). Its keys
 * and secrets stand beside them and are never asked for.
 */
export const duoWindowsSources = {
  duoPolicy: hklm(String.raw`SOFTWARE\Policies\Duo Security\DuoCredProv`, duoValues),
  duo: hklm(String.raw`SOFTWARE\Duo Security\DuoCredProv`, duoValues),
} as const satisfies Sources;

type At = Look<typeof duoWindowsSources & typeof credentialSources>;

/** What is demanded at one way in. */
export interface Demand {
  readonly state: Known<State>;
  readonly methods: readonly string[];
  readonly failsOpen: Known<boolean>;
  readonly proof: readonly ProofLine[];
  /** Why methods and lines are known in part only. */
  readonly hole?: Why | undefined;
}

/** All that decides at the sign-in screen. */
export interface Screen {
  readonly at: At;
  readonly screen: SignInScreen;
  /** Somebody has set up Windows Hello, or a policy makes people do so. */
  readonly hello: Known<boolean>;
}

const policyKey = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`;
const providerKey = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers`;

/** Why what is said of the sign-in screen is not whole. */
function holeIn({ at, screen }: Screen): Why | undefined {
  return [screen.why, ...(['duoPolicy', 'duo', 'systemPolicy'] as const).map((source) => keysOf(at, source).why)].find((why) => why !== undefined);
}

/** Whether nobody signs in at the computer without a smart card or Windows Hello for Business. */
export function smartCardRequired(at: At): Known<boolean> {
  return mapped(numberSet(at, 'systemPolicy', 'scforceoption'), (number) => (number === null || number === 0 ? false : number === 1 ? true : undefined));
}

/** Sign-in at the computer itself. */
export function consoleDemand(around: Screen): Demand {
  return { ...console(around), hole: holeIn(around) };
}

function console(around: Screen): Demand {
  const card = smartCardRequired(around.at);
  if (card.value === true) return enforced(['smart-card'], known(false), [proofLine(policyKey, 0, 'scforceoption = 1')]);
  const onlyRemote = duoSet(around.at, 'RdpOnly');
  const duo = duoDemand(around, mapped(onlyRemote, (number) => (number ?? 0) === 0));
  const proof = [...duo.proof, ...(card.why ? [] : [proofLine(policyKey, 0, `scforceoption = ${card.value ? 1 : 0}`)])];
  return card.why && duo.state.value !== 'enforced' ? { ...duo, state: card, proof } : { ...duo, proof };
}

/** Sign-in over Remote Desktop. Whether scforceoption binds it is not said in the documentation of the policy: then nothing is claimed. */
export function remoteDemand(around: Screen): Demand {
  return { ...remote(around), hole: holeIn(around) };
}

function remote(around: Screen): Demand {
  const duo = duoDemand(around, known(true));
  if (duo.state.value === 'enforced' || duo.state.why) return duo;
  const card = smartCardRequired(around.at);
  if (card.value === false) return duo;
  const why: Why = card.why ?? { reason: 'not-visible-from-here', detail: 'scforceoption is set, and whether it binds Remote Desktop depends on how it is reached' };
  return { ...duo, state: { why } };
}

/** Duo where it holds here (`binds`), else what the other providers leave. */
function duoDemand(around: Screen, binds: Known<boolean>): Demand {
  const { at, screen } = around;
  const provider = screen.providers.find(({ id }) => id === duoProvider);
  if (!provider?.enabled) return withoutDuo(around);
  const proof = [proofLine(`${providerKey}\\{${duoProvider}}`, 0, 'registered and not disabled'), ...told(at)];
  const failsOpen = duoFailsOpen(at);
  if (binds.why) return { state: binds, methods: ['duo'], failsOpen, proof };
  if (!binds.value) return { ...withoutDuo(around), proof };
  const doubt = duoDoubt(around);
  return doubt ? { state: { why: doubt }, methods: ['duo'], failsOpen, proof } : enforced(['duo'], failsOpen, proof);
}

/** Duo asks everybody while its filter takes all other tiles away. */
function duoDoubt({ at, screen }: Screen): Why | undefined {
  if (screen.why) return screen.why;
  if (!screen.filters.some(({ id }) => id === duoFilter)) return { reason: 'not-visible-from-here', detail: 'the filter of Duo is not registered: other ways to sign in may stand beside it' };
  for (const source of ['duoPolicy', 'duo'] as const) {
    const { keys, why } = keysOf(at, source);
    if (why) return why;
    const list = keys[0]?.value('ProvidersWhitelist') ?? null;
    if (list !== null && !(Array.isArray(list) && list.length === 0) && list !== '') return { reason: 'not-visible-from-here', detail: 'ProvidersWhitelist lets other ways to sign in stand beside Duo' };
  }
  return undefined;
}

/** Whether Duo lets in when its server cannot be reached. */
export function duoFailsOpen(at: At): Known<boolean> {
  return mapped(duoSet(at, 'FailOpen'), (number) => (number === 1 ? true : number === 0 ? false : undefined), 'FailOpen of Duo');
}

function duoSet(at: At, name: 'FailOpen' | 'RdpOnly'): Known<number | null> {
  return firstSet(numberSet(at, 'duoPolicy', name), numberSet(at, 'duo', name));
}

function told(at: At): ProofLine[] {
  const key = String.raw`HKLM\SOFTWARE\Duo Security\DuoCredProv`;
  return (['FailOpen', 'RdpOnly'] as const).flatMap((name) => {
    const { value } = duoSet(at, name);
    return value === null || value === undefined ? [] : [proofLine(key, 0, `${name} = ${value}`)];
  });
}

/**
 * Where nothing is known to ask everybody: a password is enough while its tile is there, and what else can be used is
 * optional. A filter or provider of somebody else, or a password tile that is switched off, leaves it not known.
 */
function withoutDuo({ screen, hello }: Screen): Demand {
  const foreign = screen.providers.filter(({ ofWindows, id, enabled }) => !ofWindows && enabled && id !== duoProvider);
  const password = screen.providers.find(({ id }) => id === passwordProvider);
  const optional = hello.value === true || foreign.some(({ secondStep }) => secondStep === true);
  const proof = password ? [proofLine(`${providerKey}\\{${passwordProvider}}`, 0, password.enabled ? 'a password is enough' : 'switched off')] : [];
  const methods = [...(hello.value ? ['windows-hello'] : []), ...(foreign.length > 0 ? ['credential-provider'] : [])];
  const open = known(false);
  if (screen.why) return { state: { why: screen.why }, methods: [], failsOpen: { why: screen.why }, proof: [] };
  if (screen.filters.some(({ ofWindows, id, enabled }) => !ofWindows && enabled && id !== duoFilter)) return unproven('a filter takes ways to sign in away, and which is not known', { methods, proof });
  if (password && !password.enabled) return unproven('the password is switched off at the sign-in screen, and what remains is no proof', { methods, proof });
  if (!optional && foreign.some(({ secondStep }) => secondStep === undefined)) return unproven('a credential provider that is not known', { methods, proof });
  if (hello.why && !optional) return { state: hello, methods, failsOpen: open, proof };
  return { state: known(optional ? 'optional' : 'absent'), methods, failsOpen: open, proof };
}

function unproven(detail: string, { methods, proof }: Pick<Demand, 'methods' | 'proof'>): Demand {
  const why: Why = { reason: 'not-visible-from-here', detail };
  return { state: { why }, methods, failsOpen: { why }, proof };
}

function enforced(methods: readonly string[], failsOpen: Known<boolean>, proof: readonly ProofLine[]): Demand {
  return { state: known('enforced'), methods, failsOpen, proof };
}
