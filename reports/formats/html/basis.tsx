import type { Basis } from '../../../rules/outcome.ts';
import type { ReportModel } from '../../model.ts';
import type { StatedView } from '../../stated.ts';
import { broughtIn } from '../../standing.ts';
import { basisWords, outcomeWords, whenWords } from '../../words.ts';

/** Where an answer comes from: a word and a shape, in a color of its own. */
export function basisMark({ basis, words }: { readonly basis: Basis; readonly words: string }) {
  return <span key={basis} class={`basis ${basis}`}>{words}</span>;
}

/** One thing that people stated: which, of when, by whom, and the file that shows it. */
export function Stated({ view, timeZone }: { view: StatedView; timeZone: string }) {
  return (
    <>
      {view.title}, {view.person === null ? `of ${whenWords(view.asOf, timeZone)}` : `by ${view.person}, ${whenWords(view.asOf, timeZone)}`}; {broughtIn(view)}
      {view.file === null ? '' : `; ${view.file}`}{view.digest === null ? '' : <>; SHA-256 <code>{view.digest.slice(0, 16)}…</code></>}
    </>
  );
}

const answers = [
  ['pass', 'It was looked at, and it meets the rule.'],
  ['fail', 'It was looked at, and it does not.'],
  ['unknown', 'It could not be read, nobody has said it, or it is too old to count. It never counts as fine, and it rests on nothing.'],
  ['not-applicable', 'It is shown that the question does not concern this computer or this town.'],
] as const;

/** What the words and marks of the report mean. */
export function HowToRead({ model }: { model: ReportModel }) {
  return (
    <section aria-labelledby="read">
      <h2 id="read">How to read this</h2>
      <p>Each answer has a word, and each that is known also says where it comes from:</p>
      <div class="keys">
        <dl>
          {answers.map(([kind, meaning]) => <div key={kind}><dt class={kind}><span class="state">{outcomeWords[kind]}</span></dt><dd>{meaning}</dd></div>)}
        </dl>
        <dl>
          {(Object.keys(basisWords) as Basis[]).map((basis) => <div key={basis}><dt>{basisMark({ basis, words: basisWords[basis].words })}</dt><dd>{basisWords[basis].meaning}</dd></div>)}
        </dl>
      </div>
      {model.stated.length > 0 && <p>All that people stated and that answers here rest on stands under <a href="#stated">What people stated</a>.</p>}
    </section>
  );
}

/** What people stated that the answers rest on: each once, with who, when and the digest of its file. */
export function StatedPart({ model }: { model: ReportModel }) {
  const day = (when: string) => whenWords(when, model.town.timeZone);
  if (model.stated.length === 0) return null;
  return (
    <section aria-labelledby="stated">
      <h2 id="stated">What people stated</h2>
      <div class="wide" tabIndex={0} role="region" aria-label="What people stated that answers rest on">
        <table class="stack">
          <caption>Nothing here was measured. Each answer that rests on one of these names it.</caption>
          <thead><tr><th scope="col">Name</th><th scope="col">What it is</th><th scope="col">Who and when</th><th scope="col">File (SHA-256)</th></tr></thead>
          <tbody>
            {model.stated.map((view) => (
              <tr key={view.id} id={anchor(view.id)}>
                <td data-label="Name" class="any">{view.id}</td>
                <td data-label="What it is" class="any">{view.title}</td>
                <td data-label="Who and when" class="any">{view.person === null ? '' : `${view.person}, `}{day(view.asOf)}; {broughtIn(view)}</td>
                <td data-label="File" class="any">{view.file ?? (view.digest === null ? 'none' : '')} {view.digest !== null && <code>{view.digest}</code>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Where a thing that people stated stands on the page. */
export function anchor(id: string): string {
  return `said-${id.replaceAll(/[^A-Za-z0-9-]/g, (character) => `_${character.codePointAt(0)!.toString(16)}`)}`;
}
