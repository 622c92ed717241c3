import type { Vitals } from '../../../wire/sections/vitals.ts';
import { dayText, monthOf } from './days.ts';
import type { DiskOnBefore } from './facts.ts';

const hourMs = 3_600_000;

/**
 * The last day on which each disk can have been switched on for the first time. It moves later while the computer is off,
 * so it is given as the end of its month: what is made of it then stays the same from night to night.
 *
 * @param observedAt when the hours were read, in milliseconds since 1970.
 */
export function disksOnBefore(vitals: Vitals, observedAt: number): DiskOnBefore[] {
  return (vitals.disks ?? []).flatMap(({ name, powerOnHours }) => {
    const first = powerOnHours ? new Date(observedAt - powerOnHours * hourMs) : undefined;
    if (!first || Number.isNaN(first.getTime())) return [];
    return [{ disk: name, day: dayText(monthOf(first.getUTCFullYear(), first.getUTCMonth() + 1).to) }];
  });
}
