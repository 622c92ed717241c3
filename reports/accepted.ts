import type { EvaluationInput } from '../rules/input.ts';
import { acceptedRisks } from '../rules/judge/accepted.ts';
import type { AcceptedRisk } from '../rules/judge/accepted.ts';
import type { Outcome } from '../rules/outcome.ts';
import { isWholeTown, unverifiedFile } from '../rules/waiver.ts';
import type { Cover, Dispute } from '../rules/waiver.ts';
import type { AcceptedView, DisputeView, ResponseView } from './model.ts';
import { named, visible } from './words.ts';

/** Every waiver there ever was, those that count first, then by the day they end, latest first. */
export function acceptedViews(input: EvaluationInput, outcomes: readonly Outcome[]): AcceptedView[] {
  const labels = labelsOf(input, outcomes);
  const views = acceptedRisks(input.waivers, { outcomes, roster: input.roster, asOf: input.asOf }).map((risk) => acceptedView(risk, labels));
  const counts = ({ standing }: AcceptedView) => (standing === 'valid' ? 0 : 1);
  return views.sort((a, b) => counts(a) - counts(b) || order(b.expires, a.expires) || order(a.id, b.id));
}

function acceptedView({ waiver, standing, gaps, fails, control, blanket }: AcceptedRisk, labels: ReadonlyMap<string, string>): AcceptedView {
  const { rules, created, from, expires } = waiver;
  const text = (value: string | null | undefined) => (value === null || value === undefined || value.trim() === '' ? null : visible(value, 2_000));
  return {
    id: visible(waiver.id, 80),
    standing,
    because: gaps.map((gap) => visible(gap, 400)),
    verified: waiver.by !== unverifiedFile,
    rules: rules.map((rule) => visible(rule, 80)),
    covers: coverWords(waiver, labels),
    wholeTown: isWholeTown(waiver),
    blanket,
    failing: fails.map(({ rule, subject }) => ({ rule, subject: subject.id, label: named(subject.label, subject.id, 120) })),
    requester: visible(waiver.requester, 200),
    owner: visible(waiver.owner, 200),
    approver: text(waiver.approver),
    governingBody: text(waiver.governingBody),
    reason: visible(waiver.reason, 2_000),
    risk: visible(waiver.risk, 2_000),
    control: waiver.control && { what: visible(waiver.control.what, 2_000), rule: text(waiver.control.rule), shown: control },
    created,
    from,
    expires,
    plan: text(waiver.plan),
    renews: text(waiver.renews),
    remark: text(waiver.remark),
    version: waiver.version,
  };
}

/** Labels shown of what a waiver covers. */
const mostLabels = 12;

function coverWords(cover: Cover, labels: ReadonlyMap<string, string>): string {
  if (isWholeTown(cover)) return 'The whole town';
  if (cover.subjects === null) return `Department ${visible(cover.department ?? '', 120)}`;
  const words = cover.subjects.map((id) => labels.get(id) ?? visible(id, 120));
  return words.length > mostLabels ? `${words.slice(0, mostLabels).join(', ')} and ${words.length - mostLabels} more` : words.join(', ');
}

/** Every dispute there ever was: those that nobody has answered first, then the latest. */
export function disputeViews(input: EvaluationInput, outcomes: readonly Outcome[]): DisputeView[] {
  const labels = labelsOf(input, outcomes);
  const open = ({ answer }: Dispute) => (answer === null ? 0 : 1);
  return [...input.disputes]
    .sort((a, b) => open(a) - open(b) || order(b.on, a.on) || order(a.id, b.id))
    .map(({ id, rule, subject, person, on, why, evidence, answer, by }) => ({
      id: visible(id, 80),
      rule,
      subject,
      label: labels.get(subject) ?? visible(subject, 120),
      person: visible(person, 200),
      on,
      why: visible(why, 2_000),
      evidence: evidence && { file: visible(evidence.file, 200), digest: evidence.digest },
      answer: answer && { ...answer, person: visible(answer.person, 200), text: visible(answer.text, 2_000) },
      verified: by !== unverifiedFile,
    }));
}

/** All that management says, by rule, what it is about, and day. */
export function responseViews({ responses }: EvaluationInput): ResponseView[] {
  return responses
    .map(({ rule, subject, response, text, cause, person, on, status, by }) => ({
      rule,
      subject,
      response,
      text: text === null ? null : visible(text, 2_000),
      cause,
      status,
      person: visible(person, 200),
      on,
      verified: by !== unverifiedFile,
    }))
    .sort((a, b) => order(a.rule, b.rule) || order(a.subject ?? '', b.subject ?? '') || order(a.on, b.on) || order(a.person, b.person));
}

/** What management says of a failure, and of its rule in the whole town; the closer one first. */
export function responsesTo(responses: readonly ResponseView[], { rule, subject }: Outcome): ResponseView[] {
  const near = responses.filter((one) => one.rule === rule && (one.subject === subject.id || one.subject === null));
  return near.sort((a, b) => Number(a.subject === null) - Number(b.subject === null));
}

/** Labels by id; the one that a computer has now wins. */
function labelsOf({ roster }: EvaluationInput, outcomes: readonly Outcome[]): ReadonlyMap<string, string> {
  const asked = outcomes.map(({ subject: { id, label } }): [string, string] => [id, named(label, id, 120)]);
  return new Map([...asked, ...roster.map(({ id, label }): [string, string] => [id, named(label, id, 120)])]);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
