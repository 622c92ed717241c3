import type { Entry, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import { ofSeconds, publisherOf } from './package.ts';
import type { Listed, Package } from './package.ts';

export const otherSources = {
  /** Alpine, see apk(5). */
  apk: { kind: 'file', path: '/lib/apk/db/installed', maxBytes: 16 * 1024 * 1024 },
  /** Arch: one folder for each package. */
  pacman: { kind: 'files', pattern: '/var/lib/pacman/local/*/desc', maxBytes: 64 * 1024 },
  /** Snaps of Ubuntu and of others: what `current` points to is what runs. */
  snap: { kind: 'files', pattern: '/snap/*/current/meta/snap.yaml', maxBytes: 256 * 1024 },
  snapElsewhere: { kind: 'files', pattern: '/var/lib/snapd/snap/*/current/meta/snap.yaml', maxBytes: 256 * 1024 },
  snapTimes: { kind: 'times', pattern: '/snap/*/current' },
  snapTimesElsewhere: { kind: 'times', pattern: '/var/lib/snapd/snap/*/current' },
  /** Flatpaks for all users: application, architecture, branch. */
  flatpak: { kind: 'times', pattern: '/var/lib/flatpak/app/*/*/*/active' },
} as const satisfies Sources;

/** Packages from the text of /lib/apk/db/installed: paragraphs of `letter:value`. It does not keep when they came. */
export function apkPackages(text: string): Listed {
  const paragraphs = text.split(/\n\n+/).filter((paragraph) => paragraph.trim() !== '');
  const packages = paragraphs.flatMap((paragraph): Package[] => {
    const field = (letter: string) => new RegExp(`^${letter}:(.*)$`, 'm').exec(paragraph)?.[1]?.trim();
    const [name, version, architecture, origin] = [field('P'), field('V'), field('A'), field('o')];
    if (name === undefined || version === undefined) return [];
    return [
      {
        name,
        version,
        source: 'apk',
        architecture: architecture === undefined || architecture === 'noarch' ? null : architecture,
        ...(origin === undefined || origin === name ? {} : { sourcePackage: origin }),
        publisher: publisherOf(field('m')),
        installedOn: null,
      },
    ];
  });
  return { packages, unread: paragraphs.length - packages.length };
}

/** Packages from the `desc` files of pacman: a line `%FIELD%` and its value below it. */
export function pacmanPackages(entries: readonly Entry[]): Listed {
  const packages = entries.flatMap(({ reading }): Package[] => {
    const text = reading.state === 'read' ? reading.text : '';
    const field = (name: string) => new RegExp(`^%${name}%\\n(.+)$`, 'm').exec(text)?.[1]?.trim();
    const [name, version, architecture, base] = [field('NAME'), field('VERSION'), field('ARCH'), field('BASE')];
    if (name === undefined || version === undefined) return [];
    return [
      {
        name,
        version,
        source: 'pacman',
        architecture: architecture === undefined || architecture === 'any' ? null : architecture,
        ...(base === undefined || base === name ? {} : { sourcePackage: base }),
        publisher: publisherOf(field('PACKAGER')),
        installedOn: ofSeconds(field('INSTALLDATE')),
      },
    ];
  });
  return { packages, unread: entries.length - packages.length };
}

/** Snaps from the first lines of their `snap.yaml`; the publisher stands in the store only. */
export function snapPackages(entries: readonly Entry[], times: readonly Entry[]): Listed {
  const since = new Map(times.map(({ path, reading }) => [path, modifiedAt(reading) ?? null]));
  const packages = entries.flatMap(({ path, reading }): Package[] => {
    const text = reading.state === 'read' ? reading.text : '';
    const field = (name: string) => new RegExp(`^${name}:(.+)$`, 'm').exec(text)?.[1]?.trim().replace(/^(["'])(.*)\1$/, '$2');
    const [name, version] = [field('name'), field('version')];
    const installedOn = since.get(path.replace(/\/meta\/snap\.yaml$/, '')) ?? null;
    return name === undefined || version === undefined ? [] : [{ name, version, source: 'snap', architecture: null, publisher: null, installedOn }];
  });
  return { packages, unread: entries.length - packages.length };
}

/** Flatpaks from the paths `…/app/<id>/<architecture>/<branch>/active`; their version stands in no list of its own. */
export function flatpakPackages(entries: readonly Entry[]): Listed {
  const packages = entries.flatMap(({ path, reading }): Package[] => {
    const [name, architecture] = path.split('/').slice(-4);
    if (name === undefined || architecture === undefined || reading.state !== 'read') return [];
    return [{ name, source: 'flatpak', architecture, publisher: null, installedOn: modifiedAt(reading) ?? null }];
  });
  return { packages, unread: entries.length - packages.length };
}
