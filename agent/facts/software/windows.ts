import type { Software } from '../../../wire/sections/software.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { RegistryKey } from '../../host/registry.ts';
import { hklm, hku, keysOf, registryNumber, registryText } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { inTable } from '../../host/table.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { byOrigin } from './package.ts';
import { browserSources, browsersOf } from './windows-browsers.ts';
import { runtimeSources, runtimesOf } from './windows-runtimes.ts';
import { storePackages, storeSources } from './windows-store.ts';
import { userNames, userSources } from './windows-users.ts';

const uninstall = String.raw`Microsoft\Windows\CurrentVersion\Uninstall\*`;
const values = ['DisplayName', 'DisplayVersion', 'Publisher', 'InstallDate', 'WindowsInstaller', 'ParentKeyName', 'ReleaseType'];

const sources = {
  /** What "Apps" of the settings shows: programs of 64 bits, of 32 bits, and those of users who are signed in. */
  programs64: hklm(`SOFTWARE\\${uninstall}`, values),
  programs32: hklm(`SOFTWARE\\WOW6432Node\\${uninstall}`, values),
  programsOfUsers: hku(`*\\SOFTWARE\\${uninstall}`, values),
  /** There is a second view only where Windows itself has 64 bits. */
  architecture: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Session Manager\Environment`, ['PROCESSOR_ARCHITECTURE']),
  ...storeSources,
  ...userSources,
  ...browserSources,
  ...runtimeSources,
} as const satisfies Sources;

type At = Look<typeof sources>;
type Package = NonNullable<Software['packages']>[number];

/** By the Uninstall keys ("Uninstall Registry Key" at learn.microsoft.com) and the lists of the store; nothing is started. */
export const windows: PlatformFact<Software> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Software> {
  const at = look(answers, sources);
  const users = userNames(at);
  const [native, narrow] = [programsOf(at, 'programs64', architectureOf(at)), programsOf(at, 'programs32', 'x86')];
  if (native === undefined) {
    const { why } = keysOf(at, 'programs64');
    return { failed: why?.reason ?? 'not-visible-from-here', detail: why?.detail ?? sources.programs64.key };
  }
  const ofUsers = programsOf(at, 'programsOfUsers', undefined, users.nameOf) ?? [];
  const store = storePackages(at, users.nameOf);
  if (users.unseen !== undefined) at.lack('packages', users.unseen);
  const packages = unique([...native, ...(narrow ?? []), ...ofUsers, ...(store ?? [])]).sort(byOrigin);
  const data: Software = {
    packages,
    browsers: browsersOf(at, packages, users.unseen),
    runtimes: runtimesOf(at, packages),
    managers: sortedSet(['registry', ...(packages.some(({ source }) => source === 'msi') ? ['msi'] : []), ...(store ? ['appx'] : [])]),
  };
  return { data, missing: at.missing() };
}

function architectureOf(at: At): string | undefined {
  const name = registryText(keysOf(at, 'architecture').keys[0]?.value('PROCESSOR_ARCHITECTURE') ?? null)?.toLowerCase();
  return inTable({ amd64: 'x64', arm64: 'arm64', x86: 'x86' }, name ?? '');
}

/** Undefined where nothing of a list was read. A list without a key is an empty one, which no Windows has of its own programs. */
function programsOf(at: At, source: 'programs64' | 'programs32' | 'programsOfUsers', architecture?: string, nameOf?: (hive: string) => string | undefined): Package[] | undefined {
  const { keys, why } = keysOf(at, source);
  if (why) at.lack('packages', why);
  if (keys.length === 0 && (why || source === 'programs64')) return undefined;
  return keys.flatMap((key) => {
    const hive = key.path.split('\\')[1] ?? '';
    return packageOf(at, key, { architecture, user: nameOf?.(hive) });
  });
}

interface Origin {
  readonly architecture: string | undefined;
  readonly user: string | undefined;
}

/** Updates of a program hang on a parent; what has no name is shown to nobody and is no program. */
function packageOf(at: At, key: RegistryKey, { architecture, user }: Origin): Package[] {
  const [name, version, publisher, parent, release] = ['DisplayName', 'DisplayVersion', 'Publisher', 'ParentKeyName', 'ReleaseType'].map((value) => registryText(key.value(value)));
  if (name === null || typeof parent === 'string' || (typeof release === 'string' && /update|hotfix/i.test(release))) return [];
  if (name === undefined) return at.lack('packages', { reason: 'unreadable', detail: key.path }) ?? [];
  const gap = (path: string, detail: string) => at.lack(`packages[].${path}`, { reason: 'unreadable', detail });
  return [{
    name: printable(name, 255),
    version: typeof version === 'string' ? printable(version, 255) : at.lack('packages[].version', { reason: version === null ? 'not-visible-from-here' : 'unreadable', detail: 'DisplayVersion' }),
    source: registryNumber(key.value('WindowsInstaller')) === 1 ? 'msi' : 'registry',
    architecture: architecture ?? at.lack('packages[].architecture', { reason: 'not-visible-from-here', detail: 'programs of one user are not kept apart' }),
    publisher: publisher === undefined ? gap('publisher', 'Publisher') : publisher && printable(publisher, 255),
    installedOn: dayOf(key.value('InstallDate')),
    ...(user === undefined ? {} : { user }),
  }];
}

/** `20240903` as Windows Installer writes it. Other installers write a date as their country does, which tells no day: null. */
function dayOf(value: unknown): string | null {
  const [, year, month, day] = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(String(value)) ?? [];
  const text = `${year ?? ''}-${month ?? ''}-${day ?? ''}`;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null;
}

/** An installer may write the same entry into both views. */
function unique(packages: readonly Package[]): Package[] {
  return [...new Map(sortedBy(packages, (it) => JSON.stringify(it)).map((it) => [JSON.stringify([it.source, it.name, it.version, it.architecture, it.user]), it])).values()];
}
