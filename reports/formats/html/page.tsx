import { createHash } from 'node:crypto';
import type { Act, ReportModel } from '../../model.ts';
import { amount, counted, disclaimer, essentialWords, outcomeWords, sectionNamed, whenWords } from '../../words.ts';
import { AcceptedPart } from './accepted.tsx';
import { HowToRead, StatedPart } from './basis.tsx';
import { CoveragePart } from './coverage.tsx';
import { FindingsPart } from './findings.tsx';
import { FrameworksPart } from './frameworks.tsx';
import { NextPart } from './next.tsx';
import { PlanPart } from './plan.tsx';
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
        <meta httpEquiv="Content-Security-Policy" content={policy()} />
        <meta name="robots" content="noindex" />
        <title>{`${model.synthetic ? 'Synthetic example: ' : ''}${title} · ${model.town.name}`}</title>
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
          {model.synthetic && <p class="note"><strong>Synthetic example: no real town.</strong> Its people, computers and companies are made up.</p>}
          {model.oneOff && <p class="note">Every snapshot behind this report was signed with a key that lived for one run. It proves that nothing was altered since, not which computer it was.</p>}
          <nav aria-label="Parts of the report">
            <ul>
              <li><a href="#read">How to read this</a></li>
              <li><a href="#seen">What was seen</a></li>
              <li><a href="#essentials">Twelve essentials</a></li>
              <li><a href="#next">What to do next</a></li>
              {model.plan !== null && <li><a href="#plan">The next 90 days</a></li>}
              <li><a href="#todo">What is not known</a></li>
              <li><a href="#findings">Findings</a></li>
              <li><a href="#accepted">Accepted risks</a></li>
              {model.frameworks.length > 0 && <li><a href="#frameworks">What others ask for</a></li>}
              <li><a href="#all">All answers</a></li>
              {model.stated.length > 0 && <li><a href="#stated">What people stated</a></li>}
              <li><a href="#check">How to check this</a></li>
            </ul>
          </nav>
        </header>
        <main id="main">
          <Verdict model={model} />
          <HowToRead model={model} />
          <CoveragePart model={model} />
          <EssentialsPart model={model} />
          <NextPart model={model} />
          <PlanPart model={model} />
          <ActsPart model={model} />
          <FindingsPart model={model} />
          <AcceptedPart model={model} />
          <FrameworksPart model={model} />
          <AllOutcomes model={model} />
          <StatedPart model={model} />
          <HowToCheck model={model} />
        </main>
        <footer>
          <p>{disclaimer(model.preparedBy)}</p>
        </footer>
      </body>
    </html>
  );
}

