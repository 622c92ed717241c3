import type { NextAct } from '../../rules/judge/act.ts';
import type { Next } from '../../rules/judge/next.ts';
import type { PlanTask } from '../../rules/judge/plan.ts';
import { actionWords, amount, counted, named } from '../words.ts';
import type { ReplacementDocument, WorkDocument } from './document.ts';
import { reasonsWords } from './reasons.ts';
import { closingWords, deadlineWords, dollars, durationWords, essentialsWords, fitWords, hoursWords, partyWords, personWords, remainWords, sumWords } from './words.ts';

/** What `next` says, for a terminal. Who prints it must make names of machines safe to look at. */
export function nextLines({ town, acts, rest, remains }: { readonly town: string; readonly acts: readonly NextAct[]; readonly rest: readonly NextAct[]; readonly remains: Next['remains'] }): string[] {
  if (acts.length + rest.length === 0) return [`Nothing to do for ${town}: every question that was asked is shown to be fine.`, ...remainsLines(remains)];
  return [
    `What to do next for ${town}:`,
    ...acts.flatMap((act, index) => ['', ...actLines(act, index + 1)]),
    '',
    ...(rest.length === 0 ? [] : [`And ${counted(rest.length, 'more act')}, which close${rest.length === 1 ? 's' : ''} ${counted(rest.reduce((sum, { answers }) => sum + answers, 0), 'answer')}; "--limit 0" shows all.`]),
    ...remainsLines(remains),
  ];
}

function actLines(act: NextAct, number: number): string[] {
  const indent = ' '.repeat(4);
  const closes = act.fix === null ? `closes ${counted(act.answers, 'answer that is', 'answers that are')} not known` : `mends ${counted(act.answers, 'gap')}`;
  const who = act.owner === null ? `${partyWords[act.responsible]} (${personWords[act.person]})` : `${act.owner}, ${partyWords[act.responsible].toLowerCase()}`;
  const when = act.fix === null ? [] : [`${actionWords[act.fix.action]}${deadlineWords(act.fix, String)}: ${act.fix.because.join('; ')}`];
  const finished = act.essentials.filter(({ all }) => all).map((it) => it.number);
  const moves = [`moves ${essentialsWords(act.essentials.map((it) => it.number))}`, ...(finished.length > 0 && act.fix === null ? [`leaves nothing of ${essentialsWords(finished)} not known`] : [])];
  return [
    `${String(number).padStart(2)}. ${act.text}`,
    `${indent}${[`about ${durationWords(act.minutes)}`, who, closes, ...(act.essentials.length > 0 ? moves : [])].join(' · ')}`,
    ...when.map((line) => indent + line),
    `${indent}${act.why}`,
    ...(act.command === null ? [] : [`${indent}> ${act.command}`]),
  ];
}

/** What no act closes. */
function remainsLines({ notKnown, accepted, errors }: Next['remains']): string[] {
  return [
    ...notKnown.map(({ reason, answers }) => `Still not known after all of it, ${counted(answers, 'answer')}: ${remainWords(reason)}`),
    ...(accepted > 0 ? [`${counted(accepted, 'gap')} that somebody has accepted for a time ${accepted === 1 ? 'is' : 'are'} not among them.`] : []),
    ...(errors > 0 ? [`In ${counted(errors, 'answer')} Townwatch itself made an error; please report it.`] : []),
  ];
}

/** The plan of the next weeks, for a terminal. */
export function workLines({ town, plan }: WorkDocument): string[] {
  const line = (task: PlanTask) => `  ${task.text} (${[durationWords(task.minutes), task.owner ?? partyWords[task.responsible], ...(task.due === null ? [] : [`by ${task.due}`]), ...(task.overdue !== null ? [`overdue since ${task.overdue}`] : task.late ? [`should be by ${task.deadline}`] : [])].join(', ')})`;
  const part = (title: string, tasks: readonly PlanTask[]) => (tasks.length === 0 ? [] : ['', title, ...tasks.map(line)]);
  return [
    `Plan for ${town.name}, ${plan.from} to ${plan.to}, at ${counted(plan.order.hoursPerWeek, 'hour')} a week:`,
    ...plan.weeks.flatMap(({ number, from, to, tasks }) => part(`Week ${number} (${from} to ${to})`, tasks)),
    ...part('For the budget', plan.budget),
    '',
    `${fitWords(plan)} tasks fit into these hours. ${hoursWords(plan)}`.trim(),
    ...remainsLines(plan.remains),
  ];
}

/** The replacement plan, for a terminal. */
export function replacementLines({ town, plan }: ReplacementDocument): string[] {
  const { computers } = plan;
  return [
    `Replacement plan for ${town.name}:`,
    ...(plan.closing === null ? [] : [closingWords(plan.closing)]),
    ...plan.years.flatMap(({ year, items, totals }) => [
      '',
      `Fiscal year ${year}: ${items.length === 0 ? 'nothing' : `${counted(totals.firm.computers, 'computer')}${totals.firm.computers > 0 ? ` (${sumWords(totals.firm)})` : ''}`}${totals.estimate.computers > 0 ? `; besides ${counted(totals.estimate.computers, 'estimate')}, year to be confirmed (${sumWords(totals.estimate)})` : ''}`,
      ...items.map((item) => `  ${named(item.label, item.asset)}: ${reasonsWords(item)}${item.what === 'upgrade' ? ' (move its system)' : item.price === null ? ' (price to be stated)' : ` (${dollars(item.price)}${item.firm ? '' : ', estimate'})`}`),
    ]),
    '',
    `Of ${counted(computers.all, 'computer')}: ${amount(computers.planned)} in these years, ${amount(computers.later)} later or never, ${amount(computers.notKnown)} without a year that can be said.`,
  ];
}
