import type { Reading } from '../source.ts';

import { measurable } from '../space.ts';
import type { Space } from '../space.ts';
import type { Machine } from './machine.ts';
import type { Record } from './records.ts';

/** Size and free bytes of the local file systems from `df -kP`, each device once: the same text as the local host gives. */
export function spaceReading(records: readonly Record[], { mounts }: Machine): Reading {
  if (mounts.length === 0) return { state: 'failed', reason: 'not-visible-from-here', detail: '/proc/self/mounts' };
  const told = new Map(records.flatMap(({ word, body }, index) => (word === 'path' ? [[body.toString(), records[index + 1]?.body.toString() ?? '']] : [])));
  const seen = new Set<string>();
  const sizes = measurable(mounts).flatMap(({ device, mountPoint, readOnly }): Space[] => {
    const key = device.startsWith('/') ? device : mountPoint;
    const size = seen.has(key) ? undefined : sizeIn(told.get(mountPoint) ?? '');
    if (!size) return [];
    seen.add(key);
    return [{ mountPoint, ...size, readOnly }];
  });
  sizes.sort((a, b) => (a.mountPoint < b.mountPoint ? -1 : 1));
  return { state: 'read', text: JSON.stringify(sizes) };
}

/** POSIX: after the name of the file system blocks of 1,024 bytes in all, used and free, then the share in use. */
function sizeIn(text: string): Pick<Space, 'bytes' | 'freeBytes'> | undefined {
  const [, all, free] = /\s(\d{1,13})\s+\d{1,13}\s+(\d{1,13})\s+(?:\d+%|-)\s/.exec(text.slice(text.indexOf('\n') + 1)) ?? [];
  return all === undefined || all === '0' ? undefined : { bytes: Number(all) * 1024, freeBytes: Number(free) * 1024 };
}
