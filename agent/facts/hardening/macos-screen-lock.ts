import type { Hardening } from '../../../wire/sections/hardening.ts';
import type { Known } from '../../host/known.ts';
import { tell } from '../../host/known.ts';
import { plistFile, plistFlag, plistIn, plistNumber } from '../../host/mac.ts';
import { dictKnown, setIn } from '../../host/mac-known.ts';
import { dictOf } from '../../host/plist.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/**
 * What device management forces, see "ScreenSaver" and "Passcode" in Apple's device management profiles: idleTime and
 * askForPasswordDelay in seconds; maxInactivity and maxGracePeriod in minutes, which macOS turns into the same settings.
 */
export const screenLockSources = {
  screenSaver: plistFile('/Library/Managed Preferences/com.apple.screensaver.plist'),
  passcode: plistFile('/Library/Managed Preferences/com.apple.mobiledevice.passwordpolicy.plist'),
  /** The same for one user only. */
  screenSaverOfUsers: { kind: 'files', pattern: '/Library/Managed Preferences/*/com.apple.screensaver.plist', encoding: 'base64' },
} as const satisfies Sources;

type At = Look<typeof screenLockSources>;

/** What every user chooses in System Settings, where a question to each session would be needed. */
const chosen: Why = { reason: 'not-visible-from-here', detail: 'each user sets it' };

/** The lock of an unattended screen. Only a profile is something that users cannot switch off. */
export function screenLockOf(at: At): Hardening['screenLock'] {
  const [saver, passcode] = [dictKnown(at, 'screenSaver', screenLockSources), dictKnown(at, 'passcode', screenLockSources)];
  const idle = setIn([saver], 'idleTime', plistNumber);
  const asks = setIn([saver], 'askForPassword', plistFlag);
  const delay = setIn([saver], 'askForPasswordDelay', plistNumber);
  const inactivity = setIn([passcode], 'maxInactivity', plistNumber);
  const grace = setIn([passcode], 'maxGracePeriod', plistNumber);
  const bySaver: Known<boolean> = both(idle, asks, (seconds, ask) => (seconds ?? 0) > 0 && ask === true);
  const byPasscode: Known<boolean> = inactivity.why ? inactivity : { value: (inactivity.value ?? 0) > 0 };
  const enforced: Known<boolean> = bySaver.value || byPasscode.value ? { value: true } : bySaver.why ? bySaver : byPasscode.why ? byPasscode : { value: false };
  const seconds = byPasscode.value && !bySaver.value && !saver.why ? total(inactivity, grace, 60) : total(idle, delay, 1);
  return {
    enforced: enforced.value === false && someUsersHaveOne(at) ? at.lack('screenLock.enforced', whyUsers(at)) : tell(at, 'screenLock.enforced', enforced),
    afterSeconds: seconds.why ? at.lack('screenLock.afterSeconds', seconds.why) : seconds.value === null ? at.lack('screenLock.afterSeconds', chosen) : seconds.value === 0 ? null : seconds.value,
    passwordRequired: byPasscode.value ? true : asks.why ? at.lack('screenLock.passwordRequired', asks.why) : (asks.value ?? at.lack('screenLock.passwordRequired', byPasscode.why ?? chosen)),
    by: saver.why ? at.lack('screenLock.by', saver.why) : bySaver.value || (idle.value ?? 0) > 0 || asks.value === true ? screenLockSources.screenSaver.path : byPasscode.value ? screenLockSources.passcode.path : passcode.why ? at.lack('screenLock.by', passcode.why) : null,
  };
}

function both<A, B, C>(a: Known<A>, b: Known<B>, join: (a: A, b: B) => C): Known<C> {
  return a.why ? a : b.why ? b : { value: join(a.value, b.value) };
}

/** Time until it locks: until the screen saver comes, and until it asks. Null when nothing sets it, 0 when it never comes. */
function total(idle: Known<number | null>, delay: Known<number | null>, unit: number): Known<number | null> {
  return both(idle, delay, (first, then) => (first === null ? null : first === 0 ? 0 : Math.min((first + (then ?? 0)) * unit, Number.MAX_SAFE_INTEGER)));
}

/** A profile of the user channel binds that user alone; who else uses this computer it does not tell. */
function someUsersHaveOne(at: At): boolean {
  const sets = at.all('screenSaverOfUsers').entries.some(({ reading }) => {
    const file = reading.state === 'read' ? dictOf(plistIn(reading, screenLockSources.screenSaverOfUsers)) : undefined;
    return (plistNumber(file?.['idleTime']) ?? 0) > 0;
  });
  return sets || whyUnread(at, 'screenSaverOfUsers') !== undefined;
}

function whyUsers(at: At): Why {
  return whyUnread(at, 'screenSaverOfUsers') ?? { reason: 'not-visible-from-here', detail: 'a profile binds some users only' };
}
