import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import { hklm, hku, keysOf } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

const local = String.raw`%ProfilesDirectory%\*\AppData\Local`;

export const userSources = {
  profiles: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\*`, ['ProfileImagePath']),
  /** Whose settings are loaded: only of these users the list of programs can be read. */
  hives: hku('*', []),
  /** Where installers put what they install for one user: most of them, Squirrel, Chromium and its kin, Windows Installer. Names only. */
  ownPrograms: { kind: 'names', pattern: String.raw`${local}\Programs\*` },
  ownSquirrels: { kind: 'names', pattern: String.raw`${local}\*\Update.exe` },
  ownBrowsers: { kind: 'names', pattern: String.raw`${local}\*\*\Application\*.exe` },
  ownPackages: { kind: 'names', pattern: String.raw`%ProfilesDirectory%\*\AppData\Roaming\Microsoft\Installer\*` },
} as const satisfies Sources;

type At = Look<typeof userSources>;

/** Accounts of people: local and of a domain, and of Entra ID. */
const person = /^S-1-(?:5-21|12-1)-[\d-]+$/;
/** What Windows itself puts there for every user. */
const ordinary = /\\Programs\\Common\/?$/i;

/**
 * Names of users by their hive, and why programs of one user may be missing: somebody who is not signed in has such
 * programs, as folders of the usual installers show, and their list lies in a hive that is not loaded.
 */
export function userNames(at: At): { readonly nameOf: (hive: string) => string | undefined; readonly unseen: Why | undefined } {
  const [profiles, hives] = [keysOf(at, 'profiles'), keysOf(at, 'hives')];
  const folders = new Map(profiles.keys.flatMap((key) => {
    const folder = key.value('ProfileImagePath');
    return typeof folder === 'string' ? [[key.name.toLowerCase(), folder.replaceAll('\0', '')] as const] : [];
  }));
  const nameOf = (hive: string) => {
    const name = printable(folders.get(hive.toLowerCase())?.split('\\').at(-1) ?? '', 128);
    if (name !== '') return name;
    for (const list of ['packages', 'browsers']) at.lack(`${list}[].user`, profiles.why ?? { reason: 'not-visible-from-here', detail: 'a user without a profile' });
    return undefined;
  };
  const loaded = new Set(hives.keys.map(({ name }) => name.toLowerCase()));
  const away = profiles.keys.filter(({ name }) => person.test(name) && !loaded.has(name.toLowerCase()));
  return { nameOf, unseen: profiles.why ?? hives.why ?? (away.length === 0 ? undefined : tracesOf(at, away.flatMap(({ name }) => folders.get(name.toLowerCase()) ?? []))) };
}

function tracesOf(at: At, folders: readonly string[]): Why | undefined {
  const asked = ['ownPrograms', 'ownSquirrels', 'ownBrowsers', 'ownPackages'] as const;
  const paths = asked.flatMap((source) => at.all(source).entries.map(({ path }) => path)).filter((path) => !ordinary.test(path));
  const known = paths.map((path) => path.toLowerCase());
  const users = folders.filter((folder) => known.some((path) => path.startsWith(`${folder.toLowerCase()}\\`)));
  if (users.length > 0) return { reason: 'not-visible-from-here', detail: `${users.length} users who are not signed in have programs of their own` };
  return asked.map((source) => whyUnread(at, source)).find((why) => why !== undefined);
}
