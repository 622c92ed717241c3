import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../../../collector/failure.ts';

/** A file system in memory that is small enough to be filled. Only for a process in a mount namespace of its own. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it until this many bytes are left, rounded down to whole pages. */
  readonly fill: (left: number) => void;
  /** Makes room again. */
  readonly empty: () => void;
  readonly remove: () => void;
}

const page = 4096;
const megabyte = 1024 * 1024;

/** Mounts one in an existing empty folder. */
export function smallDisk(folder: string, bytes: number): SmallDisk {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', folder]);
  const ballast = path.join(folder, 'ballast');
  return {
    folder,
    // To the brim first, since the system counts free pages only roughly.
    fill: (left) => {
      fs.rmSync(ballast, { force: true });
      const handle = fs.openSync(ballast, 'w');
      let written = 0;
      try {
        for (const size of [megabyte, page]) written += filled(handle, Buffer.alloc(size, 1));
        fs.ftruncateSync(handle, Math.max(0, Math.ceil(written / page) * page - Math.floor(left / page) * page));
      } finally {
        fs.closeSync(handle);
      }
    },
    empty: () => fs.rmSync(ballast, { force: true }),
    remove: () => {
      execFileSync('umount', ['--lazy', folder]);
    },
  };
}

/** Appends a chunk as often as there is room. @returns how many bytes that were */
function filled(handle: number, chunk: Buffer): number {
  for (let written = 0; ; ) {
    try {
      written += fs.writeSync(handle, chunk);
    } catch (error) {
      if (codeOf(error) === 'ENOSPC') return written;
      throw error;
    }
  }
}
