import type { Accounts } from '../../../wire/sections/accounts.ts';
import { iniIn, isYes } from '../../host/ini.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { inOrder, look, printable } from '../../host/reading.ts';
import { signInSettings } from '../../host/sign-in-settings.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { sshdIncludes } from '../../host/sshd-config.ts';
import { sudoersIncludes, sudoersOf, sudoersSources } from '../../host/sudoers.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { administrators, namesOutsiders, sudoRules } from './administrators.ts';
import { keyCounter, keySources, moreKeys } from './keys.ts';
import { hasEnded, passwordState, shadowEntries } from './passwords.ts';
import type { ShadowEntry } from './passwords.ts';
import { directoryServices, groupMembers, localUsers, loginShell, personIds } from './users.ts';
import type { LocalUser } from './users.ts';

const sources = {
  passwd: { kind: 'file', path: '/etc/passwd', maxBytes: 8 * 1024 * 1024 },
  group: { kind: 'file', path: '/etc/group', maxBytes: 8 * 1024 * 1024 },
  /** Mode 0640 or 0600: for root alone. */
  shadow: { kind: 'file', path: '/etc/shadow', maxBytes: 8 * 1024 * 1024 },
  loginDefs: { kind: 'file', path: '/etc/login.defs' },
  loginDefsVendor: { kind: 'file', path: '/usr/etc/login.defs' },
  nsswitch: { kind: 'file', path: '/etc/nsswitch.conf' },
  /** Settings of the sign-in screen for each user; folder of root. */
  accountsService: { kind: 'files', pattern: '/var/lib/AccountsService/users/*', maxBytes: 65_536 },
  ...signInSettings,
  ...sudoersSources,
  ...keySources,
} as const satisfies Sources;

const desktopSettings = ['gdm3', 'gdm', 'lightdm', 'lightdmParts', 'sddm', 'sddmParts'] as const;

type At = Look<typeof sources>;
type User = NonNullable<Accounts['users']>[number];

export const linux: PlatformFact<Accounts> = {
  sources: () => sources,
  more: {
    follows: 'include lines of sudoers and sshd_config; keys of users whose home is not in /home',
    sources: (answers) => {
      const at = look(answers, sources);
      return { ...sudoersIncludes(at), ...sshdIncludes(at), ...moreKeys(at, answers, localUsers(at.text('passwd') ?? '').users) };
    },
  },
  parse,
};

function parse(answers: Answers, { now }: ParseContext): Parsed<Accounts> {
  const at = look(answers, sources);
  const services = at.take('directoryUsers', 'nsswitch', directoryServices);
  const data = {
    users: usersOf(at, answers, now.slice(0, 10)),
    administrators: groupOfAdministrators(at),
    sudoRules: rulesOf(at, answers),
    laps: null,
    automaticSignIn: automaticSignIn(at),
    directoryUsers: services === undefined ? undefined : sortedSet([...(services ?? []), ...(asksNis(at) ? ['nis'] : [])]),
  };
  return { data, missing: at.missing() };
}

