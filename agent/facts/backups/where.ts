import { blockDevices, blockSources, disksUnder } from '../../host/block-devices.ts';
import type { BlockDevices } from '../../host/block-devices.ts';
import { mountedAt, mountsOf, mountTable } from '../../host/mount-table.ts';
import type { MountEntry } from '../../host/mount-table.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** Where a copy lies, seen from the root file system, which stands for the data it protects. */
export type Where = 'same-disk' | 'other-disk' | 'removable' | 'network' | 'cloud';

export const whereSources = { mounts: mountTable, ...blockSources } as const satisfies Sources;

const networks = /^(?:nfs4?|cifs|smb3?|smbfs|afs|ceph|glusterfs|lustre|9p|fuse\.(?:sshfs|glusterfs|ceph|curlftpfs)|davfs|ncpfs|ocfs2|gfs2)$/;
const clouds = /^fuse\.(?:rclone|s3fs|gcsfuse|goofys|blobfuse2?|b2fuse|onedriver|google-drive-ocamlfuse)$/;

/** Tells where local folders lie. Undefined where the kernel does not show what is under a mount. */
export function whereIs(at: Look<typeof whereSources>): (folder: string) => Where | undefined {
  const mounts = mountsOf(at.text('mounts') ?? '');
  const devices = blockDevices(at);
  const root = mountedAt(mounts, '/');
  return (folder) => {
    const mount = around(folder, mounts);
    if (!mount) return undefined;
    if (clouds.test(mount.type)) return 'cloud';
    if (networks.test(mount.type)) return 'network';
    if (root && (mount === root || mount.device === root.device)) return 'same-disk';
    return root && ofDisks(disksOf(mount, devices), disksOf(root, devices), devices);
  };
}

/** Where a repository lies that is named by an address; undefined for a folder of this computer. */
export function whereAddressed(location: string): Where | undefined {
  if (/^(?:b2|azure|gs|swift|rclone):/.test(location)) return 'cloud';
  const host = /^s3:(?:https?:\/\/)?([^/:]+)/.exec(location)?.[1];
  if (host !== undefined) return isNearby(host) ? 'network' : 'cloud';
  return /^(?:sftp|rest|ssh|https?|socket):/.test(location) || /^[^/]+@?[^/]*:/.test(location) ? 'network' : undefined;
}

/** A storage server of the house: a private address, or a name without a public domain. */
function isNearby(host: string): boolean {
  return (
    /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.|localhost$)/.test(host) ||
    !host.includes('.') ||
    /\.(?:local|lan|internal|home\.arpa)$/.test(host)
  );
}

function around(folder: string, mounts: readonly MountEntry[]): MountEntry | undefined {
  const inside = mounts.filter(({ mountPoint }) => mountPoint === '/' || folder === mountPoint || folder.startsWith(`${mountPoint}/`));
  const longest = inside.reduce((most, { mountPoint }) => Math.max(most, mountPoint.length), 0);
  return inside.findLast(({ mountPoint }) => mountPoint.length === longest);
}

function disksOf(mount: MountEntry, devices: BlockDevices): string[] {
  return devices.under(mount).flatMap((name) => disksUnder(name, devices));
}

function ofDisks(copy: readonly string[], data: readonly string[], devices: BlockDevices): Where | undefined {
  if (copy.length === 0 || data.length === 0) return undefined;
  if (copy.some((disk) => data.includes(disk))) return 'same-disk';
  const removable = copy.map((disk) => devices.byName.get(disk)?.removable);
  return removable.includes(true) ? 'removable' : removable.includes(undefined) ? undefined : 'other-disk';
}
