import type { Person, Responsible } from '../../rules/judge/act-texts.ts';
import type { NextAct } from '../../rules/judge/act.ts';
import type { Replacement, ReplacementPlan, Sum } from '../../rules/judge/replacement.ts';
import type { ActionPlan } from '../../rules/judge/plan.ts';
import { actionWords, amount, counted, reasonWords, visible } from '../words.ts';

export const personWords: Readonly<Record<Person, string>> = { 'town-manager': 'town manager', clerk: 'clerk', 'it-technician': 'IT technician', vendor: 'maker or vendor' };

export const partyWords: Readonly<Record<Responsible, string>> = { town: 'The town', msp: 'Service provider', vendor: 'Maker or vendor' };

export const whatWords: Readonly<Record<Replacement['what'], string>> = { replace: 'Buy another', check: 'Look whether it can stay', upgrade: 'Move to a newer system' };

/** Why nothing in the town's hands closes an answer. */
export function remainWords(reason: string): string {
  return reason === 'no-agent-for-it' ? 'No agent runs on switches, firewalls and printers, and Townwatch cannot ask them over the network yet.' : reasonWords(reason).sentence;
}

/** "by Nov 28, 2026", or since when it is overdue; nothing where there is no such day. `day` prints a day. */
export function deadlineWords(fix: NonNullable<NextAct['fix']>, day: (text: string) => string): string {
  if (fix.deadline === null) return '';
  return fix.overdue ? `, overdue since ${day(fix.deadline)}` : `, by ${day(fix.deadline)}`;
}

/** How many tasks fit: "23 of 66". */
export function fitWords({ weeks, later }: Pick<ActionPlan, 'weeks' | 'later'>): string {
  const fit = weeks.reduce((sum, { tasks }) => sum + tasks.length, 0);
  return `${amount(fit)} of ${amount(fit + later.length)}`;
}

/** What more hours a week would do, as a meeting decides on them: nothing where these are enough. */
export function hoursWords({ order: { hoursPerWeek }, hoursForDeadlines, hoursForAll }: ActionPlan): string {
  const more = [
    ...(hoursForDeadlines === null ? [] : [{ hours: hoursForDeadlines, what: 'every day that is still ahead could be kept' }]),
    ...(hoursForAll === null ? [] : [{ hours: hoursForAll, what: 'all of it could be done in these weeks' }]),
  ].sort((a, b) => a.hours - b.hours);
  const said = more.map(({ hours, what }, index) => (index === 0 ? `With ${counted(hours, 'hour')} a week ${what}` : `with ${amount(hours)} ${what}`));
  return said.length === 0 ? '' : `${said.join(', ')}. The plan counts on ${amount(hoursPerWeek)}.`;
}

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

/** Why a plan of replacement does not begin with the present fiscal year. */
export function closingWords({ year, daysLeft }: NonNullable<ReplacementPlan['closing']>): string {
  const left = daysLeft === 0 ? 'ends today' : `has ${counted(daysLeft, 'day')} left`;
  return `Fiscal year ${year} ${left}, too few to ask for money and buy: what is overdue or due in it stands in fiscal year ${year + 1}.`;
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
