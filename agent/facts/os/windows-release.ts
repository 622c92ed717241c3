import type { Os } from '../../../wire/sections/os.ts';

/** What the registry says of a release of Windows; undefined what it does not say. */
export interface Release {
  /** ProductName: still "Windows 10 Pro" on Windows 11. */
  readonly title: string | undefined;
  /** EditionID: Professional, EnterpriseS, ServerStandard… */
  readonly edition: string | undefined;
  /** InstallationType: Client, Server, Server Core, Nano Server. */
  readonly type: string | undefined;
  /** CurrentBuild, such as 19045. */
  readonly base: number | undefined;
  /** UBR: what the last cumulative update made of the build. */
  readonly revision?: number | undefined;
}

/** The first build of Windows 11. */
const firstOfWindows11 = 22_000;

/** Builds for which Microsoft sells Extended Security Updates: Windows 7, 8, 8.1 and 10 22H2, Server 2008 to 2016. */
const withExtendedUpdates = new Set([6002, 6003, 7601, 9200, 9600, 14_393, 19_045]);

/** Windows 10 22H2: the first update that came only to who had paid, KB5068781 of November 2025. */
const firstPaid = { base: 19_045, revision: 6575 };

/**
 * Whether updates are installed that only paying computers got: then somebody pays, also where no license shows it, as
 * with what Azure or a Microsoft account grants. Whether they still pay is another matter.
 */
export function hasPaidUpdates({ base, revision }: Release): boolean {
  return base === firstPaid.base && revision !== undefined && revision >= firstPaid.revision;
}

/** Whether it is a server. A client says "Client"; Windows 7 and Server 2008 R2 say it too. */
export function isServer({ type }: Release): boolean {
  return type !== undefined && /server/i.test(type);
}

/** The name as people know it: a client of build 22000 or later is Windows 11 whatever ProductName says. Undefined when it has none. */
export function nameOf({ title, base, type, edition }: Release): string | undefined {
  if (title === undefined) return undefined;
  const client = !isServer({ title, base, type, edition }) && !/server/i.test(title);
  const named = client && base !== undefined && base >= firstOfWindows11 ? title.replace(/^Windows 10\b/, 'Windows 11') : title;
  return named.slice(0, 255);
}

/**
 * The servicing channel: `ltsc` for the editions whose id ends in S (LTSC, LTSB) and for servers, `annual` for servers of
 * the semi-annual and annual channel (ACor), `esu` where paid updates are active, else `general`. Undefined when the
 * edition was not read, or when only the licenses could tell.
 */
export function channelOf({ edition, type, base, title }: Release, extended: Os['extendedUpdates']): string | undefined {
  if (edition === undefined || base === undefined) return undefined;
  if (extended?.active === true) return 'esu';
  if (extended === undefined && withExtendedUpdates.has(base)) return undefined;
  if (isServer({ edition, type, base, title })) return /ACor/i.test(edition) ? 'annual' : 'ltsc';
  return /^(?:IoT)?EnterpriseS(?:N|K|Eval|NEval)?$/i.test(edition) ? 'ltsc' : 'general';
}
