import type { Replacement, ReplacementPlan, ReplacementYear, Sum, Totals } from '../../rules/judge/replacement.ts';
import { amount, classWords, counted, named, reasonWords, visible, whenWords } from '../words.ts';
import { YearBars } from './chart.tsx';
import type { ReplacementDocument } from './document.ts';
import { Sheet } from './sheet.tsx';
import { reasonsWords } from './reasons.ts';
import { closingWords, dollars, sumWords, whatWords } from './words.ts';

/** What has to be replaced in which fiscal year, and what that costs, as a council reads it. */
export function ReplacementPage({ document }: { document: ReplacementDocument }) {
  const { plan } = document;
  const [first, last] = [plan.years[0] as ReplacementYear, plan.years.at(-1) as ReplacementYear];
  const parts = [['short', 'In short'], ['departments', 'By department'], ['upgrades', 'Old systems'], ['years', 'Year by year'], ['open', 'Not known'], ['how', 'How it was made']] as const;
  return (
    <Sheet about={document} title={`Replacement plan, fiscal years ${first.year} to ${last.year}`} parts={parts} lead={`Which computers reach the end of their planned life, or get no fixes from their maker any more, between ${long(first.from)} and ${long(last.to)}, and what it costs to replace them.`}>
      <Short plan={plan} />
      <Departments plan={plan} />
      <Upgrades plan={plan} />
      <section aria-labelledby="years">
        <h2 id="years">Year by year</h2>
        {plan.years.map((year) => <Year key={year.year} year={year} />)}
      </section>
      <NotKnown plan={plan} />
      <HowMade plan={plan} />
    </Sheet>
  );
}

function long(day: string): string {
  return whenWords(day, 'UTC');
}

function without({ firm, estimate }: Totals): number {
  return firm.unpriced + estimate.unpriced;
}

function Short({ plan }: { plan: ReplacementPlan }) {
  const { totals, computers } = plan;
  const unpriced = without(totals);
  const priced = unpriced === 0;
  return (
    <section aria-labelledby="short">
      <h2 id="short">In short</h2>
      {plan.closing !== null && <p class="note">{closingWords(plan.closing)}</p>}
      <ul class="numbers">
        <li><b>{amount(totals.firm.computers)}</b>{totals.firm.computers === 1 ? 'computer' : 'computers'} to replace, year known</li>
        <li><b>{dollars(totals.firm.dollars)}</b>for these{totals.firm.unpriced > 0 ? `, without ${amount(totals.firm.unpriced)} that have no price` : ''}</li>
        <li><b>{amount(totals.estimate.computers)}</b>more, year to be confirmed{totals.estimate.dollars > 0 ? ` (${dollars(totals.estimate.dollars)})` : ''}</li>
        <li><b>{amount(computers.notKnown)}</b>of {amount(computers.all)}: no year can be said yet</li>
      </ul>
      {unpriced > 0 && <p class="note">{counted(unpriced, 'computer has', 'computers have')} no planning price yet. {unpriced === 1 ? 'It is' : 'They are'} counted, and {unpriced === 1 ? 'its' : 'their'} cost is in no sum: write the price under <code>prices</code> in town.yaml.</p>}
      <YearBars years={plan.years} priced={priced} />
      <p class="soft">Solid: the year is known. Dashed: estimate, year to be confirmed. {priced ? '' : 'The bars count computers, because not every price is stated.'}</p>
      <div class="wide" tabIndex={0} role="region" aria-label="Computers and cost by fiscal year">
        <table>
          <caption>By fiscal year. What has passed its day stands in the first year. Estimates are never part of the cost beside them.</caption>
          <thead><tr><th scope="col">Fiscal year</th><th scope="col" class="number">Replace</th><th scope="col" class="number">Cost</th><th scope="col" class="number">Estimates</th><th scope="col" class="number">Their cost</th><th scope="col" class="number">Systems to move</th></tr></thead>
          <tbody>{plan.years.map(({ year, totals: own }) => <TotalRow key={year} name={`${year}`} totals={own} />)}</tbody>
          <tfoot><TotalRow name="All years" totals={totals} /></tfoot>
        </table>
      </div>
    </section>
  );
}

