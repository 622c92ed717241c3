import type { RosterAsset } from '../../input.ts';
import { machineListKinds } from '../../list.ts';
import type { ListRow, MachineListKind, TownList } from '../../list.ts';

/** By what a row was found to be an asset, the strongest first. */
export const matchKeys = ['serial', 'mac', 'name'] as const;
export type MatchKey = (typeof matchKeys)[number];

/** A row that names an asset beyond doubt. */
export interface MatchedRow {
  readonly row: ListRow;
  readonly asset: string;
  readonly by: MatchKey;
}

/** A row that may be one of several assets, or that several rows compete with. It counts for none of them. */
export interface AmbiguousRow {
  readonly row: ListRow;
  /** Ids of the assets that it may be, sorted. */
  readonly assets: readonly string[];
  /** For people: why nobody can say. */
  readonly why: string;
}

/** One list against the roster. Every row stands in exactly one of the three. */
export interface ListMatch {
  readonly list: TownList;
  readonly matched: readonly MatchedRow[];
  readonly ambiguous: readonly AmbiguousRow[];
  /** Rows that are no asset of the roster. */
  readonly unmatched: readonly ListRow[];
}

/**
 * Finds the assets that the rows of machine lists mean: by serial number, then by MAC address, then by name (the label
 * of the asset counts as a name; `pc1.town.local` is `pc1` where nothing carries the longer name). Never by two weak signs
 * together, and never by guessing:
 *
 * - a row that fits several assets by its strongest key is ambiguous
 * - so is one whose name or MAC fits an asset that has another serial number than the row
 * - so are two rows that fit one asset by the same key; by different keys the stronger one counts and the other is ambiguous
 *
 * Pure, and independent of the order of either list. Where two lists of one kind are given the newest counts.
 * @param roster every asset, retired ones too, so that their rows do not look like unknown machines
 */
export function matchLists(roster: readonly RosterAsset[], lists: readonly TownList[]): ReadonlyMap<MachineListKind, ListMatch> {
  const index = indexOf(roster);
  return new Map(
    machineListKinds.flatMap((kind): [MachineListKind, ListMatch][] => {
      const list = newestOf(lists, kind);
      return list ? [[kind, matchList(list, index)]] : [];
    }),
  );
}

/** The newest list of a kind: by the day for which it is true, then by when it came. */
export function newestOf(lists: readonly TownList[], kind: TownList['kind']): TownList | undefined {
  const newestFirst = (a: TownList, b: TownList) => descending(a.asOf, b.asOf) || descending(a.importedAt, b.importedAt) || descending(a.digest, b.digest);
  return lists.filter((it) => it.kind === kind).sort(newestFirst)[0];
}

/** What a row or an asset is known by, as it is compared. */
export function keysOf({ serial, macs, name }: Partial<Pick<ListRow, 'serial' | 'macs' | 'name'>>): Readonly<Record<MatchKey, readonly string[]>> {
  const text = (value: string | null | undefined) => (value === null || value === undefined || value.trim() === '' ? [] : [value.trim().toLowerCase()]);
  return { serial: text(serial), mac: (macs ?? []).map((mac) => mac.toLowerCase().replaceAll('-', ':')), name: text(name).map((it) => it.replace(/\.$/, '')) };
}

interface Index {
  readonly keys: ReadonlyMap<string, Readonly<Record<MatchKey, readonly string[]>>>;
  readonly assets: Readonly<Record<MatchKey | 'short', ReadonlyMap<string, readonly string[]>>>;
}

function indexOf(roster: readonly RosterAsset[]): Index {
  const keys = new Map(roster.map((asset) => [asset.id, keysOfAsset(asset)]));
  const by = (read: (of: Readonly<Record<MatchKey, readonly string[]>>) => readonly string[]) => {
    const found = new Map<string, string[]>();
    for (const [id, of] of keys) for (const key of new Set(read(of))) add(found, key, id);
    for (const ids of found.values()) ids.sort();
    return found;
  };
  return { keys, assets: { serial: by(({ serial }) => serial), mac: by(({ mac }) => mac), name: by(({ name }) => name), short: by(({ name }) => name.flatMap(shortName)) } };
}

