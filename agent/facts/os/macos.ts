import type { Os } from '../../../wire/sections/os.ts';
import { dictAt, kernelState, kernelValues, plistFile, plistIn, plistInstant, plistText, systemVersion } from '../../host/mac.ts';
import { dictOf, listOf } from '../../host/plist.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const sources = {
  version: systemVersion,
  /** Where a rapid security response leaves its letter: 13.4.1 (a). */
  rapid: plistFile('/System/Cryptexes/OS/System/Library/CoreServices/SystemVersion.plist'),
  kernel: kernelState,
  /** Everything that the installer and Software Update ever put on this Mac; it outlives upgrades. */
  installs: plistFile('/Library/Receipts/InstallHistory.plist', 8 * 1024 * 1024),
  /** Made when the first user was set up. */
  setUp: { kind: 'times', pattern: '/var/db/.AppleSetupDone' },
} as const satisfies Sources;

type At = Look<typeof sources>;

/** Names that Apple gives to its releases, by the first number of the version; see "Find out which macOS your Mac is using" at support.apple.com. */
const codenames: Readonly<Record<string, string>> = { 11: 'Big Sur', 12: 'Monterey', 13: 'Ventura', 14: 'Sonoma', 15: 'Sequoia', 26: 'Tahoe' };
const tenths: Readonly<Record<string, string>> = { '10.11': 'El Capitan', '10.12': 'Sierra', '10.13': 'High Sierra', '10.14': 'Mojave', '10.15': 'Catalina' };

/** Version and build from SystemVersion.plist, hardware and kernel from sysctl(3), installations from the receipts. */
export const macos: PlatformFact<Os> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Os> {
  const at = look(answers, sources);
  const kernel = kernelValues(at.text('kernel') ?? '');
  const reading = at.one('kernel');
  const why = reading.state === 'failed' ? reading : { reason: reading.state === 'absent' ? ('tool-missing' as const) : ('unreadable' as const), detail: kernelState.program[0] };
  const apple = kernel.get('hw.optional.arm64') === '1';
  const unseen = { reason: 'not-visible-from-here', detail: 'macOS keeps no note of it that can be read' } as const;
  const data: Os = {
    family: 'macos',
    product: 'macos',
    like: [],
    ...versionOf(at),
    edition: null,
    channel: null,
    architecture: kernel.size === 0 ? at.lack('architecture', why) : apple ? 'aarch64' : 'x86_64',
    kernel: /^[\d.]{1,32}$/.exec(kernel.get('kern.osrelease') ?? '')?.[0] ?? at.lack('kernel', why),
    supportEndsOn: null,
    ...installsOf(at),
    role: 'workstation',
    roles: [],
    extendedUpdates: null,
    bootType: kernel.size === 0 ? at.lack('bootType', why) : apple ? 'other' : 'uefi',
    init: 'launchd',
    container: null,
    rebootRequired: at.lack('rebootRequired', unseen),
    rebootReasons: at.lack('rebootReasons', unseen),
    runningKernelInstalled: at.lack('runningKernelInstalled', { reason: 'not-this-platform', detail: 'the kernel is part of the sealed system' }),
    kernelCommandLineMitigations: null,
  };
  return { data, missing: at.missing() };
}

function versionOf(at: At): Pick<Os, 'name' | 'version' | 'codename' | 'build'> {
  const file = dictAt(at, 'version', { name: 'version', of: sources });
  const version = /^\d{1,3}(?:\.\d{1,3}){0,3}$/.exec(plistText(file?.['ProductVersion'], 64) ?? '')?.[0];
  const build = /^\d{1,3}[A-Z]\d{1,6}[a-z]?$/.exec(plistText(file?.['ProductBuildVersion'], 64) ?? '')?.[0];
  const extra = /^\([a-z]\)$/.exec(plistText(dictOf(plistIn(at.one('rapid'), sources.rapid))?.['ProductVersionExtra'], 16) ?? '')?.[0];
  const gap = at.missing().find(({ path }) => path === 'version');
  const lack = (path: 'name' | 'version' | 'codename' | 'build') => at.lack(path, gap ?? { reason: 'unreadable', detail: systemVersion.path });
  const [major = '', minor = ''] = (version ?? '').split('.');
  return {
    name: version === undefined ? lack('name') : ['macOS', version, ...(extra ? [extra] : [])].join(' '),
    version: version ?? lack('version'),
    codename: version === undefined ? lack('codename') : ((major === '10' ? tenths[`10.${minor}`] : codenames[major]) ?? lack('codename')),
    build: build ?? lack('build'),
  };
}

/** Systems that were installed, by the receipts of Apple's own installer; the set-up of the first user is a trace too. */
function installsOf(at: At): Pick<Os, 'installs' | 'installedOn'> {
  const reading = at.one('installs');
  if (reading.state === 'failed') return { installs: at.lack('installs', reading), installedOn: at.lack('installedOn', reading) };
  const receipts = reading.state === 'absent' ? [] : listOf(plistIn(reading, sources.installs));
  const why = { reason: 'unreadable', detail: sources.installs.path } as const;
  if (receipts === undefined) return { installs: at.lack('installs', why), installedOn: at.lack('installedOn', why) };
  const systems = receipts.flatMap((receipt): { on: string; version: string | null }[] => {
    const { date, displayName, displayVersion } = dictOf(receipt) ?? {};
    const [on, name, version] = [plistInstant(date), plistText(displayName, 64) ?? '', plistText(displayVersion, 64)];
    if (on === undefined || !/^(?:macOS|OS X|Mac OS X)\b(?!.*(?:Installer Notification|Supplemental Update for))/i.test(name)) return [];
    return [{ on, version: version !== undefined && !name.includes(version) ? `${name} ${version}` : name }];
  });
  const setUp = at.all('setUp').entries.flatMap(({ reading: line }) => modifiedAt(line) ?? []);
  const installs = systems.sort((a, b) => inOrder(`${a.on}${a.version ?? ''}`, `${b.on}${b.version ?? ''}`)).slice(0, 64);
  const oldest = [...installs.map(({ on }) => on), ...setUp].sort(inOrder)[0];
  const { incomplete } = at.all('setUp');
  return { installs, installedOn: oldest ?? (incomplete ? at.lack('installedOn', incomplete) : null) };
}
