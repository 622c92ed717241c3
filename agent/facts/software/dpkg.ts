import { dpkgParagraphs, dpkgStatus } from '../../host/dpkg-status.ts';
import type { DpkgParagraph } from '../../host/dpkg-status.ts';
import type { Entry, Reading, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import { publisherOf } from './package.ts';
import type { Listed, Package } from './package.ts';

export const dpkgSources = {
  /** All packages and their state, see deb822(5) and dpkg(1). */
  dpkg: dpkgStatus,
  /** dpkg rewrites the file list of a package whenever it unpacks it. */
  dpkgTimes: { kind: 'times', pattern: '/var/lib/dpkg/info/*.list', maxFiles: 50_000 },
} as const satisfies Sources;

/** States in which nothing of a package but its settings is on the disk. */
const gone = new Set(['not-installed', 'config-files']);

/** When a package was unpacked, by `name` or `name:architecture`; null without a trace, undefined when that is not known. */
type Dates = (name: string) => string | null | undefined;

/** The packages of which files are on the disk, from the database of dpkg. */
export function dpkgPackages(status: Extract<Reading, { state: 'read' }>, dates: Dates): Listed {
  const packages: Package[] = [];
  let unread = 0;
  for (const paragraph of dpkgParagraphs(status)) {
    const state = paragraph.status?.trim().split(' ')[2];
    if (state !== undefined && gone.has(state)) continue;
    const one = state === undefined ? undefined : packageOf(paragraph, dates);
    if (one) packages.push(one);
    else unread += 1;
  }
  // dpkg ends its list with a line end; a list that was torn off lost packages that nobody can count.
  if (status.text !== '' && !status.text.endsWith('\n')) unread += 1;
  return { packages, unread };
}

/** When the file list of each package was written, by `name` or `name:architecture`. */
export function listDates(times: readonly Entry[]): ReadonlyMap<string, string> {
  return new Map(
    times.flatMap(({ path, reading }) => {
      const name = path.slice(path.lastIndexOf('/') + 1, -'.list'.length);
      const since = modifiedAt(reading);
      return since === undefined ? [] : [[name, since] as const];
    }),
  );
}

function packageOf(paragraph: DpkgParagraph, dates: Dates): Package | undefined {
  const [name, version, architecture] = [paragraph.package?.trim(), paragraph.version?.trim(), paragraph.architecture?.trim()];
  if (name === undefined || version === undefined || architecture === undefined) return undefined;
  const source = paragraph.source?.trim().split(' ')[0];
  const installedOn = dates(`${name}:${architecture}`) ?? dates(name);
  return {
    name,
    version,
    source: 'dpkg',
    architecture: architecture === 'all' ? null : architecture,
    ...(source === undefined || source === name ? {} : { sourcePackage: source }),
    publisher: publisherOf(paragraph.maintainer?.trim()),
    ...(installedOn === undefined ? {} : { installedOn }),
  };
}
