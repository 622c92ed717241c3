import type { ListKind, ListRow } from '../../rules/list.ts';
import { cellReader } from './cells.ts';
import type { Cell } from './cells.ts';
import type { Columns } from './columns.ts';
import { fieldNames, identities, isMachineKind, isRowField, readings } from './fields.ts';
import type { Field } from './fields.ts';
import { isEmpty } from './heading.ts';
import type { HeadedTable } from './heading.ts';
import { unreadableLetter } from './table.ts';
import type { TableRow } from './table.ts';
import { classOfSystem, isDisabled, isGone, isNoComputer } from './words.ts';

/** A row that can be used. */
export interface UsedRow {
  readonly row: ListRow;
  /** Its status says that the machine is disposed of, or the person gone. */
  readonly gone: boolean;
  /** Why it is no reason to believe in a computer that nobody knows; absent when it is one. */
  readonly doubt?: string;
}

/** A row that cannot be used, and why. */
export interface RefusedRow {
  readonly row: number;
  readonly why: string;
  /** True when it may be about somebody that the other rows do not name: then the list does not name all there are. */
  readonly hides: boolean;
}

/** A cell that cannot be read; the rest of its row counts. */
export interface RefusedCell {
  readonly row: number;
  readonly field: Field;
  readonly why: string;
}

/** What the rows of a table say. */
export interface Rows {
  readonly used: readonly UsedRow[];
  readonly refused: readonly RefusedRow[];
  readonly cells: readonly RefusedCell[];
}

/** How rows are to be read. */
export interface RowOrder {
  readonly kind: ListKind;
  readonly asOf: string;
  readonly columns: Columns;
  /** Rows leave out the cells at their end that are empty. */
  readonly ragged: boolean;
}

/** The fields of one row before it is known what it is about. */
type Draft = Partial<Record<Field, Exclude<Cell, { why: string }>['value']>>;

/** Reads the rows of a table one by one. Nothing here throws: what cannot be used is told, with its row. */
export function readRows({ headings, rows }: HeadedTable, order: RowOrder): Rows {
  const readers = [...order.columns].map(([field, place]) => ({ field, place, read: cellReader({ reading: readings[field], asOf: order.asOf }, () => rows.map(({ cells }) => cells[place] ?? '')) }));
  const cells: RefusedCell[] = [];
  const used: UsedRow[] = [];
  const refused: RefusedRow[] = [];
  const lastRead = Math.max(...order.columns.values());
  for (const row of rows) {
    const flaw = flawOf(row, { width: headings.length, lastRead, ragged: order.ragged });
    if (flaw) {
      refused.push({ row: row.row, ...flaw });
      continue;
    }
    const draft: Draft = {};
    const unread: RefusedCell[] = [];
    for (const { field, place, read } of readers) {
      const cell = read(row.cells[place] ?? '');
      if ('value' in cell) draft[field] = cell.value;
      else unread.push({ row: row.row, field, why: cell.why });
    }
    const made = order.kind === 'people' || order.kind === 'training' ? personRow(row.row, draft, order) : isMachineKind(order.kind) ? machineRow(row.row, draft, order) : finished(row.row, draft, { order, gone: false });
    if ('why' in made) refused.push(made);
    else {
      used.push(unread.some(({ field }) => field === 'class') ? { ...made, doubt: 'its kind of equipment is not known: it may be no computer' } : made);
      cells.push(...unread);
    }
  }
  return { used, refused, cells };
}

function flawOf(row: TableRow, { width, lastRead, ragged }: { width: number; lastRead: number; ragged: boolean }): Pick<RefusedRow, 'why' | 'hides'> | undefined {
  if (isEmpty(row)) return { why: 'the row is empty', hides: false };
  if (isRemark(row)) return { why: 'it is a remark about the list', hides: false };
  if (row.cells.some((cell) => cell.includes(unreadableLetter))) return { why: 'its letters are written otherwise than those of the other rows (mixed encodings)', hides: true };
  if (row.cells.slice(width).some((cell) => cell.trim() !== '')) return { why: `it has ${row.cells.length} cells where the heading has ${width}: a separator inside a cell needs quotation marks`, hides: true };
  if (!ragged && row.cells.length <= lastRead) return { why: `it has ${row.cells.length} cells where the heading has ${width}: a line break inside a cell needs quotation marks`, hides: true };
  return undefined;
}

