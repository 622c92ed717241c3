/**
 * A day as makers write it: mm/dd/yyyy and mm/dd/yy (what DSP0134 asks for), yyyy/mm/dd, yyyy-mm-dd, dd.mm.yyyy.
 * RFC 3339 full-date; undefined for what is no day, lies before 1980 or after `today`.
 */
export function dayOf(text: string, today: string): string | undefined {
  const [, first = '', mark = '', second = '', third = ''] = /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})$/.exec(text.trim()) ?? [];
  const [year, month, day] = first.length > 2 ? [first, second, third] : mark === '.' ? [third, second, first] : [third, first, second];
  const full = year.length === 2 ? (Number(year) < 80 ? 2000 : 1900) + Number(year) : Number(year);
  const at = new Date(Date.UTC(full, Number(month) - 1, Number(day)));
  const iso = Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
  const whole = at.getUTCFullYear() === full && at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
  return whole && iso >= '1980' && iso <= today ? iso : undefined;
}
