import { parseContent } from './statements.ts';
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

/** The addresses on the network that every asset of a town last said it has, by asset; what is no text is left out. */
export async function addressesByAsset(store: Store, town: string): Promise<Map<string, string[]>> {
  const rows = await store
    .selectFrom('newest')
    .innerJoin('asset_target as target', (join) =>
      join.onRef('target.town', '=', 'newest.town').onRef('target.agent', '=', 'newest.agent').onRef('target.target_kind', '=', 'newest.target_kind').onRef('target.target_id', '=', 'newest.target_id'),
    )
    .innerJoin('content', (join) => join.onRef('content.town', '=', 'newest.town').onRef('content.agent', '=', 'newest.agent').onRef('content.digest', '=', 'newest.digest'))
    .select(['target.asset', 'content.frame', 'content.bytes'])
    .where('newest.town', '=', town)
    .where('newest.section', '=', 'network')
    .orderBy('target.asset')
    .execute();
  const addresses = new Map<string, string[]>();
  for (const { asset, frame, bytes } of rows) addresses.set(asset, [...(addresses.get(asset) ?? []), ...addressesIn(parseContent({ frame, bytes }))]);
  return addresses;
}

/** Addresses of the adapters in a network section, which is hostile input. */
function addressesIn(content: unknown): string[] {
  const member = (value: unknown, key: string) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined);
  const interfaces = member(member(content, 'data'), 'interfaces');
  const adapters: unknown[] = Array.isArray(interfaces) ? interfaces : [];
  return adapters.flatMap((adapter) => {
    const found = member(adapter, 'addresses');
    return Array.isArray(found) ? found.filter((it): it is string => typeof it === 'string' && it.length <= 64) : [];
  });
}

/** A claim, and whose it is. */
export type AssetClaim = Claim & { readonly asset: string };

/** Stores many new assets at once. */
export async function insertAssets(store: Store, rows: readonly AssetRow[]): Promise<void> {
  for (const some of inChunks(rows)) await store.insertInto('asset').values(some).execute();
}

/** Adds claims to assets; one that is there already stays. */
export async function addClaims(store: Store, town: string, claims: readonly AssetClaim[]): Promise<void> {
  const rows = claims.map(({ asset, kind, value }) => ({ town, asset, kind, value }));
  for (const some of inChunks(rows)) await store.insertInto('asset_claim').values(some).onConflict((it) => it.doNothing()).execute();
}

/** A statement of SQLite takes some ten thousand values; this many rows stay far below. */
const chunk = 500;

function inChunks<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / chunk) }, (_, index) => rows.slice(index * chunk, (index + 1) * chunk));
}

/** An asset with one of its claims. */
export type Claimant = AssetRow & { readonly kind: string; readonly value: string };

/**
 * The claims of a town's assets that make one of these: the same serial number or MAC address; for a name also one that
 * differs in the domain at its end.
 */
export function claimantsOf(store: Store, town: string, { serial, macs, name }: { serial: string | undefined; macs: readonly string[]; name: string | undefined }): Promise<Claimant[]> {
  const [short = ''] = name?.split('.') ?? [];
  return store
    .selectFrom('asset_claim as claim')
    .innerJoin('asset', (join) => join.onRef('asset.town', '=', 'claim.town').onRef('asset.id', '=', 'claim.asset'))
    .selectAll('asset')
    .select(['claim.kind', 'claim.value'])
    .where('claim.town', '=', town)
    .where((it) =>
      it.or([
        ...(serial === undefined ? [] : [it.and([it('claim.kind', '=', 'serial'), it('claim.value', '=', serial)])]),
        ...macs.map((mac) => it.and([it('claim.kind', '=', 'mac'), it('claim.value', '=', mac)])),
        ...(name === undefined ? [] : [it.and([it('claim.kind', '=', 'hostname'), it('claim.value', 'in', [name, short])])]),
        // From "pc1." up to, not including, "pc1/": all names in a domain.
        ...(name === undefined || name.includes('.') ? [] : [it.and([it('claim.kind', '=', 'hostname'), it('claim.value', '>=', `${name}.`), it('claim.value', '<', `${name}/`)])]),
      ]),
    )
    .orderBy('asset.id')
    .execute();
}

/** Whether an asset claims a serial number. */
export async function hasSerial(store: Store, town: string, asset: string): Promise<boolean> {
  const row = await store.selectFrom('asset_claim').select('value').where('town', '=', town).where('asset', '=', asset).where('kind', '=', 'serial').limit(1).executeTakeFirst();
  return row !== undefined;
}
