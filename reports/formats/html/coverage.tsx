import type { ComputerCoverage, ReportModel, SectionCoverage } from '../../model.ts';
import { counted, sectionWords, whenWords } from '../../words.ts';
import type { SectionName } from '../../../wire/sections/list.ts';

/** First what was seen, then by name what was not looked at. */
export function CoveragePart({ model }: { model: ReportModel }) {
  const { assets, computers, notLookedAt } = model.coverage;
  const local = notLookedAt.filter((line) => line.where.length > 0);
  const beyond = notLookedAt.filter((line) => line.where.length === 0);
  return (
    <section aria-labelledby="seen">
      <h2 id="seen">What was seen, and what was not looked at</h2>
      <ul class="numbers">
        <li><b>{assets.reported} of {assets.known}</b> {assets.known === 1 ? 'known computer' : 'known computers'} reported</li>
        {assets.silent > 0 && <li><b>{assets.silent}</b> too long silent</li>}
        {assets.neverReported > 0 && <li><b>{assets.neverReported}</b> never reported</li>}
        <li><b>{readParts(computers)}</b> parts of them were read in full</li>
      </ul>
      {computers.slice(0, model.oneComputer ? 1 : 0).map((computer) => <OneComputer key={computer.asset} computer={computer} timeZone={model.town.timeZone} />)}
      {!model.oneComputer && <Roster model={model} />}
      <h3 id="not-looked-at">Not looked at, by name</h3>
      {local.length > 0 && (
        <div class="wide" tabIndex={0} role="region" aria-label="Not looked at on the computers that reported">
          <table class="stack">
            <caption>On the computers that reported</caption>
            <thead><tr><th scope="col">What</th><th scope="col">Why not</th>{!model.oneComputer && <th scope="col">Where</th>}</tr></thead>
            <tbody>
              {local.map((line) => (
                <tr key={line.what + line.why}>
                  <td data-label="What">{line.what}</td>
                  <td data-label="Why not">{line.why} <span class="soft">{line.act}</span></td>
                  {!model.oneComputer && <td data-label="Where">{line.where.length > 4 ? `${line.where.slice(0, 3).join(', ')} and ${line.where.length - 3} more` : line.where.join(', ')}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p>Not visible from any computer that reported:</p>
      <ul>{beyond.map((line) => <li key={line.what}><strong>{line.what}.</strong> <span class="soft">{line.act}</span></li>)}</ul>
    </section>
  );
}

function readParts(computers: readonly ComputerCoverage[]): string {
  const asked = computers.flatMap((computer) => computer.sections).filter((section) => section.reason !== 'not-this-platform');
  return `${asked.filter((section) => section.status === 'ok').length} of ${asked.length}`;
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
            {sectionWords[section.section as SectionName]} <span class="state">{statusWords(section)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function statusWords(section: SectionCoverage): string {
  if (section.status === 'ok') return 'in full';
  if (section.status === 'partial') return `without ${counted(section.parts.length, 'detail')}`;
  return section.status === 'failed' ? 'not read' : 'left out';
}

function Roster({ model }: { model: ReportModel }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="Computers">
      <table class="stack">
        <caption>{counted(model.coverage.computers.length, 'computer')} by name</caption>
        <thead><tr><th scope="col">Computer</th><th scope="col">Kind</th><th scope="col">System</th><th scope="col">Last report</th><th scope="col">Parts read in full</th></tr></thead>
        <tbody>
          {model.coverage.computers.map((computer) => (
            <tr key={computer.asset}>
              <td data-label="Computer">{computer.label}</td>
              <td data-label="Kind">{computer.class}</td>
              <td data-label="System">{computer.system ?? 'not known'}</td>
              <td data-label="Last report">{computer.lastSeen === null ? 'never' : whenWords(computer.lastSeen, model.town.timeZone)}</td>
              <td data-label="Read in full">{readParts([computer])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
