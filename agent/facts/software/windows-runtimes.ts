import type { Software } from '../../../wire/sections/software.ts';
import { jsonOf, membersOf } from '../../host/json.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { RegistryKey } from '../../host/registry.ts';
import { hklm, keysOf, registryNumber, registryText } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

const framework = String.raw`SOFTWARE\Microsoft\NET Framework Setup\NDP`;
const modern = String.raw`SOFTWARE\WOW6432Node\dotnet\Setup\InstalledVersions\*`;

export const runtimeSources = {
  framework4: hklm(String.raw`${framework}\v4\Full`, ['Release', 'Version', 'InstallPath']),
  framework35: hklm(String.raw`${framework}\v3.5`, ['Install', 'Version', 'InstallPath']),
  /** Values are named after versions; the folder stands in the key of the architecture. */
  dotnet: { kind: 'registry', key: `HKLM\\${modern}\\sharedfx\\Microsoft.NETCore.App` },
  dotnetPlaces: hklm(modern, ['InstallLocation']),
  java64: hklm(String.raw`SOFTWARE\JavaSoft\*\*`, ['JavaHome']),
  java32: hklm(String.raw`SOFTWARE\WOW6432Node\JavaSoft\*\*`, ['JavaHome']),
  adoptium: hklm(String.raw`SOFTWARE\Eclipse Adoptium\*\*\hotspot\MSI`, ['Path']),
  python64: hklm(String.raw`SOFTWARE\Python\PythonCore\*`, ['Version', 'SysVersion']),
  pythonPlaces: hklm(String.raw`SOFTWARE\Python\PythonCore\*\InstallPath`, ['']),
  node: hklm(String.raw`SOFTWARE\Node.js`, ['Version', 'InstallPath']),
} as const satisfies Sources;

type At = Look<typeof runtimeSources>;
type Runtime = NonNullable<Software['runtimes']>[number];
type Package = NonNullable<Software['packages']>[number];

/** Smallest Release of each version: "How to determine which .NET Framework versions are installed" at learn.microsoft.com. */
const releases: readonly (readonly [number, string])[] = [
  [533_320, '4.8.1'], [528_040, '4.8'], [461_808, '4.7.2'], [461_308, '4.7.1'], [460_798, '4.7'], [394_802, '4.6.2'], [394_254, '4.6.1'], [393_295, '4.6'], [379_893, '4.5.2'], [378_675, '4.5.1'], [378_389, '4.5'],
];

/** Runtimes that register themselves, and Java that only the list of programs tells; copies inside other programs do neither. */
export function runtimesOf(at: At, packages: readonly Package[]): Runtime[] | undefined {
  const sources = Object.keys(runtimeSources) as (keyof typeof runtimeSources)[];
  const why = sources.map((source) => keysOf(at, source).why).find((it) => it !== undefined);
  if (why) at.lack('runtimes', why);
  const all = [...frameworks(at), ...dotnets(at), ...allJavas(at, packages), ...pythons(at), ...nodes(at)];
  if (why && all.length === 0) return undefined;
  const unique = new Map(all.map((one) => [`${one.name}\0${one.version}\0${one.place ?? ''}`, one]));
  return sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}

function runtime(at: At, one: { readonly name: string; readonly version: unknown; readonly vendor: string | null; readonly place: unknown }): Runtime[] {
  const [version, place] = [registryText(one.version), registryText(one.place)];
  if (typeof version !== 'string' || !/^v?\d[\w.+-]{0,62}$/.test(version)) return [];
  return [{
    name: one.name, version: version.replace(/^v/, ''), vendor: one.vendor,
    place: typeof place === 'string' ? printable(place.replace(/(?<=[^:])\\$/, '')) : at.lack('runtimes[].place', { reason: 'not-visible-from-here', detail: one.name }),
  }];
}

function frameworks(at: At): Runtime[] {
  const [four] = keysOf(at, 'framework4').keys;
  const release = registryNumber(four?.value('Release') ?? null);
  const version = typeof release === 'number' ? releases.find(([least]) => release >= least)?.[1] : undefined;
  const full = four && version !== undefined ? runtime(at, { name: 'dotnet-framework', version, vendor: 'Microsoft', place: four.value('InstallPath') }) : [];
  const older = keysOf(at, 'framework35').keys.filter((key) => key.value('Install') === 1);
  return [...full, ...older.flatMap((key) => runtime(at, { name: 'dotnet-framework', version: key.value('Version'), vendor: 'Microsoft', place: key.value('InstallPath') }))];
}

