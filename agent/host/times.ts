import type { Reading } from './source.ts';

/** When an entry of a `times` source was last modified, RFC 3339 UTC to the second; undefined where that was not read. */
export function modifiedAt(reading: Reading): string | undefined {
  if (reading.state !== 'read') return undefined;
  const second = `${reading.text.slice(0, 19)}Z`;
  if (/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(second)) return second;
  // The way back through a date refuses 30 February and whatever else is no moment.
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(second) ? new Date(second) : undefined;
  return moment && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(second.slice(0, 19)) ? second : undefined;
}
