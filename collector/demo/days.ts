const day = 86_400_000;

/** A day so many days before (or, below 0, after) another, YYYY-MM-DD. @param of RFC 3339 or a day */
export function dayBefore(of: string, days: number): string {
  return new Date(Date.parse(of) - days * day).toISOString().slice(0, 10);
}

/** An instant so many days before another. */
export function instantBefore(of: string, days: number): string {
  return new Date(Date.parse(of) - Math.round(days * day)).toISOString();
}

/** The newest second Tuesday of a month, on which Microsoft gives out fixes, so many days or more before an instant. */
export function patchDayBefore(of: string, days: number): string {
  const latest = dayBefore(of, days);
  for (let back = 0; ; back += 1) {
    const month = new Date(`${latest.slice(0, 7)}-01T00:00:00Z`);
    month.setUTCMonth(month.getUTCMonth() - back);
    const second = new Date(month.getTime() + (((9 - month.getUTCDay()) % 7) + 7) * day).toISOString().slice(0, 10);
    if (second <= latest) return second;
  }
}
