import type { Updates } from '../../../wire/sections/updates.ts';
import { withoutCredentials } from '../../host/address.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { RegistryKey } from '../../host/registry.ts';
import { hklm, keysOf, registryNumber, registryText } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

const policy = String.raw`SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate`;

export const automaticSources = {
  policy: hklm(policy, ['WUServer', 'DeferQualityUpdates', 'DeferQualityUpdatesPeriodInDays', 'PauseQualityUpdatesStartTime']),
  policyAutomatic: hklm(String.raw`${policy}\AU`, ['NoAutoUpdate', 'AUOptions', 'UseWUServer']),
  /** What device management sets, see the Update policies of the Policy CSP. */
  management: hklm(String.raw`SOFTWARE\Microsoft\PolicyManager\current\device\Update`, ['AllowAutoUpdate', 'DeferQualityUpdatesPeriodInDays', 'UpdateServiceUrl', 'PauseQualityUpdatesStartTime']),
  /** What somebody set in "Settings". */
  settings: hklm(String.raw`SOFTWARE\Microsoft\WindowsUpdate\UX\Settings`, ['PauseUpdatesExpiryTime', 'PauseQualityUpdatesEndTime', 'DeferQualityUpdatesPeriodInDays']),
  /** Windows before 10. */
  older: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update`, ['AUOptions']),
  release: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion`, ['CurrentBuild', 'InstallationType']),
  /** 4 is switched off. Also the names of the services that keep computers up to date in place of Windows Update. */
  services: hklm(String.raw`SYSTEM\CurrentControlSet\Services\*`, ['Start']),
} as const satisfies Sources;

type At = Look<typeof automaticSources>;
type Automatic = NonNullable<Updates['automatic']>;

/** Services of programs that install updates of Windows themselves, from the documentation of their makers. */
const patchers: Readonly<Record<string, string>> = {
  ccmexec: 'Microsoft Configuration Manager', besclient: 'BigFix', 'tanium client': 'Tanium', ninjarmmagent: 'NinjaOne', ltservice: 'ConnectWise Automate', itsplatform: 'ConnectWise RMM',
  cagservice: 'Datto RMM', ateraagent: 'Atera', amagent: 'Automox', 'a1agent': 'Action1', syncro: 'Syncro', 'windows agent service': 'N-able N-central', 'advanced monitoring agent': 'N-able N-sight',
};

/** What Windows Update does by itself: 2 tells, 3 fetches and tells, 4 installs; 0 nothing. Undefined where that is not known. */
type Level = 0 | 2 | 3 | 4 | undefined;

const disabled = 4;
const windows10 = 10_240;

/** How updates are installed; `now` RFC 3339 UTC, at which a pause may be over. */
export function automaticUpdates(at: At, now: string): Automatic {
  const { level, why } = levelOf(at);
  const known = (path: string, least: number) => (level === undefined ? at.lack(`automatic.${path}`, why) : level >= least);
  const other = otherPatcher(at);
  // With another program at work, that Windows Update does not install says nothing.
  const installs = level !== 4 && other !== undefined ? at.lack('automatic.installs', other) : known('installs', 4);
  const all = level !== 4 && other !== undefined ? at.lack('automatic.allOrigins', other) : known('allOrigins', 4);
  const server = updateServer(at);
  return {
    product: 'Windows Update',
    installs,
    downloads: level !== undefined && level < 3 && other !== undefined ? at.lack('automatic.downloads', other) : known('downloads', 3),
    allOrigins: all,
    scheduled: scheduledOf(at, other),
    server: server === undefined ? at.lack('automatic.server', keysOf(at, 'policy').why ?? keysOf(at, 'policyAutomatic').why ?? { reason: 'unreadable', detail: 'WUServer' }) : server,
    managedBy: managerOf(at),
    pausedUntil: pausedUntil(at, now),
    deferDays: deferDays(at),
  };
}

/** The server of the town or its provider (WSUS), without credentials; null for none, undefined when it was not read. */
export function updateServer(at: At): string | null | undefined {
  const [policies, automatic, management] = [keysOf(at, 'policy'), keysOf(at, 'policyAutomatic'), keysOf(at, 'management')];
  if (policies.why || automatic.why || management.why) return undefined;
  const used = automatic.keys[0]?.value('UseWUServer') === 1 ? registryText(policies.keys[0]?.value('WUServer') ?? null) : null;
  const found = used ?? registryText(management.keys[0]?.value('UpdateServiceUrl') ?? null);
  return typeof found === 'string' ? printable(withoutCredentials(found), 255) : found;
}

function only(at: At, source: keyof typeof automaticSources): RegistryKey | undefined {
  return keysOf(at, source).keys[0];
}

function number(key: RegistryKey | undefined, name: string): number | null | undefined {
  return registryNumber(key?.value(name) ?? null);
}

/**
 * Device management before group policy before the built-in behavior: "Manage additional Windows Update settings" and
 * the Policy CSP at learn.microsoft.com. Without a setting Windows 10 and 11 install, servers since 2016 fetch only.
 */
