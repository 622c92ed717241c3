import type { UnknownBecause } from '../../outcome.ts';
import type { LifecycleProduct, Span } from './catalog.ts';
import { versionOrder } from './version-order.ts';

export type Cycle = LifecycleProduct['cycles'][number];

interface NoCycle {
  readonly because: UnknownBecause;
}

/**
 * The one cycle that a version is of: by the longest name or number with which it begins, or by the range that it lies in.
 * @returns `version-too-coarse` for what only begins like one (`15.2` where 15.2.2562 starts a new one), `catalog-gap` for all else.
 */
export function cycleOfVersion(version: string, product: LifecycleProduct): { readonly cycle: Cycle } | NoCycle {
  const bare = version.replace(/^\d+:/, '');
  let best: Span | undefined;
  for (const span of product.spans) {
    if (span.from.length > (best?.from.length ?? -1) && isIn(bare, span)) best = span;
  }
  if (best) return { cycle: best.cycle };
  const isCoarse = product.spans.some(({ from, below }) => isBefore(bare, from) || (below !== undefined && isBefore(bare, below)));
  return { because: { reason: isCoarse ? 'version-too-coarse' : 'catalog-gap', detail: `${product.name} ${version}`.slice(0, 255) } };
}

/**
 * The one cycle that a word of a name tells: the name of a cycle or of a generation with one cycle alone (`2019`), or a version.
 * @returns `version-too-coarse` for a generation of several (`2016` of 2016, 2016 SP1 and on).
 */
export function cycleOfName(word: string, product: LifecycleProduct): ReturnType<typeof cycleOfVersion> {
  const named = product.cycles.filter(({ cycle }) => begins(cycle, word));
  const [only, ...others] = named;
  if (!only) return cycleOfVersion(word, product);
  return others.length === 0 ? { cycle: only } : { because: { reason: 'version-too-coarse', detail: `${product.name} ${word}`.slice(0, 255) } };
}

/** `10.15.7` begins with `10.15`, `10.1` does not. */
export function begins(text: string, start: string): boolean {
  return start !== '' && text.startsWith(start) && !/^\d/.test(text.slice(start.length));
}

/** A version after all that a catalog knows of a product. */
export function isNewest(version: string, product: LifecycleProduct): boolean {
  return /^\d/.test(version) && product.cycles.every(({ cycle }) => versionOrder.windows(version, cycle) > 0);
}

function isIn(version: string, { from, below }: Span): boolean {
  if (below === undefined) return begins(version, from);
  if (!/^\d/.test(version) || isBefore(version, from) || isBefore(version, below)) return false;
  return versionOrder.windows(version, from) >= 0 && versionOrder.windows(version, below) < 0;
}

/** A part of a longer version, so that it may stand on either side of it. */
function isBefore(version: string, edge: string): boolean {
  return version !== edge && begins(edge, version);
}
