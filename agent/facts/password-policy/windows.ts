import type { PasswordPolicy } from '../../../wire/sections/password-policy.ts';
import { cimText, instancesOf } from '../../host/cim.ts';
import { iniIn } from '../../host/ini.ts';
import { known, mapped, numberSet, orElse, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { inDomain, isDomainController, membershipSources } from '../../host/windows-membership.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const sources = {
  ...membershipSources,
  /** What holds now, in a file of the program's own words, which are the same in every language (learn.microsoft.com, "secedit /export", [MS-GPSB] 2.2.1). */
  policy: {
    kind: 'command', program: [String.raw`%SystemRoot%\System32\SecEdit.exe`], needsRoot: true, scratch: true, output: 'policy.inf', timeoutMs: 60_000, maxBytes: 1_048_576,
    args: ['/export', '/cfg', String.raw`{scratch}\policy.inf`, '/areas', 'SECURITYPOLICY', '/log', String.raw`{scratch}\policy.log`, '/quiet'],
  },
  /** What group policies of the domain set, by the last time they were applied. */
  byDomain: { kind: 'cim', namespace: 'root/rsop/computer', class: 'RSOP_SecuritySettingNumeric', properties: ['KeyName', 'GPOID'] },
  byManagement: hklm(String.raw`SOFTWARE\Microsoft\PolicyManager\current\device\DeviceLock`, ['DevicePasswordEnabled']),
  lsa: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Lsa`, ['LimitBlankPasswordUse', 'NoLMHash', 'Notification Packages']),
} as const satisfies Sources;

type At = Look<typeof sources>;

/** What this computer demands of the passwords of its own accounts; those of a domain stand on its controllers. */
export const windows: PlatformFact<PasswordPolicy> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<PasswordPolicy> {
  const at = look(answers, sources);
  const policy = policyOf(at);
  const number = (name: string) => set(policy, name, (value) => (value >= 0 ? value : undefined));
  const threshold = number('LockoutBadCount');
  /** Minutes, which mean nothing where nothing locks; then the file has no such line. */
  const minutes = (name: string, never: number | undefined): Known<number | null> =>
    threshold.value === 0 ? known(null) : set(policy, name, (value) => (value === never ? null : value >= 0 ? value : undefined));
  return {
    data: {
      origin: tell(at, 'origin', origin(at)),
      minLength: tell(at, 'minLength', number('MinimumPasswordLength')),
      complexity: tell(at, 'complexity', flag(policy, 'PasswordComplexity')),
      minClasses: null,
      dictionaryCheck: tell(at, 'dictionaryCheck', dictionary(at)),
      history: tell(at, 'history', number('PasswordHistorySize')),
      // -1 says never.
      maxAgeDays: tell(at, 'maxAgeDays', set(policy, 'MaximumPasswordAge', (value) => (value === -1 || value === 0 ? null : value > 0 ? value : undefined))),
      minAgeDays: tell(at, 'minAgeDays', number('MinimumPasswordAge')),
      lockoutThreshold: tell(at, 'lockoutThreshold', mapped(threshold, (value) => (value === 0 ? null : value))),
      // -1, and 0 in the language of policies, says that an administrator must open it.
      lockoutMinutes: tell(at, 'lockoutMinutes', mapped(minutes('LockoutDuration', -1), (value) => (value === 0 ? null : value))),
      lockoutWindowMinutes: tell(at, 'lockoutWindowMinutes', minutes('ResetLockoutCount', undefined)),
      lockoutForAdministrators: tell(at, 'lockoutForAdministrators', administrators(policy)),
      reversibleEncryption: tell(at, 'reversibleEncryption', flag(policy, 'ClearTextPassword')),
      hashScheme: tell(at, 'hashScheme', mapped(orElse(numberSet(at, 'lsa', 'NoLMHash'), known(1)), (value) => (value === 0 ? 'lm' : 'nt'))),
      blankPasswordsOnlyAtConsole: tell(at, 'blankPasswordsOnlyAtConsole', mapped(orElse(numberSet(at, 'lsa', 'LimitBlankPasswordUse'), known(1)), (value) => value !== 0)),
      enforcedFor: at.lack('enforcedFor', { reason: 'not-this-platform', detail: 'Windows binds every way to set a password' }),
    },
    missing: at.missing(),
  };
}

type Policy = Known<ReadonlyMap<string, string>>;

function policyOf(at: At): Policy {
  const reading = at.one('policy');
  if (reading.state === 'absent') return { why: { reason: 'tool-missing', detail: 'secedit' } };
  if (reading.state === 'failed') return { why: reading };
  const access = iniIn(reading.text.replace(/^\u{feff}/u, '')).get('System Access');
  return access && access.size > 0 ? { value: access } : { why: { reason: 'unreadable', detail: 'secedit /export' } };
}

function set<T>(policy: Policy, name: string, meaning: (value: number) => T | undefined): Known<T> {
  return mapped(policy, (values) => {
    const text = values.get(name.toLowerCase()) ?? '';
    return /^-?\d{1,9}$/.test(text) ? meaning(Number(text)) : undefined;
  }, name);
}

function flag(policy: Policy, name: string): Known<boolean> {
  return set(policy, name, (value) => (value === 0 ? false : value === 1 ? true : undefined));
}

/** AllowAdministratorLockout came in October 2022; before it the built-in administrator could not be locked out ("KB5020282"). */
function administrators(policy: Policy): Known<boolean> {
  return policy.value && !policy.value.has('allowadministratorlockout') ? known(false) : flag(policy, 'AllowAdministratorLockout');
}

/** Windows itself compares with no list of words; a password filter of somebody else may ("Notification Packages" of LSA). */
function dictionary(at: At): Known<boolean> {
  const { keys, why } = keysOf(at, 'lsa');
  const packages = keys[0]?.value('Notification Packages');
  if (packages === undefined) return { why: why ?? { reason: 'not-visible-from-here', detail: 'Notification Packages' } };
  const names: unknown[] = Array.isArray(packages) ? packages : packages === null ? [] : [packages];
  const others = names.filter((name) => typeof name !== 'string' || !['', 'scecli', 'rassfm', 'kdcsvc', 'wdigest', 'dpapi'].includes(name.trim().toLowerCase()));
  return others.length === 0 ? known(false) : { why: { reason: 'not-visible-from-here', detail: 'a password filter is installed, and what it refuses is not known' } };
}

/** Who sets the length: a group policy of the domain, device management, or the computer itself. */
function origin(at: At): Known<NonNullable<PasswordPolicy['origin']>> {
  const controller = isDomainController(at);
  if (controller.why) return controller;
  if (controller.value) return known('domain');
  const { list, why } = instancesOf(at, 'byDomain');
  if (why) return { why };
  const foreign = (list ?? []).filter((instance) => cimText(instance('KeyName')) === 'MinimumPasswordLength' && !/LocalGPO/i.test(cimText(instance('GPOID')) ?? ''));
  if (foreign.length > 0) return known('domain');
  const managed = mapped(numberSet(at, 'byManagement', 'DevicePasswordEnabled'), (value) => value === 0);
  if (managed.why) return managed;
  const member = inDomain(at);
  if (member.why) return member;
  if (!managed.value && member.value && !list) return { why: { reason: 'not-visible-from-here', detail: 'Windows kept no record of which group policy set it' } };
  return known(managed.value ? 'management' : 'local');
}
