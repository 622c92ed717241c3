import type { Activity } from '../../../wire/sections/activity.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable, wholeNumber } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import type { Layout, SignInLog } from './sign-in-records.ts';
import { lastlog2Log, lastlogTimes, wtmpLog, wtmpdbLog } from './sign-in-records.ts';

const maxBytes = 4 * 1024 * 1024;

const sources = {
  /** Names and ids of local users, see passwd(5). */
  users: { kind: 'file', path: '/etc/passwd' },
  /** Every sign-in since the log was last rotated, see utmp(5). Group utmp may write it. */
  wtmp: { kind: 'file', path: '/var/log/wtmp', encoding: 'base64', maxBytes },
  wtmpBefore: { kind: 'file', path: '/var/log/wtmp.1', encoding: 'base64', maxBytes },
  /**
   * The last sign-in of each user id, never rotated. A sparse file of 292 bytes times the highest id that ever signed in:
   * where accounts of a directory have ids in the millions it is larger than the limit and says nothing.
   */
  lastlog: { kind: 'file', path: '/var/log/lastlog', encoding: 'base64', maxBytes },
  /** What Debian 13, openSUSE and others keep instead of the two. */
  lastlog2: { kind: 'file', path: '/var/lib/lastlog/lastlog2.db', encoding: 'base64', maxBytes },
  wtmpdb: { kind: 'file', path: '/var/lib/wtmpdb/wtmp.db', encoding: 'base64', maxBytes: 16 * 1024 * 1024 },
  /** There on 64-bit ARM, where these records are laid out with 64-bit times. */
  wideLinker: { kind: 'names', pattern: '/lib/ld-linux-aarch64.so.1' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Activity> = { sources: () => sources, parse };

function parse(answers: Answers, { now }: ParseContext): Parsed<Activity> {
  const at = look(answers, sources);
  const users = at.need('signIns', 'users', localUsers);
  const layout = at.all('wideLinker').entries.length > 0 ? 'wide' : 'narrow';
  const logs = readLogs(at, users ?? [], layout);
  const latest = newestByUser(logs.signIns, Math.floor(Date.parse(now) / 1000) + 60);
  const signIns = users?.map(({ names, id }) => ({ id: String(id), lastSignInAt: toldOf(newestOf(names, latest), logs, (why) => at.lack('signIns[].lastSignInAt', why)) }));
  const data: Activity = {
    signIns,
    logBeganOn: logs.beginning !== undefined ? at.lack('logBeganOn', logs.beginning) : logs.began === undefined ? null : dayOf(logs.began),
    lastSignInAt: toldOf(latest.size === 0 ? undefined : Math.max(...latest.values()), logs, (why) => at.lack('lastSignInAt', why)),
  };
  return { data, missing: at.missing() };
}

/** A user id and the names it goes by. */
interface User {
  readonly id: number;
  readonly names: readonly string[];
}

/** Users of passwd(5) by id. Undefined when it is not that file. */
function localUsers(text: string): User[] | undefined {
  const lines = text.split('\n').flatMap((line) => {
    const [name = '', , id] = line.split(':');
    const number = wholeNumber(id);
    return name === '' || number === undefined || number > 0xffffffff ? [] : [{ name: printable(name, 64), id: number }];
  });
  const users = [...Map.groupBy(lines, ({ id }) => id)].map(([id, same]) => ({ id, names: same.map(({ name }) => name) }));
  return users.length > 0 ? users.sort((a, b) => a.id - b.id) : undefined;
}

/** All that the logs hold together. */
interface Logs extends SignInLog {
  /** Why a user without an entry may have signed in all the same; undefined where a log is kept since its beginning. */
  readonly open: Why | undefined;
  /** Why even an entry may not be the newest: the running log could not be read. */
  readonly doubt: Why | undefined;
  /** Why `began` may not be the beginning. */
  readonly beginning: Why | undefined;
}

function readLogs(at: At, users: readonly User[], layout: Layout): Logs {
  const running = [logOf(at, 'wtmp', (bytes) => wtmpLog(bytes, layout)), logOf(at, 'wtmpdb', wtmpdbLog)];
  const before = logOf(at, 'wtmpBefore', (bytes) => wtmpLog(bytes, layout));
  const kept = [logOf(at, 'lastlog', (bytes) => lastlogLog(bytes, layout, users)), logOf(at, 'lastlog2', lastlog2Log)];
  const seen = [...running, before].flatMap(({ log }) => log?.signIns ?? []);
  const keeping = kept.filter(({ log }) => log !== undefined && (log.signIns.length > 0 || seen.length === 0));
  const began = [...running, before].flatMap(({ log }) => log?.began ?? []);
  const doubt = whyUnread(at, 'wideLinker') ?? whyNot(running);
  const nothing: Why = { reason: 'not-visible-from-here', detail: 'the record of last sign-ins is not kept on this computer' };
  return {
    signIns: [...seen, ...kept.flatMap(({ log }) => log?.signIns ?? [])],
    began: began.length > 0 ? Math.min(...began) : undefined,
    open: whyNot(kept) ?? (keeping.length > 0 ? undefined : nothing),
    doubt,
    beginning: doubt ?? whyNot([before]),
  };
}

function whyNot(logs: readonly { readonly why?: Why }[]): Why | undefined {
  return logs.find(({ why }) => why !== undefined)?.why;
}

/** One log, or why there is none; neither when it does not exist. */
function logOf(at: At, source: 'wtmp' | 'wtmpBefore' | 'lastlog' | 'lastlog2' | 'wtmpdb', read: (bytes: Buffer) => SignInLog | undefined): { log?: SignInLog; why?: Why } {
  const reading = at.one(source);
  if (reading.state === 'absent') return {};
  if (reading.state === 'failed') return { why: reading };
  const log = read(Buffer.from(reading.text, 'base64'));
  return log ? { log } : { why: { reason: 'unreadable', detail: sources[source].path } };
}

/** An id that has no name any more, or has one in a directory only, still tells that somebody used the computer. */
function lastlogLog(bytes: Buffer, layout: Layout, users: readonly User[]): SignInLog | undefined {
  const times = lastlogTimes(bytes, layout);
  if (!times) return undefined;
  const nameOf = new Map(users.map(({ id, names }) => [id, names[0]]));
  return { signIns: [...times].map(([id, at]) => ({ user: nameOf.get(id) ?? `:${id}`, at })), began: undefined };
}

/** The newest sign-in of each name; what claims to be later than now is nobody's. */
function newestByUser(signIns: SignInLog['signIns'], now: number): Map<string, number> {
  const newest = new Map<string, number>();
  for (const { user, at } of signIns) if (at <= now && at > (newest.get(user) ?? 0)) newest.set(user, at);
  return newest;
}

function newestOf(names: readonly string[], latest: ReadonlyMap<string, number>): number | undefined {
  const times = names.flatMap((name) => latest.get(name) ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function toldOf(seconds: number | undefined, { open, doubt }: Logs, lack: (why: Why) => undefined): string | null | undefined {
  if (doubt !== undefined) return lack(doubt);
  if (seconds !== undefined) return dayOf(seconds);
  return open === undefined ? null : lack(open);
}

/** The day alone, in UTC: to find what nobody uses it is enough, and when somebody came to work is nobody's business. */
function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
