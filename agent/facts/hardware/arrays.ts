import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, part, printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { inTable } from '../../host/table.ts';

type DiskArray = NonNullable<Hardware['arrays']>[number];

export const arraySources = {
  /** Linux software RAID, see md(4). There is no such file where the driver was never needed. */
  mdstat: { kind: 'file', path: '/proc/mdstat', trust: 'kernel' },
  /** State of each ZFS pool: ONLINE, DEGRADED, FAULTED… */
  pools: { kind: 'files', pattern: '/proc/spl/kstat/zfs/*/state', trust: 'kernel' },
} as const satisfies Sources;

/** How many disks may be lost before data is. */
const spare: Readonly<Record<string, number>> = { raid0: 0, linear: 0, raid4: 1, raid5: 1, raid6: 2 };

const poolStates: Readonly<Record<string, DiskArray['state']>> = {
  ONLINE: 'optimal', DEGRADED: 'degraded', FAULTED: 'failed', SUSPENDED: 'failed', UNAVAIL: 'failed',
};

/** Software arrays by name. A ZFS pool tells its state but not, without its own tool, how many disks it has. */
export function arraysOf(look: Look<typeof arraySources>): DiskArray[] | undefined {
  const md = look.take('arrays', 'mdstat', mdArrays);
  const { entries, incomplete } = look.all('pools');
  if (incomplete) look.lack('arrays', incomplete);
  if (md === undefined) return undefined;
  const pools = entries.map(({ path, reading }): DiskArray => {
    for (const key of ['members', 'working']) look.lack(`arrays[].${key}`, { reason: 'not-visible-from-here', detail: path });
    return { name: printable(part(path, 5), 64), level: 'zfs', state: inTable(poolStates, textOf(reading) ?? '') ?? 'other' };
  });
  return [...(md ?? []), ...pools].sort((a, b) => inOrder(a.name ?? '', b.name ?? ''));
}

/** Arrays of /proc/mdstat; undefined when it is not that file. Containers of firmware RAID are no arrays of their own. */
export function mdArrays(text: string): DiskArray[] | undefined {
  if (!/^(?:Personalities|unused devices)\s*:/m.test(text)) return undefined;
  const blocks = text.split(/\n(?=\S)/).filter((block) => /^md\S* : /.test(block));
  return blocks.filter((block) => !/ inactive .*\n.*external:(?:imsm|ddf)\s*$/m.test(block)).map(mdArray);
}

function mdArray(block: string): DiskArray {
  const [head = '', ...detail] = block.split('\n');
  const name = printable(head.slice(0, head.indexOf(' ')), 64);
  const active = / : active /.test(head);
  const words = head.split(' ').slice(3).filter((word) => !word.startsWith('('));
  const level = active ? printable(words[0] ?? '', 32) : 'inactive';
  const parts = words.filter((word) => word.includes('['));
  const failed = parts.filter((word) => word.includes('(F)')).length;
  const spares = parts.filter((word) => word.includes('(S)')).length;
  const counts = /\[(\d{1,6})\/(\d{1,6})\]/.exec(detail.join('\n'));
  const members = wholeNumber(counts?.[1]) ?? (active ? parts.length - spares : parts.length);
  const working = active ? (wholeNumber(counts?.[2]) ?? members - failed) : 0;
  return { name, level, members, working, state: active ? stateOf({ level, members, working, detail: detail.join('\n') }) : 'failed' };
}

function stateOf({ level, members, working, detail }: { level: string; members: number; working: number; detail: string }): DiskArray['state'] {
  if (working < members) {
    const lost = members - working;
    if (working === 0 || lost > (spare[level] ?? members)) return 'failed';
    return /recovery\s*=\s*[\d.]+%/.test(detail) ? 'rebuilding' : 'degraded';
  }
  return /(?:recovery|resync|reshape)\s*=\s*[\d.]+%/.test(detail) ? 'rebuilding' : 'optimal';
}
