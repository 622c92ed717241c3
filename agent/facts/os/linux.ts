import type { Os } from '../../../wire/sections/os.ts';
import { containerSources, inContainer } from '../../host/container.ts';
import { mountTable, mountedAt, mountsOf } from '../../host/mount-table.ts';
import { look, part, printable } from '../../host/reading.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import { inTable } from '../../host/table.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { assignments, releaseLine } from './release.ts';
import { extendedUpdates, paidSources, roleOf, roleSources } from './role.ts';
import { restart, restartOfContainer, restartSources } from './restart.ts';

const sources = {
  /** See os-release(5): the first file where it exists, else the second. */
  release: { kind: 'file', path: '/etc/os-release' },
  releaseOfVendor: { kind: 'file', path: '/usr/lib/os-release' },
  /** Enterprise Linux 6 has this one only. */
  releaseLine: { kind: 'file', path: '/etc/redhat-release' },
  /** Since Linux 6.1; before that the dynamic linker tells for which processor the programs are built. */
  machine: { kind: 'file', path: '/proc/sys/kernel/arch' },
  linkers: { kind: 'names', pattern: '/lib*/ld-*' },
  commandLine: { kind: 'file', path: '/proc/cmdline' },
  firmware: { kind: 'names', pattern: '/sys/firmware/*' },
  init: { kind: 'file', path: '/proc/1/comm' },
  /**
   * Traces of the installer: its logs (Debian, Ubuntu), its answer file and logs (Red Hat), its logs (SUSE).
   * The machine-id is written at the first start. The file system's own age says when an image was built, and is not asked.
   */
  installerLogs: { kind: 'times', pattern: '/var/log/installer/*' },
  anacondaAnswers: { kind: 'times', pattern: '/root/anaconda-ks.cfg' },
  anacondaLogs: { kind: 'times', pattern: '/var/log/anaconda/*' },
  yastLogs: { kind: 'times', pattern: '/var/log/YaST2/y2start.log*' },
  machineId: { kind: 'times', pattern: '/etc/machine-id' },
  mounts: mountTable,
  ...containerSources,
  ...restartSources,
  ...roleSources,
  ...paidSources,
} as const satisfies Sources;

export const linux: PlatformFact<Os> = { sources: () => sources, parse };

type OsLook = Look<typeof sources>;

function parse(answers: Answers, context: ParseContext): Parsed<Os> {
  const at = look(answers, sources);
  const container = containerOf(at);
  const architecture = architectureOf(at);
  const release = releaseFacts(at);
  const variant = assignments(at.text('release') ?? '').get('VARIANT_ID')?.toLowerCase() ?? '';
  const installed = installedOn(at, context.now);
  const data: Os = {
    family: 'linux',
    ...release,
    architecture,
    kernel: at.need('kernel', 'kernel', (text) => printable(text, 128) || undefined),
    installedOn: installed,
    installs: installed === undefined ? at.lack('installs', whyNotInstalled(at)) : installed === null ? [] : [{ on: installed, version: null }],
    role: roleOf(at, release.product, variant),
    roles: [],
    extendedUpdates: extendedUpdates(at),
    bootType: bootType(at, container, architecture),
    init: at.need('init', 'init', (text) => printable(text, 64) || undefined),
    container,
    kernelCommandLineMitigations: at.take('kernelCommandLineMitigations', 'commandLine', mitigations),
    ...(typeof container === 'string' ? restartOfContainer(at) : restart(at)),
  };
  return { data, missing: at.missing() };
}

function releaseFacts(at: OsLook): Partial<Os> {
  const file = (['release', 'releaseOfVendor', 'releaseLine'] as const).find((name) => at.one(name).state !== 'absent') ?? 'release';
  const text = at.text(file) ?? '';
  const values = file === 'releaseLine' ? releaseLine(text) : assignments(text);
  const reading = at.one(file);
  const why = reading.state === 'failed' ? reading : { reason: 'unreadable' as const, detail: sources[file].path };
  if (values.size === 0) {
    for (const path of releasePaths) at.lack(path, why);
    return {};
  }
  const value = (name: string, max: number) => printable(values.get(name) ?? '', max) || null;
  const id = values.get('ID')?.toLowerCase() ?? '';
  const build = value('BUILD_ID', 64) ?? value('IMAGE_VERSION', 64);
  const rolling = build === 'rolling' || id === 'opensuse-tumbleweed';
  return {
    product: /^[a-z0-9._-]{1,64}$/.test(id) ? id : at.lack('product', why),
    like: (values.get('ID_LIKE') ?? '').split(/\s+/).flatMap((word) => printable(word, 64) || []),
    name: value('PRETTY_NAME', 255) ?? value('NAME', 255) ?? at.lack('name', why),
    version: value('VERSION_ID', 64),
    codename: value('VERSION_CODENAME', 64) ?? codenameIn(values.get('VERSION')),
    edition: value('VARIANT', 128),
    build: rolling ? null : build,
    channel: rolling ? 'rolling' : null,
    supportEndsOn: endOfSupport(values.get('SUPPORT_END'), at),
  };
}

const releasePaths = ['product', 'like', 'name', 'version', 'codename', 'edition', 'build', 'channel', 'supportEndsOn'];

