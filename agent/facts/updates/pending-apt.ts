import type { Updates } from '../../../wire/sections/updates.ts';
import { dpkgParagraphs, isInstalled } from '../../host/dpkg-status.ts';
import { packageOrder } from '../../host/package-order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Answers, Reading, Sources } from '../../host/source.ts';
import { unpackedText } from '../../host/unpack.ts';

export type Pending = NonNullable<Updates['pending']>[number];

/** What waits, as far as the lists tell; `why` where they do not tell all security updates. */
export interface Waiting {
  readonly pending: readonly Pending[];
  readonly why?: Why | undefined;
}

/** The lists apt fetched, by name: `HOST_PATH_dists_SUITE_COMPONENT_binary-ARCH_Packages`, see apt-transport-http(1) and /var/lib/apt/lists. */
export const aptIndexSources = {
  aptIndexes: { kind: 'names', pattern: '/var/lib/apt/lists/*_Packages*' },
} as const satisfies Sources;

const packing = /_Packages(?:\.(?:gz|lz4|zst|xz|bz2))?$/;
const maxBytes = 96 * 1024 * 1024;

/** The lists of security archives, which are small beside the others; those that cannot be unpacked are named later. */
export function aptSecurityIndexes(at: Look<typeof aptIndexSources>): Sources {
  const paths = at.all('aptIndexes').entries.map(({ path }) => path).filter(isSecurity);
  return Object.fromEntries(paths.slice(0, 64).map((path) => [`apt index ${path}`, { kind: 'file', path, maxBytes, encoding: 'base64' }]));
}

/**
 * Security updates by the lists that apt fetched last: a package waits when the archive of security updates has a newer version
 * than dpkg. `suites` are those of the security archives that are switched on; one without a list leaves the rest in doubt.
 */
export function waitingByApt(at: Look<typeof aptIndexSources>, { answers, status, suites }: { answers: Answers; status: Extract<Reading, { state: 'read' }>; suites: readonly string[] }): Waiting {
  const indexes = at.all('aptIndexes').entries.map(({ path }) => path).filter(isSecurity);
  const unfetched = suites.find((suite) => !indexes.some((path) => path.includes(`_dists_${suite.replace(/\/$/, '').replaceAll('/', '_')}_`)));
  const installed = installedBy(status);
  const best = new Map<string, Pending>();
  let why = suites.length === 0 ? { reason: 'not-visible-from-here' as const, detail: 'no archive of security updates among the sources' } : whyUnread(at, 'aptIndexes');
  if (unfetched !== undefined) why ??= { reason: 'not-visible-from-here', detail: `apt has fetched no list of ${unfetched}` };
  for (const path of indexes) {
    const { text, unread } = textAt(path, answers);
    if (unread) why ??= unread;
    for (const one of text === undefined ? [] : newerIn(text, installed)) {
      const known = best.get(one.name);
      if (!known || packageOrder.dpkg(known.available ?? '', one.available ?? '') < 0) best.set(one.name, one);
    }
  }
  return { pending: [...best.values()], why };
}

function isSecurity(path: string): boolean {
  return packing.test(path) && (/_dists_[^_]*-security_/.test(path) || /security[^/]*_dists_[^_]+_updates_/.test(path));
}

function textAt(path: string, answers: Answers): { text?: string | undefined; unread?: Why } {
  const answer = answers[`apt index ${path}`];
  if (answer?.kind !== 'one' || answer.reading.state === 'absent') return { unread: { reason: 'not-visible-from-here', detail: path } };
  if (answer.reading.state === 'failed') return { unread: answer.reading };
  const text = unpackedText(path, answer.reading.text);
  return text === undefined || !/(?:^|\n)Package: |^$/.test(text) ? { unread: { reason: 'unreadable', detail: path } } : { text };
}

interface Installed {
  readonly version: string;
  readonly architecture: string;
}

/** Installed packages by name; some are there for two architectures. */
function installedBy(status: Extract<Reading, { state: 'read' }>): ReadonlyMap<string, readonly Installed[]> {
  const found = new Map<string, Installed[]>();
  for (const paragraph of dpkgParagraphs(status)) {
    if (!isInstalled(paragraph)) continue;
    const [name, version, architecture] = [wordOf(paragraph.package), wordOf(paragraph.version), wordOf(paragraph.architecture)];
    if (name !== undefined && version !== undefined) found.set(name, [...(found.get(name) ?? []), { version, architecture: architecture ?? 'all' }]);
  }
  return found;
}

function wordOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^\S+/.exec(text)?.[0];
}

/** Stanzas of packages that are installed in an older version. Most stanzas are of packages that are not, so that only their name is looked at. */
function newerIn(text: string, installed: ReadonlyMap<string, readonly Installed[]>): Pending[] {
  const found: Pending[] = [];
  for (let at = text.startsWith('Package: ') ? 0 : text.indexOf('\nPackage: ') + 1; at >= 0; ) {
    const line = text.indexOf('\n', at);
    const name = text.slice(at + 'Package: '.length, line < 0 ? undefined : line).trim();
    const next = text.indexOf('\nPackage: ', at + 1);
    const mine = installed.get(name);
    if (mine) found.push(...newer(name, text.slice(at, next < 0 ? undefined : next), mine));
    if (next < 0) break;
    at = next + 1;
  }
  return found;
}

function newer(name: string, stanza: string, mine: readonly Installed[]): Pending[] {
  const [version, architecture] = [fieldOf(stanza, 'Version'), fieldOf(stanza, 'Architecture') ?? 'all'];
  if (version === undefined) return [];
  const older = mine.filter((one) => (architecture === 'all' || one.architecture === 'all' || one.architecture === architecture) && packageOrder.dpkg(one.version, version) < 0);
  // The lists tell neither the day of a fix nor how grave it is.
  return older.slice(0, 1).map((one) => ({ name: printable(name, 255), installed: printable(one.version, 255), available: printable(version, 255), security: true, releasedOn: null, severity: null }));
}

function fieldOf(stanza: string, name: string): string | undefined {
  return new RegExp(`^${name}: (\\S+)`, 'm').exec(stanza)?.[1];
}
