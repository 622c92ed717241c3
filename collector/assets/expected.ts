import { keysOf, matchLists } from '../../rules/derive/lists/match.ts';
import type { AmbiguousRow, ListMatch, MatchedRow } from '../../rules/derive/lists/match.ts';
import type { RosterAsset } from '../../rules/input.ts';
import type { ListRow, MachineListKind, TownList } from '../../rules/list.ts';
import type { AssetClaim } from '../store/assets.ts';
import type { AssetRow } from '../store/tables.ts';
import { nameless } from './claims.ts';

/** `stated_state` of an asset that was retired when the only list that named it was forgotten: a list may bring it back. */
export const unlisted = 'unlisted';

/** What is known of a row beside its fields. */
export interface RowNotes {
  /** Rows that say that the machine is gone. */
  readonly gone: ReadonlySet<number>;
  /** Rows that are no reason to believe in a computer that nobody knows, and why. */
  readonly doubts: ReadonlyMap<number, string>;
}

/** A row and an asset that do not say the same. */
export interface Contradiction {
  readonly row: number;
  readonly asset: string;
  readonly label: string;
  readonly why: string;
}

/** What a list does to the roster. */
export interface ListEffects {
  readonly match: ListMatch;
  /** New assets that never reported, and what the list says of their identity. */
  readonly added: readonly { readonly row: number; readonly asset: AssetRow }[];
  readonly claims: readonly AssetClaim[];
  /** What changes about assets that still wait for their first report. */
  readonly changed: readonly { readonly id: string; readonly change: Partial<AssetRow> }[];
  readonly contradictions: readonly Contradiction[];
  /** Rows that were not taken for a new asset, and why. */
  readonly unclear: readonly { readonly row: ListRow; readonly why: string }[];
}

/** What the effects of a list depend on. */
export interface EffectOrder {
  readonly town: string;
  readonly roster: readonly RosterAsset[];
  /** The newest lists of all kinds, the new one among them. */
  readonly lists: readonly TownList[];
  readonly kind: MachineListKind;
  readonly notes: RowNotes;
  /** Assets that were retired with a list that was forgotten. */
  readonly unlisted: ReadonlySet<string>;
  readonly at: string;
  readonly newId: () => string;
}

/**
 * Works out what a list of machines means for the roster: a row that is nobody becomes an asset that never reported, a row
 * that is one of those tells more about it, and assets that report are left alone. The same list a second time does nothing.
 */
export function effectsOf(order: EffectOrder): ListEffects {
  const matches = matchLists(order.roster, order.lists);
  const match = matches.get(order.kind);
  if (!match) throw new Error(`the list of kind ${order.kind} is not among the lists`);
  const assets = new Map(order.roster.map((asset) => [asset.id, asset]));
  const others = [...matches].flatMap(([kind, it]) => (kind === order.kind ? [] : it.matched));
  const inUse = new Set(others.flatMap(({ asset, row }) => (row.retired === null || row.retired === undefined ? [asset] : [])));
  const told = match.matched.map((it) => toldOf(it, { asset: assets.get(it.asset) as RosterAsset, gone: order.notes.gone.has(it.row.row), inUse: inUse.has(it.asset), isUnlisted: order.unlisted.has(it.asset) }));
  const fresh = newcomers(match.unmatched, order.notes);
  const added = fresh.rows.map((row) => ({ row: row.row, asset: assetOf(row, order) }));
  return {
    match,
    added,
    claims: [...told.flatMap(({ claims }) => claims), ...added.flatMap(({ asset }, index) => claimsOf(fresh.rows[index] as ListRow, asset.id))],
    changed: told.flatMap(({ id, change }) => (Object.keys(change).length === 0 ? [] : [{ id, change }])),
    contradictions: told.flatMap(({ contradiction }) => contradiction ?? []),
    unclear: fresh.unclear,
  };
}

/** Assets that never reported and that no list names any more, not even perhaps. */
export function unnamedAssets(roster: readonly RosterAsset[], lists: readonly TownList[]): RosterAsset[] {
  const rows = [...matchLists(roster, lists).values()];
  const named = new Set(rows.flatMap(({ matched, ambiguous }) => [...matched.map(({ asset }) => asset), ...ambiguous.flatMap(({ assets }: AmbiguousRow) => assets)]));
  return roster.filter(({ id, state, lastSeen }) => state === 'expected' && lastSeen === null && !named.has(id));
}

