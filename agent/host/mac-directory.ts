import type { Known } from './known.ts';
import { mapped } from './known.ts';
import { plistText, program } from './mac.ts';
import { plistKnown } from './mac-known.ts';
import type { Plist, PlistDict } from './plist.ts';
import { dictOf, dictsOf, listOf, plistOf } from './plist.ts';
import type { Look } from './reading.ts';
import { wholeNumber } from './reading.ts';
import type { Sources } from './source.ts';

/** Only what is asked for is printed, so that no hash of a password is ever read; see dscl(1). `.` is this computer alone. */
export const directorySources = {
  dsUsers: program('/usr/bin/dscl', ['-plist', '.', '-readall', '/Users', 'RecordName', 'UniqueID', 'PrimaryGroupID', 'GeneratedUID', 'RealName', 'UserShell', 'NFSHomeDirectory', 'Password', 'AuthenticationAuthority', 'IsHidden', 'accountPolicyData'], { maxBytes: 16 * 1024 * 1024 }),
  dsGroups: program('/usr/bin/dscl', ['-plist', '.', '-readall', '/Groups', 'RecordName', 'PrimaryGroupID', 'GeneratedUID', 'GroupMembership', 'GroupMembers', 'NestedGroups'], { maxBytes: 16 * 1024 * 1024 }),
} as const satisfies Sources;

/** A local user of OpenDirectory. */
export interface MacUser {
  readonly name: string;
  readonly id: number;
  readonly group: number;
  readonly uuid: string | undefined;
  readonly shell: string;
  readonly home: string;
  /** `********` where a hash is kept elsewhere, `*` where there is none. */
  readonly marker: string | undefined;
  /** Ways to prove who it is: `;ShadowHash;…`, `;DisabledUser;`, `;SecureToken;`. */
  readonly authorities: readonly string[];
  readonly hidden: boolean;
  /** Seconds since 1970; null where none was noted, undefined where this reader may not see it. */
  readonly passwordSetAt: number | null | undefined;
}

/** A local group of OpenDirectory. */
export interface MacGroup {
  readonly name: string;
  readonly id: number | undefined;
  readonly uuid: string | undefined;
  readonly members: readonly string[];
  readonly memberIds: readonly string[];
  readonly nested: readonly string[];
}

/** The local users, and how many records were not understood. */
export function usersOf(at: Look<typeof directorySources>): Known<{ users: MacUser[]; nonsense: number }> {
  return mapped(records(at, 'dsUsers'), (all) => {
    const users = all.map(userOf);
    const whole = users.filter((user) => user !== undefined);
    return whole.length === 0 ? undefined : { users: whole.sort((a, b) => a.id - b.id), nonsense: users.length - whole.length };
  }, 'dscl . -readall /Users');
}

/** The local groups. */
export function groupsOf(at: Look<typeof directorySources>): Known<MacGroup[]> {
  return mapped(records(at, 'dsGroups'), (all) => {
    const groups = all.map(groupOf).filter((group) => group !== undefined);
    return groups.length === 0 ? undefined : groups;
  }, 'dscl . -readall /Groups');
}

function records(at: Look<typeof directorySources>, name: keyof typeof directorySources): Known<PlistDict[]> {
  return mapped(plistKnown(at, name, directorySources), (list) => dictsOf(list ?? undefined), 'dscl');
}

function userOf(record: PlistDict): MacUser | undefined {
  const [name] = texts(record, 'RecordName', 255);
  const id = wholeNumber(texts(record, 'UniqueID', 16)[0]?.replace(/^-(\d{1,9})$/, (_all, digits: string) => String(2 ** 32 - Number(digits))));
  if (name === undefined || id === undefined) return undefined;
  return {
    name,
    id,
    group: wholeNumber(texts(record, 'PrimaryGroupID', 16)[0]) ?? -1,
    uuid: texts(record, 'GeneratedUID', 64)[0]?.toUpperCase(),
    shell: texts(record, 'UserShell', 255)[0] ?? '',
    home: (texts(record, 'NFSHomeDirectory', 1024)[0] ?? '').replace(/(?<=.)\/+$/, ''),
    marker: texts(record, 'Password', 64)[0],
    authorities: texts(record, 'AuthenticationAuthority', 4096),
    hidden: /^(?:1|yes|true)$/i.test(texts(record, 'IsHidden', 8)[0] ?? ''),
    passwordSetAt: setAt(valuesOf(record, 'accountPolicyData')[0]),
  };
}

function groupOf(record: PlistDict): MacGroup | undefined {
  const [name] = texts(record, 'RecordName', 255);
  if (name === undefined) return undefined;
  const ids = (key: string) => texts(record, key, 64).map((id) => id.toUpperCase());
  return { name, id: wholeNumber(texts(record, 'PrimaryGroupID', 16)[0]), uuid: ids('GeneratedUID')[0], members: texts(record, 'GroupMembership', 255), memberIds: ids('GroupMembers'), nested: ids('NestedGroups') };
}

/** The policy data is a property list within the property list; only its one date is taken. */
function setAt(value: Plist): number | null | undefined {
  if (value === undefined) return undefined;
  const policy = dictOf(Buffer.isBuffer(value) ? plistOf(value) : typeof value === 'string' ? plistOf(Buffer.from(value)) : value);
  if (policy === undefined) return undefined;
  const seconds = policy['passwordLastSetTime'];
  if (seconds === undefined) return null;
  return typeof seconds === 'number' && seconds > 0 && seconds < 7e9 ? seconds : undefined;
}

function valuesOf(record: PlistDict, name: string): readonly Plist[] {
  return listOf(record[`dsAttrTypeStandard:${name}`] ?? record[`dsAttrTypeNative:${name}`] ?? record[name]) ?? [];
}

function texts(record: PlistDict, name: string, max: number): string[] {
  return valuesOf(record, name).flatMap((value) => plistText(value, max) ?? []);
}
