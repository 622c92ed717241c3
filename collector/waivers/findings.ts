import { suggestion } from '../../rules/engine/nearest.ts';
import { findingId } from '../../rules/judge/findings.ts';
import type { Finding, Outcome } from '../../rules/outcome.ts';
import { covers, isDay, samePerson } from '../../rules/waiver.ts';
import type { Cover, Dispute, FindingResponse, Plan, Waiver } from '../../rules/waiver.ts';
import { ruleNamed, subjectsNamed } from './cover.ts';
import type { Wrong } from './cover.ts';
import type { Known } from './known.ts';

/** A finding, and all that people say of it. */
export interface FindingView {
  readonly finding: Finding;
  /** What the last judgment said; null: its rule was not asked of it any more. */
  readonly outcome: Outcome | null;
  readonly label: string;
  /** Waivers and plans that name it, whether they count or not. */
  readonly waivers: readonly Waiver[];
  readonly plans: readonly Plan[];
  readonly disputes: readonly Dispute[];
  /** What management says of it, and of its rule in the whole town. */
  readonly responses: readonly FindingResponse[];
}

/** The finding of this id, or of a rule and what it is about. */
export function findingNamed(name: string, subject: string | undefined, known: Known): FindingView | Wrong {
  const id = subject === undefined ? idOf(name, known) : idAbout(name, subject, known);
  if (typeof id !== 'string') return id;
  const finding = known.findings.find((one) => one.id === id);
  if (finding) return viewOf(finding, known);
  if (subject !== undefined) return { wrong: `There is no finding of ${name.toUpperCase()} about "${subject}"; "townwatch finding list" shows those there are.` };
  const near = suggestion(name, known.findings.map((one) => one.id));
  return { wrong: `There is no finding "${name}"${near.startsWith('; did') ? near : '; "townwatch finding list" shows those there are.'}` };
}

/** The whole id, or so much of it that no other begins so. */
function idOf(name: string, { findings }: Known): string {
  const begins = findings.filter(({ id }) => id.toLowerCase().startsWith(name.trim().toLowerCase()));
  return begins.length === 1 && name.trim().length > 5 ? (begins[0]?.id ?? name) : name;
}

function idAbout(name: string, subject: string, known: Known): string | Wrong {
  const rule = ruleNamed(name, known);
  if (typeof rule !== 'string') return rule;
  // A finding outlives its outcome: what it was about may no longer be asked.
  const held = known.findings.find((one) => one.rule === rule && one.subject === subject);
  if (held) return held.id;
  const subjects = subjectsNamed(subject, [rule], known);
  if ('wrong' in subjects) return subjects;
  const failing = subjects.map((one) => findingId(known.town.id, rule, one)).filter((id) => known.findings.some((one) => one.id === id));
  if (failing.length > 1) return { wrong: `${failing.length} findings of ${rule} are about "${subject}"; name one by its id: ${failing.slice(0, 5).join(', ')}` };
  return failing[0] ?? findingId(known.town.id, rule, subjects[0] ?? subject);
}

/** All that is known of a finding. */
export function viewOf(finding: Finding, known: Known): FindingView {
  const { rule, subject } = finding;
  const outcome = known.outcomes.find((one) => one.rule === rule && one.subject.id === subject) ?? null;
  const asset = known.roster.find(({ id }) => id === (outcome?.subject.asset ?? subject.split('/')[0]));
  const about = { id: subject, department: asset?.department ?? null };
  const naming = (one: Cover) => covers(one, rule, about);
  return {
    finding,
    outcome,
    label: outcome?.subject.label ?? asset?.label ?? subject,
    waivers: known.waivers.filter(naming),
    plans: known.plans.filter(naming),
    disputes: known.disputes.filter((one) => one.rule === rule && one.subject === subject),
    responses: known.responses.filter((one) => one.rule === rule && (one.subject === subject || one.subject === null)),
  };
}

/** What is to be done. */
export interface PlanOrder {
  readonly cover: Cover;
  readonly what: string;
  readonly owner: string;
  readonly due: string;
  readonly cost?: number | undefined;
  readonly fiscalYear?: number | undefined;
}

/** A new plan. @param today YYYY-MM-DD */
export function planned(id: string, { cover, what, owner, due, cost, fiscalYear }: PlanOrder, { by, today }: { by: string; today: string }): Plan | Wrong {
  if (what.trim() === '' || owner.trim() === '') return { wrong: 'A plan needs what is to be done and who answers for it.' };
  if (!isDay(due) || due < today) return { wrong: `A plan that is due on ${due} is late before it begins; name a day from today on.` };
  if (cost !== undefined && cost > 0 && fiscalYear === undefined) return { wrong: 'What costs money needs the fiscal year in which it is paid: --fiscal-year 2028.' };
  return { id, ...cover, what, owner, due, fiscalYear: fiscalYear ?? null, cost: cost ?? null, done: null, by, version: 1 };
}

/** Answers a dispute, once; who disputes cannot. Upheld or not, what was measured stays until it is measured anew. */
export function answered(dispute: Dispute, { person, on, text, upheld }: NonNullable<Dispute['answer']>): Dispute | Wrong {
  if (dispute.answer !== null) return { wrong: `${dispute.id} was answered by ${dispute.answer.person} on ${dispute.answer.on}; a new doubt is a new dispute.` };
  if (samePerson(dispute.person, person)) return { wrong: `${person} disputes it and cannot answer; somebody else must.` };
  return { ...dispute, answer: { person, on, text, upheld } };
}

/** The dispute of this id, or the one of a finding that nobody has answered. */
export function disputeNamed(name: string, subject: string | undefined, known: Known): Dispute | Wrong {
  const byId = known.disputes.find(({ id }) => id.toLowerCase() === name.trim().toLowerCase());
  if (byId) return byId;
  if (/^d-/i.test(name)) return { wrong: `There is no dispute "${name}"${suggestion(name, known.disputes.map(({ id }) => id))}` };
  const view = findingNamed(name, subject, known);
  if ('wrong' in view) return view;
  const [open, ...more] = view.disputes.filter(({ answer }) => answer === null);
  if (open === undefined) return { wrong: `Nobody disputes ${view.finding.id}, or each dispute was answered.` };
  return more.length === 0 ? open : { wrong: `${more.length + 1} disputes of ${view.finding.id} are open; name one: ${[open, ...more].map(({ id }) => id).join(', ')}` };
}
