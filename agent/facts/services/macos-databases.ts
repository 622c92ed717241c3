import type { Services } from '../../../wire/sections/services.ts';
import type { Known } from '../../host/known.ts';
import { firstSet } from '../../host/known.ts';
import { sortedBy } from '../../host/order.ts';
import { packageOrder } from '../../host/package-order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

type Database = NonNullable<Services['databases']>[number];

/** Where the makers of database servers and Homebrew put them: `Cellar/FORMULA/VERSION` below its prefix, see brew(1). */
export const databaseSources = {
  cellar: { kind: 'names', pattern: '/opt/homebrew/Cellar/*/*' },
  cellarOfIntel: { kind: 'names', pattern: '/usr/local/Cellar/*/*' },
  /** `brew services start` without root starts it when its user signs in. */
  brewAgents: { kind: 'names', pattern: '/Users/*/Library/LaunchAgents/homebrew.mxcl.*.plist' },
  postgresFolders: { kind: 'names', pattern: '/Library/PostgreSQL/*' },
  postgresApp: { kind: 'names', pattern: '/Applications/Postgres.app' },
  mysqlFolders: { kind: 'names', pattern: '/usr/local/mysql-*' },
  fileMaker: { kind: 'names', pattern: '/Library/FileMaker Server' },
} as const satisfies Sources;

type At = Look<typeof databaseSources>;

type Start = NonNullable<Database['start']>;

/** How the service of a label starts, as the list of services has it; null where there is no such service. */
export type StartOf = (label: string) => Known<Start | null>;

/** Formulas of Homebrew that are database servers; what stands behind @ is the line of versions. */
const formulas: Readonly<Record<string, string>> = {
  postgresql: 'postgresql', mysql: 'mysql', 'percona-server': 'mysql', mariadb: 'mariadb', 'mongodb-community': 'mongodb', 'mongodb-enterprise': 'mongodb', redis: 'redis', valkey: 'valkey', memcached: 'memcached',
  couchdb: 'couchdb', influxdb: 'influxdb', elasticsearch: 'elasticsearch', 'elasticsearch-full': 'elasticsearch', opensearch: 'opensearch', cassandra: 'cassandra', firebird: 'firebird',
};

/** Database servers by the folders that their installers make; one that lies elsewhere is not seen. */
export function databasesOf(at: At, startOf: StartOf): Services['databases'] {
  const names = Object.keys(databaseSources) as (keyof typeof databaseSources)[];
  const why = names.filter((name) => name !== 'brewAgents').map((name) => whyUnread(at, name)).find((it) => it !== undefined);
  if (why) at.lack('databases', why);
  const found = [...brewed(at, startOf), ...byFolder(at, startOf)];
  return why && found.length === 0 ? undefined : sortedBy(found, ({ product, instance, version }) => `${product}\0${instance ?? ''}\0${version ?? ''}`);
}

function brewed(at: At, startOf: StartOf): Database[] {
  const agents = new Set(at.all('brewAgents').entries.map(({ path }) => path.slice(path.lastIndexOf('/') + 1).replace(/\.plist$/, '')));
  const hidden = whyUnread(at, 'brewAgents');
  const kegs = (['cellar', 'cellarOfIntel'] as const).flatMap((name) => at.all(name).entries.map(({ path }) => path.replace(/\/$/, '').split('/').slice(-2) as [string, string]));
  const byFormula = Map.groupBy(kegs, ([formula]) => formula);
  return [...byFormula].flatMap(([formula, versions]): Database[] => {
    const [base = '', line] = formula.split('@');
    const product = Object.hasOwn(formulas, base) ? formulas[base] : undefined;
    if (product === undefined) return [];
    const label = `homebrew.mxcl.${formula}`;
    const newest = versions.map(([, version]) => version.replace(/_\d+$/, '')).sort(packageOrder.dpkg).at(-1) ?? '';
    const start = agents.has(label) ? ('automatic' as const) : told(at, startOf(label), hidden ? { why: hidden } : { value: null });
    return [{ product, instance: line === undefined ? null : printable(line, 128) || null, version: printable(newest, 64) || null, edition: null, start }];
  });
}

function byFolder(at: At, startOf: StartOf): Database[] {
  const last = (name: 'postgresFolders' | 'mysqlFolders') => at.all(name).entries.map(({ path }) => path.replace(/\/$/, '').split('/').at(-1) ?? '');
  const started = (...labels: string[]) => told(at, ...labels.map(startOf));
  const postgres = last('postgresFolders').filter((name) => /^\d{1,2}(?:\.\d{1,2})?$/.test(name)).map((line): Database => ({ product: 'postgresql', instance: line, version: line, edition: null, start: started(`postgresql-${line}`, `com.edb.launchd.postgresql-${line}`) }));
  const mysql = last('mysqlFolders').flatMap((name): Database[] => {
    const version = /^mysql-(?:(?:commercial|advanced|enterprise)-)?(\d{1,3}(?:\.\d{1,3}){1,2})\b/.exec(name)?.[1];
    return version === undefined ? [] : [{ product: 'mysql', instance: null, version, edition: null, start: started('com.oracle.oss.mysql.mysqld', 'com.mysql.mysqld') }];
  });
  const inside: Why = { reason: 'not-visible-from-here', detail: 'inside of the product' };
  const app = at.all('postgresApp').entries.map((): Database => (at.lack('databases[].version', inside), { product: 'postgresql', instance: 'Postgres.app', edition: null, start: 'on-demand' }));
  const fileMaker = at.all('fileMaker').entries.map((): Database => (at.lack('databases[].version', inside), { product: 'filemaker', instance: null, edition: null, start: started('com.filemaker.fms') }));
  return [...postgres, ...mysql, ...app, ...fileMaker];
}

/** A server that nothing starts does not start. */
function told(at: At, ...known: readonly Known<Start | null>[]): Start | undefined {
  const { value, why } = firstSet(...known);
  return why ? at.lack('databases[].start', why) : (value ?? 'disabled');
}
