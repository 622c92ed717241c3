import { assetClasses } from '../../rules/input.ts';
import type { AssetClass, RosterAsset } from '../../rules/input.ts';
import { matchLists } from '../../rules/derive/lists/match.ts';
import type { TownList } from '../../rules/list.ts';
import type { RegisterBody } from '../evaluate/stated.ts';
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
 * put into a department belongs to the first department of the register that its name, network or unit fits.
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

/** The assets, those without a department put into the one that the register's patterns say. */
async function placed(store: Store, town: string, assets: RosterAsset[]): Promise<RosterAsset[]> {
  const [stated] = await newestDocuments<RegisterBody>(store, town, 'register');
  const departments = stated?.body.register.departments ?? [];
  if (!departments.some(({ names, networks, units }) => [names, networks, units].some((patterns) => patterns !== undefined && patterns.length > 0))) return assets;
  const find = departmentFinder(departments);
  const addresses = departments.some(({ networks }) => networks !== undefined) ? await addressesByAsset(store, town) : new Map<string, string[]>();
  const units = departments.some((it) => it.units !== undefined) ? await unitsByAsset(store, town, assets) : new Map<string, string[]>();
  return assets.map((asset) => {
    if (asset.department !== null) return asset;
    const found = find({ names: [asset.label, ...asset.identity.names], addresses: addresses.get(asset.id) ?? [], units: units.get(asset.id) ?? [] });
    return found ? { ...asset, department: found.department, departmentBy: found.by } : asset;
  });
}

/** Where imported lists say that assets stand in the directory. */
async function unitsByAsset(store: Store, town: string, assets: readonly RosterAsset[]): Promise<Map<string, string[]>> {
  const lists = (await newestDocuments<TownList>(store, town, 'list')).map(({ body }) => body);
  const rows = [...matchLists(assets, lists).values()].flatMap(({ matched }) => matched);
  const units = rows.flatMap(({ asset, row: { unit } }) => (unit === undefined || unit === null ? [] : [{ asset, unit }]));
  return new Map([...Map.groupBy(units, ({ asset }) => asset)].map(([asset, found]) => [asset, found.map(({ unit }) => unit)]));
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
  if (seen === null) return 'expected';
  return Date.parse(asOf) - Date.parse(seen) > days * 86_400_000 ? 'silent' : 'active';
}
