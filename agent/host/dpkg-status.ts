import type { Reading, Source } from './source.ts';

/** The package database of dpkg(1). World-readable. */
export const dpkgStatus = { kind: 'file', path: '/var/lib/dpkg/status', maxBytes: 32 * 1024 * 1024 } as const satisfies Source;

type Read = Extract<Reading, { state: 'read' }>;

/** One paragraph of the package database, see deb822(5): its fields as they stand there, the first of each name. */
export interface DpkgParagraph {
  readonly package?: string;
  /** Selection, flag and state: `install ok installed`, see dpkg(1). */
  readonly status?: string;
  readonly version?: string;
  readonly architecture?: string;
  /** `glibc (2.36-9)` where the versions differ. */
  readonly source?: string;
  readonly maintainer?: string;
}

interface Database {
  readonly paragraphs: readonly DpkgParagraph[];
  /** The first paragraph of each name. */
  readonly byName: ReadonlyMap<string, DpkgParagraph>;
}

/** Several sections look at the same answer, which is large: it is taken apart once for all of them, and forgotten with it. */
const takenApart = new WeakMap<Read, Database>();

/** The paragraphs of the package database, in its order. */
export function dpkgParagraphs(reading: Read): readonly DpkgParagraph[] {
  return databaseOf(reading).paragraphs;
}

/** Whether anything but the settings of a package is on the disk, whole. */
export function isInstalled({ status }: DpkgParagraph): boolean {
  return status !== undefined && /^\S+ \S+ installed$/.test(status);
}

/** The version of the maker of a package that is installed, without epoch and Debian revision; undefined when it is not installed. */
export function installedVersion(reading: Read, name: string): string | undefined {
  const paragraph = databaseOf(reading).byName.get(name);
  if (paragraph?.version === undefined || !isInstalled(paragraph) || !/^\S+$/.test(paragraph.version)) return undefined;
  return paragraph.version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
}

/** Packages whose selection is `hold`, as `apt-mark hold` makes it: dpkg and apt leave them as they are. */
export function heldPackages(reading: Read): string[] {
  return dpkgParagraphs(reading).flatMap(({ package: name, status }) => (status?.startsWith('hold ') && name !== undefined && /^\S+$/.test(name) ? [name] : []));
}

function databaseOf(reading: Read): Database {
  const known = takenApart.get(reading);
  if (known) return known;
  const paragraphs = paragraphsIn(reading.text);
  const byName = new Map<string, DpkgParagraph>();
  for (const paragraph of paragraphs) if (paragraph.package !== undefined && !byName.has(paragraph.package)) byName.set(paragraph.package, paragraph);
  const database = { paragraphs, byName };
  takenApart.set(reading, database);
  return database;
}

/** The fields that are read, by their first letter, which alone rules out most lines. */
const marks: Readonly<Record<string, readonly (readonly [field: keyof DpkgParagraph, mark: string])[]>> = {
  P: [['package', 'Package: ']], S: [['status', 'Status: '], ['source', 'Source: ']], V: [['version', 'Version: ']], A: [['architecture', 'Architecture: ']], M: [['maintainer', 'Maintainer: ']],
};

/** Line by line, without a copy of any. */
function paragraphsIn(text: string): DpkgParagraph[] {
  const paragraphs: DpkgParagraph[] = [];
  let open: { -readonly [Field in keyof DpkgParagraph]: string } | undefined;
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    if (end === at) {
      if (open) paragraphs.push(open);
      open = undefined;
    } else if (open || text.charCodeAt(at) > 32 || text.slice(at, end).trim() !== '') {
      open ??= {};
      for (const [field, mark] of marks[text.charAt(at)] ?? []) if (text.startsWith(mark, at)) open[field] ??= text.slice(at + mark.length, end);
    }
    at = end + 1;
  }
  return open ? [...paragraphs, open] : paragraphs;
}
