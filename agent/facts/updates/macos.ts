import type { Updates } from '../../../wire/sections/updates.ts';
import { withoutCredentials } from '../../host/address.ts';
import { mapped, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { plistFile, plistFlag, plistInstant, plistNumber, plistText, systemVersion } from '../../host/mac.ts';
import { dictKnown, plistKnown, setIn } from '../../host/mac-known.ts';
import { sortedBy } from '../../host/order.ts';
import type { PlistDict } from '../../host/plist.ts';
import { dictsOf, listOf } from '../../host/plist.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const sources = {
  /** What softwareupdate(8) and System Settings keep, and what was found at the last look. */
  settings: plistFile('/Library/Preferences/com.apple.SoftwareUpdate.plist'),
  /** What device management forces: payload com.apple.SoftwareUpdate. */
  managed: plistFile('/Library/Managed Preferences/com.apple.SoftwareUpdate.plist'),
  /** Days that updates are held back: payload com.apple.applicationaccess. */
  restrictions: plistFile('/Library/Managed Preferences/com.apple.applicationaccess.plist'),
  /** Whether updates of the App Store install by themselves. */
  store: plistFile('/Library/Preferences/com.apple.commerce.plist'),
  history: plistFile('/Library/Receipts/InstallHistory.plist', 8 * 1024 * 1024),
  version: systemVersion,
} as const satisfies Sources;

type At = Look<typeof sources>;
type Pending = NonNullable<Updates['pending']>[number];
type Layers = readonly Known<PlistDict | null>[];

/**
 * Settings as "SoftwareUpdate" and "Restrictions" of Apple's Device Management describe them. A switch that nobody ever set has a
 * default that changed from version to version: it is not known, not off. Nothing is asked of Apple's servers.
 */
export const macos: PlatformFact<Updates> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Updates> {
  const at = look(answers, sources);
  const layers: Layers = [dictKnown(at, 'managed', sources), dictKnown(at, 'settings', sources)];
  const unbuilt = { reason: 'not-visible-from-here', detail: 'macOS asks Apple itself, at addresses that are built into it' } as const;
  const server = setIn(layers, 'CatalogURL', (value) => plistText(value, 255));
  const data: Updates = {
    automatic: automaticOf(at, layers, server),
    pending: tell(at, 'pending', pendingOf(at, layers[1]!)),
    pendingSecurityCount: null,
    installed: tell(at, 'installed', installedOf(at)),
    failed: at.lack('failed', { reason: 'not-visible-from-here', detail: 'macOS keeps no list of updates that failed' }),
    held: [],
    sources: typeof server.value === 'string' ? [ownServer(at, server.value)] : at.lack('sources', server.why ?? unbuilt),
  };
  return { data, missing: at.missing() };
}

function automaticOf(at: At, layers: Layers, server: Known<string | null>): Updates['automatic'] {
  const flag = (key: string) => setIn(layers, key, plistFlag);
  const [check, download, install, critical] = [flag('AutomaticCheckEnabled'), flag('AutomaticDownload'), flag('AutomaticallyInstallMacOSUpdates'), flag('CriticalUpdateInstall')];
  const scheduled = answered(check, 'AutomaticCheckEnabled');
  const installs = scheduled.value === false ? scheduled : answered(install, 'AutomaticallyInstallMacOSUpdates');
  const forced = mapped(layers[0]!, (managed) => (managed !== null && Object.keys(managed).length > 0 ? 'profile' : null));
  return {
    product: 'Software Update',
    installs: tell(at, 'automatic.installs', installs),
    downloads: tell(at, 'automatic.downloads', scheduled.value === false ? scheduled : answered(download, 'AutomaticDownload')),
    allOrigins: tell(at, 'automatic.allOrigins', allOrigins(at, installs, critical)),
    scheduled: tell(at, 'automatic.scheduled', scheduled),
    server: tell(at, 'automatic.server', mapped(server, (url) => (url === null ? null : printable(withoutCredentials(url), 255)))),
    managedBy: tell(at, 'automatic.managedBy', forced),
    pausedUntil: null,
    deferDays: tell(at, 'automatic.deferDays', deferDays(at)),
  };
}

function answered(flag: Known<boolean | null>, key: string): Known<boolean> {
  if (flag.why) return flag;
  return flag.value === null ? { why: { reason: 'not-visible-from-here', detail: `${key} was never set, and its default depends on the version` } } : { value: flag.value };
}

/** Everything: macOS itself, its security data, and what comes from the App Store. */
function allOrigins(at: At, installs: Known<boolean>, critical: Known<boolean | null>): Known<boolean> {
  if (installs.value !== true) return installs;
  const parts = [answered(critical, 'CriticalUpdateInstall'), answered(setIn([dictKnown(at, 'store', sources)], 'AutoUpdate', plistFlag), 'AutoUpdate')];
  if (parts.some(({ value }) => value === false)) return { value: false };
  return parts.find(({ why }) => why) ?? { value: true };
}

