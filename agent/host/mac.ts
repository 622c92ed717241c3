import type { Plist, PlistDict } from './plist.ts';
import { dictOf, listOf, plistFrom64, plistOf } from './plist.ts';
import type { Look } from './reading.ts';
import { printable, textOf } from './reading.ts';
import type { Reading, Source, Sources } from './source.ts';

/** A property list on disk, whichever form it has; read as bytes. */
export function plistFile<const Path extends string>(path: Path, maxBytes = 1024 * 1024) {
  return { kind: 'file', path, encoding: 'base64', maxBytes } as const satisfies Source;
}

/** The property lists that match, read as bytes. */
export function plistFiles<const Pattern extends string>(pattern: Pattern, more: { readonly maxFiles?: number; readonly maxBytes?: number; readonly trust?: 'user' } = {}) {
  return { kind: 'files', pattern, encoding: 'base64', ...more } as const satisfies Source;
}

/** A program of macOS, which is part of the sealed system volume. */
export function program<const Path extends string>(path: Path, args: readonly string[], more: { readonly needsRoot?: boolean; readonly timeoutMs?: number; readonly maxBytes?: number } = {}) {
  return { kind: 'command', program: [path], args, ...more } as const satisfies Source;
}

/** What names the system: ProductVersion, ProductBuildVersion; see sw_vers(1). */
export const systemVersion = plistFile('/System/Library/CoreServices/SystemVersion.plist');

/** The root of the hardware tree: serial number, UUID, model; see ioreg(8). With -a it prints a property list. */
export const platformExpert = program('/usr/sbin/ioreg', ['-a', '-r', '-d', '1', '-c', 'IOPlatformExpertDevice']);

/** Names and numbers of kernel and hardware, see sysctl(3); one `name: value` a line, never localized. */
export const kernelState = program('/usr/sbin/sysctl', [
  'hw.model', 'hw.memsize', 'hw.packages', 'hw.physicalcpu', 'hw.logicalcpu', 'hw.optional.arm64', 'machdep.cpu.brand_string', 'machdep.cpu.vendor', 'machdep.cpu.family', 'machdep.cpu.model',
  'machdep.cpu.stepping', 'machdep.cpu.microcode_version', 'kern.osrelease', 'kern.boottime', 'kern.hv_vmm_present', 'kern.hostname', 'machdep.cpu.features',
]);

/** The values of {@link kernelState}; names that this kernel does not know are not there. */
export function kernelValues(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, name, value] = /^([\w.]+): ?(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.trim()]];
    }),
  );
}

/** The property list of a source: of a file in base64, of a program as text. Undefined where there is none for whatever reason. */
export function plistIn(reading: Reading, source: Source | undefined): Plist {
  const text = textOf(reading);
  if (text === undefined) return undefined;
  return source !== undefined && 'encoding' in source && source.encoding === 'base64' ? plistFrom64(text) : plistOf(Buffer.from(text));
}

/**
 * A dictionary that a file or program holds: null where there is none, undefined with a gap at `path` where it was
 * refused or not understood. Of a list, as ioreg prints one, the first.
 */
export function dictAt<S extends Sources>(at: Look<S>, path: string, source: { readonly name: keyof S & string; readonly of: S }): PlistDict | null | undefined {
  const { name, of } = source;
  return at.take(path, name, () => {
    const value = plistIn(at.one(name), of[name]);
    return dictOf(value) ?? dictOf(listOf(value)?.[0]);
  });
}

/** Text out of a property list; also bytes that end with NUL, as the hardware tree has them. Undefined for anything else. */
export function plistText(value: Plist, max = 1024): string | undefined {
  const text = Buffer.isBuffer(value) ? value.toString('utf8').replace(/\0+$/, '') : value;
  return typeof text === 'string' && !text.includes('\0') ? printable(text, max) || undefined : undefined;
}

/** Yes or no out of a property list, also as the numbers 0 and 1 that `defaults write` leaves. */
export function plistFlag(value: Plist): boolean | undefined {
  if (value === 0 || value === 1) return value === 1;
  return typeof value === 'boolean' ? value : undefined;
}

/** A whole number out of a property list, also as text. */
export function plistNumber(value: Plist): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** An instant out of a property list, RFC 3339 UTC to the second. Before 1984, when there was no Macintosh, it is none. */
export function plistInstant(value: Plist): string | undefined {
  return value instanceof Date && value.getTime() > Date.UTC(1984, 0, 24) && value.getTime() < Date.UTC(2200, 0, 1) ? `${value.toISOString().slice(0, 19)}Z` : undefined;
}
