import type { PlanTask } from '../../rules/judge/plan.ts';
import { amount, counted, visible, whenWords } from '../words.ts';
import type { WorkDocument } from './document.ts';
import { Sheet } from './sheet.tsx';
import { durationWords, essentialsWords, fitWords, hoursWords, partyWords, placeWords, remainWords, shortDay } from './words.ts';

/** The plan of the next 30 or 90 days, as a town manager takes it into a meeting. */
export function WorkPage({ document }: { document: WorkDocument }) {
  const { plan } = document;
  const { days } = plan.order;
  const parts = [['short', 'In short'], ['weeks', 'Week by week'], ['budget', 'For the budget'], ['after', 'After that'], ['open', 'What stays open']] as const;
  return (
    <Sheet about={document} title={`Plan for the next ${days} days`} parts={parts} lead={`What to do from ${long(plan.from)} to ${long(plan.to)}, week by week: first what makes the town able to act, then what cannot wait, then the rest as far as the hours go.`}>
      <Short document={document} />
      <section aria-labelledby="weeks">
        <h2 id="weeks">Week by week</h2>
        <p>“Closes” counts answers that are a gap or not known today, each about one computer, account or service. A task that does not fit into its week goes on in the next.</p>
        {plan.weeks.map(({ number, from, to, tasks }) => (
          <section key={number} aria-labelledby={`week-${number}`}>
            <h3 id={`week-${number}`}>Week {number}: {shortDay(from)} to {shortDay(to)}</h3>
            {tasks.length === 0 ? <p class="soft">{plan.weeks.some((week) => week.number > number && week.tasks.length > 0) ? 'The work of the weeks before goes on; nothing new begins.' : 'Nothing new begins.'}</p> : <Tasks tasks={tasks} caption={`Week ${number}`} />}
          </section>
        ))}
      </section>
      <Budget tasks={plan.budget} />
      <After document={document} />
      <Open document={document} />
    </Sheet>
  );
}

function long(day: string): string {
  return whenWords(day, 'UTC');
}

function Short({ document: { plan } }: { document: WorkDocument }) {
  const tasks = plan.weeks.flatMap((week) => week.tasks);
  const overdue = [...tasks, ...plan.later].filter((task) => task.overdue !== null).length;
  const essentials = [...new Set(tasks.flatMap((task) => task.essentials))].sort((a, b) => a - b);
  const hours = tasks.reduce((sum, { minutes, responsible }) => sum + (responsible === 'vendor' ? 0 : minutes), 0) / 60;
  const { hoursPerWeek } = plan.order;
  return (
    <section aria-labelledby="short">
      <h2 id="short">In short</h2>
      <ul class="numbers">
        <li><b>{fitWords(plan)}</b>tasks fit into these hours</li>
        <li><b>{amount(Math.round(hours))} h</b>of work, at {counted(hoursPerWeek, 'hour')} a week</li>
        <li><b>{amount(tasks.reduce((sum, { answers }) => sum + answers, 0))}</b>answers that they close, at most</li>
        <li><b>{amount(overdue)}</b>{overdue === 1 ? 'is' : 'are'} overdue on the day the plan begins</li>
      </ul>
      <p>
        {essentials.length > 0 ? `It moves ${essentialsWords(essentials)}${essentials.length < 12 ? ' of the twelve' : ''}.` : ''}
        {plan.later.length > 0 ? ` ${counted(plan.later.length, 'task does', 'tasks do')} not fit into these hours and ${plan.later.length === 1 ? 'stands' : 'stand'} under “After that”.` : ' All of it fits into these hours.'}
      </p>
      {hoursWords(plan) === '' ? null : <p><strong>To decide:</strong> {hoursWords(plan)}</p>}
      <p class="soft">Hours are estimates. They count the work of the town and of its service provider together; what a maker or vendor does takes none of them.</p>
    </section>
  );
}

function Tasks({ tasks, caption }: { tasks: readonly PlanTask[]; caption: string }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={`Tasks: ${caption}`}>
      <table class="stack">
        <thead><tr><th scope="col">What and why</th><th scope="col">Who</th><th scope="col">About</th><th scope="col">Done by</th><th scope="col" class="number">Closes</th></tr></thead>
        <tbody>{tasks.map((task) => <Line key={task.id} task={task} />)}</tbody>
      </table>
    </div>
  );
}

