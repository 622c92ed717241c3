import { deriveAge } from '../derive/age/derive.ts';
import { deriveBuild } from '../derive/builds/derive.ts';
import { noBuilds, parseBuilds } from '../derive/builds/document.ts';
import { exploitedBook } from '../derive/exploited/book.ts';
import { deriveExploited } from '../derive/exploited/derive.ts';
import { parseExploited } from '../derive/exploited/document.ts';
import { lifecycleCatalog, parseLifecycle } from '../derive/support/catalog.ts';
import { renewedDocuments } from '../derive/support/collection.ts';
import { deriveSupport } from '../derive/support/derive.ts';
import type { Derive } from '../engine/view.ts';
import type { FetchedCatalog } from './fetched.ts';
import type { TextFile } from './files.ts';
import type { Problem } from './yaml.ts';

/** The catalogs that derivation goes by, as they stand on disk. */
export interface CatalogFiles {
  readonly lifecycle: readonly TextFile[];
  readonly exploited: readonly TextFile[];
  /** One table of the builds of Windows. */
  readonly builds?: readonly TextFile[];
  /** What was fetched since, if anything. */
  readonly fetched?: FetchedCatalog | undefined;
}

/** Derivation, and of which day its catalogs are. */
export interface Derivation {
  readonly derive: Derive;
  /** Day as of which the catalog in a file is, by its name. Empty where newer ones were fetched. */
  readonly days: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Derivation by the catalogs of a rulebook, and what is wrong with those. With problems it knows only the files that are right. */
export function readDerivation({ lifecycle, exploited, builds = [], fetched }: CatalogFiles): Derivation {
  const problems: Problem[] = [];
  const days = new Map<string, string>();
  const shipped = lifecycle.flatMap(({ name, text }) => {
    const read = attempt(name, problems, () => parseLifecycle(text, name));
    if (read && !fetched) days.set(name, read.checkedOn);
    return read ?? [];
  });
  const documents = fetched ? renewedDocuments(shipped, fetched.releases).documents : shipped;
  const catalog = attempt('lifecycle', problems, () => lifecycleCatalog(documents)) ?? lifecycleCatalog([]);
  const holes = exploited.flatMap(({ name, text }) => {
    const read = attempt(name, problems, () => parseExploited(text, name));
    if (read && !fetched) days.set(name, read.listedUntil);
    return read ?? [];
  });
  const book = attempt('known-exploited', problems, () => exploitedBook(holes, fetched?.holes)) ?? exploitedBook([]);
  const [table = noBuilds] = builds.flatMap(({ name, text }) => attempt(name, problems, () => parseBuilds(text, name)) ?? []);
  const derive: Derive = (facts, notes, about) =>
    together(deriveSupport(facts, notes, catalog), deriveAge({ ...facts, ...about }, notes), deriveExploited(facts, notes, { book, lifecycle: catalog }), deriveBuild(facts, notes, table));
  return { derive, days, problems };
}

function together(...parts: readonly ReturnType<Derive>[]): ReturnType<Derive> {
  return { data: Object.assign({}, ...parts.map(({ data }) => data)), missing: parts.flatMap(({ missing }) => missing) };
}

function attempt<T>(file: string, problems: Problem[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).split('\n');
    problems.push(...lines.map((line) => ({ file, line: 1, column: 1, message: line.startsWith(`${file}: `) ? line.slice(file.length + 2) : line })));
    return undefined;
  }
}
