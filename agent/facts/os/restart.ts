import { inOrder, printable } from '../../host/reading.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { dpkgSources, listDates } from '../software/dpkg.ts';
import { otherSources, pacmanPackages } from '../software/other-managers.ts';
import { rpmPackages, rpmSources } from '../software/rpm.ts';
import { kernelReleases, newerKernel } from './kernels.ts';

/** What tells whether an update waits for a restart. The lists of packages are those of the section `software`, read once for both. */
export const restartSources = {
  kernel: { kind: 'file', path: '/proc/sys/kernel/osrelease' },
  /** Written by packages of Debian, Ubuntu and SUSE that want a restart. */
  restartMarks: { kind: 'names', pattern: '/run/reboot-*' },
  restartPackages: { kind: 'file', path: '/run/reboot-required.pkgs' },
  kernelImages: { kind: 'names', pattern: '/boot/vmlinuz-*' },
  kernelModules: { kind: 'names', pattern: '/lib/modules/*/modules.*' },
  /** Holds the time of the boot, see proc_stat(5). */
  stat: { kind: 'file', path: '/proc/stat' },
  dpkgTimes: dpkgSources.dpkgTimes,
  rpm: rpmSources.rpm,
  pacman: otherSources.pacman,
} as const satisfies Sources;

/** Facts about a restart that waits; an absent one has been noted as a gap. */
export interface Restart {
  readonly rebootRequired?: boolean;
  readonly rebootReasons?: string[];
  readonly runningKernelInstalled?: boolean;
}

type RestartLook = Look<typeof restartSources>;

/**
 * Packages that a running system goes on using in their old version until it starts again. Debian's libc and dbus ask
 * for a restart themselves; the others are the list of needs-restarting(1) of dnf.
 */
const core = {
  dpkg: ['libc6', 'dbus'],
  rpm: ['glibc', 'linux-firmware', 'microcode_ctl', 'systemd', 'dbus', 'dbus-broker', 'dbus-daemon', 'kernel', 'kernel-core', 'kernel-default'],
  pacman: ['glibc', 'systemd', 'dbus', 'linux', 'linux-lts'],
};

/**
 * Tells whether a restart waits. Yes is a mark that a package left, a newer kernel beside the running one, or a core
 * package put in after the boot. No needs all three to have been looked at.
 */
export function restart(at: RestartLook): Restart {
  const kernels = kernelFacts(at);
  const packages = corePackages(at);
  const marks = at.all('restartMarks');
  const marked = marks.entries.some(({ path }) => path === '/run/reboot-required' || path === '/run/reboot-needed');
  const named = (at.text('restartPackages') ?? '').split('\n').flatMap((line) => (line.trim() === '' ? [] : [printable(line, 255)]));
  const newer = kernels.newer === undefined ? [] : [printable(`kernel ${kernels.newer}`, 255)];
  const rebootReasons = [...new Set([...named, ...newer, ...(packages ?? [])])].sort(inOrder);
  const listed = at.one('restartPackages');
  if (listed.state === 'failed') at.lack('rebootReasons', listed);
  const known = kernels.runningKernelInstalled === undefined ? {} : { runningKernelInstalled: kernels.runningKernelInstalled };
  if (marked || rebootReasons.length > 0) return { ...known, rebootRequired: true, rebootReasons };
  if (marks.incomplete) at.lack('rebootRequired', marks.incomplete);
  else if (packages === undefined) at.lack('rebootRequired', { reason: 'not-visible-from-here', detail: 'nothing here records what waits for a restart' });
  else if (kernels.gap) at.lack('rebootRequired', kernels.gap);
  else return { ...known, rebootRequired: false, rebootReasons };
  at.lack('rebootReasons', { reason: 'not-visible-from-here', detail: 'it is not known whether a restart waits' });
  return known;
}

/** In a container the kernel belongs to somebody else, and a restart of the container is no update. */
export function restartOfContainer(at: RestartLook): Restart {
  const why = { reason: 'not-visible-from-here', detail: 'the kernel is that of the host of this container' } as const;
  for (const path of ['rebootRequired', 'rebootReasons', 'runningKernelInstalled']) at.lack(path, why);
  return {};
}

type Gap = Parameters<RestartLook['lack']>[1];

function kernelFacts(at: RestartLook): { newer?: string | undefined; runningKernelInstalled?: boolean; gap?: Gap | undefined } {
  const [running, images, modules] = [at.text('kernel'), at.all('kernelImages'), at.all('kernelModules')];
  const gap = images.incomplete ?? modules.incomplete;
  const installed = kernelReleases([...images.entries, ...modules.entries].map(({ path }) => path));
  if (running === undefined || (installed.length === 0 && !gap)) {
    const detail = running === undefined ? '/proc/sys/kernel/osrelease' : 'no kernel is installed here: it is given from outside';
    at.lack('runningKernelInstalled', { reason: 'not-visible-from-here', detail });
    return {};
  }
  const newer = newerKernel(running, installed);
  if (!gap || installed.includes(running)) return { newer, runningKernelInstalled: installed.includes(running), gap };
  at.lack('runningKernelInstalled', gap);
  return { newer, gap };
}

/** Core packages put in after the boot; undefined where no package manager tells when. */
function corePackages(at: RestartLook): string[] | undefined {
  const boot = /^btime (\d{1,11})$/m.exec(at.text('stat') ?? '')?.[1];
  const known = [...dpkgCore(at), ...rpmCore(at), ...pacmanCore(at)];
  if (boot === undefined || known.length === 0) return undefined;
  const booted = new Date(Number(boot) * 1000).toISOString();
  return known.filter(({ since }) => since > booted).map(({ name }) => name);
}

interface Since {
  readonly name: string;
  readonly since: string;
}

function dpkgCore(at: RestartLook): Since[] {
  const lists = at.all('dpkgTimes').entries.filter(({ path }) => core.dpkg.includes(/([^/:]*)(?::[^/]*)?\.list$/.exec(path)?.[1] ?? ''));
  return [...listDates(lists)].map(([list, since]) => ({ name: list.replace(/:.*$/, ''), since }));
}

function rpmCore(at: RestartLook): Since[] {
  const reading = at.one('rpm');
  const packages = reading.state === 'read' && reading.exitCode === 0 ? rpmPackages(reading.text).packages : [];
  return packages.flatMap(({ name, installedOn }) => (core.rpm.includes(name) && installedOn ? [{ name, since: installedOn }] : []));
}

function pacmanCore(at: RestartLook): Since[] {
  const { packages } = pacmanPackages(at.all('pacman').entries);
  return packages.flatMap(({ name, installedOn }) => (core.pacman.includes(name) && installedOn ? [{ name, since: installedOn }] : []));
}
