import type { Logging } from '../../../wire/sections/logging.ts';
import type { Known } from '../../host/known.ts';
import { wholeNumber } from '../../host/reading.ts';

type Class = NonNullable<Logging['auditPolicy']>[number];
type Log = NonNullable<Logging['logs']>[number];

/** Settings of OpenBSM by name, `name:value` a line; see audit_control(5). */
export function auditControl(text: string): ReadonlyMap<string, string> | undefined {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const pairs = lines.map((line) => /^([a-z-]{2,32}):(.*)$/.exec(line));
  return pairs.length === 0 || pairs.includes(null) ? undefined : new Map(pairs.map((pair) => [pair?.[1] ?? '', (pair?.[2] ?? '').trim()]));
}

/** Names of the classes as audit_class(5) has them. */
const names: Readonly<Record<string, string>> = {
  aa: 'authentication and authorization', ad: 'administrative', all: 'all', ap: 'application', cl: 'file close', ex: 'exec', fa: 'file attribute access', fc: 'file create', fd: 'file delete',
  fm: 'file attribute modify', fr: 'file read', fw: 'file write', io: 'ioctl', ip: 'ipc', lo: 'login_logout', na: 'non attributable', no: 'invalid class', nt: 'network', ot: 'other', pc: 'process',
};

/** Flags such as `lo,aa,-fd,^-fr`: + what succeeded, - what failed, ^ takes it away again. Undefined when one is not understood. */
export function auditClasses(flags: string): Class[] | undefined {
  const classes = new Map<string, { success: boolean; failure: boolean }>();
  for (const flag of flags.split(',').map((part) => part.trim()).filter(Boolean)) {
    const [, not, sign = '', id = ''] = /^(\^?)([+-]?)([a-z]{2,16})$/.exec(flag) ?? [];
    if (not === undefined) return undefined;
    const before = classes.get(id) ?? { success: false, failure: false };
    const on = not === '';
    classes.set(id, { success: sign === '-' ? before.success : on, failure: sign === '+' ? before.failure : on });
  }
  return [...classes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, { success, failure }]) => ({ id, name: Object.hasOwn(names, id) ? (names[id] ?? null) : null, success, failure }));
}

const units: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const spans: Readonly<Record<string, number>> = { s: 1, h: 3_600, d: 86_400, y: 31_536_000 };

/** `expire-after:60d OR 5G`: the age or the size after which trails go; with AND both must be reached, so that neither limits alone. */
export function retention(value: string | undefined): Known<Pick<Log, 'maxBytes' | 'keepDays' | 'whenFull'>> {
  if (value === undefined || value === '') return { value: { maxBytes: null, keepDays: null, whenFull: 'archive' } };
  const [, first = '', joint, second] = /^(\d{1,12}[a-zA-Z])(?:\s+(AND|OR)\s+(\d{1,12}[a-zA-Z]))?$/.exec(value) ?? [];
  const parts = [first, second ?? ''].filter(Boolean).map((part) => ({ number: wholeNumber(part.slice(0, -1)), unit: part.slice(-1) }));
  const [bytes, seconds] = [units, spans].map((table) => parts.flatMap(({ number, unit }) => (number !== undefined && Object.hasOwn(table, unit) ? [number * (table[unit] ?? 0)] : []))) as [number[], number[]];
  if (parts.length === 0 || bytes.length + seconds.length < parts.length || [...bytes, ...seconds].some((number) => !Number.isSafeInteger(number))) return { why: { reason: 'unreadable', detail: 'expire-after of audit_control' } };
  const both = joint === 'AND';
  return { value: { maxBytes: both ? null : (bytes[0] ?? null), keepDays: both || seconds[0] === undefined ? null : Math.floor(seconds[0] / 86_400), whenFull: 'overwrite' } };
}
