import type { Os } from '../../../wire/sections/os.ts';
import { cim, cimNumber, instancesOf } from '../../host/cim.ts';
import { epochInstant } from '../../host/filetime.ts';
import { sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { RegistryKey } from '../../host/registry.ts';
import { hklm, keysOf, registryFact, registryNumber, registryText } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { inTable } from '../../host/table.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { extendedUpdates, licenseSources } from './windows-license.ts';
import type { Release } from './windows-release.ts';
import { channelOf, isServer, nameOf } from './windows-release.ts';
import { restartSources, waitingForRestart } from './windows-restart.ts';

const control = String.raw`SYSTEM\CurrentControlSet\Control`;

const sources = {
  /** In English on every Windows, unlike the caption of Win32_OperatingSystem. */
  release: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion`, ['ProductName', 'EditionID', 'InstallationType', 'DisplayVersion', 'ReleaseId', 'CSDVersion', 'CurrentVersion', 'CurrentMajorVersionNumber', 'CurrentMinorVersionNumber', 'CurrentBuild', 'UBR', 'InstallDate']),
  /** `WinNT`, `ServerNT` or `LanmanNT`, a controller of a domain. */
  role: hklm(String.raw`${control}\ProductOptions`, ['ProductType']),
  architecture: hklm(String.raw`${control}\Session Manager\Environment`, ['PROCESSOR_ARCHITECTURE']),
  /** What setup keeps of the systems that this one replaced. */
  replaced: hklm(String.raw`SYSTEM\Setup\Source OS*`, ['InstallDate', 'ProductName', 'DisplayVersion', 'ReleaseId', 'CurrentBuild']),
  start: hklm(control, ['PEFirmwareType', 'ContainerType']),
  /** There only where Windows was started by UEFI. */
  secureStart: hklm(String.raw`${control}\SecureBoot\State`, ['UEFISecureBootEnabled']),
  features: cim('root/cimv2:Win32_OptionalFeature', ['Name'], { filter: 'InstallState = 1', timeoutMs: 30_000 }),
  ...licenseSources,
  ...restartSources,
} as const satisfies Sources;

type At = Look<typeof sources>;

/**
 * Release, edition and build from the registry, which speaks English on every Windows; roles by Win32_OptionalFeature,
 * whose names are the ones that DISM takes; paid updates by SoftwareLicensingProduct.
 */
export const windows: PlatformFact<Os> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Os> {
  const at = look(answers, sources);
  const release = releaseOf(at);
  const [extended, restart] = [extendedUpdates(at, release), waitingForRestart(at)];
  const installs = installsOf(at, release);
  const data: Os = {
    family: 'windows',
    ...release.known,
    like: [],
    codename: null,
    channel: channelOf(release, extended) ?? at.lack('channel', { reason: 'not-visible-from-here', detail: 'neither the edition nor the licenses say it' }),
    extendedUpdates: extended,
    architecture: registryFact(at, 'architecture', { source: 'architecture', value: 'PROCESSOR_ARCHITECTURE', parse: architectureOf }) ?? none(at, 'architecture'),
    supportEndsOn: null,
    installedOn: installs === undefined ? undefined : (installs[0]?.on ?? null),
    installs,
    role: roleOf(at),
    roles: rolesOf(at),
    bootType: bootTypeOf(at),
    init: at.lack('init', { reason: 'not-this-platform' }),
    container: containerOf(at),
    ...restart,
    runningKernelInstalled: at.lack('runningKernelInstalled', { reason: 'not-this-platform' }),
    kernelCommandLineMitigations: null,
  };
  return { data, missing: at.missing() };
}

function none(at: At, path: string): undefined {
  return at.lack(path, { reason: 'not-visible-from-here' });
}

function text(at: At, path: string, value: string): string | null | undefined {
  return registryFact(at, path, { source: 'release', value, parse: registryText });
}

function number(at: At, path: string, value: string): number | null | undefined {
  return registryFact(at, path, { source: 'release', value, parse: registryNumber });
}

/** The release as far as it was read, and the facts that follow from it alone. */
function releaseOf(at: At): Release & { readonly known: Pick<Os, 'product' | 'name' | 'version' | 'edition' | 'build' | 'kernel'> } {
  const [title, edition, type] = [text(at, 'name', 'ProductName'), text(at, 'edition', 'EditionID'), text(at, 'product', 'InstallationType')];
  const version = text(at, 'version', 'DisplayVersion') ?? text(at, 'version', 'ReleaseId') ?? text(at, 'version', 'CSDVersion');
  const base = registryFact(at, 'build', { source: 'release', value: 'CurrentBuild', parse: (value) => (/^\d{4,6}$/.test(String(value)) ? Number(value) : undefined) });
  const revision = number(at, 'build', 'UBR');
  const build = typeof base === 'number' && revision !== undefined ? `${base}${revision === null ? '' : `.${revision}`}` : undefined;
  const release: Release = { title: title ?? undefined, edition: edition ?? undefined, type: type ?? undefined, base: base ?? undefined, revision: revision ?? undefined };
  return {
    ...release,
    known: {
      product: type === null || type === undefined ? none(at, 'product') : isServer(release) ? 'windows-server' : 'windows',
      name: nameOf(release) ?? none(at, 'name'),
      version: version === undefined ? undefined : version && printable(version, 64),
      edition: edition === null ? none(at, 'edition') : edition && printable(edition, 128),
      build: build ?? none(at, 'build'),
      kernel: kernelOf(at, build),
    },
  };
}

/** `10.0.19045.5011`: Windows 10 keeps its version in numbers, since the old value says 6.3 for good. */
function kernelOf(at: At, build: string | undefined): string | undefined {
  const [major, minor] = [number(at, 'kernel', 'CurrentMajorVersionNumber'), number(at, 'kernel', 'CurrentMinorVersionNumber')];
  const old = text(at, 'kernel', 'CurrentVersion');
  const version = typeof major === 'number' && typeof minor === 'number' ? `${major}.${minor}` : major === null && /^\d\.\d$/.test(old ?? '') ? old : undefined;
  return version && build !== undefined ? `${version}.${build}` : none(at, 'kernel');
}

/** Values of PROCESSOR_ARCHITECTURE, see "WOW64 Implementation Details" at learn.microsoft.com. */
function architectureOf(value: unknown): string | undefined {
  return inTable({ amd64: 'x86_64', arm64: 'aarch64', x86: 'i686' }, String(value).toLowerCase());
}

/** Oldest first. Where the list of replaced systems was not read the oldest trace may be among them. */
function installsOf(at: At, release: Release): Os['installs'] {
  const [own, replaced] = [keysOf(at, 'release'), keysOf(at, 'replaced')];
  const why = own.why ?? replaced.why;
  if (why) {
    at.lack('installedOn', why);
    return at.lack('installs', why);
  }
  const installs = [...own.keys, ...replaced.keys].flatMap((key) => {
    const seconds = registryNumber(key.value('InstallDate'));
    const on = typeof seconds === 'number' && seconds > 0 ? epochInstant(seconds) : undefined;
    if (on === undefined && seconds !== null && seconds !== 0) at.lack('installs', { reason: 'unreadable', detail: `${key.path} InstallDate` });
    return on === undefined ? [] : [{ on, version: key === own.keys[0] ? titleOf(key, release) : titleOf(key, undefined) }];
  });
  const unique = new Map(installs.map((it) => [`${it.on} ${it.version ?? ''}`, it]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
}

/** `Windows 10 Pro 1809 (17763)` of a system that is or was installed; null where its key names no product. */
function titleOf(key: RegistryKey, own: Release | undefined): string | null {
  const said = (name: string) => registryText(key.value(name)) ?? undefined;
  const [base, version] = [said('CurrentBuild'), said('DisplayVersion') ?? said('ReleaseId')];
  const name = nameOf(own ?? { title: said('ProductName'), edition: undefined, type: undefined, base: base !== undefined && /^\d{4,6}$/.test(base) ? Number(base) : undefined });
  return name === undefined ? null : printable([name, version, base && `(${base})`].filter((part) => part !== undefined).join(' '), 128);
}

/** See ProductOptions in [MS-GPSB] and Win32_OperatingSystem.ProductType, which says the same. */
function roleOf(at: At): Os['role'] {
  const role = registryFact(at, 'role', {
    source: 'role', value: 'ProductType',
    parse: (value) => inTable({ winnt: 'workstation', servernt: 'server', lanmannt: 'domain-controller' } as const, String(value).toLowerCase()),
  });
  return role ?? none(at, 'role');
}

function rolesOf(at: At): string[] | undefined {
  const { list, why } = instancesOf(at, 'features');
  if (why) return at.lack('roles', why);
  const names = (list ?? []).map((it) => registryText(it('Name')));
  if (names.some((name) => typeof name !== 'string')) at.lack('roles', { reason: 'unreadable', detail: sources.features.class });
  return sortedSet(names.flatMap((name) => (typeof name === 'string' ? [printable(name, 128)] : [])));
}

/** 1 BIOS, 2 UEFI: "Boot to UEFI mode or legacy BIOS mode" at learn.microsoft.com. */
function bootTypeOf(at: At): Os['bootType'] {
  const [start, secure] = [keysOf(at, 'start'), keysOf(at, 'secureStart')];
  const type = cimNumber(start.keys[0]?.value('PEFirmwareType') ?? null);
  if (type === 1) return 'bios';
  if (type === 2 || secure.keys.length > 0) return 'uefi';
  return at.lack('bootType', start.why ?? secure.why ?? { reason: type === null ? 'not-visible-from-here' : 'unreadable', detail: `${control} PEFirmwareType` });
}

/** A value that only the kernel of a Windows container has. */
function containerOf(at: At): string | null | undefined {
  return registryFact(at, 'container', { source: 'start', value: 'ContainerType', parse: (value) => (typeof value === 'number' ? (value === 0 ? null : 'windows') : undefined) });
}
