import { assetClasses } from '../../rules/input.ts';
import type { AssetClass, RosterAsset } from '../../rules/input.ts';
import { matchLists } from '../../rules/derive/lists/match.ts';
import type { ListRow, MachineListKind, TownList } from '../../rules/list.ts';
import type { RegisterBody } from '../evaluate/stated.ts';
import { unlisted } from './expected.ts';
import { departmentFinder } from '../register/departments.ts';
import { addressesByAsset, assetsOf, claimsByAsset, vouchers } from '../store/assets.ts';
import type { Claim } from '../store/assets.ts';
import { newestDocuments } from '../store/documents.ts';
import type { AssetRow, Store } from '../store/tables.ts';

/** Days within which an asset must report unless someone says otherwise: laptops travel, servers do not. */
const expectedDays: Readonly<Record<AssetClass, number>> = {
  workstation: 7,
  laptop: 14,
  server: 2,
  hypervisor: 2,
  'network-device': 2,
  printer: 7,
  domain: 2,
  other: 7,
};

/**
 * Everything a town is known to have, by id. Assets that only agents without approval vouch for are not on it. One that nobody
 * put into a department belongs to the first department of the register that its name, network or unit fits, else to the
 * one that a list names.
 */
export async function roster(store: Store, town: string, asOf: string): Promise<RosterAsset[]> {
  const behind = Map.groupBy(await vouchers(store, town), ({ asset }) => asset);
  const rows = await assetsOf(store, town);
  const claims = await claimsByAsset(store, town);
  const assets = rows
    .filter(({ id }) => (behind.get(id) ?? []).every(({ state }) => state !== 'pending'))
    .map((row) => asRoster(row, { asOf, cloned: (behind.get(row.id) ?? []).some(({ cloned }) => cloned === 1), claims: claims.get(row.id) ?? [] }));
  return placed(store, town, assets);
}

/** Lists in the order in which their departments count: those that people keep before those that programs fill. */
const departmentLists = ['ledger', 'directory', 'rmm', 'edr', 'backup'] as const satisfies readonly MachineListKind[];

/** The assets, those without a department put into the one that the register's patterns say, else the one that a list says. */
async function placed(store: Store, town: string, assets: RosterAsset[]): Promise<RosterAsset[]> {
  const [stated] = await newestDocuments<RegisterBody>(store, town, 'register');
  const departments = stated?.body.register.departments ?? [];
  const rows = await rowsByAsset(store, town, assets);
  if (rows.size === 0 && !departments.some(({ names, networks, units }) => [names, networks, units].some((patterns) => patterns !== undefined && patterns.length > 0))) return assets;
  const find = departmentFinder(departments);
  const addresses = departments.some(({ networks }) => networks !== undefined) ? await addressesByAsset(store, town) : new Map<string, string[]>();
  return assets.map((asset) => {
    if (asset.department !== null) return asset;
    const own = rows.get(asset.id) ?? [];
    const found = find({ names: [asset.label, ...asset.identity.names], addresses: addresses.get(asset.id) ?? [], units: own.flatMap(({ row: { unit } }) => unit ?? []) }) ?? listedDepartment(own);
    return found ? { ...asset, department: found.department, departmentBy: found.by } : asset;
  });
}

interface OwnRow {
  readonly kind: MachineListKind;
  readonly row: ListRow;
}

/** The rows of the newest lists that say of assets in which department or where in the directory they stand. */
async function rowsByAsset(store: Store, town: string, assets: readonly RosterAsset[]): Promise<Map<string, OwnRow[]>> {
  const lists = (await newestDocuments<TownList>(store, town, 'list')).map(({ body }) => body).filter(({ columns }) => columns.includes('unit') || columns.includes('department'));
  const rows = [...matchLists(assets, lists)].flatMap(([kind, { matched }]) => matched.map(({ asset, row }) => ({ asset, kind, row })));
  return Map.groupBy(rows, ({ asset }) => asset);
}

function listedDepartment(rows: readonly OwnRow[]): { department: string; by: 'list' } | null {
  for (const kind of departmentLists) {
    const department = rows.find((it) => it.kind === kind && it.row.department)?.row.department;
    if (department) return { department, by: 'list' };
  }
  return null;
}

function asRoster(row: AssetRow, { asOf, cloned, claims }: { asOf: string; cloned: boolean; claims: readonly Claim[] }): RosterAsset {
  const kind = assetClasses.find((name) => name === row.class) ?? 'other';
  const expectedEveryDays = row.expected_every_days ?? expectedDays[kind];
  const tags: string[] = JSON.parse(row.tags);
  const possibleDuplicateOf: string[] = JSON.parse(row.possible_duplicate_of);
  return {
    id: row.id,
    class: kind,
    classBasis: row.class_basis === 'measured' ? 'measured' : row.class_basis === 'stated' || row.class_basis === 'listed' ? 'stated' : 'assumed',
    label: row.label,
    department: row.department,
    ...(row.department === null ? {} : { departmentBy: 'stated' as const }),
    tags,
    state: stateOf(row, expectedEveryDays, asOf),
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    expectedEveryDays,
    cloned,
    possibleDuplicateOf,
    identity: { serials: claimed(claims, 'serial'), macs: claimed(claims, 'mac'), names: claimed(claims, 'hostname') },
  };
}

function claimed(claims: readonly Claim[], kind: string): string[] {
  return claims.filter((claim) => claim.kind === kind).map(({ value }) => value).sort();
}

function stateOf({ stated_state: stated, last_seen: seen }: AssetRow, days: number, asOf: string): RosterAsset['state'] {
  if (stated === 'spare' || stated === 'retired' || stated === 'out-of-scope') return stated;
  // One that was retired with its list is in use again as soon as it reports.
  if (seen === null) return stated === unlisted ? 'retired' : 'expected';
  return Date.parse(asOf) - Date.parse(seen) > days * 86_400_000 ? 'silent' : 'active';
}
