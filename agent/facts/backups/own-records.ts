import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { printable, wholeNumber } from '../../host/reading.ts';
import type { Reading, Sources } from '../../host/source.ts';
import { instantOf, spanOf } from './repository.ts';
import type { Kept } from './repository.ts';

/** Records of programs that tell in the open when they made copies. */
export const recordSources = {
  /** duplicity keeps the manifests of its chains here; their names hold the dates, nothing is opened. */
  duplicity: { kind: 'names', pattern: '/root/.cache/duplicity/*/duplicity-*' },
  /** One line for each copy that BackupPC made of the computer it runs on. Belongs to the user of BackupPC. */
  backupPc: { kind: 'file', path: '/var/lib/backuppc/pc/localhost/backups', maxBytes: 262_144, trust: 'user' },
} as const satisfies Sources;

type At = Look<typeof recordSources>;

const hidden = 'program /usr/bin/veeamconfig';

/** Veeam Agent for Linux is asked for its sessions where it is installed; that needs root, and no secret. */
export function moreRecords(at: Look<Sources>): Sources {
  if (presence(at, hidden) !== true) return {};
  return { veeamSessions: { kind: 'command', program: ['/usr/bin/veeamconfig'], args: ['session', 'list'], needsRoot: true, timeoutMs: 15_000 } };
}

/** What those records say, a repository for each place or job. */
export function ownRecords(at: At & Look<Sources>): Kept[] {
  return [...duplicity(at), ...backupPc(at), ...(presence(at, hidden) === true ? veeam(at, at.one('veeamSessions')) : [])];
}

/** `duplicity-full.20261116T020000Z.manifest`, `duplicity-inc.<from>.to.<until>.manifest`; a copy that was cut off is `.part`. */
function duplicity(at: At): Kept[] {
  const why = whyUnread(at, 'duplicity');
  if (why) at.lack('repositories', why);
  const found = at.all('duplicity').entries.flatMap(({ path }) => {
    const [, folder, day, time] = /^(.*)\/duplicity-(?:full|inc\.\d{8}T\d{6}Z\.to)\.(\d{8})T(\d{6})Z\.manifest$/.exec(path) ?? [];
    return folder === undefined || day === undefined || time === undefined ? [] : [{ folder, made: instantOf(`${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`) }];
  });
  return [...Map.groupBy(found, ({ folder }) => folder)].map(([location, chains]) => ({
    product: 'duplicity',
    location,
    facts: { grade: 'seen', copies: chains.length, ...spanOf(chains.map(({ made }) => made)) },
    why: { reason: 'not-visible-from-here', detail: 'the records of duplicity do not tell it' },
    isRecord: true,
  }));
}

/** Columns parted by tabs: number, kind (full, incr, partial, active), start and end in seconds since 1970. */
function backupPc(at: At): Kept[] {
  const answer = at.one('backupPc');
  if (answer.state === 'failed') at.lack('repositories', answer);
  if (answer.state !== 'read') return [];
  const rows = answer.text.split('\n').map((line) => line.split('\t')).filter(([, kind]) => kind === 'full' || kind === 'incr');
  const ends = rows.map(([, , , end]) => {
    const seconds = wholeNumber(end);
    return seconds === undefined || seconds > 253_402_300_799 ? undefined : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
  });
  const facts = { grade: 'seen', copies: rows.length, ...spanOf(ends), encrypted: false, appendOnly: false, intact: true } as const;
  return [{ product: 'BackupPC', location: '/var/lib/backuppc', facts, why: { reason: 'not-visible-from-here', detail: 'the records of BackupPC do not tell it' } }];
}

/**
 * `veeamconfig session list`: job, kind, id in braces, state, three times `YYYY-MM-DD hh:mm` of a zone that is not told, so
 * that only the day counts. Other states than Success are no copy.
 */
function veeam(at: Look<Sources>, answer: Reading): Kept[] {
  if (answer.state !== 'read' || answer.exitCode !== 0) {
    at.lack('repositories', answer.state === 'failed' ? answer : { reason: answer.state === 'absent' ? 'tool-missing' : 'unreadable', detail: 'veeamconfig session list' });
    return [];
  }
  const sessions = answer.text.split('\n').flatMap((line) => {
    const [, job, state, day] = /^(\S.*?)\s+Backup\s+\{[0-9a-f-]{36}\}\s+(\w+)\s+\d{4}-\d\d-\d\d \d\d:\d\d\s+\d{4}-\d\d-\d\d \d\d:\d\d\s+(\d{4}-\d\d-\d\d) \d\d:\d\d\s*$/i.exec(line) ?? [];
    return job === undefined || day === undefined ? [] : [{ job, isGood: state === 'Success', day: instantOf(`${day}T00:00:00Z`)?.slice(0, 10) }];
  });
  if (sessions.length === 0 && !/^Total amount: 0/m.test(answer.text)) at.lack('repositories', { reason: 'unreadable', detail: 'veeamconfig session list' });
  return [...Map.groupBy(sessions, ({ job }) => job)].map(([job, all]) => {
    const good = all.filter(({ isGood }) => isGood);
    return {
      product: 'Veeam',
      location: printable(`job ${job}`),
      facts: { grade: 'seen', newestCopyAt: good.length === 0 ? undefined : spanOf(good.map(({ day }) => day)).newestCopyAt, intact: true },
      why: { reason: 'not-visible-from-here', detail: 'the list of sessions does not tell it' },
      isRecord: true,
    };
  });
}
