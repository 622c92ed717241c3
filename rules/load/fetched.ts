import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { sha256 } from '../../wire/snapshot.ts';
import type { HoleList } from '../derive/exploited/book.ts';
import { cveId } from '../derive/exploited/document.ts';
import type { Collection } from '../derive/support/collection.ts';
import type { InputDocument } from '../input.ts';

const day = z.iso.date('must be a day such as 2026-11-21');
const words = z.string().check(z.minLength(1), z.maxLength(255));
const hex = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'));

const release = z.strictObject({
  name: words,
  label: z.nullable(words),
  releasedOn: day,
  endsOn: z.nullable(day),
  ended: z.boolean(),
  extendedEndsOn: z.nullable(day),
  newest: z.nullable(words),
});
const collection = z.strictObject({ asOf: day, products: z.record(words, z.array(release)) });
const listed = z.strictObject({ cve: cveId, vendor: words, product: words, addedOn: day, ransomware: z.boolean() });
const holes = z.strictObject({ asOf: day, entries: z.array(listed) });

const file = z.strictObject({
  /** Below the folder; its name holds its digest, so that a half-written update leaves the old files as they were. */
  file: words,
  digest: hex,
  /** Day as of which its source is. */
  asOf: day,
  /** Where it was fetched, and the digest of what came from there. */
  source: words,
  sourceDigest: hex,
});

/** `manifest.json` of a folder with fetched catalogs. */
const manifest = z.strictObject({ schema: z.literal('townwatch-catalogs/1'), fetchedAt: z.iso.datetime(), releases: file, holes: file });
export type CatalogManifest = z.infer<typeof manifest>;

/** Catalogs that were fetched from their publishers. */
export interface FetchedCatalog {
  readonly manifest: CatalogManifest;
  readonly releases: Collection;
  readonly holes: HoleList;
  /** What evaluation pins. */
  readonly documents: readonly InputDocument[];
}

/** Names under which evaluation pins the two catalogs. */
const catalogNames = { releases: 'catalogs/endoflife.json', holes: 'catalogs/known-exploited.json' } as const;

/**
 * Reads the fetched catalogs of a folder. @returns undefined when nothing was fetched yet
 * @throws Error in one line when the folder is damaged: then nothing is judged by half a catalog
 */
export function readFetched(folder: string): FetchedCatalog | undefined {
  const place = path.join(folder, 'manifest.json');
  if (!fs.existsSync(place)) return undefined;
  const read = manifest.safeParse(parsed(fs.readFileSync(place, 'utf8'), place));
  if (!read.success) throw damaged(place, 'it is not a manifest of catalogs');
  const bytesOf = ({ file: name, digest }: z.infer<typeof file>) => {
    const at = path.join(folder, path.basename(name));
    if (!fs.existsSync(at)) throw damaged(at, 'it is not there');
    const bytes = fs.readFileSync(at);
    if (sha256(bytes) !== digest) throw damaged(at, 'it is not the file that was fetched');
    return bytes.toString('utf8');
  };
  return catalogOf(read.data, { releases: bytesOf(read.data.releases), holes: bytesOf(read.data.holes) });
}

/** Catalogs of their texts. @throws Error in one line for a text that is not what the manifest says */
export function catalogOf(of: CatalogManifest, texts: { readonly releases: string; readonly holes: string }): FetchedCatalog {
  const releases = collection.safeParse(parsed(texts.releases, of.releases.file));
  if (!releases.success) throw damaged(of.releases.file, 'it is not a collection of releases');
  const list = holes.safeParse(parsed(texts.holes, of.holes.file));
  if (!list.success) throw damaged(of.holes.file, 'it is not a list of exploited holes');
  const documents = (['releases', 'holes'] as const).map((part) => ({ name: catalogNames[part], digest: of[part].digest, asOf: of[part].asOf }));
  return { manifest: of, releases: releases.data, holes: list.data, documents };
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(place, 'it is no JSON');
  }
}

function damaged(place: string, why: string): Error {
  return new Error(`${place} cannot be used: ${why}. Run "townwatch catalog update" again.`);
}
