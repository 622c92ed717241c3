import type { Activity } from '../../../wire/sections/activity.ts';
import { mapped, tell } from '../../host/known.ts';
import { directorySources, usersOf } from '../../host/mac-directory.ts';
import { program } from '../../host/mac.ts';
import { printed } from '../../host/mac-known.ts';
import { sortedBy } from '../../host/order.ts';
import { inOrder, look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';

const sources = {
  ...directorySources,
  /** Sign-ins, the newest first, with the year and whole names, in the zone UTC; see last(1). */
  last: program('/usr/bin/last', ['-w', '-y'], { maxBytes: 8 * 1024 * 1024 }),
} as const satisfies Sources;

/** The record that macOS keeps of sign-ins; it throws old ones away, so that a user without one may have signed in before. */
export const macos: PlatformFact<Activity> = { sources: () => sources, parse };

function parse(answers: Answers, { now }: ParseContext): Parsed<Activity> {
  const at = look(answers, sources);
  const record = mapped(printed(at, 'last', sources), (text) => recordIn(text, now.slice(0, 10)), 'last -w -y');
  const users = mapped(usersOf(at), ({ users: all, nonsense }) => (nonsense > 0 ? undefined : all), 'dscl . -readall /Users');
  const before = { reason: 'not-visible-from-here', detail: 'before the record begins' } as const;
  const dayOf = (name: string) => record.value?.newest.get(name) ?? at.lack('signIns[].lastSignInAt', record.why ?? before);
  const data: Activity = {
    signIns: tell(at, 'signIns', mapped(users, (all) => {
      const known = all.map(({ id, name }) => ({ id: String(id), lastSignInAt: dayOf(name) }));
      const byId = [...Map.groupBy(known, ({ id }) => id)].map(([id, same]) => ({ id, lastSignInAt: same.flatMap(({ lastSignInAt }) => lastSignInAt ?? []).sort(inOrder).at(-1) }));
      return sortedBy(byId, ({ id }) => id.padStart(16, '0'));
    })),
    logBeganOn: tell(at, 'logBeganOn', mapped(record, ({ began }) => began)),
    lastSignInAt: record.why ? at.lack('lastSignInAt', record.why) : ([...record.value.newest.values()].sort(inOrder).at(-1) ?? at.lack('lastSignInAt', before)),
  };
  return { data, missing: at.missing() };
}

interface SignInRecord {
  /** Day of the newest sign-in by name. */
  readonly newest: ReadonlyMap<string, string>;
  readonly began: string | null;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const moment = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:([A-Z][a-z]{2}) +(\d{1,2})|(\d{1,2}) +([A-Z][a-z]{2})) (\d{4}) \d\d:\d\d/;

/** `maria  console  Mon Nov 16 2026 08:01 - 17:12  (09:11)`; at the end `wtmp begins …`. Restarts are no sign-ins. */
function recordIn(text: string, today: string): SignInRecord | undefined {
  const newest = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name] = /^([^\s~]{1,255})\s+\S/.exec(line) ?? [];
    const day = dayIn(line);
    if (name === undefined || day === undefined || day > today || /^(?:reboot|shutdown|wtmp|utx\.log|date)$/.test(name)) continue;
    if (day > (newest.get(name) ?? '')) newest.set(name, day);
  }
  const last = /^(?:wtmp|utx\.log) begins (.{0,80})$/m.exec(text)?.[1];
  return newest.size === 0 && last === undefined ? undefined : { newest, began: last === undefined ? null : (dayIn(last) ?? null) };
}

function dayIn(line: string): string | undefined {
  const [, month, day, dayFirst, monthLast, year] = moment.exec(line) ?? [];
  const index = months.indexOf(month ?? monthLast ?? '');
  const text = `${year ?? ''}-${String(index + 1).padStart(2, '0')}-${(day ?? dayFirst ?? '').padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return index < 0 || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text) ? undefined : text;
}
