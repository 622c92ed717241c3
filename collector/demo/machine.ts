import type { SectionData, SectionName } from '../../wire/sections/list.ts';
import type { Missing, SectionStatus } from '../../wire/section.ts';
import type { Reason } from '../../wire/reasons.ts';
import type { Chance } from './chance.ts';
import type { Model } from './models.ts';
import type { Release } from './releases.ts';

/** What is not as it should be on one machine, or is better than on the others. */
export const traits = [
  'key', 'no-second-step', 'second-step', 'no-protection', 'unmanaged-protection', 'unencrypted', 'unpatched', 'patched-late', 'remote-tool', 'local-administrator', 'kiosk', 'weak-sharing', 'old-browser',
  'old-office', 'old-java', 'hard-disk', 'little-memory', 'extended-updates', 'failing-disk', 'stopped-backup', 'leaver', 'added-administrator', 'database', 'domain-controller', 'backup-server', 'copies-away', 'restored',
  'broken-mirror', 'exposed', 'restart-waits', 'odd-product', 'historian', 'full-disk', 'odd-office',
] as const;
export type Trait = (typeof traits)[number];

/** One made-up machine. */
export interface Machine {
  readonly name: string;
  readonly department: string;
  readonly model: Model;
  readonly release: Release;
  /** Person who works at it, as a sign-in name; null: nobody in particular. */
  readonly user: string | null;
  /** IPv4 address of a network for documentation (RFC 5737). */
  readonly address: string;
  readonly mac: string;
  readonly serial: string;
  readonly traits: ReadonlySet<Trait>;
  readonly chance: Chance;
}

/** When a machine is looked at. */
export interface Moment {
  /** The last night of the town, RFC 3339 UTC: all dates stand relative to it. */
  readonly asOf: string;
  /** This scan. */
  readonly now: string;
  /** From 1. */
  readonly night: number;
}

/** Facts by section. */
export type Facts = { readonly [Name in SectionName]?: SectionData<Name> };

/** How one section went. */
export interface SectionOutcome {
  readonly status: SectionStatus;
  readonly reason?: Reason;
  readonly detail?: string;
  readonly data?: unknown;
  readonly missing: readonly Missing[];
}
