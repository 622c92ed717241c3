import type { ComponentChildren } from 'preact';
import type { AssetClass } from '../../../rules/input.ts';
import type { ListView, OpenRow, SeenCell, SeenMachine, SeenPlace } from '../../lists.ts';
import type { ReportModel } from '../../model.ts';
import { amount, classWords, counted, listNames, listStanding, placeNames, placeSentence, unverifiedWords, whenWords } from '../../words.ts';

/** Rows that a table shows; report.json has them all. */
const mostRows = 200;
/** Rows up to which a table stands open. */
const mostOpen = 12;

/** Where each computer is seen, by what asks it and by the lists of the town; and what in the lists nobody can place. */
export function SeenPart({ model }: { model: ReportModel }) {
  const { seen } = model;
  if (model.oneComputer && seen.lists.length === 0) return null;
  return (
    <>
      <h3 id="lists">The lists of the town, against what reports</h3>
      {seen.lists.length === 0 ? <p>Nobody has imported a list yet, so nothing says which computers there should be. What no agent reports cannot be missed.</p> : <Lists model={model} />}
      {seen.lists.length > 0 && seen.absent.length > 0 && <p>Not imported: {seen.absent.map((kind) => placeSentence[kind]).join(', ')}.</p>}
      <NeverReported machines={seen.machines.filter(({ neverReported }) => neverReported)} />
      <Machines model={model} />
      {seen.lists.map((list) => <OpenRows key={list.kind} list={list} />)}
      <Guess model={model} />
    </>
  );
}

