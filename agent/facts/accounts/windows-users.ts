import type { Accounts } from '../../../wire/sections/accounts.ts';
import { cimFlag, cimInstant, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import type { Instance } from '../../host/cim.ts';
import { known, mapped } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look, Why } from '../../host/reading.ts';
import { hklm, keysOf, registryNumber } from '../../host/registry.ts';
import { relativeId, sidOfBytes, sidText } from '../../host/sid.ts';
import type { Sources } from '../../host/source.ts';

type User = NonNullable<Accounts['users']>[number];

/**
 * Local accounts. Names and flags from CIM; what only the local accounts themselves tell from Get-LocalUser (PowerShell
 * 5.1), on older systems from ADSI, where dates are ages and the end of an account is not told.
 */
export const userSources = {
  users: {
    kind: 'cim', namespace: 'root/cimv2', class: 'Win32_UserAccount', filter: 'LocalAccount = TRUE',
    properties: ['Name', 'SID', 'Disabled', 'PasswordRequired', 'PasswordExpires', 'Description'],
  },
  dates: {
    kind: 'powershell',
    timeoutMs: 30_000,
    script: String.raw`
try {
  Get-LocalUser | Select-Object -Property @{ n = 'sid'; e = { "$($_.SID)" } }, 'PasswordLastSet', 'PasswordExpires', 'AccountExpires'
} catch {
  ([adsi]'WinNT://.,computer').Children | Where-Object { $_.SchemaClassName -eq 'User' } |
    Select-Object -Property @{ n = 'sid'; e = { $_.objectSid.Value } }, @{ n = 'PasswordAge'; e = { $_.PasswordAge.Value } }
}`,
  },
  hidden: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon\SpecialAccounts\UserList`),
} as const satisfies Sources;

type At = Look<typeof userSources>;

/** What is said beside the account itself. */
export interface Beside {
  readonly now: string;
  /** Whether the account with this identifier is an administrator, and by what. */
  readonly administrator: (sid: string) => Known<readonly string[]>;
  readonly keys: Known<number>;
}

/** One local account with its identifier. */
export interface LocalUser {
  readonly sid: string;
  readonly user: User;
}

/** The local accounts, or why there are none. */
export function localUsers(at: At, beside: Beside): Known<LocalUser[]> {
  const { list, why } = instancesOf(at, 'users');
  if (!list) return { why: why ?? { reason: 'not-visible-from-here', detail: 'Win32_UserAccount' } };
  const dates = datesOf(at, beside.now);
  const found = list.flatMap((instance): LocalUser[] => {
    const sid = sidText(instance('SID'));
    const name = cimText(instance('Name'), 255);
    return sid === undefined || typeof name !== 'string' ? [] : [{ sid, user: userOf(at, { sid, name, instance, dates: dates(sid), ...beside }) }];
  });
  if (found.length < list.length) at.lack('users', { reason: 'unreadable', detail: 'Win32_UserAccount' });
  return { value: [...new Map(found.map((it) => [it.sid, it])).values()] };
}

/** Days and ends of one account; null says never. */
interface Dates {
  readonly changedOn: Known<string | null>;
  readonly mustChange: Known<string | null>;
  readonly ends: Known<string | null>;
}

interface Ground extends Beside {
  readonly sid: string;
  readonly name: string;
  readonly instance: Instance;
  readonly dates: Dates;
}

function userOf(at: At, { sid, name, instance, dates, now, administrator, keys }: Ground): User {
  const field = <T>(path: string, { value, why }: Known<T>) => (why ? at.lack(`users[].${path}`, why) : value);
  const said = <T>(property: string, parse: (value: unknown) => T | undefined): Known<T> => mapped(known(instance(property) ?? null), parse, property);
  const by = administrator(sid);
  return {
    name,
    id: relativeId(sid),
    kind: kindOf(relativeId(sid), name),
    enabled: field('enabled', enabled(said('Disabled', flag), dates.ends, now)),
    loginShell: field('loginShell', { why: { reason: 'not-this-platform', detail: 'accounts of Windows have no login shell' } }),
    password: field('password', { why: hashes }),
    passwordScheme: field('passwordScheme', { why: hashes }),
    passwordChangedOn: field('passwordChangedOn', mapped(dates.changedOn, day)),
    passwordMaxDays: field('passwordMaxDays', maxDays(said('PasswordExpires', flag), dates)),
    expiresOn: field('expiresOn', mapped(dates.ends, day)),
    administrator: field('administrator', mapped(by, (reasons) => reasons.length > 0)),
    administratorBy: field('administratorBy', mapped(by, (reasons) => [...reasons])),
    description: field('description', mapped(said('Description', (value) => cimText(value, 255)), withoutSecrets)),
    passwordRequired: field('passwordRequired', said('PasswordRequired', flag)),
    hidden: field('hidden', hidden(at, name)),
    authorizedKeys: field('authorizedKeys', keys),
  };
}

const hashes: Why = { reason: 'not-visible-from-here', detail: 'Windows keeps what it knows of passwords to itself' };

/** Who cannot sign in is disabled or ended; a lock after wrong passwords comes and goes and does not count. */
function enabled(disabled: Known<boolean>, ends: Known<string | null>, now: string): Known<boolean> {
  if (disabled.why || disabled.value) return mapped(disabled, (is) => !is);
  return mapped(ends, (at) => at === null || Date.parse(at) > Date.parse(now));
}

/** Days between the last change of the password and the day by which it must change. */
function maxDays(expires: Known<boolean>, { changedOn, mustChange }: Dates): Known<number | null> {
  if (expires.why) return expires;
  if (!expires.value) return { value: null };
  if (changedOn.why) return changedOn;
  if (mustChange.why) return mustChange;
  if (changedOn.value === null) return { why: { reason: 'not-visible-from-here', detail: 'no password was set yet' } };
  if (mustChange.value === null) return { value: null };
  const days = Math.round((Date.parse(mustChange.value) - Date.parse(changedOn.value)) / 86_400_000);
  return days >= 0 ? { value: days } : { why: { reason: 'unreadable', detail: 'PasswordExpires' } };
}

/** Accounts by number are known ("Well-known SIDs"): 500 administrator, 501 guest, up to 999 made by Windows; `$` ends the names of machines and services. */
function kindOf(rid: string, name: string): User['kind'] {
  if (rid === '500') return 'root';
  if (rid === '501') return 'guest';
  return Number(rid) < 1000 || name.endsWith('$') || /^(?:ASPNET|IUSR_|IWAM_|SUPPORT_388945a0|sshd$|HvmSvc)/i.test(name) ? 'system' : 'person';
}

function datesOf(at: At, now: string): (sid: string) => Dates {
  const { list, why } = instancesOf(at, 'dates');
  const hole: { why: Why } = { why: why ?? { reason: 'not-visible-from-here', detail: 'Get-LocalUser' } };
  const bySid = new Map((list ?? []).map((instance) => [sidText(instance('sid')) ?? sidOfBytes(instance('sid')), instance]));
  return (sid) => {
    const instance = bySid.get(sid);
    if (!instance) return { changedOn: hole, mustChange: hole, ends: hole };
    const moment = (property: string) => mapped(known(instance(property)), cimInstant, property);
    const ofNewer: { why: Why } = { why: { reason: 'tool-missing', detail: 'Get-LocalUser came with PowerShell 5.1' } };
    if (instance('PasswordLastSet') !== undefined) return { changedOn: moment('PasswordLastSet'), mustChange: moment('PasswordExpires'), ends: moment('AccountExpires') };
    // ADSI tells the age in seconds; 0 where no password was ever set, or just now.
    const age = cimNumber(instance('PasswordAge'));
    // Nobody has a password for a century.
    return { changedOn: age && age < 3_155_760_000 ? { value: new Date(Date.parse(now) - age * 1000).toISOString() } : ofNewer, mustChange: ofNewer, ends: ofNewer };
  };
}

function hidden(at: At, name: string): Known<boolean> {
  const { keys, why } = keysOf(at, 'hidden');
  if (keys[0] === undefined) return why ? { why } : { value: false };
  return mapped(known(keys[0].value(name)), (value) => (value === null ? false : registryNumber(value) === undefined ? undefined : registryNumber(value) === 0), 'UserList');
}

/** People write passwords into descriptions: what follows such a word stays here. */
function withoutSecrets(text: string | null): string | null {
  return text === null ? null : text.replace(/(pass\w*|\bpw[d:=]?|kennwort|mot de passe|contrase\w*|senha|wachtwoord|пароль|密码|\bpin).*$/iu, '$1 …');
}

function day(instant: string | null): string | null {
  return instant === null ? null : instant.slice(0, 10);
}

function flag(value: unknown): boolean | undefined {
  return cimFlag(value) ?? undefined;
}
