import type { NextAct } from '../../../rules/judge/act.ts';
import type { ReportModel } from '../../model.ts';
import { deadlineWords, durationWords, essentialsWords, partyWords, personWords, shortDay } from '../../plan/words.ts';
import { actionWords, counted, visible } from '../../words.ts';

/** The first acts, each with its minutes, who does it, and what it closes. */
export function NextPart({ model: { next } }: { model: ReportModel }) {
  return (
    <section aria-labelledby="next">
      <h2 id="next">What to do next</h2>
      {next.acts.length === 0 ? <p>Nothing: every question that was asked is shown to be fine.</p> : (
        <>
          <p>What cannot wait stands first, then what is quick and tells most. Times are estimates.</p>
          <ol>{next.acts.map((act) => <li key={act.id}><Act act={act} /></li>)}</ol>
          {next.more > 0 && <p class="soft">{counted(next.more, 'more act')} {next.more === 1 ? 'closes' : 'close'} {counted(next.answersOfMore, 'answer')}: <code>townwatch next</code> shows them.</p>}
        </>
      )}
    </section>
  );
}

function Act({ act }: { act: NextAct }) {
  const closes = act.fix === null ? `closes ${counted(act.answers, 'answer that is', 'answers that are')} not known` : `mends ${counted(act.answers, 'gap')}`;
  const who = act.owner === null ? `${partyWords[act.responsible]} (${personWords[act.person]})` : `${visible(act.owner, 80)} (${partyWords[act.responsible].toLowerCase()})`;
  const moves = act.essentials.length === 0 ? [] : [`moves ${essentialsWords(act.essentials.map(({ number }) => number))}`];
  return (
    <>
      <p>
        <strong>{visible(act.text, 300)}</strong><br />
        {[`about ${durationWords(act.minutes)}`, who, closes, ...moves].join(' · ')}<br />
        {act.fix !== null && <>{actionWords[act.fix.action]}{deadlineWords(act.fix, shortDay)}: {visible(act.fix.because.join('; '), 300)}<br /></>}
        {act.why}
      </p>
      {act.fix === null && act.command !== null && <pre>{visible(act.command, 200)}</pre>}
    </>
  );
}
