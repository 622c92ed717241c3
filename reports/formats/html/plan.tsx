import type { PlanWeek } from '../../../rules/judge/plan.ts';
import type { ReportModel } from '../../model.ts';
import { durationWords, fitWords, hoursWords, partyWords, shortDay } from '../../plan/words.ts';
import { amount, counted, visible } from '../../words.ts';

/** Weeks that are shown task by task; the rest is told in one line each. */
const shownWeeks = 4;

/** The next 90 days in short: the first four weeks in full. The plan itself is a document of its own. */
export function PlanPart({ model: { plan } }: { model: ReportModel }) {
  if (plan === null) return null;
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">The next 90 days, in short</h2>
      <p>
        At {counted(plan.order.hoursPerWeek, 'hour')} a week of the town and its service provider together. The first four weeks hold the steps that make a town able to act; then comes what cannot wait.
        {` ${fitWords(plan)} tasks fit into these hours. ${hoursWords(plan)}`}
      </p>
      {plan.weeks.slice(0, shownWeeks).map((week) => <Week key={week.number} week={week} />)}
      <ul>
        {plan.weeks.slice(shownWeeks).filter(({ tasks }) => tasks.length > 0).map(({ number, from, to, tasks }) => <li key={number}>Week {number} ({shortDay(from)} to {shortDay(to)}): {counted(tasks.length, 'task')}</li>)}
        {plan.later.length > 0 && <li>Later: {counted(plan.later.length, 'task')}</li>}
        {plan.budget.length > 0 && <li>For the budget: {counted(plan.budget.length, 'task')}</li>}
      </ul>
      <p class="soft">In full, for print: <code>townwatch plan --days 90 --out DIR</code>; what to buy in which year: <code>townwatch replacement --out DIR</code>.</p>
    </section>
  );
}

function Week({ week: { number, from, to, tasks } }: { week: PlanWeek }) {
  if (tasks.length === 0) return null;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={`Tasks of week ${number}`}>
      <table class="stack">
        <caption>Week {number} ({shortDay(from)} to {shortDay(to)})</caption>
        <thead><tr><th scope="col">What</th><th scope="col">Who</th><th scope="col" class="word">About</th><th scope="col" class="word">Done by</th><th scope="col" class="word">Closes</th></tr></thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id}>
              <td data-label="What" class="any"><strong>{visible(task.text, 300)}</strong></td>
              <td data-label="Who">{task.owner === null ? partyWords[task.responsible] : visible(task.owner, 80)}</td>
              <td data-label="About" class="word">{durationWords(task.minutes)}</td>
              <td data-label="Done by" class="word">{task.due === null ? '' : shortDay(task.due)}{task.overdue !== null ? `, overdue since ${shortDay(task.overdue)}` : task.late && task.deadline !== null ? `, should be by ${shortDay(task.deadline)}` : ''}</td>
              <td data-label="Closes" class="word">{task.answers === 0 ? '–' : amount(task.answers)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
