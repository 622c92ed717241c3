import { known, mapped } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { plistFile, plistFlag, plistNumber, plistText, program } from '../../host/mac.ts';
import { dictKnown, setIn } from '../../host/mac-known.ts';
import { listOf } from '../../host/plist.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { proofLine } from './verdict.ts';
import type { Findings, Path, ProofLine } from './verdict.ts';

/**
 * What the login window of macOS asks. The right system.login.console lists mechanisms, all of which have to succeed, see
 * security(1) and "Authorization Plug-ins" at developer.apple.com. Smart cards: "Configure a Mac for smart card-only
 * authentication" in Apple's deployment guide.
 */
export const loginSources = {
  loginRight: program('/usr/bin/security', ['authorizationdb', 'read', 'system.login.console']),
  plugins: { kind: 'names', pattern: '/Library/Security/SecurityAgentPlugins/*.bundle' },
  cardProfile: plistFile('/Library/Managed Preferences/com.apple.security.smartcard.plist'),
  cardSettings: plistFile('/Library/Preferences/com.apple.security.smartcard.plist'),
  /** NotEnforcedGroup names those who need no card, if users without a paired card are let in by password. */
  cardExemption: plistFile('/private/etc/SmartcardLogin.plist'),
  loginWindow: plistFile('/Library/Preferences/com.apple.loginwindow.plist'),
  /** Holds the secret key of Duo too: two switches are looked at, nothing else. */
  duoLogin: plistFile('/private/var/root/Library/Preferences/com.duosecurity.maclogon.plist'),
} as const satisfies Sources;

type At = Look<typeof loginSources>;

/** Mechanisms of macOS itself, and plug-ins that store keys and ask nobody anything. */
const silent = new Set(['builtin', 'loginwindow', 'PKINITMechanism', 'HomeDirMechanism', 'MCXMechanism', 'CryptoTokenKit', 'KerberosAgent', 'loginKC', 'RestartAuthorization', 'DiskUnlock', 'PSSOAuthPlugin', 'FamilyControls', 'Crypt', 'Escrow Buddy']);

const database = '/private/var/db/auth.db';

/** Who made a plug-in, where that is known. */
export function productOf(plugin: string): string | null {
  if (isDuo(plugin)) return 'Duo Authentication for macOS';
  if (/^JamfConnectLogin$/i.test(plugin)) return 'Jamf Connect';
  if (/^XCredsLoginPlugin$/i.test(plugin)) return 'XCreds';
  if (/^NoMADLogin/i.test(plugin)) return 'NoMAD Login';
  return /^jumpcloud/i.test(plugin) ? 'JumpCloud' : null;
}

/** Its bundle is MacLogon or DuoSecurityMacLogon, by version. */
export function isDuo(plugin: string): boolean {
  return /^duo|^maclogon$/i.test(plugin);
}

/** Whether a plug-in never asks for anything. */
export function isSilent(plugin: string): boolean {
  return silent.has(plugin);
}

/** Mechanisms of the login window, as `plugin:mechanism`. */
export function mechanismsOf(at: At): Known<readonly string[]> {
  return mapped(dictKnown(at, 'loginRight', loginSources), (right) => {
    const all = listOf(right?.['mechanisms'])?.map((one) => plistText(one, 255));
    return all && all.length > 0 && all.every((one) => one !== undefined) ? all : undefined;
  }, 'system.login.console');
}

/** The plug-in of a mechanism. */
export function pluginOf(mechanism: string): string {
  return mechanism.split(':')[0] ?? '';
}

/** Whether only a card lets in: for nobody, for some, for everybody. */
export function cardDemand(at: At): Known<'nobody' | 'some' | 'everybody'> {
  const layers = (['cardProfile', 'cardSettings'] as const).map((name) => dictKnown(at, name, loginSources));
  const [enforced, unmapped] = [setIn(layers, 'enforceSmartCard', plistFlag), setIn(layers, 'allowUnmappedUsers', (value) => plistNumber(value) ?? Number(plistFlag(value) ?? Number.NaN))];
  if (enforced.why) return enforced;
  if (enforced.value !== true) return known('nobody');
  if (unmapped.why) return unmapped;
  if (!unmapped.value) return known('everybody');
  const group = setIn([dictKnown(at, 'cardExemption', loginSources)], 'NotEnforcedGroup', (value) => plistText(value, 255));
  return group.why ? group : known(group.value === null ? 'everybody' : 'some');
}