/** The page may show its own style and nothing else: no script, picture, font, frame or form, wherever text came from. */
function policy(): string {
  return `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
}

/** Where the list stands behind each number. */
const lists = { fail: '#findings', unknown: '#todo', error: '#all', pass: '#all' } as const;

const parts = ['fail', 'unknown', 'error', 'pass'] as const;

function Verdict({ model }: { model: ReportModel }) {
  const { counts } = model;
  const amounts = { pass: counts.pass, fail: counts.fail, unknown: counts.unknown, error: counts.error };
  const applying = counts.total - counts.notApplicable;
  let left = 0;
  const bars = parts.filter((key) => amounts[key] > 0).map((key) => {
    const width = (amounts[key] / applying) * 1000;
    const bar = <rect key={key} x={left} y={0} width={Math.max(width - 2, 1)} height={36} class={key} />;
    left += width;
    return bar;
  });
  return (
    <section aria-labelledby="verdict">
      <h2 id="verdict">In short</h2>
      <p>
        {counted(applying, 'question')} {applying === 1 ? 'applies' : 'apply'}: {amount(counts.pass)} {are(counts.pass)} shown to be fine, {amount(counts.fail)} {counts.fail === 1 ? 'is a gap' : 'are gaps'},
        {' '}{amount(counts.unknown)} {are(counts.unknown)} not known.{counts.notApplicable > 0 ? ` ${counted(counts.notApplicable, 'more answer')} ${counts.notApplicable === 1 ? 'proves' : 'prove'} that a question does not apply.` : ''}
        {counts.error > 0 ? ` In ${amount(counts.error)} Townwatch itself made an error; please report it.` : ''}
      </p>
      <Excluded model={model} />
      <svg class="bar" viewBox="0 0 1000 36" role="img" aria-label={`Of ${applying} answers: ${parts.map((key) => `${outcomeWords[key]} ${amounts[key]}`).join(', ')}`}>{bars}</svg>
      <ul class="legend">
        {parts.filter((key) => key !== 'error' || amounts.error > 0).map((key) => <li key={key}><span class={`swatch ${key}`} /><a href={lists[key]}>{outcomeWords[key]}: <strong>{amount(amounts[key])}</strong></a></li>)}
      </ul>
    </section>
  );
}

/** Share of what is known that may go unasked before the first page says so (compliance study 5.3, rule 1). */
const quietShare = 0.05;

function Excluded({ model: { coverage: { excluded, assets } } }: { model: ReportModel }) {
  // A spare counts among what is known.
  const all = assets.known + excluded.filter(({ why }) => why !== 'spare').length;
  if (excluded.length <= all * quietShare) return null;
  return <p class="note">{amount(excluded.length)} of {amount(all)} known computers and devices {are(excluded.length)} not asked about: <a href="#not-asked">each by name</a>.</p>;
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function EssentialsPart({ model }: { model: ReportModel }) {
  const count = (state: keyof typeof essentialWords) => model.essentials.filter((essential) => essential.state === state).length;
  const words = (['in-place', 'accepted', 'gaps', 'not-known', 'not-applicable'] as const).filter((state) => count(state) > 0).map((state) => `${count(state)} ${state === 'gaps' ? 'with gaps' : essentialWords[state].toLowerCase()}`);
  return (
    <section aria-labelledby="essentials">
      <h2 id="essentials">The twelve essentials</h2>
      <p>
        Of the twelve: {words.join(', ')}. An essential counts as <em>In place</em> only when all of its questions were asked and answered.
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

/** Which parts it is about, and what was tried. */
function about({ sections, details }: Act): string {
  return [sections.map(sectionNamed).join(', '), details.join('; ')].filter((part) => part !== '').join(': ');
}

/** The rules by their ids while they are few, and of how many computers or accounts they were asked. */
function questions({ rules, subjects }: Act): string {
  const shown = rules.length > 8 ? `${rules.slice(0, 6).join(', ')} and ${rules.length - 6} more` : rules.join(', ');
  return subjects.length > 1 ? `${shown}, in ${amount(subjects.length)} places` : shown;
}

function ActsPart({ model }: { model: ReportModel }) {
  return (
    <section aria-labelledby="todo">
      <h2 id="todo">What is not known, and what would close it</h2>
      {model.acts.length === 0 ? <p>Every question that was asked has an answer.</p> : (
        <div class="wide" tabIndex={0} role="region" aria-label="Acts that close what is not known">
          <table class="stack">
            <caption>What is not known is neither good nor bad. Each line is one act, and how many open answers it closes.</caption>
            <thead><tr><th scope="col" class="word">Closes</th><th scope="col">Why it is not known</th><th scope="col">The act</th><th scope="col" class="word">Questions</th></tr></thead>
            <tbody>
              {model.acts.map((act) => (
                <tr key={act.sentence + act.rules.join()}>
                  <td class="word" data-label="Closes"><strong>{amount(act.closes)}</strong></td>
                  <td data-label="Why" class="any">{act.sentence}{about(act) !== '' && <span class="soft"> {about(act)}</span>}</td>
                  <td data-label="The act">{act.act}</td>
                  <td data-label="Questions" class="rules">{questions(act)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
