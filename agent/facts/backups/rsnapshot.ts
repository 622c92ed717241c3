import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { wholeNumber } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { spanOf, timesOf } from './repository.ts';
import type { Kept } from './repository.ts';
import { noRetention } from './retention.ts';
import type { Retention } from './retention.ts';

export const rsnapshotSources = { rsnapshotConfig: { kind: 'file', path: '/etc/rsnapshot.conf' } } as const satisfies Sources;

type At = Look<typeof rsnapshotSources>;

/** The folders that rsnapshot keeps its copies in, for a second round. */
export function moreRsnapshot(at: At): Sources {
  const root = rootIn(at);
  return root === undefined ? {} : { rsnapshotCopies: { kind: 'times', pattern: `${root}/*` } };
}

/** The copies of rsnapshot. The newest folder of each interval (`daily.0`) is touched when its copy is made. */
export function rsnapshot(at: At & Look<Sources>): Kept[] {
  const location = rootIn(at);
  if (location === undefined) return [];
  const why = whyUnread(at, 'rsnapshotCopies');
  const copies = at.all('rsnapshotCopies').entries.filter(({ path }) => /\/\w+\.\d+$/.test(path));
  if (why && copies.length === 0) {
    at.lack('repositories', why);
    return [];
  }
  const facts = { grade: 'seen', encrypted: false, appendOnly: false, locked: false, intact: true, retention: retentionIn(at.text('rsnapshotConfig') ?? '') } as const;
  const dated = why ? {} : { copies: copies.length, ...spanOf(timesOf(copies)) };
  return [{ product: 'rsnapshot', location, facts: { ...facts, ...dated }, why: why ?? { reason: 'unreadable', detail: 'times of the copies' } }];
}

/** `snapshot_root` and its value are parted by tabs, see rsnapshot(1). */
function rootIn(at: At): string | undefined {
  return /^snapshot_root\t+(\/[^\t\n*]*[^\t\n*/])\/?\s*$/m.exec(at.text('rsnapshotConfig') ?? '')?.[1];
}

/** `retain daily 7`; the names of intervals are free, only the usual ones say how long a copy lasts. */
function retentionIn(text: string): Retention | null {
  const kept = [...text.matchAll(/^(?:retain|interval)\t+(hourly|daily|weekly|monthly|yearly)\t+(\d{1,6})\s*$/gm)].map(([, name = '', count]) => [name, wholeNumber(count) ?? null] as const);
  return kept.length === 0 ? null : { ...noRetention, ...Object.fromEntries(kept) };
}
