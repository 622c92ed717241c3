import type { AssetClass } from '../../rules/input.ts';
import type { Reading } from './fields.ts';
import { orderOf, readDay } from './dates.ts';
import { serialNumber } from './serial.ts';
import { classWord, healthWord } from './words.ts';
import { listBounds } from './table.ts';

/** What a cell says; or why it says nothing that can be used. */
export type Cell = { readonly value: string | number | boolean | readonly string[] | null } | { readonly why: string };

/** What the cells of one column have in common. */
export interface CellOrder {
  readonly reading: Reading;
  /** Day of the list: what has happened cannot have happened later. */
  readonly asOf: string;
}

const nothing = /^(?:-+|n\/?a|null|none|\(none\)|<none>|\(blank\)|#n\/a)$/i;
/** How far clocks and time zones may put a date after the day of the list. */
const slackMilliseconds = 2 * 86_400_000;

/** Text without control characters and runs of blanks. */
export function clean(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

/** A reader of the cells of one column. It looks at all of them first where one alone is ambiguous. */
export function cellReader({ reading, asOf }: CellOrder, column: () => Iterable<string>): (text: string) => Cell {
  const year = Number(asOf.slice(0, 4));
  if (reading === 'day' || reading === 'past-day') {
    const order = orderOf(column());
    const last = reading === 'day' ? '9999-12-31' : new Date(Date.parse(asOf) + slackMilliseconds).toISOString().slice(0, 10);
    return bounded((text) => {
      const read = readDay(text, order, reading === 'day' ? year + 30 : year);
      if ('why' in read) return read;
      return read.day !== null && read.day > last ? { why: 'later than the list itself' } : { value: read.day };
    });
  }
  return bounded(readers[reading]);
}

function bounded(read: (text: string) => Cell): (text: string) => Cell {
  return (text) => (text.length > listBounds.cell ? { why: `longer than ${listBounds.cell} characters` } : read(clean(text)));
}

const readers: Readonly<Record<Exclude<Reading, 'day' | 'past-day'>, (text: string) => Cell>> = {
  text: (text) => ({ value: text === '' || nothing.test(text) ? null : text }),
  status: (text) => ({ value: text === '' ? null : text.toLowerCase() }),
  serial: (text) => (/^\d(?:\.\d+)?E\+\d+$/i.test(text) ? { why: 'Excel shortened this number; export the column as text' } : { value: serialNumber(text) }),
  macs: readMacs,
  money: readMoney,
  class: readClass,
  health: (text) => {
    if (text === '' || nothing.test(text)) return { value: null };
    const healthy = healthWord(text);
    return healthy === undefined ? { why: 'a word that says neither healthy nor not' } : { value: healthy };
  },
};

/** Addresses in any spelling; such that no adapter has are left out. */
function readMacs(text: string): Cell {
  if (text === '' || nothing.test(text)) return { value: [] };
  const found = text.match(/(?<![0-9a-z])(?:[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![0-9a-z])/gi) ?? [];
  if (found.length === 0) return { why: 'no network address' };
  const macs = found.map((mac) => mac.toLowerCase().replace(/[^0-9a-f]/g, '').replace(/(..)(?!$)/g, '$1:'));
  return { value: [...new Set(macs)].filter((mac) => !/^(?:00:){5}00$/.test(mac) && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0).sort() };
}

function readMoney(text: string): Cell {
  if (text === '' || nothing.test(text)) return { value: null };
  const bare = text.replace(/^(?:US)?\$\s*|\s*(?:USD)$/gi, '').replace(/^USD\s*/i, '');
  if (!/^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,4})?$/.test(bare)) return { why: 'no amount of money, as in $1,200.00' };
  return { value: Number(bare.replaceAll(',', '')) };
}

/** A class of asset; '' for a computer of no said kind. What is no computer at all is told by the row. */
function readClass(text: string): Cell {
  if (text === '' || nothing.test(text)) return { value: null };
  const word = classWord(text);
  if (word === undefined) return { why: 'a kind of equipment that is not known' };
  return { value: word satisfies AssetClass | 'computer' | 'no-computer' };
}
