import type { AssetClass } from '../../rules/input.ts';
import type { Content } from '../../wire/snapshot.ts';
import { assetOfTarget, bindTarget, claimants, insertAsset, replaceClaims, updateAsset } from '../store/assets.ts';
import type { AssetTarget } from '../store/assets.ts';
import { contentOf, parseContent } from '../store/statements.ts';
import type { AgentRow, AssetRow, Store } from '../store/tables.ts';
import { appendAudit } from '../store/audit-log.ts';
import { instant, newId } from '../world.ts';
import type { World } from '../world.ts';
import { claimsOf, classOf, labelOf } from './claims.ts';
import { waitingAsset } from './waiting.ts';

/** A target of an agent, and what just came from it. */
export interface Sighting {
  readonly target: AssetTarget;
  readonly agent: Pick<AgentRow, 'id' | 'hostname' | 'state'>;
  /** Digests of the newest contents by section, before and what came newer; their bytes are stored already. */
  readonly before: ReadonlyMap<string, string>;
  readonly newer: ReadonlyMap<string, string>;
  /** When it was seen; null when what came is older than what is known. */
  readonly at: string | null;
}

/**
 * The asset that a target is: one for each target of an agent, for good. What a machine says of itself changes its label
 * and class unless a person stated them; it never makes it another asset. A target that is new may be what a list named
 * before: then it is that asset. When another asset claims the same identity, both stay and the new one is marked as a
 * possible duplicate.
 */
export async function identify(store: Store, sighting: Sighting, world: World): Promise<string> {
  const { target, at } = sighting;
  const asset = (await assetOfTarget(store, target)) ?? (await awaited(store, sighting, world)) ?? (await addAsset(store, sighting, world));
  const identity = await changed(store, sighting, ['identity']);
  const look = await changed(store, sighting, ['hardware', 'os']);
  const said = { ...(identity ? labelled(asset, identity['identity']) : {}), ...(look ? classified(asset, look['hardware'], look['os']) : {}) };
  await updateAsset(store, target.town, asset.id, { ...(at === null ? {} : { last_seen: at }), ...said });
  if (identity?.['identity']) await compareClaims(store, asset, identity['identity']);
  return asset.id;
}

/** The newest contents of some sections, when one of them is not what it was; undefined when all are. */
async function changed(store: Store, { target, before, newer }: Sighting, sections: readonly string[]): Promise<Record<string, Content | undefined> | undefined> {
  if (!sections.some((name) => newer.has(name) && newer.get(name) !== before.get(name))) return undefined;
  const read = sections.map(async (name) => [name, await readContent(store, target, newer.get(name) ?? before.get(name))] as const);
  return Object.fromEntries(await Promise.all(read));
}

async function readContent(store: Store, { town, agent }: AssetTarget, digest: string | undefined): Promise<Content | undefined> {
  const row = digest === undefined ? undefined : await contentOf(store, town, agent, digest);
  return row === undefined ? undefined : (parseContent(row) as Content);
}

/** The asset that waited for this target since a list named it. Who is not approved yet takes nobody's place. */
async function awaited(store: Store, sighting: Sighting, world: World): Promise<AssetRow | undefined> {
  const { target, agent, before, newer } = sighting;
  const identity = agent.state === 'active' ? await readContent(store, target, newer.get('identity') ?? before.get('identity')) : undefined;
  const found = identity && (await waitingAsset(store, target.town, claimsOf(identity)));
  if (!found) return undefined;
  const { asset, by } = found;
  await bindTarget(store, target, asset.id);
  await appendAudit(store, [{ at: instant(world), town: target.town, actor: `agent:${agent.id}`, action: 'asset-reported', detail: { asset: asset.id, by } }]);
  return asset;
}

async function addAsset(store: Store, { target, agent, at }: Sighting, world: World): Promise<AssetRow> {
  const row: AssetRow = {
    town: target.town,
    id: newId(world),
    class: assumedClass(target.target_kind),
    class_basis: 'assumed',
    label: target.target_kind === 'local' ? agent.hostname : target.target_id,
    label_stated: 0,
    department: null,
    tags: '[]',
    stated_state: null,
    first_seen: at ?? world.now().toISOString(),
    last_seen: at,
    expected_every_days: null,
    possible_duplicate_of: '[]',
  };
  await insertAsset(store, row);
  await bindTarget(store, target, row.id);
  return row;
}

/** What is assumed of a target until its facts or a person say more. */
function assumedClass(kind: string): AssetClass {
  if (kind === 'local' || kind === 'ssh') return 'workstation';
  return kind === 'domain' ? 'domain' : 'other';
}

/** Label as the machine names itself now, unless a person gave one. */
function labelled(asset: AssetRow, identity: Content | undefined): Partial<AssetRow> {
  const label = identity && asset.label_stated === 0 ? labelOf(identity) : null;
  return label === null ? {} : { label };
}

/** Class as the machine looks now, unless a person stated it. What a list says gives way to what is measured, not to what is assumed. */
function classified(asset: AssetRow, hardware: Content | undefined, os: Content | undefined): Partial<AssetRow> {
  const guess = asset.class_basis === 'stated' ? null : classOf(hardware, os);
  return guess === null || (asset.class_basis === 'listed' && guess.basis === 'assumed') ? {} : { class: guess.class, class_basis: guess.basis };
}

async function compareClaims(store: Store, asset: AssetRow, identity: Content): Promise<void> {
  const claims = claimsOf(identity);
  const others = await claimants(store, asset.town, asset.id, claims);
  await replaceClaims(store, asset.town, asset.id, claims);
  const known: string[] = JSON.parse(asset.possible_duplicate_of);
  const added = others.filter((other) => !known.includes(other));
  if (added.length > 0) await updateAsset(store, asset.town, asset.id, { possible_duplicate_of: JSON.stringify([...known, ...added].sort()) });
}
