import type { Backups } from '../../../wire/sections/backups.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Answers, Entry, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import type { FactSettings } from '../fact.ts';
import type { Where } from './where.ts';

export type Repository = NonNullable<Backups['repositories']>[number];
export type Named = FactSettings['repositories'][number];

/** What was found out about one repository. A fact that is undefined has its reason in `why`. */
export interface Found {
  readonly facts: Omit<Repository, 'product' | 'location' | 'where'>;
  readonly why: Why;
}

/** A place with copies of which a product tells in the open. */
export interface Kept extends Found {
  readonly product: string;
  readonly location: string;
  /** The location names records or a job, not the place where the copies lie. */
  readonly isRecord?: boolean;
}

/** What a reader of one kind of repository needs. */
export interface Asked {
  readonly at: Look<Sources>;
  readonly answers: Answers;
  /** Names of its sources begin with it. */
  readonly key: string;
  readonly named: Named;
  readonly privileged: boolean;
}

/** How one kind of repository is read. */
export interface Reader {
  /** Sources by name, each beginning with the key. */
  readonly sources: (named: Named, key: string) => Sources;
  /** Files that the first answers name, for a second round. */
  readonly more: (asked: Asked) => Sources;
  readonly read: (asked: Asked) => Found;
}

/** The folder of a repository on this computer; undefined for an address, and for a name that would be a pattern. */
export function localFolder({ location }: Named): string | undefined {
  const folder = location.replace(/^(?:local:|file:\/\/)/, '').replace(/(?<=.)\/+$/, '');
  return folder.startsWith('/') && !/[*\0]/.test(folder) ? folder : undefined;
}

/** A moment of a tool's own output as an instant in UTC, to the second; text without a zone is UTC, as we ask the tool for it. */
export function instantOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/.test(text)) return undefined;
  const moment = new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(moment.getTime()) || moment.getUTCFullYear() > 9999 ? undefined : `${moment.toISOString().slice(0, 19)}Z`;
}

/** First and last of some instants; null when there are none, undefined when one of them is not known. */
export function spanOf(instants: readonly (string | undefined)[]): {
  oldestCopyAt: string | null | undefined;
  newestCopyAt: string | null | undefined;
} {
  if (instants.includes(undefined)) return { oldestCopyAt: undefined, newestCopyAt: undefined };
  const sorted = instants.filter((instant) => instant !== undefined).sort();
  return { oldestCopyAt: sorted[0] ?? null, newestCopyAt: sorted.at(-1) ?? null };
}

/** Size in bytes of an entry of a `times` source. */
export function sizeOf({ reading }: Entry): number {
  return reading.state === 'read' ? Number(reading.text.split(' ')[1]) : Number.NaN;
}

/** When the entries of a `times` source were modified. */
export function timesOf(entries: readonly Entry[]): (string | undefined)[] {
  return entries.map(({ reading }) => modifiedAt(reading));
}

/** Where a copy lies, with the reason when that is hidden. */
export interface Place {
  readonly where: Where | undefined;
  readonly why?: Why;
}
