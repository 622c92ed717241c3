import type { Entry, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import { publisherOf } from './package.ts';
import type { Listed, Package } from './package.ts';

export const dpkgSources = {
  /** All packages and their state, see deb822(5) and dpkg(1). */
  dpkg: { kind: 'file', path: '/var/lib/dpkg/status', maxBytes: 32 * 1024 * 1024 },
  /** dpkg rewrites the file list of a package whenever it unpacks it. */
  dpkgTimes: { kind: 'times', pattern: '/var/lib/dpkg/info/*.list', maxFiles: 50_000 },
} as const satisfies Sources;

/** States in which nothing of a package but its settings is on the disk. */
const gone = new Set(['not-installed', 'config-files']);

/** When a package was unpacked, by `name` or `name:architecture`; null without a trace, undefined when that is not known. */
type Dates = (name: string) => string | null | undefined;

/** The packages of which files are on the disk, from the text of /var/lib/dpkg/status. */
export function dpkgPackages(status: string, dates: Dates): Listed {
  const packages: Package[] = [];
  let unread = 0;
  for (const paragraph of `\n${status}`.split(/\n\n+/)) {
    if (paragraph.trim() === '') continue;
    const text = `\n${paragraph}`;
    const state = field(text, 'Status')?.split(' ')[2];
    if (state !== undefined && gone.has(state)) continue;
    const one = state === undefined ? undefined : packageOf(text, dates);
    if (one) packages.push(one);
    else unread += 1;
  }
  // dpkg ends its list with a line end; a list that was torn off lost packages that nobody can count.
  if (status !== '' && !status.endsWith('\n')) unread += 1;
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

function packageOf(paragraph: string, dates: Dates): Package | undefined {
  const [name, version, architecture] = [field(paragraph, 'Package'), field(paragraph, 'Version'), field(paragraph, 'Architecture')];
  if (name === undefined || version === undefined || architecture === undefined) return undefined;
  // "glibc (2.36-9)" where the versions differ.
  const source = field(paragraph, 'Source')?.split(' ')[0];
  const installedOn = dates(`${name}:${architecture}`) ?? dates(name);
  return {
    name,
    version,
    source: 'dpkg',
    architecture: architecture === 'all' ? null : architecture,
    ...(source === undefined || source === name ? {} : { sourcePackage: source }),
    publisher: publisherOf(field(paragraph, 'Maintainer')),
    ...(installedOn === undefined ? {} : { installedOn }),
  };
}

function field(paragraph: string, name: string): string | undefined {
  const at = paragraph.indexOf(`\n${name}: `);
  if (at < 0) return undefined;
  const from = at + name.length + 3;
  const to = paragraph.indexOf('\n', from);
  return paragraph.slice(from, to < 0 ? undefined : to).trim();
}
