import type { Outcome } from '../../../rules/outcome.ts';
import { meaningOf } from '../../meaning.ts';
import type { ReportModel } from '../../model.ts';
import { anchor, basisMark } from './basis.tsx';
import { amount, basisOf, counted, named, outcomeWords, reasonWords, sectionNamed, visible } from '../../words.ts';

/** Every answer to every question, so that nothing is left out silently. */
export function AllOutcomes({ model }: { model: ReportModel }) {
  return (
    <section aria-labelledby="all">
      <h2 id="all">All answers</h2>
      <Unprinted count={model.counts.total} what="answers" />
      <details class={tooLong(model.counts.total)}>
        <summary>{counted(model.counts.total, 'answer')}, one line each</summary>
        <div class="wide" tabIndex={0} role="region" aria-label="Table of all answers">
          <table class="stack">
            <caption>One line for each question and what it was asked of.</caption>
            <thead><tr><th scope="col">Rule</th><th scope="col">Question</th><th scope="col">Asked of</th><th scope="col">Answer</th><th scope="col">Why</th><th scope="col">From</th></tr></thead>
            <tbody>
              {model.outcomes.map((one) => (
                <tr key={`${one.rule} ${one.subject.id}`} class={one.outcome}>
                  <td class="word" data-label="Rule">{one.rule}</td>
                  <td data-label="Question" class="question">{model.rules[one.rule]?.title ?? one.rule}</td>
                  <td data-label="Asked of" class="any">{named(one.subject.label, one.subject.id)}</td>
                  <td class="word" data-label="Answer"><span class="state">{outcomeWords[one.outcome]}</span></td>
                  <td data-label="Why" class="any">{why(one)}</td>
                  <td data-label="From" class="from">{from(one, model)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

/** Whether an answer was measured or stated, and by which of what people stated. Called for every answer there is: no component. */
function from(outcome: Outcome, { statedOf }: ReportModel) {
  const mark = basisOf(outcome);
  if (mark === null) return null;
  return [basisMark(mark), ...(statedOf.get(outcome) ?? []).map((id) => <div key={id}><a href={`#${anchor(id)}`}>{id}</a></div>)];
}

/** Lines up to which a folded table is printed. */
const mostPrinted = 100;

function tooLong(count: number): string | undefined {
  return count > mostPrinted ? 'long' : undefined;
}

function Unprinted({ count, what }: { count: number; what: string }) {
  return count > mostPrinted ? <p class="paper">All {amount(count)} {what} stand in the page on a screen and in report.json; they are not printed.</p> : null;
}

/** Why there is no answer, or why the question does not apply; with the part that was missing, in words where we know them. */
function why({ because, notApplicable }: Outcome): string {
  if (because === undefined) return notApplicable === undefined ? '' : visible(notApplicable);
  const { sentence } = reasonWords(because.reason);
  if (because.section === undefined) return sentence;
  const part = because.path ? (meaningOf(because.section, because.path) ?? visible(because.path, 120)) : undefined;
  return `${sentence} (${sectionNamed(because.section)}${part === undefined ? '' : `: ${part}`})`;
}

/** What the words mean and what took part, for whoever wants to check. */
export function HowToCheck({ model }: { model: ReportModel }) {
  const inputs = Object.entries(model.inputs);
  return (
    <section aria-labelledby="check">
      <h2 id="check">How to check this</h2>
      <p>Each computer signs what it reports; of what people state, the digest of the file is kept. The same reports and statements, judged by the same rules at the same instant, give the same answers: the digests below name all that took part. The rules were applied by {model.engine}.</p>
      <Unprinted count={inputs.length} what="digests" />
      <details class={tooLong(inputs.length)}>
        <summary>{counted(inputs.length, 'digest')} (SHA-256)</summary>
        <div class="wide" tabIndex={0} role="region" aria-label="Digests of what took part">
          <table>
            <caption>What took part in this report</caption>
            <thead><tr><th scope="col">Document</th><th scope="col">SHA-256</th></tr></thead>
            <tbody>{inputs.map(([name, digest]) => <tr key={name}><td class="any">{name}</td><td class="any"><code>{digest}</code></td></tr>)}</tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
