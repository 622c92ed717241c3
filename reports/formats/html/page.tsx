import type { ReportModel } from '../../model.ts';
import { counted, disclaimer, essentialWords, outcomeWords, whenWords } from '../../words.ts';
import { CoveragePart } from './coverage.tsx';
import { FindingsPart } from './findings.tsx';
import { AllOutcomes, HowToCheck } from './appendix.tsx';
import { style } from './style.ts';

/** The whole page: what was seen and not looked at, the twelve essentials, what to do, the findings, how to check it. */
export function Page({ model }: { model: ReportModel }) {
  const title = model.oneComputer ? 'One computer, not a town' : `${model.town.name}: computers and their protection`;
  return (
    <html lang="en-US">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta httpEquiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${model.town.name}`}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        <header class="top">
          <p class="kicker">{model.oneComputer ? `${model.town.name} · ${model.coverage.computers[0]?.label ?? ''}` : 'Report for the town'}</p>
          <h1>{title}</h1>
          <p class="kicker">As of {whenWords(model.asOf, model.town.timeZone)} ({model.town.timeZone})</p>
          <p class="disclaimer">{disclaimer(model.preparedBy)}</p>
          <p class="disclaimer"><strong>Confidential edition.</strong> It names computers and weaknesses. Do not attach it to a public agenda.</p>
          {model.oneOff && <p class="note">Every snapshot behind this report was signed with a key that lived for one run. It proves that nothing was altered since, not which computer it was.</p>}
          <nav aria-label="Parts of the report">
            <ul>
              <li><a href="#seen">What was seen</a></li>
              <li><a href="#essentials">Twelve essentials</a></li>
              <li><a href="#todo">What would close the unknowns</a></li>
              <li><a href="#findings">Findings</a></li>
              <li><a href="#all">All answers</a></li>
              <li><a href="#check">How to check this</a></li>
            </ul>
          </nav>
        </header>
        <main id="main">
          <Verdict model={model} />
          <CoveragePart model={model} />
          <EssentialsPart model={model} />
          <ActsPart model={model} />
          <FindingsPart model={model} />
          <AllOutcomes model={model} />
          <HowToCheck model={model} />
        </main>
        <footer>
          <p>{disclaimer(model.preparedBy)}</p>
        </footer>
      </body>
    </html>
  );
}

const parts = [
  { key: 'fail', color: 'var(--gap)' },
  { key: 'unknown', color: 'var(--unknown)' },
  { key: 'error', color: 'var(--accepted)' },
  { key: 'not-applicable', color: 'var(--na)' },
  { key: 'pass', color: 'var(--pass)' },
] as const;

function Verdict({ model }: { model: ReportModel }) {
  const { counts } = model;
  const amounts = { pass: counts.pass, fail: counts.fail, unknown: counts.unknown, 'not-applicable': counts.notApplicable, error: counts.error };
  let left = 0;
  const bars = parts.filter(({ key }) => amounts[key] > 0).map(({ key, color }) => {
    const width = (amounts[key] / Math.max(counts.total, 1)) * 1000;
    const bar = <rect key={key} x={left} y={0} width={Math.max(width - 2, 1)} height={36} fill={color} />;
    left += width;
    return bar;
  });
  return (
    <section aria-labelledby="verdict">
      <h2 id="verdict">In short</h2>
      <p>
        {counted(counts.total, 'question')} {counts.total === 1 ? 'was' : 'were'} asked. {counted(counts.pass, 'answer')} {counts.pass === 1 ? 'is' : 'are'} shown to be fine, {counted(counts.fail, 'gap')} {counts.fail === 1 ? 'was' : 'were'} found,
        {' '}{counts.unknown} {counts.unknown === 1 ? 'is' : 'are'} not known{counts.notApplicable > 0 ? `, and ${counts.notApplicable} ${counts.notApplicable === 1 ? 'does' : 'do'} not apply` : ''}.
        {counts.error > 0 ? ` In ${counts.error} Townwatch itself made an error; please report it.` : ''}
      </p>
      <svg class="bar" viewBox="0 0 1000 36" role="img" aria-label={`Of ${counts.total} answers: ${parts.map(({ key }) => `${outcomeWords[key]} ${amounts[key]}`).join(', ')}`}>{bars}</svg>
      <ul class="legend">
        {parts.filter(({ key }) => key !== 'error' || amounts.error > 0).map(({ key, color }) => <li key={key}><span class="swatch" style={`background:${color}`} />{outcomeWords[key]}: <strong>{amounts[key]}</strong></li>)}
      </ul>
    </section>
  );
}

function EssentialsPart({ model }: { model: ReportModel }) {
  const count = (state: keyof typeof essentialWords) => model.essentials.filter((essential) => essential.state === state).length;
  const words = (['in-place', 'accepted', 'gaps', 'not-known', 'not-applicable'] as const).filter((state) => count(state) > 0).map((state) => `${count(state)} ${essentialWords[state].toLowerCase()}`);
  return (
    <section aria-labelledby="essentials">
      <h2 id="essentials">The twelve essentials</h2>
      <p>
        {words.join(', ')}. An essential counts as <em>In place</em> only when all of its questions were asked and answered.
        {model.oneComputer ? ' One computer can answer few of them for a town: most read “Not known”, and that is the true picture.' : ''}
      </p>
      <ul class="board">
        {model.essentials.map((essential) => (
          <li key={essential.number} class={essential.state}>
            <span class="number">{essential.number} of 12</span>
            <h3>{essential.title}</h3>
            <p><span class="state">{essential.words}</span></p>
            {essential.interval !== null && <p>{essential.interval}.</p>}
            {essential.act !== null && <p><strong>What would close it:</strong> {essential.act}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function ActsPart({ model }: { model: ReportModel }) {
  return (
    <section aria-labelledby="todo">
      <h2 id="todo">What would close the unknowns</h2>
      {model.acts.length === 0 ? <p>Every question that was asked has an answer.</p> : (
        <div class="wide" tabIndex={0} role="region" aria-label="Acts that close unknowns">
          <table class="stack">
            <caption>An unknown is neither good nor bad. Each line is one act and the number of answers it closes.</caption>
            <thead><tr><th scope="col" class="word">Closes</th><th scope="col">Why it is not known</th><th scope="col">The act</th><th scope="col" class="word">Questions</th></tr></thead>
            <tbody>
              {model.acts.map((act) => (
                <tr key={act.sentence + act.rules.join()}>
                  <td class="word" data-label="Closes"><strong>{act.closes}</strong></td>
                  <td data-label="Why">{act.sentence}{act.details.length > 0 && <span class="soft"> ({act.details.join('; ')})</span>}</td>
                  <td data-label="The act">{act.act}</td>
                  <td data-label="Questions">{act.rules.join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
