import type { Backups } from '../../../wire/sections/backups.ts';
import { dpkgStatus, installedVersion } from '../../host/dpkg-status.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { resultsSource } from '../drills/results.ts';
import type { FactSettings, ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { diskSnapshots, moreSnapshots, snapshotSources } from './disk-snapshots.ts';
import { moreRecords, ownRecords, recordSources } from './own-records.ts';
import { foundPlaces, keyOf, namedPlaces, readers, repositoriesOf } from './places.ts';
import { productKinds } from './product-kinds.ts';
import type { ProductKind } from './product-kinds.ts';
import type { Repository } from './repository.ts';
import { borgmaticSources } from './retention.ts';
import { moreRsnapshot, rsnapshot, rsnapshotSources } from './rsnapshot.ts';
import { hiddenJobs, jobsOf, moreSchedules, scheduledAt, scheduleSources } from './schedules.ts';
import type { Job } from './schedules.ts';
import { whereIs, whereSources } from './where.ts';

const fixed = {
  dpkgStatus,
  ...scheduleSources,
  ...snapshotSources,
  ...rsnapshotSources,
  ...recordSources,
  ...borgmaticSources,
  ...whereSources,
} as const satisfies Sources;

const programs: Sources = Object.fromEntries(
  productKinds.flatMap((kind) => kind.programs.map((pattern) => [`program ${pattern}`, { kind: 'names', pattern }])),
);

type At = Look<Sources & typeof fixed>;
type Product = NonNullable<Backups['products']>[number];

export const linux: PlatformFact<Backups> = {
  sources: declared,
  more: {
    follows: 'units of enabled timers, scripts that jobs start, the folder of rsnapshot, files of repositories that jobs name, newest snapshots of the repositories named in the settings, sessions of Veeam, snapshots of ZFS',
    sources: (answers, context) => {
      const at = look(answers, declared(context.settings));
      return Object.assign(
        { ...moreSchedules(at), ...moreRsnapshot(at), ...moreSnapshots(at), ...moreRecords(at) },
        ...namedPlaces(at, answers, context).map(({ asked, reader }) => reader.more(asked)),
        ...foundPlaces(at, answers, { context }).map(({ asked, reader }) => reader.sources(asked.named, asked.key)),
      );
    },
  },
  parse,
};

function declared({ repositories, state }: FactSettings): Sources & typeof fixed {
  const drills: Sources = state === undefined ? {} : { drills: resultsSource(state) };
  return Object.assign({ ...fixed, ...programs, ...drills }, ...repositories.map((it, index) => readers[it.product].sources(it, keyOf(index))));
}

function parse(answers: Answers, context: ParseContext): Parsed<Backups> {
  const at: At = look(answers, declared(context.settings));
  const where = whereIs(at);
  const jobs = jobsOf(at, answers);
  const products = productsOf(at, answers, jobs);
  const { snapshots, copies } = diskSnapshots(at, where);
  const repositories = repositoriesOf(at, answers, { where, jobs, open: [...copies, ...rsnapshot(at), ...ownRecords(at)], context });
  const unlisted = unlistedOf(products, repositories, snapshots);
  if (repositories.length === 0)
    at.lack('repositories', {
      reason: 'not-visible-from-here',
      detail:
        products.length === 0
          ? 'no backup program is here; the computer may be backed up from outside'
          : 'no repository is named in the settings of the agent',
    });
  else if (unlisted.length > 0)
    at.lack('repositories', { reason: 'not-visible-from-here', detail: `repositories of ${unlisted.join(', ')}` });
  return { data: { products, snapshots, repositories: repositories.length > 0 ? repositories : undefined }, missing: at.missing() };
}

/** Products of which no repository is known; borgmatic writes those of borg, Timeshift's snapshots are told as such. */
function unlistedOf(products: readonly Product[], repositories: readonly Repository[], snapshots: NonNullable<Backups['snapshots']>): string[] {
  const known = new Set([...repositories.map(({ product }) => product), ...snapshots.map(({ kind }) => kind)]);
  return products.map(({ name }) => name).filter((name) => !known.has(name) && !(name === 'borgmatic' && known.has('borg')));
}

function productsOf(at: At, answers: Answers, jobs: readonly Job[]): Product[] {
  const hidden = hiddenJobs(at, answers);
  const found = productKinds.flatMap((kind): Product[] => {
    const sources = kind.programs.map((program) => `program ${program}`);
    if (!sources.some((source) => presence(at, source))) {
      for (const why of sources.map((source) => whyUnread(at, source))) if (why) at.lack('products', why);
      return [];
    }
    const schedule = scheduledAt(jobs, kind.commands);
    if (schedule !== undefined) return [{ name: kind.name, version: versionOf(kind, at), scheduled: true, schedule: printable(schedule, 255) }];
    const why = kind.ownSchedule ? ({ reason: 'not-visible-from-here', detail: `${kind.name} keeps its schedule itself` } as const) : hidden;
    if (why) for (const field of ['scheduled', 'schedule']) at.lack(`products[].${field}`, why);
    return [{ name: kind.name, version: versionOf(kind, at), ...(why ? {} : { scheduled: false, schedule: null }) }];
  });
  return sortedBy(found, ({ name }) => name);
}

function versionOf(kind: ProductKind, at: At): string | undefined {
  const packages = at.one('dpkgStatus');
  const version = packages.state === 'read' && kind.package !== undefined ? installedVersion(packages, kind.package) : undefined;
  return version === undefined
    ? at.lack('products[].version', { reason: 'not-visible-from-here', detail: `${kind.name} is in no package that tells its version` })
    : printable(version, 64);
}
