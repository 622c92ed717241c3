import type { RosterAsset } from '../../input.ts';
import type { Register, Service } from '../../register.ts';
import { keysOf, keysOfAsset } from '../lists/match.ts';

/** A service with the assets that it needs. */
export interface ServiceNeeds {
  readonly service: Service;
  /** Assets that it is sure to need, by id; undefined: nobody has said what it needs. */
  readonly assets: readonly RosterAsset[] | undefined;
  /** Needs that are no asset of the roster, or fit several of them. */
  readonly unmatched: readonly string[];
  /** Assets that a need may mean which fits several of them. */
  readonly doubtful: ReadonlySet<string>;
}

/** Which assets the services of a register need: by label, name or serial number, exactly. */
export function needsOf(register: Register | undefined, roster: readonly RosterAsset[]): readonly ServiceNeeds[] | undefined {
  if (!register?.services) return undefined;
  const byKey = new Map<string, RosterAsset[]>();
  for (const asset of roster) {
    const { serial, name } = keysOfAsset(asset);
    for (const key of new Set([...serial, ...name])) byKey.set(key, [...(byKey.get(key) ?? []), asset]);
  }
  return [...register.services].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map((service) => {
    const found = (service.needs ?? []).map((need) => ({ need, assets: keysOf({ name: need }).name.flatMap((key) => byKey.get(key) ?? []) }));
    const sure = found.filter(({ assets }) => assets.length === 1).flatMap(({ assets }) => assets);
    return {
      service,
      assets: service.needs && [...new Set(sure)].sort((a, b) => (a.id < b.id ? -1 : 1)),
      unmatched: found.filter(({ assets }) => assets.length !== 1).map(({ need }) => need).sort(),
      doubtful: new Set(found.filter(({ assets }) => assets.length > 1).flatMap(({ assets }) => assets.map(({ id }) => id))),
    };
  });
}
