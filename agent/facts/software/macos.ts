import type { Software } from '../../../wire/sections/software.ts';
import { appSources, appsOf } from '../../host/mac-apps.ts';
import type { MacApp } from '../../host/mac-apps.ts';
import { plistFile, plistInstant, plistText, program } from '../../host/mac.ts';
import { plistKnown } from '../../host/mac-known.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { dictsOf, listOf } from '../../host/plist.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { macBrowsers, macBrowserSources } from './macos-browsers.ts';
import { macRuntimes, macRuntimeSources } from './macos-runtimes.ts';
import { byOrigin, isPlain } from './package.ts';
import type { Package } from './package.ts';

const sources = {
  ...appSources,
  ...macBrowserSources,
  ...macRuntimeSources,
  /** Dates of what Apple's installer and App Store put here. */
  history: plistFile('/Library/Receipts/InstallHistory.plist', 8 * 1024 * 1024),
  /** Names of the packages that left a receipt; see pkgutil(1). The receipts themselves lie in a folder that is not root's. */
  receipts: program('/usr/sbin/pkgutil', ['--pkgs-plist']),
  /** Homebrew: one folder per version; on Apple silicon below /opt, on Intel below /usr/local. */
  cellar: { kind: 'names', pattern: '/opt/homebrew/Cellar/*/*' },
  cellarIntel: { kind: 'names', pattern: '/usr/local/Cellar/*/*' },
  casks: { kind: 'names', pattern: '/opt/homebrew/Caskroom/*/*' },
  casksIntel: { kind: 'names', pattern: '/usr/local/Caskroom/*/*' },
} as const satisfies Sources;

type At = Look<typeof sources>;

/** Applications by their Info.plist, installer packages by their receipts, Homebrew by its folders. */
export const macos: PlatformFact<Software> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Software> {
  const at = look(answers, sources);
  const apps = appsOf(at);
  const brew = [...brewed(at, ['cellar', 'cellarIntel']), ...brewed(at, ['casks', 'casksIntel'])];
  const history = historyOf(at);
  if (history.why) at.lack('packages[].installedOn', history.why);
  const receipts = receiptsOf(at, history);
  const why = apps.why ?? receipts.why ?? (['cellar', 'cellarIntel', 'casks', 'casksIntel'] as const).map((name) => whyUnread(at, name)).find((it) => it !== undefined);
  if (why) for (const path of ['packages', 'managers']) at.lack(path, why);
  const listed = [...applications(apps.apps, history), ...receipts.packages, ...brew];
  const all = listed.filter(isPlain);
  if (all.length < listed.length) at.lack('packages', { reason: 'unreadable', detail: `${listed.length - all.length} entries that were not understood` });
  const unique = [...new Map(all.map((one) => [JSON.stringify([one.source, one.name, one.version, one.user]), one])).values()].sort(byOrigin);
  for (const field of ['version', 'installedOn', 'publisher', 'architecture'] as const) if (unique.some((one) => one[field] === undefined)) at.lack(`packages[].${field}`, gaps[field]);
  if (why && unique.length === 0) return { failed: why.reason, detail: why.detail ?? 'applications' };
  return {
    data: {
      packages: unique,
      browsers: macBrowsers(at, apps),
      runtimes: macRuntimes(at, { brewed: brew, why: whyUnread(at, 'cellar') ?? whyUnread(at, 'cellarIntel') }),
      managers: why ? undefined : sortedSet(['application', ...(receipts.packages.length > 0 ? ['pkgutil'] : []), ...(brew.length > 0 ? ['homebrew'] : [])]),
    },
    missing: at.missing(),
  };
}

const gaps: Readonly<Record<'version' | 'installedOn' | 'publisher' | 'architecture', Why>> = {
  version: { reason: 'not-visible-from-here', detail: 'Info.plist has no version' },
  installedOn: { reason: 'not-visible-from-here', detail: 'no installer noted it' },
  publisher: { reason: 'not-visible-from-here', detail: 'receipts and Homebrew name no maker' },
  architecture: { reason: 'not-visible-from-here', detail: 'it stands in the program itself' },
};

/** The day stands in the history of the installer, where one put it there; by name and version. */
function applications(apps: readonly MacApp[], history: History): Package[] {
  return apps.map(({ name, version, publisher, user }) => ({
    name, source: 'application', publisher,
    ...ifThere('version', version), ...ifThere('installedOn', history.byName.get(`${name}\0${version ?? ''}`)), ...ifThere('user', user),
  }));
}

function ifThere<K extends string>(key: K, value: string | undefined): Record<K, string> | object {
  return value === undefined ? {} : { [key]: value };
}

/** What the installer noted: by name and version, and by the id of each package it put there; the newest counts. */
interface History {
  readonly why: Why | undefined;
  readonly byName: ReadonlyMap<string, string>;
  readonly byId: ReadonlyMap<string, { readonly on: string; readonly version: string | undefined }>;
}

function historyOf(at: At): History {
  const list = plistKnown(at, 'history', sources);
  const entries = sortedBy(dictsOf(list.value ?? undefined), ({ date }) => plistInstant(date) ?? '');
  const noted = entries.flatMap(({ date, displayName, displayVersion, packageIdentifiers }) => {
    const [on, name, version] = [plistInstant(date), plistText(displayName, 255) ?? '', plistText(displayVersion, 255)];
    return on === undefined ? [] : [{ on, name, version, ids: (listOf(packageIdentifiers) ?? []).flatMap((id) => plistText(id, 255) ?? []) }];
  });
  return {
    why: list.why,
    byName: new Map(noted.map(({ on, name, version }) => [`${name}\0${version ?? ''}`, on])),
    byId: new Map(noted.flatMap(({ on, version, ids }) => ids.map((id) => [id, { on, version }] as const))),
  };
}

/** Packages that the installer keeps a receipt of, without Apple's own: they are the operating system. Version and day stand in the history. */
function receiptsOf(at: At, history: History): { packages: Package[]; why: Why | undefined } {
  const list = plistKnown(at, 'receipts', sources);
  const names = list.why ? undefined : listOf(list.value ?? undefined)?.flatMap((name) => plistText(name, 255) ?? []);
  if (names === undefined) return { packages: [], why: list.why ?? { reason: 'unreadable', detail: 'pkgutil --pkgs-plist' } };
  const packages = names.filter((name) => !/^com\.apple\.(?:pkg|files)\./.test(name)).map((name): Package => {
    const noted = history.byId.get(name);
    return { name, source: 'pkgutil', ...ifThere('version', noted?.version), ...ifThere('installedOn', noted?.on) };
  });
  return { packages, why: undefined };
}

/** `Cellar/NAME/VERSION`, and the same of casks. */
function brewed(at: At, names: readonly (keyof typeof sources)[]): Package[] {
  const found = names.flatMap((name) => at.all(name).entries).flatMap(({ path }): Package[] => {
    const [version = '', name = ''] = path.replace(/\/$/, '').split('/').toReversed();
    return version.startsWith('.') || name === '' ? [] : [{ name: printable(name, 255), version: printable(version, 255), source: 'homebrew' }];
  });
  return sortedBy(found, ({ name, version }) => `${name}\0${version ?? ''}`);
}
