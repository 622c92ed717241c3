import { packageOrder } from '../../host/package-order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Answers, Reading, Sources } from '../../host/source.ts';
import { unpackedText } from '../../host/unpack.ts';
import { rpmSources } from '../software/rpm.ts';
import type { Pending, Waiting } from './pending-apt.ts';

/** Advisories that dnf and zypper fetched (`updateinfo` of repomd.xml), and what rpm has installed. */
export const advisorySources = {
  dnfAdvisories: { kind: 'names', pattern: '/var/cache/dnf/*/repodata/*updateinfo.xml*' },
  dnf5Advisories: { kind: 'names', pattern: '/var/cache/libdnf5/*/repodata/*updateinfo.xml*' },
  zypperAdvisories: { kind: 'names', pattern: '/var/cache/zypp/raw/*/repodata/*updateinfo.xml*' },
  rpm: rpmSources.rpm,
} as const satisfies Sources;

type At = Look<typeof advisorySources>;

const lists = ['dnfAdvisories', 'dnf5Advisories', 'zypperAdvisories'] as const;
const maxBytes = 64 * 1024 * 1024;

/** The advisory lists themselves, where there are any. */
export function advisoryFiles(at: At): Sources {
  return Object.fromEntries(pathsOf(at).slice(0, 64).map((path) => [`advisories ${path}`, { kind: 'file', path, maxBytes, encoding: 'base64' }]));
}

/** Whether this computer has advisories at all: without any nothing is said of security updates. */
export function hasAdvisories(at: At): boolean {
  return pathsOf(at).length > 0;
}

/** Security advisories for packages that are installed in an older version; the day is that of the oldest advisory that still waits. */
export function waitingByRpm(at: At, answers: Answers): Waiting {
  const installed = installedBy(at.one('rpm'));
  const texts = pathsOf(at).map((path) => textAt(path, answers));
  const why = lists.map((source) => whyUnread(at, source)).find((it) => it !== undefined) ?? installed.why ?? texts.find(({ unread }) => unread)?.unread;
  const best = new Map<string, Pending>();
  for (const { text } of texts) for (const one of text === undefined ? [] : advised(text, installed.versions)) best.set(one.name, merged(best.get(one.name), one));
  return { pending: [...best.values()], why };
}

function pathsOf(at: At): string[] {
  return lists.flatMap((source) => at.all(source).entries.map(({ path }) => path)).filter((path) => /updateinfo\.xml(?:\.\w{2,4})?$/.test(path));
}

function textAt(path: string, answers: Answers): { text?: string; unread?: Why } {
  const answer = answers[`advisories ${path}`];
  if (answer?.kind !== 'one' || answer.reading.state === 'absent') return { unread: { reason: 'not-visible-from-here', detail: path } };
  if (answer.reading.state === 'failed') return { unread: answer.reading };
  const text = unpackedText(path, answer.reading.text);
  return text === undefined || !text.includes('<updates') ? { unread: { reason: 'unreadable', detail: path } } : { text };
}

/** The newest installed version by `name.architecture`: several kernels stand side by side. */
function installedBy(reading: Reading): { readonly versions: ReadonlyMap<string, string>; readonly why?: Why } {
  if (reading.state !== 'read') return { versions: new Map(), why: reading.state === 'failed' ? reading : { reason: 'tool-missing', detail: 'rpm' } };
  const versions = new Map<string, string>();
  for (const line of reading.text.split('\n')) {
    const [name = '', epoch = '0', version = '', release = '', architecture = ''] = line.split('\t');
    const [key, full] = [`${name}.${architecture}`, `${epoch}:${version}-${release}`];
    if (release !== '' && packageOrder.rpm(versions.get(key) ?? '0:0-0', full) < 0) versions.set(key, full);
  }
  return { versions };
}

/** Packages named by advisories of type security. Streams of modules are only compared among themselves. */
function advised(text: string, installed: ReadonlyMap<string, string>): Pending[] {
  const found: Pending[] = [];
  for (let at = text.indexOf('<update '); at >= 0; ) {
    const next = text.indexOf('<update ', at + 1);
    const block = text.slice(at, next < 0 ? undefined : next);
    at = next;
    if (!/^<update [^>]*type="security"/.test(block)) continue;
    const releasedOn = dayIn(/<issued date="([^"]*)"/.exec(block)?.[1]);
    const severity = /<severity>([A-Za-z]{1,31})<\/severity>/.exec(block)?.[1]?.toLowerCase() ?? null;
    for (const [tag] of block.matchAll(/<package [^>]*>/g)) {
      const attribute = (name: string) => new RegExp(`\\s${name}="([^"]{0,255})"`).exec(tag)?.[1] ?? '';
      const [name, release] = [attribute('name'), attribute('release')];
      const mine = installed.get(`${name}.${attribute('arch')}`);
      const available = `${attribute('epoch') || '0'}:${attribute('version')}-${release}`;
      if (mine === undefined || mine.includes('.module') !== release.includes('.module') || packageOrder.rpm(mine, available) >= 0) continue;
      found.push({ name: printable(name, 255), installed: printable(plain(mine), 255), available: printable(plain(available), 255), security: true, releasedOn, severity });
    }
  }
  return found;
}

const grave = ['low', 'moderate', 'important', 'critical'];

/** Of two advisories for one package the newer version, the older day and the graver word. */
function merged(known: Pending | undefined, one: Pending): Pending {
  if (!known) return one;
  const newer = packageOrder.rpm(known.available ?? '', one.available ?? '') < 0 ? one : known;
  const days = [known.releasedOn, one.releasedOn].filter((day) => typeof day === 'string').sort();
  const rank = (it: Pending) => grave.indexOf(it.severity ?? '');
  return { ...newer, releasedOn: days[0] ?? null, severity: (rank(known) > rank(one) ? known : one).severity ?? null };
}

function dayIn(text: string | undefined): string | null {
  const day = text?.slice(0, 10) ?? '';
  return /^\d{4}-\d\d-\d\d$/.test(day) && new Date(day).toJSON()?.startsWith(day) ? day : null;
}

function plain(version: string): string {
  return version.replace(/^0:/, '');
}
