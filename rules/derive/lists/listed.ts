import type { RosterAsset } from '../../input.ts';
import { listDays, machineListKinds } from '../../list.ts';
import type { ListRow, MachineListKind, TownList } from '../../list.ts';
import type { UnknownBecause } from '../../outcome.ts';
import { keysOf, keysOfAsset, matchKeys } from './match.ts';
import type { ListMatch, MatchKey } from './match.ts';

const dayMs = 86_400_000;

/** The first instant at which a list no longer counts: after {@link listDays} whole days. */
export function staleAt({ asOf }: Pick<TownList, 'asOf'>): number {
  return Date.parse(asOf) + (listDays + 1) * dayMs;
}

/** Whether a list counts at an instant: neither too old nor dated in the future, by more than time zones explain. */
export function isFresh(list: Pick<TownList, 'asOf'>, asOf: number): boolean {
  return asOf < staleAt(list) && Date.parse(list.asOf) <= asOf + dayMs;
}

/** What a list says of an asset: its row, null when it certainly has none, or why nobody can say. */
export type Said = { readonly row: ListRow | null } | { readonly because: UnknownBecause };

/** What every machine list says of every asset. */
export type Listed = (asset: RosterAsset, kind: MachineListKind) => Said;

const names: Readonly<Record<TownList['kind'], string>> = {
  rmm: 'list of the remote-management tool',
  directory: 'list of the directory',
  ledger: 'equipment ledger',
  edr: 'device list of the protection console',
  backup: 'job list of the backup system',
  people: 'list of people',
  training: 'list of trainings',
  contracts: 'list of contracts',
};

/** A kind of list, as a detail names it. */
export function listName(kind: TownList['kind']): string {
  return names[kind];
}

/**
 * Reads lists for assets. That an asset is not in a list is only said of a list that counts, that is complete, and of
 * which no row that fits no asset may be this one: a row without anything that the asset is also known by may.
 */
export function listedIn(matches: ReadonlyMap<MachineListKind, ListMatch>, asOf: number): Listed {
  const readers = new Map(machineListKinds.map((kind) => [kind, reader(kind, matches.get(kind), asOf)]));
  return (asset, kind) => (readers.get(kind) as (asset: RosterAsset) => Said)(asset);
}

function reader(kind: MachineListKind, match: ListMatch | undefined, asOf: number): (asset: RosterAsset) => Said {
  const unsaid = (reason: UnknownBecause['reason'], detail: string): Said => ({ because: { reason, section: 'listed', path: kind, detail } });
  if (!match) {
    const none = unsaid('population-not-known', `nobody has imported the ${names[kind]}`);
    return () => none;
  }
  const { list } = match;
  if (!isFresh(list, asOf)) {
    const stale = unsaid('evidence-expired', `the ${names[kind]} is of ${list.asOf}`);
    return () => stale;
  }
  const rows = new Map(match.matched.map(({ asset, row }) => [asset, { row }]));
  const doubts = new Map(match.ambiguous.flatMap(({ row, assets, why }) => assets.map((asset) => [asset, unsaid('ambiguous-identity', `row ${row.row} of the ${names[kind]}: ${why}`)] as const)));
  const absent: Said = list.complete ? { row: null } : unsaid('not-visible-from-here', `the ${names[kind]} is not said to be complete`);
  const open = new Map<number, ListRow>();
  for (const row of match.unmatched) open.set(known(keysOf(row)), row);
  return (asset) => rows.get(asset.id) ?? doubts.get(asset.id) ?? maybe(asset) ?? absent;

  function maybe(asset: RosterAsset): Said | undefined {
    if (!list.complete || open.size === 0) return undefined;
    const own = known(keysOfAsset(asset));
    for (const [keys, row] of open) if ((keys & own) === 0) return unsaid('ambiguous-identity', `row ${row.row} of the ${names[kind]} may be it`);
    return undefined;
  }
}

/** By which keys something is known, as bits. */
function known(keys: Readonly<Record<MatchKey, readonly string[]>>): number {
  return matchKeys.reduce((bits, key, index) => (keys[key].length > 0 ? bits | (1 << index) : bits), 0);
}
