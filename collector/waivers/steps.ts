import { neverWaived, samePerson, unverifiedFile, waiverGaps, waiverStanding } from '../../rules/waiver.ts';
import type { Cover, Waiver } from '../../rules/waiver.ts';
import type { Wrong } from './cover.ts';

/** What somebody asks to be accepted. */
export interface Proposal {
  readonly cover: Cover;
  readonly requester: string;
  readonly owner: string;
  readonly reason: string;
  readonly risk: string;
  readonly control: { readonly what: string; readonly rule: string | null };
  readonly from: string;
  readonly expires: string;
  readonly plan?: string | undefined;
  readonly renews?: string | undefined;
}

/** A step of a waiver: the person who takes it, and the day. */
export interface Step {
  readonly by: string;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** A waiver that is asked for; it does not count before somebody else approves it. */
export function proposed(id: string, proposal: Proposal, { by, today }: Step): Waiver | Wrong {
  const { cover, plan, renews, ...rest } = proposal;
  const [never] = cover.rules.filter((rule) => Object.hasOwn(neverWaived, rule));
  if (never !== undefined) return { wrong: `${never} cannot be an accepted risk: ${neverWaived[never]}.` };
  if (rest.expires <= today) return { wrong: `It would end on ${rest.expires}, which is not after today.` };
  const waiver: Waiver = { id, ...cover, ...rest, approver: null, created: today, state: 'proposed', ...(plan === undefined ? {} : { plan }), ...(renews === undefined ? {} : { renews }), by, version: 1 };
  return lacking(waiver) ?? waiver;
}

/** Approves a waiver, or vouches for one that a file says was approved. Who asked for it cannot; one that covers all of a town needs the act of its governing body. */
export function approved(waiver: Waiver, { by, today }: Step, about: { readonly governingBody?: string | undefined; readonly blanket: boolean }): Waiver | Wrong {
  const { id, requester, expires } = waiver;
  const vouched = waiver.state === 'approved' && waiver.by === unverifiedFile;
  if (waiver.state !== 'proposed' && !vouched) return { wrong: `${id} was ${waiver.state}${waiver.approver === null ? '' : ` (${waiver.approver})`}; propose it anew.` };
  if (samePerson(by, requester)) return { wrong: `${by} asked for ${id} and cannot approve it; somebody else must.` };
  if (expires <= today) return { wrong: `${id} ended on ${expires}; renew it instead.` };
  const governingBody = about.governingBody ?? waiver.governingBody ?? null;
  if (about.blanket && (governingBody === null || governingBody.trim() === '')) return { wrong: `${id} covers all that the town has; name the act of the governing body that approved it with --governing-body "Resolution 12-2026".` };
  const next: Waiver = { ...waiver, approver: by, state: 'approved', ...(governingBody === null ? {} : { governingBody }), by };
  return lacking(next) ?? next;
}

/** Ends a waiver: one that is asked for is rejected or withdrawn, one that was approved withdrawn. */
export function ended(waiver: Waiver, state: 'rejected' | 'withdrawn', { by, remark }: { by: string; remark: string }): Waiver | Wrong {
  const may = waiver.state === 'proposed' || (waiver.state === 'approved' && state === 'withdrawn');
  if (!may) return { wrong: `${waiver.id} is ${waiver.state} and cannot be ${state}.` };
  return { ...waiver, state, remark, by };
}

/** What a next period says anew. */
export interface Renewal {
  readonly reason: string;
  readonly expires: string;
  /** The day the old period ends, or today, when left out. */
  readonly from?: string | undefined;
}

/** The next period of a waiver: a waiver of its own, with a reason of its own, which must be approved; the old one stays as it is. */
export function renewed(id: string, old: Waiver, { reason, expires, from }: Renewal, step: Step): Waiver | Wrong {
  if (old.state !== 'approved') return { wrong: `${old.id} is ${old.state}; only an approved one can be renewed.` };
  if (samePerson(reason, old.reason)) return { wrong: `${old.id} had this reason already; say why it is needed for longer.` };
  if (old.control === null) return { wrong: `${old.id} does not say what is done instead; propose a new one.` };
  const { rules, subjects, department, owner, risk, control, plan } = old;
  const running = waiverStanding(old, step.today) !== 'expired';
  const proposal = { cover: { rules, subjects, department }, requester: step.by, owner, reason, risk, control, from: from ?? (running ? old.expires : step.today), expires, plan: plan ?? undefined, renews: old.id };
  return proposed(id, proposal, step);
}

/** Characters that a text may have: what a person reads in a report. */
const mostText = 2_000;

function lacking(waiver: Waiver): Wrong | undefined {
  const { requester, owner, reason, risk, control, governingBody, approver } = waiver;
  const long = Object.entries({ requester, owner, reason, risk, control: control?.what, governingBody, approver }).find(([, text]) => (text ?? '').length > mostText);
  if (long !== undefined) return { wrong: `${waiver.id} cannot count: its ${long[0]} is longer than ${mostText} characters.` };
  const [gap] = waiverGaps(waiver);
  return gap === undefined ? undefined : { wrong: `${waiver.id} cannot count: ${gap}.` };
}
