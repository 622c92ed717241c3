import { claimantsOf, hasSerial } from '../store/assets.ts';
import type { Claim, Claimant } from '../store/assets.ts';
import type { AssetRow, Store } from '../store/tables.ts';

/**
 * The asset that waits for a machine since a list named it, when beyond doubt it is the one that now speaks. It goes by the
 * same keys as rows of lists do, so it makes no difference whether the list came first or the machine: the serial number,
 * then a MAC address, then the name. A key that several assets have, an asset that has reported or is retired, and another
 * serial number on either side are doubt: then nothing is returned, and the machine is an asset of its own.
 */
export async function waitingAsset(store: Store, town: string, claims: readonly Claim[]): Promise<{ asset: AssetRow; by: Claim['kind'] } | undefined> {
  const of = (kind: string) => claims.filter((claim) => claim.kind === kind).map(({ value }) => value);
  const [serial] = of('serial');
  const [name] = of('hostname');
  const macs = of('mac');
  if (serial === undefined && name === undefined && macs.length === 0) return undefined;
  const found = await claimantsOf(store, town, { serial, macs, name });
  for (const kind of ['serial', 'mac', 'hostname'] as const) {
    const those = closest(found.filter((it) => it.kind === kind), name);
    const ids = new Set(those.map(({ id }) => id));
    if (ids.size === 0) continue;
    const [{ kind: by, value: _, ...asset }] = those as [Claimant, ...Claimant[]];
    if (ids.size > 1 || asset.last_seen !== null || asset.stated_state === 'retired') return undefined;
    if (kind !== 'serial' && serial !== undefined && (await hasSerial(store, town, asset.id))) return undefined;
    return { asset, by };
  }
  return undefined;
}

/** Of names the very same ones, where there are any: only then is a longer or shorter one looked at. */
function closest(found: readonly Claimant[], name: string | undefined): readonly Claimant[] {
  const exact = found.filter((it) => it.kind !== 'hostname' || it.value === name);
  return exact.length > 0 ? exact : found;
}