/** `12 (bookworm)`, `8.6 (Ootpa)`, `16.04.7 LTS (Xenial Xerus)`: what stands in brackets behind the number. */
function codenameIn(version = ''): string | null {
  return printable(/\(([^()]{1,64})\)$/.exec(version)?.[1] ?? '', 64) || null;
}

function endOfSupport(text: string | undefined, at: OsLook): string | null | undefined {
  if (text === undefined || text === '') return null;
  const isDay = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text) && new Date(text).toJSON()?.startsWith(text);
  return isDay ? text : at.lack('supportEndsOn', { reason: 'unreadable', detail: 'SUPPORT_END in os-release is no day' });
}

/** Dynamic linkers by the architecture whose programs they start, see ld.so(8); 64 bit before 32, which may stand beside it. */
const linkers = [
  ['ld-linux-x86-64.so.2', 'x86_64'],
  ['ld-musl-x86_64.so.1', 'x86_64'],
  ['ld-linux-aarch64.so.1', 'aarch64'],
  ['ld-musl-aarch64.so.1', 'aarch64'],
  ['ld-linux-armhf.so.3', 'armv7l'],
  ['ld-musl-armhf.so.1', 'armv7l'],
  ['ld-linux.so.2', 'i686'],
  ['ld-musl-i386.so.1', 'i686'],
] as const;

function architectureOf(at: OsLook): string | undefined {
  if (at.one('machine').state !== 'absent') return at.need('architecture', 'machine', (text) => (/^\w{1,32}$/.test(text) ? text : undefined));
  const present = new Set(at.all('linkers').entries.map(({ path }) => path.split('/').at(-1)));
  const found = linkers.find(([linker]) => present.has(linker))?.[1];
  return found ?? at.lack('architecture', at.all('linkers').incomplete ?? { reason: 'not-visible-from-here', detail: '/proc/sys/kernel/arch' });
}

/** The oldest trace of the installer itself; where none is left, the first start. Times that cannot be are no traces. */
function installedOn(at: OsLook, now: string): string | null | undefined {
  const installer = (['installerLogs', 'anacondaAnswers', 'anacondaLogs', 'yastLogs'] as const).map((name) => at.all(name));
  const found = oldest(installer, now);
  if (found !== undefined) return found;
  const gap = installer.find(({ incomplete }) => incomplete)?.incomplete ?? refused(installer);
  return gap ? at.lack('installedOn', gap) : (oldest([at.all('machineId')], now) ?? null);
}

function whyNotInstalled(at: OsLook): Why {
  return at.missing().find(({ path }) => path === 'installedOn') ?? { reason: 'unreadable', detail: 'traces of the installer' };
}

type Times = ReturnType<OsLook['all']>;

/** Before this no system of ours was installed: the clock was not set yet. */
const tooOld = '1995';

function oldest(answers: readonly Times[], now: string): string | undefined {
  const times = answers.flatMap(({ entries }) => entries.flatMap(({ reading }) => modifiedAt(reading) ?? []));
  return times.filter((time) => time > tooOld && time < now).sort()[0];
}

function refused(answers: readonly Times[]) {
  const readings = answers.flatMap(({ entries }) => entries.map(({ reading }) => reading));
  return readings.find((reading) => reading.state === 'failed');
}

/** Kinds of containers in our words; systemd names others as they name themselves. */
const containerNames: Readonly<Record<string, string>> = { 'systemd-nspawn': 'nspawn', 'lxc-libvirt': 'lxc' };

/** Programs that start a whole system. Where one of them is process 1 and left no mark of a container, there is none. */
const inits = new Set(['systemd', 'init', 'openrc-init', 'runit', 'runit-init', 's6-svscan', 'dinit', 'finit', 'busybox', 'linuxrc']);

function containerOf(at: OsLook): string | null | undefined {
  const name = printable(at.text('containerName') ?? '', 64);
  if (name !== '') return inTable(containerNames, name) ?? name;
  if (/microsoft.*WSL/i.test(at.text('kernel') ?? '')) return 'wsl';
  const mounts = mountsOf(at.text('mounts') ?? '');
  if (inContainer(at, mounts)) return at.all('containerMarks').entries.length > 0 ? 'podman' : 'docker';
  const named = at.one('containerName');
  if (named.state === 'failed') return at.lack('container', named);
  const root = mountedAt(mounts, '/');
  const onDisk = root !== undefined && !root.device.startsWith('0:');
  if (onDisk || inits.has(at.text('init') ?? '')) return null;
  return at.lack('container', { reason: 'not-visible-from-here', detail: 'process 1 is no init, and no container manager left its mark' });
}

function bootType(at: OsLook, container: string | null | undefined, architecture: string | undefined): Os['bootType'] {
  if (typeof container === 'string') return 'container';
  const { entries, incomplete } = at.all('firmware');
  const names = new Set(entries.map(({ path }) => part(path, 3)));
  if (names.has('efi')) return 'uefi';
  if (incomplete) return at.lack('bootType', incomplete);
  const isPc = architecture === 'x86_64' || /^i[3-6]86$/.test(architecture ?? '');
  return isPc && (names.has('acpi') || names.has('dmi')) ? 'bios' : 'other';
}

/** The last `mitigations=` counts, see the kernel's admin-guide/kernel-parameters. */
function mitigations(commandLine: string): string | null {
  return printable([...commandLine.matchAll(/(?:^|\s)mitigations=(\S*)/g)].at(-1)?.[1] ?? '', 255) || null;
}