function dotnets(at: At): Runtime[] {
  const places = new Map(keysOf(at, 'dotnetPlaces').keys.map((key) => [key.name.toLowerCase(), key.value('InstallLocation')]));
  return at.all('dotnet').entries.flatMap(({ path, reading }) => {
    const versions = reading.state === 'read' ? membersOf(jsonOf(reading.text)).map(([version]) => version) : [];
    const place = places.get(path.split('\\').at(-3)?.toLowerCase() ?? '') ?? null;
    return versions.flatMap((version) => runtime(at, { name: 'dotnet', version, vendor: 'Microsoft', place }));
  });
}

/** `JavaSoft\JRE\11.0.24`, `JavaSoft\Java Runtime Environment\1.8.0_421`; the key `1.8` beside it says the same in short. */
function javas(at: At): Runtime[] {
  const oracle = [...keysOf(at, 'java64').keys, ...keysOf(at, 'java32').keys].filter((key) => /^(?:\d+(?:\.\d+){2,}|1\.\d\.\d_\d+|\d{2,})[\w.+-]*$/.test(key.name) && key.value('JavaHome') !== null);
  const adoptium = keysOf(at, 'adoptium').keys;
  return [
    ...oracle.flatMap((key) => runtime(at, { name: 'java', version: key.name, vendor: null, place: key.value('JavaHome') })),
    ...adoptium.flatMap((key) => runtime(at, { name: 'java', version: part(key, -3), vendor: 'Eclipse Adoptium', place: key.value('Path') })),
  ];
}

/** Java among the programs, as Oracle ("Java 8 Update 291 (64-bit)") and other makers name theirs. */
const javaNames = /^(?:Java(?:\(TM\))? (?:SE (?:Development Kit|Runtime Environment) )?\d+|Eclipse Temurin|AdoptOpenJDK|Amazon Corretto|(?:Azul )?Zulu|Liberica JDK|Microsoft Build of OpenJDK|SapMachine|OpenJDK)\b/;

/** Java of other makers leaves the keys of Oracle out unless somebody asks its installer for them. */
function allJavas(at: At, packages: readonly Package[]): Runtime[] {
  const keyed = javas(at);
  const known = new Set(keyed.map(({ version }) => line(version)));
  const named = packages.filter(({ name }) => javaNames.test(name));
  return [...keyed, ...named.flatMap(({ name, version, publisher }): Runtime[] => {
    const [, eight] = /^Java(?:\(TM\))? (?:SE (?:Development Kit|Runtime Environment) )?([5-8]) Update (\d+)/.exec(name) ?? [];
    const told = eight === undefined ? version : name.replace(/^.*?([5-8]) Update (\d+).*$/, '1.$1.0_$2');
    if (typeof told !== 'string' || !/^\d[\w.+-]{0,62}$/.test(told) || known.has(line(told))) return [];
    return [{ name: 'java', version: told, vendor: publisher ? printable(publisher, 128) || null : null, place: at.lack('runtimes[].place', { reason: 'not-visible-from-here', detail: name }) }];
  })];
}

/** The generation of a Java: 8 of `1.8.0_291`, 17 of `17.0.9+9`. */
function line(version: string): string {
  return /^(?:1\.)?(\d+)/.exec(version)?.[1] ?? version;
}

/** See PEP 514. */
function pythons(at: At): Runtime[] {
  const places = new Map(keysOf(at, 'pythonPlaces').keys.map((key) => [part(key, -2), key.value('')]));
  return keysOf(at, 'python64').keys.flatMap((key) =>
    runtime(at, { name: 'python', version: key.value('Version') ?? key.value('SysVersion'), vendor: 'Python Software Foundation', place: places.get(key.name) ?? null }),
  );
}

function nodes(at: At): Runtime[] {
  return keysOf(at, 'node').keys.flatMap((key) => runtime(at, { name: 'node', version: key.value('Version'), vendor: 'OpenJS Foundation', place: key.value('InstallPath') }));
}

function part(key: RegistryKey, at: number): string {
  return key.path.split('\\').at(at) ?? '';
}
