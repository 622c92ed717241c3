import type { Look, Why } from './reading.ts';
import { hklm, keysOf, registryText } from './registry.ts';
import type { Source, Sources } from './source.ts';

const values = ['DisplayName', 'DisplayVersion', 'Publisher'] as const;
const uninstall = (below: string): Source => hklm(String.raw`${below}\Microsoft\Windows\CurrentVersion\Uninstall\*`, values);

/** What programs wrote about themselves for "Apps and features" (learn.microsoft.com, "Uninstall Registry Key"), 64 and 32 bit. */
export const programSources = { programs64: uninstall('SOFTWARE'), programs32: uninstall(String.raw`SOFTWARE\WOW6432Node`) } satisfies Sources;

/** One installed program as it names itself. */
export interface InstalledProgram {
  readonly name: string;
  readonly version: string | null;
}

/** The programs that are installed for everybody, and why others may be missing. */
export function programsOf(at: Look<typeof programSources>): { readonly list: readonly InstalledProgram[]; readonly why: Why | undefined } {
  const found = (['programs64', 'programs32'] as const).map((source) => keysOf(at, source));
  const list = found.flatMap(({ keys }) => keys).flatMap((key): InstalledProgram[] => {
    const name = registryText(key.value('DisplayName'));
    const version = registryText(key.value('DisplayVersion'));
    return typeof name === 'string' ? [{ name, version: typeof version === 'string' ? version.slice(0, 64) : null }] : [];
  });
  return { list, why: found.find(({ why }) => why)?.why };
}

/** The version of the first program whose name fits; null where it writes none, undefined where no such program is listed. */
export function versionOf(programs: readonly InstalledProgram[], name: RegExp): string | null | undefined {
  const versions = programs.filter((program) => name.test(program.name)).map(({ version }) => version);
  return versions.length === 0 ? undefined : (versions.filter((version) => version !== null).sort().at(-1) ?? null);
}
