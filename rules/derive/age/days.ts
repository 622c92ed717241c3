const dayMs = 86_400_000;

/** Days of a number of years, rounded. */
export function years(count: number): number {
  return Math.round(count * 365.2425);
}

/** Whole days since 1970 of a day, a month (its first day) or an instant in RFC 3339; undefined for anything else. */
export function dayNumber(text: string): number | undefined {
  const [date] = /^\d{4}-\d{2}(?:-\d{2}(?=$|T))?/.exec(text) ?? [];
  if (date === undefined || (text.length > 10 && text[10] !== 'T') || (text.length < 10 && text.length !== 7)) return undefined;
  const at = Date.parse(date.length === 7 ? `${date}-01` : date);
  return Number.isNaN(at) ? undefined : at / dayMs;
}

/** The day as RFC 3339 full-date. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** First and last day of a month of 1 to 12. */
export function monthOf(year: number, month: number): Span {
  return { from: Date.UTC(year, month - 1, 1) / dayMs, to: Date.UTC(year, month, 1) / dayMs - 1 };
}

/** First and last day of a year. */
export function yearOf(year: number): Span {
  return { from: Date.UTC(year, 0, 1) / dayMs, to: Date.UTC(year + 1, 0, 1) / dayMs - 1 };
}

/** Monday and Sunday of a week of 1 to 54 as makers count them: ISO 8601 or a week off. */
export function weekOf(year: number, week: number): Span {
  const fourth = Date.UTC(year, 0, 4) / dayMs;
  // 1970 began on a Thursday: day 4 is a Monday.
  const monday = fourth - ((((fourth - 4) % 7) + 7) % 7) + (week - 1) * 7;
  return { from: monday, to: monday + 6 };
}

/** Days from the first to the last, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
