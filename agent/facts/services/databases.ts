import type { Services } from '../../../wire/sections/services.ts';
import { dpkgParagraphs, isInstalled } from '../../host/dpkg-status.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Ground } from '../../host/running.ts';
import type { Sources } from '../../host/source.ts';
import { starts } from '../../host/systemd-units.ts';
import { upstream } from '../software/browsers.ts';
import { dpkgSources } from '../software/dpkg.ts';
import { otherSources } from '../software/other-managers.ts';
import { rpmSources } from '../software/rpm.ts';

/** The lists of packages, as the section on software reads them. */
export const packageListSources = { dpkgStatus: dpkgSources.dpkg, rpm: rpmSources.rpm, apk: otherSources.apk } as const satisfies Sources;

type At = Look<typeof packageListSources>;

interface Product {
  readonly packages: RegExp;
  /** A part of the package name that tells one instance from another. */
  readonly instance?: (name: string) => string | null;
  readonly units: readonly string[];
}

/** Database servers by the packages of their makers and of distributions, and the units these bring. */
const products: Readonly<Record<string, Product>> = {
  postgresql: { packages: /^postgresql(?:-?\d+(?:\.\d)?(?:-server)?|\d*-server)$/, instance: (name) => /\d+(?:\.\d)?/.exec(name)?.[0] ?? null, units: ['postgresql.service', 'postgresql@.service', 'postgresql-*.service'] },
  mariadb: { packages: /^(?:mariadb-server(?:-\d[\d.]*)?|MariaDB-server|mariadb)$/, units: ['mariadb.service', 'mysql.service', 'mysqld.service'] },
  mysql: { packages: /^(?:mysql-server-(?:core-)?\d[\d.]*|mysql-community-server|mysql-server)$/, units: ['mysql.service', 'mysqld.service'] },
  mongodb: { packages: /^(?:mongodb-org-server|mongodb-server(?:-core)?|mongodb-enterprise-server)$/, units: ['mongod.service', 'mongodb.service'] },
  redis: { packages: /^redis(?:-server)?\d*$/, units: ['redis-server.service', 'redis.service', 'redis-server@.service'] },
  valkey: { packages: /^valkey(?:-server)?$/, units: ['valkey.service', 'valkey-server.service'] },
  memcached: { packages: /^memcached$/, units: ['memcached.service'] },
  couchdb: { packages: /^couchdb$/, units: ['couchdb.service'] },
  influxdb: { packages: /^influxdb2?$/, units: ['influxdb.service'] },
  elasticsearch: { packages: /^elasticsearch$/, units: ['elasticsearch.service'] },
  opensearch: { packages: /^opensearch$/, units: ['opensearch.service'] },
  cassandra: { packages: /^cassandra$/, units: ['cassandra.service'] },
  firebird: { packages: /^firebird\d?(?:\.\d)?-server(?:-core)?$/, units: ['firebird3.0.service', 'firebird4.0.service', 'firebird.service'] },
  'sql-server': { packages: /^mssql-server$/, units: ['mssql-server.service'] },
  oracle: { packages: /^oracle-(?:database|xe)[\w.-]*$/, units: ['oracle-xe.service', 'oracle-free-23c.service', 'oracle-free-26ai.service'] },
};

/** Database servers that packages brought, with the version of the package; others (containers, archives) are not seen. */
export function databasesOf(at: At, ground: Ground): Services['databases'] {
  const { packages, why } = packagesOf(at);
  if (why) at.lack('databases', why);
  const found = Object.entries(products).flatMap(([product, { packages: names, instance, units }]) => {
    const matching = packages.filter(({ name }) => names.test(name));
    const byInstance = new Map(matching.map(({ name, version }) => [instance?.(name) ?? '', version]));
    const start = ground.units.masked.has(units[0] ?? '') ? false : started(ground, units);
    return [...byInstance].map(([name, version]) => ({
      product, instance: printable(name, 128) || null, version: printable(version, 64) || null, edition: null,
      start: start === true ? ('automatic' as const) : start === false ? ('disabled' as const) : at.lack('databases[].start', ground.units.unread ?? { reason: 'denied' }),
    }));
  });
  return why && found.length === 0 ? undefined : sortedBy(found, ({ product, instance }) => `${product}\0${instance ?? ''}`);
}

/** A name with `*` stands for any unit of that form. */
function started({ units }: Ground, names: readonly string[]): boolean | undefined {
  const open = names.filter((name) => name.includes('*')).map((name) => name.split('*'));
  const some = [...units.wanted.keys()].some((unit) => open.some(([before = '', after = '']) => unit.startsWith(before) && unit.endsWith(after)));
  return some ? true : starts(units, ...names.filter((name) => !name.includes('*')));
}

interface Installed {
  readonly name: string;
  readonly version: string;
}

function packagesOf(at: At): { packages: Installed[]; why: Why | undefined } {
  const [dpkg, rpm, apk] = [at.one('dpkgStatus'), at.one('rpm'), at.one('apk')];
  const ofDpkg = dpkg.state !== 'read' ? [] : dpkgParagraphs(dpkg).flatMap((paragraph): Installed[] => {
    const name = paragraph.package?.trim();
    if (name === undefined || !isInstalled(paragraph) || !isDatabase(name)) return [];
    return [{ name, version: upstream(paragraph.version?.trim() ?? '', 'dpkg') }];
  });
  const ofRpm = rpm.state !== 'read' ? [] : rpm.text.split('\n').flatMap((line): Installed[] => {
    const [name = '', , version = ''] = line.split('\t');
    return isDatabase(name) ? [{ name, version: version.slice(0, 64) }] : [];
  });
  const ofApk = apk.state !== 'read' ? [] : [...apk.text.matchAll(/^P:(\S+)\nV:(\S+)$/gm)].flatMap(([, name = '', version = '']): Installed[] => (isDatabase(name) ? [{ name, version: upstream(version, 'apk') }] : []));
  const failed = [dpkg, rpm, apk].find(({ state }) => state === 'failed');
  const broken = rpm.state === 'read' && (rpm.exitCode ?? 0) !== 0 ? ({ reason: 'unreadable', detail: 'rpm ended with an error' } as const) : undefined;
  const none = [dpkg, rpm, apk].every(({ state }) => state === 'absent') ? ({ reason: 'not-visible-from-here', detail: 'no list of packages that is known here' } as const) : undefined;
  return { packages: [...ofDpkg, ...ofRpm, ...ofApk], why: failed?.state === 'failed' ? failed : (broken ?? none) };
}

function isDatabase(name: string): boolean {
  return Object.values(products).some(({ packages }) => packages.test(name));
}
