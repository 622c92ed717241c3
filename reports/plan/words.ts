import type { Person, Responsible } from '../../rules/judge/act-texts.ts';
import type { NextAct } from '../../rules/judge/act.ts';
import type { Replacement, Sum } from '../../rules/judge/replacement.ts';
import { actionWords, amount, visible } from '../words.ts';

export const personWords: Readonly<Record<Person, string>> = { 'town-manager': 'town manager', clerk: 'clerk', 'it-technician': 'IT technician', vendor: 'maker or vendor' };

export const partyWords: Readonly<Record<Responsible, string>> = { town: 'The town', msp: 'Service provider', vendor: 'Maker or vendor' };

export const whatWords: Readonly<Record<Replacement['what'], string>> = { replace: 'Buy another', check: 'Look whether it can stay', upgrade: 'Move to a newer system' };

export const phaseWords: Readonly<Record<'1' | '2' | '3' | 'none', string>> = {
  1: 'First: what the three most important services need, what the internet can reach, and police',
  2: 'Then: what other public services need',
  3: 'Last: what no public service needs',
  none: 'Not in order yet: rank the public services, and say what each needs',
};

/** An estimate of time, in quarters of an hour where it is long: "15 min", "2 h 30 min", "3 days". A day of work has eight hours. */
export function durationWords(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  if (minutes >= 960) return `${amount(Math.round(minutes / 480))} days`;
  const quarters = Math.round(minutes / 15);
  const rest = (quarters % 4) * 15;
  return rest === 0 ? `${quarters / 4} h` : `${Math.floor(quarters / 4)} h ${rest} min`;
}

/** "Nov 28, 2026". */
export function shortDay(day: string): string {
  return new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'medium' }).format(new Date(day));
}

/** "$12,400". */
export function dollars(sum: number): string {
  return `$${amount(sum)}`;
}

/** What computers cost: "$12,400", "$900 and 2 without a price", "price to be stated". */
export function sumWords({ computers, dollars: sum, unpriced }: Sum): string {
  if (computers === 0) return '–';
  if (unpriced === computers) return 'price to be stated';
  return unpriced === 0 ? dollars(sum) : `${dollars(sum)} and ${amount(unpriced)} without a price`;
}

/** Why a fix stands where it stands: its class and the answers that placed it. */
export function placeWords({ action, because }: NonNullable<NextAct['fix']>): string {
  return `${actionWords[action]}: ${visible(because.join('; '), 300)}`;
}

/** "essentials 1 and 7", or nothing. */
export function essentialsWords(numbers: readonly number[]): string {
  if (numbers.length === 0) return '';
  if (numbers.length === 12) return 'all twelve essentials';
  const last = numbers.at(-1);
  return numbers.length === 1 ? `essential ${last}` : `essentials ${numbers.slice(0, -1).join(', ')} and ${last}`;
}
