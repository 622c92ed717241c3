import type { UnknownBecause } from '../../outcome.ts';
import type { SupportMatch } from '../schema.ts';
import type { LifecycleCatalog, LifecycleProduct, PackageOrigin } from './catalog.ts';
import { cycleOfName, cycleOfVersion, isNewest } from './cycle.ts';
import type { Cycle } from './cycle.ts';
import { recognize, wordAfter } from './match.ts';
import type { PackageMatch } from './match.ts';
import type { Seen } from './seen.ts';
import { dates, sourceOf, unread } from './system.ts';
import type { Notes, Release, System } from './system.ts';

/** One installed product; `because` says why it lacks what it lacks. */
export interface Installed {
  readonly item: SupportMatch;
  readonly because?: UnknownBecause;
}

/**
 * Who mends a package: its maker, or a release of a distribution that ports fixes back into it (no release: none is
 * known to carry it), or why nobody can tell.
 */
type Origin =
  | { readonly by: 'maker'; readonly sure: boolean }
  | { readonly by: 'distribution'; readonly sure: boolean; readonly release: Release | undefined }
  | { readonly by: 'unknown'; readonly because: UnknownBecause };

/** Against what packages are held. */
export interface Against {
  readonly system: System;
  readonly notes: Notes;
  readonly catalog: LifecycleCatalog;
}

/** A product of the catalog that was seen. */
interface Recognized {
  readonly item: Seen;
  readonly product: LifecycleProduct;
  readonly match: PackageMatch;
}

/** Every product of the catalog among what was seen, once per cycle and kind of support. */
export function installedProducts(seen: readonly Seen[], against: Against): Installed[] {
  const found = seen.flatMap((item) => recognize(item, against.catalog.index)).map((it) => supported(it, against));
  const first = new Map<string, Installed>();
  for (const it of found.sort((a, b) => order(sortKey(a), sortKey(b)))) {
    const { product, cycle, supportedBy, endsOn, leftover } = it.item;
    const key = JSON.stringify([product, cycle ?? it.item.version, supportedBy, endsOn, leftover]);
    if (!first.has(key)) first.set(key, it);
  }
  const unique = [...first.values()];
  return unique.filter((it) => !isToldBetter(it, unique));
}

/** A program that names only its generation, beside a part of it that names the release: SQL Server 2016, and its engine 13.3. */
function isToldBetter({ item, because }: Installed, all: readonly Installed[]): boolean {
  const generation = because?.reason === 'version-too-coarse' && item.cycle === undefined ? because.detail : undefined;
  return generation !== undefined && all.some((other) => other.item.product === item.product && other.item.cycle !== undefined && generation.endsWith(` ${other.item.cycle.split(' ', 1)[0]}`));
}

function sortKey({ item }: Installed): readonly string[] {
  return [item.product ?? '', item.cycle ?? '', item.name, item.version ?? ''];
}

function order(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, index) => text !== b[index]);
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}

function supported({ item, product, match }: Recognized, against: Against): Installed {
  const word = wordAfter(match.after, item.name);
  const version = item.version ?? word;
  const named = { name: item.name, ...(version === undefined ? {} : { version }), product: product.id, kind: product.kind };
  if (version === undefined) return { item: named, because: item.version === null ? { reason: 'version-too-coarse', detail: `${product.name} that names no version` } : noteOf(against.notes, 'version') };
  const found = cycleIn(product, word, item.version ?? undefined);
  if ('because' in found) return product.evergreen && isNewest(version, product) ? renewed(named, version, product) : { item: named, because: found.because };
  const { cycle } = found;
  const origin = originOf({ item, product, match }, cycle, against);
  if (origin.by === 'unknown') return { item: { ...named, cycle: cycle.cycle }, because: origin.because };
  const unreleased = cycle.releasedOn === undefined ? { because: { reason: 'catalog-gap', detail: `nobody has entered when ${product.name} ${cycle.cycle} was released` } as const } : {};
  if (origin.by === 'maker') return { item: { ...named, ...dates({ product, cycle }), confidence: origin.sure && !product.inferred ? 'exact' : 'inferred' }, ...unreleased };
  const mended = { ...named, cycle: cycle.cycle, supportedBy: 'distribution', confidence: origin.sure ? 'exact' : 'inferred' } as const;
  const running = against.system.release;
  if (!running) return { item: mended, because: systemUnknown(against.system) };
  const { release } = origin;
  if (!release) return { item: mended, because: { reason: 'catalog-gap', detail: `no release of ${running.product.name} is known to carry ${product.name} ${cycle.cycle} (${item.name} ${version})` } };
  return byDistribution(mended, { product, cycle, release, running });
}

/** The cycle that a word of the name tells, or else the version; of neither, why the first tells none. */
function cycleIn(product: LifecycleProduct, word: string | undefined, version: string | undefined): ReturnType<typeof cycleOfVersion> {
  const byName = word === undefined ? undefined : cycleOfName(word, product);
  if (byName && ('cycle' in byName || version === undefined)) return byName;
  const byVersion = cycleOfVersion(version ?? '', product);
  return 'cycle' in byVersion ? byVersion : (byName ?? byVersion);
}

