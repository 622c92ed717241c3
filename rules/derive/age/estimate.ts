import type { Clue, WeighedClue } from './clue.ts';
import { weigh } from './clue.ts';
import { afterFirmware, beforeLaunch, cluesIn, launchOf } from './clues.ts';
import type { Span } from './days.ts';
import { years } from './days.ts';
import type { AgeFacts } from './facts.ts';

/** How sure the day is: A a person's record, B direct evidence of the device, C two independent bounds at most two years apart, D wider, E one bound. */
export type AgeGrade = 'A' | 'B' | 'C' | 'D' | 'E';

/** When a computer was made, as days since 1970. An infinite end is not known. */
export interface Estimate {
  readonly grade: AgeGrade;
  /** Outside of these days it cannot have been made. */
  readonly hard: Span;
  /** Within these days nine of ten like it were made. */
  readonly range90: Span;
  /** Undefined for grade E. */
  readonly likely?: number;
  readonly clues: readonly WeighedClue[];
}

/**
 * When after the launch of what is inside most computers are made, in years: chosen on half of the notebooks with a dated
 * battery of linux-hardware.org (by the hash of their id), reported on the other half by the tests.
 */
const habit = { soonest: 0.15, usual: 0.8, latest: 0.9 };

/** Estimates when a computer was made. Pure; every clue comes back with its fate. Undefined when there is none. */
export function estimate(facts: AgeFacts): Estimate | undefined {
  const clues = weigh(cluesIn(facts));
  const counted = clues.flatMap(({ clue, dropped }) => (dropped === undefined ? [clue] : []));
  if (counted.length === 0) return undefined;
  const launch = launchOf(facts);
  const direct = counted.find(({ says }) => says === 'made');
  const hard = within(counted.filter((clue) => clue.hard));
  if (direct) {
    const likely = direct.kind === 'battery' ? direct.from + 31 + years(0.1) : Math.round((direct.from + direct.to) / 2);
    return { grade: direct.kind === 'record' ? 'A' : 'B', hard, range90: hard, likely: clamp(likely, hard), clues };
  }
  const bounds = within(counted.filter(({ kind }) => kind !== 'habit'));
  const range90 = within(counted);
  if (bounds.from === -Infinity || bounds.to === Infinity) return { grade: 'E', hard, range90, clues };
  return { grade: bounds.to - bounds.from <= years(2) ? 'C' : 'D', hard, range90, likely: clamp(usual(launch, counted, range90), range90), clues };
}

/** The day in the middle of what is usual after the launch; the firmware tells where in it. */
function usual(launch: Clue | undefined, counted: readonly Clue[], { from, to }: Span): number {
  const firmware = counted.find(({ kind }) => kind === 'firmware');
  const released = firmware && firmware.to - afterFirmware;
  if (!launch) return released ?? Math.round((from + to) / 2);
  const start = launch.from + beforeLaunch;
  return clamp(released ?? start + years(habit.usual), { from: start + years(habit.soonest), to: start + years(habit.latest) });
}

function within(clues: readonly Clue[]): Span {
  return clues.reduce((span, { from, to }) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }), { from: -Infinity, to: Infinity });
}

function clamp(day: number, { from, to }: Span): number {
  return Math.min(Math.max(day, from), to);
}