function Lists({ model }: { model: ReportModel }) {
  const day = days(model.town.timeZone);
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="Lists that were imported">
      <table class="stack">
        <caption>Each list with the day for which it is true. A list counts for 60 days.</caption>
        <thead><tr><th scope="col">List</th><th scope="col">Day</th><th scope="col">Rows</th><th scope="col">Names all there are</th><th scope="col">File (SHA-256)</th></tr></thead>
        <tbody>
          {model.seen.lists.map((list) => (
            <tr key={list.kind}>
              <td data-label="List">{listNames[list.kind]}</td>
              <td data-label="Day" class={list.standing === 'counts' ? 'ok' : 'not-known'}>{day(list.asOf)} <span class="state">{listStanding[list.standing]}</span>{list.standing === 'counts' && <span class="soft"> until {day(list.countsUntil)}</span>}</td>
              <td data-label="Rows">{rowWords(list)}</td>
              <td data-label="Names all there are">{completeWords(list)}</td>
              <td data-label="File" class="any">{list.file}, {list.verified ? `imported by ${list.by}` : unverifiedWords} <code>{list.digest.slice(0, 16)}…</code></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function completeWords({ complete, statedBut }: ListView): string {
  if (complete) return 'yes, as stated';
  return statedBut === undefined ? 'nobody says so' : `stated, but ${counted(statedBut, 'row')} could not be used`;
}

function rowWords({ rows, matched, ambiguous, unmatched, refused }: ListView): string {
  const parts = [
    ...(matched === null ? [] : [`${amount(matched)} known here`]),
    ...(ambiguous.length > 0 ? [`${amount(ambiguous.length)} in doubt`] : []),
    ...(unmatched.length > 0 ? [`${amount(unmatched.length)} fit nothing`] : []),
    ...(refused.length > 0 ? [`${amount(refused.length)} could not be used`] : []),
  ];
  return parts.length === 0 ? amount(rows) : `${amount(rows)}: ${parts.join(', ')}`;
}

function NeverReported({ machines }: { machines: readonly SeenMachine[] }) {
  if (machines.length === 0) return null;
  const named = machines.slice(0, mostRows).map((machine) => {
    const places = (Object.keys(machine.seen) as SeenPlace[]).filter((place) => machine.seen[place]?.state === 'yes');
    return <li key={machine.asset}>{machine.label}{places.length === 0 ? '' : <span class="soft"> (in {places.map((place) => placeSentence[place]).join(', ')})</span>}</li>;
  });
  const more = machines.length - named.length;
  return (
    <Fold title={`${counted(machines.length, 'computer or device has', 'computers and devices have')} never reported`} rows={machines.length}>
      <ul>{named}</ul>
      {more > 0 && <p>and {amount(more)} more; computers.csv names them all.</p>}
    </Fold>
  );
}

function Machines({ model }: { model: ReportModel }) {
  const { machines, places } = model.seen;
  if (machines.length === 0) return null;
  const title = `Where ${counted(machines.length, 'computer or device is', 'computers and devices are')} seen`;
  const day = days(model.town.timeZone);
  return (
    <Fold title={title} rows={machines.length}>
      <div class="wide" tabIndex={0} role="region" aria-label={title}>
        <table class="stack">
          <caption>A day is when it was last seen there; where a list does not say, the day of the list.</caption>
          <thead><tr><th scope="col">Computer or device</th><th scope="col">Kind</th>{places.map((place) => <th scope="col" key={place}>{placeNames[place]}</th>)}</tr></thead>
          <tbody>
            {machines.slice(0, mostRows).map((machine) => (
              <tr key={machine.asset}>
                <th scope="row" class="any">{machine.label}{machine.state === 'retired' ? ' (retired)' : machine.state === 'out-of-scope' ? ' (left out)' : ''}</th>
                <td data-label="Kind">{classWords[machine.class as AssetClass] ?? machine.class}</td>
                {places.map((place) => <Seen key={place} place={place} cell={machine.seen[place] ?? { state: 'no' }} day={day} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {machines.length > mostRows && <p>The first {amount(mostRows)}; {counted(machines.length - mostRows, 'more stands', 'more stand')} in computers.csv.</p>}
    </Fold>
  );
}

function Seen({ place, cell, day }: { place: SeenPlace; cell: SeenCell; day: (when: string) => string }) {
  const label = placeNames[place];
  switch (cell.state) {
    case 'yes':
      return <td data-label={label}><span class="yes">yes</span>, {day(cell.on)}</td>;
    case 'too-old':
      return <td data-label={label} class="soft">{day(cell.on)}, too old to count</td>;
    case 'no':
      return <td data-label={label}><span class="no">no</span></td>;
    case 'not-known':
      return <td data-label={label} class="soft">not known</td>;
  }
}

/** The rows of a list that are no computer for certain, each by name. */
function OpenRows({ list }: { list: ListView }) {
  const all: readonly (OpenRow & { readonly said: string })[] = [
    ...list.ambiguous.map((row) => ({ ...row, said: `may be ${row.maybe.join(' or ')}${row.why === null ? '' : `: ${row.why}`}` })),
    ...list.unmatched.map((row) => ({ ...row, said: 'is nothing that is known here' })),
    ...list.refused.map(({ row, why }) => ({ row, name: '', maybe: [], why, said: `could not be used: ${why}` })),
  ];
  if (all.length === 0) return null;
  return (
    <Fold title={`${listNames[list.kind]}: ${counted(all.length, 'row that is', 'rows that are')} no known computer for certain`} rows={all.length}>
      <ul>{all.slice(0, mostRows).map((row) => <li key={row.row}>{row.name === '' ? '' : <strong>{row.name}</strong>} <span class="soft">(row {row.row})</span> {row.said}</li>)}</ul>
      {all.length > mostRows && <p>and {amount(all.length - mostRows)} more; computers.csv names them all.</p>}
    </Fold>
  );
}

/** How many computers there may be that neither of two lists names. */
function Guess({ model: { seen: { estimate } } }: { model: ReportModel }) {
  if (estimate === null) return null;
  const [first, second] = estimate.places;
  const unseen = estimate.all - estimate.either;
  return (
    <div class="reason">
      <h4>How many nobody sees: an estimate</h4>
      <p>
        {capital(placeSentence[first])} knows {counted(estimate.counts[0], 'computer')}, {placeSentence[second]} {amount(estimate.counts[1])}; {amount(estimate.both)} stand in both, {amount(estimate.either)} in one or the other.
        {' '}From that, about {amount(estimate.all)} exist{unseen === 0 ? ', so hardly any is in neither' : `: about ${amount(unseen)} ${unseen === 1 ? 'is' : 'are'} in neither`}.
      </p>
      <p class="soft">This holds only if the two were made apart from each other, and each computer had the same chance to be in both (the estimate of Chapman). It decides no answer in this report.</p>
    </div>
  );
}

/** A part that is folded when it is long. */
function Fold({ title, rows, children }: { title: string; rows: number; children: ComponentChildren }) {
  return <details open={rows <= mostOpen}><summary>{title}</summary>{children}</details>;
}

/** A day for people. Many rows carry few days: each is put into words once. */
function days(timeZone: string): (when: string) => string {
  const known = new Map<string, string>();
  return (when) => {
    const words = known.get(when) ?? dayWords(when, timeZone);
    known.set(when, words);
    return words;
  };
}

/** "Nov 15, 2026". */
function dayWords(when: string, timeZone: string): string {
  const date = new Date(when);
  if (Number.isNaN(date.getTime())) return whenWords(when, timeZone);
  return new Intl.DateTimeFormat('en-US', { timeZone: when.length === 10 ? 'UTC' : timeZone, dateStyle: 'medium' }).format(date);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