function TotalRow({ name, totals: { firm, estimate, upgrades } }: { name: string; totals: Totals }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{amount(firm.computers)}</td><td class="number">{sumWords(firm)}</td>
      <td class="number">{amount(estimate.computers)}</td><td class="number">{sumWords(estimate)}</td>
      <td class="number">{amount(upgrades)}</td>
    </tr>
  );
}

function Departments({ plan: { years, departments } }: { plan: ReplacementPlan }) {
  const of = (groups: ReplacementYear['departments'], department: string | null) => groups.find((it) => it.department === department)?.totals;
  return (
    <section aria-labelledby="departments">
      <h2 id="departments">By department</h2>
      {departments.length === 0 ? <p>No computer falls into these years.</p> : (
        <div class="wide" tabIndex={0} role="region" aria-label="Computers and cost by department">
          <table>
            <caption>Computers to replace in each fiscal year, and their cost; in brackets estimates, year to be confirmed.</caption>
            <thead><tr><th scope="col">Department</th>{years.map(({ year }) => <th key={year} scope="col" class="number">{year}</th>)}<th scope="col" class="number">All</th></tr></thead>
            <tbody>
              {departments.map(({ department, totals }) => (
                <tr key={department ?? ''}>
                  <th scope="row">{department === null ? 'No department stated' : visible(department, 80)}</th>
                  {years.map((year) => <td key={year.year} class="sum"><SumCell totals={of(year.departments, department)} /></td>)}
                  <td class="sum"><SumCell totals={totals} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function SumCell({ totals }: { totals: Totals | undefined }) {
  if (totals === undefined || totals.firm.computers + totals.estimate.computers === 0) return <>–</>;
  const { firm, estimate } = totals;
  return (
    <>
      {firm.computers > 0 && <div>{shortSum(firm)}</div>}
      {estimate.computers > 0 && <div class="soft">({shortSum(estimate)})</div>}
    </>
  );
}

/** "7: $7,900", "1: no price", "6: $5,300, 1 without". */
function shortSum({ computers, dollars: sum, unpriced }: Sum): string {
  if (unpriced === computers) return `${amount(computers)}: no price`;
  return `${amount(computers)}: ${dollars(sum)}${unpriced > 0 ? `, ${amount(unpriced)} without` : ''}`;
}

function Upgrades({ plan }: { plan: ReplacementPlan }) {
  const upgrades = plan.years.flatMap(({ items }) => items).filter(({ what }) => what === 'upgrade').sort(mostMissedFirst);
  const groups = [
    { id: 'ended', title: 'No fixes any more: move these first', items: upgrades.filter(({ passed }) => passed) },
    ...plan.years.map(({ year }) => ({ id: `${year}`, title: `Fixes end, to be moved in fiscal year ${year}`, items: upgrades.filter((item) => !item.passed && item.fiscalYear === year) })),
  ].filter(({ items }) => items.length > 0);
  return (
    <section aria-labelledby="upgrades">
      <h2 id="upgrades">Old systems on servers</h2>
      {upgrades.length === 0 ? <p>No server that reports loses the fixes of its maker in these years.</p> : <p>These servers run a system that gets no fixes any more, or that loses them in these years: in each group first what the most important public services need. To move a system is work rather than equipment; licenses may cost money that is not in the sums above.</p>}
      {groups.map(({ id, title, items }) => (
        <section key={id} aria-labelledby={`systems-${id}`}>
          <h3 id={`systems-${id}`}>{title}</h3>
          <ul>{items.map((item) => <li key={item.asset}><strong>{named(item.label, item.asset)}</strong>{item.service === null ? '' : ` (${visible(item.service.name, 80)}, service ${item.service.rank})`}: {reasonsWords(item)}</li>)}</ul>
        </section>
      ))}
      {upgrades.some(({ phase }) => phase === null) && <p class="note">Not everything is in order yet: rank the public services, and say what each needs.</p>}
    </section>
  );
}

/** By the rank of the service, then what others can reach or police work on, then by the day from which there are no fixes. */
function mostMissedFirst(a: Replacement, b: Replacement): number {
  const rank = ({ service }: Replacement) => service?.rank ?? Number.MAX_SAFE_INTEGER;
  const phase = (item: Replacement) => item.phase ?? 4;
  const day = ({ reasons }: Replacement) => reasons[0]?.on ?? '';
  return rank(a) - rank(b) || phase(a) - phase(b) || (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0);
}

function Year({ year: { year, from, to, items, totals } }: { year: ReplacementYear }) {
  const bought = items.filter(({ what }) => what !== 'upgrade');
  return (
    <section aria-labelledby={`year-${year}`}>
      <h3 id={`year-${year}`}>Fiscal year {year} ({long(from)} to {long(to)})</h3>
      {bought.length === 0 ? <p class="soft">Nothing to replace.</p> : (
        <div class="wide" tabIndex={0} role="region" aria-label={`Computers of fiscal year ${year}`}>
          <table class="stack">
            <thead><tr><th scope="col">Computer</th><th scope="col">Department</th><th scope="col">Why</th><th scope="col" class="number">Price</th></tr></thead>
            <tbody>
              {bought.map((item) => (
                <tr key={item.asset}>
                  <td data-label="Computer" class="any"><strong>{named(item.label, item.asset)}</strong><div class="soft">{classWords[item.class]}{item.service === null ? '' : `, for ${visible(item.service.name, 80)}`}</div></td>
                  <td data-label="Department">{item.department === null ? 'not stated' : visible(item.department, 80)}</td>
                  <td data-label="Why" class="any">{item.what === 'check' && <strong>{whatWords.check}. </strong>}{reasonsWords(item)}{!item.firm && <div><em>Estimate, year to be confirmed.</em></div>}</td>
                  <td data-label="Price" class="number">{item.price === null ? 'to be stated' : item.firm ? dollars(item.price) : `(${dollars(item.price)})`}</td>
                </tr>
              ))}
            </tbody>
            <tfoot><tr><th scope="row" colSpan={3}>Year known: {counted(totals.firm.computers, 'computer')}{totals.estimate.computers > 0 ? `; estimates in brackets: ${amount(totals.estimate.computers)} (${sumWords(totals.estimate)})` : ''}</th><td class="number">{sumWords(totals.firm)}</td></tr></tfoot>
          </table>
        </div>
      )}
    </section>
  );
}

/** Computers without a year that are named one by one. */
const mostNamed = 40;

function NotKnown({ plan: { notKnown, computers } }: { plan: ReplacementPlan }) {
  const groups = Map.groupBy(notKnown, ({ because }) => because.reason);
  return (
    <section aria-labelledby="open">
      <h2 id="open">Computers without a year</h2>
      {notKnown.length === 0 ? <p>For every computer in use a year is known or estimated.</p> : <p>They are in no sum. The quickest way to a year is the equipment ledger: <code>townwatch import list FILE --kind ledger</code>.</p>}
      {[...groups].map(([reason, group]) => (
        <p key={reason}><strong>{counted(group.length, 'computer')}:</strong> {reasonWords(reason).sentence} <span class="soft">{group.slice(0, mostNamed).map(({ label, asset }) => named(label, asset)).join(', ')}{group.length > mostNamed ? ` and ${amount(group.length - mostNamed)} more` : ''}</span></p>
      ))}
      {computers.later > 0 && <p>{counted(computers.later, 'computer reaches', 'computers reach')} the end after these years, or {computers.later === 1 ? 'has' : 'have'} none (virtual machines do not grow old).</p>}
    </section>
  );
}

function HowMade({ plan: { order, prices } }: { plan: ReplacementPlan }) {
  const stated = Object.entries(prices ?? {}).filter((entry): entry is [keyof typeof classWords, number] => typeof entry[1] === 'number' && entry[0] in classWords);
  return (
    <section aria-labelledby="how">
      <h2 id="how">How it was made</h2>
      <ul>
        <li>When a computer was made is told from a record of its purchase, from what it says itself, or from its parts. The first two decide a year; from parts it is an estimate, and its money is never part of a firm sum.</li>
        <li>Support dates are those of the makers, from the catalog that the report names.</li>
        <li>Prices are the planning prices that the town states{stated.length === 0 ? '; none is stated yet' : `: ${stated.map(([kind, price]) => `${classWords[kind].toLowerCase()} ${dollars(price)}`).join(', ')}`}. A server for virtual machines is priced as a server.{order.inflation === 0 ? ' No inflation is added.' : ` ${order.inflation * 100} percent a year is added.`}</li>
        <li>Printers, network devices and licenses are not part of this plan.</li>
      </ul>
    </section>
  );
}
