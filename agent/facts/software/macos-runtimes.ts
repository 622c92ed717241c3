import type { Software } from '../../../wire/sections/software.ts';
import { sortedBy } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable, textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Package } from './package.ts';

type Runtime = NonNullable<Software['runtimes']>[number];

export const macRuntimeSources = {
  /** Where installers of Java put it, see java_home(1). */
  java: { kind: 'files', pattern: '/Library/Java/JavaVirtualMachines/*/Contents/Home/release', maxBytes: 65_536, maxFiles: 200 },
  /** The Java of Oracle for browsers, up to version 8. */
  javaPlugin: { kind: 'files', pattern: '/Library/Internet Plug-Ins/JavaAppletPlugin.plugin/Contents/Home/release', maxBytes: 65_536, maxFiles: 8 },
  dotnet: { kind: 'names', pattern: '/usr/local/share/dotnet/shared/Microsoft.NETCore.App/*' },
  dotnetIntel: { kind: 'names', pattern: '/usr/local/share/dotnet/x64/shared/Microsoft.NETCore.App/*' },
  /** Installers of python.org. */
  python: { kind: 'names', pattern: '/Library/Frameworks/Python.framework/Versions/*' },
} as const satisfies Sources;

const names = ['java', 'javaPlugin', 'dotnet', 'dotnetIntel', 'python'] as const;
/** Formulas of Homebrew that are runtimes. */
const formulas: readonly (readonly [RegExp, string])[] = [[/^openjdk(?:@\d+)?$/, 'java'], [/^python(?:@3\.\d+)?$/, 'python'], [/^php(?:@\d\.\d)?$/, 'php'], [/^node(?:@\d+)?$/, 'node'], [/^dotnet(?:@\d+)?$/, 'dotnet']];

/** Runtimes by name, version, place. */
export function macRuntimes(at: Look<typeof macRuntimeSources>, { brewed, why: whyBrewed }: { readonly brewed: readonly Package[]; readonly why: Why | undefined }): Software['runtimes'] {
  const why = whyBrewed ?? names.map((name) => whyUnread(at, name)).find((it) => it !== undefined);
  if (why) at.lack('runtimes', why);
  const java = (['java', 'javaPlugin'] as const).flatMap((name) => at.all(name).entries).flatMap(({ path, reading }): Runtime[] => {
    const text = textOf(reading) ?? '';
    const value = (key: string) => printable(new RegExp(`^${key}="([^"\\n]{1,64})"`, 'm').exec(text)?.[1] ?? '', 64);
    const version = value('JAVA_RUNTIME_VERSION') || value('JAVA_VERSION');
    return version === '' ? [] : [{ name: 'java', version, vendor: value('IMPLEMENTOR') || null, place: printable(path.replace(/\/release$/, '')) }];
  });
  const folders = (['dotnet', 'dotnetIntel', 'python'] as const).flatMap((name) => at.all(name).entries.map(({ path }) => ({ name, place: path.replace(/\/$/, '') }))).flatMap(({ name, place }): Runtime[] => {
    const version = place.slice(place.lastIndexOf('/') + 1);
    if (!/^\d+\.\d[\w.-]{0,60}$/.test(version)) return [];
    return [{ name: name === 'python' ? 'python' : 'dotnet', version, vendor: name === 'python' ? 'Python Software Foundation' : 'Microsoft', place: printable(place) }];
  });
  const ofBrew = brewed.flatMap(({ name, version }): Runtime[] => {
    const runtime = formulas.find(([pattern]) => pattern.test(name))?.[1];
    return runtime === undefined || version === undefined ? [] : [{ name: runtime, version: version.slice(0, 64), vendor: 'Homebrew', place: 'Cellar' }];
  });
  const all = [...java, ...folders, ...ofBrew];
  const unique = new Map(all.map((one) => [`${one.name}\0${one.version}\0${one.place ?? ''}`, one]));
  return why && all.length === 0 ? undefined : sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}
