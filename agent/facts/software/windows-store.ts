import type { Software } from '../../../wire/sections/software.ts';
import type { Look } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

const store = String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore`;

/** The names of these keys are the full names of packages; the values in them are not read. */
export const storeSources = {
  storeForAll: hklm(String.raw`${store}\Applications\*`, []),
  /** By user, under the user's SID. */
  storeByUser: hklm(String.raw`${store}\S-1-*\*`, []),
} as const satisfies Sources;

type Package = NonNullable<Software['packages']>[number];

/** Ids under which Microsoft signs its own packages: apps of the store, and parts of Windows. */
const microsoft = new Set(['8wekyb3d8bbwe', 'cw5n1h2txyewy']);

/** Packages of the store for all users and for single ones. Undefined where nothing of the lists could be read. */
export function storePackages(at: Look<typeof storeSources>, nameOf: (hive: string) => string | undefined): Package[] | undefined {
  const [all, own] = [keysOf(at, 'storeForAll'), keysOf(at, 'storeByUser')];
  const why = all.why ?? own.why;
  if (why) at.lack('packages', why);
  if (why && all.keys.length === 0) return undefined;
  const shared = all.keys.flatMap((key) => packageOf(at, key.name) ?? at.lack('packages', { reason: 'unreadable', detail: key.path }) ?? []);
  const names = new Set(all.keys.map(({ name }) => name.toLowerCase()));
  const single = own.keys.filter(({ name }) => !names.has(name.toLowerCase())).flatMap((key) => {
    const one = packageOf(at, key.name);
    return one ? [{ ...one, user: nameOf(key.path.split('\\').at(-2) ?? '') }] : [];
  });
  return [...shared, ...single];
}

/** `Name_Version_Architecture_Resource_PublisherId`: "Package identity" at learn.microsoft.com. */
function packageOf(at: Look<typeof storeSources>, full: string): Package | undefined {
  const [, name, version, architecture, publisher = ''] = /^([A-Za-z0-9.-]{3,50})_(\d+(?:\.\d+){3})_([a-z0-9]+)_[^_]*_([a-z0-9]{13})$/i.exec(full) ?? [];
  if (name === undefined || version === undefined || architecture === undefined) return undefined;
  return {
    name, version, source: 'appx',
    architecture: architecture.toLowerCase() === 'neutral' ? null : architecture.toLowerCase().slice(0, 32),
    publisher: microsoft.has(publisher.toLowerCase()) ? 'Microsoft Corporation' : at.lack('packages[].publisher', { reason: 'not-visible-from-here', detail: 'a package of the store only tells the id of its publisher' }),
    installedOn: at.lack('packages[].installedOn', { reason: 'not-visible-from-here', detail: 'a package of the store tells no date' }),
  };
}
