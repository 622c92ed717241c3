/** Whether a column writes the day before the month: then a date that could be both is none. */
export type DateOrder = 'month-first' | 'in-doubt';

/** A day (YYYY-MM-DD), null where the cell says that there is none, or why it cannot be read. */
export type ReadDay = { readonly day: string | null } | { readonly why: string };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** What programs write where there is no date: the beginning or the end of their calendar. */
const noDays: ReadonlySet<string> = new Set(['0001-01-01', '1600-12-31', '1601-01-01', '1899-12-30', '1899-12-31', '1900-01-00', '1900-01-01', '1969-12-31', '1970-01-01', '9999-12-31']);
const never = /^(?:never|none|not yet|n\/?a|-+|null|no date|pending|0)$/i;
/** A time of day may follow; it is not needed. */
const time = String.raw`(?:[T ,]+\d{1,2}:\d{2}.*)?`;
const forms = {
  iso: new RegExp(String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})${time}$`),
  us: new RegExp(String.raw`^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})${time}$`),
  monthFirst: new RegExp(String.raw`^(?:[a-z]{3,9},? +)?([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})${time}$`, 'i'),
  dayFirst: new RegExp(String.raw`^(?:[a-z]{3,9},? +)?(\d{1,2})[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})${time}$`, 'i'),
  excel: /^(\d{5})(?:\.\d+)?$/,
};
const firstExcelDay = Date.UTC(1899, 11, 30);

/**
 * Reads a date as programs and people in the United States write it: 2026-03-05, 3/5/2026, Mar 5, 2026, 5-Mar-26, or the
 * number of days that Excel keeps. The month comes first where both would do.
 * @param latestYear of two digits the century is chosen so that the year is not after this one
 */
export function readDay(text: string, order: DateOrder, latestYear: number): ReadDay {
  const cell = text.trim();
  if (cell === '' || never.test(cell)) return { day: null };
  const iso = forms.iso.exec(cell);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const us = forms.us.exec(cell);
  if (us) return order === 'in-doubt' && us[1] !== us[2] ? { why: 'the dates of this column seem to have the day first; write them as 2026-03-31' } : dayOf(fullYear(us[3], latestYear), Number(us[1]), Number(us[2]));
  const [, month, day, year] = forms.monthFirst.exec(cell) ?? [];
  if (month !== undefined) return dayOf(Number(year), monthOf(month), Number(day));
  const spelled = forms.dayFirst.exec(cell);
  if (spelled) return dayOf(fullYear(spelled[3], latestYear), monthOf(spelled[2] ?? ''), Number(spelled[1]));
  const excel = forms.excel.exec(cell);
  if (excel) return written(new Date(firstExcelDay + Number(excel[1]) * 86_400_000));
  return { why: /^\d{4}$/.test(cell) ? 'only a year' : 'no date' };
}

/** Tells the order of a column: one date that has the day first puts all in doubt that could be read either way. */
export function orderOf(cells: Iterable<string>): DateOrder {
  for (const cell of cells) {
    const [, first, second] = forms.us.exec(cell.trim()) ?? [];
    if (Number(first) > 12 && Number(second) <= 12) return 'in-doubt';
  }
  return 'month-first';
}

function monthOf(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function fullYear(digits: string | undefined, latest: number): number {
  const year = Number(digits);
  if (digits?.length !== 2) return year;
  const century = latest - (latest % 100);
  return century + year > latest ? century - 100 + year : century + year;
}

function dayOf(year: number, month: number, day: number): ReadDay {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year);
  const real = new Date(date);
  real.setUTCFullYear(year, month - 1, day);
  return month >= 1 && month <= 12 && day >= 1 && real.getUTCMonth() === month - 1 && real.getUTCDate() === day ? written(real) : { why: 'no such day' };
}

function written(date: Date): ReadDay {
  const day = date.toISOString().slice(0, 10);
  if (noDays.has(day)) return { day: null };
  return date.getUTCFullYear() < 1950 || date.getUTCFullYear() > 2100 ? { why: 'no such year' } : { day };
}
