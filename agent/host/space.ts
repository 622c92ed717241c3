import fs from 'node:fs';
import { currentMounts, isLocal } from './mounts.ts';
import type { Mount } from './mounts.ts';
import type { Reading } from './source.ts';
import type { Visit } from './visit.ts';

/** Size of one local file system as `space` answers it. */
export interface Space {
  readonly mountPoint: string;
  readonly bytes: number;
  /** What is left for ordinary users. */
  readonly freeBytes: number;
  readonly readOnly: boolean;
}

/** File systems that keep nothing of their own: in memory, or a read-only image that is always full. */
const empty = new Set(['erofs', 'iso9660', 'ramfs', 'rootfs', 'squashfs', 'tmpfs', 'udf']);

/** Size and free bytes of every local file system, each device once, by mount point. Never asks a network file system. */
export function localSpace(visit: Visit): Reading {
  const sizes: Space[] = [];
  const seen = new Set<string>();
  const mounts = currentMounts();
  if (mounts.length === 0) return { state: 'failed', reason: 'not-visible-from-here', detail: 'the list of mounts' };
  for (const mount of measurable(mounts)) {
    if (visit.monotonicMs() > visit.deadline) return { state: 'failed', reason: 'timeout', detail: `statfs ${mount.mountPoint}` };
    const key = mount.device.startsWith('/') ? mount.device : mount.mountPoint;
    const size = seen.has(key) ? undefined : sizeOf(mount);
    if (!size) continue;
    seen.add(key);
    sizes.push(size);
  }
  sizes.sort((a, b) => (a.mountPoint < b.mountPoint ? -1 : 1));
  return { state: 'read', text: JSON.stringify(sizes) };
}

/** Volumes that macOS itself keeps beside the one for data, all in the same container of APFS. */
const ofMac = /^\/(?:System\/Volumes\/(?!Data$)|private\/var\/vm$)/;

/** The mounts worth asking: what is mounted last on a point hides what was there before. */
export function measurable(mounts: readonly Mount[]): Mount[] {
  const top = new Map(mounts.map((mount) => [mount.mountPoint, mount]));
  return [...top.values()].filter(({ type, mountPoint }) => isLocal(type) && !empty.has(type) && !ofMac.test(mountPoint));
}

function sizeOf({ mountPoint, readOnly }: Mount): Space | undefined {
  try {
    const { bsize, blocks, bavail } = fs.statfsSync(mountPoint);
    return blocks > 0 ? { mountPoint, bytes: blocks * bsize, freeBytes: bavail * bsize, readOnly } : undefined;
  } catch {
    // A mount that this user may not reach, or one that went away meanwhile, has no size to tell.
    return undefined;
  }
}
