import type { Software } from '../../../wire/sections/software.ts';
import type { MacApp } from '../../host/mac-apps.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

type Browser = NonNullable<Software['browsers']>[number];

export const macBrowserSources = {
  /** Names the branch that this Firefox was built from: mozilla-release, mozilla-esr128, mozilla-beta. */
  firefoxBuild: { kind: 'files', pattern: '/Applications/Firefox*.app/Contents/Resources/application.ini', trust: 'user', maxBytes: 65_536, maxFiles: 20 },
} as const satisfies Sources;

/** Browsers by bundle identifier; the channel where the identifier tells it. */
const browsers: Readonly<Record<string, readonly [name: string, channel: string | null]>> = {
  'com.apple.Safari': ['safari', 'stable'], 'com.apple.SafariTechnologyPreview': ['safari', 'beta'],
  'com.google.Chrome': ['chrome', 'stable'], 'com.google.Chrome.beta': ['chrome', 'beta'], 'com.google.Chrome.dev': ['chrome', 'dev'], 'com.google.Chrome.canary': ['chrome', 'canary'],
  'org.chromium.Chromium': ['chromium', null], 'org.mozilla.firefox': ['firefox', null], 'org.mozilla.firefoxdeveloperedition': ['firefox', 'dev'], 'org.mozilla.nightly': ['firefox', 'nightly'],
  'com.microsoft.edgemac': ['edge', 'stable'], 'com.microsoft.edgemac.Beta': ['edge', 'beta'], 'com.microsoft.edgemac.Dev': ['edge', 'dev'], 'com.microsoft.edgemac.Canary': ['edge', 'canary'],
  'com.brave.Browser': ['brave', 'stable'], 'com.brave.Browser.beta': ['brave', 'beta'], 'com.operasoftware.Opera': ['opera', 'stable'], 'com.vivaldi.Vivaldi': ['vivaldi', 'stable'],
  'company.thebrowser.Browser': ['arc', null], 'com.duckduckgo.macos.browser': ['duckduckgo', null], 'org.torproject.torbrowser': ['tor-browser', null],
};

/** Browsers among the applications, by name and version. */
export function macBrowsers(at: Look<typeof macBrowserSources>, { apps, why }: { readonly apps: readonly MacApp[]; readonly why: Why | undefined }): Software['browsers'] {
  const found = apps.flatMap((app): Browser[] => {
    const known = Object.hasOwn(browsers, app.id) ? browsers[app.id] : undefined;
    if (known === undefined) return [];
    const channel = known[0] === 'firefox' && known[1] === null ? firefoxChannel(at, app) : known[1];
    return [{ name: known[0], version: app.version?.slice(0, 64) ?? null, ...(channel === undefined ? {} : { channel }), ...(app.user === undefined ? {} : { user: app.user }) }];
  });
  if (why) at.lack('browsers', why);
  const unique = new Map(found.map((one) => [JSON.stringify([one.name, one.version, one.channel, one.user]), one]));
  return why && found.length === 0 ? undefined : sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}

function firefoxChannel(at: Look<typeof macBrowserSources>, app: MacApp): string | null | undefined {
  const { entries, incomplete } = at.all('firefoxBuild');
  const file = entries.find(({ path }) => path.startsWith(`${app.path}/`));
  if (file === undefined) return incomplete ? at.lack('browsers[].channel', incomplete) : null;
  if (file.reading.state === 'failed') return at.lack('browsers[].channel', file.reading);
  const branch = /^SourceRepository=\S*\/mozilla-(esr|release|beta|central)/m.exec(textOf(file.reading) ?? '')?.[1];
  return branch === undefined ? null : branch === 'release' ? 'stable' : branch === 'central' ? 'nightly' : branch;
}
