import type { Software } from '../../../wire/sections/software.ts';
import type { UnknownBecause } from '../../outcome.ts';
import type { Derived, SeenMatch } from '../schema.ts';
import type { Undecided } from './derive.ts';
import { installedProducts } from './products.ts';
import type { Against } from './products.ts';
import type { Seen } from './seen.ts';
import { unread } from './system.ts';

type List = 'runtimes' | 'browsers';
interface Item {
  readonly name: string;
  readonly version?: string | null | undefined;
  readonly vendor?: string | null | undefined;
  readonly place?: string | undefined;
  readonly channel?: string | null | undefined;
}

/**
 * Every entry of the list of runtimes or of browsers with what the catalog says of it: for rules that ask each of them. One
 * that the catalog does not know has no product, and `missing` says so.
 */
export function seenEach(list: List, { software }: { readonly software?: Software }, against: Against): { readonly data: Pick<NonNullable<Derived['support']>, List>; readonly missing: readonly Undecided[] } {
  const path = `support.${list}`;
  const entries = software?.[list];
  const note = against.notes[`software.${list}`] ?? against.notes['software'] ?? (entries ? undefined : unread('software', list));
  const matched = (entries ?? []).map((entry) => matchOf(list, entry, against));
  return {
    data: entries ? { [list]: matched.map(({ item }) => item) } : {},
    missing: [
      ...(note ? [{ path, because: note }] : []),
      ...own.flatMap((key) => entryNote(against, list, key)),
      ...matched.flatMap(({ item, because }) => (because ? keys.filter((key) => !(key in item)).map((key) => ({ path: `${path}[].${key}`, because })) : [])),
    ],
  };
}

const own = ['vendor', 'place', 'channel', 'version'] as const;
const keys = ['product', 'kind', 'cycle', 'version', 'releasedOn', 'endsOn', 'extendedEndsOn', 'extendedName', 'fixesUntil', 'leftover', 'supportedBy', 'confidence', 'source'] as const;

function matchOf(list: List, entry: Item, against: Against): { readonly item: SeenMatch; readonly because?: UnknownBecause } {
  const { name, version } = entry;
  const seen: Seen = { source: list === 'runtimes' ? 'runtime' : 'browser', name, version, publisher: entry.vendor };
  const extras = Object.fromEntries((['vendor', 'place', 'channel'] as const).flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]])));
  const [found] = installedProducts([seen], against);
  if (found && version === undefined) return { item: { ...found.item, ...extras }, because: against.notes[`software.${list}[].version`] ?? unread('software', `${list}[].version`) };
  if (found) return { item: { ...found.item, ...extras }, ...(found.because ? { because: found.because } : {}) };
  const said = `${name} ${version ?? ''}`.trim().slice(0, 200);
  return { item: { name, ...(version ? { version } : {}), ...extras }, because: { reason: 'catalog-gap', detail: `${said} is not in the catalog of support dates` } };
}

/** Why a key of an entry was not read. */
function entryNote({ notes }: Against, list: List, key: (typeof own)[number]): Undecided[] {
  const because = notes[`software.${list}[].${key}`];
  return because ? [{ path: `support.${list}[].${key}`, because }] : [];
}
