import type { Software } from '../../../wire/sections/software.ts';
import { inOrder, printable } from '../../host/reading.ts';

export type Package = NonNullable<Software['packages']>[number];

/** What the list of one package manager holds, and how many of its entries were not understood. */
export interface Listed {
  readonly packages: readonly Package[];
  readonly unread: number;
}

/** Longest text the wire takes, by field. */
const longest = { name: 255, version: 255, architecture: 32, sourcePackage: 255 } as const;

/** Whether every text of a package is as short as the wire wants it, and clean. A shortened version would be another version. */
export function isPlain(one: Package): boolean {
  return one.name !== '' && Object.entries(longest).every(([key, most]) => isShort(one[key as keyof typeof longest], most));
}

function isShort(text: string | null | undefined, most: number): boolean {
  return text === undefined || text === null || (text.length <= most && !/\p{Cc}/u.test(text) && text.isWellFormed());
}

/** The order of packages in a content: by source, name, version, architecture, in code units. */
export function byOrigin(a: Package, b: Package): number {
  return (
    inOrder(a.source, b.source) ||
    inOrder(a.name, b.name) ||
    inOrder(a.version ?? '', b.version ?? '') ||
    inOrder(a.architecture ?? '', b.architecture ?? '') ||
    inOrder(a.installedOn ?? '', b.installedOn ?? '')
  );
}

/** A moment in seconds since 1970, as package databases keep it; null for what is no date. */
export function ofSeconds(text: string | undefined): string | null {
  return text !== undefined && /^[1-9]\d{0,10}$/.test(text) ? `${new Date(Number(text) * 1000).toISOString().slice(0, 19)}Z` : null;
}

/** The name in `Name <address>`, without the address; null for nobody. */
export function publisherOf(person: string | undefined): string | null {
  const address = person?.indexOf('<') ?? -1;
  const name = printable((address < 0 ? person : person?.slice(0, address)) ?? '', 255);
  return name === '' || name === '(none)' || name === 'Unknown Packager' ? null : name;
}
