import type { Services } from '../../../wire/sections/services.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import { hklm, keysOf, registryText } from '../../host/registry.ts';
import { jsonOf, membersOf } from '../../host/json.ts';
import type { Sources } from '../../host/source.ts';
import type { programSources } from '../../host/windows-programs.ts';
import { programsOf, versionOf } from '../../host/windows-programs.ts';
import type { WindowsService, WindowsServices } from '../../host/windows-services.ts';
import { serviceNamed, servicesLike } from '../../host/windows-services.ts';

type Database = NonNullable<Services['databases']>[number];

const setup = ['Version', 'PatchLevel', 'Edition'] as const;

/**
 * Instances of SQL Server by name, and the setup of each (learn.microsoft.com, "File locations and registry mapping for
 * instances of SQL Server"), 64 and 32 bit.
 */
export const databaseSources = {
  sqlInstances: hklm(String.raw`SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL`),
  sqlInstances32: hklm(String.raw`SOFTWARE\WOW6432Node\Microsoft\Microsoft SQL Server\Instance Names\SQL`),
  sqlSetup: hklm(String.raw`SOFTWARE\Microsoft\Microsoft SQL Server\*\Setup`, setup),
  sqlSetup32: hklm(String.raw`SOFTWARE\WOW6432Node\Microsoft\Microsoft SQL Server\*\Setup`, setup),
  postgres: hklm(String.raw`SOFTWARE\PostgreSQL\Installations\*`, ['Version', 'Service ID']),
} as const satisfies Sources;

type At = Look<typeof databaseSources & typeof programSources>;

/** Other products by the services their installers register, and what they call themselves in the list of programs. */
const products: readonly { readonly product: string; readonly services: RegExp; readonly called: RegExp }[] = [
  { product: 'cache', services: /^cache_c-_/i, called: /^(?:intersystems )?cach[eé]\b/i },
  { product: 'db2', services: /^db2(?:-0|copy\d*-db2)?$/i, called: /^(?:ibm )?db2\b/i },
  { product: 'elasticsearch', services: /^elasticsearch-service/i, called: /^elasticsearch\b/i },
  { product: 'filemaker', services: /^filemaker server$/i, called: /^(?:claris )?filemaker server/i },
  { product: 'firebird', services: /^firebirdserver/i, called: /^firebird\b/i },
  { product: 'mariadb', services: /^mariadb/i, called: /^mariadb \d/i },
  { product: 'mongodb', services: /^mongodb/i, called: /^mongodb \d|^mongodb server/i },
  { product: 'mysql', services: /^mysql/i, called: /^mysql server/i },
  { product: 'oracle', services: /^oracleservice/i, called: /^oracle database/i },
  { product: 'pervasive', services: /^(?:psqlwge|pervasive\.sql|actian ?psql|actian ?zen)/i, called: /^(?:pervasive psql|actian (?:psql|zen))/i },
  { product: 'redis', services: /^redis/i, called: /^redis\b/i },
  { product: 'sql-anywhere', services: /^(?:asany|sqlany|ssqlany)/i, called: /^sql anywhere/i },
];

/** Database servers by product and instance. */
export function databasesOf(at: At, services: WindowsServices): Services['databases'] {
  if (services.why) at.lack('databases', services.why);
  const found = [...sqlServers(at, services), ...postgres(at, services), ...others(at, services)];
  return found.sort((a, b) => compare(`${a.product}\0${a.instance ?? ''}`, `${b.product}\0${b.instance ?? ''}`));
}

/** The default instance is called MSSQLSERVER, and so is its service; others are `MSSQL$NAME`. */
function sqlServers(at: At, services: WindowsServices): Database[] {
  return ([['sqlInstances', 'sqlSetup'], ['sqlInstances32', 'sqlSetup32']] as const).flatMap(([names, setups]) => {
    const details = keysOf(at, setups);
    const list = at.all(names);
    const why = keysOf(at, names).why;
    if (why) at.lack('databases', why);
    return list.entries.flatMap(({ reading }) => (reading.state === 'read' ? membersOf(jsonOf(reading.text)) : [])).flatMap(([instance, id]): Database[] => {
      if (typeof id !== 'string' || instance === '') return [];
      const key = details.keys.find(({ path }) => path.split('\\').at(-2)?.toLowerCase() === id.toLowerCase());
      const told = (value: string, path: 'version' | 'edition') => {
        const text = key ? registryText(key.value(value)) : details.why ? undefined : null;
        return text === undefined ? at.lack(`databases[].${path}`, details.why ?? { reason: 'unreadable', detail: value }) : text;
      };
      const patched = told('PatchLevel', 'version');
      const version = patched === null ? told('Version', 'version') : patched;
      const edition = told('Edition', 'edition');
      return [{
        product: 'sql-server',
        instance: printable(instance, 128),
        version: version === undefined ? undefined : (version?.slice(0, 64) ?? null),
        edition: edition === undefined ? undefined : (edition?.slice(0, 128) ?? null),
        start: startOf(at, services, instance.toUpperCase() === 'MSSQLSERVER' ? instance : `MSSQL$${instance}`),
      }];
    });
  });
}

function postgres(at: At, services: WindowsServices): Database[] {
  const { keys, why } = keysOf(at, 'postgres');
  if (why) at.lack('databases', why);
  return keys.flatMap((key): Database[] => {
    const [version, service] = [registryText(key.value('Version')), registryText(key.value('Service ID'))];
    if (typeof service !== 'string') return [];
    return [{ product: 'postgresql', instance: printable(service, 128), version: version === undefined ? at.lack('databases[].version', { reason: 'unreadable', detail: 'Version' }) : (version?.slice(0, 64) ?? null), edition: null, start: startOf(at, services, service) }];
  });
}

function others(at: At, services: WindowsServices): Database[] {
  const programs = programsOf(at);
  return products.flatMap(({ product, services: named, called }) =>
    servicesLike(services, named).map((service): Database => {
      const version = versionOf(programs.list, called);
      const unlisted = () => at.lack('databases[].version', programs.why ?? { reason: 'not-visible-from-here', detail: `${product} is not in the list of programs` });
      return { product, instance: printable(service.name, 128), version: version === undefined || (version === null && programs.why) ? unlisted() : version, edition: null, start: service.start ?? unread(at, service) };
    }),
  );
}

function startOf(at: At, services: WindowsServices, name: string): Database['start'] {
  const { value, why } = serviceNamed(services, name);
  if (value?.start) return value.start;
  return at.lack('databases[].start', why ?? { reason: 'not-visible-from-here', detail: `there is no service ${name}` });
}

function unread(at: At, { name }: WindowsService): undefined {
  return at.lack('databases[].start', { reason: 'unreadable', detail: `StartMode of ${name}` });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
