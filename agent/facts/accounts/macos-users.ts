import type { Accounts } from '../../../wire/sections/accounts.ts';
import type { Known } from '../../host/known.ts';
import type { MacUser } from '../../host/mac-directory.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { loginShell } from './users.ts';

type User = NonNullable<Accounts['users']>[number];
type At = Pick<Look<Sources>, 'lack'>;

/** The number of the guest; people begin at 501, and names of system accounts with an underscore. */
const guestId = 201;
const firstPerson = 500;

interface Around {
  readonly guest: Known<boolean>;
  readonly keys: number | undefined;
}

/** What OpenDirectory says of one user; see AuthenticationAuthority in "Open Directory Programming Guide" and DSAttributes. */
export function macUserFacts(at: At, user: MacUser, around: Around): User {
  const kind = user.id === 0 ? 'root' : user.id === guestId && user.name === 'Guest' ? 'guest' : user.id >= firstPerson && !user.name.startsWith('_') && user.name !== 'nobody' ? 'person' : 'system';
  const password = passwordOf(user);
  const shell = loginShell(user.shell);
  const policy = { reason: 'not-visible-from-here', detail: 'the policies of single accounts are not read' } as const;
  return {
    name: user.name,
    id: String(user.id),
    kind,
    enabled: enabledOf(at, { kind, password, shell }, around),
    loginShell: shell,
    password,
    passwordScheme: password === 'set' || password === 'locked' ? schemeOf(at, user) : null,
    passwordChangedOn: changedOn(at, user, password),
    passwordMaxDays: at.lack('users[].passwordMaxDays', policy),
    expiresOn: at.lack('users[].expiresOn', policy),
    // A Mac keeps the full name of a person and no remark about the account: the name stays here.
    description: null,
    passwordRequired: at.lack('users[].passwordRequired', { reason: 'not-visible-from-here', detail: 'a hash does not tell whether it is of an empty password' }),
    hidden: user.hidden || kind === 'system' || kind === 'root',
  };
}

/** A hash is told by ShadowHash, or by Kerberos and cached users of a directory; DisabledUser locks it. */
function passwordOf({ authorities, marker }: MacUser): User['password'] {
  const has = (word: string) => authorities.some((authority) => authority.includes(`;${word};`));
  if (has('DisabledUser')) return 'locked';
  if (has('ShadowHash') || has('LocalCachedUser') || has('Kerberosv5') || marker?.startsWith('**')) return 'set';
  return marker === '' ? 'empty' : 'none';
}

/** `;ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2,SMB-NT>`: an old kind beside a new one counts, since it is kept too. */
function schemeOf(at: At, { authorities }: MacUser): string | null | undefined {
  const list = authorities.flatMap((authority) => /;ShadowHash;(?:[^<]*HASHLIST:<([A-Z0-9,-]{1,256})>)?/.exec(authority)?.[1]?.split(',') ?? []);
  const old = ['RECOVERABLE', 'CRAM-MD5', 'SMB-NT', 'SMB-LAN-MANAGER'].find((name) => list.includes(name));
  const scheme = old ?? list.find((name) => !name.startsWith('SRP-')) ?? list[0];
  return scheme === undefined ? at.lack('users[].passwordScheme', { reason: 'not-visible-from-here', detail: 'AuthenticationAuthority names no kind of hash' }) : scheme.toLowerCase().slice(0, 32);
}

/** The date stands in data that only root may read. */
function changedOn(at: At, { passwordSetAt }: MacUser, password: User['password']): string | null | undefined {
  if (password === 'none' || passwordSetAt === null) return null;
  return passwordSetAt === undefined ? at.lack('users[].passwordChangedOn', { reason: 'not-visible-from-here', detail: 'accountPolicyData' }) : new Date(passwordSetAt * 1000).toISOString().slice(0, 10);
}

/** Somebody with a password or a key and a shell that lets in. The guest has neither and is switched by a setting. */
function enabledOf(at: At, { kind, password, shell }: { kind: User['kind']; password: User['password']; shell: string | null }, { guest, keys }: Around): boolean | undefined {
  if (kind === 'guest') return guest.why ? at.lack('users[].enabled', guest.why) : guest.value;
  if (shell === null || password === 'locked') return false;
  if (password === 'set' || password === 'empty') return true;
  return keys === undefined ? at.lack('users[].enabled', { reason: 'not-visible-from-here', detail: 'SSH keys' }) : keys > 0;
}
