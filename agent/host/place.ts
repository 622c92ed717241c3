import fs from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { closedMounts } from './mounts.ts';
import { trustedGroups } from './groups.ts';
import { Refused } from './visit.ts';
import type { Place, Visit } from './visit.ts';

const root = 0;
const mostLinks = 40;

/** Whether a path is in procfs or sysfs by its name; a reader still asks the file system itself. */
export function isKernels(name: string): boolean {
  return name.startsWith('/proc/') || name.startsWith('/sys/');
}

/**
 * The tree of the kernel that a path belongs to, if it is not mounted: then what is not there may be there all the same.
 * Undefined for any other path. Opens nothing.
 */
export function unmountedTree(name: string, visit: Visit): string | undefined {
  if (!isKernels(name)) return undefined;
  visit.unmounted ??= new Set(Object.entries({ '/proc': '/proc/self', '/sys': '/sys/devices' }).flatMap(([tree, always]) => (fs.existsSync(always) ? [] : [tree])));
  const tree = name.startsWith('/proc/') ? '/proc' : '/sys';
  return visit.unmounted.has(tree) ? tree : undefined;
}

/**
 * Walks a path component by component, through symbolic links, and tells where it leads and who could have changed it.
 * Undefined when it does not exist. Opens nothing.
 * @throws Refused for a path on a network file system, and errors of the operating system.
 */
export function locate(name: string, visit: Visit, hops = 0): Place | undefined {
  if (name === '/') return judged('/', fs.lstatSync('/'), undefined, visit);
  const [above, last] = split(name);
  const parent = folder(above, visit, hops);
  if (!parent) return undefined;
  const at = entryOf(parent, last);
  refuseClosed(at, visit);
  const stats = fs.lstatSync(at, { throwIfNoEntry: false });
  if (!stats) return undefined;
  const here = judged(at, stats, parent, visit);
  if (!stats.isSymbolicLink()) return here;
  if (hops === mostLinks) throw new Refused('denied', `${name} is a ring of symbolic links`);
  const target = locate(path.resolve(parent.real, fs.readlinkSync(at)), visit, hops + 1);
  if (!target) return undefined;
  const trap = here.notRoots === undefined ? target.trap : (here.trap ?? `${at} is a symbolic link that root did not make`);
  return { ...target, notRoots: here.notRoots ?? target.notRoots, notOwners: here.notOwners ?? target.notOwners, trap };
}

/** An absolute path as its folder and its last component. By hand: for thousands of plain paths the general way costs more than the look at the file. */
export function split(name: string): readonly [above: string, last: string] {
  if (name.endsWith('/')) return [path.dirname(name), path.basename(name)];
  const cut = name.lastIndexOf('/');
  return [cut === 0 ? '/' : name.slice(0, cut), name.slice(cut + 1)];
}

/** The path of an entry of a folder, without links in its folders. */
export function entryOf({ real }: Place, last: string): string {
  if (last === '.' || last === '..') return path.join(real, last);
  return real === '/' ? `/${last}` : `${real}/${last}`;
}

/** {@link locate} for a folder, which is judged once per round. */
export function folder(name: string, visit: Visit, hops: number): Place | undefined {
  if (visit.folders.has(name)) return visit.folders.get(name);
  const place = locate(name, visit, hops);
  visit.folders.set(name, place);
  return place;
}

function judged(at: string, stats: Stats, parent: Place | undefined, visit: Visit): Place {
  const roots = stats.uid === root || stats.uid === visit.owner;
  const doubt = roots ? openTo(at, stats, visit) : `${at} belongs to user ${stats.uid}`;
  const inHome = parent !== undefined && parent.home !== root;
  const home = inHome ? parent.home : roots ? root : stats.uid;
  const entersHome = !inHome && !roots && !stats.isSymbolicLink();
  return {
    real: at,
    stats,
    home,
    trap: parent?.trap,
    notRoots: parent?.notRoots ?? doubt,
    notOwners: parent?.notOwners ?? (inHome ? strange(at, stats, home) : entersHome ? undefined : doubt),
  };
}

/** Who besides the owner may change this entry. Rights on a link mean nothing; a sticky folder protects what others put there. */
function openTo(at: string, stats: Stats, visit: Visit): string | undefined {
  if (stats.isSymbolicLink() || (stats.isDirectory() && (stats.mode & 0o1000) !== 0)) return undefined;
  if ((stats.mode & 0o002) !== 0) return `${at} may be written by everybody`;
  if ((stats.mode & 0o020) !== 0 && !trustedGroups(visit).has(stats.gid)) return `${at} may be written by group ${stats.gid}`;
  return undefined;
}

/** Inside a home only what belongs to its user is that user's word, and no link is followed. */
function strange(at: string, stats: Stats, home: number): string | undefined {
  if (stats.isSymbolicLink()) return `${at} is a symbolic link in the home of user ${home}`;
  return stats.uid === home ? undefined : `${at} belongs to user ${stats.uid}, the home to user ${home}`;
}

function refuseClosed(at: string, visit: Visit): void {
  visit.closed ??= closedMounts();
  const type = visit.closed.get(at);
  if (type !== undefined) throw new Refused('not-visible-from-here', `${at} is a mount of type ${type}, which is never entered`);
}