/** Assets that never reported and that of all lists only one names: they exist on its word alone. */
export function onlyNamedBy(list: TownList, roster: readonly RosterAsset[], others: readonly TownList[]): RosterAsset[] {
  const elsewhere = new Set(unnamedAssets(roster, [list]));
  return unnamedAssets(roster, others).filter((asset) => !elsewhere.has(asset));
}

interface Told {
  readonly id: string;
  readonly claims: readonly AssetClaim[];
  readonly change: Partial<AssetRow>;
  readonly contradiction?: Contradiction;
}

function toldOf({ row }: MatchedRow, { asset, gone, inUse, isUnlisted }: { asset: RosterAsset; gone: boolean; inUse: boolean; isUnlisted: boolean }): Told {
  const against = (why: string): Contradiction => ({ row: row.row, asset: asset.id, label: asset.label, why });
  if (asset.lastSeen !== null) return { id: asset.id, claims: [], change: {}, ...(gone && asset.state !== 'retired' ? { contradiction: against('the list says that it is gone, and it reports') } : {}) };
  if (asset.state === 'retired' && !gone && !isUnlisted) return { id: asset.id, claims: [], change: {}, contradiction: against('it is retired here, and the list says that it is in use') };
  if (gone && asset.state !== 'retired' && inUse) return { id: asset.id, claims: [], change: {}, contradiction: against('the list says that it is gone, and another list that it is in use') };
  const { serials, macs, names } = asset.identity;
  const known = new Set([...serials.map((value) => `serial ${value}`), ...macs.map((value) => `mac ${value}`), ...names.map((value) => `hostname ${value}`)]);
  return {
    id: asset.id,
    claims: claimsOf(row, asset.id).filter(({ kind, value }) => !known.has(`${kind} ${value}`)),
    change: {
      ...(asset.classBasis === 'assumed' && row.class ? { class: row.class, class_basis: 'listed' } : {}),
      ...(gone && (asset.state === 'expected' || isUnlisted) ? { stated_state: 'retired' } : isUnlisted ? { stated_state: null } : {}),
    },
  };
}

/** The rows that become assets. Two of one name and without serial numbers may be one machine. */
function newcomers(rows: readonly ListRow[], { doubts }: RowNotes): { rows: ListRow[]; unclear: { row: ListRow; why: string }[] } {
  const numbers = Map.groupBy(rows, ({ name, row }) => name?.toLowerCase() ?? row);
  const unclear: { row: ListRow; why: string }[] = [];
  const taken = rows.filter((row) => {
    const same = numbers.get(row.name?.toLowerCase() ?? row.row) ?? [];
    const doubt = doubts.get(row.row);
    const twins = same.length > 1 && same.some(({ serial }) => !serial);
    if (twins) unclear.push({ row, why: `rows ${same.map((it) => it.row).join(', ').slice(0, 60)} have one name, and not all a serial number` });
    else if (doubt !== undefined) unclear.push({ row, why: doubt });
    return !twins && doubt === undefined;
  });
  return { rows: taken, unclear };
}

function assetOf(row: ListRow, { town, notes, at, newId }: EffectOrder): AssetRow {
  return {
    town,
    id: newId(),
    class: row.class ?? 'workstation',
    class_basis: row.class ? 'listed' : 'assumed',
    label: labelOf(row),
    label_stated: 0,
    department: null,
    tags: '[]',
    stated_state: notes.gone.has(row.row) ? 'retired' : null,
    first_seen: at,
    last_seen: null,
    expected_every_days: null,
    possible_duplicate_of: '[]',
  };
}

/** The name without its domain; else what is written on the machine. */
function labelOf({ name, make, model, serial, assetTag, macs }: ListRow): string {
  const [short = ''] = /^[\d.]+$/.test(name ?? '') ? [name ?? ''] : (name?.split('.') ?? []);
  if (short !== '') return short.slice(0, 255);
  const what = [make, model].filter(Boolean).join(' ') || 'Computer';
  return `${what} ${assetTag ? `tag ${assetTag}` : (serial ?? macs?.[0] ?? '')}`.trim().slice(0, 255);
}

/** What a row says of a machine's identity, as the machine itself would say it. */
function claimsOf(row: ListRow, asset: string): AssetClaim[] {
  const { serial, mac, name } = keysOf({ serial: row.serial ?? null, macs: row.macs ?? [], name: row.name ?? null });
  return [
    ...serial.map((value) => ({ asset, kind: 'serial', value })),
    ...mac.slice(0, 16).map((value) => ({ asset, kind: 'mac', value })),
    ...name.filter((value) => !nameless.has(value)).map((value) => ({ asset, kind: 'hostname', value })),
  ];
}
