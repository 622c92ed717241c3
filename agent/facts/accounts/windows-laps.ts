import type { Accounts } from '../../../wire/sections/accounts.ts';
import { known, mapped, numberSet, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

type Laps = NonNullable<NonNullable<Accounts['laps']>>;

const settings = ['BackupDirectory', 'PasswordAgeDays'] as const;

/**
 * The four places of settings, in the order in which Windows LAPS asks them; the first that has any counts as a whole
 * (learn.microsoft.com, "Configure policy settings for Windows LAPS"). The last is that of the older product.
 */
export const lapsSources = {
  lapsMdm: hklm(String.raw`SOFTWARE\Microsoft\Policies\LAPS`, settings),
  lapsPolicy: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\LAPS`, settings),
  lapsLocal: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\LAPS\Config`, settings),
  lapsLegacy: hklm(String.raw`SOFTWARE\Policies\Microsoft Services\AdmPwd`, ['AdmPwdEnabled', 'PasswordAgeDays']),
} as const satisfies Sources;

type At = Look<typeof lapsSources>;

/** What changes the password of the local administrator; null where nothing is set. */
export function lapsOf(at: At): Laps | null | undefined {
  for (const source of ['lapsMdm', 'lapsPolicy', 'lapsLocal', 'lapsLegacy'] as const) {
    const { keys, why } = keysOf(at, source);
    if (why) return at.lack('laps', why);
    if (keys.some((key) => [...settings, 'AdmPwdEnabled'].some((name) => key.value(name) !== null))) return source === 'lapsLegacy' ? legacy(at) : modern(at, source);
  }
  return null;
}

/** BackupDirectory: 0 nowhere (the default), 1 Entra ID, 2 Active Directory. The password lives 30 days unless something else is set. */
function modern(at: At, source: 'lapsMdm' | 'lapsPolicy' | 'lapsLocal'): Laps {
  const kept = mapped(numberSet(at, source, 'BackupDirectory'), (number) => ([null, 'entra', 'active-directory'] as const)[number ?? 0]);
  return {
    product: 'windows-laps',
    enabled: tell(at, 'laps.enabled', mapped(kept, (where) => where !== null)),
    backupTo: tell(at, 'laps.backupTo', kept),
    passwordAgeDays: tell(at, 'laps.passwordAgeDays', age(at, source)),
  };
}

function legacy(at: At): Laps {
  const enabled = mapped(numberSet(at, 'lapsLegacy', 'AdmPwdEnabled'), (number) => number === 1);
  return {
    product: 'legacy-laps',
    enabled: tell(at, 'laps.enabled', enabled),
    backupTo: tell(at, 'laps.backupTo', mapped(enabled, (is) => (is ? 'active-directory' : null))),
    passwordAgeDays: tell(at, 'laps.passwordAgeDays', age(at, 'lapsLegacy')),
  };
}

function age(at: At, source: keyof typeof lapsSources): Known<number | null> {
  const set = numberSet(at, source, 'PasswordAgeDays');
  return set.why ? set : known(set.value ?? 30);
}
