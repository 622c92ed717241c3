import type { UnknownBecause } from '../outcome.ts';
import { changesIn } from './context.ts';
import type { Context, Origin, Run, SectionClock } from './context.ts';
import { misfit } from './node.ts';
import type { Node } from './node.ts';
import { Unknown } from './value.ts';

export const dayMs = 86_400_000;

/** A day has no time zone: where it is 14 hours later than in UTC, today is already tomorrow. */
const earliestZoneMs = 14 * 3_600_000;

/** Dates that may lie ahead of the day they were read: the end of something. Every other date tells of the past. */
const aheadOfTime = /(?:expires|ends|until|notAfter)(?:On|At)?$/i;

/** Tells whether a fact is a date that may lie in the future, by the last part of its path. */
export function mayLieAhead(path: string): boolean {
  return aheadOfTime.test(path);
}

/**
 * The value of a date in milliseconds since 1970, or null. Dates of a computer whose clock is off by more than a day
 * are unknown, as is a date of the past that lies after the moment it was read.
 */
export function instantOf({ run, origin }: Node): Run {
  const parse = parsing();
  return (context) => inMilliseconds(run(context), { origin, parse }, context);
}

interface DateReader {
  readonly origin: Origin | null;
  readonly parse: (text: string) => number;
}

/** Dates that are kept read: those of a catalog, and of machines that were set up together, come again and again. */
const keptDates = 256;

function parsing(): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const read = known.get(text);
    if (read !== undefined) return read;
    if (known.size >= keptDates) known.clear();
    const at = Date.parse(text);
    known.set(text, at);
    return at;
  };
}

function inMilliseconds(value: unknown, { origin, parse }: DateReader, context: Context): unknown {
  if (typeof value !== 'string') {
    if (typeof value === 'number' || value === null || value instanceof Unknown) return value;
    throw misfit(value, 'a date');
  }
  const at = parse(value);
  if (Number.isNaN(at)) throw misfit(value, 'a date');
  const clock = origin && context.facts.clock(origin.section);
  return (clock && doubt(value, at, clock, origin)) ?? at;
}

function doubt(value: string, at: number, clock: SectionClock, origin: Origin): Unknown | undefined {
  const unknown = (reason: UnknownBecause['reason'], detail: string) => new Unknown({ reason, ...origin, detail });
  if (clock.wrong) return unknown('clock-wrong', `${value} by a clock that is off by more than a day`);
  const slack = isDay(value) ? earliestZoneMs : 0;
  if (mayLieAhead(origin.path) || at <= clock.observedAt + slack) return undefined;
  return unknown('unreadable', `${value} lies after the moment it was read`);
}

function isDay(value: string): boolean {
  return value.length === 10;
}

/**
 * Whole days since a date. For a fact of a computer: how old it was when the computer told it, by its own clock, and how
 * long ago that came in, by ours; a clock that is off cancels out. For any other date: from then to `asOf`.
 */
export function daysSince(node: Node): Run {
  const instant = instantOf(node);
  const { origin } = node;
  return (context) => {
    const at = instant(context);
    if (typeof at !== 'number') return at === null ? refuseNull() : at;
    const clock = origin && context.facts.clock(origin.section);
    const age = clock ? clock.observedAt - at + clock.delayed + (context.asOf - clock.receivedAt) : context.asOf - at;
    return Math.max(0, wholeDays(context, age, 1));
  };
}

/**
 * Whole days until a date, negative once it has passed. A day has passed when it is over (UTC): on the last day of
 * support, 0 days are left.
 */
export function daysUntil({ run, origin }: Node): Run {
  const reader = { origin, parse: parsing() };
  return (context) => {
    const value = run(context);
    const at = inMilliseconds(value, reader, context);
    if (typeof at !== 'number') return at === null ? refuseNull() : at;
    const end = typeof value === 'string' && isDay(value) ? at + dayMs - 1 : at;
    return wholeDays(context, end - context.asOf, -1);
  };
}

/** The days in a time that grows (slope 1), shrinks (-1) or stands (0) as time passes; notes when that number changes. */
export function wholeDays(context: Context, milliseconds: number, slope: number): number {
  const days = Math.floor(milliseconds / dayMs);
  const into = milliseconds - days * dayMs;
  if (slope > 0) changesIn(context, (dayMs - into) / slope);
  if (slope < 0) changesIn(context, (into + 1) / -slope);
  return days;
}

function refuseNull(): never {
  throw misfit(null, 'a date');
}
