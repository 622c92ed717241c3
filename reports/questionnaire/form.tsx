import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import type { Question, Topic } from '../../rules/question.ts';
import { answererWords } from './words.ts';
import { script } from './script.ts';
import { formStyle } from './style.ts';

/** What a form is made of. */
export interface FormSource {
  readonly town: { readonly id: string; readonly name: string };
  readonly topics: readonly Topic[];
  /** Answers that are there already, in words, by question. They are shown and never filled in: whoever saves the form would sign them anew. */
  readonly before: Readonly<Record<string, string>>;
  /** Name of the format that the form saves. */
  readonly schema: string;
  /** Name of the file that the form saves. */
  readonly file: string;
}

/**
 * The questionnaire as one page that works from a disk, without network: it shows, takes and saves answers. Fields are
 * named by id and version of the question, so that an answer never counts for another wording.
 */
export function renderForm(source: FormSource): string {
  return `<!doctype html>\n${renderToString(<Page source={source} />)}\n`;
}

function Page({ source }: { source: FormSource }) {
  const { town, topics, before } = source;
  const all = topics.flatMap(({ questions }) => questions);
  const title = `Questions to ${town.name}`;
  return (
    <html lang="en-US">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta httpEquiv="Content-Security-Policy" content={policy()} />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: formStyle }} />
      </head>
      <body>
        <a class="skip" href="#form">Skip to the questions</a>
        <header class="top">
          <p class="kicker">What no scan can see</p>
          <h1>{title}</h1>
          <p>Answer what you know and leave the rest open: an open question counts as “Not known”, never as good or bad. Each answer bears your name and the day, and it ends by itself after a time.</p>
          <p class="screen">Nothing leaves this page until you press <strong>Save the answers</strong>; the file is then in your downloads. Send it back, with the files that you name as evidence. To go on later, open the saved file here.</p>
          <p class="disclaimer"><strong>Confidential once filled in.</strong> Do not attach it to a public agenda.</p>
          <nav aria-label="Parts of the questionnaire"><ul>{topics.map(({ topic, en }) => <li key={topic}><a href={`#topic-${topic}`}>{en.title}</a></li>)}</ul></nav>
        </header>
        <main>
          <form id="form" autocomplete="off">
            <section aria-labelledby="who">
              <h2 id="who">Who answers</h2>
              <div class="beside">
                <label>Your name and office<input name="person" type="text" maxLength={200} /></label>
                <label>Day<input name="on" type="date" /></label>
                <label class="screen">Go on with answers saved before<input id="open" name="open" type="file" accept=".json,application/json" /></label>
              </div>
            </section>
            {topics.map((topic) => <TopicPart key={topic.topic} topic={topic} before={before} />)}
            <div class="foot">
              <label class="pick"><span id="counted">0 of {all.length} answered</span></label>
              <progress id="done" max={all.length} value={0} aria-labelledby="counted" />
              <p><button id="save" type="button">Save the answers</button></p>
              <p id="status" role="status" />
            </div>
          </form>
        </main>
        <script type="application/json" id="about" dangerouslySetInnerHTML={{ __html: aboutOf(source, all) }} />
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
}

/** What the script has to know, as JSON that cannot end its element. */
function aboutOf({ town, schema, file }: FormSource, questions: readonly Question[]): string {
  const about = { schema, file, town, questions: questions.map(({ id, version, type, evidence }) => ({ id, version, type, shown: evidence === 'required' })) };
  return JSON.stringify(about).replaceAll('<', String.raw`\u003c`);
}

/** The page may run its own script and show its own style, and nothing else. */
function policy(): string {
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${digest(formStyle)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`;
}

function TopicPart({ topic, before }: { topic: Topic; before: FormSource['before'] }) {
  return (
    <section aria-labelledby={`topic-${topic.topic}`}>
      <h2 id={`topic-${topic.topic}`}>{topic.en.title}</h2>
      <p>{topic.en.meaning}</p>
      {topic.questions.map((question) => <QuestionPart key={question.id} question={question} before={before[question.id]} />)}
    </section>
  );
}

function QuestionPart({ question, before }: { question: Question; before: string | undefined }) {
  const { id, version, en } = question;
  const name = `${id}.v${version}`;
  const required = question.evidence === 'required';
  return (
    <fieldset id={id}>
      <legend>{en.question}</legend>
      <p>{en.why}</p>
      {en.help !== undefined && <p class="soft">{en.help}</p>}
      {before !== undefined && <p><strong>Answered before:</strong> {before} Answer again only to confirm or change it.</p>}
      <AnswerFields question={question} name={name} />
      <div class="beside">
        {question.evidence !== 'none' && <label>{required ? 'File that shows it (or say in the note where it is)' : 'File that shows it, if there is one'}<input name={`${name}.evidence`} type="text" maxLength={200} /></label>}
        <label>Note<input name={`${name}.note`} type="text" maxLength={2000} /></label>
        <label>Answered by, if somebody else<input name={`${name}.person`} type="text" maxLength={200} /></label>
      </div>
      <p class="soft">How an auditor checks it: {en.verify}</p>
      <p class="id">{answererWords[question.by]} · {id} · version {version}</p>
    </fieldset>
  );
}

function AnswerFields({ question, name }: { question: Question; name: string }) {
  const { type, en } = question;
  if (type === 'yes-no' || type === 'choice') {
    const choices = type === 'yes-no' ? [['yes', 'Yes'], ['no', 'No']] : (question.choices ?? []).map((one) => [one, en.choices?.[one] ?? one]);
    const all = en.none === undefined ? choices : [...choices, ['none', en.none]];
    return <>{all.map(([one, words]) => <label key={one} class="pick"><input type="radio" name={`${name}.answer`} value={one} /><span>{words}</span></label>)}</>;
  }
  const said = { day: 'Day', number: 'Number', text: 'Answer' }[type];
  return (
    <>
      {type === 'text' ? <label>{said}<textarea name={`${name}.answer`} rows={3} maxLength={2000} /></label> : <label>{said}<input name={`${name}.answer`} type={type === 'day' ? 'date' : 'number'} min={type === 'day' ? '1990-01-01' : '0'} step={type === 'number' ? 'any' : undefined} /></label>}
      {en.none !== undefined && <label class="pick"><input type="checkbox" name={`${name}.none`} /><span>{en.none}</span></label>}
    </>
  );
}
