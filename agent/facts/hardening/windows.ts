import type { Hardening } from '../../../wire/sections/hardening.ts';
import { anyOf, byRelease, firstSet, known, mapped, numberSet, orElse, tell, textSet } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { look, wholeNumber } from '../../host/reading.ts';
import { hklm } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { featureOn, featureSources } from '../../host/windows-features.ts';
import { builds, buildOf, installationOf, releaseSources } from '../../host/windows-release.ts';
import { servicesOf, serviceSources } from '../../host/windows-services.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { applicationControl, controlSources, lsaProtection, protects, smartScreen } from './windows-control.ts';
import { macrosOf, screenLockOfUsers, userSettingSources } from './windows-users.ts';

const sources = {
  ...userSettingSources,
  ...controlSources,
  ...featureSources,
  ...releaseSources,
  ...serviceSources,
  /** "User Account Control settings and configuration", "Interactive logon: Machine inactivity limit". */
  system: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`, ['EnableLUA', 'ConsentPromptBehaviorAdmin', 'PromptOnSecureDesktop', 'FilterAdministratorToken', 'InactivityTimeoutSecs']),
  /** AutoPlay.admx. */
  explorer: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer`, ['NoDriveTypeAutoRun', 'NoAutorun']),
  usbStorage: hklm(String.raw`SYSTEM\CurrentControlSet\Services\USBSTOR`, ['Start']),
  /** RemovableStorage.admx: all classes, and that of removable disks. */
  removable: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices`, ['Deny_All']),
  removableDisks: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}`, ['Deny_Read']),
  wdigest: hklm(String.raw`SYSTEM\CurrentControlSet\Control\SecurityProviders\WDigest`, ['UseLogonCredential']),
  winlogon: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`, ['CachedLogonsCount']),
} as const satisfies Sources;

type At = Look<typeof sources>;

export const windows: PlatformFact<Hardening> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Hardening> {
  const at = look(answers, sources);
  return {
    data: {
      screenLock: screenLock(at),
      autorun: tell(at, 'autorun', autorun(at)),
      usbStorageBlocked: tell(at, 'usbStorageBlocked', usbStorageBlocked(at)),
      mandatoryAccess: null,
      gatekeeper: null,
      uac: uac(at),
      smartScreen: tell(at, 'smartScreen', smartScreen(at)),
      lsaProtection: tell(at, 'lsaProtection', lsaProtection(at)),
      plainPasswordsInMemory: tell(at, 'plainPasswordsInMemory', wdigest(at)),
      credentialGuard: tell(at, 'credentialGuard', protects(at, 1)),
      memoryIntegrity: tell(at, 'memoryIntegrity', protects(at, 2)),
      cachedSignIns: tell(at, 'cachedSignIns', mapped(textSet(at, 'winlogon', 'CachedLogonsCount'), (text) => (text === null ? 10 : wholeNumber(text)), 'CachedLogonsCount')),
      powershell2: tell(at, 'powershell2', powershell2(at)),
      macros: macrosOf(at),
      applicationControl: applicationControl(at, servicesOf(at)),
      kernelSettings: [],
      bootLoaderPassword: null,
    },
    missing: at.missing(),
  };
}

/** A limit of the computer holds for everybody; else device management or each user's own settings decide. A server without a desktop has no screen to lock. */
function screenLock(at: At): Hardening['screenLock'] {
  const kind = installationOf(at);
  if (kind.why) return at.lack('screenLock', kind.why);
  if (kind.value === 'server-core') return null;
  const limit = numberSet(at, 'system', 'InactivityTimeoutSecs');
  const found = limit.why || (limit.value ?? 0) === 0 ? screenLockOfUsers(at) : { enforced: known(true), afterSeconds: known(limit.value), passwordRequired: known(true), by: known('InactivityTimeoutSecs') };
  const told = <T>(field: string, it: Known<T>) => tell(at, `screenLock.${field}`, limit.why ?? it.why ? { why: (limit.why ?? it.why)! } : it);
  const [enforced, passwordRequired] = [told('enforced', found.enforced), told('passwordRequired', found.passwordRequired)];
  return { enforced: enforced ?? undefined, afterSeconds: told('afterSeconds', found.afterSeconds), passwordRequired: passwordRequired ?? undefined, by: told('by', found.by) };
}

/** NoDriveTypeAutoRun 255 switches AutoPlay off for every kind of drive, NoAutorun 1 the commands of a medium. */
function autorun(at: At): Known<boolean | null> {
  const kind = installationOf(at);
  if (kind.why) return kind;
  if (kind.value === 'server-core') return known(null);
  const drives = mapped(numberSet(at, 'explorer', 'NoDriveTypeAutoRun'), (number) => number !== null && (number & 0xff) === 0xff);
  const commands = mapped(numberSet(at, 'explorer', 'NoAutorun'), (number) => number === 1);
  return mapped(anyOf(drives, commands), (off) => !off);
}

/** The driver switched off (Start 4), or a policy that denies removable disks. */
function usbStorageBlocked(at: At): Known<boolean> {
  const set = (source: 'usbStorage' | 'removable' | 'removableDisks', name: string, wanted: number) => mapped(numberSet(at, source, name), (number) => number === wanted);
  return anyOf(set('usbStorage', 'Start', 4), set('removable', 'Deny_All', 1), set('removableDisks', 'Deny_Read', 1));
}

function uac(at: At): Hardening['uac'] {
  const set = (name: string, usual: number) => mapped(orElse(numberSet(at, 'system', name), known(usual)), (number) => number !== 0);
  return {
    enabled: tell(at, 'uac.enabled', set('EnableLUA', 1)),
    prompt: tell(at, 'uac.prompt', numberSet(at, 'system', 'ConsentPromptBehaviorAdmin')),
    secureDesktop: tell(at, 'uac.secureDesktop', set('PromptOnSecureDesktop', 1)),
    builtInAdministratorFiltered: tell(at, 'uac.builtInAdministratorFiltered', set('FilterAdministratorToken', 0)),
  };
}

/** From Windows 8.1 on passwords are kept only where the value is 1 ("Microsoft Security Advisory 2871997"); before, unless it is 0. */
function wdigest(at: At): Known<boolean> {
  const usual = mapped(buildOf(at), (build) => (build >= builds.windows81 ? 0 : 1));
  return mapped(orElse(firstSet(numberSet(at, 'wdigest', 'UseLogonCredential')), usual), (number) => number !== 0);
}

/** A feature that can be taken out since Windows 8; releases that do not know it any more have no PowerShell 2.0. */
function powershell2(at: At): Known<boolean> {
  const feature = featureOn(at, 'MicrosoftWindowsPowerShellV2');
  const usual = byRelease(buildOf(at), (build) => (build >= builds.windows8 ? false : undefined), 'Windows 7 has no other PowerShell unless one was installed');
  return orElse(feature, usual);
}
