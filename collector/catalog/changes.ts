import type { ExploitedDocument } from '../../rules/derive/exploited/document.ts';
import { listing } from '../../rules/derive/exploited/document.ts';
import type { HoleList } from '../../rules/derive/exploited/book.ts';
import type { LifecycleDocument } from '../../rules/derive/support/catalog.ts';
import { renewedDocuments } from '../../rules/derive/support/collection.ts';
import type { Collection, Difference } from '../../rules/derive/support/collection.ts';
import type { FetchedCatalog } from '../../rules/load/fetched.ts';
import type { ShippedCatalogs } from '../../rules/load/shipped.ts';

/** What a new catalog changes of what counted before it. */
export interface CatalogChanges {
  /** Dates that change for judgement; releases that are new to it, or that the collection dropped and the rulebook keeps. */
  readonly releases: readonly Difference[];
  /** Builds of Windows that are new. */
  readonly builds: readonly { readonly product: string; readonly cycle: string; readonly build: string }[];
  /** Entries of the list of CISA that are new, and the product here that each is about. */
  readonly holes: readonly { readonly cve: string; readonly vendor: string; readonly product: string; readonly addedOn: string; readonly ransomware: boolean; readonly about: string | null }[];
  /** Entries that CISA took back. */
  readonly withdrawn: readonly string[];
}

/** Two catalogs, one of which may follow the other. */
export interface Pair {
  readonly shipped: ShippedCatalogs;
  readonly before: FetchedCatalog | undefined;
  readonly after: { readonly releases: Collection; readonly holes: HoleList };
}

/** Compares a new catalog with what counts now: the shipped one, brought up to the one that was fetched before. */
export function changesOf({ shipped, before, after }: Pair): CatalogChanges {
  const now = before ? renewedDocuments(shipped.lifecycle, before.releases).documents : shipped.lifecycle;
  const renewed = renewedDocuments(shipped.lifecycle, after.releases);
  const standing = renewed.differences.filter(({ kind }) => kind === 'kept' || kind === 'gone');
  return {
    releases: [...cycleChanges(now, renewed.documents), ...standing].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    builds: newBuilds(now, renewed.documents),
    ...holeChanges(shipped.exploited, before?.holes, after.holes),
  };
}

function keyOf({ product, cycle, key }: Difference): string {
  return `${product} ${cycle} ${key ?? ''}`;
}

interface Dated {
  readonly product: string;
  readonly cycle: LifecycleDocument['products'][number]['cycles'][number];
}

function cyclesOf(documents: readonly LifecycleDocument[]): Map<string, Dated> {
  const all = documents.flatMap(({ products }) => products.flatMap((product) => product.cycles.map((cycle) => ({ product: product.id, cycle }))));
  return new Map(all.map((it) => [`${it.product} ${it.cycle.cycle}`, it]));
}

function cycleChanges(before: readonly LifecycleDocument[], after: readonly LifecycleDocument[]): Difference[] {
  const [old, now] = [cyclesOf(before), cyclesOf(after)];
  return [...now].flatMap(([key, { product, cycle }]): Difference[] => {
    const was = old.get(key)?.cycle;
    if (!was) return [{ product, cycle: cycle.cycle, kind: 'added', is: cycle.endsOn }];
    const keys = (['releasedOn', 'endsOn', 'extendedEndsOn'] as const).filter((it) => (was[it] ?? null) !== (cycle[it] ?? null));
    return keys.map((it) => ({ product, cycle: cycle.cycle, kind: 'changed', key: it, was: was[it] ?? null, is: cycle[it] ?? null }));
  });
}

function newBuilds(before: readonly LifecycleDocument[], after: readonly LifecycleDocument[]): CatalogChanges['builds'] {
  const known = new Set([...cyclesOf(before).values()].flatMap(({ product, cycle }) => (cycle.builds ?? []).map((build) => `${product} ${build}`)));
  return [...cyclesOf(after).values()].flatMap(({ product, cycle }) => (cycle.builds ?? []).filter((build) => !known.has(`${product} ${build}`)).map((build) => ({ product, cycle: cycle.cycle, build })));
}

/** Where nothing was fetched before, what came after the day until which the shipped tables know the list. */
function holeChanges(documents: readonly ExploitedDocument[], before: HoleList | undefined, after: HoleList): Pick<CatalogChanges, 'holes' | 'withdrawn'> {
  const known = new Set(before?.entries.map(({ cve }) => cve));
  const since = documents.map(({ listedUntil }) => listedUntil).sort()[0] ?? '';
  const added = after.entries.filter(({ cve, addedOn }) => (before ? !known.has(cve) : addedOn > since));
  const products = documents.flatMap((document) => document.products.map((product) => ({ id: product.id, isAbout: listing(product) })));
  const present = new Set(after.entries.map(({ cve }) => cve));
  return {
    holes: added.map((entry) => ({ ...entry, about: products.find(({ isAbout }) => isAbout(entry))?.id ?? null })),
    withdrawn: [...known].filter((cve) => !present.has(cve)).sort(),
  };
}
