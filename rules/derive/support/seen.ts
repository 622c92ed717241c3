import type { Services } from '../../../wire/sections/services.ts';
import type { Software } from '../../../wire/sections/software.ts';

/** What may be a product: a package, a runtime, a browser, a database server, or the text with which something names itself. */
export interface Seen {
  readonly source: NonNullable<Software['packages']>[number]['source'] | 'runtime' | 'browser' | 'database' | 'banner';
  readonly name: string;
  readonly version?: string | null | undefined;
  readonly publisher?: string | null | undefined;
}

/** Windows Installer enters its programs into the same list, under the names by which the catalog knows them. */
export function packaged(packages: readonly Seen[]): Seen[] {
  return packages.map((it) => (it.source === 'msi' ? { ...it, source: 'registry' as const } : it));
}

/** What stands in the lists of runtimes, browsers and database servers. */
export function unpackaged({ software, services }: { readonly software?: Software; readonly services?: Services }): Seen[] {
  const runtimes = (software?.runtimes ?? []).map(({ name, version, vendor }): Seen => ({ source: 'runtime', name, version, publisher: vendor }));
  const browsers = (software?.browsers ?? []).map(({ name, version }): Seen => ({ source: 'browser', name, version }));
  const databases = (services?.databases ?? []).map(({ product, version }): Seen => ({ source: 'database', name: product, version }));
  return [...runtimes, ...browsers, ...databases];
}
