import type { AssetRow, Store } from './tables.ts';

/** Stores a new asset. */
export async function insertAsset(store: Store, row: AssetRow): Promise<void> {
  await store.insertInto('asset').values(row).execute();
}

/** Changes what is stored of an asset. */
export async function updateAsset(store: Store, town: string, id: string, change: Partial<AssetRow>): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await store.updateTable('asset').set(change).where('town', '=', town).where('id', '=', id).execute();
}

/** All assets of a town, by id. */
export function assetsOf(store: Store, town: string): Promise<AssetRow[]> {
  return store.selectFrom('asset').selectAll().where('town', '=', town).orderBy('id').execute();
}

/** What stands behind an asset: a target of an agent. */
export interface AssetTarget {
  readonly town: string;
  readonly agent: string;
  readonly target_kind: string;
  readonly target_id: string;
}

/** The asset that a target of an agent is, if it was seen before. */
export function assetOfTarget(store: Store, { town, agent, target_kind, target_id }: AssetTarget): Promise<AssetRow | undefined> {
  return store
    .selectFrom('asset_target as target')
    .innerJoin('asset', (join) => join.onRef('asset.town', '=', 'target.town').onRef('asset.id', '=', 'target.asset'))
    .selectAll('asset')
    .where('target.town', '=', town)
    .where('target.agent', '=', agent)
    .where('target.target_kind', '=', target_kind)
    .where('target.target_id', '=', target_id)
    .executeTakeFirst();
}

/** Says for good which asset a target of an agent is. */
export async function bindTarget(store: Store, target: AssetTarget, asset: string): Promise<void> {
  await store.insertInto('asset_target').values({ ...target, asset }).execute();
}

/** State of the agents behind each asset of a town: asset id, agent state, whether two machines use its key. */
export function vouchers(store: Store, town: string): Promise<{ asset: string; state: string; cloned: number }[]> {
  return store
    .selectFrom('asset_target as target')
    .innerJoin('agent', (join) => join.onRef('agent.town', '=', 'target.town').onRef('agent.id', '=', 'target.agent'))
    .select(['target.asset', 'agent.state', 'agent.cloned'])
    .where('target.town', '=', town)
    .execute();
}

/** One thing that a machine says of its identity. */
export interface Claim {
  readonly kind: string;
  readonly value: string;
}

/** Other assets of the town that make one of these claims, sorted. */
export async function claimants(store: Store, town: string, asset: string, claims: readonly Claim[]): Promise<string[]> {
  if (claims.length === 0) return [];
  const rows = await store
    .selectFrom('asset_claim')
    .select('asset')
    .distinct()
    .where('town', '=', town)
    .where('asset', '!=', asset)
    .where((it) => it.or(claims.map(({ kind, value }) => it.and({ kind, value }))))
    .orderBy('asset')
    .execute();
  return rows.map((row) => row.asset);
}

/** Replaces the claims of an asset. */
export async function replaceClaims(store: Store, town: string, asset: string, claims: readonly Claim[]): Promise<void> {
  await store.deleteFrom('asset_claim').where('town', '=', town).where('asset', '=', asset).execute();
  if (claims.length > 0) await store.insertInto('asset_claim').values(claims.map((claim) => ({ town, asset, ...claim }))).execute();
}

/** What every asset of a town says of its identity, by asset. */
export async function claimsByAsset(store: Store, town: string): Promise<Map<string, Claim[]>> {
  const rows = await store.selectFrom('asset_claim').select(['asset', 'kind', 'value']).where('town', '=', town).execute();
  return Map.groupBy(rows, ({ asset }) => asset);
}
