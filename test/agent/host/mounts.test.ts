import fs from 'node:fs';
import { expect, test } from 'vitest';
import { serviceGroups } from '../../../agent/host/groups.ts';
import { closedMounts, mountsIn, mountsOfMac } from '../../../agent/host/mounts.ts';
import { localSpace, measurable } from '../../../agent/host/space.ts';
import { visit } from './temporary.ts';

const table = `proc /proc proc rw 0 0
/dev/sda1 / ext4 rw,relatime 0 0
systemd-1 /efi autofs rw 0 0
/dev/sda2 /efi vfat ro,nosuid 0 0
files:/home /home nfs4 rw 0 0
//srv/share /mnt/a\\040b\\134c cifs rw 0 0
sshfs /root/x fuse.sshfs rw 0 0
/dev/loop1 /snap/core/1 squashfs ro 0 0
tmpfs /run tmpfs rw 0 0
/dev/sdb1 /data fuseblk rw 0 0
nonsense
`;

test('mounts are read with their escapes', () => {
  expect(mountsIn(table)).toHaveLength(10);
  expect(mountsIn(table)[5]).toEqual({ device: '//srv/share', mountPoint: '/mnt/a b\\c', type: 'cifs', readOnly: false });
  expect(mountsIn('/dev/x /caf\u00c3\u00a9 ext4 ro 0 0')[0]).toMatchObject({ mountPoint: '/café', readOnly: true });
});

test('what may hang is closed, unless something of this machine is mounted over it', () => {
  expect([...closedMounts(mountsIn(table))]).toEqual([
    ['/home', 'nfs4'],
    ['/mnt/a b\\c', 'cifs'],
    ['/root/x', 'fuse.sshfs'],
  ]);
});

test('only local disks are measured', () => {
  expect(measurable(mountsIn(table)).map(({ mountPoint }) => mountPoint)).toEqual(['/', '/efi', '/data']);
});

test('this machine has a root with a size', () => {
  const reading = localSpace(visit());
  const sizes = JSON.parse(reading.state === 'read' ? reading.text : '[]') as unknown[];
  const { blocks, bsize } = fs.statfsSync('/');
  expect(sizes).toContainEqual({ mountPoint: '/', bytes: blocks * bsize, freeBytes: expect.any(Number), readOnly: expect.any(Boolean) });
});

test('groups of log services count while nobody is in them', () => {
  expect(serviceGroups('root:x:0:\nutmp:x:43:\nsyslog:x:104:mallory\nstaff:x:50:\nutmp\nutmp:x:-1:\n')).toEqual([43]);
});

test('mounts of macOS: servers and automatic mounts are closed, disks are not', () => {
  const mounts = mountsOfMac(`/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
//clerk@files.town.example/Records on /Volumes/Town Records (2024) (smbfs, nodev, nosuid, mounted by clerk)
files:/srv on /Volumes/nfs on top (nfs)
/dev/disk4s2 on /Volumes/Backup (hfs, local, journaled)
nonsense
`);
  expect(mounts).toHaveLength(7);
  expect(mounts[0]).toEqual({ device: '/dev/disk3s1s1', mountPoint: '/', type: 'apfs', readOnly: true });
  expect(mounts[4]?.mountPoint).toBe('/Volumes/Town Records (2024)');
  expect([...closedMounts(mounts).keys()]).toEqual(['/dev', '/System/Volumes/Data/home', '/Volumes/Town Records (2024)', '/Volumes/nfs on top']);
});
