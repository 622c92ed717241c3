import type { RosterAsset } from '../../input.ts';
import { inDepartment, waiverStanding } from '../../waiver.ts';
import type { Cover, Waiver } from '../../waiver.ts';

/** Tells whether a waiver counts at an instant, in milliseconds since 1970. */
export function isInForce(waiver: Waiver, asOf: number): boolean {
  return waiverStanding(waiver, new Date(asOf).toISOString()) === 'valid';
}

/** The first instant at which a waiver no longer counts: the beginning of the day on which it ends (UTC). */
export function endOf({ expires }: Pick<Waiver, 'expires'>): number {
  return Date.parse(expires);
}

/** The next instant after `asOf` at which it begins or ends; infinite when it never will. */
export function changesAt(waiver: Pick<Waiver, 'state' | 'from' | 'expires'>, asOf: number): number {
  if (waiver.state !== 'approved') return Infinity;
  const from = Date.parse(waiver.from);
  return from > asOf ? from : endOf(waiver) > asOf ? endOf(waiver) : Infinity;
}

/** Tells whether a waiver or plan is about an asset, or about something on it. */
export function isAboutAsset({ subjects, department }: Omit<Cover, 'rules'>, asset: Pick<RosterAsset, 'id' | 'department'>): boolean {
  if (subjects !== null) return subjects.some((subject) => subject === asset.id || subject.startsWith(`${asset.id}/`));
  return inDepartment(department, asset.department);
}
