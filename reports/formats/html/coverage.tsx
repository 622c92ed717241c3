import type { AssetClass } from '../../../rules/input.ts';
import type { ComputerCoverage, NotLookedAt, ReportModel, SectionCoverage } from '../../model.ts';
import { SeenPart } from './lists.tsx';
import { amount, classWords, counted, excludedWords, sectionNamed, whenWords } from '../../words.ts';

/** First what was seen, then by name what was not looked at. */
export function CoveragePart({ model }: { model: ReportModel }) {
  const { assets, computers } = model.coverage;
  return (
    <section aria-labelledby="seen">
      <h2 id="seen">What was seen, and what was not looked at</h2>
      <ul class="numbers">
        <li><b>{amount(assets.reported)} of {amount(assets.known)}</b> known {assets.known === 1 ? things(computers).one : things(computers).many} reported</li>
        {assets.silent > 0 && <li><b>{amount(assets.silent)}</b> too long silent</li>}
        {assets.neverReported > 0 && <li><b>{amount(assets.neverReported)}</b> never reported</li>}
        <li><b>{readParts(computers)}</b> parts were read in full</li>
      </ul>
      {model.oneComputer ? computers.map((computer) => <OneComputer key={computer.asset} computer={computer} timeZone={model.town.timeZone} />) : <Roster model={model} />}
      <SeenPart model={model} />
      <NotSeen model={model} />
      <NotAsked model={model} />
    </section>
  );
}

/** What stands in a list: an internet name of the town is no computer. */
function things(list: readonly ComputerCoverage[]): { readonly one: string; readonly many: string } {
  const names = list.filter((it) => it.class === 'domain').length;
  if (names === 0) return { one: 'computer', many: 'computers' };
  return names === list.length ? { one: 'internet name', many: 'internet names' } : { one: 'computer', many: 'computers and internet names' };
}

function counting(list: readonly ComputerCoverage[]): string {
  const { one, many } = things(list);
  return counted(list.length, one, many);
}

function readParts(computers: readonly ComputerCoverage[]): string {
  const asked = computers.flatMap((computer) => computer.sections).filter((section) => section.reason !== 'not-this-platform');
  return `${amount(asked.filter((section) => section.status === 'ok').length)} of ${amount(asked.length)}`;
}

function OneComputer({ computer, timeZone }: { computer: ComputerCoverage; timeZone: string }) {
  return (
    <>
      <p>
        <strong>{computer.label}</strong>: {computer.system ?? 'operating system not known'}, reported {computer.lastSeen === null ? 'never' : whenWords(computer.lastSeen, timeZone)},
        {' '}{computer.privileged === null ? 'rights of the agent not known' : computer.privileged ? 'read with administrator rights' : 'read without administrator rights'}.
      </p>
      <ul class="chips" aria-label={`Parts of ${computer.label} and how reading them went`}>
        {computer.sections.map((section) => (
          <li key={section.section} class={section.status}>
            {sectionNamed(section.section)} <span class="state">{statusWords(section)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function statusWords(section: SectionCoverage): string {
  if (section.status === 'ok') return 'in full';
  if (section.status === 'partial') return `without ${counted(section.parts.length, 'detail')}`;
  if (section.status === 'failed') return 'not read';
  return section.reason === 'stale' ? 'too old to count' : 'left out';
}

/** Computers up to which the list of those that reported stands open. */
const mostOpen = 12;

/** Every computer by name: those that did not report first and open, the others folded when they are many. */
function Roster({ model }: { model: ReportModel }) {
  const didNot = model.coverage.computers.filter(({ lastSeen, state }) => lastSeen === null || state === 'silent');
  const did = model.coverage.computers.filter((computer) => !didNot.includes(computer));
  const title = `${counting(did)} that reported, by name`;
  return (
    <>
      {didNot.length > 0 && <Computers computers={didNot} title={`${counting(didNot)} that did not report in time, by name`} timeZone={model.town.timeZone} />}
      {did.length > mostOpen
        ? <details><summary>{title}</summary><Computers computers={did} title={title} timeZone={model.town.timeZone} /></details>
        : did.length > 0 && <Computers computers={did} title={title} timeZone={model.town.timeZone} />}
    </>
  );
}

function Computers({ computers, title, timeZone }: { computers: readonly ComputerCoverage[]; title: string; timeZone: string }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={title}>
      <table class="stack">
        <caption>{title}</caption>
        <thead><tr><th scope="col">Computer</th><th scope="col">Kind</th><th scope="col">System</th><th scope="col">Last report</th><th scope="col">Parts read in full</th></tr></thead>
        <tbody>
          {computers.map((computer) => (
            <tr key={computer.asset}>
              <td data-label="Computer" class="any">{computer.label}</td>
              <td data-label="Kind">{classWords[computer.class as AssetClass] ?? computer.class}</td>
              <td data-label="System" class="any">{computer.system ?? 'not known'}</td>
              <td data-label="Last report">{computer.lastSeen === null ? 'never' : whenWords(computer.lastSeen, timeZone)}</td>
              <td data-label="Parts read in full" class="word">{readParts([computer])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What was not looked at, by name: under each reason what it kept us from, then what no computer shows. */
function NotSeen({ model }: { model: ReportModel }) {
  const { notLookedAt } = model.coverage;
  const here = Map.groupBy(notLookedAt.filter((line) => line.where.length > 0), (line) => `${line.why} ${line.act}`);
  return (
    <>
      <h3 id="not-looked-at">Not looked at, by name</h3>
      {[...here].map(([why, lines]) => (
        <div key={why} class="reason">
          <p>{lines[0]!.why} <span class="soft">{lines[0]!.act}</span></p>
          <ul>{lines.map((line) => <li key={line.what}>{line.what}{model.oneComputer ? '' : <span class="soft"> on {places(line, model)}</span>}</li>)}</ul>
        </div>
      ))}
      <div class="reason">
        <p>Not visible from any computer that reported:</p>
        <ul>{notLookedAt.filter((line) => line.where.length === 0).map((line) => <li key={line.what}><strong>{line.what}.</strong> <span class="soft">{line.act}</span></li>)}</ul>
      </div>
    </>
  );
}

/** What is known and not asked about: each by name, with the reason. */
function NotAsked({ model }: { model: ReportModel }) {
  const { excluded } = model.coverage;
  if (excluded.length === 0) return null;
  return (
    <div class="reason">
      <h3 id="not-asked">Known, and not asked ({amount(excluded.length)})</h3>
      <ul>{excluded.map((one) => <li key={one.asset}>{one.label}: {excludedWords[one.why]}</li>)}</ul>
    </div>
  );
}

function places({ where }: NotLookedAt, model: ReportModel): string {
  const all = model.coverage.assets.reported;
  if (where.length > 4 && where.length === all) return `all ${amount(all)} computers that reported`;
  return where.length > 8 ? `${where.slice(0, 6).join(', ')} and ${amount(where.length - 6)} more` : where.join(', ');
}
