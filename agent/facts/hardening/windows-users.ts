import type { Hardening } from '../../../wire/sections/hardening.ts';
import { firstSet, known, mapped, numberSet } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look, Why } from '../../host/reading.ts';
import { hklm, hku, keysOf, registryNumber, registryText } from '../../host/registry.ts';
import type { RegistryKey } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

const desktop = ['ScreenSaveActive', 'ScreenSaverIsSecure', 'ScreenSaveTimeOut'] as const;

/** Settings of people. Windows has loaded only those who are signed in. */
export const userSettingSources = {
  loaded: { kind: 'registry', key: String.raw`HKU\*` as 'HKU\\*', values: [] },
  /** ControlPanelDisplay.admx. */
  screenPolicies: hku(String.raw`*\SOFTWARE\Policies\Microsoft\Windows\Control Panel\Desktop`, desktop),
  screens: hku(String.raw`*\Control Panel\Desktop`, desktop),
  deviceLock: hklm(String.raw`SOFTWARE\Microsoft\PolicyManager\current\device\DeviceLock`, ['MaxInactivityTimeDeviceLock', 'DevicePasswordEnabled']),
  /** Office 2016 and later (16.0), 2013 (15.0), by group policy and by the cloud policy service. */
  macros: hku(String.raw`*\SOFTWARE\Policies\Microsoft\Office\*\*\Security`, ['VBAWarnings', 'blockcontentexecutionfrominternet']),
  cloudMacros: hku(String.raw`*\SOFTWARE\Policies\Microsoft\Cloud\Office\*\*\Security`, ['VBAWarnings', 'blockcontentexecutionfrominternet']),
} as const satisfies Sources;

type At = Look<typeof userSettingSources>;
type ScreenLock = NonNullable<Hardening['screenLock']>;

/** What locks the screen by device management, or by the screen saver of each user. */
export function screenLockOfUsers(at: At): { [Field in keyof ScreenLock]-?: Known<NonNullable<ScreenLock[Field]> | null> } {
  const byDevice = managed(at);
  const unknown = (why: Why) => ({ enforced: { why }, afterSeconds: { why }, passwordRequired: { why }, by: { why } });
  if (byDevice.why) return unknown(byDevice.why);
  if (byDevice.value !== null) return { enforced: known(true), afterSeconds: known(byDevice.value), passwordRequired: known(true), by: known('MaxInactivityTimeDeviceLock') };
  const people = keysOf(at, 'loaded');
  const [policies, own] = [keysOf(at, 'screenPolicies'), keysOf(at, 'screens')];
  const why = people.why ?? policies.why ?? own.why;
  const users = people.keys.map(({ name }) => name).filter((name) => /^S-1-(?:5-21|12-1)-[\d-]+$/.test(name));
  if (why) return unknown(why);
  const nobody: Why = { reason: 'not-visible-from-here', detail: 'no user is signed in, and no policy of the computer locks the screen' };
  if (users.length === 0) return unknown(nobody);
  const found = users.map((user) => saverOf(keyOfUser(policies.keys, user), keyOfUser(own.keys, user)));
  const onlySome: Why = { reason: 'not-visible-from-here', detail: 'a policy locks the screens of those who are signed in; others were not seen' };
  const seconds = found.map(({ afterSeconds }) => afterSeconds);
  return {
    enforced: found.every(({ enforced }) => enforced) ? { why: onlySome } : known(false),
    afterSeconds: known(seconds.includes(null) ? null : Math.max(...seconds.map(Number))),
    passwordRequired: known(found.every(({ secure }) => secure)),
    by: known(found.every(({ enforced }) => enforced) ? 'screen saver policy of each user' : null),
  };
}

/** Seconds after which device management locks; null where it does not. DevicePasswordEnabled is 0 where the rules of DeviceLock hold. */
function managed(at: At): Known<number | null> {
  const minutes = numberSet(at, 'deviceLock', 'MaxInactivityTimeDeviceLock');
  const on = mapped(firstSet(numberSet(at, 'deviceLock', 'DevicePasswordEnabled')), (number) => number === 0);
  if (minutes.why) return minutes;
  if (on.why) return on;
  return known(on.value && minutes.value !== null && minutes.value > 0 ? minutes.value * 60 : null);
}

interface Saver {
  readonly enforced: boolean;
  readonly secure: boolean;
  readonly afterSeconds: number | null;
}

/** The screen saver of one user: the policy before the user's own words, which are texts of digits. */
function saverOf(policy: RegistryKey | undefined, own: RegistryKey | undefined): Saver {
  const number = (key: RegistryKey | undefined, name: string): number | undefined => {
    const text = registryText(key?.value(name) ?? null);
    return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const [active, secure, after] = desktop.map((name) => number(policy, name) ?? number(own, name));
  const locks = active === 1 && secure === 1 && (after ?? 0) > 0;
  return {
    enforced: locks && desktop.every((name) => number(policy, name) !== undefined),
    secure: secure === 1,
    afterSeconds: active === 1 && (after ?? 0) > 0 ? after! : null,
  };
}

function keyOfUser(keys: readonly RegistryKey[], user: string): RegistryKey | undefined {
  return keys.find(({ path }) => path.split('\\')[1] === user);
}

const applications = ['access', 'excel', 'outlook', 'powerpoint', 'word'];

/** Macro settings of Office by policy, of those users whose settings are loaded. */
export function macrosOf(at: At): Hardening['macros'] {
  const found = [keysOf(at, 'macros'), keysOf(at, 'cloudMacros')];
  const why = found.find((it) => it.why)?.why;
  if (why) at.lack('macros', why);
  const settings = found.flatMap(({ keys }) => keys).flatMap((key) => {
    const [version = '', application = ''] = key.path.split('\\').slice(-3, -1);
    if (!/^\d{2}\.\d$/.test(version) || !applications.includes(application.toLowerCase())) return [];
    const [warnings, blocked] = [registryNumber(key.value('VBAWarnings')), registryNumber(key.value('blockcontentexecutionfrominternet'))];
    return warnings === undefined || blocked === undefined || (warnings === null && blocked === null) ? [] : [{ user: key.path.split('\\')[1] ?? '', application: application.toLowerCase(), version, warnings, blocked: blocked === 1 }];
  });
  const groups = Map.groupBy(settings, (it) => [it.application, it.version, it.blocked, it.warnings].join('\0'));
  const items = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, [first, ...others]]) => ({
    application: first!.application,
    version: first!.version,
    fromInternetBlocked: first!.blocked,
    warnings: first!.warnings,
    users: new Set([first!.user, ...others.map(({ user }) => user)]).size,
  }));
  if (items.length > 0) return items;
  const isAnybodyHere = keysOf(at, 'screens').keys.some(({ path }) => /^HKU\\S-1-(?:5-21|12-1)-/i.test(path));
  if (!why && !isAnybodyHere) return at.lack('macros', { reason: 'not-visible-from-here', detail: 'nobody is signed in, so that no settings of users are loaded' });
  return why ? undefined : items;
}
