import type { Accounts } from '../../../wire/sections/accounts.ts';
import type { Known } from '../../host/known.ts';
import { mapped, tell } from '../../host/known.ts';
import { plistFile, plistFlag, plistText } from '../../host/mac.ts';
import { directorySources, groupsOf, usersOf } from '../../host/mac-directory.ts';
import type { MacGroup, MacUser } from '../../host/mac-directory.ts';
import { dictKnown, setIn } from '../../host/mac-known.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { sshdIncludes } from '../../host/sshd-config.ts';
import { macSshdSources, nothingElse } from '../../host/sshd-macos.ts';
import { sudoersIncludes, sudoersOf, sudoersSources } from '../../host/sudoers.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { administrators, namesOutsiders, sudoRules } from './administrators.ts';
import { keyCounter, keySources, moreKeys } from './keys.ts';
import { macUserFacts } from './macos-users.ts';
import type { LocalUser } from './users.ts';

const sources = {
  ...directorySources,
  ...macSshdSources,
  ...sudoersSources,
  /** Who is signed in at start, and whether the guest is let in; see loginwindow in "Device Management" at developer.apple.com. */
  loginWindow: plistFile('/Library/Preferences/com.apple.loginwindow.plist'),
  loginWindowManaged: plistFile('/Library/Managed Preferences/com.apple.loginwindow.plist'),
  /** macOSLAPS, which changes the password of the local administrator by itself, as its profile sets it up. */
  laps: plistFile('/Library/Managed Preferences/edu.psu.macoslaps.plist'),
  directoryAd: { kind: 'names', pattern: '/Library/Preferences/OpenDirectory/Configurations/Active Directory/*.plist' },
  directoryLdap: { kind: 'names', pattern: '/Library/Preferences/OpenDirectory/Configurations/LDAPv3/*.plist' },
} as const satisfies Sources;

type At = Look<typeof sources>;

/** Users and groups by dscl(1), which is asked for named attributes only; sudoers and SSH keys as on Linux. */
export const macos: PlatformFact<Accounts> = {
  sources: () => sources,
  more: {
    follows: 'include lines of sudoers and sshd_config; keys in the homes of users',
    sources: (answers) => {
      const at = look(answers, sources);
      const ssh = nothingElse(answers, keySources);
      return { ...sudoersIncludes(at), ...sshdIncludes(look(ssh, keySources)), ...moreKeys(look(ssh, keySources), ssh, (usersOf(at).value?.users ?? []).map(plainUser)) };
    },
  },
  parse,
};

function parse(answers: Answers): Parsed<Accounts> {
  const at = look(answers, sources);
  const [users, groups] = [usersOf(at), groupsOf(at)];
  const settings = [dictKnown(at, 'loginWindowManaged', sources), dictKnown(at, 'loginWindow', sources)];
  const data: Accounts = {
    users: listOfUsers(at, answers, { users, groups, guest: mapped(setIn(settings, 'GuestEnabled', plistFlag), (on) => on ?? false) }),
    administrators: tell(at, 'administrators', membersOfAdmin(users, groups)),
    laps: lapsOf(at),
    automaticSignIn: tell(at, 'automaticSignIn', setIn(settings, 'autoLoginUser', (value) => plistText(value, 255))),
    sudoRules: rulesOf(at, answers),
    directoryUsers: directoriesOf(at),
  };
  return { data, missing: at.missing() };
}

interface Ground {
  readonly users: ReturnType<typeof usersOf>;
  readonly groups: Known<MacGroup[]>;
  readonly guest: Known<boolean>;
}

function listOfUsers(at: At, answers: Answers, { users, groups, guest }: Ground): Accounts['users'] {
  if (users.why) return at.lack('users', users.why);
  const { nonsense } = users.value;
  if (nonsense > 0) at.lack('users', { reason: 'unreadable', detail: `${nonsense} records of dscl` });
  const ssh = nothingElse(answers, keySources);
  const keys = keyCounter(look(ssh, keySources), ssh);
  const admin = administrationOf(at, answers, users.value.users, groups);
  return users.value.users.map((user) => {
    const { count, why } = keys(plainUser(user));
    if (why) at.lack('users[].authorizedKeys', why);
    return { ...macUserFacts(at, user, { guest, keys: count }), ...admin(user), authorizedKeys: count };
  });
}

/** A user as the parsers of Linux know one. */
function plainUser({ name, id, group, home, shell }: MacUser): LocalUser {
  return { name, id, group, password: 'x', home, shell };
}

/** Members of the group admin, which may do everything on a Mac whether or not a rule of sudo says so. */
function administrationOf(at: At, answers: Answers, users: readonly MacUser[], groups: Known<MacGroup[]>) {
  const sudoers = sudoersOf(at, answers);
  const why: Why | undefined = groups.why ?? sudoers.unread ?? (namesOutsiders(sudoers) ? { reason: 'not-visible-from-here', detail: 'sudo rules for groups of a directory' } : undefined);
  const names = membersByGroup(users, groups.value ?? []);
  const found = administrators(users.map(plainUser), names, sudoers);
  return (user: MacUser): { administrator?: boolean; administratorBy?: string[] } => {
    const by = sortedSet([...(found.get(user.name) ?? []), ...(names.get('admin')?.has(user.name) ? ['group admin'] : [])]);
    if (!why) return { administrator: by.length > 0, administratorBy: by };
    at.lack('users[].administratorBy', why);
    if (by.length > 0) return { administrator: true };
    at.lack('users[].administrator', why);
    return {};
  };
}

