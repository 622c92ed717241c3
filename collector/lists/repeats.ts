import type { ListKind, ListRow } from '../../rules/list.ts';
import { isMachineKind } from './fields.ts';
import type { RefusedRow, UsedRow } from './rows.ts';

/**
 * Settles rows that name one machine twice. A console keeps what a computer was before it was set up anew, so of rows of one
 * name the one that was seen last counts; a machine in several backup jobs is backed up as lately as its best job. Rows with
 * one serial number and different names cannot both be right: none of them counts.
 */
export function withoutRepeats(rows: readonly UsedRow[], kind: ListKind): { rows: UsedRow[]; refused: RefusedRow[] } {
  if (!isMachineKind(kind)) return { rows: [...rows], refused: [] };
  const refused: RefusedRow[] = [];
  const bySerial = settle(rows, ({ row }) => row.serial?.toLowerCase(), (group) => (sameNames(group) ? folded(group, kind, 'serial number') : refuseAll(group)));
  refused.push(...bySerial.refused);
  const byName = settle(bySerial.rows, ({ row }) => row.name?.toLowerCase(), (group) => (sameSerials(group) && (kind === 'backup' || isOrdered(group)) ? folded(group, kind, 'name') : { rows: group, refused: [] }));
  refused.push(...byName.refused);
  return { rows: byName.rows.sort((a, b) => a.row.row - b.row.row), refused: refused.sort((a, b) => a.row - b.row) };
}

interface Settled {
  readonly rows: readonly UsedRow[];
  readonly refused: readonly RefusedRow[];
}

function settle(rows: readonly UsedRow[], key: (row: UsedRow) => string | null | undefined, decide: (group: readonly UsedRow[]) => Settled): { rows: UsedRow[]; refused: RefusedRow[] } {
  const groups = Map.groupBy(rows, (row) => key(row) ?? row);
  const settled = [...groups.values()].map((group) => (group.length === 1 ? { rows: group, refused: [] } : decide(group)));
  return { rows: settled.flatMap((it) => it.rows), refused: settled.flatMap((it) => it.refused) };
}

function sameNames(group: readonly UsedRow[]): boolean {
  return new Set(group.flatMap(({ row }) => (row.name ? [row.name.toLowerCase().split('.')[0]] : []))).size <= 1;
}

function sameSerials(group: readonly UsedRow[]): boolean {
  return new Set(group.flatMap(({ row }) => (row.serial ? [row.serial.toLowerCase()] : []))).size <= 1;
}

/** Whether it is plain which row is the newest. */
function isOrdered(group: readonly UsedRow[]): boolean {
  const days = group.map(({ row }) => row.lastSeen);
  return days.every((day) => typeof day === 'string') && new Set(days).size === days.length;
}

function refuseAll(group: readonly UsedRow[]): Settled {
  const rows = group.map(({ row }) => row.row).join(', ');
  return { rows: [], refused: group.map(({ row }) => ({ row: row.row, why: `rows ${shortened(rows)} have one serial number (${row.serial ?? ''}) and different names`, hides: true })) };
}

function shortened(rows: string): string {
  return rows.length > 60 ? `${rows.slice(0, 60)}…` : rows;
}

/** One row for all; its facts are those of the row that is newest. */
function folded(group: readonly UsedRow[], kind: ListKind, by: string): Settled {
  const day = ({ row }: UsedRow) => (kind === 'backup' ? row.lastSuccess : row.lastSeen) ?? '';
  const [best, ...rest] = [...group].sort((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : a.row.row - b.row.row)) as [UsedRow, ...UsedRow[]];
  const row = kind === 'backup' ? withJobs(best.row, group) : best.row;
  const why = kind === 'backup' ? `another job of the computer in row ${best.row.row}` : `the same ${by} as row ${best.row.row}`;
  return { rows: [{ ...best, row }], refused: rest.map((it) => ({ row: it.row.row, why, hides: false })) };
}

/** All jobs of one machine. When the last copy of one of them cannot be read, nobody knows the newest. */
function withJobs(best: ListRow, group: readonly UsedRow[]): ListRow {
  const jobs = [...new Set(group.flatMap(({ row }) => row.job ?? []))].sort();
  const { lastSuccess, ...rest } = best;
  const known = group.every(({ row }) => row.lastSuccess !== undefined);
  return { ...rest, ...(known && lastSuccess !== undefined ? { lastSuccess } : {}), ...(jobs.length > 0 ? { job: jobs.join(', ').slice(0, 1_000) } : {}) };
}