/** Exports end with a line of their own: `Total: 45`, `Generated on 11/2/2026`. */
function isRemark({ cells }: TableRow): boolean {
  const [only = '', ...more] = cells.map((cell) => cell.trim()).filter(Boolean);
  return more.length <= 1 && /^(?:(?:grand |sub)?totals?(?=[\s:]|$)|(?:report |list )?(?:generated|created|exported|printed|run)(?: (?:on|at|by|date|time)\b|:)|page \d+ of\b|end of (?:report|list)\b|\(?[\d,]+ (?:rows?|records?|devices?|items?|computers?)\b|(?:row |record )?count *:)/i.test(only);
}

function machineRow(row: number, draft: Draft, order: RowOrder): UsedRow | RefusedRow {
  const { class: word, status, ...rest } = draft;
  const said = [rest.make, rest.model].filter((text) => typeof text === 'string').join(' ');
  const system = typeof rest.os === 'string' ? classOfSystem(rest.os) : undefined;
  if (word === 'no-computer' || (typeof word !== 'string' && (system === 'no-computer' || (order.kind === 'ledger' && isNoComputer(said))))) return { row, why: 'it is no computer, printer or network device', hides: false };
  if (typeof rest.name === 'string' && /^\S+@\S+$/.test(rest.name)) return { row, why: 'it is a mailbox or an account, no computer', hides: false };
  const name = typeof rest.name === 'string' ? machineName(rest.name) : rest.name;
  const specific = word === 'computer' || word === null ? system : (word ?? system);
  const gone = typeof status === 'string' && isGone(status);
  const known = specific !== undefined && specific !== 'no-computer' ? { class: specific } : word === null ? { class: null } : {};
  const retired = end('retired', { status, gone, draft: rest, columns: order.columns });
  const made = finished(row, { ...rest, ...(name === undefined ? {} : { name }), ...known, ...retired }, { order, gone });
  return 'why' in made || typeof status !== 'string' || !isDisabled(status) ? made : { ...made, doubt: 'it is switched off in the directory: it may be gone' };
}

/** `PC1$` is the account of PC1. */
function machineName(name: string): string {
  return name.replace(/\$$/, '').replace(/\.$/, '');
}

function personRow(row: number, draft: Draft, order: RowOrder): UsedRow | RefusedRow {
  const { firstName, lastName, status, person, ...rest } = draft;
  const parts = [firstName, lastName].filter((part) => typeof part === 'string');
  const name = parts.length > 0 ? parts.join(' ') : typeof person === 'string' ? forwards(person) : person;
  const gone = typeof status === 'string' && isGone(status);
  const email = typeof rest.email === 'string' ? { email: rest.email.toLowerCase() } : {};
  return finished(row, { ...rest, ...(name === undefined ? {} : { person: name }), ...email, ...(order.kind === 'people' ? end('left', { status, gone, draft: rest, columns: order.columns }) : {}) }, { order, gone });
}

/** `Clerk, Alice M` is Alice M Clerk. Two commas may be anything. */
function forwards(name: string): string {
  const [last, first, ...more] = name.split(',').map((part) => part.trim());
  return last && first && more.length === 0 && !/^(?:jr|sr|ii|iii|iv|md|phd|esq)\.?$/i.test(first) ? `${first} ${last}` : name;
}

/**
 * The day of an end, where a status tells of one as well: gone without a day is an end at a day that nobody knows, and not gone
 * is none, where no column has the day.
 */
function end(field: 'retired' | 'left', { status, gone, draft, columns }: { status: Draft['status']; gone: boolean; draft: Draft; columns: Columns }): Draft {
  if (gone && typeof draft[field] !== 'string') delete draft[field];
  return !gone && typeof status === 'string' && !columns.has(field) ? { [field]: null } : {};
}

function finished(row: number, draft: Draft, { order, gone }: { order: RowOrder; gone: boolean }): UsedRow | RefusedRow {
  const named = identities[order.kind].some((field) => {
    const value = draft[field];
    return typeof value === 'string' ? value !== '' : Array.isArray(value) && value.length > 0;
  });
  if (!named) return { row, why: `it has no ${spoken[isMachineKind(order.kind) ? 'machine' : order.kind]}`, hides: true };
  // In one order, whichever columns they come from: the same list is the same document.
  const fields = fieldNames.filter((field) => isRowField(field) && draft[field] !== undefined).map((field) => [field, draft[field]]);
  return { row: { row, ...Object.fromEntries(fields) } as ListRow, gone: gone || typeof draft.retired === 'string' };
}

const spoken = { machine: 'name, serial number or network address', people: 'name, e-mail or account', training: 'name, e-mail or account', contracts: 'name and no vendor' } as const;
