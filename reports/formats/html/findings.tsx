import { actionClasses } from '../../../rules/judge/actions.ts';
import type { Failure, FixGroup, ReportModel } from '../../model.ts';
import { Stated, basisMark } from './basis.tsx';
import { dispositionText, responseText } from '../../standing.ts';
import { actionWords, counted, dispositionWords, responsibleWords, sectionNamed, severityWords, whenWords } from '../../words.ts';

/** Failures grouped by the fix that mends them, most urgent first, each with the evidence on which it rests. */
export function FindingsPart({ model }: { model: ReportModel }) {
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      {model.fixes.length === 0 && <p>No gap was found among the questions that could be answered. See above what was not looked at.</p>}
      {actionClasses.map((action) => {
        const fixes = model.fixes.filter((fix) => fix.action === action);
        return fixes.length === 0 ? null : (
          <section key={action} aria-labelledby={`action-${action}`}>
            <h3 id={`action-${action}`}>{actionWords[action]}</h3>
            {fixes.map((fix) => <Fix key={fix.rule} fix={fix} model={model} />)}
          </section>
        );
      })}
    </section>
  );
}

function Fix({ fix, model }: { fix: FixGroup; model: ReportModel }) {
  const rule = model.rules[fix.rule]!;
  return (
    <article class={fix.severity} aria-labelledby={`fix-${fix.rule}`}>
      <h4 id={`fix-${fix.rule}`}>{rule.title} <span class="state">No</span></h4>
      <p class="soft">
        {fix.rule} · Severity: {severityWords[fix.severity]} · {counted(fix.failures.length, 'place')} · To mend by {responsibleWords[rule.responsible] ?? rule.responsible} · Effort: {rule.effort} · Cost: {rule.cost}
      </p>
      {fix.because.length > 0 && <p class="soft">Placed here because: {fix.because.join('; ')}</p>}
      <p>{rule.plain}</p>
      <Failures fix={fix} model={model} />
      <p><strong>What to do</strong></p>
      <pre>{fix.remediation.trim()}</pre>
      <details><summary>What exactly was compared</summary><p>{rule.technical}</p></details>
    </article>
  );
}

/** Failures up to which each is told in full; more stand in a table. */
const mostInFull = 3;
const mostOpen = 10;

function Failures({ fix: { rule, failures }, model }: { fix: FixGroup; model: ReportModel }) {
  if (failures.length <= mostInFull) return <>{failures.map((failure) => <Evidence key={failure.finding} failure={failure} model={model} />)}</>;
  const rest = failures.slice(mostOpen);
  return (
    <>
      <FailureTable failures={failures.slice(0, mostOpen)} model={model} title={`${rule}: where it was found`} />
      {rest.length > 0 && <details><summary>and in {counted(rest.length, 'more place', 'more places')}</summary><FailureTable failures={rest} model={model} title={`${rule}: where else it was found`} /></details>}
    </>
  );
}

function FailureTable({ failures, model, title }: { failures: readonly Failure[]; model: ReportModel; title: string }) {
  const zone = model.town.timeZone;
  return (
    <div class="wide" tabIndex={0} role="group" aria-label={title}>
      <table class="stack">
        <caption>{title}</caption>
        <thead><tr><th scope="col">Where</th><th scope="col">What was seen</th><th scope="col">First seen</th><th scope="col">Where it is from (SHA-256)</th></tr></thead>
        <tbody>
          {failures.map((failure) => (
            <tr key={failure.finding}>
              <td data-label="Where" class="any"><strong>{failure.label}</strong>{failure.severity === 'critical' && <> <span class="state">{severityWords.critical}</span></>}</td>
              <td data-label="What was seen" class="any">
                {[...(failure.items.length > 0 ? [listed(failure.items)] : []), ...failure.evidence.map(({ name, value }) => `${name}: ${value}`), ...failure.raised].join('; ')}
                {failure.dispositions.map((one) => <> <strong>{dispositionWords[one.kind]}</strong>: {dispositionText(one, model)}</>)}
                {failure.responses.map((one) => <> <strong>The town says</strong>: {responseText(one, model)}</>)}
              </td>
              <td data-label="First seen">{whenWords(failure.firstSeen, zone)}</td>
              <td data-label="Where it is from" class="any">{basisMark(failure.basis)}{failure.stated.map((view) => <div key={view.id}><Stated view={view} timeZone={zone} /></div>)}{failure.sources.map((source) => <div key={source.digest}>{sectionNamed(source.section)} <code>{source.digest.slice(0, 16)}…</code></div>)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function listed(items: readonly string[]): string {
  return items.length > 12 ? `${items.slice(0, 12).join(', ')} and ${items.length - 12} more` : items.join(', ');
}

function Evidence({ failure, model }: { failure: Failure; model: ReportModel }) {
  const zone = model.town.timeZone;
  return (
    <dl>
      <dt>Where</dt><dd><strong>{failure.label}</strong></dd>
      {failure.items.length > 0 && <><dt>Which</dt><dd>{listed(failure.items)}</dd></>}
      {failure.evidence.map((one) => <><dt>{one.name}</dt><dd>{one.value}</dd></>)}
      {failure.raised.map((because) => <><dt>More severe because</dt><dd>{because}</dd></>)}
      <dt>First seen</dt><dd>{whenWords(failure.firstSeen, zone)}; last confirmed {whenWords(failure.lastConfirmed, zone)}</dd>
      {failure.dispositions.map((one) => <><dt>{dispositionWords[one.kind]}</dt><dd>{dispositionText(one, model)}</dd></>)}
      {failure.responses.map((one) => <><dt>The town says</dt><dd>{responseText(one, model)}</dd></>)}
      <dt>Where it is from</dt><dd>{basisMark(failure.basis)}</dd>
      {failure.stated.map((view) => <><dt>Stated</dt><dd><Stated view={view} timeZone={zone} /></dd></>)}
      {failure.sources.length > 0 && <><dt>Evidence</dt><dd>{failure.sources.map((source) => <div key={source.digest}>{sectionNamed(source.section)}, observed {whenWords(source.observedAt, zone)}, SHA-256 <code>{source.digest.slice(0, 16)}…</code></div>)}</dd></>}
    </dl>
  );
}