/** Whether cards may be used at all. */
export function cardsAllowed(at: At): Known<boolean> {
  const allowed = setIn((['cardProfile', 'cardSettings'] as const).map((name) => dictKnown(at, name, loginSources)), 'allowSmartCard', plistFlag);
  return allowed.why ? allowed : known(allowed.value ?? true);
}

/** Duo's own switches; its installer writes both, and what is not there is off. */
export function duoFailsOpen(at: At): Known<boolean> {
  const file = dictKnown(at, 'duoLogin', loginSources);
  const open = setIn([file], 'fail_open', plistFlag);
  return open.why ? open : known(open.value ?? false);
}

/** Sign-in at the login window. The plug-in of an identity provider asks what is decided there. */
export function loginWindow(at: At, paired: Known<boolean>): Findings {
  const [mechanisms, card, automatic] = [mechanismsOf(at), cardDemand(at), setIn([dictKnown(at, 'loginWindow', loginSources)], 'autoLoginUser', (value) => plistText(value, 255))];
  const hole = mechanisms.why ?? card.why ?? automatic.why ?? (card.value === 'nobody' ? paired.why : undefined);
  const plugins = [...new Set((mechanisms.value ?? []).map(pluginOf))].filter((plugin) => !silent.has(plugin));
  const [duo, others] = [plugins.filter(isDuo), plugins.filter((plugin) => !isDuo(plugin))];
  const open = duo.length > 0 ? duoFailsOpen(at) : known(false);
  const paths = (asked: boolean): Path[] => {
    const ways = card.value === 'everybody' ? [path('whole')] : [path('first'), ...(card.value === 'some' || paired.value ? [path('whole')] : [])];
    const steps = asked ? ways.map(withSecond) : ways;
    return [...steps, ...(asked && duo.length > 0 && open.value ? ways.map((way) => ({ ...way, down: true })) : []), ...(automatic.value ? [path()] : [])];
  };
  return {
    paths: paths(duo.length > 0),
    bestCase: paths(duo.length > 0 || others.length > 0),
    methods: [...(duo.length > 0 ? ['duo'] : []), ...(card.value === 'some' || card.value === 'everybody' || paired.value ? ['smart-card'] : [])],
    failsOpen: open.value,
    proof: proofOf(at, { mechanisms: mechanisms.value ?? [], card: card.value ?? 'nobody', automatic: (automatic.value ?? null) !== null }),
    hole: hole ?? open.why,
    doubtful: others,
  };
}

function path(...proofs: readonly ('first' | 'whole')[]): Path {
  return { proofs: new Set(proofs), down: false };
}

function withSecond({ proofs, down }: Path): Path {
  return { proofs: new Set([...proofs, 'second' as const]), down };
}

interface Decided {
  readonly mechanisms: readonly string[];
  readonly card: 'nobody' | 'some' | 'everybody';
  readonly automatic: boolean;
}

function proofOf(at: At, { mechanisms, card, automatic }: Decided): ProofLine[] {
  const foreign = mechanisms.filter((mechanism) => !silent.has(pluginOf(mechanism)));
  const deciding = foreign.length > 0 ? foreign : mechanisms.filter((mechanism) => /^builtin:authenticate\b/.test(mechanism));
  const profile = dictKnown(at, 'cardProfile', loginSources).value;
  const cards = profile && 'enforceSmartCard' in profile ? loginSources.cardProfile.path : loginSources.cardSettings.path;
  return [
    ...deciding.map((mechanism) => proofLine(database, 0, `system.login.console: ${mechanism}`)),
    ...(card === 'nobody' ? [] : [proofLine(cards, 0, 'enforceSmartCard is true')]),
    ...(card === 'some' ? [proofLine(loginSources.cardExemption.path, 0, 'NotEnforcedGroup is set')] : []),
    ...(automatic ? [proofLine(loginSources.loginWindow.path, 0, 'autoLoginUser is set')] : []),
  ];
}
