import type { Hardening } from '../../../wire/sections/hardening.ts';
import { iniIn } from '../../host/ini.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** Desktops that are installed, and what the system sets for their users, see the GNOME administration guide, "dconf". World-readable. */
export const desktopSources = {
  sessions: { kind: 'names', pattern: '/usr/share/xsessions/*.desktop' },
  waylandSessions: { kind: 'names', pattern: '/usr/share/wayland-sessions/*.desktop' },
  dconfProfile: { kind: 'file', path: '/etc/dconf/profile/user' },
  dconf: { kind: 'files', pattern: '/etc/dconf/db/*.d/*', maxBytes: 262_144 },
  dconfLocks: { kind: 'files', pattern: '/etc/dconf/db/*.d/locks/*', maxBytes: 262_144 },
  /** KDE: the file for everybody, where a key in [$i] cannot be changed by users. */
  kscreenlocker: { kind: 'file', path: '/etc/xdg/kscreenlockerrc' },
} as const satisfies Sources;

type At = Look<typeof desktopSources>;

/** One value of dconf with the file it stands in, and whether users can change it. */
interface Value {
  readonly value: string;
  readonly file: string;
  readonly locked: boolean;
}

/** What locks an unattended screen, and what happens with media that are put in; null where no desktop is installed. */
export function screenLockOf(at: At): Pick<Hardening, 'screenLock' | 'autorun'> {
  const desktops = [presence(at, 'sessions'), presence(at, 'waylandSessions')];
  if (!desktops.includes(true)) {
    const why = whyUnread(at, 'sessions') ?? whyUnread(at, 'waylandSessions');
    return why ? { screenLock: at.lack('screenLock', why), autorun: at.lack('autorun', why) } : { screenLock: null, autorun: null };
  }
  const profile = at.one('dconfProfile');
  const why = (['dconf', 'dconfLocks'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined) ?? (profile.state === 'failed' ? profile : undefined);
  if (why) return { screenLock: at.lack('screenLock', why), autorun: at.lack('autorun', why) };
  const value = valuesOf(at);
  return { screenLock: byDconf(at, value), autorun: autorunOf(at, value) };
}

/** GNOME, Cinnamon (which has the same keys under its own name) and MATE. */
const folders = ['org/gnome/desktop', 'org/cinnamon/desktop', 'org/mate'];

function byDconf(at: At, value: (key: string) => Value | undefined): Hardening['screenLock'] {
  const first = (...keys: readonly string[]) => folders.flatMap((folder) => keys.map((key) => value(`${folder}/${key}`))).find((it) => it !== undefined);
  const idle = first('session/idle-delay');
  const delay = first('screensaver/lock-delay');
  const lock = first('screensaver/lock-enabled');
  const kde = kdeOf(at);
  if (kde) return kde;
  const unset = { reason: 'not-visible-from-here', detail: 'each user sets it' } as const satisfies Why;
  const seconds = numberIn(idle?.value);
  const after = idle === undefined ? at.lack('screenLock.afterSeconds', unset) : seconds === undefined ? at.lack('screenLock.afterSeconds', { reason: 'unreadable', detail: idle.file }) : seconds === 0 ? null : seconds + (numberIn(delay?.value) ?? 0);
  const on = lock === undefined ? undefined : /^true$/.test(lock.value);
  return {
    enforced: idle?.locked === true && lock?.locked === true && on === true && (seconds ?? 0) > 0,
    afterSeconds: after,
    passwordRequired: on ?? at.lack('screenLock.passwordRequired', unset),
    by: printable(idle?.file ?? lock?.file ?? '', 255) || null,
  };
}

/** `[Daemon][$i]`: minutes in Timeout, and Autolock that users cannot switch off. */
function kdeOf(at: At): Hardening['screenLock'] | undefined {
  const reading = at.one('kscreenlocker');
  if (reading.state === 'failed') return at.lack('screenLock', reading);
  const text = reading.state === 'read' ? reading.text : '';
  const immutable = /^[ \t]*\[Daemon\]\[\$i\]|^[ \t]*\[\$i\]/m.test(text);
  const daemon = iniIn(text.replaceAll(/\]\[\$i\]/g, ']')).get('Daemon');
  const minutes = Number(daemon?.get('timeout') ?? Number.NaN);
  if (!immutable || !Number.isSafeInteger(minutes) || minutes < 0) return undefined;
  const on = !/^false$/i.test(daemon?.get('autolock') ?? 'true');
  return { enforced: on && minutes > 0, afterSeconds: on && minutes > 0 ? minutes * 60 : null, passwordRequired: !/^false$/i.test(daemon?.get('requirepassword') ?? 'true'), by: '/etc/xdg/kscreenlockerrc' };
}

/** GNOME asks before it starts something from a medium, unless that is switched off for everybody. */
function autorunOf(at: At, value: (key: string) => Value | undefined): boolean | undefined {
  const never = folders.map((folder) => value(`${folder}/media-handling/autorun-never`)).find((it) => it !== undefined);
  if (never?.locked && never.value === 'true') return false;
  return at.lack('autorun', { reason: 'not-visible-from-here', detail: 'each user sets it' });
}

/** Keys by path over the system databases that the profile names; a later file of the same folder wins, an earlier database wins. */
function valuesOf(at: At): (key: string) => Value | undefined {
  const named = [...(at.text('dconfProfile') ?? '').matchAll(/^[ \t]*system-db:([\w.-]{1,64})\s*$/gm)].map(([, name = '']) => name);
  const locks = new Set(
    filesOf(at, 'dconfLocks').filter(({ path }) => named.includes(databaseOf(path))).flatMap(({ text }) => text.split('\n').map((line) => line.trim().replace(/^\//, ''))).filter((line) => line !== '' && !line.startsWith('#')),
  );
  return (key) => {
    const cut = key.lastIndexOf('/');
    for (const database of named) {
      const files = filesOf(at, 'dconf').filter(({ path }) => databaseOf(path) === database).sort((a, b) => (a.path < b.path ? -1 : 1));
      const file = files.findLast(({ text }) => iniIn(text).get(key.slice(0, cut))?.has(key.slice(cut + 1)));
      const value = file && iniIn(file.text).get(key.slice(0, cut))?.get(key.slice(cut + 1));
      if (file && value !== undefined) return { value: value.trim(), file: file.path, locked: [...locks].some((lock) => lock === key || (lock.endsWith('/') && key.startsWith(lock))) };
    }
    return undefined;
  };
}

function databaseOf(path: string): string {
  return /^\/etc\/dconf\/db\/([^/]+)\.d\//.exec(path)?.[1] ?? '';
}

/** `uint32 900` or `900`. */
function numberIn(text: string | undefined): number | undefined {
  const digits = /^(?:uint32 |int32 )?(\d{1,9})$/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
