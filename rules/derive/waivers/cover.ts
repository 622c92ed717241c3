import type { RosterAsset } from '../../input.ts';
import type { Waiver } from '../../waiver.ts';

const dayMs = 86_400_000;

/** Tells whether a waiver holds at an instant: approved, begun, and not past the last of its days (UTC). */
export function isInForce(waiver: Pick<Waiver, 'state' | 'from' | 'expires'>, asOf: number): boolean {
  return waiver.state === 'approved' && Date.parse(waiver.from) <= asOf && asOf < endOf(waiver);
}

/** The first instant at which a waiver no longer holds: the end of its last day (UTC). */
export function endOf({ expires }: Pick<Waiver, 'expires'>): number {
  return Date.parse(expires) + dayMs;
}

/** The next instant after `asOf` at which it begins or ends; infinite when it never will. */
export function changesAt(waiver: Pick<Waiver, 'state' | 'from' | 'expires'>, asOf: number): number {
  if (waiver.state !== 'approved') return Infinity;
  const from = Date.parse(waiver.from);
  return from > asOf ? from : endOf(waiver) > asOf ? endOf(waiver) : Infinity;
}

/** Tells whether a waiver or plan is about a subject: by its id, by the department of its asset, or because it is about the whole town. */
export function isAbout(stated: Pick<Waiver, 'subjects' | 'department'>, subject: string, department: string | null): boolean {
  if (stated.subjects === null && stated.department === null) return true;
  return stated.subjects?.includes(subject) === true || (stated.department !== null && stated.department === department);
}

/** Tells whether a waiver or plan is about an asset, or about something on it. */
export function isAboutAsset(stated: Pick<Waiver, 'subjects' | 'department'>, { id, department }: Pick<RosterAsset, 'id' | 'department'>): boolean {
  return isAbout(stated, id, department) || stated.subjects?.some((subject) => subject.startsWith(`${id}/`)) === true;
}

/** Tells whether a waiver says all it must: owner, requester, reason, somebody else who approved it, and an end within twelve months. */
export function isComplete({ owner, approver, requester, reason, created, expires }: Waiver): boolean {
  if ([owner, requester, reason].some((it) => it.trim() === '') || approver === null || approver.trim() === '' || approver === requester) return false;
  const longest = new Date(`${created.slice(0, 10)}T00:00:00Z`);
  longest.setUTCFullYear(longest.getUTCFullYear() + 1);
  return Date.parse(expires) <= longest.getTime();
}
