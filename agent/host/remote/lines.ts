import { isKernels } from '../place.ts';
import type { Reading } from '../source.ts';

/** From here on there is no date for a time, see agent/host/pattern.ts. */
const year10000 = 253_402_300_800_000;

/** One line of `ls -ln`: type and rights, links, user, group, size (two numbers for a device), date in three words. */
const listed = /^([-a-z])([rwxsStT-]{9})[.+@]?\s+\d+\s+\d+\s+\d+\s+(?:\d+,\s*)?(\d+)\s+/;

/** Where a link points, from its line of `ls -ln`; what is no link does not match, but in the trees of the kernel it is an error. */
export function linkReading(name: string, asked: string, line: string): Reading {
  const [, type] = listed.exec(line) ?? [];
  if (type === undefined) return line === '' ? { state: 'absent' } : { state: 'failed', reason: 'unreadable', detail: name };
  if (type !== 'l') return isKernels(name) ? { state: 'failed', reason: 'unreadable', detail: `${name}: EINVAL` } : { state: 'absent' };
  const at = line.indexOf(` ${asked} -> `);
  return at < 0 ? { state: 'failed', reason: 'unreadable', detail: name } : { state: 'read', text: line.slice(at + asked.length + 5) };
}

/** The line of a `times` source from that of stat(1), or from that of `ls --full-time` where there is no stat. */
export function stampReading(name: string, line: string): Reading {
  const { instant, size, rights } = line.includes('|') ? fromStat(line) : fromListing(line);
  const ms = instant === undefined ? Number.NaN : milliseconds(instant);
  if (size === undefined || rights === undefined) return { state: 'failed', reason: 'unreadable', detail: name };
  if (!(ms >= 0 && ms < year10000)) return { state: 'failed', reason: 'unreadable', detail: `${name}: its time is no date` };
  return { state: 'read', text: `${new Date(ms).toISOString()} ${size} ${rights.padStart(4, '0')}` };
}

interface Stamp {
  readonly instant?: string | undefined;
  readonly size?: string | undefined;
  readonly rights?: string | undefined;
}

function fromStat(line: string): Stamp {
  const [, instant, size, rights] = /^([^|]*)\|(\d+)\|0*([0-7]{1,4})$/.exec(line) ?? [];
  return { instant, size, rights };
}

function fromListing(line: string): Stamp {
  const [head, type, letters, size] = listed.exec(line) ?? [];
  if (head === undefined || type === undefined || letters === undefined) return {};
  return { instant: line.slice(head.length), size, rights: octal(letters).toString(8) };
}

/** `rwsr-x--t` as a number. */
function octal(letters: string): number {
  const bits = letters.split('').reduce((sum, letter) => sum * 2 + (letter === '-' || letter === 'S' || letter === 'T' ? 0 : 1), 0);
  const special = [2, 5, 8].reduce((sum, at) => sum * 2 + (/[sStT]/.test(letters.charAt(at)) ? 1 : 0), 0);
  return special * 0o1000 + bits;
}

/** Milliseconds since 1970 of `2024-09-03 06:31:10.123456789 +0000`, rounded as Node rounds; ls puts the name behind it. */
function milliseconds(instant: string): number {
  const [, day, time, fraction = '0'] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?: \+0000| UTC)?(?:$| \.\/)/.exec(instant) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`) + Math.round(Number(`0.${fraction}`) * 1000);
}
