import type { Hardening } from '../../../wire/sections/hardening.ts';
import { cimNumber, instancesOf } from '../../host/cim.ts';
import { itemsOf } from '../../host/json.ts';
import { decidedBy, firstSet, known, mapped, numberSet, textSet } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';
import { builds, buildOf, installationOf } from '../../host/windows-release.ts';
import type { releaseSources } from '../../host/windows-release.ts';
import type { serviceSources, WindowsServices } from '../../host/windows-services.ts';
import { serviceNamed } from '../../host/windows-services.ts';
import { inTable } from '../../host/table.ts';

/** What decides over programs and protects what Windows keeps in memory. */
export const controlSources = {
  /** "Win32_DeviceGuard class": services 1 Credential Guard, 2 memory integrity; enforcement 0 off, 1 audit, 2 enforced. */
  deviceGuard: { kind: 'cim', namespace: 'root/Microsoft/Windows/DeviceGuard', class: 'Win32_DeviceGuard', properties: ['SecurityServicesRunning', 'UsermodeCodeIntegrityPolicyEnforcementStatus'] },
  appLocker: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\SrpV2\Exe`, ['EnforcementMode']),
  appLockerRules: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\SrpV2\Exe\*`, []),
  smartScreenPolicy: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\System`, ['EnableSmartScreen', 'ShellSmartScreenLevel', 'RunAsPPL']),
  smartScreen: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer`, ['SmartScreenEnabled']),
  lsa: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Lsa`, ['RunAsPPL']),
} as const satisfies Sources;

type At = Look<typeof controlSources & typeof serviceSources & typeof releaseSources>;

/** Whether a service of virtualization-based security runs; releases before Windows 10 have none. */
export function protects(at: At, service: 1 | 2): Known<boolean> {
  const { list, why } = instancesOf(at, 'deviceGuard');
  if (!list) return why ? { why } : known(false);
  return mapped(known(list[0]?.('SecurityServicesRunning') ?? null), (value) => {
    const running = (value === null ? [] : Array.isArray(value) ? itemsOf(value) : [value]).map(cimNumber);
    return running.every((number) => typeof number === 'number') ? running.includes(service) : undefined;
  }, 'SecurityServicesRunning');
}

/** RunAsPPL: 1 with a lock in the firmware, 2 without. Windows 11 22H2 and later switch it on by themselves on some computers, which no value shows. */
export function lsaProtection(at: At): Known<boolean> {
  const set = firstSet(numberSet(at, 'smartScreenPolicy', 'RunAsPPL'), numberSet(at, 'lsa', 'RunAsPPL'));
  if (set.why) return set;
  if (set.value !== null) return mapped(set, (number) => (number === 0 ? false : number === 1 || number === 2 ? true : undefined), 'RunAsPPL');
  const kind = installationOf(at);
  const build = buildOf(at);
  if (kind.value !== undefined && kind.value !== 'client') return known(false);
  if (kind.why) return kind;
  return decidedBy(build, (number) => (number < builds.v22h2 ? false : undefined), { reason: 'not-visible-from-here', detail: 'this release may have switched it on by itself' });
}

/** SmartScreen.admx and WindowsExplorer.admx; without any value clients warn. */
export function smartScreen(at: At): Known<NonNullable<Hardening['smartScreen']>> {
  const policy = numberSet(at, 'smartScreenPolicy', 'EnableSmartScreen');
  if (policy.why) return policy;
  if (policy.value === 0) return known('off');
  const words = { off: 'off', warn: 'warn', prompt: 'warn', on: 'warn', block: 'block', requireadmin: 'block' } as const;
  const word = (text: string | null) => (text === null ? null : inTable(words, text.toLowerCase()));
  const level = mapped(textSet(at, 'smartScreenPolicy', 'ShellSmartScreenLevel'), word, 'ShellSmartScreenLevel');
  if (policy.value === 1) return mapped(level, (is) => is ?? 'warn');
  const own = mapped(textSet(at, 'smartScreen', 'SmartScreenEnabled'), word, 'SmartScreenEnabled');
  if (own.why) return own;
  if (own.value !== null) return known(own.value);
  return decidedBy(installationOf(at), (kind) => (kind === 'client' ? 'warn' : undefined), { reason: 'not-visible-from-here', detail: 'what servers do without a setting' });
}

/** AppLocker needs its rules, its mode (0 only writes down, 1 or none enforces) and its service; WDAC is asked for what it does to programs of users. */
export function applicationControl(at: At, services: WindowsServices): Hardening['applicationControl'] {
  const [rules, mode] = [keysOf(at, 'appLockerRules'), numberSet(at, 'appLocker', 'EnforcementMode')];
  const guard = userMode(at);
  const why = rules.why ?? guard.why;
  if (why) at.lack('applicationControl', why);
  const service = mapped(serviceNamed(services, 'AppIDSvc'), (it) => (it === null ? false : it.running));
  const enforced = mode.why ? mode : mode.value === 0 ? known(false) : service;
  const found: NonNullable<Hardening['applicationControl']> = [
    ...(rules.keys.length > 0 ? [{ name: 'applocker', enforced: enforced.why ? at.lack('applicationControl[].enforced', enforced.why) : enforced.value }] : []),
    ...(guard.value === 1 || guard.value === 2 ? [{ name: 'wdac', enforced: guard.value === 2 }] : []),
  ];
  return why && found.length === 0 ? undefined : found;
}

function userMode(at: At): Known<number> {
  const { list, why } = instancesOf(at, 'deviceGuard');
  if (!list) return why ? { why } : known(0);
  return mapped(known(list[0]?.('UsermodeCodeIntegrityPolicyEnforcementStatus') ?? null), (value) => (value === null ? 0 : [0, 1, 2].find((number) => number === cimNumber(value))), 'UsermodeCodeIntegrityPolicyEnforcementStatus');
}
