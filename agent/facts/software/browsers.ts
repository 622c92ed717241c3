import type { Software } from '../../../wire/sections/software.ts';
import { sortedBy } from '../../host/order.ts';
import type { Package } from './package.ts';

type Browser = NonNullable<Software['browsers']>[number];

/** Packages of browsers by manager and name, as their makers and distributions call them; the channel where the name tells it. */
const browsers: Readonly<Record<string, readonly [name: string, channel: string | null]>> = {
  'google-chrome-stable': ['chrome', 'stable'], 'google-chrome-beta': ['chrome', 'beta'], 'google-chrome-unstable': ['chrome', 'dev'], 'com.google.Chrome': ['chrome', 'stable'],
  chromium: ['chromium', null], 'chromium-browser': ['chromium', null], 'org.chromium.Chromium': ['chromium', null], 'ungoogled-chromium': ['chromium', null],
  firefox: ['firefox', null], 'firefox-esr': ['firefox', 'esr'], 'firefox-beta': ['firefox', 'beta'], 'org.mozilla.firefox': ['firefox', null],
  'microsoft-edge-stable': ['edge', 'stable'], 'microsoft-edge-beta': ['edge', 'beta'], 'microsoft-edge-dev': ['edge', 'dev'], 'com.microsoft.Edge': ['edge', 'stable'],
  'brave-browser': ['brave', 'stable'], brave: ['brave', null], 'com.brave.Browser': ['brave', 'stable'], 'opera-stable': ['opera', 'stable'], opera: ['opera', null],
  'vivaldi-stable': ['vivaldi', 'stable'], epiphany: ['epiphany', null], 'epiphany-browser': ['epiphany', null], falkon: ['falkon', null], konqueror: ['konqueror', null],
};

/** Ubuntu's packages of these names only fetch the snap. */
const stub = /^1:1snap/;

/** Browsers among the packages, by name; the version without what the distribution adds. */
export function browsersIn(packages: readonly Package[]): Browser[] {
  const found = packages.flatMap(({ name, version, source, user }): Browser[] => {
    const known = Object.hasOwn(browsers, name) ? browsers[name] : undefined;
    if (known === undefined || stub.test(version ?? '')) return [];
    return [{ name: known[0], version: version === undefined ? null : upstream(version, source), channel: known[1], ...(user === undefined ? {} : { user }) }];
  });
  const unique = new Map(found.map((one) => [JSON.stringify([one.name, one.version, one.channel]), one]));
  return sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}

/** The version of the maker: without epoch, and without the revision of the distribution. */
export function upstream(version: string, source: string | undefined): string {
  const plain = version.replace(/^\d+:/, '');
  return (source === 'dpkg' || source === 'rpm' || source === 'apk' || source === 'pacman' ? plain.replace(/-[^-]*$/, '').replace(/[+~](?:deb|dfsg|ds|build|really|ubuntu).*$/, '') : plain).slice(0, 64);
}
