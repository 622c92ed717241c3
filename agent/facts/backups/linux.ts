import type { Backups } from '../../../wire/sections/backups.ts';
import { withoutCredentials } from '../../host/address.ts';
import { dpkgStatus, installedVersion } from '../../host/dpkg-status.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { FactSettings, ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { borg } from './borg.ts';
import { productKinds } from './product-kinds.ts';
import type { ProductKind } from './product-kinds.ts';
import { localFolder } from './repository.ts';
import type { Asked, Reader, Repository } from './repository.ts';
import { restic } from './restic.ts';
import { hiddenJobs, jobsOf, moreSchedules, scheduledAt, scheduleSources } from './schedules.ts';
import { moreSnapshots, snapshotFolders, snapshotSources } from './snapshots.ts';
import { whereAddressed, whereIs, whereSources } from './where.ts';

const fixed = {
  dpkgStatus,
  ...scheduleSources,
  ...snapshotSources,
  ...whereSources,
} as const satisfies Sources;

const programs: Sources = Object.fromEntries(
  productKinds.flatMap((kind) => kind.programs.map((pattern) => [`program ${pattern}`, { kind: 'names', pattern }])),
);

const readers: Readonly<Record<'restic' | 'borg', Reader>> = { restic, borg };

type At = Look<Sources & typeof fixed>;
type Product = NonNullable<Backups['products']>[number];

export const linux: PlatformFact<Backups> = {
  sources: declared,
  more: {
    follows: 'units of enabled timers, scripts that jobs start, the folder of rsnapshot, newest snapshots of the repositories named in the settings',
    sources: (answers, context) => {
      const at = look(answers, declared(context.settings));
      return Object.assign(
        { ...moreSchedules(at), ...moreSnapshots(at) },
        ...named(at, answers, context).map(({ asked, reader }) => reader.more(asked)),
      );
    },
  },
  parse,
};

function declared({ repositories }: FactSettings): Sources & typeof fixed {
  return Object.assign({ ...fixed, ...programs }, ...repositories.map((it, index) => readers[it.product].sources(it, keyOf(index))));
}

function parse(answers: Answers, context: ParseContext): Parsed<Backups> {
  const at: At = look(answers, { ...declared(context.settings), ...moreSnapshots(look(answers, declared(context.settings))) });
  const products = productsOf(at, answers);
  const repositories = repositoriesOf(at, answers, context);
  const unlisted = products.filter(
    ({ name }) => !repositories.some(({ product }) => product === name || (product === 'borg' && name === 'borgmatic')),
  );
  if (repositories.length === 0)
    at.lack('repositories', {
      reason: 'not-visible-from-here',
      detail:
        products.length === 0
          ? 'no backup program is here; the computer may be backed up from outside'
          : 'no repository is named in the settings of the agent',
    });
  else if (unlisted.length > 0)
    at.lack('repositories', { reason: 'not-visible-from-here', detail: `repositories of ${unlisted.map(({ name }) => name).join(', ')}` });
  return { data: { products, repositories: repositories.length > 0 ? repositories : undefined }, missing: at.missing() };
}

function productsOf(at: At, answers: Answers): Product[] {
  const jobs = jobsOf(at, answers);
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
  const version = packages.state === 'read' && kind.package !== undefined ? installedVersion(packages.text, kind.package) : undefined;
  return version === undefined
    ? at.lack('products[].version', { reason: 'not-visible-from-here', detail: `${kind.name} is in no package that tells its version` })
    : printable(version, 64);
}

/** The repositories named in the settings, and those whose product keeps them in the open. */
function repositoriesOf(at: At, answers: Answers, context: ParseContext): Repository[] {
  const where = whereIs(at);
  const asked = named(at, answers, context).map(({ asked: it, reader }): Repository => {
    const { facts, why } = reader.read(it);
    const { product, location } = it.named;
    const folder = localFolder(it.named);
    const isThere = why.reason !== 'unreachable';
    const place = folder === undefined ? whereAddressed(location) : isThere ? where(folder) : undefined;
    const repository = {
      newestCopyAt: undefined,
      oldestCopyAt: undefined,
      copies: undefined,
      encrypted: undefined,
      appendOnly: undefined,
      locked: undefined,
      intact: undefined,
      ...facts,
    };
    for (const [field, value] of Object.entries(repository)) if (value === undefined) at.lack(`repositories[].${field}`, why);
    return { product, location: printable(withoutCredentials(location)), where: place ?? lackPlace(at, isThere ? undefined : why), ...repository };
  });
  const open = snapshotFolders(at).map((it): Repository => ({ ...it, location: printable(it.location), where: where(it.location) ?? lackPlace(at) }));
  return sortedBy([...asked, ...open], ({ product, location }) => `${product}\0${location}`);
}

function lackPlace(at: At, why?: Parameters<At['lack']>[1]): undefined {
  return at.lack('repositories[].where', why ?? { reason: 'not-visible-from-here', detail: 'the kernel does not show the disk' });
}

function named(at: At, answers: Answers, { settings, privileged }: ParseContext): { asked: Asked; reader: Reader }[] {
  return settings.repositories.map((it, index) => ({
    asked: { at, answers, key: keyOf(index), named: it, privileged },
    reader: readers[it.product],
  }));
}

function keyOf(index: number): string {
  return `repository ${index}`;
}
