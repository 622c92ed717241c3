import { printable } from './reading.ts';
import type { Source } from './source.ts';

/** The mounts as the scan itself sees them; unlike /proc/self/mounts it tells the device number. */
export const mountTable: Source = { kind: 'file', path: '/proc/self/mountinfo', trust: 'kernel', maxBytes: 4 * 1024 * 1024 };

/** One line of /proc/self/mountinfo, see proc_pid_mountinfo(5). */
export interface MountEntry {
  /** `major:minor` of the device; major 0 for what is on no block device, and for btrfs and zfs. */
  readonly device: string;
  /** The folder of the file system that is mounted, `/` unless it is a bind mount or a subvolume. */
  readonly root: string;
  readonly mountPoint: string;
  readonly type: string;
  /** What was mounted, in the words of the file system: `/dev/sda1`, `tank/home`, `overlay`. */
  readonly from: string;
}

/** Reads the mount table, oldest first; lines that are none are left out. */
export function mountsOf(text: string): MountEntry[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(' ');
    const dash = fields.indexOf('-', 6);
    const [, , device = '', root = '', mountPoint = ''] = fields;
    const [type, from] = dash < 0 ? [] : fields.slice(dash + 1);
    if (type === undefined || from === undefined || !/^\d{1,7}:\d{1,7}$/.test(device)) return [];
    return [{ device, root: unescaped(root), mountPoint: unescaped(mountPoint), type: printable(type, 64), from: unescaped(from) }];
  });
}

/** What is mounted at a point now: the newest mount hides older ones. */
export function mountedAt(mounts: readonly MountEntry[], mountPoint: string): MountEntry | undefined {
  return mounts.findLast((mount) => mount.mountPoint === mountPoint);
}

/** Undoes the octal escapes for blank, tab, line feed and backslash. */
function unescaped(field: string): string {
  return printable(field.replace(/\\(0[0-7]{2}|1[0-7]{2})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8))));
}