/** Groups within groups, also in a ring, are followed to so many; a directory of honest people has fewer. */
const mostNested = 200;

/** Members by name, by id, by their own group, and through groups of this computer within groups. */
function membersByGroup(users: readonly MacUser[], groups: readonly MacGroup[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byId = new Map(users.flatMap(({ uuid, name }) => (uuid === undefined ? [] : [[uuid, name] as const])));
  const byNumber = Map.groupBy(users, ({ group }) => group);
  const byUuid = new Map(groups.flatMap((group) => (group.uuid === undefined ? [] : [[group.uuid, group] as const])));
  const own = new Map(groups.map((group) => [
    group,
    [...group.members, ...group.memberIds.flatMap((id) => byId.get(id) ?? []), ...(group.id === undefined ? [] : (byNumber.get(group.id) ?? [])).map(({ name }) => name)],
  ]));
  return new Map(
    groups.map((group) => {
      const reached = new Set([group]);
      for (const each of reached) for (const inner of each.nested) if (byUuid.has(inner) && reached.size < mostNested) reached.add(byUuid.get(inner)!);
      return [group.name, new Set([...reached].flatMap((each) => own.get(each) ?? []))];
    }),
  );
}

/** The group as it lists them: users by number, groups and members of a directory by their ids, whose names only the directory knows. */
function membersOfAdmin(users: Ground['users'], groups: Known<MacGroup[]>): Known<NonNullable<Accounts['administrators']>> {
  if (users.why) return users;
  return mapped(groups, (all) => {
    const admin = all.find(({ name }) => name === 'admin');
    if (admin === undefined) return undefined;
    const own = users.value.users;
    const local = own.filter(({ name, uuid }) => admin.members.includes(name) || (uuid !== undefined && admin.memberIds.includes(uuid)));
    const known = new Set(local.flatMap(({ name, uuid }) => [name, uuid ?? '']));
    const strangers = admin.members.filter((name) => !known.has(name)).map((name) => ({ id: name.slice(0, 128), name, kind: 'unknown' as const }));
    // A member by name stands there by id a second time; an id that is nobody's here belongs to a directory, or to somebody who was deleted.
    const ids = strangers.length > 0 ? [] : admin.memberIds.filter((id) => !known.has(id) && !own.some(({ uuid }) => uuid === id)).map((id) => ({ id, name: null, kind: 'unknown' as const }));
    const inner = admin.nested.map((id) => {
      const group = all.find(({ uuid }) => uuid === id);
      return { id, name: group?.name ?? null, kind: group ? ('local-group' as const) : ('domain-group' as const) };
    });
    return sortedBy([...local.map(({ name, id }) => ({ id: String(id), name, kind: 'local-user' as const })), ...strangers, ...ids, ...inner], ({ id }) => id);
  }, 'group admin');
}

/** What device management keeps of such passwords is not written down on the computer. */
function lapsOf(at: At): Accounts['laps'] {
  const profile = dictKnown(at, 'laps', sources);
  if (profile.why) return at.lack('laps', profile.why);
  if (profile.value === null) return at.lack('laps', { reason: 'not-visible-from-here', detail: 'device management may change the password of its administrator' });
  const days = profile.value['DaysTillExpiration'];
  const method = plistText(profile.value['Method'], 16);
  return {
    product: 'mdm',
    enabled: true,
    backupTo: method === undefined || method === 'AD' ? 'active-directory' : method === 'Local' ? null : at.lack('laps.backupTo', { reason: 'unreadable', detail: 'Method' }),
    passwordAgeDays: typeof days === 'number' && Number.isInteger(days) && days >= 0 ? days : days === undefined ? null : at.lack('laps.passwordAgeDays', { reason: 'unreadable', detail: 'DaysTillExpiration' }),
  };
}

function rulesOf(at: At, answers: Answers): Accounts['sudoRules'] {
  const sudoers = sudoersOf(at, answers);
  if (!sudoers.unread) return sudoRules(sudoers);
  at.lack('sudoRules', sudoers.unread);
  return sudoers.rules.length > 0 ? sudoRules(sudoers) : undefined;
}

function directoriesOf(at: At): string[] | undefined {
  const kinds = { directoryAd: 'active-directory', directoryLdap: 'ldap' } as const;
  const why = whyUnread(at, 'directoryAd') ?? whyUnread(at, 'directoryLdap');
  if (why) return at.lack('directoryUsers', why);
  return (['directoryAd', 'directoryLdap'] as const).flatMap((name) => (at.all(name).entries.length > 0 ? [kinds[name]] : []));
}
