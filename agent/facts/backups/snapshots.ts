import { jsonOf, textMember } from '../../host/json.ts';
import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { wholeNumber } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { spanOf, timesOf } from './repository.ts';
import type { Repository } from './repository.ts';

/** Copies that are plain folders, dated by the product's own state. World-readable, unless the administrator closed the folder. */
export const snapshotSources = {
  timeshift: { kind: 'files', pattern: '/timeshift/snapshots/*/info.json', maxBytes: 65_536 },
  timeshiftMounted: { kind: 'files', pattern: '/run/timeshift/*/backup/timeshift/snapshots/*/info.json', maxBytes: 65_536 },
  rsnapshotConfig: { kind: 'file', path: '/etc/rsnapshot.conf' },
} as const satisfies Sources;

type At = Look<typeof snapshotSources>;

/** The folders that rsnapshot keeps its copies in, for a second round. */
export function moreSnapshots(at: At): Sources {
  const root = rsnapshotRoot(at);
  return root === undefined ? {} : { rsnapshotCopies: { kind: 'times', pattern: `${root}/*` } };
}

/** Repositories of Timeshift and rsnapshot that are on this computer; neither encrypts. */
export function snapshotFolders(at: At & Look<Sources>): Omit<Repository, 'where'>[] {
  return [...timeshift(at), ...rsnapshot(at)];
}

/** Each snapshot has an info.json whose `created` is a number of seconds since 1970. */
function timeshift(at: At): Omit<Repository, 'where'>[] {
  const files = [...filesOf(at, 'timeshift'), ...filesOf(at, 'timeshiftMounted')];
  for (const source of ['timeshift', 'timeshiftMounted'] as const) {
    const why = whyUnread(at, source);
    if (why) at.lack('repositories', why);
  }
  const places = Map.groupBy(files, ({ path }) => path.replace(/\/[^/]+\/info\.json$/, ''));
  return [...places].map(([location, snapshots]) => {
    const created = snapshots.map(({ text }) => {
      const seconds = wholeNumber(textMember(jsonOf(text), 'created'));
      return seconds === undefined || seconds > 253_402_300_799 ? undefined : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
    });
    return {
      product: 'timeshift',
      location,
      grade: 'seen',
      copies: snapshots.length,
      ...spanOf(created),
      encrypted: false,
      appendOnly: false,
      locked: false,
      intact: !created.includes(undefined),
    };
  });
}

/** The newest folder of each interval (`daily.0`) is touched when its copy is made. */
function rsnapshot(at: At & Look<Sources>): Omit<Repository, 'where'>[] {
  const location = rsnapshotRoot(at);
  if (location === undefined) return [];
  const { entries, incomplete } = at.all('rsnapshotCopies');
  const copies = entries.filter(({ path }) => /\/\w+\.\d+$/.test(path));
  if (incomplete) {
    at.lack('repositories', incomplete);
    return [];
  }
  return [
    {
      product: 'rsnapshot',
      location,
      grade: 'seen',
      copies: copies.length,
      ...spanOf(timesOf(copies)),
      encrypted: false,
      appendOnly: false,
      locked: false,
      intact: true,
    },
  ];
}

/** `snapshot_root` and its value are parted by tabs, see rsnapshot(1). */
function rsnapshotRoot(at: At): string | undefined {
  const root = /^snapshot_root\t+(\/[^\t\n*]*[^\t\n*/])\/?\s*$/m.exec(at.text('rsnapshotConfig') ?? '')?.[1];
  return root;
}
