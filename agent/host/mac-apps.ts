import { plistFiles, plistIn, plistText } from './mac.ts';
import { dictOf } from './plist.ts';
import type { Look, Why } from './reading.ts';
import type { Entry, Source, Sources } from './source.ts';

/**
 * Applications by their Info.plist, see "Information Property List" at developer.apple.com. Somebody who drags an application into
 * its folder owns it: what it says is then the word of that user, as an application of root's is root's.
 */
export const appSources = {
  apps: plistFiles('/Applications/*.app/Contents/Info.plist', { trust: 'user', maxFiles: 3_000 }),
  appsBelow: plistFiles('/Applications/*/*.app/Contents/Info.plist', { trust: 'user', maxFiles: 3_000 }),
  appsOfUsers: plistFiles('/Users/*/Applications/*.app/Contents/Info.plist', { trust: 'user', maxFiles: 3_000 }),
  /** Safari lies in an image of its own since macOS 13. */
  appsOfSystem: plistFiles('/System/Cryptexes/App/System/Applications/*.app/Contents/Info.plist'),
} as const satisfies Sources;

/** One application. */
export interface MacApp {
  /** Folder of the application. */
  readonly path: string;
  /** Bundle identifier, as com.apple.Safari; empty where it has none. */
  readonly id: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly publisher: string | null;
  /** The user in whose home it lies. */
  readonly user: string | undefined;
}

/** Applications by path, and why some may be missing. */
export function appsOf(at: Look<typeof appSources>): { apps: MacApp[]; why: Why | undefined } {
  const answers = (['apps', 'appsBelow', 'appsOfUsers', 'appsOfSystem'] as const).map((name) => ({ source: appSources[name], ...at.all(name) }));
  let why: Why | undefined = answers.find(({ incomplete }) => incomplete)?.incomplete;
  const apps = answers.flatMap(({ source, entries }) => entries.flatMap((entry): MacApp[] => {
    const app = appIn(entry, source);
    if (app === 'unreadable') why ??= entry.reading.state === 'failed' ? entry.reading : { reason: 'unreadable', detail: entry.path };
    return app === 'unreadable' || app === undefined ? [] : [app];
  }));
  return { apps, why };
}

/** One that has no version is the shell of a shortcut, and is left out. */
function appIn(entry: Entry, source: Source): MacApp | 'unreadable' | undefined {
  if (entry.reading.state === 'absent') return undefined;
  const info = entry.reading.state === 'read' ? dictOf(plistIn(entry.reading, source)) : undefined;
  if (info === undefined) return 'unreadable';
  const path = entry.path.replace(/\/Contents\/Info\.plist$/, '');
  const folder = path.slice(path.lastIndexOf('/') + 1).replace(/\.app$/, '');
  const id = plistText(info['CFBundleIdentifier'], 255) ?? '';
  const name = plistText(folder, 255) ?? plistText(info['CFBundleName'], 255) ?? id;
  const version = plistText(info['CFBundleShortVersionString'], 255) ?? plistText(info['CFBundleVersion'], 255);
  if (name === '') return undefined;
  return { path, id, name, version, publisher: publisherOf(id, plistText(info['NSHumanReadableCopyright'], 512)), user: /^\/Users\/([^/]{1,128})\//.exec(path)?.[1] };
}

/** Whose copyright it is, without years and the words around; of Apple's own applications it is Apple. */
function publisherOf(id: string, copyright: string | undefined): string | null {
  if (id.startsWith('com.apple.')) return 'Apple';
  const bare = (copyright ?? '')
    .replace(/\ball rights reserved\b.*$|;.*$/i, '')
    .replace(/\bcopyright\b|©|\(c\)/gi, ' ')
    .replace(/\b(?:19|20)\d\d\b(?:\s*[-–,]\s*(?:\b(?:19|20)\d\d\b|present|now))*/gi, ' ')
    .replace(/^[\s\-–,.:;]+|[\s\-–,:;]+$/g, '')
    .replace(/^by\s+/i, '')
    .replace(/\s+/g, ' ')
    .replace(/(?<!\b(?:inc|ltd|co|corp|s\.r\.o|s\.a|b\.v))\.$/i, '');
  return bare.length >= 2 && bare.length <= 128 ? bare : null;
}