/** forceDelayedSoftwareUpdates switches it on; 30 days where the profile names none, as Apple's page on restrictions says. */
function deferDays(at: At): Known<number | null> {
  const layers = [dictKnown(at, 'restrictions', sources)];
  const on = setIn(layers, 'forceDelayedSoftwareUpdates', plistFlag);
  if (on.why) return on;
  if (on.value !== true) return { value: null };
  const minor = setIn(layers, 'enforcedSoftwareUpdateMinorOSDeferredInstallDelay', plistNumber);
  const all = minor.why || minor.value !== null ? minor : setIn(layers, 'enforcedSoftwareUpdateDelay', plistNumber);
  return all.why ? all : { value: all.value ?? 30 };
}

/**
 * What the last look found. The list stays when an update came in by another way: one of macOS itself that is not newer
 * than what runs is left out. Before there was a look nothing is known.
 */
function pendingOf(at: At, settings: Known<PlistDict | null>): Known<Pending[]> {
  if (settings.why) return settings;
  const looked = settings.value?.['LastSuccessfulDate'] ?? settings.value?.['LastFullSuccessfulDate'] ?? settings.value?.['LastBackgroundSuccessfulDate'];
  if (settings.value === null || plistInstant(looked) === undefined) return { why: { reason: 'not-visible-from-here', detail: 'this Mac never looked for updates, or does not tell' } };
  const list = settings.value['RecommendedUpdates'];
  const count = plistNumber(settings.value['LastUpdatesAvailable']);
  if (list === undefined) return count === undefined || count === 0 ? { value: [] } : { why: { reason: 'not-visible-from-here', detail: `${count} updates without names` } };
  if (listOf(list) === undefined) return { why: { reason: 'unreadable', detail: 'RecommendedUpdates' } };
  const running = plistText(dictKnown(at, 'version', sources).value?.['ProductVersion'], 64);
  const found = dictsOf(list).flatMap((item) => pendingIn(at, item, running));
  return { value: sortedBy([...new Map(found.map((one) => [`${one.name}\0${one.available ?? ''}`, one])).values()], ({ name, available }) => `${name}\0${available ?? ''}`) };
}

function pendingIn(at: At, item: PlistDict, running: string | undefined): Pending[] {
  const [name, version] = [plistText(item['Display Name'], 255) ?? plistText(item['Identifier'], 255), plistText(item['Display Version'], 255)];
  if (name === undefined) return [];
  const system = /^(?:macOS|OS X|Mac OS X)\b/.test(name) && !/\bSecurity\b/.test(name);
  if (system && version !== undefined && running !== undefined && !isNewer(version, running)) return [];
  const major = system && running !== undefined && version !== undefined && version.split('.')[0] !== running.split('.')[0];
  // Every update within a version of macOS mends weaknesses, and so do Safari's ("Apple security releases"); another version is an upgrade.
  const security = /\bSecurity (?:Update|Response)\b|Background Security Improvement|^Safari\b/i.test(name) || (system && !major && running !== undefined && version !== undefined);
  return [{
    name,
    installed: system ? (running ?? at.lack('pending[].installed', { reason: 'unreadable', detail: systemVersion.path })) : at.lack('pending[].installed', { reason: 'not-visible-from-here', detail: 'the list names only the new version' }),
    available: version ?? null,
    security: security || (major ? false : at.lack('pending[].security', { reason: 'not-visible-from-here', detail: 'the list does not tell' })),
    releasedOn: null,
    severity: null,
  }];
}

function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(/[. ]/).map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < 4; index++) if ((a?.[index] ?? 0) !== (b?.[index] ?? 0)) return (a?.[index] ?? 0) > (b?.[index] ?? 0);
  return false;
}

/** What Software Update put here, without data against malicious software that comes every few days. */
function installedOf(at: At): Known<NonNullable<Updates['installed']>> {
  return mapped(plistKnown(at, 'history', sources), (list) => {
    if (list !== null && listOf(list) === undefined) return undefined;
    const updates = dictsOf(list ?? undefined).flatMap((item) => {
      const [on, name, version] = [plistInstant(item['date']), plistText(item['displayName'], 200), plistText(item['displayVersion'], 48)];
      const bySystem = /^(?:softwareupdated?|Software ?Update|macOS Installer|osinstallersetupd|OS X Installer|Install macOS\b.*)$/i.test(plistText(item['processName'], 64) ?? '');
      if (name === undefined || !bySystem || plistText(item['contentType'], 32) === 'config-data' || isData(name)) return [];
      return [{ name: version === undefined || name.includes(version) ? name : `${name} ${version}`, installedOn: on ?? null }];
    });
    const newest = new Map(sortedBy(updates, ({ installedOn }) => installedOn ?? '').map((one) => [one.name, one]));
    return sortedBy([...newest.values()], ({ name }) => name);
  }, sources.history.path);
}

function isData(name: string): boolean {
  return /^(?:XProtect|MRT|Gatekeeper|IncompatibleAppList|Incompatible Kernel|CoreLSKD|TCC|Chinese Word|EFI ?Check|Core Suggestions|Voice |SU_|MRTConfig|Apple (?:Pin)?[Bb]ridge|KextExclude)/i.test(name);
}

function ownServer(at: At, url: string): NonNullable<Updates['sources']>[number] {
  const why = { reason: 'not-visible-from-here', detail: 'CatalogURL names a server of its own' } as const;
  return { uri: printable(withoutCredentials(url)), suite: null, encrypted: /^https:/i.test(url), signed: at.lack('sources[].signed', why), security: at.lack('sources[].security', why) };
}