function levelOf(at: At): { level: Level; why: Why } {
  const unread = (['policyAutomatic', 'management', 'release', 'older'] as const).map((source) => keysOf(at, source).why).find((why) => why !== undefined);
  const why: Why = unread ?? { reason: 'not-visible-from-here', detail: 'no setting says it' };
  if (startOf(at, 'wuauserv') === disabled) return { level: 0, why };
  if (unread) return { level: undefined, why };
  const [policies, management] = [only(at, 'policyAutomatic'), only(at, 'management')];
  const managed = number(management, 'AllowAutoUpdate');
  if (managed !== null) return { level: ([2, 4, 4, 4, 4, 0] as const)[managed ?? -1], why: { reason: 'unreadable', detail: 'AllowAutoUpdate' } };
  if (number(policies, 'NoAutoUpdate') === 1) return { level: 0, why };
  const option = number(policies, 'AUOptions');
  if (option !== null) return { level: ({ 2: 2, 3: 3, 4: 4, 7: 3 } as const)[(option ?? -1) as 2], why: { reason: option === 5 ? 'not-visible-from-here' : 'unreadable', detail: 'AUOptions' } };
  return { level: builtIn(at), why };
}

function builtIn(at: At): Level {
  const release = only(at, 'release');
  const [build, type] = [Number(release?.value('CurrentBuild')), release?.value('InstallationType')];
  if (!Number.isInteger(build) || typeof type !== 'string') return undefined;
  if (build >= windows10) return /server/i.test(type) ? 3 : 4;
  return ({ 1: 0, 2: 2, 3: 3, 4: 4 } as const)[(number(only(at, 'older'), 'AUOptions') ?? -1) as 1];
}

function startOf(at: At, service: string): number | null | undefined {
  return number(keysOf(at, 'services').keys.find(({ name }) => name.toLowerCase() === service), 'Start');
}

function otherPatcher(at: At): Why | undefined {
  const key = keysOf(at, 'services').keys.find((it) => Object.hasOwn(patchers, it.name.toLowerCase()) && it.value('Start') !== disabled);
  return key && { reason: 'not-visible-from-here', detail: `${patchers[key.name.toLowerCase()] ?? ''} may install updates` };
}

/** Both services have to be allowed to start; the second came with Windows 10. */
function scheduledOf(at: At, other: Why | undefined): boolean | undefined {
  const { why } = keysOf(at, 'services');
  const [agent, orchestrator] = [startOf(at, 'wuauserv'), startOf(at, 'usosvc')];
  if (agent === disabled || orchestrator === disabled) return other ? at.lack('automatic.scheduled', other) : false;
  return typeof agent === 'number' && orchestrator !== undefined ? true : at.lack('automatic.scheduled', why ?? { reason: 'not-visible-from-here', detail: 'wuauserv' });
}

function managerOf(at: At): string | null | undefined {
  const names = ['AllowAutoUpdate', 'DeferQualityUpdatesPeriodInDays', 'UpdateServiceUrl'];
  const asked = (['policy', 'policyAutomatic', 'management'] as const).map((source) => keysOf(at, source));
  const [policies, automatic, management] = asked.map(({ keys }) => keys[0]);
  if (names.some((name) => (management?.value(name) ?? null) !== null)) return 'mdm';
  const isSet = ['NoAutoUpdate', 'AUOptions', 'UseWUServer'].some((name) => (automatic?.value(name) ?? null) !== null) || ['WUServer', 'DeferQualityUpdates'].some((name) => (policies?.value(name) ?? null) !== null);
  const why = asked.find((it) => it.why)?.why;
  return isSet ? 'group-policy' : why ? at.lack('automatic.managedBy', why) : null;
}

/** A pause by policy lasts 35 days from its first one. */
const pauseDays = 35;

function pausedUntil(at: At, now: string): string | null | undefined {
  const asked = (['settings', 'policy', 'management'] as const).map((source) => keysOf(at, source));
  const why = asked.find((it) => it.why)?.why;
  if (why) return at.lack('automatic.pausedUntil', why);
  const [own, policies, management] = asked.map(({ keys }) => keys[0]);
  const ends = [own?.value('PauseUpdatesExpiryTime'), own?.value('PauseQualityUpdatesEndTime')].map((value) => momentIn(value ?? null));
  const begun = [policies?.value('PauseQualityUpdatesStartTime'), management?.value('PauseQualityUpdatesStartTime')].map((value) => momentIn(value ?? null, pauseDays));
  const moments = [...ends, ...begun];
  if (moments.includes(undefined)) return at.lack('automatic.pausedUntil', { reason: 'unreadable', detail: 'PauseUpdatesExpiryTime' });
  const last = moments.filter((moment) => typeof moment === 'string').sort().at(-1);
  return last !== undefined && last > now ? last : null;
}

/** `2024-10-20T08:00:00Z`, also without a time of day; `days` later. Null for none, undefined for no date. */
function momentIn(value: unknown, days = 0): string | null | undefined {
  const text = registryText(value);
  if (typeof text !== 'string') return text;
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z?)?$/.test(text)) return undefined;
  const at = new Date(text.length === 10 ? `${text}T00:00:00Z` : text.replace(/(?:\.\d+)?Z?$/, 'Z'));
  return Number.isNaN(at.getTime()) ? undefined : `${new Date(at.getTime() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}

function deferDays(at: At): number | null | undefined {
  const asked = (['management', 'policy', 'settings'] as const).map((source) => keysOf(at, source));
  const why = asked.find((it) => it.why)?.why;
  if (why) return at.lack('automatic.deferDays', why);
  const [management, policies, own] = asked.map(({ keys }) => keys[0]);
  const byPolicy = number(policies, 'DeferQualityUpdates') === 1 ? number(policies, 'DeferQualityUpdatesPeriodInDays') : null;
  const days = number(management, 'DeferQualityUpdatesPeriodInDays') ?? byPolicy ?? number(own, 'DeferQualityUpdatesPeriodInDays');
  return days === undefined || (days !== null && days > 365) ? at.lack('automatic.deferDays', { reason: 'unreadable', detail: 'DeferQualityUpdatesPeriodInDays' }) : days;
}
