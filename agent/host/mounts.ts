import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** One line of /proc/self/mounts, see fstab(5), or of mount(8) on macOS. */
export interface Mount {
  readonly device: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly readOnly: boolean;
}

/** File systems of disks in this machine, or in its memory: they answer at once. Everything else may hang for ever. */
const local = new Set([
  'apfs', 'bcachefs', 'btrfs', 'erofs', 'exfat', 'ext2', 'ext3', 'ext4', 'f2fs', 'fuseblk', 'hfs', 'hfsplus', 'iso9660', 'jfs', 'msdos', 'nilfs2',
  'ntfs', 'ntfs3', 'overlay', 'ramfs', 'reiserfs', 'rootfs', 'squashfs', 'tmpfs', 'udf', 'ufs', 'vfat', 'xfs', 'zfs',
]);

/** File systems that the kernel makes itself. */
export const kernels = new Set([
  'bdev', 'binfmt_misc', 'bpf', 'cgroup', 'cgroup2', 'configfs', 'cpuset', 'debugfs', 'devpts', 'devtmpfs', 'efivarfs', 'fusectl', 'hugetlbfs',
  'mqueue', 'nsfs', 'proc', 'pstore', 'resctrl', 'rpc_pipefs', 'securityfs', 'selinuxfs', 'smackfs', 'sysfs', 'tracefs',
]);

/** Lists mounts from the text of /proc/self/mounts, oldest first. */
export function mountsIn(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [device, mountPoint, type, options] = line.split(' ');
    if (device === undefined || mountPoint === undefined || type === undefined) return [];
    return [{ device: plain(device), mountPoint: plain(mountPoint), type, readOnly: (options ?? '').split(',').includes('ro') }];
  });
}

/** Whether a file system of this type lies on this machine and answers without a network. */
export function isLocal(type: string): boolean {
  return local.has(type);
}

/**
 * Lists mounts from what mount(8) of macOS prints: `/dev/disk3s5 on /System/Volumes/Data (apfs, local, nobrowse)`.
 * It asks the kernel for what it knows and waits for no server. What is not said to be local gets the type `remote`.
 */
export function mountsOfMac(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    // A name that long is no mount, and would keep the pattern busy.
    if (line.length > 4_096) return [];
    const [, device, mountPoint, words] = /^(.+?) on (\/.*) \(([^()]*)\)$/.exec(line) ?? [];
    if (device === undefined || mountPoint === undefined || words === undefined) return [];
    const [type = '', ...options] = words.split(', ');
    return [{ device, mountPoint, type: options.includes('local') ? type : 'remote', readOnly: options.includes('read-only') }];
  });
}

/** What tells of mounts on macOS, which has no procfs. */
export const mountProgram = '/sbin/mount';

/** The mounts of this process, newest last. Empty where they cannot be told. */
export function currentMounts(): Mount[] {
  try {
    if (process.platform === 'darwin') return mountsOfMac(execFileSync(mountProgram, { encoding: 'utf8', env: {}, timeout: 5_000 }));
    return mountsIn(fs.readFileSync('/proc/self/mounts', 'latin1'));
  } catch {
    return [];
  }
}

/** Mount points that must not be entered, with the type of what is mounted there; what was mounted last counts. */
export function closedMounts(mounts: readonly Mount[] = currentMounts()): Map<string, string> {
  const top = new Map(mounts.map(({ mountPoint, type }) => [mountPoint, type]));
  return new Map([...top].filter(([, type]) => !local.has(type) && !kernels.has(type)));
}

/** Undoes the octal escapes of blanks and backslashes; bytes above ASCII become UTF-8 again. */
function plain(field: string): string {
  if (/^[!-[\]-~]*$/.test(field)) return field;
  return Buffer.from(field.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8))), 'latin1').toString();
}
