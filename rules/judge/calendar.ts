const dayMs = 86_400_000;

/** The day (UTC) of an instant or a day, YYYY-MM-DD. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

/** The day so many days later. */
export function afterDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** Days from one day to a later one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** The fiscal year in which a day lies, by the calendar year in which it ends, as towns name it: 2027 is July 2026 to June 2027. */
export function fiscalYearOf(day: string, startMonth: number): number {
  const year = Number(day.slice(0, 4));
  return startMonth > 1 && Number(day.slice(5, 7)) >= startMonth ? year + 1 : year;
}

/** First and last day of a fiscal year. */
export function fiscalYearDays(year: number, startMonth: number): { readonly from: string; readonly to: string } {
  const from = startMonth > 1 ? year - 1 : year;
  const last = Date.UTC(from + 1, startMonth - 1, 0);
  return { from: `${from}-${String(startMonth).padStart(2, '0')}-01`, to: new Date(last).toISOString().slice(0, 10) };
}
