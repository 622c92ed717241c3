import { requirementStates } from '../../frameworks.ts';
import type { FrameworkView, RequirementView, RuleStanding } from '../../frameworks.ts';
import type { ReportModel } from '../../model.ts';
import { requirementText, requirementWords, ruleStandingWords, standingOrder, waitsWords } from '../../requirement-words.ts';
import { amount, counted, visible, whenWords } from '../../words.ts';

/** What others ask of towns, requirement by requirement, with the rules that show it. Nothing is left out. */
export function FrameworksPart({ model }: { model: ReportModel }) {
  const { frameworks } = model;
  if (frameworks.length === 0) return null;
  const waiting = waitingIn(frameworks);
  return (
    <section aria-labelledby="frameworks">
      <h2 id="frameworks">What others ask for</h2>
      <p>
        Each line is one requirement of somebody else, and what the rules of this report say of it. A rule often asks less than the requirement: <em>{requirementWords.fine}</em> tells how the rules stand, and is no statement that the requirement is met. One that no rule shows stands here all the same.
      </p>
      {frameworks.map((framework) => <OneFramework key={framework.id} framework={framework} model={model} />)}
      {waiting.length > 0 && (
        <details>
          <summary>{counted(waiting.length, 'rule is', 'rules are')} not measured yet, and what each waits for</summary>
          <ul>{waiting.map(({ rule, waits }) => <li key={rule}>{rule}: waits for {waitsWords(waits.for)}. <span class="soft">{waits.note}</span></li>)}</ul>
        </details>
      )}
    </section>
  );
}

/** Rules that wait, each once, by id. */
function waitingIn(frameworks: readonly FrameworkView[]): { readonly rule: string; readonly waits: NonNullable<RuleStanding['waits']> }[] {
  const rules = frameworks.flatMap(({ requirements }) => requirements.flatMap((requirement) => requirement.rules));
  const waits = new Map(rules.flatMap((rule) => (rule.waits === null ? [] : [[rule.rule, rule.waits] as const])));
  return [...waits].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, its]) => ({ rule, waits: its }));
}

function OneFramework({ framework, model }: { framework: FrameworkView; model: ReportModel }) {
  const { requirements } = framework;
  const counts = requirementStates.map((state) => ({ state, count: requirements.filter((it) => it.state === state).length })).filter(({ count }) => count > 0);
  return (
    <details>
      <summary><cite>{framework.title}</cite>: {counted(requirements.length, 'requirement')} <span class="soft">({counts.map(({ state, count }) => `${requirementWords[state]}: ${amount(count)}`).join('; ')})</span></summary>
      <p class="soft">Source: <cite>{framework.source}</cite>, looked up on {whenWords(framework.checkedOn, model.town.timeZone)}.</p>
      <div class="wide" tabIndex={0} role="region" aria-label={`Requirements: ${framework.id}`}>
        <table class="stack">
          <caption>By the numbers of their publisher</caption>
          <thead><tr><th scope="col">Requirement</th><th scope="col">Here</th><th scope="col">Answers</th><th scope="col">Rules that show it</th></tr></thead>
          <tbody>{requirements.map((requirement) => <Requirement key={requirement.id} requirement={requirement} />)}</tbody>
        </table>
      </div>
    </details>
  );
}

/** The color of each state of a requirement; the word says the same. */
const tones = { gaps: 'gaps', 'not-known': 'not-known', 'in-part': 'not-known', fine: 'pass', 'not-applicable': 'not-applicable', 'not-measured': 'skipped', 'not-asked': 'skipped', 'no-rule': 'skipped' } as const;

function Requirement({ requirement }: { requirement: RequirementView }) {
  return (
    <tr class={tones[requirement.state]}>
      <th scope="row" class="any">{requirement.id} {requirement.label !== null && <cite>{requirement.label}</cite>}</th>
      <td data-label="Here" class="standing"><span class="state">{requirementText(requirement)}</span></td>
      <td data-label="Answers">{countWords(requirement)}</td>
      <td data-label="Rules" class="any"><Standings requirement={requirement} /></td>
    </tr>
  );
}

/** "12 fine, 3 gaps (1 accepted), 4 not known" over all rules of a requirement. */
function countWords({ rules }: RequirementView): string {
  const sum = (part: keyof NonNullable<RuleStanding['counts']>) => rules.reduce((total, { counts }) => total + (counts?.[part] ?? 0), 0);
  const accepted = sum('accepted');
  const parts = [
    ...(sum('fine') > 0 ? [`${amount(sum('fine'))} fine`] : []),
    ...(sum('gaps') > 0 ? [`${counted(sum('gaps'), 'gap')}${accepted > 0 ? ` (${amount(accepted)} accepted)` : ''}`] : []),
    ...(sum('notKnown') > 0 ? [`${amount(sum('notKnown'))} not known`] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** Rules by how they stand, worst first; those that wait by what they wait for. */
function Standings({ requirement: { rules } }: { requirement: RequirementView }) {
  if (rules.length === 0) return <>–</>;
  const groups = standingOrder.flatMap((state) => [...Map.groupBy(rules.filter((rule) => rule.state === state), ({ waits }) => waits?.for ?? '')].map(([waitsFor, own]) => ({ state, waitsFor, own })));
  return (
    <>
      {groups.map(({ state, waitsFor, own }) => (
        <div key={state + waitsFor}>
          {ruleStandingWords[state]}: {own.map(({ rule }, index) => <span key={rule}><span class="whole">{visible(rule, 40)}</span>{index < own.length - 1 ? ', ' : ''}</span>)}
          {waitsFor === '' ? '' : ` (${own.length === 1 ? 'waits' : 'wait'} for ${waitsWords(waitsFor)})`}
        </div>
      ))}
    </>
  );
}
