/** Releases of installed kernels, from the paths of their images and of their modules; what has no version in its name is left out. */
export function kernelReleases(paths: readonly string[]): string[] {
  const releases = paths.map((path) => /^\/boot\/vmlinuz-(.+)$/.exec(path)?.[1] ?? /^\/lib\/modules\/([^/]+)\//.exec(path)?.[1] ?? '');
  return [...new Set(releases.filter((release) => /^\d/.test(release) && !release.startsWith('0-rescue')))];
}

/** The newest installed kernel of the running one's flavor that is newer than it; undefined when there is none. */
export function newerKernel(running: string, installed: readonly string[]): string | undefined {
  const same = installed.filter((release) => flavor(release) === flavor(running));
  const newest = [running, ...same].reduce((a, b) => (compareReleases(a, b) < 0 ? b : a));
  return newest === running ? undefined : newest;
}

/** Orders kernel releases by their numbers, from left to right: 6.1.0-26 is after 6.1.0-9. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? -1) - (right[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The numbers of a release without those of its architecture, and without a distribution's own (`el9`, `fc40`). */
function numbers(release: string): number[] {
  return release.split(/[-.+~]/).flatMap((part) => (/^\d{1,9}$/.test(part) ? [Number(part)] : []));
}

/** What a release names besides numbers: `generic`, `amd64`, `cloud-amd64`, `x86_64`. Kernels of two flavors do not replace each other. */
function flavor(release: string): string {
  const words = release.match(/(?<=[-.])[a-z][a-z0-9_]*/g) ?? [];
  return words.filter((word) => !/^(?:el|fc|amzn|lp|mga|rc|git)\d/.test(word)).join('-');
}