/** `compat` brings users of NIS where /etc/passwd has lines that begin with a plus, see nsswitch.conf(5). */
function asksNis(at: At): boolean {
  return /^[ \t]*passwd:[^#\n]*\bcompat\b/m.test(at.text('nsswitch') ?? '') && /^\+/m.test(at.text('passwd') ?? '');
}

function usersOf(at: At, answers: Answers, today: string): User[] | undefined {
  const passwd = at.need('users', 'passwd', localUsers);
  if (!passwd) return undefined;
  if (passwd.nonsense > 0) at.lack('users', { reason: 'unreadable', detail: `/etc/passwd: ${passwd.nonsense} lines are not understood` });
  const { users } = passwd;
  const shadow = at.take('users[].password', 'shadow', shadowEntries);
  const persons = personIds(at.text('loginDefs') ?? at.text('loginDefsVendor'));
  const keysOf = keyCounter(at, answers);
  const administration = administrationOf(at, answers, users);
  const hidden = hiddenUsers(at);
  const facts = users.map((user) => {
    const loginShellHere = loginShell(user.shell);
    const password = passwordOf(user, shadow, at);
    const { count, why } = keysOf(user);
    if (why) at.lack('users[].authorizedKeys', why);
    const kind = user.id === 0 ? 'root' : user.id >= persons.min && user.id <= persons.max ? 'person' : 'system';
    return {
      name: user.name,
      id: String(user.id),
      kind,
      loginShell: loginShellHere,
      authorizedKeys: count,
      enabled: enabled({ loginShell: loginShellHere, password, keys: count, today }, at),
      ...passwordFacts(password, at),
      ...administration(user),
      // The comment of passwd(5) is a person's full name, room and telephone: it stays here.
      description: null,
      passwordRequired: password.password === undefined ? at.lack('users[].passwordRequired', whyNoPassword(at)) : password.password !== 'empty',
      hidden: kind === 'person' ? hidden(user.name) : true,
    } as const satisfies User;
  });
  return facts.sort((a, b) => Number(a.id) - Number(b.id) || inOrder(a.name, b.name));
}

/** The shadow entry; else the field of /etc/passwd itself, which on old systems holds the hash. `x` says that shadow has it. */
function passwordOf(user: LocalUser, shadow: ReadonlyMap<string, ShadowEntry> | null | undefined, at: At): Partial<ShadowEntry> {
  const never = { changedOn: null, maxDays: null, expiresOn: null, graceDays: null };
  if (user.password !== 'x') return { ...never, ...passwordState(user.password) };
  const entry = shadow?.get(user.name);
  if (entry) return entry;
  if (shadow) return { ...never, password: 'none', scheme: null };
  if (shadow === null) at.lack('users[].password', { reason: 'unreadable', detail: '/etc/shadow is not there' });
  return {};
}

function whyNoPassword(at: At): Why {
  return at.missing().find(({ path }) => path === 'users[].password') ?? { reason: 'unreadable', detail: '/etc/shadow' };
}

/** Names by which distributions call the group whose members are administrators: Debian and Ubuntu, Red Hat and others, old Ubuntu. */
const adminGroups = ['sudo', 'wheel', 'admin'];

/** Members of those groups as /etc/group lists them; what they may do is decided by sudo and stands with each user. */
function groupOfAdministrators(at: At): Accounts['administrators'] {
  const users = at.need('administrators', 'passwd', localUsers)?.users;
  const groups = users && at.need('administrators', 'group', (text) => groupMembers(text, users));
  if (!users || !groups) return undefined;
  const names = sortedSet(adminGroups.flatMap((group) => [...(groups.get(group) ?? [])]));
  const ids = new Map(users.map(({ name, id }) => [name, String(id)]));
  const members = names.map((name) => {
    const id = ids.get(name);
    return { id: id ?? printable(name, 128), name: printable(name, 255), kind: id === undefined ? ('unknown' as const) : ('local-user' as const) };
  });
  return sortedBy(members, ({ id, name }) => `${id.padStart(20, '0')} ${name}`);
}

/** Whom AccountsService keeps from the sign-in screen: `SystemAccount=true`. */
function hiddenUsers(at: At): (name: string) => boolean | undefined {
  const why = whyUnread(at, 'accountsService');
  const hidden = new Set(filesOf(at, 'accountsService').flatMap(({ path, text }) => (isYes(iniIn(text).get('User')?.get('systemaccount')) ? [path.slice(path.lastIndexOf('/') + 1)] : [])));
  return (name) => (hidden.has(name) ? true : why ? at.lack('users[].hidden', why) : false);
}

/** Who is signed in at start without being asked, by the settings of the console and of the display managers; null when nobody. */
function automaticSignIn(at: At): string | null | undefined {
  const found = (['gettySettings', ...desktopSettings] as const).flatMap((source) => filesOf(at, source)).flatMap(({ path, text }) => signedInBy(path, text) ?? []);
  const [user] = sortedSet(found);
  if (user !== undefined) return printable(user, 255);
  const why = (['gettySettings', ...desktopSettings] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  return why ? at.lack('automaticSignIn', why) : null;
}

function signedInBy(path: string, text: string): string | undefined {
  const lines = text.split('\n').filter((line) => !/^[ \t]*[#;]/.test(line)).join('\n');
  if (path.includes('getty@')) return /^[ \t]*ExecStart=.*?\s(?:-a|--autologin)[\s=]+([^\s-]\S*)/m.exec(lines)?.[1];
  if (path.startsWith('/etc/gdm')) return isYes(/^[ \t]*AutomaticLoginEnable[ \t]*=[ \t]*(\S+)/im.exec(lines)?.[1]) ? /^[ \t]*AutomaticLogin[ \t]*=[ \t]*(\S+)/im.exec(lines)?.[1] : undefined;
  if (path.startsWith('/etc/lightdm')) return /^[ \t]*autologin-user[ \t]*=[ \t]*(\S+)/im.exec(lines)?.[1];
  return iniIn(lines).get('Autologin')?.get('user') || undefined;
}

function passwordFacts({ password, scheme, changedOn, maxDays, expiresOn }: Partial<ShadowEntry>, at: At) {
  const why = whyNoPassword(at);
  const facts = { password, passwordScheme: scheme, passwordChangedOn: changedOn, passwordMaxDays: maxDays, expiresOn };
  for (const [field, value] of Object.entries(facts)) if (value === undefined) at.lack(`users[].${field}`, why);
  return facts;
}

/** Someone can sign in: a shell that lets in, not ended, and a password or a key that is taken. */
function enabled(
  {
    loginShell: shell,
    password,
    keys,
    today,
  }: { loginShell: string | null; password: Partial<ShadowEntry>; keys: number | undefined; today: string },
  at: At,
): boolean | undefined {
  if (shell === null) return false;
  const whole = password.password === undefined ? undefined : (password as ShadowEntry);
  const ended = whole && hasEnded(whole, today);
  if (ended === true) return false;
  const byPassword = whole && (whole.password === 'set' || whole.password === 'empty');
  const can = byPassword === true || (keys ?? 0) > 0 ? true : byPassword === false && keys === 0 ? false : undefined;
  if (can === false) return false;
  if (can === undefined || ended === undefined) {
    const path = whole === undefined ? 'users[].password' : 'users[].authorizedKeys';
    return at.lack('users[].enabled', at.missing().find((it) => it.path === path) ?? { reason: 'unreadable', detail: '/etc/shadow' });
  }
  return true;
}

/**
 * Who can act as root. Without the rules of sudo only uid 0 and the groups of container programs are proof: being in
 * `sudo` or `wheel` means nothing until a rule says so.
 */
function administrationOf(
  at: At,
  answers: Answers,
  users: readonly LocalUser[],
): (user: LocalUser) => Pick<User, 'administrator' | 'administratorBy'> {
  const groups = at.take('users[].administrator', 'group', (text) => groupMembers(text, users));
  const hasSudo = presence(at, 'sudo');
  const sudoers = hasSudo === false ? undefined : sudoersOf(at, answers);
  const why: Why | undefined = groups
    ? hasSudo === undefined
      ? { reason: 'denied', detail: sudoersSources.sudo.pattern }
      : (sudoers?.unread ?? (sudoers && namesOutsiders(sudoers) ? { reason: 'not-visible-from-here', detail: 'sudo rules for netgroups' } : undefined))
    : { reason: 'unreadable', detail: sources.group.path };
  const found = administrators(users, groups ?? new Map(), sudoers);
  return (user) => {
    const by = found.get(user.name);
    if (!why) return { administrator: by !== undefined, administratorBy: by ?? [] };
    at.lack('users[].administratorBy', why);
    if (by) return { administrator: true, administratorBy: by };
    at.lack('users[].administrator', why);
    return {};
  };
}

function rulesOf(at: At, answers: Answers): Accounts['sudoRules'] {
  const hasSudo = presence(at, 'sudo');
  if (hasSudo === false) return [];
  const sudoers = sudoersOf(at, answers);
  const why = sudoers.unread ?? (hasSudo === undefined ? { reason: 'denied' as const, detail: sudoersSources.sudo.pattern } : undefined);
  if (!why) return sudoRules(sudoers);
  at.lack('sudoRules', why);
  return sudoers.rules.length > 0 ? sudoRules(sudoers) : undefined;
}
