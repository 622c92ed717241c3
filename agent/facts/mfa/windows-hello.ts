import type { Mfa } from '../../../wire/sections/mfa.ts';
import { firstSet, known, mapped, numberSet, orElse, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { hklm, keysOf, registryNumber } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

/**
 * Windows Hello for Business by group policy (passport.admx) and device management (PassportForWork CSP), and which users
 * of this computer have a PIN: one key per user below the provider of Windows Hello, LogonCredsAvailable 1.
 */
export const helloSources = {
  helloPolicy: hklm(String.raw`SOFTWARE\Policies\Microsoft\PassportForWork`, ['Enabled', 'RequireSecurityDevice']),
  helloPolicyFaces: hklm(String.raw`SOFTWARE\Policies\Microsoft\PassportForWork\Biometrics`, ['Enabled']),
  helloMdm: hklm(String.raw`SOFTWARE\Microsoft\Policies\PassportForWork\*\Device\Policies`, ['UsePassportForWork', 'RequireSecurityDevice']),
  helloMdmFaces: hklm(String.raw`SOFTWARE\Microsoft\Policies\PassportForWork\Biometrics`, ['UseBiometrics']),
  biometrics: hklm(String.raw`SOFTWARE\Policies\Microsoft\Biometrics`, ['Enabled']),
  helloUsers: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers\{D6886603-9D2F-4EB2-B667-1971041FA96B}\*`, ['LogonCredsAvailable']),
} as const satisfies Sources;

type At = Look<typeof helloSources>;

/** Whether anybody signs in with Windows Hello here, or a policy makes people set it up. */
export function helloUsed(at: At): Known<boolean> {
  const policy = enabledBy(at);
  const users = usersEnrolled(at);
  if (policy.value === true || (users.value ?? 0) > 0) return known(true);
  return policy.why ? policy : users.why ? users : known(false);
}

/** Windows Hello for Business as policies set it; null where nothing sets it and nobody uses it. */
export function helloForBusiness(at: At): Mfa['helloForBusiness'] {
  const policy = enabledBy(at);
  const users = usersEnrolled(at);
  if (policy.why) return at.lack('helloForBusiness', policy.why);
  if (policy.value === null && users.why) return at.lack('helloForBusiness', users.why);
  if (policy.value === null && users.value === 0) return null;
  const device = firstSet(numberSet(at, 'helloPolicy', 'RequireSecurityDevice'), numberSet(at, 'helloMdm', 'RequireSecurityDevice'));
  const faces = firstSet(numberSet(at, 'biometrics', 'Enabled'), numberSet(at, 'helloPolicyFaces', 'Enabled'), numberSet(at, 'helloMdmFaces', 'UseBiometrics'));
  return {
    enabled: policy.value === true,
    deviceRequired: tell(at, 'helloForBusiness.deviceRequired', mapped(orElse(device, known(0)), (number) => number === 1)),
    biometrics: tell(at, 'helloForBusiness.biometrics', mapped(orElse(faces, known(1)), (number) => number !== 0)),
    usersEnrolled: tell(at, 'helloForBusiness.usersEnrolled', users),
  };
}

/** Null where no policy says anything. */
function enabledBy(at: At): Known<boolean | null> {
  return mapped(firstSet(numberSet(at, 'helloPolicy', 'Enabled'), numberSet(at, 'helloMdm', 'UsePassportForWork')), (number) => (number === null ? null : number === 1));
}

function usersEnrolled(at: At): Known<number> {
  const { keys, why } = keysOf(at, 'helloUsers');
  return why ? { why } : { value: keys.filter((key) => key.name.startsWith('S-1-') && registryNumber(key.value('LogonCredsAvailable')) === 1).length };
}
