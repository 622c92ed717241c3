import type { ListKind, ListRow } from '../../rules/list.ts';
import { isMachineKind } from './fields.ts';
import type { RefusedCell, RefusedRow, UsedRow } from './rows.ts';

/**
 * Settles rows that name one machine twice. A console keeps what a computer was before it was set up anew, so of rows of one
 * name the one that was seen last counts; a machine in several backup jobs is backed up as lately as its best job. Rows with
 * one serial number and different names are different machines, and whose number it is nobody knows: it counts for none of them.
 */
export function withoutRepeats(rows: readonly UsedRow[], kind: ListKind): { rows: UsedRow[]; refused: RefusedRow[]; cells: RefusedCell[] } {
  if (!isMachineKind(kind)) return { rows: [...rows], refused: [], cells: [] };
  const bySerial = settle(rows, ({ row }) => row.serial?.toLowerCase(), (group) => (sameNames(group) ? folded(group, kind, 'serial number') : withoutSerials(group)));
  const byName = settle(bySerial.rows, ({ row }) => row.name?.toLowerCase(), (group) => (sameSerials(group) && (kind === 'backup' || isOrdered(group)) ? folded(group, kind, 'name') : { rows: group, refused: [] }));
  return { rows: byName.rows.sort((a, b) => a.row.row - b.row.row), refused: [...bySerial.refused, ...byName.refused].sort((a, b) => a.row - b.row), cells: bySerial.cells };
}

interface Settled {
  readonly rows: readonly UsedRow[];
  readonly refused: readonly RefusedRow[];
  readonly cells?: readonly RefusedCell[];
}

function settle(rows: readonly UsedRow[], key: (row: UsedRow) => string | null | undefined, decide: (group: readonly UsedRow[]) => Settled): { rows: UsedRow[]; refused: RefusedRow[]; cells: RefusedCell[] } {
  const groups = Map.groupBy(rows, (row) => key(row) ?? row);
  const settled = [...groups.values()].map((group): Settled => (group.length === 1 ? { rows: group, refused: [] } : decide(group)));
  return { rows: settled.flatMap((it) => it.rows), refused: settled.flatMap((it) => it.refused), cells: settled.flatMap((it) => it.cells ?? []) };
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

/** The rows as if they had no serial number; one without a name may be any of the others, or none. */
function withoutSerials(group: readonly UsedRow[]): Settled {
  const rows = shortened(group.map(({ row }) => row.row).join(', '));
  const why = `rows ${rows} have one serial number (${group[0]?.row.serial ?? ''}) and different names`;
  const [named, nameless] = [group.filter(isNamed), group.filter((it) => !isNamed(it))];
  return {
    rows: named.map((it) => {
      const { serial: _, ...row } = it.row;
      return { ...it, row };
    }),
    refused: nameless.map(({ row }) => ({ row: row.row, why: `${why}, and this one has none`, hides: true })),
    cells: named.map(({ row }) => ({ row: row.row, field: 'serial', why })),
  };
}

function isNamed({ row }: UsedRow): boolean {
  return typeof row.name === 'string' && row.name !== '';
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
