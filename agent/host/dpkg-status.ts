import type { Source } from './source.ts';

/** The package database of dpkg(1). World-readable. */
export const dpkgStatus: Source = { kind: 'file', path: '/var/lib/dpkg/status', maxBytes: 32 * 1024 * 1024 };

/** The version of the maker of a package that is installed, without epoch and Debian revision; undefined when it is not installed. */
export function installedVersion(status: string, name: string): string | undefined {
  const mark = `Package: ${name}\n`;
  const start = status.startsWith(mark) ? 0 : status.indexOf(`\n${mark}`) + 1;
  if (start === 0 && !status.startsWith(mark)) return undefined;
  const end = status.indexOf('\n\n', start);
  const stanza = status.slice(start, end < 0 ? undefined : end);
  if (!/^Status: \S+ \S+ installed$/m.test(stanza)) return undefined;
  const version = /^Version: (\S+)$/m.exec(stanza)?.[1];
  return version?.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
}

/** Packages whose selection is `hold`, as `apt-mark hold` makes it: dpkg and apt leave them as they are. */
export function heldPackages(status: string): string[] {
  const held: string[] = [];
  for (let at = status.indexOf('\nStatus: hold '); at >= 0; at = status.indexOf('\nStatus: hold ', at + 1)) {
    const stanza = status.slice(Math.max(0, status.lastIndexOf('\n\n', at)), at + 1);
    const name = /^Package: (\S+)$/m.exec(stanza)?.[1];
    if (name !== undefined) held.push(name);
  }
  return held;
}
