import type { Software } from '../../../wire/sections/software.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import { hklm, keysOf, registryText } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';
import { inTable } from '../../host/table.ts';
import type { Package } from './package.ts';

/** The updater of Chromium and its kin keeps the version that is really installed, under the id of the program. */
const updaters = [String.raw`Google\Update`, String.raw`Microsoft\EdgeUpdate`, String.raw`BraveSoftware\Update`];

export const browserSources = {
  chrome32: clients('WOW6432Node\\', 0), chrome64: clients('', 0),
  edge32: clients('WOW6432Node\\', 1), edge64: clients('', 1),
  brave32: clients('WOW6432Node\\', 2), brave64: clients('', 2),
  internetExplorer: hklm(String.raw`SOFTWARE\Microsoft\Internet Explorer`, ['svcVersion', 'Version']),
} as const satisfies Sources;

type Browser = NonNullable<Software['browsers']>[number];

/** Ids of Omaha, from the makers' own documents of deployment. */
const ids: Readonly<Record<string, readonly [name: string, channel: string]>> = {
  '{8a69d345-d564-463c-aff1-a69d9e530f96}': ['chrome', 'stable'],
  '{8237e44a-0054-442c-b6b6-ea0509993955}': ['chrome', 'beta'],
  '{401c381f-e0de-4b85-8bd8-3f3f14fbda57}': ['chrome', 'dev'],
  '{56eb18f8-b008-4cbd-b6d2-8c97fe7e9062}': ['edge', 'stable'],
  '{2cd8a007-e189-409d-a2c8-9af4ef3c72aa}': ['edge', 'beta'],
  '{0d50bfec-cd6a-4f9a-964c-c7416e3acb10}': ['edge', 'dev'],
  '{afe6a462-c574-4b8a-af43-4cc60df4563b}': ['brave', 'stable'],
};

const updaterOf = new Set(Object.values(ids).map(([name]) => name));

/** Names in the list of programs, which no language translates. */
const titles: readonly (readonly [RegExp, name: string, channel: string | null])[] = [
  [/^Google Chrome$/, 'chrome', 'stable'], [/^Google Chrome Beta$/, 'chrome', 'beta'], [/^Google Chrome (?:Dev|SxS|Canary)$/, 'chrome', 'dev'],
  [/^Microsoft Edge$/, 'edge', 'stable'], [/^Microsoft Edge Beta$/, 'edge', 'beta'], [/^Microsoft Edge (?:Dev|Canary)$/, 'edge', 'dev'],
  [/^Mozilla Firefox(?: [\d.]+)? ESR\b/, 'firefox', 'esr'], [/^Mozilla Firefox(?: [\d.]+)?(?: \(x\d\d [\w-]+\))?$/, 'firefox', 'stable'], [/^(?:Firefox (?:Developer Edition|Nightly))\b/, 'firefox', 'beta'],
  [/^Brave$/, 'brave', 'stable'], [/^Opera Stable\b/, 'opera', 'stable'], [/^Chromium$/, 'chromium', null],
];

function clients(view: string, updater: 0 | 1 | 2) {
  return hklm(`SOFTWARE\\${view}${updaters[updater] ?? ''}\\Clients\\*`, ['pv']);
}

/** Browsers by name: those of the list of programs, in the version that their updater knows, and Internet Explorer. */
export function browsersOf(at: Look<typeof browserSources>, packages: readonly Package[], unseen: Why | undefined): Browser[] {
  const asked = (['chrome32', 'chrome64', 'edge32', 'edge64', 'brave32', 'brave64'] as const).map((source) => keysOf(at, source));
  const unread = asked.find((it) => it.why)?.why;
  const why = unread ?? unseen;
  if (why) at.lack('browsers', why);
  // The list of programs may tell an older version than the updater, which then is not known.
  const versionOf = (browser: string, version: string | undefined) => (unread && updaterOf.has(browser) ? at.lack('browsers[].version', unread) : versionIn(version ?? null));
  const updated = asked.flatMap(({ keys }) => keys).flatMap((key): Browser[] => {
    const [id, version] = [inTable(ids, key.name.toLowerCase()), versionIn(registryText(key.value('pv')))];
    return id === undefined || version === null ? [] : [{ name: id[0], version, channel: id[1] }];
  });
  const listed = packages.filter(({ source }) => source === 'registry' || source === 'msi').flatMap(({ name, version, user }): Browser[] => {
    const [, browser, channel = null] = titles.find(([title]) => title.test(name)) ?? [];
    if (browser === undefined || (user === undefined && updated.some((one) => one.name === browser && one.channel === channel))) return [];
    return [{ name: browser, version: versionOf(browser, version), channel, ...(user === undefined ? {} : { user }) }];
  });
  const all = [...updated, ...listed, ...explorer(at)];
  const unique = new Map(all.map((one) => [JSON.stringify([one.name, one.channel, one.version, one.user]), one]));
  return sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}

function versionIn(text: string | null | undefined): string | null {
  return text !== undefined && text !== null && /^\d+(?:\.\d+){0,5}$/.test(text) ? printable(text, 64) : null;
}

/** Versions before 10 stand in the older value; Windows 11 keeps the key without the browser, and says 9.11. */
function explorer(at: Look<typeof browserSources>): Browser[] {
  const { keys, why } = keysOf(at, 'internetExplorer');
  if (why) at.lack('browsers', why);
  const version = versionIn(registryText(keys[0]?.value('svcVersion') ?? null)) ?? versionIn(registryText(keys[0]?.value('Version') ?? null));
  return version === null ? [] : [{ name: 'internet-explorer', version, channel: null }];
}
