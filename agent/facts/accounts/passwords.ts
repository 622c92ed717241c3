import { wholeNumber } from '../../host/reading.ts';

/** How an account proves itself, without the proof: what shadow(5) and crypt(5) tell beside the hash. */
export interface PasswordState {
  readonly password: 'set' | 'empty' | 'locked' | 'none';
  /** Undefined when there is a hash of a kind that we do not know. */
  readonly scheme: string | null | undefined;
}

/** One line of shadow(5), days as dates. Undefined means that the field holds nonsense. */
export interface ShadowEntry extends PasswordState {
  readonly changedOn: string | null | undefined;
  readonly maxDays: number | null | undefined;
  readonly expiresOn: string | null | undefined;
  /** Days after the end of the password in which it is still taken; null for ever. */
  readonly graceDays: number | null;
}

/** Prefixes of crypt(5), longest first where one begins with another. */
const schemes: readonly (readonly [RegExp, string])[] = [
  [/^\$gy\$/, 'gost-yescrypt'],
  [/^\$y\$/, 'yescrypt'],
  [/^\$7\$/, 'scrypt'],
  [/^\$2[abxy]?\$/, 'bcrypt'],
  [/^\$6\$/, 'sha512crypt'],
  [/^\$5\$/, 'sha256crypt'],
  [/^\$sha1\$/, 'sha1crypt'],
  [/^\$md5[$,]/, 'sunmd5'],
  [/^\$1\$/, 'md5crypt'],
  [/^\$3\$/, 'nthash'],
  [/^_[./0-9A-Za-z]{19}$/, 'bsdicrypt'],
  [/^[./0-9A-Za-z]{13}$/, 'descrypt'],
  [/^[./0-9A-Za-z]{24,}$/, 'bigcrypt'],
];

/** From this number on a limit means none; shadow-utils writes it for "never". */
const forEver = 99_999;
const dayMs = 86_400_000;
const lastDay = 2_932_896;

/** What the password field of /etc/passwd or /etc/shadow says. A `!` in front disables whatever follows. */
export function passwordState(field: string): PasswordState {
  if (field === '') return { password: 'empty', scheme: null };
  const locked = field.startsWith('!');
  const hash = field.replace(/^!+/, '');
  const known = schemes.find(([pattern]) => pattern.test(hash))?.[1];
  const scheme = known ?? (hash.startsWith('$') ? undefined : null);
  if (locked) return { password: 'locked', scheme };
  return { password: scheme === null ? 'none' : 'set', scheme };
}

/** The entries of /etc/shadow by user name. */
export function shadowEntries(text: string): Map<string, ShadowEntry> {
  const entries = new Map<string, ShadowEntry>();
  for (const line of text.split('\n')) {
    const [name = '', field, changed = '', , max = '', , grace = '', expires = ''] = line.split(':');
    if (name === '' || field === undefined || entries.has(name)) continue;
    entries.set(name, {
      ...passwordState(field),
      changedOn: changed === '0' ? null : dayOf(changed),
      maxDays: limit(max),
      expiresOn: dayOf(expires),
      graceDays: wholeNumber(grace) ?? null,
    });
  }
  return entries;
}

/** Whether the account has ended, or its password so long ago that it is no longer taken; undefined when that cannot be told. */
export function hasEnded(entry: ShadowEntry, today: string): boolean | undefined {
  const { expiresOn, changedOn, maxDays, graceDays } = entry;
  if (expiresOn === undefined) return undefined;
  if (expiresOn !== null && expiresOn <= today) return true;
  if (graceDays === null) return false;
  if (changedOn === undefined || maxDays === undefined) return undefined;
  if (changedOn === null || maxDays === null) return false;
  const age = (Date.parse(today) - Date.parse(changedOn)) / dayMs;
  return age > maxDays + graceDays;
}

/** A count of days since 1 January 1970 as a date; null for an empty field. */
function dayOf(field: string): string | null | undefined {
  if (field === '' || field === '-1') return null;
  const days = wholeNumber(field);
  return days === undefined || days > lastDay ? undefined : new Date(days * dayMs).toISOString().slice(0, 10);
}

function limit(field: string): number | null | undefined {
  if (field === '' || field === '-1') return null;
  const days = wholeNumber(field);
  return days !== undefined && days >= forEver ? null : days;
}
