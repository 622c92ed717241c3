import { actionClasses } from '../../../rules/judge/actions.ts';
import type { Failure, FixGroup, ReportModel } from '../../model.ts';
import { actionWords, counted, responsibleWords, severityWords, whenWords } from '../../words.ts';

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
      <h4 id={`fix-${fix.rule}`} style="font-size:1.08rem;margin:0 0 .35rem">{rule.title} <span class="state">No</span></h4>
      <p class="soft">
        {fix.rule} · Severity: {severityWords[fix.severity]} · {counted(fix.failures.length, 'place')} · To mend by {responsibleWords[rule.responsible] ?? rule.responsible} · Effort: {rule.effort} · Cost: {rule.cost}
      </p>
      <p>{rule.plain}</p>
      {fix.failures.map((failure) => <Evidence key={failure.finding} failure={failure} model={model} />)}
      <p><strong>What to do</strong></p>
      <pre>{fix.remediation.trim()}</pre>
      <details><summary>What exactly was compared</summary><p>{rule.technical}</p></details>
    </article>
  );
}

function Evidence({ failure, model }: { failure: Failure; model: ReportModel }) {
  const zone = model.town.timeZone;
  return (
    <dl>
      <dt>Where</dt><dd><strong>{failure.label}</strong></dd>
      {failure.items.length > 0 && <><dt>Which</dt><dd>{failure.items.length > 12 ? `${failure.items.slice(0, 12).join(', ')} and ${failure.items.length - 12} more` : failure.items.join(', ')}</dd></>}
      {failure.evidence.map((one) => <><dt>{one.name}</dt><dd>{one.value}</dd></>)}
      {failure.raised.map((because) => <><dt>More severe because</dt><dd>{because}</dd></>)}
      <dt>First seen</dt><dd>{whenWords(failure.firstSeen, zone)}; last confirmed {whenWords(failure.lastConfirmed, zone)}</dd>
      {failure.dispositions.map((one) => <><dt>{one.kind}</dt><dd>{one.reason} ({one.by}{one.until === null ? '' : `, until ${whenWords(one.until, zone)}`})</dd></>)}
      <dt>Evidence</dt><dd>{failure.sources.map((source) => <div key={source.digest}>{source.section}, observed {whenWords(source.observedAt, zone)}, SHA-256 <code>{source.digest.slice(0, 16)}…</code></div>)}</dd>
    </dl>
  );
}
