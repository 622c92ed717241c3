import type { Activity } from '../../../wire/sections/activity.ts';
import { cimInstant, cimText, instancesOf } from '../../host/cim.ts';
import { filetimeOfHalves } from '../../host/filetime.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { hklm, keysOf, registryNumber } from '../../host/registry.ts';
import { relativeId } from '../../host/sid.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';

const sources = {
  /** Local accounts; a controller of a domain has none. */
  users: { kind: 'powershell', script: 'Get-LocalUser | ForEach-Object { @{ sid = "$($_.SID)"; last = $_.LastLogon } }', timeoutMs: 20_000 },
  /** Who ever had a profile here, and when it was last loaded, also of accounts of a domain and of Entra ID. */
  profiles: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\*`, ['LocalProfileLoadTimeHigh', 'LocalProfileLoadTimeLow']),
} as const satisfies Sources;

type At = Look<typeof sources>;

/** The account database by Get-LocalUser, beside the times at which profiles were loaded; the later one counts. Days only. */
export const windows: PlatformFact<Activity> = { sources: () => sources, parse };

function parse(answers: Answers, { now }: ParseContext): Parsed<Activity> {
  const at = look(answers, sources);
  const loads = loadsOf(at, now);
  const users = usersOf(at, now);
  const signIns = users?.map(({ id, last }) => {
    const days = [last, loads.days.get(id.toLowerCase())].filter((day) => typeof day === 'string').sort();
    const newest = days.at(-1);
    const gap = last === undefined ? ({ reason: 'unreadable', detail: 'LastLogon' } as const) : loads.why;
    return { id: relativeId(id), lastSignInAt: newest ?? (gap ? at.lack('signIns[].lastSignInAt', gap) : null) };
  });
  const all = [...(users ?? []).map(({ last }) => last), ...loads.days.values()].filter((day) => typeof day === 'string').sort();
  const why = loads.why ?? (users === undefined ? { reason: 'not-visible-from-here' as const, detail: 'local accounts' } : users.some(({ last }) => last === undefined) ? { reason: 'unreadable' as const, detail: 'LastLogon' } : undefined);
  const data: Activity = {
    signIns: signIns && sortedBy(signIns, ({ id }) => id),
    logBeganOn: null,
    lastSignInAt: all.at(-1) !== undefined && !why ? all.at(-1) : why ? at.lack('lastSignInAt', why) : null,
  };
  return { data, missing: at.missing() };
}

interface User {
  /** The whole SID; facts have its last part, as the accounts do. */
  readonly id: string;
  /** Null for somebody who never signed in, undefined for a time that was not understood. */
  readonly last: string | null | undefined;
}

function usersOf(at: At, now: string): User[] | undefined {
  const { list, why } = instancesOf(at, 'users');
  if (list === undefined) return at.lack('signIns', why ?? { reason: 'not-visible-from-here', detail: 'this computer keeps no accounts of its own' });
  return list.flatMap((it) => {
    const id = cimText(it('sid'), 128);
    const last = cimInstant(it('last'));
    if (typeof id !== 'string' || !/^S-1-[\d-]+$/.test(id)) return at.lack('signIns', { reason: 'unreadable', detail: 'SID' }) ?? [];
    return [{ id, last: typeof last === 'string' ? dayOf(last, now) : last }];
  });
}

/** The day alone: when somebody came to work is nobody's business. What lies in the future is nobody's sign-in. */
function dayOf(instant: string, now: string): string | null {
  return instant <= now ? instant.slice(0, 10) : null;
}

/** Accounts of people, not of services. */
const person = /^S-1-(?:5-21|12-1)-[\d-]+$/;

function loadsOf(at: At, now: string): { readonly days: ReadonlyMap<string, string>; readonly why: Why | undefined } {
  const { keys, why } = keysOf(at, 'profiles');
  let torn: Why | undefined;
  const days = keys.filter(({ name }) => person.test(name)).flatMap((key) => {
    const [high, low] = ['LocalProfileLoadTimeHigh', 'LocalProfileLoadTimeLow'].map((value) => registryNumber(key.value(value)));
    // Windows before 10 does not keep it.
    if (high === null || low === null) return [];
    const instant = typeof high === 'number' && typeof low === 'number' ? filetimeOfHalves(high, low) : undefined;
    if (instant === undefined) torn = { reason: 'unreadable', detail: key.path };
    const day = typeof instant === 'string' ? dayOf(instant, now) : null;
    return day === null ? [] : [[key.name.toLowerCase(), day] as const];
  });
  return { days: new Map(days), why: why ?? torn };
}
