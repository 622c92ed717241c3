import { dayOf } from './firmware-day.ts';

/**
 * The day in a DateAndTime of RFC 2579 (8 or 11 bytes), as entPhysicalMfgDate of RFC 6933 has it; undefined for zeroes, for
 * what is no date, lies before 1990 or after `today`.
 */
export function dayOfDateAndTime(bytes: Uint8Array, today: string): string | undefined {
  if (bytes.length !== 8 && bytes.length !== 11) return undefined;
  const [high = 0, low = 0, month = 0, day = 0] = bytes;
  return since1990(dayOf(`${String(high * 256 + low).padStart(4, '0')}-${month}-${day}`, today));
}

/** The day a management card of APC was made, from its sysDescr: `… SN: ZA1815031283 MD:04/10/2018) …`. */
export function cardDay(description: string, today: string): string | undefined {
  return since1990(dayOf(/ MD: ?(\d\d\/\d\d\/\d{4})\)/.exec(description)?.[1] ?? '', today));
}

/**
 * The day an HP LaserJet was first used, from its sysDescr: `SVCID:26267` is day 267 of 1990 + 26. The service manuals of HP
 * count 12 months of 30 days.
 */
export function firstUseDay(description: string, today: string): string | undefined {
  const [, years = '', days = ''] = /\bSVCID:(\d\d)(\d{3})(?!\d)/.exec(description) ?? [];
  const day = Number(days) - 1;
  if (years === '' || day < 0 || day >= 360) return undefined;
  const [month, ofMonth] = [Math.floor(day / 30) + 1, (day % 30) + 1];
  // February has no day 29 or 30: its last day is near enough.
  return since1990(dayOf(`${1990 + Number(years)}-${month}-${month === 2 ? Math.min(ofMonth, 28) : ofMonth}`, today));
}

function since1990(day: string | undefined): string | undefined {
  return day === undefined || day < '1990' ? undefined : day;
}
