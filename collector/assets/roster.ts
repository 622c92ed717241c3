import { assetClasses } from '../../rules/input.ts';
import type { AssetClass, RosterAsset } from '../../rules/input.ts';
import { assetsOf, claimsByAsset, vouchers } from '../store/assets.ts';
import type { Claim } from '../store/assets.ts';
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

/** Everything a town is known to have, by id. Assets that only agents without approval vouch for are not on it. */
export async function roster(store: Store, town: string, asOf: string): Promise<RosterAsset[]> {
  const behind = Map.groupBy(await vouchers(store, town), ({ asset }) => asset);
  const rows = await assetsOf(store, town);
  const claims = await claimsByAsset(store, town);
  return rows
    .filter(({ id }) => (behind.get(id) ?? []).every(({ state }) => state !== 'pending'))
    .map((row) => asRoster(row, { asOf, cloned: (behind.get(row.id) ?? []).some(({ cloned }) => cloned === 1), claims: claims.get(row.id) ?? [] }));
}

function asRoster(row: AssetRow, { asOf, cloned, claims }: { asOf: string; cloned: boolean; claims: readonly Claim[] }): RosterAsset {
  const kind = assetClasses.find((name) => name === row.class) ?? 'other';
  const expectedEveryDays = row.expected_every_days ?? expectedDays[kind];
  const tags: string[] = JSON.parse(row.tags);
  const possibleDuplicateOf: string[] = JSON.parse(row.possible_duplicate_of);
  return {
    id: row.id,
    class: kind,
    classBasis: row.class_basis === 'stated' || row.class_basis === 'measured' ? row.class_basis : 'assumed',
    label: row.label,
    department: row.department,
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
