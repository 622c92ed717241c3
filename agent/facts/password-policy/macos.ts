import type { PasswordPolicy } from '../../../wire/sections/password-policy.ts';
import type { Known } from '../../host/known.ts';
import { mapped, tell } from '../../host/known.ts';
import { program } from '../../host/mac.ts';
import { printed } from '../../host/mac-known.ts';
import type { PlistDict } from '../../host/plist.ts';
import { dictOf, plistOf } from '../../host/plist.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import type { Condition } from './macos-content.ts';
import { conditionsIn, demandOf, kindsDemanded } from './macos-content.ts';

const sources = {
  /** Policies for all accounts, also those that a profile brought, as a property list behind one line of English. */
  policies: program('/usr/bin/pwpolicy', ['-getaccountpolicies']),
  /** The password of the user who is signed in without being asked, only masked; its presence is enough. */
  kept: { kind: 'names', pattern: '/etc/kcpassword' },
} as const satisfies Sources;

type At = Look<typeof sources>;
type Field = keyof PasswordPolicy;

export const macos: PlatformFact<PasswordPolicy> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<PasswordPolicy> {
  const at = look(answers, sources);
  const reading = at.one('policies');
  const isError = reading.state === 'read' && (reading.exitCode ?? 0) !== 0;
  const policies = mapped(printed(at, 'policies', sources), (text) => (isError ? undefined : policiesIn(text)), 'pwpolicy -getaccountpolicies');
  const part = (category: string): Known<Condition[]> => mapped(policies, (dict) => conditionsIn(dict, category), category);
  const [content, change, authentication] = [part('policyCategoryPasswordContent'), part('policyCategoryPasswordChange'), part('policyCategoryAuthentication')];
  const all = [content, change, authentication];
  const why = all.find((conditions) => conditions.why)?.why;
  const conditions = all.flatMap(({ value }) => value ?? []);
  const kept = presence(at, 'kept');
  const data: PasswordPolicy = {
    origin: why ? at.lack('origin', why) : conditions.some(({ identifier }) => identifier.startsWith('ProfilePayload:')) ? 'management' : 'local',
    ...contentOf(at, content),
    maxAgeDays: tell(at, 'maxAgeDays', maxAgeOf(change)),
    ...lockoutOf(at, authentication),
    lockoutForAdministrators: at.lack('lockoutForAdministrators', { reason: 'not-visible-from-here', detail: 'macOS does not tell whom its policies spare' }),
    reversibleEncryption: kept ?? at.lack('reversibleEncryption', whyUnread(at, 'kept') ?? { reason: 'denied' }),
    // Every macOS since 10.8 hashes new passwords of local accounts so; nothing sets it.
    hashScheme: 'SALTED-SHA512-PBKDF2',
    blankPasswordsOnlyAtConsole: null,
    enforcedFor: why ? at.lack('enforcedFor', why) : conditions.length > 0 ? ['opendirectoryd'] : [],
  };
  return { data, missing: at.missing() };
}

/** The property list behind the first line; no policy at all leaves that line alone. */
function policiesIn(text: string): PlistDict | undefined {
  const begin = text.search(/<\?xml|<plist/);
  if (begin >= 0) return dictOf(plistOf(Buffer.from(text.slice(begin))));
  return /^(?:Getting global account policies)?\s*$/.test(text) ? {} : undefined;
}

/** What is demanded of a new password. One condition of an unknown form may demand anything, so that nothing is said then. */
function contentOf(at: At, content: Known<Condition[]>): Pick<PasswordPolicy, 'minLength' | 'complexity' | 'minClasses' | 'dictionaryCheck' | 'history' | 'minAgeDays'> {
  const demands = content.value?.map(demandOf) ?? [];
  const strange = demands.indexOf(undefined);
  const why = content.why ?? (strange < 0 ? undefined : { reason: 'unreadable' as const, detail: `condition "${content.value?.[strange]?.identifier ?? ''}"` });
  if (why) {
    for (const field of ['minLength', 'complexity', 'minClasses', 'dictionaryCheck', 'history', 'minAgeDays'] satisfies Field[]) at.lack(field, why);
    return {};
  }
  const most = (numbers: readonly (number | undefined)[]) => Math.max(0, ...numbers.map((number) => number ?? 0));
  const kinds = kindsDemanded(demands.flatMap((demand) => demand?.kinds ?? []));
  return {
    minLength: most(demands.map((demand) => demand?.minLength)),
    complexity: kinds >= 2,
    minClasses: kinds > 0 ? kinds : null,
    dictionaryCheck: false,
    history: most(demands.map((demand) => demand?.history)),
    minAgeDays: Math.floor(most(demands.map((demand) => demand?.minAgeHours)) / 24),
  };
}

/** `now > last change + (N * 24 * 60 * 60)`; the shortest counts. A change that an administrator asks for is no age. */
function maxAgeOf(change: Known<Condition[]>): Known<number | null> {
  return mapped(change, (conditions) => {
    const days = conditions.filter(({ content }) => content.includes('policyAttributeLastPasswordChangeTime')).map(({ content, number }) => {
      const word = /^\(?policyAttributeCurrentTime > \(?policyAttributeLastPasswordChangeTime \+ \(?(\w{1,64}) \* (?:24 \* 60 \* 60|DAYS_TO_SECONDS)\)*$/.exec(content)?.[1];
      return word === undefined ? undefined : number(word);
    });
    return days.includes(undefined) ? undefined : days.length === 0 ? null : Math.min(...days.map((day) => day ?? 0));
  }, 'policyCategoryPasswordChange');
}

/** `failures < N OR now > last failure + seconds`; failures are added up until a sign-in succeeds. All conditions bind, so that the hardest counts. */
function lockoutOf(at: At, authentication: Known<Condition[]>): Pick<PasswordPolicy, 'lockoutThreshold' | 'lockoutMinutes' | 'lockoutWindowMinutes'> {
  const locks = mapped(authentication, (conditions) => {
    const found = conditions.filter(({ content }) => content.includes('policyAttributeFailedAuthentications')).map(({ content, number }) => {
      const [, most, seconds] = /^\(?policyAttributeFailedAuthentications < (\w{1,64})\)?(?: OR \(?policyAttributeCurrentTime > \(?policyAttributeLastFailedAuthenticationTime \+ (\w{1,64})\)*)?$/i.exec(content) ?? [];
      const [threshold, opens] = [most === undefined ? undefined : number(most), seconds === undefined ? null : number(seconds)];
      return threshold === undefined || opens === undefined ? undefined : { threshold, opens };
    });
    return found.every((lock) => lock !== undefined) ? found : undefined;
  }, 'policyCategoryAuthentication');
  if (locks.why) return { lockoutThreshold: at.lack('lockoutThreshold', locks.why), lockoutMinutes: at.lack('lockoutMinutes', locks.why), lockoutWindowMinutes: at.lack('lockoutWindowMinutes', locks.why) };
  const opens = locks.value.map((lock) => lock.opens);
  return {
    lockoutThreshold: locks.value.length === 0 ? null : Math.min(...locks.value.map(({ threshold }) => threshold)),
    lockoutMinutes: opens.length === 0 || opens.includes(null) ? null : Math.floor(Math.max(...opens.map((seconds) => seconds ?? 0)) / 60),
    lockoutWindowMinutes: null,
  };
}
