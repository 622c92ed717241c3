import { serviceGroups } from '../groups.ts';
import { closedMounts, kernels, mountsIn, mountsOfMac } from '../mounts.ts';
import type { Mount } from '../mounts.ts';
import { isKernels } from '../place.ts';
import { measurable } from '../space.ts';
import type { Record } from './records.ts';

/** What a machine says of itself before anything is read. */
export interface Machine {
  /** As `uname -s` has it: Linux, Darwin. */
  readonly system: string;
  readonly uid: number;
  /** Its clock when it answered, RFC 3339 UTC. */
  readonly clock: string;
  readonly bootId: string | null;
  readonly mounts: readonly Mount[];
  /** Mount points that are not entered, with the type of what is mounted there. */
  readonly closed: ReadonlyMap<string, string>;
  /** Mount points of the local file systems that have a size. */
  readonly measured: readonly string[];
  /** Groups whose right to write is no objection. */
  readonly groups: readonly number[];
  /** Which of procfs and sysfs are not mounted. */
  readonly unmounted: readonly string[];
}

/** Group `admin`, see agent/host/groups.ts. */
const adminOfMac = 80;

/** Understands the answer to the opening of a shell; undefined when it is none. */
export function machineOf(records: readonly Record[]): Machine | undefined {
  const text = (word: string) => records.find((record) => record.word === word)?.body.toString('utf8').trim();
  const [system, user, clock] = [text('system'), text('user'), text('clock')];
  if (!system || user === undefined || !/^\d{1,10}$/.test(user)) return undefined;
  if (clock === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(clock) || Number.isNaN(Date.parse(clock))) return undefined;
  const latin = (word: string) => records.find((record) => record.word === word)?.body.toString('latin1') ?? '';
  const isMac = system === 'Darwin';
  const mounts = isMac ? mountsOfMac(text('mounts') ?? '') : mountsIn(latin('mounts'));
  const seen = records.flatMap(({ word, args }) => (word === 'mounted' ? args : []));
  return {
    system,
    uid: Number(user),
    clock,
    bootId: text('boot')?.toLowerCase() || null,
    mounts,
    closed: closedMounts(mounts),
    measured: measurable(mounts).map(({ mountPoint }) => mountPoint),
    groups: isMac ? [adminOfMac] : serviceGroups(latin('groups')),
    unmounted: ['/proc', '/sys'].filter((tree) => !seen.includes(tree)),
  };
}

/** The tree of the kernel that a path belongs to, if this machine has not mounted it. */
export function unmountedTreeOf(name: string, { unmounted }: Machine): string | undefined {
  return isKernels(name) ? unmounted.find((tree) => name.startsWith(`${tree}/`)) : undefined;
}

/** Whether something that is not the kernel's lies over a path of procfs or sysfs. */
export function isOvermounted(name: string, { mounts }: Machine): boolean {
  const around = mounts.filter(({ mountPoint }) => name === mountPoint || name.startsWith(`${mountPoint}/`));
  const longest = Math.max(0, ...around.map(({ mountPoint }) => mountPoint.length));
  const type = around.findLast(({ mountPoint }) => mountPoint.length === longest)?.type;
  return type !== undefined && !kernels.has(type);
}
