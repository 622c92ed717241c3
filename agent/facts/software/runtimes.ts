import type { Software } from '../../../wire/sections/software.ts';
import { sortedBy } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { part, printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { upstream } from './browsers.ts';
import type { Package } from './package.ts';

type Runtime = NonNullable<Software['runtimes']>[number];

/** Runtimes that several versions of stand side by side. World-readable. */
export const runtimeSources = {
  /** Every Java since 8 keeps a file that says what it is. */
  java: { kind: 'files', pattern: '/usr/lib/jvm/*/release', maxBytes: 65_536, maxFiles: 200 },
  javaLinks: { kind: 'links', pattern: '/usr/lib/jvm/*' },
  javaOwn: { kind: 'files', pattern: '/opt/*/release', maxBytes: 65_536, maxFiles: 200 },
  javaBundled: { kind: 'files', pattern: '/opt/*/jre/release', maxBytes: 65_536, maxFiles: 200 },
  /** Folders named by version, see the documentation of `dotnet --list-runtimes`. */
  dotnet: { kind: 'names', pattern: '/usr/share/dotnet/shared/Microsoft.*/*' },
  dotnetPackaged: { kind: 'names', pattern: '/usr/lib/dotnet/shared/Microsoft.*/*' },
  dotnetPackaged64: { kind: 'names', pattern: '/usr/lib64/dotnet/shared/Microsoft.*/*' },
} as const satisfies Sources;

const packaged: readonly (readonly [RegExp, string])[] = [
  [/^python(?:2\.\d|3\.\d+|2|3)(?:-minimal)?$/, 'python'], [/^php\d?(?:\.\d)?(?:-cli)?$/, 'php'], [/^nodejs(?:\d+)?$/, 'node'],
];

/** Runtimes by name, version, place: those of packages, and folders of Java and .NET. */
export function runtimesOf(at: Look<typeof runtimeSources>, packages: readonly Package[]): Software['runtimes'] {
  const why = (['java', 'javaLinks', 'javaOwn', 'javaBundled', 'dotnet', 'dotnetPackaged', 'dotnetPackaged64'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  if (why) at.lack('runtimes', why);
  const linked = new Set(at.all('javaLinks').entries.map(({ path }) => path));
  const java = (['java', 'javaOwn', 'javaBundled'] as const).flatMap((source) => at.all(source).entries).flatMap(({ path, reading }): Runtime[] => {
    const place = path.replace(/\/release$/, '');
    if (reading.state !== 'read' || linked.has(place)) return [];
    const value = (name: string) => printable(new RegExp(`^${name}="([^"\\n]{1,64})"`, 'm').exec(reading.text)?.[1] ?? '', 64);
    const version = value('JAVA_RUNTIME_VERSION') || value('JAVA_VERSION');
    return version === '' ? [] : [{ name: 'java', version, vendor: value('IMPLEMENTOR') || null, place: printable(place) }];
  });
  const dotnet = (['dotnet', 'dotnetPackaged', 'dotnetPackaged64'] as const).flatMap((source) => at.all(source).entries).flatMap(({ path }): Runtime[] => {
    const place = path.replace(/\/$/, '');
    const version = place.slice(place.lastIndexOf('/') + 1);
    return /^\d+\.\d[\w.-]{0,60}$/.test(version) && part(place, place.split('/').length - 2) === 'Microsoft.NETCore.App' ? [{ name: 'dotnet', version, vendor: 'Microsoft', place: printable(place) }] : [];
  });
  const ofPackages = packages.flatMap(({ name, version, source, publisher }): Runtime[] => {
    const runtime = packaged.find(([pattern]) => pattern.test(name))?.[1];
    const short = version === undefined ? '' : upstream(version, source);
    return runtime === undefined || short === '' ? [] : [{ name: runtime, version: short, vendor: publisher?.slice(0, 128) ?? null, place: '/usr/bin' }];
  });
  const all = [...java, ...dotnet, ...ofPackages];
  if (why && all.length === 0) return undefined;
  const unique = new Map(all.map((one) => [`${one.name}\0${one.version}\0${one.place ?? ''}`, one]));
  return sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}
