/** A waiver ends after so many months at the latest. */
const longestWaiverMonths = 12;

/** What people state without giving their name: it counts, and it is marked wherever it shows. */
export const unverifiedFile = 'file, unverified';

/** Rules and subjects that a waiver or a plan is about. */
export interface Cover {
  readonly rules: readonly string[];
  /** Subject ids, or null where a department or the whole town is meant. */
  readonly subjects: readonly string[] | null;
  /** All that stands in a department; null with `subjects` null: the whole town. */
  readonly department: string | null;
}

/** An accepted risk: a fail that a person answers for, for a time. It never changes what was measured. */
export interface Waiver extends Cover {
  readonly id: string;
  readonly requester: string;
  readonly owner: string;
  /** Null while it is proposed. Never the requester. */
  readonly approver: string | null;
  /** The act by which the governing body approved it, as "Resolution 12-2026": what covers the whole town needs one. */
  readonly governingBody?: string | null;
  readonly reason: string;
  /** What it means for residents when it goes wrong. */
  readonly risk: string;
  /** What is done instead, and the rule that shows it where there is one. */
  readonly control: { readonly what: string; readonly rule: string | null } | null;
  /** Days, YYYY-MM-DD. It counts from the first instant of `from` to the last before `expires`, UTC. */
  readonly created: string;
  readonly from: string;
  readonly expires: string;
  readonly state: 'proposed' | 'approved' | 'rejected' | 'withdrawn';
  /** The plan that will end the need for it. */
  readonly plan?: string | null;
  /** The waiver whose next period this is. */
  readonly renews?: string | null;
  /** Why it was rejected or withdrawn. */
  readonly remark?: string | null;
  /** Who wrote the last version, or `file, unverified`. */
  readonly by: string;
  readonly version: number;
}

/** What is to be done about findings, by whom, until when. */
export interface Plan extends Cover {
  readonly id: string;
  readonly what: string;
  readonly owner: string;
  readonly due: string;
  /** Fiscal year in which it is paid for, as 2028; null: no money is needed. */
  readonly fiscalYear: number | null;
  readonly cost: number | null;
  readonly done: string | null;
  readonly by: string;
  readonly version: number;
}

/** Somebody holds that an outcome is wrong. It stays a fail until it is answered. */
export interface Dispute {
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly person: string;
  readonly on: string;
  readonly why: string;
  readonly evidence: { readonly file: string; readonly digest: string } | null;
  /** Null while nobody has answered. */
  readonly answer: { readonly person: string; readonly on: string; readonly text: string; readonly upheld: boolean } | null;
  readonly by: string;
  readonly version: number;
}

/** Why findings came to be (compliance study 2.2). */
export const causes = ['no-process', 'no-owner', 'no-money', 'vendor', 'technical-limit', 'not-known'] as const;

/** What management says to a finding (views of responsible officials), and its cause. */
export interface FindingResponse {
  readonly rule: string;
  /** Null: about the rule in the whole town. */
  readonly subject: string | null;
  readonly response: 'agree' | 'partly' | 'disagree' | null;
  readonly text: string | null;
  readonly cause: (typeof causes)[number] | null;
  readonly person: string;
  readonly on: string;
  readonly status: 'implemented' | 'partly-implemented' | 'not-implemented' | null;
  readonly by: string;
  readonly version: number;
}

/** Rules that no waiver can cover, and why: an untrue statement or a waiver without an end is no risk that anybody may accept. */
export const neverWaived: Readonly<Record<string, string>> = {
  'GOV-007': 'it asks whether accepted risks are complete; complete or end them instead',
  'GOV-012': 'it says that an answer which was given is not true; correct the answer instead',
};

/** How a waiver stands at an instant; only a valid one counts. */
export type WaiverStanding = 'valid' | 'not-yet' | 'expired' | 'incomplete' | Exclude<Waiver['state'], 'approved'>;

/** How a waiver stands. @param asOf RFC 3339 UTC, or a day */
export function waiverStanding(waiver: Waiver, asOf: string): WaiverStanding {
  if (waiver.state !== 'approved') return waiver.state;
  if (waiverGaps(waiver).length > 0) return 'incomplete';
  const today = asOf.slice(0, 10);
  if (today >= waiver.expires) return 'expired';
  return today < waiver.from ? 'not-yet' : 'valid';
}

/** What a waiver lacks to count once it is approved, in words; nothing when it is complete (compliance study 2.7). */
export function waiverGaps(waiver: Waiver): string[] {
  const { rules, requester, approver, from, expires } = waiver;
  const texts = { requester, owner: waiver.owner, reason: waiver.reason, 'what it means for residents': waiver.risk, 'what is done instead': waiver.control?.what ?? '' };
  const approved = waiver.state === 'approved';
  return [
    ...(rules.length === 0 ? ['it names no rule'] : []),
    ...rules.flatMap((rule) => (Object.hasOwn(neverWaived, rule) ? [`${rule} cannot be an accepted risk: ${neverWaived[rule]}`] : [])),
    ...(waiver.subjects?.length === 0 ? ['it covers nothing'] : []),
    ...Object.entries(texts).flatMap(([what, text]) => (isBlank(text) ? [`it does not say: ${what}`] : [])),
    ...(approved && isBlank(approver) ? ['nobody approved it'] : []),
    ...(approver !== null && samePerson(approver, requester) ? [`${approver} approved what the same person asked for`] : []),
    ...(approved && isWholeTown(waiver) && isBlank(waiver.governingBody) ? ['it covers the whole town, which the governing body must approve'] : []),
    ...periodGaps(from, expires),
  ];
}

function periodGaps(from: string, expires: string): string[] {
  const wrong = [from, expires].find((day) => !isDay(day));
  if (wrong !== undefined) return [`"${wrong}" is no day`];
  if (expires <= from) return [`it ends on ${expires}, which is not after it begins`];
  const last = monthsAfter(from, longestWaiverMonths);
  return expires > last ? [`it ends on ${expires}; ${longestWaiverMonths} months after it begins is ${last}`] : [];
}

/** Tells whether a waiver or plan is about a rule and a subject. @param department of the asset that the subject is or stands on */
export function covers({ rules, subjects, department }: Cover, rule: string, about: { readonly id: string; readonly department: string | null }): boolean {
  if (!rules.includes(rule)) return false;
  return subjects === null ? inDepartment(department, about.department) : subjects.includes(about.id);
}

/** Tells whether something that stands in a department, or in none, is in the one that is meant; null means all of the town. */
export function inDepartment(meant: string | null, own: string | null): boolean {
  return meant === null || (own !== null && plain(own) === plain(meant));
}

/** Tells whether a waiver or plan is about all of a town. */
export function isWholeTown({ subjects, department }: Cover): boolean {
  return subjects === null && department === null;
}

/** Tells whether two spellings name the same person: letter case and spaces do not make another. */
export function samePerson(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

/** The day so many months later; the last of the month where it has no such day. @param day YYYY-MM-DD */
function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Tells whether a text is a day of the calendar, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && Number(text.slice(0, 4)) > 0 && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

function isBlank(text: string | null | undefined): boolean {
  return text === null || text === undefined || text.trim() === '';
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
