import type { Os } from '../../../wire/sections/os.ts';
import type { Services } from '../../../wire/sections/services.ts';
import type { Software } from '../../../wire/sections/software.ts';
import type { UnknownBecause } from '../../outcome.ts';
import type { Derived } from '../schema.ts';
import type { LifecycleCatalog } from './catalog.ts';
import { installedProducts } from './products.ts';
import type { Installed } from './products.ts';
import { seenEach } from './each.ts';
import { packaged, unpackaged as othersIn } from './seen.ts';
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
 * `support.unpackaged`, in the same way, is what stands in the lists of runtimes, browsers and database servers alone: a list of its own, so that
 * one that was not read leaves the other known.
 */
export function deriveSupport(facts: { readonly os?: Os; readonly software?: Software; readonly services?: Services }, notes: Notes, catalog: LifecycleCatalog): { data: Derived; missing: Undecided[] } {
  const system = systemOf(facts.os, notes, catalog);
  const against = { system, notes, catalog };
  const packages = facts.software?.packages;
  const products = packages ? installedProducts(packaged(packages), against) : undefined;
  const listed = new Set(products?.map(({ item }) => `${item.product} ${item.cycle}`));
  const unpackaged = installedProducts(othersIn(facts), against).filter(({ item }) => !listed.has(`${item.product} ${item.cycle}`));
  const lists = { products, unpackaged };
  const each = { runtimes: seenEach('runtimes', facts, against), browsers: seenEach('browsers', facts, against) };
  const note = notes['software.packages'] ?? notes['software'];
  const unreadOther = otherLists.map((place) => unreadList(facts, notes, place)).find((it) => it !== undefined);
  return {
    data: { support: { ...(system.match ? { os: system.match } : {}), ...(products ? { products: products.map(({ item }) => item) } : {}), unpackaged: unpackaged.map(({ item }) => item), ...each.runtimes.data, ...each.browsers.data } },
    missing: [
      ...(system.because ? [{ path: 'support.os', because: system.because }] : []),
      ...(system.match && system.match.releasedOn === undefined ? [{ path: 'support.os.releasedOn', because: { reason: 'catalog-gap', detail: `nobody has entered when ${system.match.name} was released` } as const }] : []),
      ...(note || !packages ? [{ path: 'support.products', because: note ?? unread('software', 'packages') }] : []),
      ...(unreadOther ? [{ path: 'support.unpackaged', because: unreadOther }] : []),
      ...each.runtimes.missing,
      ...each.browsers.missing,
      ...Object.entries(lists).flatMap(([list, items]) => (items ?? []).flatMap((it) => lacking(`support.${list}[]`, it))),
    ],
  };
}

/** Why a list, or a part of it, was not read; undefined when all of it was. */
function unreadList(facts: { readonly software?: Software; readonly services?: Services }, notes: Notes, [section, list]: (typeof otherLists)[number]): UnknownBecause | undefined {
  const known = section === 'software' ? facts.software?.[list] : facts.services?.[list];
  return notes[`${section}.${list}`] ?? notes[section] ?? (known ? undefined : unread(section, list));
}

/** What an item lacks, and why. */
function lacking(path: string, { item, because }: Installed): Undecided[] {
  return because ? absentKeys.filter((key) => !(key in item)).map((key) => ({ path: `${path}.${key}`, because })) : [];
}

/** Lists of what no package may have brought; each is read, or not, by itself. */
const otherLists = [['software', 'runtimes'], ['software', 'browsers'], ['services', 'databases']] as const;

const absentKeys = ['cycle', 'version', 'releasedOn', 'endsOn', 'extendedEndsOn', 'extendedName', 'fixesUntil', 'leftover', 'supportedBy', 'confidence', 'source'] as const;
