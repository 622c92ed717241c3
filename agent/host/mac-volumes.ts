import type { Known } from './known.ts';
import { mapped } from './known.ts';
import { plistFlag, plistText } from './mac.ts';
import { plistKnown, printed } from './mac-known.ts';
import { mountsOfMac } from './mounts.ts';
import type { Mount } from './mounts.ts';
import type { Plist } from './plist.ts';
import { dictOf, dictsOf, listOf } from './plist.ts';
import type { Look } from './reading.ts';
import type { Sources } from './source.ts';

/** One volume of APFS, as `diskutil apfs list` tells it. */
export interface ApfsVolume {
  /** Name without /dev: disk3s5. */
  readonly name: string;
  /** System, Data, Preboot, Recovery, VM…; none on macOS 10.14 and older. */
  readonly roles: readonly string[];
  readonly encrypted: boolean | undefined;
  readonly fileVault: boolean | undefined;
  readonly migrating: boolean | undefined;
  /** Partitions its container lies on. */
  readonly stores: readonly string[];
  /** Roles of all volumes in the container. */
  readonly beside: ReadonlySet<string>;
}

/** The volumes of all containers. */
export function apfsVolumes<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<ApfsVolume[]> {
  return mapped(plistKnown(at, name, sources), (list) => {
    const containers = listOf(dictOf(list ?? undefined)?.['Containers']);
    return containers?.flatMap(volumesIn);
  }, 'diskutil apfs list');
}

/** What is mounted, by the kernel's own list. */
export function macMounts<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<Mount[]> {
  return mapped(printed(at, name, sources), (text) => {
    const mounts = mountsOfMac(text);
    return mounts.some(({ mountPoint }) => mountPoint === '/') ? mounts : undefined;
  }, 'mount');
}

/** The mount of a volume; what is mounted of a sealed system is a snapshot of it (disk3s1s1). */
export function mountOf(mounts: readonly Mount[], name: string): Mount | undefined {
  return mounts.find(({ device }) => device === `/dev/${name}`) ?? mounts.find(({ device }) => device.startsWith(`/dev/${name}s`));
}

function volumesIn(value: Plist): ApfsVolume[] {
  const container = dictOf(value);
  const volumes = dictsOf(container?.['Volumes']);
  const rolesOf = (roles: Plist) => (listOf(roles) ?? []).flatMap((role) => plistText(role, 64) ?? []);
  const beside = new Set(volumes.flatMap((volume) => rolesOf(volume['Roles'])));
  const stores = dictsOf(container?.['PhysicalStores']).flatMap((store) => plistText(store['DeviceIdentifier'], 128) ?? []);
  return volumes.flatMap((volume): ApfsVolume[] => {
    const name = plistText(volume['DeviceIdentifier'], 128);
    if (name === undefined || !/^disk\d{1,4}s\d{1,4}$/.test(name)) return [];
    return [{
      name, roles: rolesOf(volume['Roles']), encrypted: plistFlag(volume['Encryption']), fileVault: plistFlag(volume['FileVault']),
      migrating: plistFlag(volume['CryptoMigrationOn']), stores, beside,
    }];
  });
}
