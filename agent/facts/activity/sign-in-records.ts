import { printable } from '../../host/reading.ts';
import { tableRows } from './sqlite-table.ts';

/** Somebody signed in. `user` is a name, `at` seconds since 1970. */
export interface SignIn {
  readonly user: string;
  readonly at: number;
}

/** What a log of sign-ins holds, and when its first entry of any kind was written. */
export interface SignInLog {
  readonly signIns: readonly SignIn[];
  readonly began: number | undefined;
}

/** How the C library lays its records out: with 32-bit times as on x86-64, or with 64-bit times as on 64-bit ARM. */
export type Layout = 'narrow' | 'wide';

/** Sizes and offsets of utmp(5) and of lastlog of lastlog.h. */
const layouts = {
  narrow: { entry: 384, timeAt: 340, timeBytes: 4, lastlog: 292 },
  wide: { entry: 400, timeAt: 344, timeBytes: 8, lastlog: 296 },
} as const;

/** USER_PROCESS of utmp(5). */
const userProcess = 7;
/** Later than any clock of a living machine: 2100. */
const end = 4_102_444_800;

/** Reads /var/log/wtmp. Undefined when its length or an entry says that it is no such file. */
export function wtmpLog(bytes: Buffer, layout: Layout): SignInLog | undefined {
  const { entry, timeAt, timeBytes } = layouts[layout];
  if (bytes.length % entry !== 0) return undefined;
  const entries = Array.from({ length: bytes.length / entry }, (_none, index) => bytes.subarray(index * entry, (index + 1) * entry));
  if (entries.some((it) => it.readInt16LE(0) < 0 || it.readInt16LE(0) > 9)) return undefined;
  const told = entries.map((it) => ({ type: it.readInt16LE(0), user: nameAt(it), at: secondsAt(it, timeAt, timeBytes) }));
  const signIns = told.flatMap(({ type, user, at }) => (type === userProcess && at !== undefined && user !== '' ? [{ user, at }] : []));
  return { signIns, began: earliest(told.map(({ at }) => at)) };
}

/** Reads /var/log/lastlog, which has one record for each user id: seconds of the last sign-in by id, of those who ever did. */
export function lastlogTimes(bytes: Buffer, layout: Layout): ReadonlyMap<number, number> | undefined {
  const { lastlog, timeBytes } = layouts[layout];
  if (bytes.length % lastlog !== 0) return undefined;
  const times = new Map<number, number>();
  for (let id = 0; id < bytes.length / lastlog; id += 1) {
    const time = secondsAt(bytes, id * lastlog, timeBytes);
    if (time !== undefined) times.set(id, time);
  }
  return times;
}

/** Reads /var/lib/lastlog/lastlog2.db of liblastlog2: table `Lastlog2(Name, Time, …)`, seconds. */
export function lastlog2Log(bytes: Buffer): SignInLog | undefined {
  const rows = tableRows(bytes, 'Lastlog2');
  return rows && { signIns: rows.flatMap(([name, time]) => signIn(name, time)), began: undefined };
}

/** Reads /var/lib/wtmpdb/wtmp.db of wtmpdb: table `wtmp(ID, Type, User, Login, …)`, type 3 is a sign-in, microseconds. */
export function wtmpdbLog(bytes: Buffer): SignInLog | undefined {
  const rows = tableRows(bytes, 'wtmp')?.map(([, type, user, login]) => ({ type, user, at: typeof login === 'number' ? Math.floor(login / 1e6) : null }));
  if (!rows) return undefined;
  return { signIns: rows.flatMap(({ type, user, at }) => (type === 3 ? signIn(user ?? null, at) : [])), began: earliest(rows.map(({ at }) => at ?? undefined)) };
}

function signIn(user: number | string | null | undefined, at: number | string | null | undefined): SignIn[] {
  return typeof user === 'string' && typeof at === 'number' && isTime(at) ? [{ user, at }] : [];
}

/** The user of an entry: 32 bytes, ended by NUL where it is shorter. */
function nameAt(entry: Buffer): string {
  return printable(entry.toString('utf8', 44, 76).split('\0')[0] ?? '', 64);
}

function secondsAt(record: Buffer, at: number, bytes: 4 | 8): number | undefined {
  const seconds = bytes === 4 ? record.readUInt32LE(at) : Number(record.readBigInt64LE(at));
  return isTime(seconds) ? seconds : undefined;
}

function isTime(seconds: number): boolean {
  return seconds > 0 && seconds < end;
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined && isTime(time));
  return known.length === 0 ? undefined : known.reduce<number>((a, b) => Math.min(a, b ?? a), end);
}
