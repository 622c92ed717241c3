import { withoutCredentials } from '../../host/address.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext } from '../fact.ts';
import { drillsIn } from '../drills/results.ts';
import type { Drill } from '../drills/results.ts';
import { borg } from './borg.ts';
import { foundRepositories } from './found.ts';
import { localFolder } from './repository.ts';
import type { Asked, Found, Kept, Named, Reader, Repository } from './repository.ts';
import { restic } from './restic.ts';
import { retentionOf } from './retention.ts';
import type { borgmaticSources } from './retention.ts';
import { firstJobs, hiddenJobs } from './schedules.ts';
import type { Job, scheduleSources } from './schedules.ts';
import { whereAddressed } from './where.ts';
import type { Where } from './where.ts';

export const readers: Readonly<Record<Named['product'], Reader>> = { restic, borg };

type At = Look<Sources & typeof scheduleSources & typeof borgmaticSources>;

/** One repository and how it is read. */
interface Placed {
  readonly asked: Asked;
  readonly reader: Reader;
  /** False for one that only a script of the second round names: its files were not read. */
  readonly isRead: boolean;
}

/** The repositories named in the settings. */
export function namedPlaces(at: At, answers: Answers, { settings, privileged }: ParseContext): Placed[] {
  return settings.repositories.map((named, index) => ({ asked: { at, answers, key: keyOf(index), named, privileged }, reader: readers[named.product], isRead: true }));
}

/** Those that jobs name besides; their files are asked for in the second round. */
export function foundPlaces(at: At, answers: Answers, { jobs = firstJobs(at), context: { settings, privileged } }: { readonly jobs?: readonly Job[]; readonly context: ParseContext }): Placed[] {
  return foundRepositories(jobs, at, settings.repositories).map((named) => {
    const key = `found ${named.product} ${named.location}`;
    const reader = readers[named.product];
    return { asked: { at, answers, key, named, privileged }, reader, isRead: Object.keys(reader.sources(named, key)).every((source) => source in answers) };
  });
}

/** Names of the sources of a repository of the settings begin with it. */
export function keyOf(index: number): string {
  return `repository ${index}`;
}

/** What is added to the repositories: where local folders lie, what jobs say, what others tell in the open. */
export interface Around {
  readonly where: (folder: string) => Where | undefined;
  readonly jobs: readonly Job[];
  readonly open: readonly Kept[];
}

/** All repositories as facts, each fact that is not there with its reason. */
export function repositoriesOf(at: At, answers: Answers, { where, jobs, open, context }: Around & { readonly context: ParseContext }): Repository[] {
  const hidden = hiddenJobs(at, answers);
  const drills = drillsAt(at, context);
  const placed = [...namedPlaces(at, answers, context), ...foundPlaces(at, answers, { jobs, context })].map(({ asked, reader, isRead }): Repository => {
    const { product, location } = asked.named;
    const { facts, why } = isRead ? reader.read(asked) : unread;
    const folder = localFolder(asked.named);
    const isThere = why.reason !== 'unreachable';
    const place = folder === undefined ? whereAddressed(location) : isThere ? where(folder) : undefined;
    const retention = retentionOf(product, jobs, { at, hidden });
    if (retention && 'why' in retention) at.lack('repositories[].retention', retention.why);
    return whole(at, { product, location: printable(withoutCredentials(folder ?? location)), where: place ?? lackPlace(at, isThere ? undefined : why), drills }, { why, facts: { ...facts, retention: retention && 'why' in retention ? undefined : retention } });
  });
  const told = open.map(({ product, location, facts, why, isRecord }) => whole(at, { product, location: printable(location), where: isRecord ? lackPlace(at, why) : (where(location) ?? lackPlace(at)), drills }, { facts, why }));
  return sortedBy([...placed, ...told], ({ product, location }) => `${product}\0${location}`);
}

const unread: Found = { facts: { grade: 'seen' }, why: { reason: 'not-visible-from-here', detail: 'a script names it; name it in the settings of the agent to have it read' } };

interface Base extends Pick<Repository, 'product' | 'location' | 'where'> {
  readonly drills: readonly Drill[] | Why;
}

/** A repository with every fact, or a word why it is not there. */
function whole(at: At, { drills, ...base }: Base, { facts, why }: Found): Repository {
  const own = 'reason' in drills ? undefined : drills.filter((drill) => drill.kind === 'tool' && drill.product === base.product && drill.location === base.location);
  const restoredAt = own ? (own.findLast(({ result }) => result === 'passed')?.at ?? null) : undefined;
  const isProven = own?.findLast(({ result }) => result !== 'inconclusive')?.result === 'passed';
  const repository = {
    copies: undefined,
    newestCopyAt: undefined,
    oldestCopyAt: undefined,
    encrypted: undefined,
    appendOnly: undefined,
    locked: undefined,
    intact: undefined,
    retention: undefined,
    ...facts,
    ...(isProven ? { grade: 'restored' as const } : {}),
    restoredAt,
  };
  for (const [field, value] of Object.entries(repository)) if (value === undefined) at.lack(`repositories[].${field}`, field === 'restoredAt' && 'reason' in drills ? drills : why);
  return { ...base, ...repository };
}

/** The drills of this computer, or why they are not known. */
function drillsAt(at: At, { settings }: ParseContext): readonly Drill[] | Why {
  if (settings.state === undefined) return { reason: 'not-visible-from-here', detail: 'drills are kept by the agent of the computer itself' };
  const results = at.one('drills');
  if (results.state === 'failed') return results;
  return results.state === 'absent' ? [] : (drillsIn(results.text)?.drills ?? { reason: 'unreadable', detail: 'results of drills' });
}

function lackPlace(at: At, why?: Why): undefined {
  return at.lack('repositories[].where', why ?? { reason: 'not-visible-from-here', detail: 'the kernel does not show the disk' });
}