function Line({ task }: { task: PlanTask }) {
  return (
    <tr>
      <td data-label="What" class="any">
        <strong>{visible(task.text, 300)}</strong>
        <div>{task.why}</div>
        {task.fix !== null && <div class="soft">{placeWords(task.fix)} ({task.rules.join(', ')})</div>}
        {task.fix === null && task.command !== null && <div class="soft"><code>{visible(task.command, 200)}</code></div>}
      </td>
      <td data-label="Who">{task.owner === null ? partyWords[task.responsible] : <>{visible(task.owner, 80)}<div class="soft">{partyWords[task.responsible]}</div></>}</td>
      <td data-label="About" class="when">{durationWords(task.minutes)}</td>
      <td data-label="Done by"><span class="when">{task.due === null ? 'when there are hours' : shortDay(task.due)}</span>{task.overdue !== null ? <div class="late">overdue since <span class="when">{shortDay(task.overdue)}</span></div> : task.late && task.deadline !== null && <div class="late">should be by <span class="when">{shortDay(task.deadline)}</span></div>}</td>
      <td data-label="Closes" class="number">{task.answers === 0 ? '–' : amount(task.answers)}</td>
    </tr>
  );
}

function Budget({ tasks }: { tasks: readonly PlanTask[] }) {
  return (
    <section aria-labelledby="budget">
      <h2 id="budget">For the budget</h2>
      {tasks.length === 0 ? <p>Nothing that was found needs money or a project.</p> : (
        <>
          <p>These need money or are projects. What each computer costs, and in which year, stands in the replacement plan (<code>townwatch replacement</code>).</p>
          <div class="wide" tabIndex={0} role="region" aria-label="Tasks for the budget">
            <table class="stack">
              <thead><tr><th scope="col">What and why</th><th scope="col">Who decides</th><th scope="col">Fiscal year</th><th scope="col">Cost</th></tr></thead>
              <tbody>
                {tasks.map((task) => (
                  <tr key={task.id}>
                    <td data-label="What" class="any"><strong>{visible(task.text, 300)}</strong><div>{task.why}</div>{task.fix !== null && <div class="soft">{placeWords(task.fix)}</div>}</td>
                    <td data-label="Who decides">{task.owner === null ? partyWords[task.responsible] : visible(task.owner, 80)}</td>
                    <td data-label="Fiscal year">{task.fiscalYear === null ? 'to be decided' : `${task.fiscalYear}`}</td>
                    <td data-label="Cost">{task.fix?.cost ?? 'not known'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

/** Lines of what comes later that are shown one by one. */
const mostLater = 25;

function After({ document: { plan } }: { document: WorkDocument }) {
  const { later, watch } = plan;
  return (
    <section aria-labelledby="after">
      <h2 id="after">After that</h2>
      {later.length === 0 ? <p>Nothing waits for hours.</p> : (
        <>
          <p>What comes next, in this order, once there are hours:</p>
          <ol>{later.slice(0, mostLater).map((task) => <li key={task.id}>{visible(task.text, 300)} <span class="soft">(about {durationWords(task.minutes)}{task.overdue !== null ? <>, overdue since {shortDay(task.overdue)}</> : task.deadline === null ? '' : <>, should be by {shortDay(task.deadline)}</>})</span></li>)}</ol>
          {later.length > mostLater && <p>and {counted(later.length - mostLater, 'more task')}, which the list for the technician names.</p>}
        </>
      )}
      {watch.length > 0 && <p>{counted(watch.length, 'thing')} can wait and {watch.length === 1 ? 'is' : 'are'} looked at again next time: {watch.map(({ text }) => visible(text, 160)).join('; ')}.</p>}
    </section>
  );
}

function Open({ document: { plan: { remains } } }: { document: WorkDocument }) {
  const nothing = remains.notKnown.length === 0 && remains.accepted === 0 && remains.errors === 0;
  return (
    <section aria-labelledby="open">
      <h2 id="open">What stays open after all of it</h2>
      {nothing && <p>Nothing that was asked. What was never asked stands in the report, under “What was not looked at”.</p>}
      <ul>
        {remains.notKnown.map(({ reason, answers }) => <li key={reason}>{counted(answers, 'answer')} that no act of the town closes: {remainWords(reason)}</li>)}
        {remains.accepted > 0 && <li>{counted(remains.accepted, 'gap')} that somebody has accepted for a time; the report lists them as accepted risks.</li>}
        {remains.errors > 0 && <li>{counted(remains.errors, 'answer')} in which Townwatch itself made an error; please report it.</li>}
      </ul>
      <p class="soft">Where more than one thing is missing for an answer, the next shows only after the first is there: the numbers under “Closes” are the most that can be closed.</p>
    </section>
  );
}