/** What an asset is known by. */
export function keysOfAsset({ label, identity: { serials, macs, names } }: RosterAsset): Readonly<Record<MatchKey, readonly string[]>> {
  return {
    serial: serials.flatMap((serial) => keysOf({ serial }).serial),
    mac: keysOf({ macs: [...macs] }).mac,
    name: [...new Set([...names, label].flatMap((name) => keysOf({ name }).name))],
  };
}

/** The first part of a name with dots; an address is no name. */
function shortName(name: string): string[] {
  const [first] = name.split('.');
  return first === undefined || first === '' || /^[\d.]+$/.test(name) ? [] : [first];
}

type Found = { readonly by: MatchKey; readonly assets: readonly string[]; readonly why?: string };

function matchList(list: TownList, index: Index): ListMatch {
  const rows = [...list.rows].sort((a, b) => a.row - b.row);
  const found = rows.map((row) => ({ row, found: foundBy(row, index) }));
  const claims = new Map<string, { row: ListRow; by: MatchKey }[]>();
  for (const { row, found: it } of found) {
    const asset = it?.assets[0];
    if (it && asset !== undefined && it.assets.length === 1 && it.why === undefined) add(claims, asset, { row, by: it.by });
  }
  const counting = new Map([...claims].map(([asset, own]) => [asset, countingRow(own)]));
  const matched: MatchedRow[] = [];
  const ambiguous: AmbiguousRow[] = [];
  const unmatched: ListRow[] = [];
  for (const { row, found: it } of found) {
    if (!it) unmatched.push(row);
    else {
      const why = it.why ?? (it.assets.length > 1 ? `several computers have this ${spoken[it.by]}` : doubtOf(row, counting.get(it.assets[0] as string)));
      if (why === undefined) matched.push({ row, asset: it.assets[0] as string, by: it.by });
      else ambiguous.push({ row, assets: it.assets, why });
    }
  }
  return { list, matched, ambiguous, unmatched };
}

const spoken: Readonly<Record<MatchKey, string>> = { serial: 'serial number', mac: 'network address', name: 'name' };

/** Of rows about one asset the one that counts, and why the others do not. */
interface Counting {
  readonly row: ListRow | undefined;
  readonly why: string;
}

function countingRow(claims: readonly { row: ListRow; by: MatchKey }[]): Counting {
  const strongest = matchKeys.find((key) => claims.some(({ by }) => by === key));
  const best = claims.filter(({ by }) => by === strongest);
  const [only] = best;
  if (only && best.length === 1) return { row: only.row, why: `row ${only.row.row} says more surely that it is this computer` };
  const first = best.slice(0, shownRows).map((it) => it.row.row).join(', ');
  return { row: undefined, why: `rows ${first}${best.length > shownRows ? ' …' : ''} name the same computer` };
}

function doubtOf(row: ListRow, counting: Counting | undefined): string | undefined {
  return counting?.row === row ? undefined : counting?.why;
}

function foundBy(row: ListRow, { keys, assets }: Index): Found | undefined {
  const own = keysOf(row);
  const serials = unique(own.serial.flatMap((key) => assets.serial.get(key) ?? []));
  if (serials.length > 0) return { by: 'serial', assets: serials };
  const weaker: readonly [MatchKey, readonly string[]][] = [
    ['mac', unique(own.mac.flatMap((key) => assets.mac.get(key) ?? []))],
    ['name', named(own.name, assets)],
  ];
  for (const [by, ids] of weaker) {
    if (ids.length === 0) continue;
    // Another serial number is another machine: a new one that took over the name, or a network adapter that moved.
    const other = own.serial.length > 0 && ids.some((id) => (keys.get(id)?.serial.length ?? 0) > 0);
    return other ? { by, assets: ids, why: `the ${spoken[by]} fits, the serial number does not` } : { by, assets: ids };
  }
  return undefined;
}

function named(names: readonly string[], assets: Index['assets']): string[] {
  const exact = unique(names.flatMap((name) => assets.name.get(name) ?? []));
  if (exact.length > 0) return exact;
  // Only a name that carries a domain may be shortened, on one side: two domains are two machines.
  return unique(names.flatMap((name) => (name.includes('.') ? shortName(name).flatMap((short) => assets.name.get(short) ?? []) : (assets.short.get(name) ?? []))));
}

/** Rows that compete and are named. */
const shownRows = 5;

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}

function descending(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