/** A version of a product that renews itself, from after the day of the catalog. */
function renewed(named: Pick<SupportMatch, 'name' | 'version' | 'product' | 'kind'>, version: string, product: LifecycleProduct): Installed {
  const open = { endsOn: null, extendedEndsOn: null, extendedName: null, fixesUntil: null, leftover: false } as const;
  const cycle = /^\d+/.exec(version)?.[0] ?? version;
  return {
    item: { ...named, cycle: cycle.slice(0, 64), ...open, supportedBy: 'maker', confidence: 'inferred', source: `${product.source} (${product.checked})` },
    because: { reason: 'catalog-gap', detail: `${product.name} ${version} is newer than the catalog`.slice(0, 255) },
  };
}

function noteOf(notes: Notes, key: 'version' | 'publisher'): UnknownBecause {
  return notes[`software.packages[].${key}`] ?? unread('software', `packages[].${key}`);
}

function systemUnknown(system: System): UnknownBecause {
  return system.because ?? { reason: 'catalog-gap', detail: `${system.match?.name ?? 'the operating system'} is not in the catalog` };
}

/** The dates of a package that a distribution mends: those of the release, unless the catalog knows better. */
function byDistribution(named: SupportMatch, { product, cycle, release, running }: { product: LifecycleProduct; cycle: Cycle; release: Release; running: Release }): Installed {
  const place = `${release.product.name} ${release.cycle.cycle}`;
  const bringing = product.carried.find((it) => it.cycle === cycle.cycle && it.release === release.cycle.cycle && it.by.includes(release.product.id));
  if (!bringing) return { item: named, because: { reason: 'catalog-gap', detail: `nothing is known of ${product.name} ${cycle.cycle} in ${place}` } };
  if (bringing.fixes === 'volunteers') return { item: named, because: { reason: 'ambiguous', detail: `${place} carries ${product.name} ${cycle.cycle}, but promises no fixes for it` } };
  const leftover = running.product !== release.product || running.cycle !== release.cycle;
  const { endsOn, extendedEndsOn, extendedName, fixesUntil } = dates(release);
  const earlier = bringing.endsOn;
  const once = { endsOn: earlier ?? endsOn, extendedEndsOn: null, extendedName: null, fixesUntil: earlier ?? endsOn };
  const support = leftover || earlier !== undefined ? once : { endsOn, extendedEndsOn, extendedName, fixesUntil };
  return { item: { ...named, ...(cycle.releasedOn === undefined ? {} : { releasedOn: cycle.releasedOn }), ...support, leftover, source: sourceOf(release.product, release.cycle) } };
}

/**
 * Who mends a package. In this order: what only packages of the maker have; the mark of a release in the version
 * (`+deb11u1`, `0ubuntu0.22.04.1`, `.el9`); a cycle that the running release is known to carry; a publisher that says it
 * is of the distribution. What is left is the maker's. What was not read and could decide leaves it unknown.
 */
function originOf({ item, product, match }: Recognized, cycle: Cycle, { system, notes, catalog }: Against): Origin {
  const { publisher } = item;
  const version = item.version ?? '';
  if (match.makerVersion?.test(version) || (publisher && match.makerPublisher?.test(publisher))) return { by: 'maker', sure: true };
  const running = system.release;
  const distributions = (catalog.distributions.get(item.source) ?? []).toSorted((a, b) => Number(b.system === running?.product) - Number(a.system === running?.product));
  if (distributions.length === 0) return { by: 'maker', sure: true };
  const publisherDecides = match.makerPublisher !== undefined || distributions.some(({ rule }) => rule.markNeedsPublisher);
  if (publisher === undefined && publisherDecides) return { by: 'unknown', because: noteOf(notes, 'publisher') };

  const isPublishedBy = (rule: PackageOrigin) => Boolean(publisher && rule.publisher.test(publisher));
  const trusted = distributions.filter(({ rule }) => !rule.markNeedsPublisher || isPublishedBy(rule));
  const marked = trusted.map((it) => ({ product: it.system, cycle: markedCycle(version, it.system, it.rule) })).find((it): it is Release => it.cycle !== undefined);
  if (marked) return { by: 'distribution', sure: true, release: marked };

  if (!running) return { by: 'unknown', because: systemUnknown(system) };
  const isPublished = distributions.some(({ rule }) => isPublishedBy(rule));
  const carrying = trusted.some((it) => it.system === running.product) ? releasesCarrying(product, cycle, running) : [];
  if (carrying.some((release) => release.cycle === running.cycle)) return { by: 'distribution', sure: isPublished, release: running };
  if (publisher === undefined) return { by: 'unknown', because: noteOf(notes, 'publisher') };
  if (!isPublished) return { by: 'maker', sure: false };
  return { by: 'distribution', sure: false, release: carrying.sort((a, b) => ((a.cycle.releasedOn ?? '') < (b.cycle.releasedOn ?? '') ? 1 : -1))[0] };
}

/** The release whose mark a version carries; the longest name where several fit. */
function markedCycle(version: string, system: LifecycleProduct, rule: PackageOrigin): Cycle | undefined {
  const marks = rule.marks.filter(({ mark }) => mark.test(version)).map(({ cycle }) => cycle);
  return system.cycles.filter(({ cycle }) => marks.includes(cycle)).sort((a, b) => b.cycle.length - a.cycle.length)[0];
}

/** Releases of the running distribution that are known to bring a cycle of a product. */
function releasesCarrying(product: LifecycleProduct, cycle: Cycle, running: Release): Release[] {
  const names = product.carried.filter((it) => it.cycle === cycle.cycle && it.by.includes(running.product.id)).map(({ release }) => release);
  return running.product.cycles.filter((it) => names.includes(it.cycle)).map((it) => ({ product: running.product, cycle: it }));
}
