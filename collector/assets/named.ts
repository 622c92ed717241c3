import { suggestion } from '../../rules/engine/nearest.ts';
import type { RosterAsset } from '../../rules/input.ts';
import { failure } from '../failure.ts';
import type { Store } from '../store/tables.ts';
import type { Town } from '../store/towns.ts';
import { roster } from './roster.ts';

/** The asset of a town with this id or label. @throws a failure that names the nearest one, or says that several are called so */
export async function assetNamed(store: Store, town: Town, { wanted, asOf }: { wanted: string; asOf: string }): Promise<RosterAsset> {
  const assets = await roster(store, town.id, asOf);
  const found = assets.filter(({ id, label }) => id === wanted || label === wanted);
  const [asset] = found;
  if (asset && found.length === 1) return asset;
  const why = found.length > 1 ? `${found.length} assets are called "${wanted}"; name one by its id` : `there is no asset "${wanted}"${suggestion(wanted, assets.map(({ label }) => label))}`;
  throw failure('wrong-use', `In "${town.name}" ${why} ("townwatch asset list" shows them).`);
}
