import type { ReportModel } from '../../model.ts';
import { outcomeWords, reasonWords } from '../../words.ts';

/** Every answer to every question, so that nothing is left out silently. */
export function AllOutcomes({ model }: { model: ReportModel }) {
  return (
    <section aria-labelledby="all">
      <h2 id="all">All answers</h2>
      <details>
        <summary>Show {model.counts.total} answers</summary>
        <div class="wide" tabIndex={0} role="region" aria-label="Table of all answers">
          <table class="stack">
            <caption>One line for each question and what it was asked of.</caption>
            <thead><tr><th scope="col">Rule</th><th scope="col">Question</th><th scope="col">Asked of</th><th scope="col">Answer</th><th scope="col">Why</th></tr></thead>
            <tbody>
              {model.outcomes.map((one) => (
                <tr key={`${one.rule} ${one.subject.id}`} class={one.outcome}>
                  <td class="word" data-label="Rule">{one.rule}</td>
                  <td data-label="Question">{model.rules[one.rule]?.title ?? one.rule}</td>
                  <td data-label="Asked of">{one.subject.label}</td>
                  <td class="word" data-label="Answer"><span class="state">{outcomeWords[one.outcome]}</span></td>
                  <td data-label="Why">{one.because === undefined ? (one.notApplicable ?? '') : `${reasonWords(one.because.reason).sentence}${one.because.section === undefined ? '' : ` (${one.because.section}${one.because.path ? `: ${one.because.path}` : ''})`}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

/** What the words mean and what took part, for whoever wants to check. */
export function HowToCheck({ model }: { model: ReportModel }) {
  const inputs = Object.entries(model.inputs);
  return (
    <section aria-labelledby="check">
      <h2 id="check">How to check this</h2>
      <p><strong>Shown to be fine</strong> means: the agent read it, signed it, and it meets the rule. <strong>Gap</strong>: it was read and does not. <strong>Not known</strong>: it could not be read, or is too old to count; it never counts as fine. <strong>Does not apply</strong>: facts that were read prove that the question does not concern this computer.</p>
      <p>Each computer signs what it reports. The same signed reports, judged by the same rules at the same instant, give the same answers: the digests below name all that took part. The rules were applied by {model.engine}.</p>
      <details>
        <summary>Show {inputs.length} digests (SHA-256)</summary>
        <div class="wide" tabIndex={0} role="region" aria-label="Digests of what took part">
          <table>
            <caption>What took part in this report</caption>
            <thead><tr><th scope="col">Document</th><th scope="col">SHA-256</th></tr></thead>
            <tbody>{inputs.map(([name, digest]) => <tr key={name}><td>{name}</td><td><code>{digest}</code></td></tr>)}</tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
