import type { Updates } from '../../../wire/sections/updates.ts';
import { withoutCredentials } from '../../host/address.ts';
import { iniIn, isYes } from '../../host/ini.ts';
import { sortedBy } from '../../host/order.ts';
import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { aptConfig, isAptConfig } from './apt-config.ts';

type PackageSource = NonNullable<Updates['sources']>[number];

/** Where packages come from. World-readable as shipped; some vendors hide files that hold a password. */
export const packageSources = {
  aptParts: { kind: 'files', pattern: '/etc/apt/apt.conf.d/*' },
  apt: { kind: 'file', path: '/etc/apt/apt.conf' },
  aptList: { kind: 'file', path: '/etc/apt/sources.list' },
  aptLists: { kind: 'files', pattern: '/etc/apt/sources.list.d/*.list' },
  aptSources: { kind: 'files', pattern: '/etc/apt/sources.list.d/*.sources' },
  yumRepos: { kind: 'files', pattern: '/etc/yum.repos.d/*.repo' },
  zyppRepos: { kind: 'files', pattern: '/etc/zypp/repos.d/*.repo' },
  dnf: { kind: 'file', path: '/etc/dnf/dnf.conf' },
  yum: { kind: 'file', path: '/etc/yum.conf' },
  apk: { kind: 'file', path: '/etc/apk/repositories' },
} as const satisfies Sources;

type At = Look<typeof packageSources>;

interface Written {
  readonly uri: string;
  readonly suite: string;
  readonly signed: boolean | undefined;
  readonly security: boolean;
}

/** All sources that are switched on, by address, without credentials. */
export function sourcesOf(at: At): PackageSource[] {
  for (const source of ['aptLists', 'aptSources', 'yumRepos', 'zyppRepos'] as const) {
    const why = whyUnread(at, source);
    if (why) at.lack('sources', why);
  }
  for (const source of ['aptList', 'apk'] as const) {
    const reading = at.one(source);
    if (reading.state === 'failed') at.lack('sources', reading);
  }
  const found = [...aptSources(at), ...repositories(at), ...alpineSources(at.text('apk') ?? '')].map(({ uri, suite, signed, security }) => ({
    uri: printable(withoutCredentials(uri)),
    suite: suite === '' ? null : printable(suite, 255),
    encrypted: encrypted(uri, at),
    signed,
    security,
  }));
  const unique = new Map(found.map((source) => [JSON.stringify([source.uri, source.suite, source.signed]), source]));
  return sortedBy([...unique], ([key]) => key).map(([, source]) => source);
}

/** Media and folders of the computer itself are fetched over nothing. */
function encrypted(uri: string, at: At): boolean | undefined {
  if (/^(?:file|cdrom|copy|dir|hd|iso):|^\//.test(uri))
    return at.lack('sources[].encrypted', { reason: 'not-visible-from-here', detail: 'a medium or folder is no address' });
  return /^(?:[a-z]+\+)*https:|^rsync\+ssh:|^ssh:|^plugin:/i.test(uri);
}

function aptSources(at: At): Written[] {
  const config = aptConfig([
    ...filesOf(at, 'aptParts')
      .filter(({ path }) => isAptConfig(path))
      .map(({ text }) => text),
    at.text('apt') ?? '',
  ]);
  const anything = isYes(config.value('APT::Get::AllowUnauthenticated')) || isYes(config.value('Acquire::AllowInsecureRepositories'));
  const lines = [at.text('aptList') ?? '', ...filesOf(at, 'aptLists').filter(isRead).map(({ text }) => text)].flatMap(oneLineSources);
  const stanzas = filesOf(at, 'aptSources').filter(isRead).flatMap(({ text }) => stanzaSources(text));
  const why = whyUnread(at, 'aptParts');
  return [...lines, ...stanzas].map((source) => {
    const hidden = source.signed && !anything && why;
    return { ...source, signed: hidden ? at.lack('sources[].signed', hidden) : source.signed && !anything };
  });
}

/** apt passes over files with other letters in their names, see sources.list(5). */
function isRead({ path }: { readonly path: string }): boolean {
  return /\/[\w.-]+$/.test(path);
}

/** `deb [options] uri suite components`, see sources.list(5). */
function oneLineSources(text: string): Written[] {
  return text.split('\n').flatMap((line) => {
    const [, options = '', uri, suite] = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?((?:cdrom:\[[^\]]*\])?\S+)\s+(\S+)/.exec(line) ?? [];
    if (uri === undefined || suite === undefined || uri.startsWith('#')) return [];
    return [{ uri, suite, signed: !/\b(?:trusted|allow-insecure)=(?:yes|true|1)\b/i.test(options), security: isAptSecurity(uri, suite) }];
  });
}

/** Deb822 stanzas: every address with every suite. */
function stanzaSources(text: string): Written[] {
  return text.split(/\n[ \t]*\n/).flatMap((stanza) => {
    const lines = stanza
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .join('\n')
      .replace(/\n[ \t]+/g, ' ');
    const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(lines)?.[1]?.trim() ?? '';
    const words = (name: string) => field(name).split(/\s+/).filter(Boolean).slice(0, 64);
    if (!words('Types').includes('deb') || /^(?:no|false|0)$/i.test(field('Enabled'))) return [];
    const signed = !isYes(field('Trusted')) && !isYes(field('Allow-Insecure'));
    return words('URIs').flatMap((uri) => words('Suites').map((suite) => ({ uri, suite, signed, security: isAptSecurity(uri, suite) })));
  });
}

/** Archives in which Debian and Ubuntu publish security updates: `bookworm-security`, `buster/updates`, `jammy-infra-security`. */
function isAptSecurity(uri: string, suite: string): boolean {
  return /-security\/?$/.test(suite) || (/\/updates\/?$/.test(suite) && /security/.test(uri));
}

/**
 * Repositories of yum.conf(5), dnf and zypper. A signature is required by `gpgcheck`, of the repository or of `[main]`.
 * The Red Hat family keeps security updates beside all others: in these repositories.
 */
function repositories(at: At): Written[] {
  const main = iniIn(at.text('dnf') ?? at.text('yum') ?? '').get('main');
  const files = [...filesOf(at, 'yumRepos'), ...filesOf(at, 'zyppRepos')];
  return files.flatMap(({ text, path }) =>
    [...iniIn(text)].flatMap(([id, repo]): Written[] => {
      if (id === '' || id === 'main' || /^(?:0|no|false)$/i.test(repo.get('enabled') ?? '1')) return [];
      const uri = (repo.get('baseurl') ?? repo.get('metalink') ?? repo.get('mirrorlist') ?? '').split(/[\s,]+/)[0] ?? '';
      if (uri === '') return [];
      const zypp = path.startsWith('/etc/zypp/');
      const check = repo.get('gpgcheck') ?? main?.get('gpgcheck');
      const signed = check === undefined ? zypp : isYes(check);
      const security = /(?:^|[-_.:])(?:baseos|appstream|updates?|security)(?:$|[-_.:])/i.test(id) && !/(?:debug|source|testing)/i.test(id);
      return [{ uri, suite: id, signed, security }];
    }),
  );
}

/** Alpine: one address a line, signatures always checked; a branch brings its own fixes. */
function alpineSources(text: string): Written[] {
  return text.split('\n').flatMap((line) => {
    const uri = line.trim().replace(/^@\S+\s+/, '');
    if (uri === '' || uri.startsWith('#')) return [];
    const suite = /\/((?:v\d[\d.]*|edge|latest-stable)\/\w+)\/?$/.exec(uri)?.[1] ?? '';
    return [{ uri, suite, signed: true, security: suite !== '' }];
  });
}
