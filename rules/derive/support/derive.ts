import type { Os } from '../../../wire/sections/os.ts';
import type { Software } from '../../../wire/sections/software.ts';
import type { UnknownBecause } from '../../outcome.ts';
import type { Derived } from '../schema.ts';
import type { LifecycleCatalog } from './catalog.ts';
import { installedProducts } from './products.ts';
import { systemOf, unread } from './system.ts';
import type { Notes } from './system.ts';

/** A part of what is derived that could not be decided, and why. Paths as in the sections: dotted, items as `[]`. */
export interface Undecided {
  readonly path: string;
  readonly because: UnknownBecause;
}

/**
 * Matches the operating system and the installed packages to the catalog of support dates. Pure, and without a date of
 * its own: whether a day has passed is asked by rules.
 *
 * @param facts data of the sections as they were read; an absent section was not.
 * @param notes why something was not read, by section (`os`) or by section and path (`os.edition`, `software.packages`).
 * @returns `support.os` and `support.products`. A product whose dates are not known stands in the list without them, and
 * `missing` says why at `support.products[].endsOn` and at each other key that it lacks; a list of packages that was read in part is in `missing` at `support.products`.
 */
export function deriveSupport(facts: { readonly os?: Os; readonly software?: Software }, notes: Notes, catalog: LifecycleCatalog): { data: Derived; missing: Undecided[] } {
  const system = systemOf(facts.os, notes, catalog);
  const packages = facts.software?.packages;
  const note = notes['software.packages'] ?? notes['software'];
  const products = packages ? installedProducts(packages, { system, notes, catalog }) : undefined;
  return {
    data: { support: { ...(system.match ? { os: system.match } : {}), ...(products ? { products: products.map(({ item }) => item) } : {}) } },
    missing: [
      ...(system.because ? [{ path: 'support.os', because: system.because }] : []),
      ...(note || !packages ? [{ path: 'support.products', because: note ?? unread('software', 'packages') }] : []),
      ...(products ?? []).flatMap(({ item, because }) => (because ? absentKeys.filter((key) => !(key in item)).map((key) => ({ path: `support.products[].${key}`, because })) : [])),
    ],
  };
}

const absentKeys = ['cycle', 'version', 'releasedOn', 'endsOn', 'extendedEndsOn', 'extendedName', 'fixesUntil', 'leftover', 'supportedBy', 'confidence', 'source'] as const;
