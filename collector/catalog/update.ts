import fs from 'node:fs';
import path from 'node:path';
import { collectedId } from '../../rules/derive/support/collection.ts';
import { catalogOf, readFetched } from '../../rules/load/fetched.ts';
import type { CatalogManifest, FetchedCatalog } from '../../rules/load/fetched.ts';
import type { ShippedCatalogs } from '../../rules/load/shipped.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import { failure, messageOf } from '../failure.ts';
import { makeFolder, writePrivate } from '../settings/folder.ts';
import { changesOf } from './changes.ts';
import type { CatalogChanges } from './changes.ts';
import { readCollection, readHoles } from './read.ts';
import type { SourceFile } from './sources.ts';

/** The folder of fetched catalogs in a data folder. */
function catalogFolder(data: string): string {
  return path.join(data, 'catalogs');
}

/** The catalogs that were fetched into a data folder. @throws a failure when they are damaged */
export function fetchedCatalog(data: string): FetchedCatalog | undefined {
  try {
    return readFetched(catalogFolder(data));
  } catch (error) {
    throw failure('wrong-use', messageOf(error), error);
  }
}

/** What an update is made of. */
export interface UpdateOrder {
  readonly shipped: ShippedCatalogs;
  readonly before: FetchedCatalog | undefined;
  readonly files: { readonly releases: SourceFile; readonly holes: SourceFile };
  /** RFC 3339 UTC. */
  readonly fetchedAt: string;
}

/** A new catalog that was checked, and is not written yet. */
export interface PreparedCatalog {
  readonly catalog: FetchedCatalog;
  readonly texts: { readonly releases: string; readonly holes: string };
  readonly changes: CatalogChanges;
}

/** Share of what is known now that a new file may lack before it is taken for half a file. */
const mostLost = 0.1;

/**
 * Checks what was fetched and says what it changes.
 * @throws a failure for what cannot be: then the catalog stays as it is
 */
export function prepareCatalog({ shipped, before, files, fetchedAt }: UpdateOrder): PreparedCatalog {
  const wanted = new Set(shipped.lifecycle.flatMap(({ products }) => products.map(({ id }) => collectedId(id))));
  const after = { releases: readCollection(files.releases.bytes, files.releases.source, wanted), holes: readHoles(files.holes.bytes, files.holes.source) };
  const changes = changesOf({ shipped, before, after });
  believable({ shipped, before, after, files, fetchedAt }, changes);
  const texts = { releases: sortedJson(after.releases), holes: sortedJson(after.holes) };
  const manifest: CatalogManifest = {
    schema: 'townwatch-catalogs/1',
    fetchedAt,
    releases: entry('endoflife', texts.releases, { asOf: after.releases.asOf, file: files.releases }),
    holes: entry('known-exploited', texts.holes, { asOf: after.holes.asOf, file: files.holes }),
  };
  return { catalog: catalogOf(manifest, texts), texts, changes };
}

/** Puts a catalog in the place of the one before it: the manifest last, so that a reader sees the old one or the new one whole. */
export function writeCatalog(data: string, { catalog: { manifest }, texts }: PreparedCatalog): void {
  const folder = catalogFolder(data);
  makeFolder(folder);
  writePrivate(path.join(folder, manifest.releases.file), texts.releases);
  writePrivate(path.join(folder, manifest.holes.file), texts.holes);
  writePrivate(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const kept = new Set(['manifest.json', manifest.releases.file, manifest.holes.file]);
  for (const name of fs.readdirSync(folder)) if (!kept.has(name)) fs.rmSync(path.join(folder, name), { force: true });
}

function entry(name: string, text: string, { asOf, file }: { readonly asOf: string; readonly file: SourceFile }): CatalogManifest['releases'] {
  const digest = sha256(text);
  return { file: `${name}-${digest.slice(0, 16)}.json`, digest, asOf, source: file.source, sourceDigest: sha256(file.bytes) };
}

function believable({ shipped, before, after, files, fetchedAt }: UpdateOrder & { readonly after: Pick<FetchedCatalog, 'releases' | 'holes'> }, changes: CatalogChanges): void {
  const known = shipped.lifecycle.flatMap(({ products }) => products.flatMap(({ id, cycles }) => (Object.hasOwn(after.releases.products, collectedId(id)) ? cycles : [])));
  const products = Object.keys(after.releases.products).length;
  const gone = changes.releases.filter(({ kind }) => kind === 'gone').length;
  const least = { products: Object.keys(before?.releases.products ?? {}).length, holes: before?.holes.entries.length ?? 1_000 };
  for (const [name, { asOf }] of Object.entries(after)) {
    const { source } = files[name as keyof typeof files];
    const old = before?.[name as keyof typeof files].asOf;
    if (asOf > tomorrow(fetchedAt)) throw refused(source, `it is as of ${asOf}, a day that has not come`);
    if (old !== undefined && asOf < old) throw refused(source, `it is as of ${asOf}, and the one in use as of ${old}`);
  }
  if (products < Math.max(50, least.products * (1 - mostLost)) || gone > known.length * mostLost) throw refused(files.releases.source, `it has ${products} of the products here, and lacks ${gone} of ${known.length} releases`);
  if (after.holes.entries.length < least.holes * (1 - mostLost)) throw refused(files.holes.source, `it has ${after.holes.entries.length} entries, where about ${least.holes} were there before`);
}

function refused(source: string, why: string): Error {
  return failure('input-refused', `${source} is not believed: ${why}. The catalog stays as it is; look at the source, or take it from another mirror with --from.`);
}

function tomorrow(instant: string): string {
  return new Date(Date.parse(instant) + 86_400_000).toISOString().slice(0, 10);
}
