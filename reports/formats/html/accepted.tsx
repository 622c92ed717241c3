import type { AcceptedView, DisputeView, ReportModel } from '../../model.ts';
import { amount, controlWords, counted, standingWords, unverifiedWords, whenWords } from '../../words.ts';

/** Every risk that anybody accepted or asked to be accepted, new and old, and every dispute: none of it ever leaves the report. */
export function AcceptedPart({ model }: { model: ReportModel }) {
  const { accepted, disputes } = model;
  const now = accepted.filter(({ standing }) => standing === 'valid');
  const rest = accepted.filter(({ standing }) => standing !== 'valid');
  return (
    <section aria-labelledby="accepted">
      <h2 id="accepted">Accepted risks</h2>
      <p>{sentence(now.length, rest.length)}</p>
      {now.map((one) => <Risk key={one.id} risk={one} number={accepted.indexOf(one) + 1} model={model} />)}
      {rest.length > 0 && <details><summary>Those that do not count now ({amount(rest.length)})</summary>{rest.map((one) => <Risk key={one.id} risk={one} number={accepted.indexOf(one) + 1} model={model} />)}</details>}
      {disputes.length > 0 && <Disputes disputes={disputes} model={model} />}
    </section>
  );
}

/** How a waiver stands of which nobody asks any more whether it holds. */
const over: ReadonlySet<AcceptedView['standing']> = new Set(['expired', 'rejected', 'withdrawn']);

function sentence(now: number, rest: number): string {
  if (now + rest === 0) return 'Nobody has accepted a risk, or asked for one to be accepted.';
  const others = rest === 0 ? '' : ` ${counted(rest, 'other')} ${rest === 1 ? 'ended, was asked for, or does' : 'ended, were asked for, or do'} not count.`;
  return `${now === 0 ? 'No risk is' : now === 1 ? '1 risk is' : `${amount(now)} risks are`} accepted now.${others} An accepted risk stays a gap: what was measured does not change, and it counts as fine nowhere.`;
}

function Risk({ risk, number, model }: { risk: AcceptedView; number: number; model: ReportModel }) {
  const day = (when: string) => whenWords(when, model.town.timeZone);
  const { control, failing } = risk;
  return (
    <article class={risk.standing === 'valid' ? 'accepted' : 'not-applicable'} aria-labelledby={`risk-${number}`}>
      <h3 id={`risk-${number}`}>{risk.rules.map((rule) => model.rules[rule]?.title ?? rule).join(' ')} <span class="state">{standingWords[risk.standing]}</span></h3>
      <p class="soft">{risk.id} · {risk.rules.join(', ')} · from {day(risk.from)} until {day(risk.expires)}{risk.verified ? '' : <> · <strong>{unverifiedWords}</strong></>}</p>
      {risk.because.map((gap) => <p key={gap} class="note">It does not count: {gap}.</p>)}
      {control?.shown === 'contradicted' && !over.has(risk.standing) && <p class="note">The measurement does not support what is done instead. Check before you rely on it.</p>}
      <dl>
        <dt>Where</dt><dd>{risk.covers}{risk.blanket && !risk.wholeTown ? ' (all that the town uses)' : ''}</dd>
        <dt>Gaps under it now</dt><dd>{failing.length === 0 ? 'none' : some(failing.map(({ rule, label }) => `${rule} ${label}`))}</dd>
        <dt>Why</dt><dd>{risk.reason}</dd>
        <dt>For residents</dt><dd>{risk.risk}</dd>
        <dt>Done instead</dt><dd>{control === null ? 'nothing was named' : control.what}{control?.shown && <> ({control.rule}: {controlWords[control.shown]})</>}</dd>
        <dt>Answers for it</dt><dd>{risk.owner}</dd>
        <dt>Asked for by</dt><dd>{risk.requester}, {day(risk.created)}</dd>
        <dt>Approved by</dt><dd>{risk.approver ?? 'nobody'}{risk.governingBody === null ? '' : `; governing body: ${risk.governingBody}`}</dd>
        {risk.renews !== null && <><dt>Next period of</dt><dd>{risk.renews}</dd></>}
        {risk.plan !== null && <><dt>Plan</dt><dd>{risk.plan}</dd></>}
        {risk.remark !== null && <><dt>Remark</dt><dd>{risk.remark}</dd></>}
      </dl>
    </article>
  );
}

function Disputes({ disputes, model }: { disputes: readonly DisputeView[]; model: ReportModel }) {
  const day = (when: string) => whenWords(when, model.town.timeZone);
  return (
    <>
      <h3 id="disputes">Disputes</h3>
      <div class="wide" tabIndex={0} role="region" aria-label="Disputes and their answers">
        <table class="stack">
          <caption>What is disputed stays a gap until it is measured anew.</caption>
          <thead><tr><th scope="col">Rule</th><th scope="col">Where</th><th scope="col">What is held against it</th><th scope="col">Answer</th></tr></thead>
          <tbody>
            {disputes.map((one) => (
              <tr key={one.id}>
                <td class="word" data-label="Rule">{one.rule}</td>
                <td class="any" data-label="Where">{one.label}</td>
                <td class="any" data-label="What is held against it">{one.why} ({one.person}, {day(one.on)}{one.evidence === null ? '' : <>; {one.evidence.file}, SHA-256 <code>{one.evidence.digest.slice(0, 16)}…</code></>}{one.verified ? '' : `; ${unverifiedWords}`})</td>
                <td class="any" data-label="Answer">{one.answer === null ? <strong>Nobody has answered yet</strong> : `${one.answer.upheld ? 'Upheld' : 'Not upheld'}: ${one.answer.text} (${one.answer.person}, ${day(one.answer.on)})`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Places that are named. */
const mostNamed = 20;

function some(names: readonly string[]): string {
  return names.length > mostNamed ? `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more` : names.join(', ');
}
