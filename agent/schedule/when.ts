import { createHash } from 'node:crypto';
import type { Moment } from '../state.ts';

const minuteMs = 60_000;
const scanEveryMs = 20 * 60 * minuteMs;
/** A start this long after its time is still the planned one: timers are coarse and machines are slow. */
const punctualMs = 15 * minuteMs;

/** When this computer scans and sends: the same for the same name, spread over the machines of a town. */
export interface Plan {
  /** Local time of the nightly scan. */
  readonly hour: number;
  readonly minute: number;
  /** Minute of every hour at which what waits is sent. */
  readonly sendMinute: number;
  /** Minutes that a scan which was missed waits after its start, from 10 to 39. */
  readonly makeUpMinutes: number;
}

/**
 * The plan of one computer.
 * @param name what spreads the machines: the agent id, or the key id before enrollment
 * @param at local time, `HH:MM`
 * @param splay minutes over which the machines spread
 */
export function planOf(name: string, at: string, splay: number): Plan {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const number = createHash('sha256').update(name).digest().readUInt32BE(0);
  const start = (hour * 60 + minute + (splay > 0 ? number % splay : 0)) % (24 * 60);
  return { hour: Math.floor(start / 60), minute: start % 60, sendMinute: (start + 30) % 60, makeUpMinutes: 10 + (number % 30) };
}

/**
 * How long a start by the timer waits before it scans, in milliseconds. At its time it does not wait; at any other time the
 * computer was off or asleep then, and just after a start or wake people want it for themselves.
 */
export function startDelayMs(now: Date, { hour, minute, makeUpMinutes }: Plan): number {
  const planned = new Date(now);
  planned.setHours(hour, minute, 0, 0);
  const late = now.getTime() - planned.getTime();
  // A plan shortly before midnight is met shortly after it.
  const sinceYesterday = late + 24 * 60 * minuteMs;
  const punctual = (late >= 0 && late < punctualMs) || (sinceYesterday >= 0 && sinceYesterday < punctualMs);
  return punctual ? 0 : makeUpMinutes * minuteMs;
}

/**
 * Whether a planned scan has not been made: none since the newest planned local time. The timer also fires at every start of
 * the computer, since a missed scan that waited when the computer was shut down again is forgotten by the system's own timer.
 * @param last the last scan, or the enrollment before the first one; one in the future says nothing, the clock went back
 */
export function isMissed(now: Date, { hour, minute }: Plan, last: Date): boolean {
  const planned = new Date(now);
  planned.setHours(hour, minute, 0, 0);
  if (planned > now) planned.setDate(planned.getDate() - 1);
  return last < planned || last > now;
}

/**
 * How long ago the last scan was, in milliseconds, when that is less than 20 hours; else undefined, and a scan is due.
 * Within one boot the time since boot decides, else the wall clock; one that went back decides nothing.
 */
export function recentScanMs(last: Moment | null, now: Moment): number | undefined {
  if (last === null) return undefined;
  const sameBoot = last.bootId !== null && last.bootId === now.bootId;
  const elapsed = sameBoot ? now.uptimeMs - last.uptimeMs : Date.parse(now.wallTime) - Date.parse(last.wallTime);
  return elapsed >= 0 && elapsed < scanEveryMs ? elapsed : undefined;
}

/**
 * The next planned local time at which a scan is due. The timer also starts a run before 20 hours have passed, which then scans nothing.
 * @param lastScan when the last one was, by the wall clock
 */
export function nextStart(now: Date, { hour, minute }: Plan, lastScan: Date | null = null): Date {
  const due = Math.max(now.getTime(), lastScan === null ? 0 : lastScan.getTime() + scanEveryMs - 1);
  const next = new Date(due);
  next.setHours(hour, minute, 0, 0);
  if (next.getTime() <= due) next.setDate(next.getDate() + 1);
  return next;
}
