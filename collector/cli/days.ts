import { InvalidArgumentError } from 'commander';
import { isDay } from '../../rules/waiver.ts';

/** Reads a flag as a day of the calendar. */
export function dayFlag(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It must be a day such as 2027-06-30.');
  return text;
}
